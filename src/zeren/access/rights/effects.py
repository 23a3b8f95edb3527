"""What a confirmed change does, in the transaction that confirms it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Q

from zeren.access.accounts import queries, writing
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.accounts.writing import By
from zeren.access.factors import acts as factors
from zeren.access.rights.models import HalfPassword, Kind, RightsChange
from zeren.records import clock, vault
from zeren.records.actor import Role
from zeren.records.organs.models import Organ

ONE_TIME = timedelta(days=3)
"""How long a one-time password opens; the texts are silent."""
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Signs that nobody takes for another; a half of eight holds 39 bits."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: the role given, the account made, the half of a password that the confirmer hands over."""

    grant: RoleGrant | None = None
    made: Account | None = None
    half: str = ""


def apply(change: RightsChange, by: By) -> Done:
    """Carry a change out. Raises Refused or IntegrityError; then nothing is changed."""
    return EFFECTS[Kind(change.kind)](change, by)


def place_of(change: RightsChange) -> str:
    """The place for which a half is sealed."""
    return f"half {change.year} {change.seq}"


def _make(change: RightsChange, by: By) -> Done:
    made = writing.make_account(by, change.signin, None, change.person, change.organ, change.label)
    return Done(made=made, half=_one_time(change, made, by))


def _password(change: RightsChange, by: By) -> Done:
    return Done(half=_one_time(change, _account(change), by))


def _one_time(change: RightsChange, account: Account, by: By) -> str:
    """A password in two halves: one for the confirmer now, one sealed for the proposer. Neither opens alone, so that
    no administrator signs in as another."""
    first, second = (half() for _ in range(2))
    until = clock.now() + ONE_TIME
    writing.set_password(by, account, f"{first}-{second}", until)
    row = HalfPassword(change=change, until=until)
    vault.write(row, place_of(change), first.encode())
    row.save()
    return second


def half() -> str:
    """One half: eight signs in fours."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def _stop(change: RightsChange, by: By) -> Done:
    account = _account(change)
    account.is_active, account.own_only = change.own_stays, change.own_stays
    # Sessions and tokens of before end with it, and stay ended when the account is started again.
    account.generation += 1
    account.save(update_fields=["is_active", "own_only", "generation"])
    by.tell("account_stopped", account, "own_only" if change.own_stays else "")
    if change.own_stays:
        _own_desk(change, account, by)
    return Done()


def _own_desk(change: RightsChange, account: Account, by: By) -> None:
    """Every other role ends; the role of the person concerned stays, or is given."""
    today = clock.today()
    unended = RoleGrant.objects.filter(
        Q(end__isnull=True) | Q(end__gte=today), account=account, withdrawn=False
    )
    for grant in unended.exclude(role=Role.SUBJECT.value).order_by("id"):
        writing.stop_role(by, grant)
    if not queries.held_on(account, today).exists():
        writing.give_role(by, account, Role.SUBJECT, _home(account), today, basis=change.basis)


def _home(account: Account) -> Organ:
    organ = account.organ or (account.person.organ if account.person else None)
    return organ or Organ.objects.order_by("depth", "id")[0]


def _start(change: RightsChange, by: By) -> Done:
    account = _account(change)
    account.is_active, account.own_only = True, False
    account.failures, account.locked_until = 0, None
    account.save(update_fields=["is_active", "own_only", "failures", "locked_until"])
    by.tell("account_started", account)
    return Done()


def _grant(change: RightsChange, by: By) -> Done:
    assert change.organ is not None and change.start is not None
    grant = writing.give_role(
        by,
        _account(change),
        Role(change.role),
        change.organ,
        change.start,
        change.end,
        change.functions.split(),
        change.appointment,
        change.basis,
    )
    return Done(grant=grant)


def _revoke(change: RightsChange, by: By) -> Done:
    grant = RoleGrant.objects.select_for_update().get(pk=change.grant_id)
    if change.end is None or change.end < clock.today():
        writing.stop_role(by, grant)
    else:
        writing.end_role(by, grant, change.end)
    return Done(grant=grant)


def _factor(change: RightsChange, by: By) -> Done:
    # The confirmed change stands for the permission, whichever of the two confirmed.
    factors.reset(replace(by.actor, system=True), _account(change))
    return Done()


def _unlock(change: RightsChange, by: By) -> Done:
    account = _account(change)
    account.failures, account.locked_until = 0, None
    account.save(update_fields=["failures", "locked_until"])
    by.tell("account_unlocked", account)
    return Done()


def _rotate(change: RightsChange, by: By) -> Done:
    """Nothing yet: the system administrator carries it out (:mod:`zeren.access.rights.rotating`)."""
    return Done()


def _account(change: RightsChange) -> Account:
    return Account.objects.select_for_update(of=("self",)).get(pk=change.account_id)


EFFECTS: dict[Kind, Callable[[RightsChange, By], Done]] = {
    Kind.MAKE: _make,
    Kind.STOP: _stop,
    Kind.START: _start,
    Kind.GRANT: _grant,
    Kind.REVOKE: _revoke,
    Kind.PASSWORD: _password,
    Kind.FACTOR: _factor,
    Kind.UNLOCK: _unlock,
    Kind.ROTATE: _rotate,
}
