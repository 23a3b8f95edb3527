"""When a condition began to hold: asked on the days on which its answer can change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from zeren.law.packs.form import (
    All,
    AnyOf,
    Compare,
    Condition,
    CountValue,
    FieldValue,
    Happened,
    LastingValue,
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
from zeren.norms.model import Fact, Missing
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
    days.update(_fact_days(run.view.log.facts))
    for leaf in leaves(condition, env):
        days.update(_leaf_days(run, leaf, subject))
    return sorted(days)


def _fact_days(facts: Iterable[Fact]) -> Iterable[date]:
    for fact in facts:
        if fact.start is not None:
            yield fact.start
        if fact.end is not None and fact.end < date.max:
            yield fact.end + ONE_DAY


def own_days(run: Run, condition: Condition, subject: str | None, env: Env, days: list[date]) -> list[date]:
    """Of the days on which an answer can change, those on which this one can.

    A condition on the subject's own facts alone does not change with those of the others in a log of many people.
    The first day stays, from which on a condition holds that always did, and the day of the view.
    """
    parts = list(leaves(condition, env))
    names = [_own_fact(part) for part in parts]
    if subject is None or not all(names):
        return days
    moved = {days[0], run.view.as_of}
    for part, name in zip(parts, names, strict=True):
        moved.update(_fact_days(run.view.dated(subject, name or "")), _leaf_days(run, part, subject))
    return [day for day in days if day in moved]


def _own_fact(leaf: Condition) -> str | None:
    """The subject's fact that is held against something fixed; None for any other question."""
    if not isinstance(leaf, Compare) or not isinstance(leaf.value, FieldValue | LastingValue):
        return None
    path = leaf.value.path if isinstance(leaf.value, FieldValue) else leaf.value.fact
    rights = leaf.right if isinstance(leaf.right, tuple) else (leaf.right,)
    fixed = not any(isinstance(right, Path) for right in rights)
    return path.name if path.head == "subject" and fixed else None


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
