"""A year's assessment: six hundred units, fifteen cadres each, five hundred slips at every unit's meeting."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from time import perf_counter, process_time
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import RequestFactory
from django.urls import resolve

from measuring.figures import Figure, part, spread, timed
from measuring.filling import World
from zeren.records.actor import SYSTEM, Actor, Grant, Role
from zeren.records.ballots import counting
from zeren.records.matters import events
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Matter, MatterLink, MatterSubject
from zeren.records.organs.models import Organ
from zeren.records.packs import installed
from zeren.records.people.models import Person
from zeren.records.scope import columns_of
from zeren.records.scores import computing

PACK, PROCEDURE = "zy-2015-assessment", "annual-assessment"
UNITS, CADRES, SLIPS = 600, 15, 500
OPENED, DAY, AS_OF = date(2026, 1, 5), "2026-01-12", date(2026, 3, 16)
WEIGHTS = tuple(Fraction(n) for n in (100, 85, 65, 40))
TURNS = 30
VIEWS = ("", "?view=cadres", "/onsite", "/follow", "/vetoes", "/compare")
"""The pages of the year, by what follows its address."""


def scores(world: World) -> list[Figure]:
    """The standing of everybody from the slips on, and the page of one unit."""
    chance = random.Random(2026)
    slips = [_slips(chance) for _ in range(UNITS)]
    begin = process_time()
    counted = [counting.tally(one, CADRES + 1, len(WEIGHTS)) for one in slips]
    counting_took = process_time() - begin
    matters = _matters(world, counted, chance)
    programme = _programme(world, matters)
    return [_all(matters, counting_took), _page(matters[0]), *(_year(programme, view) for view in VIEWS)]


def _slips(chance: random.Random) -> list[list[int]]:
    """One meeting's slips, as they come out of the box: for each who is voted on a choice, 0 for abstaining."""
    return [chance.choices((1, 2, 3, 4, 0), (50, 30, 12, 5, 3), k=CADRES + 1) for _ in range(SLIPS)]


def _matters(world: World, counted: list[counting.Tally], chance: random.Random) -> list[Matter]:
    """A unit's matter each: its group, its cadres, their figures; written as the acts write, without evaluating."""
    organs = list(Organ.objects.filter(pk__in=world.units).order_by("pk")[:UNITS])
    city = world.place(2)
    people = Person.objects.bulk_create(
        [Person(code=f"scored-{o.pk}-{n}", name=f"甲{n}", organ=o, **columns_of(o)) for o in organs for n in range(CADRES)],
        batch_size=1000,
    )  # fmt: skip
    version = installed().versions(PACK)[-1].version
    made = []
    for place, organ in enumerate(organs):
        cadres = people[place * CADRES : (place + 1) * CADRES]
        with transaction.atomic():
            matter = Matter.objects.create(
                number=f"考〔2026〕{place + 1}号", title="年度考核", organ=city, pack=PACK, version=version, procedure=PROCEDURE,
                opened=OPENED, **columns_of(city),
            )  # fmt: skip
            MatterSubject.objects.create(matter=matter, organ=organ, place=0)
            MatterSubject.objects.bulk_create(
                MatterSubject(matter=matter, person=p, place=n) for n, p in enumerate(cadres, 1)
            )
            for entry in _entries(
                [f"organ:{organ.pk}", *(f"person:{p.pk}" for p in cadres)], counted[place], chance
            ):
                events.append(SYSTEM, matter, entry)
            matter.save()
        made.append(matter)
    return made


def _programme(world: World, matters: list[Matter]) -> Matter:
    """The year's programme above the units."""
    city = world.place(2)
    made = Matter.objects.create(
        number="考统〔2026〕1号", title="年度考核", organ=city, pack=PACK, version=matters[0].version, procedure="assessment-programme",
        opened=OPENED, **columns_of(city),
    )  # fmt: skip
    units = MatterSubject.objects.filter(matter__in=matters, organ__isnull=False).order_by("matter")
    MatterSubject.objects.bulk_create(
        MatterSubject(matter=made, organ_id=row.organ_id, place=n) for n, row in enumerate(units)
    )
    MatterLink.objects.bulk_create(MatterLink(parent=made, child=one, kind="joined") for one in matters)
    events.append(SYSTEM, made, Entry(events.OPENED, OPENED.isoformat(), {}))
    made.save()
    return made


def _entries(refs: list[str], tally: counting.Tally, chance: random.Random) -> list[Entry]:
    def figure() -> str:
        return f"{chance.randint(6000, 9999) / 100:.2f}"

    entries = [Entry(events.OPENED, OPENED.isoformat(), {"unit": "department", "year": "2025"})]
    for ref, row in zip(refs, tally.rows, strict=True):
        target = (
            {"target": "group"}
            if ref == refs[0]
            else {"target": "cadre", "away_cause": "none", "under_investigation": "no"}
        )
        points = counting.points(WEIGHTS, row[:-1], row[-1], as_zero=False)
        assert points is not None
        ballot = dict(zip(("excellent", "good", "average", "poor"), map(str, row), strict=False))
        entries += [
            Entry(events.FACTS, OPENED.isoformat(), target, (ref,)),
            Entry("ballot", DAY, {**ballot, "secret": "yes", "valid": str(sum(row[:-1])), "points": counting.in_full(points.value)}, (ref,)),
            Entry("daily_scored", DAY, {"value": figure()}, (ref,)),
            Entry("public_scored", DAY, {"value": figure()}, (ref,)),
        ]  # fmt: skip
    return [
        *entries,
        Entry("onsite_scored", DAY, {"responsibility": figure(), "key_work": figure()}, (refs[0],)),
        Entry("talks_scored", DAY, {"points": figure()}, (refs[0],)),
        Entry("meeting", DAY, {"attendees": "500", "outside": "60", "headcount": "180", "staff_present": "170"}),
        Entry("talks_held", DAY, {"total": "20", "retired": "3"}),
        Entry("honoured", "2025-06-01", {"level": "municipal", "issuer": "city_committee", "year": "2025", "work": "甲"}, (refs[0],)),
    ]  # fmt: skip


# ---------------------------------------------------------------- measured


def _all(matters: list[Matter], counting_took: float) -> Figure:
    begin, busy = perf_counter(), process_time()
    graded = sum(1 for _, found in computing.standings(matters, AS_OF) for one in found.values() if one.grade)
    took = perf_counter() - begin + counting_took
    busy = process_time() - busy + counting_took
    assert graded == UNITS * (CADRES + 1)
    return Figure(
        "scores, the year from nothing",
        f"{UNITS} units, {UNITS * CADRES:,} cadres, {UNITS * SLIPS:,} slips with {UNITS * SLIPS * (CADRES + 1):,} choices",
        f"{took:.1f} s, {busy:.1f} s of the processor", took, f"slips counted ({counting_took:.1f} s), logs opened, every score and grade by the engine", "< 20 s", took < 20,
    )  # fmt: skip


def _page(matter: Matter) -> Figure:
    """One unit's tree."""
    ask = _asked(matter, f"/matters/{matter.pk}/scores")
    timed([None] * 3, lambda _: ask())
    busy = process_time()
    times = timed([None] * TURNS, lambda _: ask())
    busy = (process_time() - busy) / TURNS
    return Figure(
        "scores, one unit's page", f"the tree of a group with {CADRES} cadres",
        f"{spread(times)}; {busy * 1000:.0f} ms of the processor", part(times, 0.95), f"the whole page drawn {TURNS} times; no server between", "< 200 ms", part(times, 0.95) < 200,
    )  # fmt: skip


def _year(programme: Matter, view: str) -> Figure:
    """One page of the year with all its units."""
    ask = _asked(programme, f"/matters/{programme.pk}/campaign{view}")
    busy = process_time()
    ask()
    first, busy = process_time() - busy, process_time()
    times = timed([None] * 10, lambda _: ask())
    busy = (process_time() - busy) / 10
    return Figure(
        f"a year of assessment, {view or '/'}", f"{UNITS} units, {UNITS * CADRES:,} cadres",
        f"{spread(times)}; {busy * 1000:.0f} ms of the processor, the first {first * 1000:.0f}", part(times, 0.95), "the whole page drawn once, then ten times; no server between", "< 1 s", part(times, 0.95) < 1000,
    )  # fmt: skip


def _asked(matter: Matter, url: str) -> Callable[[], Any]:
    """A page as somebody gets it who records on the matter."""
    grant = Grant(Role.CASE_HANDLER, matter.organ_id, matter.organ.depth)
    actor = Actor("bench", "计时", None, matter.organ_id, (grant,), AS_OF)
    found = resolve(url.partition("?")[0])

    def ask() -> Any:
        request = RequestFactory().get(url)
        request.actor, request.session, request.user = actor, {}, AnonymousUser()  # type: ignore[attr-defined,assignment]
        return found.func(request, *found.args, **found.kwargs)

    return ask
