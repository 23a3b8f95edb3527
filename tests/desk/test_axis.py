"""The answer for a chosen day: both ends of a bar belong to it, and unknown is never free."""

from __future__ import annotations

from datetime import date

import pytest

from zeren.desk.cadre.axis import Held, answer, axis, kind_of
from zeren.desk.components import Link

TODAY = date(2026, 10, 13)


def bar(starts: date, ends: date | None, *, sure: bool = True, missing: str = "") -> Held:
    return Held("不得提拔职务", "promoted", None, Link("青纪问〔2025〕4号"), starts, ends, sure, missing)


YEAR = bar(date(2025, 11, 18), date(2026, 11, 17))


def said(bars: list[Held], day: date) -> tuple[str, str]:
    found = answer(bars, day)
    return "".join(b.text for b in found.bits), "".join(b.text for b in found.then)


@pytest.mark.parametrize(
    ("day", "barred"),
    [
        (date(2025, 11, 17), False),
        (date(2025, 11, 18), True),
        (date(2026, 11, 17), True),
        (date(2026, 11, 18), False),
    ],
)
def test_first_and_last_day_belong_to_the_bar(day: date, barred: bool) -> None:
    assert ("1 项限制在效" in said([YEAR], day)[0]) is barred
    assert ("没有限制在效" in said([YEAR], day)[0]) is not barred


def test_the_first_free_day_follows_the_longest_bar_and_what_begins_right_after() -> None:
    longer = bar(date(2026, 1, 28), date(2027, 1, 27))
    assert "最早 2027年1月28日 起没有限制" in said([YEAR, longer], date(2026, 10, 13))[1]
    after = bar(date(2027, 1, 28), date(2027, 3, 31))
    assert "最早 2027年4月1日 起没有限制" in said([YEAR, longer, after], date(2026, 10, 13))[1]


def test_a_bar_without_end_day_gives_no_free_day() -> None:
    text, then = said([bar(date(2026, 10, 9), None)], date(2026, 12, 1))
    assert "有 1 项限制在效" in text
    assert "何时解除待查明" in then


def test_unknown_is_told_as_unknown_never_as_free() -> None:
    text, _ = said(
        [bar(date(2026, 1, 1), date(2027, 1, 1), sure=False, missing="缺：职务层次")], date(2026, 12, 1)
    )
    assert text == "2026年12月1日：1 项待查明"


def test_what_depends_on_the_appointment_is_told_apart() -> None:
    text, _ = said([bar(date(2026, 1, 1), date(2027, 1, 1), sure=False)], date(2026, 12, 1))
    assert text == "2026年12月1日：1 项视具体任用而定"


@pytest.mark.parametrize(
    ("held", "kind"),
    [
        (YEAR, "now"),
        (bar(date(2026, 1, 28), date(2027, 1, 27)), "hit"),
        (bar(date(2024, 1, 1), date(2024, 12, 31)), "past"),
        (bar(date(2026, 10, 9), None), "open"),
        (bar(date(2027, 1, 1), date(2027, 12, 31)), "before"),
        (bar(date(2026, 1, 1), date(2027, 1, 1), sure=False), "dep"),
        (bar(date(2026, 1, 1), date(2027, 1, 1), sure=False, missing="缺"), "open"),
    ],
)
def test_a_bar_is_drawn_as_the_key_says(held: Held, kind: str) -> None:
    assert kind_of(held, date(2026, 12, 1), TODAY) == kind


def test_the_axis_stays_within_its_lane_and_says_the_same_in_words() -> None:
    drawn = axis([YEAR, bar(date(2026, 10, 9), None)], date(2026, 12, 1), TODAY)
    for one in drawn.bars:
        assert float(one.left) >= 0 and float(one.left) + float(one.width) <= 100.01
    assert 0 < float(drawn.today) < float(drawn.at) < 100
    assert "2026-11-17 止" in drawn.label and "没有届满日" in drawn.label
