"""Accounts are made, given roles, and signed in with here only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import check_password
from django.db import transaction

from zeren.access import signin as ways
from zeren.access.accounts import lockout, passwords
from zeren.access.accounts.lockout import ATTEMPTS, LOCKED_FOR
from zeren.access.accounts.models import Account, RoleGrant
from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import Problem, Refused
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person
from zeren.records.trail import acts as trail

__all__ = ["ATTEMPTS", "LOCKED_FOR"]


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of an attempt: the account, or until when it is locked, or how many tries are left."""

    account: Account | None = None
    locked_until: datetime | None = None
    left: int = 0


def sign_in(signin: str, password: str, *, strong: bool = False) -> SignIn:
    """Check a password (or the secret of another way). Five failures in a row lock the account for ten minutes.

    A name that does not exist costs the same time as a wrong password and gets the same answers. Where a second
    factor is bound, the password alone does not end the count of failures, unless the session has given the
    factor already (``strong``): else the password would buy new tries at the code.
    """
    account = Account.objects.filter(signin=signin, is_active=True).first()
    now = clock.now()
    if until := lockout.locked(account or lockout.unknown(signin), now):
        return SignIn(locked_until=until)
    # Outside the transaction: hashing is slow on purpose, and nobody else should wait for it.
    good = ways.way().check(account, password)
    if account is None:
        return _not_in(lockout.unknown_failed(signin, now))
    with transaction.atomic():
        return _counted(Account.objects.select_for_update().get(pk=account.pk), good, strong, now)


def _counted(account: Account, good: bool, strong: bool, now: datetime) -> SignIn:
    if until := lockout.locked(account, now):
        return SignIn(locked_until=until)
    whole = strong or not account.second_factor
    if not good:
        lockout.failed(account, now)
    elif whole:
        lockout.cleared(account)
    account.save(update_fields=["failures", "locked_until"])
    right = "signed_in" if whole else "password_given"
    trail.write(of(account), right if good else "sign_in_failed", "account", account.signin)
    return SignIn(account) if good else _not_in(account)


def _not_in(counted: lockout.Counted) -> SignIn:
    until = counted.locked_until
    return SignIn(locked_until=until, left=0 if until else lockout.left(counted))


def of(account: Account) -> Actor:
    """The account as the trail names it, before its roles are asked for."""
    return Actor(account=account.signin, person=account.person_id, organ=account.organ_id)


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
    """Make an account; a password that an administrator gives is to be changed at the first sign-in.

    Raises Refused where the name is taken, the password is too weak or no administrator asks.
    """
    _administrator(actor)
    passwords.check(password)
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
            must_change=not actor.system,
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
    """A new password, by the account itself or an administrator; every other session of the account is over.

    One that an administrator sets is to be changed at the next sign-in. Raises Refused for anyone else, and for
    a password that is too weak or the one of before.
    """
    oneself = actor.account == account.signin
    if not oneself:
        _administrator(actor)
    passwords.check(password)
    if oneself and check_password(password, account.password):
        raise Refused([Problem(passwords.FIELD, "新口令和原来的一样", "the new password is the old one")])
    with transaction.atomic():
        account.set_password(password)
        account.demonstration = False
        account.must_change = not (oneself or actor.system)
        account.save(update_fields=["password", "generation", "demonstration", "must_change"])
        trail.write(actor, "password_set", "account", account.signin)


def end_sessions(actor: Actor) -> Account:
    """Every session of one's own account is over; the page that asked renews its own. Raises Refused for nobody."""
    with transaction.atomic():
        account = own(actor)
        account.generation += 1
        account.save(update_fields=["generation"])
        trail.write(actor, "sessions_ended", "account", account.signin)
    return account


def own(actor: Actor) -> Account:
    """The actor's own account, locked until the transaction ends. Raises Refused where there is none."""
    found = Account.objects.select_for_update().filter(signin=actor.account, is_active=True).first()
    if found is None:
        raise Refused([Problem("actor", "没有登录", "nobody has signed in")])
    return found


def _administrator(actor: Actor) -> None:
    if not (actor.system or actor.has(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)):
        raise Refused([Problem("actor", "账号由管理员办理", "accounts are an administrator's to make")])
