"""``score``: weighted parts and capped bonuses, in exact fractions. Every line is in the finding.

A missing or over-range part leaves the whole undetermined; a part is never taken as zero.
"""

from __future__ import annotations

from fractions import Fraction

from zeren.law.packs.form import CountValue, Score, ScorePart, ScorePlus
from zeren.norms.computed import compute_each
from zeren.norms.context import NO_EVENT, Ctx
from zeren.norms.failing import figure
from zeren.norms.model import CountingStep, Finding, Missing, State
from zeren.norms.running import Run
from zeren.norms.tally import compile_tally
from zeren.norms.units import Unit
from zeren.norms.values import as_number, compile_path, lacking, latest


def compile_score(unit: Unit) -> None:
    """Prepare the unit of a ``score`` norm."""
    if "rounding" in unit.env.pack.conventions:
        unit.conventions = ("rounding",)
    unit.answer = lambda run: compute_each(run, unit, _compute)


def _compute(run: Run, unit: Unit, ctx: Ctx) -> Finding:
    body = unit.norm.body
    assert isinstance(body, Score)
    total = Fraction(0)
    lines: list[CountingStep] = []
    because: list[str] = []
    whole = True
    for part in body.parts:
        points = _part(run, unit, ctx, part, because)
        if points is None:
            whole = False
            continue
        product = points * part.weight
        total += product
        lines.append(
            CountingStep(f"{part.id}：{figure(points)} × {figure(part.weight * 100)}% = {figure(product)}")
        )
    for plus in body.plus:
        bonus = _plus(unit, ctx, plus, lines)
        if bonus is None:
            whole = False
        else:
            total += bonus
    if not whole:
        return unit.make(
            State.UNDETERMINED, ctx.subject, because=tuple(because), missing=ctx.take(), steps=tuple(lines)
        )
    lines.append(CountingStep(f"合计 {figure(total)}"))
    return unit.make(State.MET, ctx.subject, because=tuple(because), steps=tuple(lines), value=total)


def _part(run: Run, unit: Unit, ctx: Ctx, part: ScorePart, because: list[str]) -> Fraction | None:
    """The points of one part, checked against its full mark."""
    if part.score is not None:
        return run.score(unit.env, part.score, ctx)
    if part.field is None:
        return None
    raw = compile_path(part.field, unit.env)(ctx)
    points = as_number(raw)
    event = latest(ctx, part.field.head)
    if event is not None:
        because.append(event.id)
    if raw is NO_EVENT or points is None:
        ctx.missing.append(lacking(part.field, ctx, unit.env) if raw is not NO_EVENT else Missing(str(part.field), unit.env.who_of(part.field.head)))  # fmt: skip
        return None
    if part.max is not None and not 0 <= points <= part.max:
        what = f"{part.field}={figure(points)}（满分{figure(part.max)}）"
        ctx.missing.append(Missing(what, unit.env.who_of(part.field.head)))
        return None
    return points


def _plus(unit: Unit, ctx: Ctx, plus: ScorePlus, lines: list[CountingStep]) -> Fraction | None:
    """A bonus for each event of a kind, limited by its own cap."""
    tally = compile_tally(CountValue(plus.count, plus.where, plus.span), unit.env)(ctx)
    bonuses = [None if n is None else _capped(n * plus.each, plus.cap) for n in (tally.low, tally.high)]
    unsure = bonuses[0] is None or bonuses[0] != bonuses[1]
    if unsure and (plus.cap is None or bonuses[0] != plus.cap):
        ctx.missing.extend(tally.missing)
        return None
    bonus = bonuses[0]
    cap = f"，封顶 {figure(plus.cap)}" if plus.cap is not None else ""
    lines.append(CountingStep(f"{plus.id}：{figure(tally.low)} × {figure(plus.each)}{cap} = {figure(bonus)}"))
    return bonus


def _capped(points: Fraction, cap: Fraction | None) -> Fraction:
    return points if cap is None else min(points, cap)
