"""What is computed or shown for the day asked about, not for an act: for whom, and under which version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from zeren.norms.context import Ctx
from zeren.norms.judged import lifted, no_version, set_aside, subjects_of
from zeren.norms.model import Finding, Missing, State
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import END

Compute = Callable[[Run, Unit, Ctx], Finding]


def compute_each(run: Run, unit: Unit, compute: Compute, *, everyone: bool = False) -> list[Finding]:
    """One finding for the matter or for each subject, as things stand on the day; ``everyone``: each in any case."""
    covered = run.covers(unit, run.view.as_of)
    if covered is None:
        return [no_version(unit, None, run.view.as_of)]
    if covered is False:
        return []
    whom = (run.view.subjects or (None,)) if everyone else subjects_of(run, unit, None, run.view.as_of)
    return [_one(run, unit, subject, compute) for subject in whom]


def _one(run: Run, unit: Unit, subject: str | None, compute: Compute) -> Finding:
    if subject == "?":
        return unit.make(State.UNDETERMINED)
    ctx = Ctx(run, None, None, subject, run.view.as_of, END)
    truth = True if unit.if_ is None else unit.if_(ctx)
    if truth is not True:
        if truth is False:
            return unit.make(State.NOT_TRIGGERED, subject)
        if truth is None and not unit.lifts:
            return unit.make(State.UNDETERMINED, subject, missing=ctx.take())
    if unit.lifts:
        lift, exception = lifted(run, unit.lifts, ctx)
        if lift is True and exception is not None:
            return set_aside(unit, exception, subject, None, None)
        if truth is None:
            return unit.make(State.UNDETERMINED, subject, missing=ctx.take())
        if lift is None:
            return _unsure(compute(run, unit, ctx), ctx.take())
    return compute(run, unit, ctx)


def _unsure(finding: Finding, missing: tuple[Missing, ...]) -> Finding:
    """What was computed while an exception may hold: not decided; what the computation lacks is named too."""
    whole = tuple(dict.fromkeys((*missing, *finding.missing)))
    return replace(finding, status=State.UNDETERMINED, missing=whole, value=None)
