"""What is kept from a viewer whatever the role: the condition, and its few matters read once for a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.matters.models import MatterCircle, MatterSubject
from zeren.records.recusals.models import Recusal

FEW = 500
"""Matters that are given to a query as values; more stay a look-up inside it."""

Matters = QuerySet[Any, Any] | Sequence[int]
_read: ContextVar[dict[tuple[int, date], tuple[Matters, ...]] | None] = ContextVar("kept_read", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Inside it the circles and recusals of a viewer are read once: a page asks dozens of queries under the same
    condition. For pages that only read; an act asks anew, in one statement with what it asks for."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def not_kept_from(actor: Actor, column: str = "pk") -> Q:
    """Leaves out restricted matters outside whose circle the actor is, matters about the actor, and matters that the
    actor keeps away from (回避). For rows that carry ``restricted``; ``column`` names the matter."""
    if not actor.person:
        return Q(restricted=False)
    inside, *away = _of(actor.person, actor.as_of or clock.today())
    found = Q(restricted=False) | Q(**{f"{column}__in": inside})
    for matters in away:
        found &= ~Q(**{f"{column}__in": matters})
    return found


def in_force(person: int, day: date) -> QuerySet[Recusal]:
    """From what a person keeps away on a day."""
    held = Recusal.objects.filter(person=person, state=Recusal.State.IN_FORCE, since__lte=day)
    return held.filter(Q(until__isnull=True) | Q(until__gte=day))


def _of(person: int, day: date) -> tuple[Matters, ...]:
    """The circles of the person; then what the person keeps away from: by the matter, and by whom it is about."""
    read = _read.get()
    if read is None:
        return _asked(person, day)
    if (person, day) not in read:
        read[person, day] = tuple(_few(matters) for matters in _asked(person, day))
    return read[person, day]


def _asked(person: int, day: date) -> tuple[QuerySet[Any, Any], ...]:
    held = in_force(person, day)
    about = Q(person=person) | Q(person__in=held.filter(about__isnull=False).values("about"))
    return (
        MatterCircle.objects.filter(person=person).values_list("matter", flat=True),
        held.filter(matter__isnull=False).values_list("matter", flat=True),
        MatterSubject.objects.filter(about).order_by().values_list("matter", flat=True),
    )


def _few(matters: QuerySet[Any, Any]) -> Matters:
    found = list(matters[: FEW + 1])
    return matters if len(found) > FEW else sorted(found)
