"""How far scorers differ: by item and by scorer, exact, of what is open to the viewer alone."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction as F

import pytest

from zeren.records.campaigns import scorers
from zeren.records.campaigns.queries import Unit
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.scores.log import Key, Marks
from zeren.records.scores.queries import Filled
from zeren.records.scores.sheets import Item, Sheet

pytestmark = pytest.mark.anywhere

ITEMS = (Item("1", "落实", F(100), "responsibility"), Item("1.1", "研究", F(60)), Item("1.2", "督促", F(40)))
SHEET = Sheet(1, 1, 1, "细则", 2025, "county", "group", "onsite_scored", ITEMS, "文号", scorers=3)
HOME = (Unit(Organ(name="甲")), Matter(pk=9), "organ:1")


def given(person: int, first: str, second: str) -> Marks:
    """One scorer's final."""
    points = {"1.1": F(first), "1.2": F(second)}
    return Marks(Key(1, 1), 1, "organ:1", points, {}, person, person, f"p{person}", datetime(2026, 1, 1))


def spread(*finals: Marks, settled: bool = False) -> scorers.SheetSpread:
    """What is told of one unit."""
    return scorers._sheet(SHEET, [(*HOME, Filled(finals, (), object() if settled else None))])  # type: ignore[arg-type]


def test_an_item_tells_in_how_many_units_and_by_how_much_at_most() -> None:
    found = spread(given(1, "50", "40"), given(2, "47.5", "40"), given(3, "50", "40"))
    assert [(one.item.number, one.units, one.differing, one.greatest) for one in found.items] == [
        ("1.1", 1, 1, F("2.5")), ("1.2", 1, 0, F(0)),
    ]  # fmt: skip


def test_a_scorer_is_held_against_the_mean_of_the_others_to_the_last_digit() -> None:
    found = spread(given(1, "50", "40"), given(2, "47", "40"), given(3, "49", "40"))
    assert [(one.person, one.finals, one.apart) for one in found.scorers] == [
        (1, 1, F(2)), (2, 1, F("-2.5")), (3, 1, F("0.5")),
    ]  # fmt: skip


def test_in_the_order_of_delivery_and_never_of_distance() -> None:
    found = spread(given(3, "40", "40"), given(1, "50", "40"))
    assert [one.person for one in found.scorers] == [3, 1]


def test_what_differs_and_is_not_settled_is_told() -> None:
    finals = (given(1, "50", "40"), given(2, "47", "39"))
    assert [one.differing for one in spread(*finals).unsettled] == [2]
    assert spread(*finals, settled=True).unsettled == ()
    assert spread(given(1, "50", "40"), given(2, "50", "40")).unsettled == ()
