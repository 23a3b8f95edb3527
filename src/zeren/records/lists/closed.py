"""Problems that were put right: every task closed, on the day of the last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from zeren.records.lists.models import ListedProblem, Standing
from zeren.records.matters.models import Matter


@dataclass(frozen=True, slots=True)
class ClosedProblem:
    """One problem with the day on which its last task was closed."""

    pk: int
    matter: int
    text: str
    closed: date


def between(matters: QuerySet[Matter], first: date, last: date) -> Iterator[ClosedProblem]:
    """The problems of some matters that were wholly closed from ``first`` to ``last`` (days, inclusive)."""
    live = ~Q(tasks__standing=Standing.VOID)
    found = (
        ListedProblem.objects.filter(matter__in=matters, void=False)
        .annotate(
            live=Count("tasks", filter=live),
            shut=Count("tasks", filter=Q(tasks__standing=Standing.CLOSED)),
            day=Max("tasks__closed_on", filter=live),
        )
        .filter(live__gt=0, day__gte=first, day__lte=last)
    )
    for row in found.order_by("day", "pk"):
        if row.live == row.shut:
            yield ClosedProblem(row.pk, row.matter_id, row.text, row.day)
