"""The arithmetic of a score in words: a line for each part and bonus that is known, and the total."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from zeren.norms.failing import figure
from zeren.norms.model import CountingStep, Scored


def steps(scored: Sequence[Scored], value: Fraction | str | None) -> tuple[CountingStep, ...]:
    """The lines, and the total where there is one."""
    lines = tuple(CountingStep(_words(one)) for one in scored if one.worth is not None)
    return (*lines, CountingStep(f"合计 {figure(value)}")) if isinstance(value, Fraction) else lines


def _words(one: Scored) -> str:
    if one.weight is not None:
        return f"{one.id}：{figure(one.points)} × {figure(one.weight * 100)}% = {figure(one.worth)}"
    cap = f"，封顶 {figure(one.cap)}" if one.cap is not None else ""
    return f"{one.id}：{figure(one.points)} × {figure(one.each)}{cap} = {figure(one.worth)}"
