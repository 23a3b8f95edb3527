"""Second factors: each accepted once and only when right, counted in the lock-out, sealed or hashed in the database."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest
from django.db import connection

from zeren.access.accounts import acts as accounts
from zeren.access.accounts import queries as names
from zeren.access.accounts.models import Account
from zeren.access.factors import acts, codes, passkeys, queries
from zeren.access.factors.models import OneTimeCode, RecoveryCode
from zeren.records import clock, vault
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.ciphers import Unreadable
from zeren.records.errors import OutOfSight, Refused
from zeren.records.trail import queries as trail

pytestmark = pytest.mark.django_db
PASSWORD = "qinglan-2026"


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """The real hasher is slow on purpose."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The phones' clock, in the middle of a step."""
    at = [1_800_000_015.0]
    monkeypatch.setattr(codes.time, "time", lambda: at[0])
    yield at


@pytest.fixture
def phone(county: Any, now: list[float]) -> SimpleNamespace:
    """An account with a phone bound: its secret and the actor before the second factor."""
    accounts.make_account(SYSTEM, "zhao", PASSWORD, organ=county.organs["QJ"])
    secret = acts.begin_code(actor())
    acts.confirm_code(actor(), pyotp.TOTP(secret).at(now[0]))
    now[0] += 60
    return SimpleNamespace(secret=secret, at=lambda seconds: pyotp.TOTP(secret).at(now[0] + seconds))


def actor() -> Actor:
    account = names.find("zhao")
    assert account is not None
    return names.actor_of(account)


def zhao() -> Account:
    return Account.objects.get(signin="zhao")


def told(county: Any, count: int) -> list[tuple[str, str]]:
    return [(entry.act, entry.detail) for entry in trail.visible_to(county.auditor)[:count]]


# ---------------------------------------------------------------- one-time codes


@pytest.mark.parametrize(("seconds", "good"), [(-46, False), (-45, True), (-15, True), (0, True), (44, True), (45, False)])  # fmt: skip
def test_a_code_is_good_for_its_own_thirty_seconds_and_those_on_either_side(
    phone: SimpleNamespace, seconds: int, good: bool
) -> None:
    assert (acts.give_code(actor(), phone.at(seconds)).account is not None) is good


def test_a_code_is_accepted_once_and_no_earlier_one_after_it(phone: SimpleNamespace) -> None:
    earlier, code = phone.at(-30), phone.at(0)
    assert acts.give_code(actor(), code).account == zhao()
    again = acts.give_code(actor(), code)
    assert (again.account, again.used) == (None, True)
    assert acts.give_code(actor(), earlier).used
    assert zhao().failures == 0
    assert acts.give_code(actor(), phone.at(30)).account == zhao()


def test_the_code_that_bound_the_phone_does_not_open(county: Any, now: list[float]) -> None:
    accounts.make_account(SYSTEM, "zhao", PASSWORD)
    code = pyotp.TOTP(acts.begin_code(actor())).at(now[0])
    acts.confirm_code(actor(), code)
    assert acts.give_code(actor(), code).used


def test_a_code_may_be_typed_with_a_blank(phone: SimpleNamespace) -> None:
    code = phone.at(0)
    assert acts.give_code(actor(), f"{code[:3]} {code[3:]}").account == zhao()


@pytest.mark.parametrize("given", ["", "000", "12345678901234567890", "动态口令动态", "١٢٣٤٥٦", "\u0000"])
def test_what_is_no_code_is_wrong_and_no_fault(phone: SimpleNamespace, given: str) -> None:
    assert acts.give_code(actor(), given) == acts.Given(left=4)


def test_wrong_codes_lock_the_account_and_the_right_password_buys_no_new_tries(
    county: Any, phone: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    wrong = "000000" if phone.at(0) != "000000" else "000001"
    for left in (4, 3, 2, 1):
        assert acts.give_code(actor(), wrong) == acts.Given(left=left)
        assert accounts.sign_in("zhao", PASSWORD).account == zhao()
    assert acts.give_code(actor(), wrong).locked_until == at + accounts.LOCKED_FOR
    assert acts.give_code(actor(), phone.at(0)) == acts.Given(locked_until=at + accounts.LOCKED_FOR)
    assert accounts.sign_in("zhao", PASSWORD).account is None
    locks = trail.visible_to(county.auditor).filter(act="account_locked")
    assert [(entry.account, entry.target) for entry in locks] == [("zhao", "zhao")]
    monkeypatch.setattr(clock, "now", lambda: at + accounts.LOCKED_FOR)
    # The password alone ends no count, and brings no lock either: the one of before is not told again.
    assert accounts.sign_in("zhao", PASSWORD).account == zhao()
    assert locks.count() == 1
    assert acts.give_code(actor(), phone.at(0)).account == zhao()


def test_the_right_code_forgets_the_failures(phone: SimpleNamespace) -> None:
    for _ in range(4):
        accounts.sign_in("zhao", "wrong")
    assert acts.give_code(actor(), phone.at(0)).account == zhao()
    assert zhao().failures == 0


def test_the_phone_is_bound_only_by_its_code_and_the_one_of_before_holds_until_then(
    phone: SimpleNamespace, now: list[float]
) -> None:
    newer = acts.begin_code(actor())
    with pytest.raises(Refused):
        acts.confirm_code(actor(), phone.at(0))
    assert acts.give_code(actor(), phone.at(0)).account == zhao()
    acts.confirm_code(actor(), pyotp.TOTP(newer).at(now[0]))
    assert acts.give_code(actor(), phone.at(30)).account is None
    assert acts.give_code(actor(), pyotp.TOTP(newer).at(now[0] + 30)).account == zhao()
    with pytest.raises(Refused):
        acts.confirm_code(actor(), phone.at(0))


def test_the_secret_is_in_no_column_and_does_not_open_for_another_account(
    county: Any, phone: SimpleNamespace
) -> None:
    row = OneTimeCode.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_onetimecode")
        kept = b"".join(
            bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone()
        )
    assert phone.secret.encode() not in kept
    other = accounts.make_account(SYSTEM, "qian", PASSWORD)
    assert vault.read(row, f"one-time code {zhao().pk}").decode() == phone.secret
    with pytest.raises(Unreadable):
        vault.read(row, f"one-time code {other.pk}")


# ---------------------------------------------------------------- recovery codes


def test_a_recovery_code_opens_once(phone: SimpleNamespace) -> None:
    made = acts.make_recovery_codes(actor())
    assert len(set(made)) == 10 and queries.of_signin("zhao").recovery == 10
    assert acts.give_recovery_code(actor(), made[3].upper().replace(" ", "-")).account == zhao()
    assert acts.give_recovery_code(actor(), made[3]) == acts.Given(left=4)
    assert queries.of_signin("zhao").recovery == 9
    assert acts.give_recovery_code(actor(), made[4]).account == zhao()


def test_new_recovery_codes_end_those_of_before_and_only_digests_are_kept(phone: SimpleNamespace) -> None:
    old = acts.make_recovery_codes(actor())
    new = acts.make_recovery_codes(actor())
    assert acts.give_recovery_code(actor(), old[0]).account is None
    kept = "".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(codes.plain(code) in kept for code in new)
    assert acts.give_recovery_code(actor(), new[0]).account == zhao()


def test_a_recovery_code_is_nobody_elses(phone: SimpleNamespace) -> None:
    made = acts.make_recovery_codes(actor())
    other = accounts.make_account(SYSTEM, "qian", PASSWORD)
    assert acts.give_recovery_code(names.actor_of(other), made[0]).account is None


# ---------------------------------------------------------------- passkeys


NONE = (
    "", "x", "[]", "{}", "null", "1", "[" * 15_000, "9" * 15_000, "9" * 30_000, '{"id":"AA"}', '{"id":"AA","rawId":"AB"}',
    '{"rawId":"AA","response":{}}', '{"rawId":"\\u9879","response":{"clientDataJSON":"AA"}}',
    '{"rawId":"AA","response":{"clientDataJSON":"e30","attestationObject":"AA","authenticatorData":"AA","signature":"AA"}}',
)  # fmt: skip


@pytest.mark.parametrize("answer", NONE)
def test_an_answer_that_is_no_passkey_is_wrong_and_never_a_fault(phone: SimpleNamespace, answer: str) -> None:
    site = passkeys.Site("localhost", "http://localhost:8000")
    state = passkeys.ask(site, []).state
    assert acts.give_passkey(actor(), site, state, answer) == acts.Given(left=4)
    made = passkeys.ask_for_new(site, 1, "zhao", "", []).state
    with pytest.raises(Refused):
        acts.add_passkey(actor(), "", site, made, answer)


@pytest.mark.parametrize(("host", "takes"), [("localhost", True), ("zeren.example", True), ("127.0.0.1", False), ("::1", False), ("[::1]", False), ("", False)])  # fmt: skip
def test_a_bare_address_takes_no_passkey(host: str, takes: bool) -> None:
    assert passkeys.Site(host, f"http://{host}").takes_passkeys is takes


# ---------------------------------------------------------------- taking away


def test_what_is_taken_away_opens_nothing_and_ends_sessions(phone: SimpleNamespace) -> None:
    before = zhao()
    acts.remove_code(actor())
    after = zhao()
    assert (before.second_factor, after.second_factor) == (True, False)
    assert before.get_session_auth_hash() != after.get_session_auth_hash()
    assert acts.give_code(actor(), phone.at(0)).account is None
    with pytest.raises(OutOfSight):
        acts.remove_code(actor())
    with pytest.raises(OutOfSight):
        acts.remove_passkey(actor(), 1)


def test_factors_are_reset_by_the_security_administrator_for_somebody_else(
    county: Any, phone: SimpleNamespace
) -> None:
    security = county.actor("baomi", Role.SECURITY_ADMIN, "Q")
    own = county.actor("zhao", Role.SECURITY_ADMIN, "Q")
    for other in (county.leader, county.actor("xitong", Role.SYSTEM_ADMIN, "Q"), county.auditor, own):
        with pytest.raises(Refused):
            acts.reset(other, zhao())
    before = zhao().get_session_auth_hash()
    acts.reset(security, zhao())
    assert not zhao().second_factor and zhao().get_session_auth_hash() != before
    assert queries.of_signin("zhao") == queries.Factors()


# ---------------------------------------------------------------- trail, demonstration


def test_the_trail_tells_who_proved_what_and_never_the_secret(county: Any, phone: SimpleNamespace) -> None:
    accounts.sign_in("zhao", PASSWORD)
    code = phone.at(0)
    acts.give_code(actor(), "000000" if code != "000000" else "000001")
    acts.give_code(actor(), code)
    made = acts.make_recovery_codes(actor())
    acts.give_recovery_code(actor(), made[0])
    acts.remove_code(actor())
    assert told(county, 7) == [
        ("factor_removed", "code"),
        ("signed_in", "recovery_code"),
        ("recovery_codes_made", ""),
        ("signed_in", "code"),
        ("factor_failed", ""),
        ("password_given", ""),
        ("factor_bound", "code"),
    ]
    whole = "".join(entry.detail + entry.target for entry in trail.visible_to(county.auditor))
    assert not any(secret in whole for secret in (code, phone.secret, made[0], codes.plain(made[0])))


def test_nobody_binds_or_gives_anything(county: Any) -> None:
    from zeren.records.actor import NOBODY

    for act in (acts.begin_code, acts.make_recovery_codes, acts.remove_code):
        with pytest.raises(Refused):
            act(NOBODY)
    with pytest.raises(Refused):
        acts.give_code(NOBODY, "123456")


def test_only_an_account_of_the_demonstration_has_its_code_told(phone: SimpleNamespace) -> None:
    with pytest.raises(Refused):
        acts.current_code(zhao())
    with pytest.raises(Refused):
        acts.bind_code(zhao())
    made = accounts.make_account(SYSTEM, "demo", PASSWORD, demonstration=True)
    with pytest.raises(Refused):
        acts.current_code(made)
    acts.bind_code(made)
    code, seconds = acts.current_code(Account.objects.get(signin="demo"))
    assert seconds == 15 and acts.give_code(names.actor_of(made), code).account == made
