"""Exact figures as the pages show them. Nothing is rounded: a decimal without end is cut, and its fraction stands by."""

from __future__ import annotations

from fractions import Fraction

from zeren.desk.scores.page import Band, BandPart, Figure
from zeren.records.scores.figures import cut, in_full
from zeren.records.scores.tree import Standing

ROOM = 8
"""How far the rail of grades goes on below the lowest line, in points."""


def figure(value: Fraction | None) -> Figure | None:
    """A figure for the eye."""
    if value is None:
        return None
    whole = in_full(value)
    return Figure(cut(value), "…", whole) if "/" in whole else Figure(whole)


def text_of(value: Fraction | None) -> str:
    """The same in one word: 87.6666…, — where it is unknown."""
    found = figure(value)
    return found.text + found.rest if found else "—"


def weight_of(value: Fraction | None) -> str:
    """``× 20%``."""
    return f"× {in_full(value * 100)}%" if value is not None else ""


def band_of(standing: Standing) -> Band | None:
    """The rail of grades with the score on it; None without a score or without bands."""
    lines = [at for _, at in standing.bands if at is not None]
    if standing.value is None or not lines:
        return None
    low, high = min(lines) - ROOM, max(Fraction(100), standing.value)
    parts, top = [], high
    for grade, at in standing.bands:
        bottom = at if at is not None else low
        parts.append(_part(grade, at, _on(bottom, low, high), _on(top, low, high), standing.grade == grade))
        top = bottom
    place = _on(max(standing.value, low), low, high)
    return Band(tuple(reversed(parts)), _percent(place), words_of(standing), place > Fraction(1, 2))


def _part(grade: str, at: Fraction | None, start: Fraction, end: Fraction, here: bool) -> BandPart:
    return BandPart(
        grade,
        _percent(start),
        _percent(end - start),
        _percent((start + end) / 2),
        in_full(at) if at is not None else "",
        here,
    )


def _on(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return (value - low) / (high - low)


def _percent(share: Fraction) -> str:
    return f"{cut(share * 100)}%"


def words_of(standing: Standing) -> str:
    """``89.9924　较好，距 90 差 0.0076``."""
    if standing.value is None:
        return ""
    said = text_of(standing.value)
    if standing.grade is None:
        return said
    above = [at for _, at in standing.bands if at is not None and at > standing.value]
    gap = f"，距 {in_full(min(above))} 差 {text_of(min(above) - standing.value)}" if above else ""
    return f"{said}　{standing.grade}{gap}"
