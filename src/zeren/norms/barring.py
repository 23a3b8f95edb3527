"""Bars over a person and an act on a day, from this log and across matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zeren.law.packs.form import Bar, Pack
from zeren.norms.bar import Barred, inside, intervals, reaches
from zeren.norms.calendar import NO_CALENDAR, Calendar
from zeren.norms.compiling import PackSet, compiled
from zeren.norms.context import Ctx, Truth
from zeren.norms.model import Barring, Event, Log, Missing
from zeren.norms.running import Run
from zeren.norms.view import END, Ev, View

ON_RECORD = "barred"
"""The ready fact of bars in force: its values are the acts that a person may not do or receive."""


def barred_here(run: Run, act: str, ctx: Ctx) -> Truth:
    """Whether the subject is barred from an act on this day, by this log or by the record of other matters."""
    result: Truth = False
    if ctx.subject is not None:
        held = ctx.view.fact(ctx.subject, ON_RECORD, ctx.day)
        if held is not None and act in (held if isinstance(held, tuple) else (held,)):
            return True
    for bar in live(run, ctx.subject, act, ctx.day):
        if not inside(bar, ctx.day, ctx.pos, run):
            continue
        if not bar.missing:
            return True
        ctx.missing.extend(bar.missing)
        result = None
    return result


def live(run: Run, person: str | None, act: str, day: date) -> list[Barred]:
    """The intervals of this log that hold on a day for a person and an act."""
    found: list[Barred] = []
    for unit in run.packs.units:
        body = unit.norm.body
        if not isinstance(body, Bar) or not body.from_ or act not in body.acts:
            continue
        for bar in intervals(run, unit, body):
            mine = person is None or bar.subject is None or bar.subject == person
            if mine and bar.live and bar.interval.holds(day):
                found.append(bar)
    return found


def bars(
    packs: Iterable[Pack] | PackSet,
    logs: Iterable[Log],
    person: str,
    act: str,
    day: date,
    *,
    calendar: Calendar = NO_CALENDAR,
    draft: Event | None = None,
) -> list[Barring]:
    """Every bar over a person and an act on a day, over all matters; the longest first.

    Parameters: ``draft``, the act as planned, where its content decides (``where``): without it such a bar is
    kept as not sure. Events after ``day`` open no bar that holds on it.
    """
    packset = compiled(packs)
    found: dict[tuple[str, str, str], Barring] = {}
    for log in logs:
        run = Run(packset, View(log, day), calendar)
        planned = Ev(draft, 0) if draft is not None else None
        if planned is not None:
            planned.pos = END
        for bar in live(run, person, act, day):
            barring = _barring(run, bar, person, act, planned)
            if barring is not None:
                found[(barring.pack, barring.norm, f"{log.id}/{barring.source}")] = barring
    return sorted(found.values(), key=lambda b: (b.ends is not None, -(b.ends or day).toordinal(), b.norm))


def _barring(run: Run, bar: Barred, person: str, act: str, planned: Ev | None) -> Barring | None:
    body = bar.unit.norm.body
    assert isinstance(body, Bar)
    missing: tuple[Missing, ...] = bar.missing
    if planned is not None:
        truth, unknown = reaches(bar, planned, body, run)
        if truth is False:
            return None
        missing = (*missing, *unknown)
    elif body.where is not None:
        missing = (*missing, Missing(f"{act}（内容）"))
    return Barring(
        bar.unit.ref, bar.unit.id, bar.unit.cites, person, act, bar.source.id, bar.interval.first, bar.interval.last,
        not missing, missing,
    )  # fmt: skip
