"""``define``: a named condition, or a figure that is shown and never judged (the 866 gauge)."""

from __future__ import annotations

from fractions import Fraction

from zeren.law.packs.form import Define
from zeren.norms.computed import compute_each
from zeren.norms.context import NO_EVENT, Ctx
from zeren.norms.failing import shown
from zeren.norms.model import Finding, Missing, State
from zeren.norms.reads import asks_act, heads
from zeren.norms.running import Run
from zeren.norms.tally import Tally
from zeren.norms.units import Unit


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
    unit.answer = lambda run: compute_each(run, unit, _compute, everyone=everyone)


def _compute(run: Run, unit: Unit, ctx: Ctx) -> Finding:
    body = unit.norm.body
    assert isinstance(body, Define)
    if body.value is not None:
        return _figure(unit, ctx, body)
    truth = unit.env.term(body.term)(ctx)
    if truth is None:
        return unit.make(State.UNDETERMINED, ctx.subject, missing=ctx.take())
    return unit.make(State.MET if truth else State.NOT_TRIGGERED, ctx.subject)


def _figure(unit: Unit, ctx: Ctx, body: Define) -> Finding:
    raw = unit.env.term_value(body.term)(ctx)
    if isinstance(raw, Tally):
        if raw.low != raw.high:
            return unit.make(State.UNDETERMINED, ctx.subject, missing=raw.missing, note=shown(raw))
        return unit.make(State.MET, ctx.subject, value=raw.low)
    if raw is None or raw is NO_EVENT:
        missing = ctx.take() or (Missing(f"term.{body.term}"),)
        return unit.make(State.UNDETERMINED, ctx.subject, missing=missing)
    return unit.make(State.MET, ctx.subject, value=raw if isinstance(raw, str | Fraction) else shown(raw))
