"""Exact figures of scores as people write them: read, written, never rounded. No input or output."""

from __future__ import annotations

import re
from fractions import Fraction

from zeren.records.ballots.counting import cut, in_full

__all__ = ["cut", "in_full", "points_in", "signed"]

POINTS = re.compile(r"^[0-9]{1,3}(\.[0-9]{1,2})?$")
EXPECTED = "0 至 999.99，至多两位小数"


def points_in(text: str) -> Fraction | None:
    """The points that a text is; None where it is none."""
    text = text.strip()
    return Fraction(text) if POINTS.match(text) else None


def signed(value: Fraction) -> str:
    """A difference with its sign, cut for the eye."""
    return f"+{cut(value)}" if value > 0 else f"−{cut(-value)}" if value < 0 else "0"
