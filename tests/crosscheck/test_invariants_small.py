"""The invariants on random small regulations, where norms meet that no real pack puts side by side."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from crosscheck.worlds import World, world
from zeren.law.packs.form import ExceptionBody, Force, Kind
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate
from zeren.norms.incremental import Incremental
from zeren.norms.model import Event, Log, State

Key = tuple[str, str | None, str | None]
sized = pytest.mark.parametrize(
    "seeds", [range(300), pytest.param(range(10_000, 16_000), marks=pytest.mark.proof)], ids=["few", "many"]
)


def statuses(given: World, log: Log, day: date, cn: Calendar) -> dict[Key, State]:
    return {(f.norm, f.subject, f.event): f.status for f in evaluate([given.pack], log, day, cn)}


def breaches(given: World, log: Log, day: date, cn: Calendar) -> set[Key]:
    must = {norm.id for norm in given.pack.norms if norm.force is Force.MUST}
    return {k for k, s in statuses(given, log, day, cn).items() if s is State.BREACHED and k[0] in must}


def up_to(log: Log, day: date) -> Log:
    return replace(log, events=tuple(e for e in log.events if e.at <= day))  # type: ignore[operator]


def broken(seeds: range, check: Callable[[World, random.Random], bool]) -> list[int]:
    """The seeds whose world does not keep the invariant."""
    return [seed for seed in seeds if not check(world(seed), random.Random(seed))]


@sized
def test_time_alone_never_un_breaches_a_must(cn: Calendar, seeds: range) -> None:
    def check(given: World, chance: random.Random) -> bool:
        still = up_to(given.log, given.as_of)
        later = given.as_of + timedelta(days=chance.choice([1, 10, 40, 300]))
        return breaches(given, still, given.as_of, cn) <= breaches(given, still, later, cn)

    assert broken(seeds, check) == []


@sized
def test_later_acts_never_un_breach_a_must_that_knows_no_exception(cn: Calendar, seeds: range) -> None:
    def check(given: World, chance: random.Random) -> bool:
        days = sorted({e.at for e in given.log.events})
        early = chance.choice(days)
        late = days[-1] + timedelta(days=chance.choice([0, 3, 40]))  # type: ignore[operator]
        excepted = {
            n for norm in given.pack.norms if isinstance(norm.body, ExceptionBody) for n in norm.body.to
        }
        before = {k for k in breaches(given, given.log, early, cn) if k[0] not in excepted}  # type: ignore[arg-type]
        return before <= breaches(given, given.log, late, cn)  # type: ignore[arg-type]

    assert broken(seeds, check) == []


@sized
def test_a_fact_more_never_overturns_what_was_determined(cn: Calendar, seeds: range) -> None:
    """Neither a fact of the matter nor a field that was ``?``: met never turns undetermined, nor anything else."""

    def check(given: World, chance: random.Random) -> bool:
        matter = {
            "kind": chance.choice(["yes", "no"])
            if given.log.matter["kind"] == "?"
            else given.log.matter["kind"]
        }
        events = tuple(
            replace(e, fields={"flag": chance.choice(["yes", "no"])}) if e.fields["flag"] == "?" else e
            for e in given.log.events
        )
        known = replace(given.log, matter=matter, events=events)
        before, after = (statuses(given, log, given.as_of, cn) for log in (given.log, known))
        settled = {State.MET, State.BREACHED, State.LAPSED}
        norms = {n.id for n in given.pack.norms if n.kind is not Kind.EXCEPTION}
        return all(_stands(s, after.get(k)) for k, s in before.items() if s in settled and k[0] in norms)

    assert broken(seeds, check) == []


def _stands(before: State, after: State | None) -> bool:
    """Two turns are no overturning.

    What was done rightly may turn out not to have been owed, by an exception; and a breach may turn out to be a
    contradiction between two norms, once the other one is known to stand: neither says that the answer was wrong.
    """
    turns = {(State.MET, State.NOT_TRIGGERED), (State.BREACHED, State.CONFLICT)}
    return after is before or (before, after) in turns


@sized
def test_replaying_what_was_known_is_the_past(cn: Calendar, seeds: range) -> None:
    def check(given: World, chance: random.Random) -> bool:
        late = [timedelta(days=chance.choice([0, 0, 2, 30])) for _ in given.log.events]
        events = tuple(
            replace(e, recorded=datetime.combine(e.at, time(12)) + delay)
            for e, delay in zip(given.log.events, late, strict=True)
        )
        moment = chance.choice(events).recorded
        assert moment is not None
        then = tuple(e for e in events if e.recorded is not None and e.recorded <= moment)
        now = evaluate([given.pack], replace(given.log, events=events), given.as_of, cn, moment)
        return list(now) == list(evaluate([given.pack], replace(given.log, events=then), given.as_of, cn))

    assert broken(seeds, check) == []


@sized
def test_a_correction_is_as_if_it_had_been_written_so_at_first(cn: Calendar, seeds: range) -> None:
    def check(given: World, chance: random.Random) -> bool:
        old = chance.choice(given.log.events)
        right = replace(old, type=chance.choice("abcdef"), fields={"flag": chance.choice(["yes", "no"])})
        at_first = replace(given.log, events=tuple(right if e is old else e for e in given.log.events))
        correction = replace(right, id="fix", seq=90, corrects=old.id)
        corrected = replace(given.log, events=(*given.log.events, correction))
        renamed = {
            (n, s, "fix" if e == old.id else e): state
            for (n, s, e), state in statuses(given, at_first, given.as_of, cn).items()
        }
        return renamed == statuses(given, corrected, given.as_of, cn)

    assert broken(seeds, check) == []


@sized
def test_a_voided_act_is_as_if_it_had_not_been_written(cn: Calendar, seeds: range) -> None:
    def check(given: World, chance: random.Random) -> bool:
        gone = chance.choice(given.log.events)
        void = Event(id="void", type=gone.type, at=gone.at, seq=90, voids=gone.id)
        without = replace(given.log, events=tuple(e for e in given.log.events if e is not gone))
        with_void = replace(given.log, events=(*given.log.events, void))
        return statuses(given, without, given.as_of, cn) == statuses(given, with_void, given.as_of, cn)

    assert broken(seeds, check) == []


@sized
def test_growing_by_one_event_equals_a_fresh_evaluation(cn: Calendar, seeds: range) -> None:
    """Whatever the order in which the events are recorded."""

    def check(given: World, chance: random.Random) -> bool:
        events = given.log.events
        grown = Incremental([given.pack], replace(given.log, events=()), given.as_of, cn)
        for number, event in enumerate(events, 1):
            findings = grown.add(event)
            fresh = evaluate([given.pack], replace(given.log, events=events[:number]), given.as_of, cn)
            if list(findings) != list(fresh) or findings.next_change != fresh.next_change:
                return False
        return True

    assert broken(seeds, check) == []
