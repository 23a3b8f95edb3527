"""Which lists of things to choose, and which demands, speak to an act that is about to be done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zeren.law.packs.form import Choice, Pack, Require
from zeren.norms.allowing import DRAFT, Blank
from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet, compiled
from zeren.norms.model import Event, Log, State
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import View


def norms_that_apply(
    packs: Iterable[Pack] | PackSet, log: Log, act: str, as_of: date, calendar: Calendar
) -> frozenset[tuple[str, str]]:
    """The ``choice`` and ``require`` norms (pack reference, id) whose condition is not false for an act done on this day.

    What the act will contain is unknown, so a norm that turns on it still applies: only the facts of the
    matter and of its subjects rule one out. Nothing is said about which item to choose.
    """
    packset = compiled(packs)
    view = View(log, as_of, None)
    event = view.with_draft(Event(DRAFT, act, as_of, subject=log.subjects, fields=Blank()))
    run = Run(packset, view, calendar, draft=event)
    return frozenset((unit.env.pack.ref, unit.id) for unit in packset.units if _applies(run, unit, act))


def _applies(run: Run, unit: Unit, act: str) -> bool:
    body = unit.norm.body
    spoken_to = (isinstance(body, Choice) and body.event == act) or (
        isinstance(body, Require) and act in body.acts
    )
    return spoken_to and any(finding.status is not State.NOT_TRIGGERED for finding in run.answer(unit))
