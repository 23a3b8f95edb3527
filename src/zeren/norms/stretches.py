"""When a condition began to hold: asked on the days on which its answer can change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from zeren.law.packs.form import (
    All,
    AnyOf,
    Barred,
    Compare,
    Condition,
    CountValue,
    Happened,
    LastingValue,
    NormStatus,
    Not,
    Path,
    Period,
    SumValue,
    Term,
    Value,
)
from zeren.norms.calendar import ONE_DAY
from zeren.norms.context import Ctx, Test
from zeren.norms.counting import CountingError, add, span_of
from zeren.norms.model import Missing
from zeren.norms.running import Run
from zeren.norms.values import stretch_start

if TYPE_CHECKING:
    from zeren.norms.environment import Env
    from zeren.norms.tally import Spanning


def leaves(condition: Condition, env: Env) -> Iterable[Condition]:
    """The parts of a condition that are asked directly; named conditions are opened."""
    match condition:
        case All() | AnyOf():
            for part in condition.parts:
                yield from leaves(part, env)
        case Not():
            yield from leaves(condition.part, env)
        case Term():
            inner = env.term_condition(condition.term)
            if inner is not None:
                yield from leaves(inner, env)
        case _:
            yield condition


def change_days(run: Run, condition: Condition, subject: str | None, env: Env) -> list[date]:
    """The days on which the answer can change, past and to come: events, facts, spans, lengths of time."""
    days = {event.day for event in run.view.events}
    days.add(run.view.as_of)
    if run.view.log.opened is not None:
        days.add(run.view.log.opened)
    for fact in run.view.log.facts:
        if fact.start is not None:
            days.add(fact.start)
        if fact.end is not None and fact.end < date.max:
            days.add(fact.end + ONE_DAY)
    for leaf in leaves(condition, env):
        days.update(_leaf_days(run, leaf, subject))
    return sorted(days)


def _leaf_days(run: Run, leaf: Condition, subject: str | None) -> set[date]:
    if isinstance(leaf, Compare) and isinstance(leaf.value, LastingValue) and isinstance(leaf.right, Period):
        return _lasting_days(run, leaf.value.fact, leaf.right, subject)
    span = _span(leaf)
    if isinstance(span, str):
        return _span_days(run, span)
    if isinstance(span, Period):
        return {add(e.day, span, run.calendar) + ONE_DAY for e in run.view.events}
    return set()


def _span(leaf: Condition) -> Spanning:
    if isinstance(leaf, Happened):
        return leaf.span
    value: Value | None = leaf.value if isinstance(leaf, Compare) else None
    return value.span if isinstance(value, CountValue | SumValue) else None


def _span_days(run: Run, span: str) -> set[date]:
    """First days of the calendar spans that the log touches, and of the next one."""
    days: set[date] = set()
    for moment in [e.day for e in run.view.events] + [run.view.as_of]:
        first, last = span_of(span, moment)  # type: ignore[arg-type]
        days.update((first, last + ONE_DAY))
    return days


def _lasting_days(run: Run, path: Path, period: Period, subject: str | None) -> set[date]:
    """The day a length of time is full, for each stretch of the fact, and the day after."""
    days: set[date] = set()
    if subject is None:
        return days
    for fact in run.view.dated(subject, path.name):
        if fact.start is None:
            continue
        ctx = Ctx(run, None, None, subject, fact.start, 0)
        found = stretch_start(ctx, subject, path.name)
        start = found[1] if found else None
        try:
            full = add(start or fact.start, period, run.calendar)
        except CountingError:
            continue
        days.update((full, full + ONE_DAY))
    return days


Stretch = tuple[date, date | None]


def stretches(ctx: Ctx, test: Test, days: list[date]) -> tuple[list[Stretch], tuple[Missing, ...]]:
    """The unbroken stretches in which a condition holds, up to the view's day (end None: it still holds).

    Returns also what the answer on that day depends on, where it is unknown then.
    """
    found: list[Stretch] = []
    start: date | None = None
    unsure: tuple[Missing, ...] = ()
    for day in days:
        if day > ctx.view.as_of:
            break
        ctx.day, ctx.pos = day, ctx.view.place(day)
        ctx.missing.clear()
        truth = test(ctx)
        unsure = ctx.take() if truth is None else ()
        if truth is True and start is None:
            start = day
        elif truth is False and start is not None:
            found.append((start, day - ONE_DAY))
            start = None
    if start is not None:
        found.append((start, None))
    return found, unsure


def uses_norms(condition: Condition, env: Env) -> bool:
    """Whether a condition asks for other norms' findings or bars."""
    return any(isinstance(leaf, NormStatus | Barred) for leaf in leaves(condition, env))
