"""Accounts are made, given roles, and signed in with here only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import check_password
from django.db import transaction

from zeren.access import signin as ways
from zeren.access.accounts import lockout, passwords, writing
from zeren.access.accounts.lockout import ATTEMPTS, LOCKED_FOR
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.accounts.writing import By
from zeren.records import clock
from zeren.records.actor import NOBODY, Actor, Role
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
    if account is not None and account.one_time_over(now):
        account = None
    if until := lockout.locked(account or lockout.unknown(signin), now):
        trail.note(
            of(account) if account else NOBODY,
            "sign_in_failed",
            "account",
            account.signin if account else "-",
        )
        return SignIn(locked_until=until)
    # Outside the transaction: hashing is slow on purpose, and nobody else should wait for it.
    good = ways.way().check(account, password)
    if account is None:
        # What was typed is not kept: it may be a password in the wrong field.
        trail.note(NOBODY, "sign_in_failed", "account", "-")
        return _not_in(lockout.unknown_failed(signin, now))
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        # Another password, or a stop, that came while the hash was worked out: the answer was about what is no more.
        return _counted(held, good and held.generation == account.generation, strong, now)


def _counted(account: Account, good: bool, strong: bool, now: datetime) -> SignIn:
    if until := lockout.locked(account, now):
        return SignIn(locked_until=until)
    whole = strong or not account.second_factor
    trail.write(
        of(account),
        ("signed_in" if whole else "password_given") if good else "sign_in_failed",
        "account",
        account.signin,
    )
    lockout.count(of(account), account, None if good and not whole else good, now)
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
    """Make an account, for loading and the first set-up.

    Raises Refused where the name is taken, the password is too weak, or for anyone else.
    """
    _system(actor)
    passwords.check(password)
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
    """A new password, by the account itself or the system; every other session of the account is over.

    Raises Refused for anyone else, administrators too (theirs is a change of rights by two), and for a password
    that is too weak or the one of before.
    """
    oneself = actor.account == account.signin
    if not oneself:
        _system(actor)
    passwords.check(password)
    with transaction.atomic():
        # As it stands now: a generation counted on from a stale row could be one of before, with its sessions.
        account.refresh_from_db(from_queryset=Account.objects.select_for_update())
        if oneself and check_password(password, account.password):
            raise Refused([Problem(passwords.FIELD, "新口令和原来的一样", "the new password is the old one")])
        writing.set_password(By(actor), account, password)


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


def _system(actor: Actor) -> None:
    if not actor.system:
        zh = "账号和权限由两名管理员办理：一人提出，另一人确认"
        en = "accounts and rights are changed by two administrators: one proposes, the other confirms"
        raise Refused([Problem("actor", zh, en)])
