"""Accounts are made, given roles, and signed in with here only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from zeren.access.accounts.models import Account, RoleGrant
from zeren.records import clock
from zeren.records.actor import NOBODY, Actor, Role
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
            # What was typed is not kept: it may be a password in the wrong field.
            trail.write(NOBODY, "sign_in_failed", "account", "-")
            return SignIn()
        now = clock.now()
        if account.locked_until and account.locked_until > now:
            _tell(account, "sign_in_failed")
            return SignIn(locked_until=account.locked_until)
        good = check_password(password, account.password)
        _note(account, good, now)
        return SignIn(account) if good else SignIn(locked_until=account.locked_until)


def _note(account: Account, good: bool, now: datetime) -> None:
    account.failures = 0 if good else account.failures + 1
    account.locked_until = None
    if account.failures >= ATTEMPTS:
        account.failures, account.locked_until = 0, now + LOCKED_FOR
    account.save(update_fields=["failures", "locked_until"])
    _tell(account, "signed_in" if good else "sign_in_failed")
    if account.locked_until:
        _tell(account, "account_locked")


def _tell(account: Account, act: str) -> None:
    who = Actor(account=account.signin, person=account.person_id, organ=account.organ_id)
    trail.write(who, act, "account", account.signin)


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
    """Make an account. Raises Refused where the name is taken or no administrator asks."""
    _administrator(actor)
    with transaction.atomic():
        if Account.objects.filter(signin=signin).exists():
            raise Refused(
                [Problem("signin", f"登录名“{signin}”已有人使用", f"sign-in name '{signin}' is taken")]
            )
        account = Account(
            signin=signin,
            person=person,
            organ=organ,
            label=label or (person.name if person else ""),
            demonstration=demonstration,
        )
        account.set_password(password)
        account.save()
        trail.write(actor, "account_made", "account", signin)
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

    Raises Refused where no administrator asks.
    """
    _administrator(actor)
    with transaction.atomic():
        grant = RoleGrant.objects.create(
            account=account,
            role=role.value,
            organ=organ,
            start=start,
            end=end,
            functions=" ".join(functions),
            appointment=appointment,
            basis=basis,
        )
        trail.write(actor, "role_given", "account", account.signin, detail=f"{role.value} {organ.code}")
    return grant


def end_role(actor: Actor, grant: RoleGrant, end: date) -> None:
    """The role's last day. Raises Refused where no administrator asks."""
    _administrator(actor)
    with transaction.atomic():
        grant.end = end
        grant.save(update_fields=["end"])
        trail.write(actor, "role_ended", "account", grant.account.signin, detail=f"{grant.role} {end}")


def set_password(actor: Actor, account: Account, password: str) -> None:
    """A new password, by the account itself or an administrator. Raises Refused for anyone else."""
    if actor.account != account.signin:
        _administrator(actor)
    with transaction.atomic():
        account.set_password(password)
        account.demonstration = False
        account.save(update_fields=["password", "demonstration"])
        trail.write(actor, "password_set", "account", account.signin)


def _administrator(actor: Actor) -> None:
    if not (actor.system or actor.has(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)):
        raise Refused([Problem("actor", "账号由管理员办理", "accounts are an administrator's to make")])
