"""Passwords: which are refused wherever one is set, how they are hashed, and that another method ends no session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from once import FAST
from zeren import env
from zeren.access.accounts import acts, writing
from zeren.access.accounts.models import Account
from zeren.access.signin import way
from zeren.access.signin.password import ByPassword
from zeren.records import clock
from zeren.records.actor import SYSTEM
from zeren.records.errors import Refused
from zeren.records.trail import queries as trail

pytestmark = pytest.mark.django_db
PASSWORD = "qinglan-2026"
WEAK = {
    "a1b2c3d": "至少 8 位",
    "password1": "太常见",
    "qwxzvbnmtr": "至少两种",
    "918273645546": "至少两种",
    "责任责任责任责任": "至少两种",
}


def words(refused: Any) -> str:
    return "；".join(problem.zh for problem in refused.value.problems)


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """The real hasher is slow on purpose; the tests that are about it name it."""
    settings.PASSWORD_HASHERS = FAST


@pytest.mark.parametrize("password", WEAK)
def test_a_weak_password_is_refused_wherever_one_is_set(county: Any, password: str) -> None:
    with pytest.raises(Refused) as refused:
        acts.make_account(SYSTEM, "zhao", password)
    assert WEAK[password] in words(refused)
    account = acts.make_account(SYSTEM, "zhao", PASSWORD)
    for who in (SYSTEM, county.zhao):
        with pytest.raises(Refused) as refused:
            acts.set_password(who, account, password)
        assert WEAK[password] in words(refused)
    assert acts.sign_in("zhao", PASSWORD).account == account


@pytest.mark.parametrize("password", ["a1b2c3dx", "gezwq-pt", "2837 9914", "责任责任责任9责"])
def test_eight_signs_of_two_kinds_are_enough(county: Any, password: str) -> None:
    acts.make_account(SYSTEM, "zhao", password)
    assert acts.sign_in("zhao", password).account is not None


def test_the_same_password_again_is_no_change(county: Any) -> None:
    account = acts.make_account(SYSTEM, "zhao", PASSWORD)
    with pytest.raises(Refused) as refused:
        acts.set_password(county.zhao, account, PASSWORD)
    assert "和原来的一样" in words(refused)


def test_a_one_time_password_is_to_be_changed_and_opens_no_longer_than_its_time(
    county: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    account = acts.make_account(SYSTEM, "zhao", PASSWORD)
    assert not account.must_change
    with transaction.atomic():
        writing.set_password(writing.By(SYSTEM), account, "one-time-2026", now + timedelta(days=3))
    assert Account.objects.get().must_change
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3, seconds=-1))
    assert acts.sign_in("zhao", "one-time-2026").account == account
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3))
    assert acts.sign_in("zhao", "one-time-2026").account is None
    acts.set_password(county.zhao, account, "another-2026")
    assert not Account.objects.get().must_change
    assert acts.sign_in("zhao", "another-2026").account == account


def test_a_new_password_ends_every_session_though_the_row_in_hand_is_an_old_one(county: Any) -> None:
    account = acts.make_account(SYSTEM, "zhao", PASSWORD)
    stale = Account.objects.get()
    acts.end_sessions(county.zhao)
    session = Account.objects.get().get_session_auth_hash()
    acts.set_password(county.zhao, stale, "another-2026")
    assert Account.objects.get().get_session_auth_hash() != session
    assert Account.objects.get().generation == account.generation + 2 == stale.generation


def test_the_password_of_now_is_no_new_one_though_the_row_in_hand_is_an_old_one(county: Any) -> None:
    acts.make_account(SYSTEM, "zhao", PASSWORD)
    stale = Account.objects.get()
    acts.set_password(county.zhao, Account.objects.get(), "another-2026")
    with pytest.raises(Refused) as refused:
        acts.set_password(county.zhao, stale, "another-2026")
    assert "和原来的一样" in words(refused)


@pytest.mark.parametrize("meanwhile", ["password", "stop"])
def test_a_password_that_is_changed_or_an_account_that_is_stopped_while_it_is_checked_opens_nothing(
    county: Any, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    acts.make_account(SYSTEM, "zhao", PASSWORD)
    check = ByPassword.check

    def slow(way: ByPassword, account: Account | None, secret: str) -> bool:
        found = check(way, account, secret)
        if meanwhile == "password":
            acts.set_password(SYSTEM, Account.objects.get(), "another-2026")
        else:
            Account.objects.update(is_active=False, generation=F("generation") + 1)
        return found

    monkeypatch.setattr(ByPassword, "check", slow)
    assert acts.sign_in("zhao", PASSWORD).account is None
    assert [entry.act for entry in trail.visible_to(county.auditor)[:1]] == ["sign_in_failed"]


@pytest.mark.parametrize(("ciphers", "algorithm"), [("international", "argon2"), ("national", "pbkdf2_sm3")])
def test_a_sign_in_hashes_anew_with_the_wanted_method_and_ends_no_session(
    settings: Any, county: Any, ciphers: str, algorithm: str
) -> None:
    from zeren.access.accounts.hashers import SM3PasswordHasher

    settings.PASSWORD_HASHERS = env.password_hashers(ciphers)[::-1]
    account = acts.make_account(SYSTEM, "zhao", PASSWORD)
    assert not account.password.startswith(algorithm)
    session = account.get_session_auth_hash()
    settings.PASSWORD_HASHERS = env.password_hashers(ciphers)
    assert acts.sign_in("zhao", "wrong-2026").account is None
    assert not Account.objects.get().password.startswith(algorithm)
    assert acts.sign_in("zhao", PASSWORD).account == account
    changed = Account.objects.get()
    assert changed.password.startswith(f"{algorithm}$") and changed.get_session_auth_hash() == session
    assert acts.sign_in("zhao", PASSWORD).account == account
    assert acts.sign_in("zhao", "wrong-2026").account is None
    assert SM3PasswordHasher.iterations >= 600_000


def test_the_sm3_hash_is_the_one_that_the_standard_construction_gives(settings: Any) -> None:
    from base64 import b64encode

    from cryptography.hazmat.primitives.hashes import SM3
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    from zeren.access.accounts.hashers import SM3PasswordHasher

    kept = SM3PasswordHasher().encode("口令-2026", "saltsaltsaltsaltsalt22", 1000)
    made = PBKDF2HMAC(SM3(), 32, b"saltsaltsaltsaltsalt22", 1000).derive("口令-2026".encode())
    assert kept == f"pbkdf2_sm3$1000$saltsaltsaltsaltsalt22${b64encode(made).decode()}"


class ByDirectory:
    """Another way to sign in, as ``docs/accounts.md`` describes it."""

    keeps_passwords = False

    def check(self, account: Account | None, secret: str) -> bool:
        return account is not None and secret == f"directory of {account.signin}"


def test_another_way_is_one_class_and_a_setting(settings: Any, county: Any) -> None:
    from dataclasses import replace

    account = acts.make_account(SYSTEM, "zhao", PASSWORD)
    settings.ZEREN = replace(settings.ZEREN, sign_in=f"{__name__}.ByDirectory")
    assert not way().keeps_passwords
    assert acts.sign_in("zhao", "directory of zhao").account == account
    assert [acts.sign_in("zhao", PASSWORD).left for _ in range(4)] == [4, 3, 2, 1]
    assert acts.sign_in("zhao", PASSWORD).locked_until is not None
    assert acts.sign_in("nobody", "directory of nobody").account is None
