"""What must hold of the engine whatever a pack says and whatever was recorded."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosscheck.records import PEOPLE, Records, day_of, every_pack, unrelated
from zeren.law.packs.form import ExceptionBody, Force, NormStatus, Pack, Procedure
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate
from zeren.norms.incremental import Incremental
from zeren.norms.model import Fact, Finding, Log, State

PACKS = every_pack()
CASES = [(pack, procedure) for pack in PACKS for procedure in pack.procedures.values() if procedure.steps]
NAMES = [f"{pack.ref}/{procedure.id}" for pack, procedure in CASES]
each_procedure = pytest.mark.parametrize(("pack", "procedure"), CASES, ids=NAMES)
# So many draws in all, shared among the procedures, whatever their number.
FEW, MANY = max(4, 360 // len(CASES)), max(40, 4500 // len(CASES))
by_seed, by_choice = st.randoms(use_true_random=True), st.randoms(use_true_random=False)
sized = pytest.mark.parametrize("size", [FEW, pytest.param(MANY, marks=pytest.mark.proof)])

Key = tuple[str, str, str | None, str | None, str | None]


def hold(size: int, check: Callable[[random.Random], None]) -> None:
    """Run a check on ``size`` random draws: a few whose choices hypothesis makes small when one fails, many by seed."""

    @settings(max_examples=size, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(chance=by_seed if size > FEW else by_choice | by_seed)
    def run(chance: random.Random) -> None:
        check(chance)

    run()


def key(finding: Finding) -> Key:
    return (finding.pack, finding.norm, finding.subject, finding.key, finding.event)


def found(pack: Pack, log: Log, as_of: date, cn: Calendar, known_at: datetime | None = None) -> list[Finding]:
    """The findings in an order of their own, so that two evaluations can be compared."""
    answers = evaluate([pack], log, as_of, cn, known_at)
    return sorted(answers, key=lambda f: (str(key(f)), f.status.value))


def some_days(records: Records, log: Log, count: int) -> list[date]:
    days = records.days(log)
    return sorted(records.chance.sample(days, min(count, len(days))))


# ---------------------------------------------------------------- order


@each_procedure
@sized
def test_the_order_of_writing_changes_nothing(
    pack: Pack, procedure: Procedure, size: int, cn: Calendar
) -> None:
    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.log()
        mixed = replace(log, events=tuple(chance.sample(log.events, len(log.events))))
        for day in some_days(records, log, 2):
            assert found(pack, log, day, cn) == found(pack, mixed, day, cn)

    hold(size, check)


@each_procedure
@sized
def test_what_no_norm_speaks_of_changes_nothing(
    pack: Pack, procedure: Procedure, size: int, cn: Calendar
) -> None:
    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.log()
        events = []
        for event in log.events:
            events.append(replace(event, seq=2 * event.seq))
            if chance.random() < 0.5:
                events.append(
                    replace(event, id=f"x{event.seq}", seq=2 * event.seq + 1, type="of_no_norm", fields={})
                )
        more = replace(log, events=tuple(events))
        for day in some_days(records, log, 2):
            assert found(pack, log, day, cn) == found(pack, more, day, cn)

    hold(size, check)


@each_procedure
@sized
def test_unrelated_events_of_one_day_may_stand_in_either_order(
    pack: Pack, procedure: Procedure, size: int, cn: Calendar
) -> None:
    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.log()
        first = records.chance.randrange(len(log.events) - 1)
        one, two = log.events[first], log.events[first + 1]
        if one.type == two.type or not unrelated(pack, one.type, two.type):
            return
        day = day_of(two.at)
        near = replace(
            log,
            events=(
                *log.events[:first],
                replace(one, at=day),
                replace(two, at=day),
                *log.events[first + 2 :],
            ),
        )
        swapped = replace(
            near,
            events=(
                *log.events[:first],
                replace(one, at=day, seq=two.seq),
                replace(two, at=day, seq=one.seq),
                *log.events[first + 2 :],
            ),
        )
        as_of = some_days(records, near, 1)[0]
        assert found(pack, near, as_of, cn) == found(pack, swapped, as_of, cn)

    hold(size, check)


# ---------------------------------------------------------------- time


@each_procedure
@sized
def test_time_alone_never_un_breaches_a_must(
    pack: Pack, procedure: Procedure, size: int, cn: Calendar
) -> None:
    """Nothing new is recorded: what is breached on a day is breached on every later one."""

    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.log()
        early, late = (
            some_days(records, log, 2) if len(records.days(log)) > 1 else (records.start, records.start)
        )
        still = replace(log, events=tuple(e for e in log.events if day_of(e.at) <= early))
        before = breaches(pack, still, early, cn)
        after = breaches(pack, still, late, cn)
        assert before <= after

    hold(size, check)


@each_procedure
@sized
def test_later_acts_never_un_breach_a_must_that_knows_no_exception(
    pack: Pack, procedure: Procedure, size: int, cn: Calendar
) -> None:
    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.log()
        early, late = (
            some_days(records, log, 2) if len(records.days(log)) > 1 else (records.start, records.start)
        )
        curable = {name for n in pack.norms if isinstance(n.body, ExceptionBody) for name in n.body.to}
        curable |= {n.id for n in pack.norms if speaks_of_norms(n.if_)}
        before = {k for k in breaches(pack, log, early, cn) if k[1] not in curable}
        after = breaches(pack, log, late, cn)
        assert before <= after

    hold(size, check)


def breaches(pack: Pack, log: Log, day: date, cn: Calendar) -> set[Key]:
    return {
        key(f) for f in evaluate([pack], log, day, cn) if f.status is State.BREACHED and f.force is Force.MUST
    }


def speaks_of_norms(value: object) -> bool:
    """Whether a condition asks how another norm stands."""
    if isinstance(value, NormStatus):
        return True
    parts: Iterator[object] = iter(getattr(value, "parts", ()) or ())
    return any(speaks_of_norms(part) for part in parts) or speaks_of_norms_in(value)


def speaks_of_norms_in(value: object) -> bool:
    inner = getattr(value, "part", None)
    return inner is not None and speaks_of_norms(inner)


# ---------------------------------------------------------------- knowledge


@each_procedure
@sized
def test_a_fact_more_never_turns_met_into_undetermined(
    pack: Pack, procedure: Procedure, size: int, cn: Calendar
) -> None:
    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.log()
        as_of = some_days(records, log, 1)[0]
        before = {key(f): f for f in evaluate([pack], log, as_of, cn) if f.status is State.MET}
        after = {key(f): f.status for f in evaluate([pack], informed(records, log), as_of, cn)}
        assert {k: after.get(k) for k in before if after.get(k) is State.UNDETERMINED} == {}

    hold(size, check)


@each_procedure
@sized
def test_a_fact_more_never_overturns_what_was_determined(
    pack: Pack, procedure: Procedure, size: int, cn: Calendar
) -> None:
    """Unknown is not no: an answer that was given without a fact stands whatever the fact turns out to be."""

    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.log()
        as_of = some_days(records, log, 1)[0]
        settled = {State.MET, State.BREACHED, State.LAPSED}
        before = {key(f): f.status for f in evaluate([pack], log, as_of, cn) if f.status in settled}
        after = {key(f): f.status for f in evaluate([pack], informed(records, log), as_of, cn)}
        assert {k: (s, after.get(k)) for k, s in before.items() if after.get(k) is not s} == {}

    hold(size, check)


def informed(records: Records, log: Log) -> Log:
    """The same matter with every fact that was missing or unknown supplied."""
    matter, facts = dict(log.matter), [f for f in log.facts if f.value != "?"]
    for name, field in records.procedure.matter.items():
        if matter.get(name, "?") == "?":
            matter[name] = known(records, field)
    there = {(f.of, f.name) for f in facts}
    for person in PEOPLE:
        for name, field in records.procedure.subject_facts.items():
            if (person, name) not in there:
                facts.append(Fact(person, name, known(records, field)))
    return replace(log, matter=matter, facts=tuple(facts))


def known(records: Records, field: object) -> str | tuple[str, ...]:
    while True:
        value = records.value(field, records.start)  # type: ignore[arg-type]
        if value != "?":
            return value


# ---------------------------------------------------------------- replay


@each_procedure
@sized
def test_replaying_a_prefix_is_the_past(pack: Pack, procedure: Procedure, size: int, cn: Calendar) -> None:
    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.corrected(records.log())
        moment = records.chance.choice([e.recorded for e in log.events if e.recorded is not None])
        then = replace(
            log, events=tuple(e for e in log.events if e.recorded is not None and e.recorded <= moment)
        )
        for day in some_days(records, log, 2):
            assert found(pack, log, day, cn, known_at=moment) == found(pack, then, day, cn)

    hold(size, check)


@each_procedure
@sized
def test_the_future_is_not_seen(pack: Pack, procedure: Procedure, size: int, cn: Calendar) -> None:
    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.log()
        for day in some_days(records, log, 2):
            past = replace(log, events=tuple(e for e in log.events if day_of(e.at) <= day))
            assert found(pack, log, day, cn) == found(pack, past, day, cn)

    hold(size, check)


@each_procedure
@sized
def test_between_two_changes_nothing_changes(
    pack: Pack, procedure: Procedure, size: int, cn: Calendar
) -> None:
    """``next_change`` names the first later day on which an answer may differ without a new event."""

    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.log()
        day = some_days(records, log, 1)[0]
        log = replace(log, events=tuple(e for e in log.events if day_of(e.at) <= day))
        now = evaluate([pack], log, day, cn)
        last = (now.next_change or day + timedelta(days=400)) - timedelta(days=1)
        if last > day:
            statuses = [f.status for f in sorted(now, key=lambda f: str(key(f)))]
            later = evaluate([pack], log, min(last, day + timedelta(days=400)), cn)
            assert [f.status for f in sorted(later, key=lambda f: str(key(f)))] == statuses

    hold(size, check)


@each_procedure
@sized
def test_growing_by_one_event_equals_a_fresh_evaluation(
    pack: Pack, procedure: Procedure, size: int, cn: Calendar
) -> None:
    """Corrections and voids included."""

    def check(chance: random.Random) -> None:
        records = Records(pack, procedure, chance)
        log = records.corrected(records.log())
        day = some_days(records, log, 1)[0]
        grown = Incremental([pack], replace(log, events=log.events[:-3]), day, cn)
        for event in log.events[-3:]:
            findings = grown.add(event)
            fresh = evaluate([pack], grown.log, day, cn)
            assert list(findings) == list(fresh)
            assert findings.next_change == fresh.next_change

    hold(size, check)
