"""No figure from 1 to 4 is shown, and none can be computed from what is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from zeren.records.complaints import statistics
from zeren.records.complaints.statistics import LEAST, Piece, grouped, merged, total

SMALL = range(1, LEAST)
cells = st.lists(st.lists(st.integers(0, 12), min_size=4, max_size=4), min_size=1, max_size=4)


def shown(rows: Sequence[Sequence[int]]) -> tuple[list[tuple[Piece, ...]], tuple[Piece, ...]]:
    pieces = [merged(row) for row in rows]
    return pieces, total(pieces, len(rows[0]))


def enough(rows: list[list[int]]) -> list[list[int]]:
    """Rows as the years are grouped: with nothing or at least five."""
    return [row for row in rows if sum(row) == 0 or sum(row) >= LEAST] or [[5, 0, 0, 0]]


@given(cells)
def test_every_figure_is_nothing_or_at_least_five_and_right(rows: list[list[int]]) -> None:
    rows = enough(rows)
    pieces, line = shown(rows)
    for row, parts in zip(rows, pieces, strict=True):
        assert sum(part.span for part in parts) == len(row)
        for part in parts:
            assert part.count not in SMALL
            assert part.count == sum(row[part.start : part.start + part.span])
    assert all(part.count not in SMALL for part in line)
    assert sum(part.count for part in line) == sum(map(sum, rows))


def rank(vectors: list[list[int]]) -> int:
    rows = [[Fraction(x) for x in vector] for vector in vectors]
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(done, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for r in range(done + 1, len(rows)):
            factor = rows[r][column] / rows[done][column]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[done], strict=True)]
        done += 1
    return done


@given(cells)
def test_no_sum_or_difference_of_rows_and_totals_gives_a_small_figure(rows: list[list[int]]) -> None:
    """Each figure is a known sum of cells; a small cell is given away if it is a combination of these sums."""
    rows = enough(rows)
    pieces, line = shown(rows)
    wide, high = len(rows[0]), len(rows)

    def vector(places: list[tuple[int, int]]) -> list[int]:
        return [1 if (r, c) in places else 0 for r in range(high) for c in range(wide)]

    known = [
        vector([(r, c) for c in range(p.start, p.start + p.span)])
        for r, parts in enumerate(pieces)
        for p in parts
    ]
    known += [vector([(r, c) for r in range(high) for c in range(p.start, p.start + p.span)]) for p in line]
    known += [vector([(r, c) for c in range(wide)]) for r in range(high)]
    base = rank(known)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if value in SMALL:
                assert rank([*known, vector([(r, c)])]) == base + 1
    for p in line:
        for parts in pieces:
            one = sum(q.count for q in parts if p.start <= q.start < p.start + p.span)
            assert p.count - one not in SMALL or high == 1


@given(st.dictionaries(st.integers(2015, 2026), st.integers(0, 9), max_size=8))
def test_years_go_together_until_they_are_enough(years: dict[int, int]) -> None:
    counted = Counter({(year, ""): many for year, many in years.items()})
    groups = grouped(counted)
    if sum(years.values()) < LEAST:
        assert groups == []
    else:
        assert [year for group in groups for year in group] == sorted(years)
        assert all(sum(years[year] for year in group) >= LEAST for group in groups)


def test_four_are_no_statistic_and_five_are() -> None:
    assert grouped(Counter({(2026, ""): 4})) == []
    assert grouped(Counter({(2026, ""): 5})) == [(2026,)]
    assert merged([4, 1, 0, 7]) == (Piece(0, 2, 5), Piece(2, 1, 0), Piece(3, 1, 7))
    assert merged([7, 0, 0, 4]) == (Piece(0, 4, 11),)
    assert merged([5, 0, 0, 0]) == (Piece(0, 1, 5), Piece(1, 1, 0), Piece(2, 1, 0), Piece(3, 1, 0))


def test_the_tables_have_no_person() -> None:
    assert set(statistics.TABLES) == {"channel", "kind", "state", "level"}
