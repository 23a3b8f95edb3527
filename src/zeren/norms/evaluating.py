"""``evaluate``: hold a matter's log against packs, as of a day. Pure: the same input gives the same findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from zeren.law.packs.form import Pack
from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet, compiled
from zeren.norms.conflicts import compare
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, Log
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import View


def evaluate(
    packs: Iterable[Pack] | PackSet,
    log: Log,
    as_of: date | datetime,
    calendar: Calendar,
    known_at: date | datetime | None = None,
) -> Findings:
    """All findings of a matter on a day.

    Parameters: ``packs``, one or several regulations, in one or several versions; ``log``, the matter;
    ``as_of``, the day (or instant) asked about; ``known_at`` replays what was recorded by then.
    Raises CountingError where a period leaves the years 1 to 9999.
    """
    packset = compiled(packs)
    view = View(log, as_of, known_at)
    run = Run(packset, view, calendar)
    return Findings(answers(run), view, run.changes)


class Plan:
    """What a log with certain event types asks: the norms these can trigger; for the others their idle finding stands
    ready. Made once for each set of types.
    """

    __slots__ = ("contrasts", "steps")

    def __init__(self, packset: PackSet, types: frozenset[str]) -> None:
        over = packset.contrasts.overriders
        asked = {
            unit.place
            for unit in packset.units
            if not unit.triggers or not unit.triggers.isdisjoint(types) or unit.place in over
        }
        self.steps: list[tuple[Unit, Finding | None]] = [
            (unit, None if unit.place in asked else unit.idle) for unit in packset.units
        ]
        self.contrasts = packset.contrasts.among(asked)


def plan(packset: PackSet, types: frozenset[str]) -> Plan:
    """The plan for the event types at hand."""
    found = packset.plans.get(types)
    if not isinstance(found, Plan):
        if len(packset.plans) > 4096:
            packset.plans.clear()
        found = packset.plans[types] = Plan(packset, types)
    return found


def answers(run: Run) -> list[Finding]:
    """The findings of every norm, then what several norms say together."""
    made = plan(run.packs, frozenset(run.view.by_type))
    if made.contrasts.any:
        return _compared(run, made)
    found: list[Finding] = []
    answer, over = run.answer, run.packs.contrasts.overriders
    for unit, idle in made.steps:
        if idle is not None and unit.alone:
            found.append(idle)
        elif unit.apart and not over:
            found.extend(unit.answer(run))
        elif unit.alone:
            found.extend(answer(unit))
        else:
            found.extend(of_version(run, unit))
    return found


def of_version(run: Run, unit: Unit) -> list[Finding]:
    """Of several versions, one that judged nothing is silent where another did, or where another is in force."""
    found = run.answer(unit)
    if not _idle(unit, found):
        return found
    spoken = any(not _idle(other, run.answer(other)) for other in run.packs.twins(unit))
    return [] if spoken or run.covers(unit, run.view.as_of) is False else found


def _idle(unit: Unit, found: list[Finding]) -> bool:
    return not found or (len(found) == 1 and found[0] is unit.idle)


def _compared(run: Run, made: Plan) -> list[Finding]:
    by_norm = {
        unit.place: [idle] if idle is not None and unit.alone else of_version(run, unit)
        for unit, idle in made.steps
    }
    compare(run, made.contrasts, by_norm)
    return [finding for findings in by_norm.values() for finding in findings]
