"""What is kept from a viewer whatever the role: one condition, whose few matters a page reads once.

In SQL, not through the models: a page asks a dozen queries under this condition, and to build its look-ups anew for
each cost more than the lists themselves (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler

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


class Asked(NamedTuple):
    """What stands between the brackets of ``IN``: a look-up with its parameters, numbers, or nothing."""

    sql: str
    given: tuple[Any, ...] = ()


_read: ContextVar[dict[tuple[int, date], Asked] | None] = ContextVar("kept_read", default=None)


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
    return Q(NotKept(column, actor.person, _away(actor.person, actor.as_of or clock.today())))


class NotKept(Func):
    """The condition as one node: a page builds it a dozen times, and a tree of look-ups each time cost as much as
    the rows it was asked of."""

    output_field = BooleanField()

    def __init__(self, column: str, person: int, away: Asked) -> None:
        super().__init__(F("restricted"), F(column))
        self.person, self.away = person, away

    def as_sql(self, compiler: SQLCompiler, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """``restricted`` and the matter's number as the query has them, in the words of the condition."""
        (restricted, _), (matter, _) = (compiler.compile(part) for part in self.get_source_expressions())
        said, given = f"(NOT {restricted} OR {matter} IN ({CIRCLE}))", (self.person,)
        if self.away.sql:
            said += f" AND {matter} NOT IN ({self.away.sql})"
        return f"({said})", given + self.away.given


def in_force(person: int, day: date) -> QuerySet[Recusal]:
    """From what a person keeps away on a day."""
    held = Recusal.objects.filter(person=person, state=Recusal.State.IN_FORCE, since__lte=day)
    return held.filter(Q(until__isnull=True) | Q(until__gte=day))


def _away(person: int, day: date) -> Asked:
    asked = Asked(AWAY, (person, person, day, day, person, day, day))
    read = _read.get()
    if read is None:
        return asked
    if (person, day) not in read:
        with connection.cursor() as cursor:
            cursor.execute(asked.sql, asked.given)
            found = [matter for (matter,) in cursor.fetchmany(FEW + 1)]
        # Numbers of our own, so they stand in the text: as parameters each cost more than its look-up.
        read[person, day] = asked if len(found) > FEW else Asked(", ".join(map(str, found)))
    return read[person, day]
