"""What is typed into a field or an address: read, or None; no number that a database can't take, and never a fault."""

from __future__ import annotations

from datetime import date

import pytest

from zeren.desk import typed


@pytest.mark.parametrize(
    ("text", "found"),
    [("7", 7), ("0", 0), ("9" * 17, int("9" * 17)), ("9" * 18, None), ("-1", None), ("²", None), ("x", None), ("", None)],
)  # fmt: skip
def test_a_number_is_read_up_to_the_largest_that_every_database_takes(text: str, found: int | None) -> None:
    assert typed.number(text) == found


def test_of_several_numbers_those_that_are_none_are_left_out() -> None:
    assert typed.numbers(["3", "x", "9" * 30, "4"]) == [3, 4]


@pytest.mark.parametrize(
    ("text", "found"),
    [(" 2026-10-13 ", date(2026, 10, 13)), ("2026-02-29", None), ("13.10.2026", None), ("", None), ("9" * 5000, None),
     ("2026-W42-2", None), ("20261013", None), ("1899-12-31", None), ("1900-01-01", date(1900, 1, 1)), ("2199-12-31", date(2199, 12, 31)), ("2200-01-01", None), ("0001-01-01", None)],
)  # fmt: skip
def test_a_day_is_one_of_the_calendar(text: str, found: date | None) -> None:
    assert typed.day(text) == found
