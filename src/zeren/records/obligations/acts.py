"""Catching up with the calendar: matters whose findings may change because a day has passed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.matters import access
from zeren.records.matters.models import Matter
from zeren.records.obligations import refresh

AT_ONCE = 50


def stale(day: date) -> QuerySet[Matter]:
    """Matters that have to be evaluated again by this day."""
    return Matter.objects.filter(stale_on__lte=day)


def catch_up(actor: Actor, *, today: date | None = None, limit: int = AT_ONCE) -> int:
    """Evaluate stale matters in the actor's sight, the longest waiting first; answers how many.

    One that somebody is writing on right now is left to that act.
    """
    day = today or clock.today()
    with transaction.atomic():
        waiting = (
            stale(day).filter(access.seen(actor)).order_by("stale_on", "pk").values_list("pk", flat=True)
        )
        chosen = list(waiting[:limit])
        if not chosen:
            return 0
        locked = Matter.objects.select_for_update(of=("self",), skip_locked=_can_skip()).filter(pk__in=chosen)
        found = list(locked.order_by("pk"))
        for matter in found:
            refresh.matter(matter, save=True, as_of=day)
    return len(found)


def recompute_provisional(*, today: date | None = None) -> list[str]:
    """After a year's calendar was imported: evaluate what rested on it; answers the numbers of matters that moved."""
    day = today or clock.today()
    moved = []
    with transaction.atomic():
        rests = Matter.objects.filter(
            Q(obligations__provisional=True) | Q(obligations__status="undetermined")
        )
        for matter in (
            Matter.objects.select_for_update(of=("self",)).filter(pk__in=rests.values("pk")).order_by("pk")
        ):
            before = set(matter.obligations.values_list("norm", "key", "subject", "due", "status"))
            refresh.matter(matter, save=True, as_of=day)
            if before != set(matter.obligations.values_list("norm", "key", "subject", "due", "status")):
                moved.append(matter.number)
    return moved


def _can_skip() -> bool:
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked
