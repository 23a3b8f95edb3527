"""``grade``: the bands of a score, read from the top, without rounding. A veto is not part of a grade."""

from __future__ import annotations

from zeren.law.packs.form import Grade
from zeren.norms.computed import compute_each
from zeren.norms.context import Ctx
from zeren.norms.failing import figure
from zeren.norms.model import CountingStep, Finding, State
from zeren.norms.running import Run
from zeren.norms.units import Unit


def compile_grade(unit: Unit) -> None:
    """Prepare the unit of a ``grade`` norm."""
    if "rounding" in unit.env.pack.conventions:
        unit.conventions = ("rounding",)
    unit.answer = lambda run: compute_each(run, unit, _compute)


def _compute(run: Run, unit: Unit, ctx: Ctx) -> Finding:
    body = unit.norm.body
    assert isinstance(body, Grade)
    points = run.score(unit.env, body.of, ctx)
    if points is None:
        return unit.make(State.UNDETERMINED, ctx.subject, missing=ctx.take())
    because = (unit.env.scores[body.of],)
    for band in body.bands:
        if band.at_least is None or points >= band.at_least:
            bound = "" if band.at_least is None else f"，{band.grade}须不低于 {figure(band.at_least)}"
            step = CountingStep(f"得分 {figure(points)}{bound}")
            return unit.make(State.MET, ctx.subject, because=because, steps=(step,), value=band.grade)
    return unit.make(State.UNDETERMINED, ctx.subject, because=because, note="分数线未覆盖此分")
