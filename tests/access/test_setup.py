"""``zeren admin init``: the three administrators of a real installation, once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from zeren.access.accounts import acts as accounts
from zeren.access.accounts import queries
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.rights import setup
from zeren.access.rights.setup import First
from zeren.cli.main import app, register
from zeren.records import clock
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import Refused
from zeren.records.organs.models import Organ

pytestmark = pytest.mark.django_db
FIRST = First("Q", "某县县委")


@pytest.fixture(autouse=True)
def fast(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_three_accounts_with_one_time_passwords_in_an_empty_installation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = setup.make_three(FIRST, "xitong", "baomi", "shenji")
    assert [row.signin for row in made] == ["xitong", "baomi", "shenji"]
    roles = [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]
    for row, role in zip(made, roles, strict=True):
        account = accounts.sign_in(row.signin, row.password).account
        assert (
            account is not None
            and account.one_time_until == row.until
            and account.organ == Organ.objects.get()
        )
        assert [grant.role for grant in queries.actor_of(account).grants] == [role]
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3, seconds=1))
    assert accounts.sign_in(made[0].signin, made[0].password).account is None


def test_it_is_done_only_once(county: Any) -> None:
    setup.make_three(First("Q"), "xitong", "baomi", "shenji")
    with pytest.raises(Refused, match="administrators already"):
        setup.make_three(First("Q"), "a1", "a2", "a3")
    assert Account.objects.count() == 3


@pytest.mark.parametrize(
    ("first", "names"),
    [
        (First("X"), ("xitong", "baomi", "shenji")),
        (First("Q", "某县县委", level="nowhere " * 9), ("xitong", "baomi", "shenji")),
        (FIRST, ("xitong", "xitong", "shenji")),
        (FIRST, ("Xitong", "baomi", "shenji")),
        (FIRST, ("", "baomi", "shenji")),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(first: First, names: tuple[str, str, str]) -> None:
    with pytest.raises(Refused):
        setup.make_three(first, *names)
    assert not Account.objects.exists() and not Organ.objects.exists()


def test_only_an_administrator_is_reset_at_the_console(county: Any) -> None:
    setup.make_three(First("Q"), "xitong", "baomi", "shenji")
    accounts.make_account(SYSTEM, "zhao", "qinglan-2026", person=county.people["zhao"])
    row = setup.reset("baomi")
    assert accounts.sign_in("baomi", row.password).account is not None
    for name in ("zhao", "nobody"):
        with pytest.raises(Refused, match="no administrator"):
            setup.reset(name)
    assert accounts.sign_in("zhao", "qinglan-2026").account is not None


def test_who_is_an_administrator_no_more_or_not_yet_is_not_reset_at_the_console(county: Any) -> None:
    setup.make_three(First("Q"), "xitong", "baomi", "shenji")
    today, grants = clock.today(), RoleGrant.objects.filter(account__signin="baomi")
    since = today - timedelta(days=9)
    for start, end, role in (
        (since, today - timedelta(days=1), False),
        (today + timedelta(days=1), None, False),
        (since, today, True),
        (today, None, True),
    ):
        grants.update(start=start, end=end)
        if role:
            assert setup.reset("baomi").role == "安全保密管理员"
        else:
            with pytest.raises(Refused, match="no administrator"):
                setup.reset("baomi")


def test_the_command_prints_the_passwords_once_and_refuses_the_second_time() -> None:
    runner, cli = CliRunner(), register(app)
    first = runner.invoke(cli, ["admin", "init", "--organ", "Q", "--organ-name", "某县县委", "--json"])
    assert first.exit_code == 0, first.output
    shown = json.loads(first.stdout)["accounts"]
    assert accounts.sign_in(shown[2]["signin"], shown[2]["password"]).account is not None
    again = runner.invoke(cli, ["admin", "init", "--organ", "Q", "--json"])
    assert again.exit_code == 2 and "已有三员" in json.loads(again.stdout)["errors"][0]["zh"]
    reset = runner.invoke(cli, ["admin", "reset", "xitong", "--json"])
    assert reset.exit_code == 0 and json.loads(reset.stdout)["signin"] == "xitong"
    assert runner.invoke(cli, ["vault", "rewrap", "--json"]).exit_code == 0


def test_a_setting_of_days_is_checked() -> None:
    from zeren import env

    assert env.read({"ZEREN_DELEGATION_DAYS": ""}).delegation_days == 30
    assert env.read({"ZEREN_DELEGATION_DAYS": "366"}).delegation_days == 366
    for wrong in ("0", "367", "-1", "ten", "３"):
        with pytest.raises(env.SettingError, match="DELEGATION"):
            env.read({"ZEREN_DELEGATION_DAYS": wrong})
