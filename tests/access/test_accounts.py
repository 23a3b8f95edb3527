from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from once import FAST
from zeren import env
from zeren.access.accounts import acts, queries
from zeren.access.accounts.models import Account
from zeren.records import clock
from zeren.records.actor import NOBODY, SYSTEM, Role
from zeren.records.errors import Refused
from zeren.records.trail import queries as trail

pytestmark = pytest.mark.django_db
PASSWORD = "qinglan-2026"


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """The real hasher is slow on purpose; the tests that are about it name it."""
    settings.PASSWORD_HASHERS = FAST


@pytest.fixture
def as_delivered(settings: Any, quick: None) -> None:
    """Passwords are hashed as an installation hashes them."""
    settings.PASSWORD_HASHERS = env.password_hashers("international")


@pytest.fixture
def zhao(county: Any) -> Account:
    return acts.make_account(
        SYSTEM, "zhao", PASSWORD, person=county.people["zhao"], organ=county.organs["QJ"]
    )


def test_a_password_is_kept_as_an_argon2_hash(as_delivered: None, zhao: Account) -> None:
    assert zhao.password.startswith("argon2$argon2id$") and PASSWORD not in zhao.password
    assert acts.sign_in("zhao", PASSWORD).account == zhao
    assert authenticate(username="zhao", password=PASSWORD) == zhao


def test_a_wrong_name_and_a_wrong_password_look_the_same(
    zhao: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    answers = [(acts.sign_in("zhao", "wrong"), acts.sign_in("nobody", "wrong")) for _ in range(6)]
    assert all(known == unknown for known, unknown in answers)
    assert [known.left for known, _ in answers] == [4, 3, 2, 1, 0, 0]
    assert answers[4][0] == answers[5][0] == acts.SignIn(locked_until=now + timedelta(minutes=10))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=10))
    assert acts.sign_in("zhao", "wrong") == acts.sign_in("nobody", "wrong") == acts.SignIn(left=4)
    assert authenticate(username="zhao", password="wrong") is None
    assert authenticate(username="", password=PASSWORD) is None


def test_five_failures_lock_for_ten_minutes(zhao: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    for _ in range(4):
        assert acts.sign_in("zhao", "wrong").locked_until is None
    assert acts.sign_in("zhao", "wrong").locked_until == now + timedelta(minutes=10)
    assert acts.sign_in("zhao", PASSWORD).account is None
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=9, seconds=59))
    assert acts.sign_in("zhao", PASSWORD).account is None
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=10))
    assert acts.sign_in("zhao", PASSWORD).account == zhao


def test_a_success_forgets_the_failures(zhao: Account) -> None:
    for _ in range(3):
        for _ in range(4):
            acts.sign_in("zhao", "wrong")
        assert acts.sign_in("zhao", PASSWORD).account == zhao


def test_an_account_that_was_switched_off_does_not_sign_in(zhao: Account) -> None:
    Account.objects.update(is_active=False)
    assert acts.sign_in("zhao", PASSWORD).account is None
    assert queries.actor_of_user(Account.objects.get()) is NOBODY


def test_roles_hold_from_their_first_to_their_last_day(county: Any, zhao: Account) -> None:
    grant = acts.give_role(
        SYSTEM, zhao, Role.CASE_HANDLER, county.organs["QJ"], date(2026, 3, 1), functions=["office", "team"]
    )
    acts.end_role(SYSTEM, grant, date(2026, 3, 10))
    held = {day: [g.role for g in queries.actor_of(zhao, date(2026, 3, day)).grants] for day in (1, 10, 11)}
    assert held == {1: [Role.CASE_HANDLER], 10: [Role.CASE_HANDLER], 11: []}
    assert queries.actor_of(zhao, date(2026, 2, 28)).grants == ()
    actor = queries.actor_of(zhao, date(2026, 3, 5))
    assert (actor.functions, actor.person, actor.grants[0].depth) == (
        ("office", "team"),
        county.people["zhao"].pk,
        4,
    )


def test_a_role_does_not_end_before_it_began(county: Any, zhao: Account) -> None:
    grant = acts.give_role(SYSTEM, zhao, Role.VIEWER, county.organs["QJ"], date(2026, 3, 2))
    with pytest.raises(IntegrityError), transaction.atomic():
        acts.end_role(SYSTEM, grant, date(2026, 3, 1))


def test_accounts_are_an_administrators_to_make(county: Any, zhao: Account) -> None:
    with pytest.raises(Refused):
        acts.make_account(county.leader, "new", PASSWORD)
    with pytest.raises(Refused):
        acts.give_role(county.zhao, zhao, Role.PRINCIPAL, county.organs["Q"], date(2026, 3, 1))
    with pytest.raises(Refused):
        acts.set_password(county.qian, zhao, "another-1")
    acts.set_password(county.zhao, zhao, "another-1")
    assert acts.sign_in("zhao", "another-1").account == zhao
    with pytest.raises(Refused):
        acts.make_account(SYSTEM, "zhao", PASSWORD)


def test_signing_in_is_on_the_trail_and_only_the_auditor_reads_it(county: Any, zhao: Account) -> None:
    acts.sign_in("zhao", "wrong")
    acts.sign_in("zhao", PASSWORD)
    told = [(e.act, e.target) for e in trail.visible_to(county.auditor)[:3]]
    assert told == [("signed_in", "zhao"), ("sign_in_failed", "zhao"), ("account_made", "zhao")]
    assert not trail.visible_to(county.leader).exists()
    assert PASSWORD not in "".join(e.detail + e.target for e in trail.visible_to(county.auditor))


def test_find_and_names(zhao: Account) -> None:
    assert queries.find("zhao") == zhao and queries.find("nobody") is None
    assert str(zhao) == "赵承办"


@pytest.mark.parametrize(("day", "sees"), [(9, False), (10, True), (20, True), (21, False)])
def test_a_leader_in_charge_is_so_of_the_units_of_the_division_of_work_on_the_day(
    county: Any, zhao: Account, day: int, sees: bool
) -> None:
    from zeren.records import registers

    charge = {"person": "zhao", "organ": "QT", "start": "2026-03-10", "end": "2026-03-20"}
    assert registers.import_rows(SYSTEM, "charges", [charge]).written
    unit = (county.organs["QT"].pk, county.organs["QT"].depth)
    leads = frozenset({Role.LEADER_IN_CHARGE})
    assert unit not in queries.actor_of(zhao, date(2026, 3, day)).scopes(leads), (
        "without the function it gives nothing"
    )
    acts.give_role(SYSTEM, zhao, Role.LEADER_IN_CHARGE, county.organs["QJ"], date(2026, 3, 1))
    assert (unit in queries.actor_of(zhao, date(2026, 3, day)).scopes(leads)) is sees


def test_names_and_first_roles_are_read_together_however_many(county: Any, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    organ, since = county.organs["QJ"], date(2020, 1, 1)
    for name, person in (("zhao", "zhao"), ("qian", "qian"), ("ban", "")):
        made = acts.make_account(
            SYSTEM, name, PASSWORD, person=county.people.get(person), organ=organ, label="办公室"
        )
        acts.give_role(SYSTEM, made, Role.CASE_HANDLER, organ, since)
        acts.give_role(SYSTEM, made, Role.SUBJECT, organ, since)
    Account.objects.filter(signin="qian").update(own_only=True)
    acts.end_role(SYSTEM, Account.objects.get(signin="ban").grants.first(), date(2020, 1, 2))  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as one:
        queries.shown(["zhao"])
    with CaptureQueriesContext(connection) as all_of_them:
        found = queries.shown(["zhao", "qian", "ban", "system", "nobody"])
    assert len(all_of_them) == len(one)
    assert found == {
        "zhao": ("赵承办", "承办人"), "qian": ("钱承办", "本人"), "ban": ("办公室", "本人"), "system": ("系统", ""),
    }  # fmt: skip
