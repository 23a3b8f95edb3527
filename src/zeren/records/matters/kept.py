"""What is kept from a viewer whatever the role: one condition, whose few matters a page reads once.

In SQL, not through the models: a page asks a dozen queries under this condition, and to build its look-ups anew for
each cost more than the lists themselves (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.recusals.models import Recusal

CIRCLE = "SELECT matter_id FROM records_mattercircle WHERE person_id = %s"

# Three look-ups in indexes; as one condition with "or", PostgreSQL reads the whole table of subjects.
AWAY = """
SELECT matter_id FROM records_mattersubject WHERE person_id = %s
UNION ALL
SELECT matter_id FROM records_recusal
 WHERE person_id = %s AND state = 'in_force' AND since <= %s AND (until IS NULL OR until >= %s)
   AND matter_id IS NOT NULL
UNION ALL
SELECT s.matter_id FROM records_recusal r JOIN records_mattersubject s ON s.person_id = r.about_id
 WHERE r.person_id = %s AND r.state = 'in_force' AND r.since <= %s AND (r.until IS NULL OR r.until >= %s)
"""

FEW = 500
"""Matters that are given to a query as values; more stay a look-up inside it."""

_read: ContextVar[dict[tuple[int, date], RawSQL | list[int]] | None] = ContextVar("kept_read", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Inside it, what a viewer keeps away from is read once. For pages, which only read; an act asks anew, in one
    statement with what it asks for."""
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
    inside = Q(**{f"{column}__in": RawSQL(CIRCLE, (actor.person,))})
    away = Q(**{f"{column}__in": _away(actor.person, actor.as_of or clock.today())})
    return (Q(restricted=False) | inside) & ~away


def in_force(person: int, day: date) -> QuerySet[Recusal]:
    """From what a person keeps away on a day."""
    held = Recusal.objects.filter(person=person, state=Recusal.State.IN_FORCE, since__lte=day)
    return held.filter(Q(until__isnull=True) | Q(until__gte=day))


def _away(person: int, day: date) -> RawSQL | list[int]:
    asked = RawSQL(AWAY, (person, person, day, day, person, day, day))
    read = _read.get()
    if read is None:
        return asked
    if (person, day) not in read:
        with connection.cursor() as cursor:
            cursor.execute(asked.sql, asked.params)
            found = [matter for (matter,) in cursor.fetchmany(FEW + 1)]
        # Numbers of our own, so they stand in the text: as parameters each cost more than its look-up.
        few = RawSQL(", ".join(map(str, found)), ()) if found else []
        read[person, day] = asked if len(found) > FEW else few
    return read[person, day]
