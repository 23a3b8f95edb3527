"""Reading changes of rights: the two administrators all of them, anybody those of the own account."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.accounts.queries import held_on
from zeren.access.accounts.register import keeps_accounts
from zeren.access.rights.models import HalfPassword, RightsChange
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight

RELATED = (
    "account__person", "proposed_by__person", "decision__by__person", "person", "organ",
    "appointment__post__organ", "grant__organ", "rotation",
)  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[RightsChange]:
    """Every change for the two; the own account's for the others; none for a visitor."""
    rows = RightsChange.objects.select_related(*RELATED)
    if actor.system or keeps_accounts(actor):
        return rows
    return rows.filter(Q(account__signin=actor.account) | Q(decision__made__signin=actor.account))


def get(actor: Actor, pk: int) -> RightsChange:
    """One change. Raises OutOfSight."""
    found = visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise OutOfSight(f"change {pk}")
    return found


def waiting(actor: Actor, mine: bool) -> QuerySet[RightsChange]:
    """What waits: for the actor, or (``mine``) what the actor proposed and another decides. Oldest first."""
    rows = visible_to(actor).filter(decision__isnull=True).order_by("proposed", "pk")
    return (
        rows.filter(proposed_by__signin=actor.account)
        if mine
        else rows.exclude(proposed_by__signin=actor.account)
    )


def decided(actor: Actor) -> QuerySet[RightsChange]:
    """What was confirmed or returned, newest first."""
    return visible_to(actor).filter(decision__isnull=False).order_by("-decision__at", "-pk")


def of_account(actor: Actor, account: Account) -> QuerySet[RightsChange]:
    """The changes of one account in sight, newest first."""
    rows = visible_to(actor).filter(Q(account=account) | Q(decision__made=account))
    return rows.order_by("-proposed", "-pk")


def half_waits(actor: Actor) -> set[int]:
    """Changes whose half of a one-time password the actor has not read yet."""
    rows = HalfPassword.objects.filter(
        change__proposed_by__signin=actor.account, wrapped__isnull=False, until__gt=clock.now()
    )
    return set(rows.values_list("change_id", flat=True))


def roles_before(change: RightsChange) -> list[RoleGrant]:
    """The roles that the account concerned holds today, to set before and after against each other."""
    return list(held_on(change.account, clock.today()).select_related("organ")) if change.account else []
