"""Reading delegations: what one gave and what one was given, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zeren.access.accounts import queries as accounts
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.delegation.acts import LEADERS
from zeren.access.delegation.models import Delegation
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, Actor, Role
from zeren.records.scope import subtree

RELATED = ("giver__person", "to__person", "grant__organ", "grant__appointment", "ended__by__person")


@dataclass(frozen=True, slots=True)
class Current:
    """委托代批：what is in force today: given by the actor, entrusted to the actor."""

    given: tuple[Delegation, ...] = ()
    received: tuple[Delegation, ...] = ()


def visible_to(actor: Actor) -> QuerySet[Delegation]:
    """What the actor gave or was given, newest first."""
    mine = Q(giver__signin=actor.account) | Q(to__signin=actor.account)
    rows = Delegation.objects.filter(mine) if actor.account else Delegation.objects.none()
    return rows.select_related(*RELATED).order_by("-year", "-seq")


def current_for(actor: Actor) -> Current:
    """What is in force today, for the head of the approvals page."""
    today = clock.today()
    live = visible_to(actor).filter(
        accounts.holding(today, "grant__"), start__lte=today, end__gte=today, ended__isnull=True
    )
    rows = [row for row in live if row.giver.is_active and not row.giver.own_only]
    given = tuple(row for row in rows if row.giver.signin == actor.account)
    lent = {grant.basis for grant in actor.grants if grant.delegated_by}
    return Current(given, tuple(row for row in rows if row.number in lent))


def entrustable(actor: Actor) -> list[RoleGrant]:
    """The own roles that the actor may entrust today."""
    mine = Account.objects.filter(signin=actor.account, is_active=True).first()
    if mine is None:
        return []
    held = accounts.held_on(mine, clock.today()).filter(role__in=LEADERS)
    return list(held.select_related("organ").order_by("id"))


def offered(actor: Actor, most: int = 200) -> list[Account]:
    """To whom the actor may entrust: accounts of the organ tree with a role of office."""
    tree = Q(pk__in=())
    for grant in entrustable(actor):
        tree |= subtree(grant.organ_id, grant.organ.depth, "organ__")
    at_work = accounts.serving(set(Role) - ADMINISTRATORS - {Role.SUBJECT})
    rows = at_work.filter(tree).exclude(signin=actor.account)
    return list(rows.select_related("person", "organ").order_by("organ__rank", "organ_id", "id")[:most])


def state_of(row: Delegation) -> str:
    """``ended`` (taken back), ``over`` (past its day), ``void`` (the giver no longer holds it), ``ahead``, ``live``."""
    today = clock.today()
    if hasattr(row, "ended"):
        return "ended"
    if row.end < today:
        return "over"
    grant, post = row.grant, row.grant.appointment
    ends = [day for day in (grant.end, post.end if post else None) if day]
    if grant.withdrawn or any(day < today for day in ends) or not row.giver.is_active or row.giver.own_only:
        return "void"
    return "ahead" if row.start > today else "live"
