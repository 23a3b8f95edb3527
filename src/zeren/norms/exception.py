"""``exception``: changes other norms; its own finding says whether it was applied in this matter."""

from __future__ import annotations

from zeren.norms.model import Finding, State
from zeren.norms.running import Run
from zeren.norms.units import Unit


def compile_exception(unit: Unit) -> None:
    """Prepare the unit of an ``exception`` norm: it is answered after all others."""
    unit.answer = lambda run: _answer(run, unit)


def _answer(run: Run, unit: Unit) -> list[Finding]:
    if unit.place not in run.applied:
        return [unit.idle]
    held = run.applied[unit.place]
    return [unit.make(State.MET if held else State.UNDETERMINED, because=unit.exception.to)]
