"""Accounts are made, given roles, and signed in with here only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from zeren.access.accounts import writing
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.accounts.writing import By
from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import Problem, Refused
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person
from zeren.records.trail import acts as trail

ATTEMPTS = 5
LOCKED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of an attempt: the account, or until when it is locked, or neither."""

    account: Account | None = None
    locked_until: datetime | None = None


def sign_in(signin: str, password: str) -> SignIn:
    """Check a password. Five failures in a row lock the account for ten minutes.

    A name that does not exist costs the same time as a wrong password.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(signin=signin, is_active=True).first()
        if account is None:
            make_password(password)
            return SignIn()
        now = clock.now()
        if account.locked_until and account.locked_until > now:
            return SignIn(locked_until=account.locked_until)
        if account.one_time_over(now):
            make_password(password)
            return SignIn()
        good = check_password(password, account.password)
        _note(account, good, now)
        return SignIn(account) if good else SignIn(locked_until=account.locked_until)


def _note(account: Account, good: bool, now: datetime) -> None:
    account.failures = 0 if good else account.failures + 1
    account.locked_until = None
    if account.failures >= ATTEMPTS:
        account.failures, account.locked_until = 0, now + LOCKED_FOR
    account.save(update_fields=["failures", "locked_until"])
    who = Actor(account=account.signin, person=account.person_id, organ=account.organ_id)
    trail.write(who, "signed_in" if good else "sign_in_failed", "account", account.signin)


def make_account(
    actor: Actor,
    signin: str,
    password: str,
    *,
    person: Person | None = None,
    organ: Organ | None = None,
    label: str = "",
    demonstration: bool = False,
) -> Account:
    """Make an account, for loading and the first set-up. Raises Refused where the name is taken, or for anyone else."""
    _system(actor)
    with transaction.atomic():
        account = writing.make_account(By(actor), signin, password, person, organ, label)
        if demonstration:
            account.demonstration = True
            account.save(update_fields=["demonstration"])
    return account


def give_role(
    actor: Actor,
    account: Account,
    role: Role,
    organ: Organ,
    start: date,
    *,
    end: date | None = None,
    functions: Iterable[str] = (),
    appointment: Appointment | None = None,
    basis: str = "",
) -> RoleGrant:
    """Give a role in an organ from a day on; with an appointment it ends at the latest with it.

    For loading and the first set-up; people change rights by two (:mod:`zeren.access.rights.acts`). Raises Refused
    for anyone else, IntegrityError where the three administrators would mix.
    """
    _system(actor)
    with transaction.atomic():
        return writing.give_role(By(actor), account, role, organ, start, end, functions, appointment, basis)


def end_role(actor: Actor, grant: RoleGrant, end: date) -> None:
    """The role's last day. Raises Refused for anyone but the system."""
    _system(actor)
    with transaction.atomic():
        writing.end_role(By(actor), grant, end)


def set_password(actor: Actor, account: Account, password: str) -> None:
    """A new password, by the account itself or the system. Raises Refused for anyone else, administrators too:
    theirs is a change of rights by two."""
    if actor.account != account.signin:
        _system(actor)
    with transaction.atomic():
        writing.set_password(By(actor), account, password)


def _system(actor: Actor) -> None:
    if not actor.system:
        zh = "账号和权限由两名管理员办理：一人提出，另一人确认"
        en = "accounts and rights are changed by two administrators: one proposes, the other confirms"
        raise Refused([Problem("actor", zh, en)])
