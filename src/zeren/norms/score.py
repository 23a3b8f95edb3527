"""``score``: weighted parts and capped bonuses, in exact fractions. Every line is in the finding, in words and as figures.

A missing or over-range part leaves the whole undetermined; a part is never taken as zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from zeren.law.packs.form import CountValue, Score, ScorePart, ScorePlus
from zeren.norms.computed import compute_each
from zeren.norms.context import NO_EVENT, Ctx
from zeren.norms.failing import figure
from zeren.norms.model import Finding, Missing, Scored, State
from zeren.norms.running import Run
from zeren.norms.tally import Member, Tally, compile_members, compile_tally
from zeren.norms.units import Unit
from zeren.norms.values import as_number, compile_path, lacking, latest

Bonus = tuple[ScorePlus, Callable[[Ctx], Tally], Callable[[Ctx], tuple[list[Member], list[Missing]]]]
"""A bonus with what counts its events, and what names them."""


def compile_score(unit: Unit) -> None:
    """Prepare the unit of a ``score`` norm."""
    if "rounding" in unit.env.pack.conventions:
        unit.conventions = ("rounding",)
    body = unit.norm.body
    assert isinstance(body, Score)
    bonuses = [_bonus(unit, plus) for plus in body.plus]

    def compute(run: Run, unit: Unit, ctx: Ctx) -> Finding:
        return _compute(run, unit, ctx, body, bonuses)

    unit.answer = lambda run: compute_each(run, unit, compute)


def _bonus(unit: Unit, plus: ScorePlus) -> Bonus:
    counted = CountValue(plus.count, plus.where, plus.span)
    return (
        plus,
        compile_tally(counted, unit.env),
        compile_members(plus.count, plus.where, plus.span, unit.env),
    )


def _compute(run: Run, unit: Unit, ctx: Ctx, body: Score, bonuses: Iterable[Bonus]) -> Finding:
    scored = (*(_part(run, unit, ctx, part) for part in body.parts), *(_plus(ctx, *one) for one in bonuses))
    because = tuple(event for one in scored if one.field for event in one.events)
    if any(one.worth is None for one in scored):
        return unit.make(State.UNDETERMINED, ctx.subject, because=because, missing=ctx.take(), scored=scored)
    total = sum((one.worth for one in scored if one.worth is not None), Fraction(0))
    return unit.make(State.MET, ctx.subject, because=because, value=total, scored=scored)


def _part(run: Run, unit: Unit, ctx: Ctx, part: ScorePart) -> Scored:
    """One part, its points checked against its full mark."""
    points = run.score(unit.env, part.score, ctx) if part.score is not None else _read(unit, ctx, part)
    event = latest(ctx, part.field.head) if part.field is not None else None
    return Scored(
        part.id,
        points,
        None if points is None else points * part.weight,
        part.weight,
        part.max,
        str(part.field or ""),
        part.score or "",
        events=(event.id,) if event else (),
    )


def _read(unit: Unit, ctx: Ctx, part: ScorePart) -> Fraction | None:
    """The points that stand in a field; None where they are missing or beyond the full mark, which is noted."""
    if part.field is None:
        return None
    raw = compile_path(part.field, unit.env)(ctx)
    points = as_number(raw)
    if raw is NO_EVENT or points is None:
        ctx.missing.append(lacking(part.field, ctx, unit.env) if raw is not NO_EVENT else Missing(str(part.field), unit.env.who_of(part.field.head)))  # fmt: skip
        return None
    if part.max is not None and not 0 <= points <= part.max:
        what = f"{part.field}={figure(points)}（满分{figure(part.max)}）"
        ctx.missing.append(Missing(what, unit.env.who_of(part.field.head)))
        return None
    return points


def _plus(
    ctx: Ctx,
    plus: ScorePlus,
    count: Callable[[Ctx], Tally],
    members: Callable[[Ctx], tuple[list[Member], list[Missing]]],
) -> Scored:
    """A bonus for each event of a kind, limited by its own cap."""
    tally = count(ctx)
    bonuses = [None if n is None else _capped(n * plus.each, plus.cap) for n in (tally.low, tally.high)]
    events = tuple(event.id for event, _ in members(ctx)[0])
    unsure = bonuses[0] is None or bonuses[0] != bonuses[1]
    if unsure and (plus.cap is None or bonuses[0] != plus.cap):
        ctx.missing.extend(tally.missing)
        return Scored(plus.id, None, None, each=plus.each, cap=plus.cap, events=events)
    return Scored(plus.id, tally.low, bonuses[0], each=plus.each, cap=plus.cap, events=events)


def _capped(points: Fraction, cap: Fraction | None) -> Fraction:
    return points if cap is None else min(points, cap)
