"""What is reckoned of a ballot: exact points, figures that give nobody away, counts that must agree. No input or output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST = 5
"""A figure from 1 to one less than this is shown only together with a neighbour."""
PLACES = 4
"""Digits behind the point that are shown of a fraction without end; it is cut, never rounded."""


# ---------------------------------------------------------------- points


@dataclass(frozen=True, slots=True)
class Points:
    """The points of one person with their arithmetic: the sum of what was given, over how many slips."""

    total: Fraction
    over: int

    @property
    def value(self) -> Fraction:
        """The exact quotient."""
        return self.total / self.over


def points(
    weights: Sequence[Fraction], chosen: Sequence[int], abstained: int, as_zero: bool
) -> Points | None:
    """The points from how often each option was chosen; None without weights, or where nothing is to be divided.

    ``as_zero``: abstentions count as 0 points; else they stand outside the divisor.
    """
    over = sum(chosen) + (abstained if as_zero else 0)
    if not weights or not over:
        return None
    return Points(sum((w * n for w, n in zip(weights, chosen, strict=True)), Fraction(0)), over)


def in_full(value: Fraction) -> str:
    """The value as a decimal where it has an end, else as a fraction in its lowest terms: what is recorded."""
    return _decimal(value) or f"{value.numerator}/{value.denominator}"


def cut(value: Fraction) -> str:
    """The value for the eye: a decimal without end is cut behind ``PLACES`` digits."""
    whole = value.numerator * 10**PLACES // value.denominator
    return _decimal(value) or f"{whole // 10**PLACES}.{whole % 10**PLACES:0{PLACES}}"


def _decimal(value: Fraction) -> str:
    """The finite decimal of at most ten digits behind the point; empty where there is none."""
    scale = next((d for d in range(11) if 10**d % value.denominator == 0), None)
    if scale is None:
        return ""
    digits = f"{value.numerator * 10**scale // value.denominator:0{scale + 1}}"
    return f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits


# ---------------------------------------------------------------- small figures


@dataclass(frozen=True, slots=True)
class Piece:
    """A figure over ``span`` neighbouring cells; more than one: put together."""

    start: int
    span: int
    count: int


def pieces(cells: Sequence[int]) -> tuple[Piece, ...]:
    """A row in pieces of which each is 0 or at least ``LEAST`` (the row has as many, or it is one piece).

    A small figure goes with what follows; before a 0 with what stands before it, so that a 0 is told where it can be.
    """
    made: list[Piece] = []
    start, count = -1, 0
    for at, value in enumerate(cells):
        if start >= 0 and value == 0 and any(piece.count for piece in made):
            _fold_back(made, start, at, count)
            start = -1
        if start < 0 and (value == 0 or value >= LEAST):
            made.append(Piece(at, 1, value))
            continue
        start, count = (at, value) if start < 0 else (start, count + value)
        if count >= LEAST:
            made.append(Piece(start, at + 1 - start, count))
            start = -1
    if start >= 0:
        _fold_back(made, start, len(cells), count)
    return tuple(made)


def _fold_back(made: list[Piece], start: int, end: int, count: int) -> None:
    """Put what is too small from ``start`` to ``end`` together with what stands before it, as far as it takes."""
    while made and count < LEAST:
        before = made.pop()
        start, count = before.start, count + before.count
    made.append(Piece(start, end - start, count))


def tells_all(found: Sequence[Piece]) -> bool:
    """Whether nothing was put together: only then do points give no small figure away."""
    return all(piece.span == 1 for piece in found)


# ---------------------------------------------------------------- counts that must agree


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted before anything is opened. ``left``: slips with a code that nobody drew; ``given``: paper
    slips handed out, ``back``: those put into the box."""

    eligible: int
    excluded: int
    attended: int
    made: int
    left: int
    given: int
    cast: int
    back: int

    @property
    def drawn(self) -> int:
        """Codes that were drawn."""
        return self.made - self.left

    @property
    def issued(self) -> int:
        """Codes drawn and paper slips handed out."""
        return self.drawn + self.given

    @property
    def collected(self) -> int:
        """Slips cast on the screen and put into the box."""
        return self.cast + self.back

    @property
    def unused(self) -> int:
        """Codes drawn and not used: void at closing."""
        return self.drawn - self.cast

    @property
    def kept(self) -> int:
        """Paper slips that did not come back."""
        return self.given - self.back


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: which, whether it holds, in words what was held against what."""

    name: str
    ok: bool
    zh: str


def checks(c: Counts) -> tuple[Check, ...]:
    """Everything that must agree before the result is opened."""
    may = c.eligible - c.excluded
    return (
        Check("attended", c.attended <= may, f"签到 {c.attended}，可以领票的 {may}"),
        Check("left", c.drawn >= 0, f"没有抽走的码 {c.left}，发码 {c.made}"),
        Check("issued", c.issued == c.attended, f"发出 {c.issued}，签到 {c.attended}"),
        Check("cast", c.unused >= 0, f"屏投 {c.cast}，抽走的码 {c.drawn}"),
        Check("back", c.kept >= 0, f"收回纸票 {c.back}，发出纸票 {c.given}"),
    )


def agree(c: Counts) -> bool:
    """Whether all of it agrees."""
    return all(check.ok for check in checks(c))


# ---------------------------------------------------------------- tallies


@dataclass(frozen=True, slots=True)
class Tally:
    """Slips of one kind: valid and void ones, and for each who is voted on how often each option was chosen; the last
    cell of a row are the abstentions, so that every row adds up to the valid slips."""

    valid: int
    void: int
    rows: tuple[tuple[int, ...], ...]

    def plus(self, other: Tally) -> Tally:
        """Both kinds together."""
        rows = zip(self.rows, other.rows, strict=True)
        added = tuple(tuple(a + b for a, b in zip(mine, theirs, strict=True)) for mine, theirs in rows)
        return Tally(self.valid + other.valid, self.void + other.void, added)


def nothing(voted: int, options: int) -> Tally:
    """No slip."""
    return Tally(0, 0, ((0,) * (options + 1),) * voted)


def tally(slips: Sequence[Sequence[int]], voted: int, options: int) -> Tally:
    """Count slips: for each who is voted on the place of the chosen option from 1, 0 for abstaining.

    A slip on which nothing is chosen is void.
    """
    valid = [slip for slip in slips if any(slip)]
    rows = [[0] * (options + 1) for _ in range(voted)]
    for slip in valid:
        for row, choice in zip(rows, slip, strict=True):
            row[choice - 1 if choice else options] += 1
    return Tally(len(valid), len(slips) - len(valid), tuple(tuple(row) for row in rows))
