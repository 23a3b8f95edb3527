"""What access costs: the same lists with only the index's own scope, and with all that is kept from the viewer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.models import Q

from measuring.asking import PAGE, days, officer_at, person_at
from measuring.figures import Figure, part, timed
from measuring.filling import TODAY, World
from zeren.records.actor import Actor
from zeren.records.matters import kept
from zeren.records.matters import ledger as ledgers
from zeren.records.matters.models import Matter, MatterCircle, MatterSubject
from zeren.records.obligations import worklist as work
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.recusals.models import Recusal

TURNS = 60
MOST = 1.3


def access(world: World) -> list[Figure]:
    """The worklist of a handler, the lists of a county: full sight against the bare scope."""
    handler, county = person_at(world, 7), officer_at(world.place(3))
    county = replace(county, person=world.handlers[11])
    for actor in (handler, county):
        _keep(world, actor)
    turns = days()
    for plan in plans(county):
        print(plan, file=sys.stderr)
    return [
        _cost("own worklist", lambda: _worklist(handler, work.Tab.MINE, turns)),
        _cost("organ's worklist", lambda: _worklist(county, work.Tab.ORGAN, turns)),
        _cost("ledger", lambda: _ledger(county)),
    ]


def _keep(world: World, actor: Actor) -> None:
    """A few of everything that is kept from somebody, as many however large the table is: recusals from five matters
    and from two people with five matters each, fifty circles one belongs to."""
    people = [_concerned(number) for number in range(2)]
    rows = [
        Recusal(person_id=actor.person, matter_id=number * 101 + 1, relation="kin", state="in_force", since=date(2026, 1, 1))
        for number in range(5)
    ] + [
        Recusal(person_id=actor.person, about=person, relation="kin", state="in_force", since=date(2026, 1, 1))
        for person in people
    ]  # fmt: skip
    Recusal.objects.bulk_create(rows)
    restricted = Matter.objects.filter(restricted=True).order_by("pk").values_list("pk", flat=True)[:50]
    MatterCircle.objects.bulk_create(MatterCircle(matter_id=pk, person_id=actor.person) for pk in restricted)


def _concerned(number: int) -> Person:
    """Somebody whom five matters concern, here and there in the table."""
    made = Person.objects.create(
        name=f"亲属{number}", code=f"kin-{Person.objects.count()}", organ=Organ.objects.earliest("pk")
    )
    every = max(Matter.objects.count() // 5, 1)
    ids = Matter.objects.order_by("pk").values_list("pk", flat=True)
    MatterSubject.objects.bulk_create(
        MatterSubject(matter_id=ids[place * every + number], person=made, place=9) for place in range(5)
    )
    return made


def _worklist(actor: Actor, tab: work.Tab, turns: work.Days) -> None:
    """What the page asks: its rows with the count of each part, and the number on each tab."""
    work.listed(actor, tab, turns, 0, PAGE)
    for which in work.Tab:
        work.count(actor, which)


def _ledger(actor: Actor) -> None:
    rows = ledgers.ordered(ledgers.filtered(actor, {}, {}, TODAY, TODAY))
    ledgers.counts(rows, TODAY)
    ledgers.subjects_of(ledgers.window(rows, 0, PAGE))


@contextmanager
def _bare() -> Any:
    """The index's own scope and nothing else."""
    with patch.object(kept, "not_kept_from", lambda *_, **__: Q()):
        yield


def _cost(what: str, ask: Callable[[], object]) -> Figure:
    full, bare = [], []

    def page() -> None:
        with kept.read_once():  # As every page does (access.middleware).
            ask()

    timed([None] * 3, lambda _: page())
    for _ in range(TURNS):
        full += timed([None], lambda _: page())
        with _bare():
            bare += timed([None], lambda _: ask())
    whole, scope = part(sorted(full), 0.5), part(sorted(bare), 0.5)
    count = Matter.objects.count()
    return Figure(
        f"access, {what}",
        f"{what} among {count:,} matters: with all that is kept from the viewer against the bare scope",
        f"{whole / scope:.2f} times ({whole:.1f} ms, {scope:.1f} ms)",
        whole / scope,
        f"medians of {TURNS}, taken in turn; one matter in 997 restricted, 7 recusals, 50 circles",
        "≤ 1.3",
        whole / scope <= MOST,
    )


def plans(county: Actor) -> list[str]:
    """The database's own plans of both lists, as text."""
    asked = {
        "worklist": work.tab(county, work.Tab.ORGAN)
        .filter(want=1, due__lt=TODAY)
        .order_by("due", "id")[:PAGE],
        "ledger": ledgers.ordered(ledgers.filtered(county, {}, {}, TODAY, TODAY))[:PAGE],
    }
    return [f"{connection.vendor} {name}\n{rows.explain()}" for name, rows in asked.items()]
