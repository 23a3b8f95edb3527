"""The engine held against clingo: order, response, exclusion, exceptions and who may, on random records.

``rules.lp`` states the pack format's semantics as an answer-set program; ``worlds.py`` makes random small
regulations and records; the ends of periods come from lexdays. No disagreement is left unexplained.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import lexdays
import pytest

from crosscheck.program import Ends, Key, solve
from crosscheck.worlds import TYPES, World, world
from zeren.law.packs.form import DueWithin, Duty, Force, Kind, Period, Require
from zeren.norms.allowing import allowed
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate
from zeren.norms.model import Event, State

UNITS = {"days": "day", "months": "month", "years": "year", "working_days": "business_day"}
AT_ONCE = 50


@pytest.fixture(scope="module")
def ends(lexdays_calendar: lexdays.Calendar) -> Ends:
    """Ends of periods by lexdays."""
    spec = {"name": {"en": "x"}, "calendar": "de"}
    stays, rolls = (
        lexdays.RulePack({**spec, "id": name, "steps": steps}, calendar_override=lexdays_calendar)
        for name, steps in (
            ("stays", [{"type": "count"}]),
            ("rolls", [{"type": "count"}, {"type": "roll", "direction": "forward"}]),
        )
    )

    def end(start: date, period: Period, roll: bool) -> date:
        return (rolls if roll else stays).compute(start, (period.amount, UNITS[period.unit])).deadline

    return end


def ours(given: World, cn: Calendar) -> dict[Key, str]:
    """The engine's findings: norm, subject, event; what did not come up is left out."""
    found: dict[Key, str] = {}
    for finding in evaluate([given.pack], given.log, given.as_of, cn):
        if finding.status is State.NOT_TRIGGERED or finding.kind is Kind.EXCEPTION:
            continue
        assert finding.event is not None
        key = (finding.norm, finding.subject, finding.event)
        assert key not in found, f"two findings for {key}"
        found[key] = finding.status.value
    return found


def differences(
    seeds: Sequence[int], cn: Calendar, ends: Ends
) -> list[tuple[int, Key, str | None, str | None]]:
    """Every disagreement: seed, instance, what the engine says, what clingo says."""
    found = []
    for first in range(0, len(seeds), AT_ONCE):
        some = list(seeds[first : first + AT_ONCE])
        worlds = [world(seed) for seed in some]
        for seed, given, theirs in zip(some, worlds, solve(worlds, ends), strict=True):
            mine = ours(given, cn)
            for key in sorted(mine.keys() | theirs.keys(), key=str):
                if mine.get(key) != theirs.get(key):
                    found.append((seed, key, mine.get(key), theirs.get(key)))
    return found


def test_200_random_records_are_judged_alike(cn: Calendar, ends: Ends) -> None:
    assert differences(range(200), cn, ends) == []


@pytest.mark.proof
def test_4000_random_records_are_judged_alike(cn: Calendar, ends: Ends) -> None:
    assert differences(range(1000, 5000), cn, ends) == []


def test_the_random_records_reach_every_status_of_every_kind(cn: Calendar) -> None:
    seen = set()
    for seed in range(1000):
        given = world(seed)
        kinds = {norm.id: norm.kind.value for norm in given.pack.norms}
        seen |= {(kinds[key[0]], status) for key, status in ours(given, cn).items()}
    duty = {("duty", s) for s in ("met", "pending", "breached", "lapsed", "undetermined", "conflict")}
    bar = {("bar", s) for s in ("met", "pending", "breached", "lapsed", "undetermined")}
    acts = {(k, s) for k in ("require", "authority") for s in ("met", "breached", "lapsed", "undetermined")}
    assert seen == duty | bar | acts


# ---------------------------------------------------------------- what may be done now


def drafted(given: World, chance: random.Random) -> tuple[World, Event]:
    """The world with one more act on the day asked about, and that act alone."""
    past = [e for e in given.log.events if e.at <= given.as_of]  # type: ignore[operator]
    draft = Event(
        id="draft",
        type=chance.choice(TYPES),
        at=given.as_of,
        seq=99,
        by=chance.choice([("r1",), ("r2",), ("r3",)]),
        subject=chance.choice([("s1",), ("s2",)]),
        fields={"flag": chance.choice(["yes", "no"])},
    )
    recorded = replace(given.log, events=tuple(past))
    return replace(given, log=replace(recorded, events=(*past, draft))), draft


def permitted(said: Mapping[Key, str], hits: Mapping[str, str], given: World) -> str:
    """Yes, no or unknown: what blocks is a fault under a must (or want of authority), what is open leaves it open."""
    norms = {norm.id: norm for norm in given.pack.norms}
    answer = "yes"
    for (name, _, event), status in said.items():
        norm = norms[name]
        power = norm.kind is Kind.AUTHORITY and norm.force is Force.MAY
        if event != "draft" or norm.kind in (Kind.DUTY, Kind.BAR) or not (norm.force is Force.MUST or power):
            continue
        if status == "breached":
            return "no"
        answer = "unknown" if status == "undetermined" else answer
    if "falls" in hits.values():
        return "no"
    return "unknown" if hits else answer


def allowed_differences(seeds: Sequence[int], cn: Calendar, ends: Ends) -> list[tuple[int, str, str]]:
    """Every disagreement over whether the drafted act may be done: seed, engine, clingo."""
    found = []
    for first in range(0, len(seeds), AT_ONCE):
        some = list(seeds[first : first + AT_ONCE])
        drafts = [drafted(world(seed), random.Random(-seed)) for seed in some]
        forbidden: list[dict[str, str]] = []
        said = solve([given for given, _ in drafts], ends, forbidden)
        for seed, (given, draft), theirs, hits in zip(some, drafts, said, forbidden, strict=True):
            before = replace(given.log, events=given.log.events[:-1])
            mine = allowed([given.pack], before, draft, given.as_of, cn).ok
            other = permitted(theirs, hits, given)
            if mine != other:
                found.append((seed, mine, other))
    return found


def test_200_drafted_acts_are_allowed_alike(cn: Calendar, ends: Ends) -> None:
    assert allowed_differences(range(200), cn, ends) == []


@pytest.mark.proof
def test_4000_drafted_acts_are_allowed_alike(cn: Calendar, ends: Ends) -> None:
    assert allowed_differences(range(1000, 5000), cn, ends) == []


# ---------------------------------------------------------------- the cross-check itself notices


def without_order(given: World) -> World:
    """Every order turned round."""
    norms = tuple(
        replace(n, body=replace(n.body, after=n.body.before, before=n.body.after))
        if isinstance(n.body, Require)
        else n
        for n in given.pack.norms
    )
    return replace(given, pack=replace(given.pack, norms=norms))


def a_day_more(given: World) -> World:
    """Every period of a duty a day longer, counted in days."""
    norms = tuple(
        replace(n, body=replace(n.body, due=DueWithin(Period("days", 1 + n.body.due.period.amount))))
        if isinstance(n.body, Duty)
        and isinstance(n.body.due, DueWithin)
        and isinstance(n.body.due.period, Period)
        else n
        for n in given.pack.norms
    )
    return replace(given, pack=replace(given.pack, norms=norms))


def without_exceptions(given: World) -> World:
    norms = tuple(n for n in given.pack.norms if n.kind is not Kind.EXCEPTION)
    return replace(given, pack=replace(given.pack, norms=norms))


def as_if_may(given: World) -> World:
    norms = tuple(replace(n, force=Force.MAY) for n in given.pack.norms)
    return replace(given, pack=replace(given.pack, norms=norms))


@pytest.mark.parametrize("change", [without_order, a_day_more, without_exceptions, as_if_may])
def test_a_change_of_order_figure_exception_or_force_is_noticed(
    cn: Calendar, ends: Ends, change: Callable[[World], World]
) -> None:
    worlds = [world(seed) for seed in range(200)]
    noticed = sum(
        ours(w, cn) != said for w, said in zip(worlds, solve([change(w) for w in worlds], ends), strict=True)
    )
    assert noticed >= 10
