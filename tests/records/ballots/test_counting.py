"""What is reckoned of a ballot: points are exact, small figures give nobody away, counts must agree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from zeren.records.ballots import counting
from zeren.records.ballots.counting import Counts

WEIGHTS = tuple(Fraction(n) for n in (100, 80, 60, 40))


@pytest.mark.parametrize(
    ("chosen", "recorded", "shown"),
    [
        ((46, 7, 5, 0), "2730/29", "94.1379"),
        ((37, 13, 8, 0), "90", "90"),
        ((36, 14, 8, 0), "2600/29", "89.6551"),
        ((0, 0, 0, 1), "40", "40"),
        ((1, 2, 0, 0), "260/3", "86.6666"),
        ((1, 7, 0, 0), "82.5", "82.5"),
    ],
)
def test_points_are_exact_and_cut_for_the_eye_never_rounded(
    chosen: tuple[int, ...], recorded: str, shown: str
) -> None:
    found = counting.points(WEIGHTS, chosen, 0, False)
    assert found is not None
    assert (counting.in_full(found.value), counting.cut(found.value)) == (recorded, shown)
    assert Fraction(recorded) == found.value


def test_just_below_ninety_stays_below() -> None:
    found = counting.points((Fraction(100), Fraction("89.99")), (1, 99_999), 0, False)
    assert found is not None and found.value < 90
    assert Fraction(counting.cut(found.value)) < 90


def test_abstentions_are_left_out_or_count_as_nothing_as_it_was_set() -> None:
    left_out, as_zero = (counting.points(WEIGHTS, (3, 0, 0, 0), 1, mode) for mode in (False, True))
    assert left_out and as_zero
    assert (left_out.value, left_out.over) == (100, 3)
    assert (as_zero.value, as_zero.over) == (75, 4)


def test_without_weights_or_without_a_choice_there_are_no_points() -> None:
    assert counting.points((), (3, 0, 0, 0), 0, False) is None
    assert counting.points(WEIGHTS, (0, 0, 0, 0), 7, False) is None
    zero = counting.points(WEIGHTS, (0, 0, 0, 0), 7, True)
    assert zero is not None and counting.in_full(zero.value) == "0"


def spans(row: tuple[int, ...]) -> list[tuple[int, int]]:
    return [(piece.span, piece.count) for piece in counting.pieces(row)]


def test_one_to_four_stand_only_with_a_neighbour_and_five_alone() -> None:
    assert spans((20, 25, 10, 3, 0)) == [(1, 20), (1, 25), (2, 13), (1, 0)]
    assert spans((46, 7, 5, 0, 0)) == [(1, 46), (1, 7), (1, 5), (1, 0), (1, 0)]
    assert spans((46, 7, 4, 1, 0)) == [(1, 46), (1, 7), (2, 5), (1, 0)]
    assert spans((57, 1, 0, 0, 0)) == [(2, 58), (1, 0), (1, 0), (1, 0)]
    assert spans((0, 0, 0, 1, 57)) == [(1, 0), (1, 0), (1, 0), (2, 58)]
    assert spans((5, 0, 2, 0, 0)) == [(3, 7), (1, 0), (1, 0)]
    assert spans((1, 0, 0, 0, 0)) == [(5, 1)]
    assert counting.tells_all(counting.pieces((46, 7, 5, 0))) and not counting.tells_all(
        counting.pieces((9, 1))
    )


@pytest.mark.parametrize(("cells", "most"), [(2, 14), (3, 12), (4, 9), (5, 7)])
def test_what_is_shown_never_tells_a_figure_that_was_put_together(cells: int, most: int) -> None:
    """Of every row there is: whoever knows the rule and sees the pieces finds at least two rows for each hidden cell."""
    same: dict[tuple[counting.Piece, ...], list[tuple[int, ...]]] = defaultdict(list)
    for row in product(range(most), repeat=cells):
        found = counting.pieces(row)
        assert sum(piece.count for piece in found) == sum(row)
        assert all(piece.span > 1 for piece in found if 0 < piece.count < counting.LEAST)
        same[found].append(row)
    for found, rows in same.items():
        # At the edge of the world that is enumerated, rows that look the same lie outside it.
        if max(piece.count for piece in found) >= most - 1:
            continue
        hidden = [
            at for piece in found if piece.span > 1 for at in range(piece.start, piece.start + piece.span)
        ]
        assert all(len({row[at] for row in rows}) > 1 for at in hidden), found


RIGHT = Counts(eligible=66, excluded=5, attended=60, made=60, left=12, given=12, cast=47, back=12)


def test_the_counts_of_a_meeting_add_up() -> None:
    assert counting.agree(RIGHT)
    assert (RIGHT.drawn, RIGHT.issued, RIGHT.collected, RIGHT.unused, RIGHT.kept) == (48, 60, 59, 1, 0)
    assert counting.agree(replace(RIGHT, attended=61, left=11)) and counting.agree(replace(RIGHT, cast=48))


@pytest.mark.parametrize(
    ("differs", "unmet"),
    [
        ({"attended": 62, "left": 10}, ["attended"]),
        ({"left": 13}, ["issued"]),
        ({"left": 11}, ["issued"]),
        ({"left": 61, "given": 61, "cast": 0}, ["left", "cast"]),
        ({"cast": 49}, ["cast"]),
        ({"back": 13}, ["back"]),
    ],
)
def test_each_count_that_does_not_agree_is_named(differs: dict[str, int], unmet: list[str]) -> None:
    found = counting.checks(replace(RIGHT, **differs))
    assert [check.name for check in found if not check.ok] == unmet


def test_a_slip_with_nothing_chosen_is_void_and_every_row_adds_up_to_the_valid_ones() -> None:
    screen = counting.tally([(1, 0), (4, 2), (0, 0)], 2, 4)
    assert screen == counting.Tally(2, 1, ((1, 0, 0, 1, 0), (0, 1, 0, 0, 1)))
    both = screen.plus(counting.Tally(1, 2, ((0, 1, 0, 0, 0), (0, 0, 0, 0, 1))))
    assert both == counting.Tally(3, 3, ((1, 1, 0, 1, 0), (0, 1, 0, 0, 2)))
    assert counting.nothing(2, 4).plus(screen) == screen
