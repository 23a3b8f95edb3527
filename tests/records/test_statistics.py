"""Small numbers in what is published, and the reports that packs declare."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.records.beside import RulesError
from zeren.records.statistics import rules
from zeren.records.statistics.guarding import SMALL, guarded


def test_below_five_nothing_is_shown_and_five_is() -> None:
    assert guarded([5, 6], 11) == ([5, 6], 11)
    assert guarded([4, 4, 9], 17) == ([None, None, 9], 17)
    assert guarded([0, 7], 7) == ([0, 7], 7), "a nought tells of nobody"


def test_what_would_follow_from_the_others_goes_as_well() -> None:
    assert guarded([4, 9, 30], 43) == ([None, None, 30], 43)
    assert guarded([3], 3) == ([None], None)
    assert guarded([1, 0], 1) == ([None, 0], None)
    assert guarded([1, 1, 20], 22) == ([None, None, 20], None), "two missing with a sum of two are one each"


@given(st.lists(st.integers(0, 12), max_size=4))
def test_no_small_number_can_be_worked_out(numbers: list[int]) -> None:
    shown, whole = guarded(numbers, sum(numbers))
    assert all(number is None or number == 0 or number >= SMALL for number in (*shown, whole))
    hidden = [place for place, number in enumerate(shown) if number is None]
    if whole is None or not hidden:
        return
    left = whole - sum(number for number in shown if number is not None)
    fits = [one for one in product(range(1, left + 1), repeat=len(hidden)) if sum(one) == left]
    for place in range(len(hidden)):
        assert len({one[place] for one in fits}) > 1, (numbers, shown, whole)


@pytest.fixture(scope="module")
def every() -> tuple[Pack, ...]:
    """The packs of the house."""
    return PackLibrary.load(Path(__file__).resolve().parents[2] / "packs").packs


def test_every_report_names_what_its_pack_has(every: tuple[Pack, ...]) -> None:
    found = list(rules.every(every))
    assert {(pack.id, name) for pack, name, _ in found} >= {
        ("zy-2015-responsibility-pursuit", "year"),
        ("cn-2014-spouse-abroad-posts", "year"),
    }
    for pack, name, one in found:
        assert rules.faults(one, pack) == [], (pack.id, name)


TABLE = {"title": "一", "procedure": "p", "step": "s"}
REPORT = {"title": "一", "cite": "1", "to": "上级", "tables": [TABLE]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({**REPORT, "rank": "yes"}, "rank"),
        ({name: value for name, value in REPORT.items() if name != "cite"}, "cite"),
        ({**REPORT, "tables": [{**TABLE, "unit": "points"}]}, "unit points"),
        ({**REPORT, "tables": [{**TABLE, "by": "a", "fact": "b"}]}, "not by both"),
        ({**REPORT, "tables": [{"title": "一"}]}, "procedure"),
    ],
)
def test_a_report_that_can_not_be_used_is_told(given: dict[str, Any], said: str) -> None:
    with pytest.raises(RulesError) as refused:
        rules.read(given)
    assert said in refused.value.en


def test_what_the_pack_lacks_is_named(every: tuple[Pack, ...]) -> None:
    pack = next(pack for pack in every if pack.id == "zy-2015-responsibility-pursuit")
    wrong = rules.read(
        {
            **REPORT,
            "cite": "99",
            "tables": [
                {**TABLE, "procedure": "responsibility-pursuit", "step": "decided", "by": "nothing"},
                {**TABLE, "procedure": "responsibility-pursuit", "step": "decided", "fact": "nothing"},
                TABLE,
            ],
        }
    )
    said = rules.faults(wrong, pack)
    assert said == [
        "no provision 99",
        "no field nothing in decided",
        "no fact nothing in responsibility-pursuit",
        "no step s in p",
    ]
