"""Until when: the due day of an instance, with extensions and suspensions."""

from __future__ import annotations

from datetime import date

from zeren.law.packs.form import Due, DueBefore, DueDay, DueWindow, DueWithin, Duty, Path, Period, RestOf
from zeren.norms.calendar import ONE_DAY
from zeren.norms.context import NO_EVENT, Ctx
from zeren.norms.counting import (
    Deadline,
    InstantNeeded,
    Pause,
    before,
    fixed,
    month_day,
    rolls,
    within,
)
from zeren.norms.instances import Instance
from zeren.norms.model import Missing
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.values import Raw, as_day, compile_path, lacking, moment
from zeren.norms.view import END, Ev, day_of


def set_deadline(run: Run, unit: Unit, body: Duty, instance: Instance) -> None:
    """Fix the instance's deadline, or what it depends on."""
    due = body.due
    if isinstance(due, DueWithin):
        _within(run, unit, body, due, instance)
    elif due is None:
        if instance.last is not None:
            instance.deadline = fixed(instance.last, run.calendar, roll=bool(body.roll))
    else:
        instance.deadline = _named_day(run, unit, due, instance, bool(body.roll))


def _named_day(run: Run, unit: Unit, due: Due, instance: Instance, roll: bool) -> Deadline | None:
    if isinstance(due, DueBefore):
        return _before(run, unit, due, instance)
    if isinstance(due, DueDay):
        return _fixed(run, unit, due, instance, roll)
    assert isinstance(due, DueWindow)
    return _window(run, unit, due, instance, roll)


# ---------------------------------------------------------------- periods that run


def _within(run: Run, unit: Unit, body: Duty, due: DueWithin, instance: Instance) -> None:
    roll = rolls(body.roll, unit.env.roll, due)
    pauses = _pauses(run, unit, instance) if unit.suspends else ()
    base = _period(run, unit, due.period, instance, roll, pauses)
    instance.deadline = base
    if base is None:
        return
    for exception in unit.extends:
        _extend(run, exception, instance, roll, pauses)


def _period(
    run: Run, unit: Unit, period: Period | RestOf, instance: Instance, roll: bool, pauses: tuple[Pause, ...]
) -> Deadline | None:
    try:
        return within(instance.at, period, run.calendar, roll=roll, pauses=pauses)
    except InstantNeeded:
        what = instance.opener.type if instance.opener is not None else unit.id
        instance.missing = (Missing(f"{what}.at（时刻）", unit.env.who_of(what)),)
        return None


def _extend(run: Run, exception: Unit, instance: Instance, roll: bool, pauses: tuple[Pause, ...]) -> None:
    """The period is replaced, if the act that extends lies on or before the day it would have ended."""
    body = exception.exception.extend
    start = instance.opener.pos if instance.opener is not None else -1
    if body is None or instance.deadline is None:
        return
    for event in run.view.named(body.on, instance.subject):
        if event.pos <= start or event.day > day_of(instance.deadline.due):
            continue
        truth, missing = _ask(run, exception, instance, event)
        if truth is False:
            continue
        longer = _period(run, exception, body.within, instance, roll, pauses)
        if longer is None:
            return
        if truth is True:
            run.applied[exception.place] = True
            instance.deadline = longer
            instance.because = (*instance.because, event.id, exception.id)
            instance.cites = (*instance.cites, *exception.cites)
        else:
            run.applied.setdefault(exception.place, None)
            instance.longer = (longer, missing)
        return


def _ask(run: Run, exception: Unit, instance: Instance, event: Ev) -> tuple[bool | None, tuple[Missing, ...]]:
    """Whether an exception holds: with all that has happened since, on the day of its act."""
    if exception.if_ is None:
        return True, ()
    ctx = Ctx(run, instance.opener, instance.opener, instance.subject, event.day, END)
    truth = exception.if_(ctx)
    return truth, ctx.take()


def _pauses(run: Run, unit: Unit, instance: Instance) -> tuple[Pause, ...]:
    """The suspensions of this instance; one that has not ended runs to the day asked about."""
    found: list[Pause] = []
    start = instance.opener.pos if instance.opener is not None else -1
    for exception in unit.suspends:
        body = exception.exception.suspend
        if body is None:
            continue
        for event in run.view.named(body.from_, instance.subject):
            if event.pos <= start or _ask(run, exception, instance, event)[0] is not True:
                continue
            ends = [e for e in run.view.named(body.until, instance.subject) if e.pos > event.pos]
            again = ends[0].day if ends else run.view.as_of
            run.applied[exception.place] = True
            found.append((event.day, again))
            instance.because = (*instance.because, event.id, *([ends[0].id] if ends else []), exception.id)
            instance.cites = (*instance.cites, *exception.cites)
            if not ends:
                run.changes.add(run.view.as_of + ONE_DAY)
    return tuple(found)


# ---------------------------------------------------------------- days that are named


def _resolve(run: Run, unit: Unit, path: Path, instance: Instance) -> Raw:
    """A path asked where the instance opened; ``<event>.x`` sees what has happened since."""
    place = END if instance.opener is None or path.head not in ("this", "opener") else instance.opener.pos
    ctx = Ctx(run, instance.opener, instance.opener, instance.subject, instance.opened, place)
    raw = compile_path(path, unit.env)(ctx)
    if raw is None or raw is NO_EVENT or raw == "?":
        instance.missing = (lacking(path, ctx, unit.env),)
        return None
    return raw


def _before(run: Run, unit: Unit, due: DueBefore, instance: Instance) -> Deadline | None:
    path = (
        due.of
        if isinstance(due.of, Path)
        else Path("opener" if instance.opener is not None else "matter", due.of)
    )
    raw = _resolve(run, unit, path, instance)
    planned = moment(raw) if isinstance(raw, str) else as_day(raw)
    if planned is None:
        return None
    try:
        return before(planned, due.period, run.calendar)
    except InstantNeeded:
        instance.missing = (Missing(f"{path}（时刻）"),)
        return None


def _fixed(run: Run, unit: Unit, due: DueDay, instance: Instance, roll: bool) -> Deadline | None:
    if due.path is not None:
        day = as_day(_resolve(run, unit, due.path, instance))
        return fixed(day, run.calendar, roll=roll) if day is not None else None
    if due.day is not None:
        return fixed(due.day, run.calendar, roll=roll)
    if due.month_day is None:
        return None
    return fixed(_in_period(due.month_day, instance), run.calendar, roll=roll)


def _in_period(wanted: tuple[int, int], instance: Instance) -> date:
    """MM-DD in the period; for a duty that an event opens, the first such day on or after it."""
    start = instance.first or instance.opened
    day = month_day(start.year, *wanted)
    return day if day >= start or instance.first is not None else month_day(start.year + 1, *wanted)


def _window(run: Run, unit: Unit, due: DueWindow, instance: Instance, roll: bool) -> Deadline | None:
    """A window's last day; an unset parameter makes nothing late before the period itself ends."""
    year = (instance.first or instance.opened).year
    end: date | None = month_day(year, *due.end) if due.end else None
    if due.path is not None:
        raw = _resolve(run, unit, due.path, instance)
        end = _window_end(raw, year) if isinstance(raw, str) else None
    if end is None:
        end = instance.last
    return fixed(end, run.calendar, roll=roll) if end is not None else None


def _window_end(text: str, year: int) -> date | None:
    """The last day of ``MM-DD/MM-DD``, ``MM-DD`` or a full day."""
    last = text.rsplit("/", 1)[-1]
    found = as_day(last)
    if found is not None:
        return found
    month, _, day = last.partition("-")
    if not (month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12):
        return None
    return month_day(year, int(month), int(day))
