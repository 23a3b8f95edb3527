"""``evaluate``: hold a matter's log against packs, as of a day. Pure: the same input gives the same findings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from zeren.law.packs.form import Pack
from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet, compiled
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, Log
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import View

Plan = list[tuple[Unit | None, Finding | None]]


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


def plan(packset: PackSet, types: frozenset[str]) -> Plan:
    """Which norms the event types at hand can trigger; for the others their idle finding stands ready."""
    found = packset.plans.get(types)
    if found is None:
        found = [
            (unit, None) if not unit.triggers or not unit.triggers.isdisjoint(types) else (None, unit.idle)
            for unit in packset.units
        ]
        if len(packset.plans) > 4096:
            packset.plans.clear()
        packset.plans[types] = found
    return found  # type: ignore[return-value]


def answers(run: Run) -> list[Finding]:
    """The findings of every norm, then what several norms say together."""
    found: list[Finding] = []
    for unit, idle in plan(run.packs, frozenset(run.view.by_type)):
        if unit is None:
            found.append(idle)  # type: ignore[arg-type]
        else:
            found.extend(run.answer(unit))
    return found
