"""What the doctor says, on both sides of each boundary; and that nothing it refuses is served beyond this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from zeren import env
from zeren.access.accounts import acts as accounts
from zeren.access.accounts.models import Account
from zeren.access.factors import acts as factors
from zeren.cli import doctor, run
from zeren.cli.demo import codes
from zeren.cli.doctor import Verdict
from zeren.cli.main import register
from zeren.records import keys
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation in order: keys of its own, a secret, host names, TLS, no demonstration."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DEBUG = False
    settings.ZEREN = replace(
        settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=None, secret="s" * 32,
        hosts=("zeren.example",), https=True,
    )  # fmt: skip
    keys.ring()
    yield tmp_path


def found() -> dict[str, Verdict]:
    return {check.check: check.verdict for check in doctor.examine()}


def refused() -> set[str]:
    return {name for name, verdict in found().items() if verdict is Verdict.REFUSE}


def cli(*words: str) -> Any:
    return CliRunner().invoke(register(typer.Typer()), list(words))


def administrators() -> None:
    from zeren.records import registers
    from zeren.records.organs.models import Organ

    row = {"code": "Q", "name": "青县县委", "level": "county", "kind": "party_committee"}
    assert registers.import_rows(SYSTEM, "organs", [row]).written
    for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        account = accounts.make_account(SYSTEM, role.value, "qinglan-2026")
        accounts.give_role(SYSTEM, account, role, Organ.objects.get(), date(2020, 1, 1))


# ---------------------------------------------------------------- each check


def test_an_installation_in_order_is_refused_nothing_and_says_what_cannot_be_seen() -> None:
    assert refused() == set()
    said = found()
    assert said["backup"] is Verdict.WARN
    for name in (
        "debug", "keys", "secret", "hosts", "https", "database", "demonstration", "triggers", "clock",
    ):  # fmt: skip
        assert said[name] is Verdict.OK, name
    answer = cli("doctor", "--json")
    assert answer.exit_code == 0 and json.loads(answer.stdout)["refused"] == 0


def test_debugging_is_refused(settings: Any) -> None:
    settings.DEBUG = True
    assert refused() == {"debug"}
    answer = cli("doctor")
    assert answer.exit_code == 1 and "ZEREN_DEBUG" in answer.stdout and "不可" in answer.stdout


def test_a_fixed_day_is_refused(settings: Any) -> None:
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 3, 16))
    assert refused() == {"today"}


@pytest.mark.parametrize(("left", "verdict"), [(1023, Verdict.WARN), (1024, None)])
def test_little_room_on_the_disk_is_worth_a_word(
    monkeypatch: pytest.MonkeyPatch, left: int, verdict: Verdict | None
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=left * 2**20))
    assert found().get("room") is verdict


def test_a_data_folder_that_can_not_be_written_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: path != home)
    assert refused() == {"room"}


def test_a_missing_key_ring_is_refused_and_not_made(home: Path) -> None:
    (home / "keys.json").unlink()
    assert refused() == {"keys"}
    assert not (home / "keys.json").exists()


@pytest.mark.parametrize(("mode", "bad"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_key_file_that_others_read_is_refused(home: Path, mode: int, bad: bool) -> None:
    (home / "keys.json").chmod(mode)
    assert refused() == ({"keys"} if bad else set())


def test_keys_beside_the_embedded_database_are_worth_a_word(
    settings: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(database, "NAME", str(home / "zeren.sqlite3"))
    assert found()["keys-place"] is Verdict.WARN
    settings.ZEREN = replace(settings.ZEREN, key_file=home / "apart" / "keys.json")
    keys.ring()
    assert "keys-place" not in found()


@pytest.mark.parametrize(("secret", "bad"), [("s" * 32, False), ("s" * 31, True)])
def test_a_short_secret_is_refused(settings: Any, secret: str, bad: bool) -> None:
    settings.ZEREN = replace(settings.ZEREN, secret=secret)
    assert refused() == ({"secret"} if bad else set())


@pytest.mark.parametrize(("mode", "bad"), [(0o600, False), (0o644, True)])
def test_a_secret_file_that_others_read_is_refused(settings: Any, home: Path, mode: int, bad: bool) -> None:
    settings.ZEREN = replace(settings.ZEREN, secret=None)
    (home / "secret").write_text("x")
    (home / "secret").chmod(mode)
    assert refused() == ({"secret"} if bad else set())


@pytest.mark.parametrize(("hosts", "verdict"), [(("a.example", "localhost"), Verdict.OK), (("127.0.0.1", "localhost"), Verdict.WARN), (("*",), Verdict.WARN)])  # fmt: skip
def test_host_names_are_looked_at(settings: Any, hosts: tuple[str, ...], verdict: Verdict) -> None:
    settings.ZEREN = replace(settings.ZEREN, hosts=hosts)
    assert found()["hosts"] is verdict


def test_no_https_is_worth_a_word(settings: Any) -> None:
    settings.ZEREN = replace(settings.ZEREN, https=False)
    assert found()["https"] is Verdict.WARN


def test_a_valid_demonstration_password_is_refused_until_it_is_changed_or_the_account_is_off() -> None:
    first = accounts.make_account(SYSTEM, "demo1", "qinglan-2026", demonstration=True)
    accounts.make_account(SYSTEM, "demo2", "qinglan-2026", demonstration=True)
    assert refused() == {"demonstration"}
    accounts.set_password(SYSTEM, first, "another-2026")
    said = next(check for check in doctor.examine() if check.check == "demonstration")
    assert "demo2" in said.zh and "demo1" not in said.zh
    Account.objects.filter(signin="demo2").update(is_active=False)
    assert refused() == set()


def test_a_missing_trigger_is_refused() -> None:
    from django.db import connection

    from zeren.records import triggers

    triggers.remove(connection)
    assert refused() == {"triggers"}
    triggers.install(connection)
    assert refused() == set()


def test_a_database_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.migrations.executor import MigrationExecutor

    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("x", False)])
    assert refused() == {"database"} and "demonstration" not in found()


def test_each_of_the_three_administrators_is_looked_for_with_a_factor() -> None:
    names = ("system_admin", "security_admin", "audit_admin")
    assert {found()[name] for name in names} == {Verdict.WARN}
    administrators()
    account = Account.objects.get(signin="audit_admin")
    account.demonstration = True
    factors.bind_code(account)
    said = found()
    assert [said[name] for name in names] == [Verdict.WARN, Verdict.WARN, Verdict.OK]


def test_a_clock_before_the_last_entry_is_worth_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    accounts.make_account(SYSTEM, "zhao", "qinglan-2026")
    assert found()["clock"] is Verdict.OK
    began = doctor.time.time()
    monkeypatch.setattr(doctor.time, "time", lambda: began - 3600)
    assert found()["clock"] is Verdict.WARN


@pytest.fixture
def as_role() -> Any:
    """Looks with the eyes of a database role that was granted this of the two tables that only grow."""
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    made = "zeren_doctor_test"

    def looked(*grants: str) -> dict[str, Verdict]:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {made}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {made}")
            cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {made}")
            for grant in grants:
                cursor.execute(f"GRANT {grant} TO {made}")
            cursor.execute(f"SET ROLE {made}")
            try:
                return found()
            finally:
                cursor.execute("RESET ROLE")

    return looked


@pytest.mark.parametrize("table", ("records_event", "records_papertemplate"))
def test_a_table_that_the_serving_role_may_not_read_is_refused(as_role: Any, table: str) -> None:
    """After an update the new tables are their owner's until the grants ran again."""
    from django.db import connection

    said = as_role("INSERT ON records_event")
    assert "grants" not in said
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE SELECT ON {table} FROM zeren_doctor_test")
        cursor.execute("SET ROLE zeren_doctor_test")
        told = {check.check: check for check in doctor.examine()}
        cursor.execute("RESET ROLE")
    assert told["grants"].verdict is Verdict.REFUSE and "role" not in told
    assert table in told["grants"].zh and "grants.sql" in told["grants"].en


def test_a_role_that_owns_nothing_updates_nothing_and_is_told_whose_task_it_is(as_role: Any) -> None:
    from django.db import connection

    as_role()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE zeren_doctor_test")
    answer = cli("migrate", "--json")
    assert answer.exit_code == 2
    assert "拥有表的角色" in json.loads(answer.stdout)["errors"][0]["zh"]


def test_a_database_that_a_newer_program_made_is_not_served(home: Path) -> None:
    """Neither to others nor on this machine, neither migrated nor backed up: what it keeps is not known here."""
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.create(app="records", name="9999_of_tomorrow")
    assert refused() == {"database"}
    for words in (("run",), ("run", "--no-demo"), ("migrate",), ("backup", str(home / "b.zb"))):
        answer = cli(*words, "--json")
        told = json.loads(answer.stdout)["errors"][0]
        assert answer.exit_code == 2 and "records.9999_of_tomorrow" in told["zh"] and told["en"], words
    assert not (home / "b.zb").exists()


def test_a_step_of_a_part_that_is_no_longer_there_is_no_newer_program() -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.create(app="gone", name="0001_initial")
    assert refused() == set()


def test_a_serving_role_that_only_adds_is_in_order(as_role: Any) -> None:
    grants = ("INSERT ON records_event, records_trailentry", "UPDATE, DELETE ON records_matter")
    assert as_role(*grants)["role"] is Verdict.OK


@pytest.mark.parametrize("grant", ("UPDATE ON records_event", "DELETE ON records_trailentry"))
def test_a_serving_role_that_may_change_the_record_is_worth_a_word(as_role: Any, grant: str) -> None:
    assert as_role(grant)["role"] is Verdict.WARN


def test_a_role_that_is_in_the_owner_s_is_as_good_as_the_owner(as_role: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
    assert as_role(f'"{owner}"')["role"] is Verdict.WARN


def test_what_the_doctor_looks_for_is_what_the_roles_are_given() -> None:
    text = (Path(__file__).parents[2] / "deploy" / "grants.sql").read_text(encoding="utf-8")
    assert f"REVOKE UPDATE, DELETE ON {', '.join(doctor.GROW_ONLY)} FROM zeren_serving;" in text


def test_what_lays_out_templates_is_told(settings: Any, tmp_path: Path) -> None:
    answers, broken = tmp_path / "answers", tmp_path / "broken"
    answers.write_text("#!/bin/sh\necho LibreOffice 24.8.1.2 x\n")
    broken.write_text("#!/bin/sh\nexit 1\n")
    for program, verdict, words in ((answers, Verdict.OK, "24.8.1.2"), (broken, Verdict.WARN, "没有应答")):
        program.chmod(0o755)
        settings.ZEREN = replace(settings.ZEREN, office=str(program))
        (check,) = (check for check in doctor.examine() if check.check == "office")
        assert check.verdict is verdict and words in check.zh
    settings.ZEREN = replace(settings.ZEREN, office="no")
    assert found()["office"] is Verdict.OK


# ---------------------------------------------------------------- serving


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Where it would be served, and whether with a demonstration; nothing is."""
    got: list[tuple[str, bool]] = []
    wanted: list[bool] = []
    monkeypatch.setattr(run, "prepare", wanted.append)
    monkeypatch.setattr(run, "_keep_up", lambda: None)
    monkeypatch.setattr(run, "serve", lambda port, as_json, host: got.append((host, wanted[-1])))
    return got


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"])
def test_on_this_machine_everything_is_served(settings: Any, served: list[Any], host: str) -> None:
    settings.DEBUG = True
    settings.ZEREN = replace(settings.ZEREN, hosts=env.LOOPBACK, https=False)
    accounts.make_account(SYSTEM, "demo", "qinglan-2026", demonstration=True)
    assert cli("run", "--host", host).exit_code == 0
    assert served == [(host, True)]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "zeren.example", "localhost.example"])
def test_beyond_it_each_thing_that_is_refused_is_named_and_nothing_served(
    settings: Any, home: Path, served: list[Any], host: str
) -> None:
    settings.DEBUG = True
    accounts.make_account(SYSTEM, "demo", "qinglan-2026", demonstration=True)
    (home / "keys.json").unlink()
    answer = cli("run", "--host", host, "--json")
    assert answer.exit_code == 2 and served == []
    assert {error["where"] for error in json.loads(answer.stdout)["errors"]} == {
        "debug",
        "demonstration",
        "keys",
    }


@pytest.mark.parametrize(
    ("hosts", "https"), [(env.LOOPBACK, True), (("127.0.0.1", "zeren.example"), False), (("*",), False)]
)
def test_behind_a_proxy_on_this_machine_it_is_served_to_others_and_the_same_is_refused(
    settings: Any, served: list[Any], hosts: tuple[str, ...], https: bool
) -> None:
    settings.ZEREN = replace(settings.ZEREN, hosts=hosts, https=https)
    accounts.make_account(SYSTEM, "demo", "qinglan-2026", demonstration=True)
    answer = cli("run", "--json")
    assert answer.exit_code == 2 and served == []
    assert [error["where"] for error in json.loads(answer.stdout)["errors"]] == ["demonstration"]
    Account.objects.filter(signin="demo").update(is_active=False)
    assert cli("run").exit_code == 0
    assert served == [("127.0.0.1", False)]


def test_beyond_it_an_installation_in_order_is_served_without_a_demonstration(served: list[Any]) -> None:
    assert cli("run", "--host", "0.0.0.0").exit_code == 0
    assert served == [("0.0.0.0", False)]


# ---------------------------------------------------------------- codes of the demonstration


@pytest.fixture
def demo(settings: Any) -> None:
    settings.ZEREN = replace(settings.ZEREN, hosts=("127.0.0.1", "localhost"))
    made = accounts.make_account(SYSTEM, "baomi", "qinglan-2026", demonstration=True)
    factors.bind_code(made)


def test_the_code_of_a_demonstration_account_is_told_and_opens(demo: None) -> None:
    from zeren.access.accounts import queries

    told = json.loads(cli("demo", "code", "baomi", "--json").stdout)
    assert told["signin"] == "baomi" and 0 < told["seconds"] <= 30
    account = queries.find("baomi")
    assert account is not None
    assert factors.give_code(queries.actor_of(account), told["code"]).account == account


def test_no_code_is_told_once_the_password_is_ones_own(demo: None) -> None:
    accounts.set_password(SYSTEM, Account.objects.get(), "another-2026")
    answer = cli("demo", "code", "baomi", "--json")
    assert answer.exit_code == 2 and "演示账号" in answer.stdout


@pytest.mark.parametrize("name", ["nobody", "without"])
def test_no_code_is_told_of_who_has_none(demo: None, name: str) -> None:
    accounts.make_account(SYSTEM, "without", "qinglan-2026", demonstration=True)
    assert cli("demo", "code", name, "--json").exit_code == 2


def test_no_code_is_told_where_others_may_come_in(demo: None, settings: Any) -> None:
    settings.ZEREN = replace(settings.ZEREN, hosts=("localhost", "zeren.example"))
    with pytest.raises(Refused) as refused:
        codes.code_of("baomi")
    assert "只在本机" in refused.value.problems[0].zh


@pytest.mark.parametrize(("host", "here"), [("", True), ("/run/postgresql", True), ("127.0.0.1", True), ("10.0.0.5", False), ("db.example", False)])  # fmt: skip
def test_no_code_is_told_from_a_database_elsewhere(
    demo: None, monkeypatch: pytest.MonkeyPatch, host: str, here: bool
) -> None:
    from types import SimpleNamespace

    import django.db

    elsewhere = SimpleNamespace(vendor="postgresql", settings_dict={"HOST": host})
    monkeypatch.setattr(django.db, "connection", elsewhere)
    if here:
        codes._only_here()
    else:
        with pytest.raises(Refused):
            codes._only_here()


def test_the_list_of_accounts_says_who_is_asked_for_a_code() -> None:
    from zeren.cli.demo import account_lines, account_rows

    assert {row["signin"] for row in account_rows() if row["code"]} == set(codes.WITH_CODE)
    assert "zeren demo code" in account_lines()[-1]
