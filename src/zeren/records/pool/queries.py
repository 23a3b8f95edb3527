"""Reading the pool: the keeping organ and those above it see it; nobody else, and no inspection team."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from zeren.records import clock
from zeren.records.actor import SEES_TREE, WRITES, Actor, Role
from zeren.records.matters import access
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment
from zeren.records.pool.models import PoolMember

SEES = SEES_TREE - {Role.TEAM_MEMBER}
"""Who is drawn does not keep the pool, nor look into it."""

KEEPS = WRITES - {Role.TEAM_MEMBER}
MOST_ORGANS = 300
"""Organs that a form offers."""


def visible_to(actor: Actor) -> QuerySet[PoolMember]:
    """The members of every pool that the actor sees; nothing by default."""
    return PoolMember.objects.all() if actor.system else PoolMember.objects.filter(access.scope(actor, SEES))


def on(day: date) -> Q:
    """Members who are in on a day; from the day of leaving on nobody is drawn."""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def may_keep(actor: Actor, organ: Organ) -> bool:
    """Whether the actor enters and ends in the pool of this organ: by a role there or above it."""
    if actor.system:
        return True
    return any(getattr(organ, f"a{depth}") == held for held, depth in actor.scopes(KEEPS))


def register(
    actor: Actor, *, name: str = "", organ: str = "", head: str = "", state: str = "", day: date | None = None
) -> QuerySet[PoolMember]:
    """The pools in sight, narrowed; each person carries ``held``: the posts on the day, the main one first.

    ``head``: yes or no; ``state``: in or out (of the pool on the day).
    """
    day = day or clock.today()
    found = visible_to(actor).select_related("organ", "person", "person__organ")
    if name:
        found = found.filter(Q(person__name__contains=name) | Q(person__code=name))
    if organ:
        found = found.filter(
            Q(organ__name__contains=organ) | Q(organ__short__contains=organ) | Q(organ__code=organ)
        )
    if head in ("yes", "no"):
        found = found.filter(may_head=head == "yes")
    if state in ("in", "out"):
        found = found.filter(on(day)) if state == "in" else found.exclude(on(day))
    return found.prefetch_related(Prefetch("person__appointments", queryset=_posts(day), to_attr="held"))


def _posts(day: date) -> QuerySet[Appointment]:
    held = Appointment.objects.filter(start__lte=day).filter(Q(end__isnull=True) | Q(end__gte=day))
    return held.select_related("post", "post__organ").order_by("-main", "start", "id")


def one(actor: Actor, pk: int) -> PoolMember | None:
    """One member with the posts held today; None out of sight."""
    return register(actor).filter(pk=pk).first()


def kept_by(actor: Actor) -> list[Organ]:
    """The organs in whose pool the actor may enter somebody, those with a pool first; the own organ before others."""
    found = Organ.objects.all() if actor.system else Organ.objects.filter(access.scope(actor, KEEPS))
    with_pool = set(visible_to(actor).values_list("organ", flat=True).distinct())
    ordered = found.order_by("depth", "rank", "id")[:MOST_ORGANS]
    return sorted(ordered, key=lambda organ: (organ.pk not in with_pool, organ.pk != actor.organ))


def pools_for(actor: Actor, matter: Matter) -> list[Organ]:
    """The organs from whose pool a team of this matter may be drawn, of those in sight: the handling organ, one above
    it, or one that serves the same committee (巡察办 and 纪委 of one committee)."""
    above = {getattr(matter, f"a{depth}") for depth in range(1, 7)} - {None}
    committee = matter.organ.committee_id
    near = Q(pk__in=above) | (Q(committee=committee) if committee else Q(pk__in=()))
    keeping = visible_to(actor).filter(on(clock.today())).values("organ")
    found = Organ.objects.filter(near, pk__in=keeping)
    return sorted(found, key=lambda organ: (organ.pk != matter.organ_id, -organ.depth, organ.rank, organ.pk))


def members(organ: int, day: date) -> list[PoolMember]:
    """Who is in the pool of an organ on a day, by code. For acts and pages that asked first whether it is in sight."""
    rows = PoolMember.objects.filter(on(day), organ=organ).select_related("person", "person__organ")
    return list(rows.order_by("person__code"))
