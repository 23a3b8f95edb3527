"""The same check over everybody whom one sees, as of a day: for planning, nobody is chosen and nobody is ordered.

What runs comes from one statement (``expression``); about whom there is a record of the check, or a restriction that
means only some posts, ``check`` itself is asked. So one rule set answers, whoever computes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from zeren.law.packs.form import Bar
from zeren.records.actor import Actor
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.people import queries as people
from zeren.records.people.models import Person
from zeren.records.precheck import answering, queries
from zeren.records.precheck.book import book
from zeren.records.precheck.expression import ASK, Terms
from zeren.records.precheck.gathering import kinds_of, tellable
from zeren.records.precheck.model import ORDER, Answer, Asked, Line, Weight
from zeren.records.restrictions.models import Restriction
from zeren.records.rows import few

NOBODY = "select 0 where 1 = 0"


@dataclass(frozen=True, slots=True)
class Held:
    """One norm over one person: its weight, its first and last day (None: no end day, or no day at all)."""

    weight: Weight
    pack: str
    norm: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands about one person (id); ``by_record``: a record of the check was read for it.

    ``lacks``: the procedures without whose record it can't be told, each with the line that says so. Nobody who lacks
    one is free: of them it is not known.
    """

    person: int
    held: tuple[Held, ...]
    lacks: tuple[Line, ...] = ()
    by_record: bool = False

    def of(self, *weights: Weight) -> tuple[Held, ...]:
        """Those of these weights."""
        return tuple(one for one in self.held if one.weight in weights)


def reached(actor: Actor) -> QuerySet[Person]:
    """Everybody whom the actor may check: never oneself."""
    if not queries.may_ask(actor):
        return Person.objects.none()
    return people.visible_to(actor).exclude(pk=actor.person)


@dataclass(frozen=True, slots=True)
class Round:
    """Who asks about whom, for which intent, on which day."""

    actor: Actor
    who: QuerySet[Person]
    intent: str
    day: date

    @property
    def mine(self) -> QuerySet[Person]:
        """Those of them whom the actor may check, by their id: in service on the day, unless the act is of others too."""
        mine = self.who.filter(pk__in=reached(self.actor).values("pk")).order_by("pk")
        return mine if self.intent in book().retired else mine.filter(people.in_service(self.day))


Row = Sequence[Any]
"""A row of the statement's lines: person, weight, pack, norm, first and last day."""


def standings(asked: Round, lines: Callable[[Round], Iterable[Row]] | None = None) -> Iterator[Standing]:
    """What stands about each person whom the actor may check, by their id.

    ``lines`` runs the statement (if None: in place). Those whose records are read are read five hundred at a time.
    """
    actor, intent, day = asked.actor, asked.intent, asked.day
    rows = groupby((lines or in_place)(asked), key=lambda row: row[0])
    found, nothing = {person: list(own) for person, own in rows}, unrecorded(intent, day)
    ids = asked.mine.values_list("pk", flat=True).iterator(chunk_size=10_000)
    for part in few(ids):
        open_ = [Asked(pk, intent, day) for pk in part if any(row[1] == ASK for row in found.get(pk, ()))]
        answers = {answer.asked.person: answer for answer in queries.check(actor, open_)}
        for pk in part:
            yield of(answers[pk]) if pk in answers else _plain(pk, found.get(pk, ()), nothing)


def of(answer: Answer) -> Standing:
    """The same from the answer to one question."""
    held = (
        Held(line.weight, line.pack, line.norm, line.since, line.until) for line in answer.lines if line.norm
    )
    lacks = tuple(line for line in answer.lines if not line.norm)
    return Standing(answer.asked.person, _each_once(held), lacks, by_record=True)


def unrecorded(intent: str, day: date) -> tuple[Line, ...]:
    """What is undetermined of everybody about whom there is no such record: each procedure that the act asks for."""
    return book().unrecorded(intent, day)


def terms(intent: str, day: date, **relations: str) -> Terms:
    """The statement's terms by the packs in use."""
    read = book()
    shared = read.installed.shared.events
    acts = tuple((act, act in shared) for act in sorted(read.acts[intent]))
    return Terms(day, acts, _not_binding(), relations)


def _not_binding() -> tuple[tuple[str, str], ...]:
    """The bars that do not bind (原则上、一般)."""
    bars = ((p.ref, n) for p in book().installed.packs for n in p.norms if isinstance(n.body, Bar))
    return tuple((ref, norm.id) for ref, norm in bars if norm.force not in answering.BINDS)


def _plain(person: int, rows: Iterable[Row], lacks: tuple[Line, ...]) -> Standing:
    held = (Held(Weight(row[1]), row[2], row[3], _day(row[4]), _day(row[5])) for row in rows)
    return Standing(person, _each_once(held), lacks)


def _each_once(held: Iterable[Held]) -> tuple[Held, ...]:
    return tuple(sorted(set(held), key=_place))


def _place(one: Held) -> tuple[Any, ...]:
    return (
        ORDER.index(one.weight),
        one.pack,
        one.norm,
        one.since or date.min,
        one.until or date.max,
    )


def _day(given: date | str | None) -> date | None:
    return date.fromisoformat(given) if isinstance(given, str) else given


# ---------------------------------------------------------------- the relations


def relations(asked: Round) -> dict[str, QuerySet[Any, Any]]:
    """What the statement reads, each as a query of one column, but for the restrictions."""
    return {
        "people": asked.mine.order_by().values_list("pk"),
        "seen": tellable(asked.actor).values_list("pk"),
        "recorded": _recorded(asked),
    }


def in_place(asked: Round, statement: Callable[[Terms], str] = Terms.lines) -> Iterator[Row]:
    """The statement over the installation's own tables: its lines, or their summary."""
    compiled = {name: _compiled(query) for name, query in relations(asked).items()}
    table = connection.ops.quote_name(Restriction._meta.db_table)
    read = {name: sql for name, (sql, _) in compiled.items()}
    written = terms(asked.intent, asked.day, restrictions=table, **read)
    with connection.cursor() as cursor:
        cursor.execute(
            statement(written),
            [part for name in ("people", "seen", "recorded") for part in compiled[name][1]],
        )
        while rows := cursor.fetchmany(10_000):
            yield from rows


def _compiled(query: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    try:
        return query.query.sql_with_params()
    except EmptyResultSet:
        return NOBODY, ()


def _recorded(asked: Round) -> QuerySet[Any, Any]:
    """The people about whom a record of the check is open and in sight."""
    rows = MatterSubject.objects.filter(
        kinds_of({asked.intent}), matter__state=Matter.State.OPEN, person__isnull=False
    )
    return rows.filter(matter__in=tellable(asked.actor)).values_list("person")
