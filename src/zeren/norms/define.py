"""``define``: a named condition, or a figure that is shown and never judged (the 866 gauge)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from zeren.law.packs import form
from zeren.law.packs.form import Condition, CountValue, Define, Happened, SumValue
from zeren.norms.computed import compute_each
from zeren.norms.context import NO_EVENT, Ctx
from zeren.norms.environment import Env
from zeren.norms.failing import shown
from zeren.norms.model import Finding, Missing, State
from zeren.norms.reads import asks_act, heads
from zeren.norms.running import Run
from zeren.norms.tally import Tally, compile_members
from zeren.norms.units import Unit

Counted = CountValue | SumValue | Happened
Trace = Callable[[Ctx], tuple[str, ...]]
"""The events that an answer rests on, in the order of the log."""


def compile_define(unit: Unit) -> None:
    """Prepare the unit of a ``define`` norm. A condition on an act stands for nothing by itself;
    one on the subject is asked for each subject.
    """
    body = unit.norm.body
    assert isinstance(body, Define)
    if body.that is not None and asks_act(body.that, unit.env):
        unit.answer = lambda run: [unit.idle]
        return
    about = heads(body.that, unit.env) if body.that is not None else ()
    everyone = unit.norm.per == "matter" and "subject" in about
    trace = _compile_trace(body, unit.env)

    def compute(run: Run, unit: Unit, ctx: Ctx) -> Finding:
        return (
            _figure(unit, ctx, body, trace) if body.value is not None else _condition(unit, ctx, body, trace)
        )

    unit.answer = lambda run: compute_each(run, unit, compute, everyone=everyone)


def _condition(unit: Unit, ctx: Ctx, body: Define, trace: Trace) -> Finding:
    truth = unit.env.term(body.term)(ctx)
    if truth is None:
        return unit.make(State.UNDETERMINED, ctx.subject, because=trace(ctx), missing=ctx.take())
    if not truth:
        return unit.make(State.NOT_TRIGGERED, ctx.subject)
    return unit.make(State.MET, ctx.subject, because=trace(ctx))


def _figure(unit: Unit, ctx: Ctx, body: Define, trace: Trace) -> Finding:
    raw = unit.env.term_value(body.term)(ctx)
    because = trace(ctx)
    if isinstance(raw, Tally):
        if raw.low != raw.high:
            missing = raw.missing
            return unit.make(
                State.UNDETERMINED, ctx.subject, because=because, missing=missing, note=shown(raw)
            )
        return unit.make(State.MET, ctx.subject, because=because, value=raw.low)
    if raw is None or raw is NO_EVENT:
        missing = ctx.take() or (Missing(f"term.{body.term}"),)
        return unit.make(State.UNDETERMINED, ctx.subject, missing=missing)
    return unit.make(State.MET, ctx.subject, value=raw if isinstance(raw, str | Fraction) else shown(raw))


# ---------------------------------------------------------------- what it rests on


def _compile_trace(body: Define, env: Env) -> Trace:
    found = [compile_members(one.event, one.where, one.span, env) for one in _counted(body)]

    def trace(ctx: Ctx) -> tuple[str, ...]:
        held = {event.pos: event.id for members in found for event, _ in members(ctx)[0]}
        return tuple(held[pos] for pos in sorted(held))

    return trace


def _counted(body: Define) -> Iterator[Counted]:
    """What the figure counts, or what the condition asks to have happened; a denied part rests on nothing."""
    if isinstance(body.value, CountValue | SumValue):
        yield body.value
    if body.that is not None:
        yield from _asked(body.that)


def _asked(condition: Condition) -> Iterator[Counted]:
    if isinstance(condition, form.All | form.AnyOf):
        for part in condition.parts:
            yield from _asked(part)
    elif isinstance(condition, Happened):
        yield condition
    elif isinstance(condition, form.Compare) and isinstance(condition.value, CountValue | SumValue):
        yield condition.value
