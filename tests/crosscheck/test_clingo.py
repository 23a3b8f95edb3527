"""The engine held against clingo: order, response, exclusion, exceptions and who may, on random records.

``rules.lp`` states the pack format's semantics as an answer-set program; ``worlds.py`` makes random small
regulations and records; the ends of periods come from lexdays. No disagreement is left unexplained.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import lexdays
import pytest

from crosscheck.program import Ends, Key, solve
from crosscheck.worlds import World, world
from zeren.law.packs.form import Kind, Period
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate
from zeren.norms.model import State

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
    for seed in range(300):
        given = world(seed)
        kinds = {norm.id: norm.kind.value for norm in given.pack.norms}
        seen |= {(kinds[key[0]], status) for key, status in ours(given, cn).items()}
    duty = {("duty", s) for s in ("met", "pending", "breached", "lapsed", "undetermined", "conflict")}
    bar = {("bar", s) for s in ("met", "pending", "breached", "lapsed", "undetermined")}
    acts = {(k, s) for k in ("require", "authority") for s in ("met", "breached", "lapsed", "undetermined")}
    assert seen == duty | bar | acts
