"""Counts and sums over the log. Unclear members make a range: ``at_least: 2`` over 1 to 2 is unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from zeren.law.packs.form import Condition, CountValue, Happened, Period, Since, Span, SumValue
from zeren.norms.context import Ctx, Test, Truth
from zeren.norms.counting import add, span_of
from zeren.norms.model import Missing
from zeren.norms.view import Ev

if TYPE_CHECKING:
    from zeren.norms.environment import Env

Spanning = Span | Period | Since | None


@dataclass(frozen=True, slots=True)
class Tally:
    """From ``low`` to ``high`` (None: no upper end is known); ``missing`` says why they differ."""

    low: Fraction
    high: Fraction | None
    missing: tuple[Missing, ...] = ()


def in_span(ctx: Ctx, span: Spanning, event: Ev) -> bool:
    """Whether an event lies in the span that ends with the day asked about.

    A running span reaches back as a period does: the corresponding day still belongs to it.
    """
    if span is None:
        return True
    if isinstance(span, str):
        first, last = span_of(span, ctx.day)
        return first <= event.day <= last
    if isinstance(span, Period):
        return add(event.day, span, ctx.run.calendar) >= ctx.day
    since = [e.pos for e in ctx.view.named(span.event, ctx.subject) if e.pos <= ctx.pos]
    return bool(since) and event.pos > since[-1]


def reaches_before(ctx: Ctx, span: Spanning, taken: date) -> bool:
    """Whether the span reaches into the time before the takeover, of which the log is silent."""
    if isinstance(span, str):
        return span_of(span, ctx.day)[0] < taken
    if isinstance(span, Period):
        return add(taken, span, ctx.run.calendar) > ctx.day
    if isinstance(span, Since):
        return not any(e.pos <= ctx.pos for e in ctx.view.named(span.event, ctx.subject))
    return True


Member = tuple[Ev, bool]
"""An event that counts for sure (True) or perhaps (False)."""


def compile_members(
    type_: str, where: Condition | None, span: Spanning, env: Env
) -> Callable[[Ctx], tuple[list[Member], list[Missing]]]:
    """The events of a type that satisfy ``where``; the act under check never counts itself."""
    test: Test | None = env.test(where) if where is not None else None

    def members(ctx: Ctx) -> tuple[list[Member], list[Missing]]:
        found: list[Member] = []
        missing: list[Missing] = []
        if type_ not in ctx.view.by_type:
            return found, missing
        this, pos = ctx.this, ctx.pos
        for event in ctx.view.named(type_, ctx.subject):
            if event.pos > pos:
                break
            if event is this or not in_span(ctx, span, event):
                continue
            truth = True if test is None else ask_where(ctx, test, event, missing)
            if truth is not False:
                found.append((event, truth is True))
        return found, missing

    return members


def ask_where(ctx: Ctx, test: Test, event: Ev, missing: list[Missing]) -> Truth:
    """Ask a ``where`` about one event: ``this`` is that event, ``opener`` the act that asks."""
    saved = ctx.this, ctx.opener, ctx.day, ctx.pos
    mark = len(ctx.missing)
    ctx.opener = ctx.this if ctx.this is not None else ctx.opener
    ctx.this, ctx.day, ctx.pos = event, event.day, event.pos
    truth = test(ctx)
    ctx.this, ctx.opener, ctx.day, ctx.pos = saved
    missing.extend(ctx.missing[mark:])
    del ctx.missing[mark:]
    return truth


def compile_tally(value: CountValue | SumValue, env: Env) -> Callable[[Ctx], Tally]:
    """A count of events, or a sum of one of their fields."""
    members = compile_members(value.event, value.where, value.span, env)
    field = value.field if isinstance(value, SumValue) else None

    def get(ctx: Ctx) -> Tally:
        found, missing = members(ctx)
        low = Fraction(0)
        high: Fraction | None = Fraction(0)
        for event, sure in found:
            worth = Fraction(1) if field is None else env.number_of(event, field)
            if worth is None:
                missing.append(env.field_missing(event.type, field or ""))
                high = None
                continue
            low += worth if sure else 0
            high = None if high is None else high + worth
        taken = ctx.view.taken
        if taken is not None and reaches_before(ctx, value.span, taken):
            missing.append(Missing(f"{value.event}（接管前）", env.who_of(value.event)))
            high = None
        return Tally(low, high, tuple(missing))

    return get


def compile_happened(part: Happened, env: Env) -> Test:
    """Whether such an event has happened, at or before this place."""
    type_, span = part.event, part.span
    if part.where is None and span is None:
        return _plain_happened(type_, env)
    members = compile_members(type_, part.where, span, env)

    def test(ctx: Ctx) -> Truth:
        found, missing = members(ctx)
        if any(sure for _, sure in found):
            return True
        taken = ctx.view.taken
        silent = taken is not None and reaches_before(ctx, span, taken)
        if silent:
            missing.append(Missing(f"{type_}（接管前）", env.who_of(type_)))
        if not found and not silent:
            return False
        ctx.missing.extend(missing)
        return None

    return test


def _plain_happened(type_: str, env: Env) -> Test:
    def test(ctx: Ctx) -> Truth:
        this, pos = ctx.this, ctx.pos
        if type_ in ctx.view.by_type:
            for event in ctx.view.named(type_, ctx.subject):
                if event.pos > pos:
                    break
                if event is not this:
                    return True
        if ctx.view.taken is None:
            return False
        ctx.missing.append(Missing(f"{type_}（接管前）", env.who_of(type_)))
        return None

    return test
