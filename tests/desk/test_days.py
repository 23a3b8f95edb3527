"""Days as the pages show them: the boundary of every light on both sides, and the strip calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.desk import days
from zeren.desk.components import Sign
from zeren.law.calendars import load_years
from zeren.norms.calendar import NO_CALENDAR, Calendar

CALENDAR = Calendar(load_years(Path(__file__).resolve().parents[2] / "calendars" / "cn"))
TUESDAY = date(2026, 10, 13)


@pytest.mark.parametrize(
    ("due", "sign", "words"),
    [
        (date(2026, 10, 12), Sign.OVER, "过期 1 日"),
        (date(2026, 10, 13), Sign.NEAR, "今日"),
        (date(2026, 10, 14), Sign.NEAR, "明日"),
        (date(2026, 10, 15), Sign.NEAR, "余 2 工作日"),
        (date(2026, 10, 16), Sign.NEAR, "余 3 工作日"),
        (date(2026, 10, 18), Sign.NEAR, "余 3 工作日"),
        (date(2026, 10, 19), Sign.IN_TIME, "余 6 日"),
    ],
)
def test_a_light_turns_at_its_day(due: date, sign: Sign, words: str) -> None:
    found = days.due_light(due, TUESDAY, CALENDAR)
    assert (found.sign, found.words) == (sign, words)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-01-01T00:00:00+08:00", "01-01 00:00"),
        ("2025-12-31T23:59:00+08:00", "2025-12-31 23:59"),
        # The day is Beijing's: in Greenwich it is still the year before.
        ("2025-12-31T16:00:00+00:00", "01-01 00:00"),
        ("2025-12-31T15:59:00+00:00", "2025-12-31 23:59"),
    ],
)
def test_an_instant_of_another_year_says_its_year(instant: str, words: str) -> None:
    assert days.minute_in_cell(datetime.fromisoformat(instant), TUESDAY) == words


def test_a_make_up_sunday_counts_as_a_working_day() -> None:
    # 2026-09-20 is a Sunday worked for the Mid-Autumn holiday.
    assert days.working_days_left(date(2026, 9, 18), date(2026, 9, 21), CALENDAR) == 2
    assert days.working_days_left(date(2026, 9, 18), date(2026, 9, 19), CALENDAR) == 0


def test_an_internal_target_is_hollow_and_a_provisional_day_is_never_red() -> None:
    assert days.due_light(date(2026, 10, 23), TUESDAY, CALENDAR, internal=True).sign is Sign.IN_TIME_INTERNAL
    over = days.due_light(date(2026, 10, 12), TUESDAY, NO_CALENDAR, provisional=True)
    assert over.sign is not Sign.OVER
    assert over.words == "已到期 1 日（暂定）"


def test_without_a_number_only_the_days_that_passed_are_told() -> None:
    found = days.elapsed_light(date(2026, 10, 8), TUESDAY)
    assert (found.sign, found.words) == (Sign.ELAPSED, "已历 5 日")


@given(st.integers(min_value=-400, max_value=400))
def test_every_light_has_words_and_a_known_tone(offset: int) -> None:
    found = days.due_light(TUESDAY + timedelta(days=offset), TUESDAY, CALENDAR)
    assert found.words
    assert found.tone in ("red", "amber", "green")
    assert (found.tone == "red") is (offset < 0)


def test_the_strip_marks_event_last_day_days_off_and_make_up_days() -> None:
    strip = days.strip(date(2026, 9, 11), date(2026, 10, 11), TUESDAY, CALENDAR, "收到")
    cells = {cell.label: cell for week in strip.weeks for cell in week}
    assert [len(week) for week in strip.weeks] == [7] * len(strip.weeks)
    assert strip.weeks[0][0].label == "9/7"
    assert strip.weeks[0][4].kind == "ev" and strip.weeks[0][4].note == "收到"
    assert cells["10/1"].kind == "off" and cells["10/1"].note == "国庆"
    make_up = strip.weeks[1][6]
    assert (make_up.label, make_up.kind, make_up.note) == ("20", "mk", "调班")
    assert strip.weeks[4][6].kind.split() == ["off", "end"] and strip.weeks[4][6].note == "期满"
    assert strip.weeks[5][1].kind == "now"
    assert "9月11日收到" in strip.label and "10月11日期满" in strip.label


def test_a_long_strip_leaves_weeks_out_and_says_how_many() -> None:
    strip = days.strip(date(2026, 1, 5), date(2026, 12, 31), TUESDAY, CALENDAR)
    assert len(strip.weeks) == 6
    first, last = date(2026, 1, 5), date(2026, 12, 28)
    assert strip.gap == (last - first).days // 7 + 1 - 6


def test_a_day_shows_its_year_where_it_could_be_doubted() -> None:
    assert days.in_cell(date(2026, 10, 14), TUESDAY) == "10-14"
    assert days.in_cell(date(2025, 11, 18), TUESDAY) == "2025-11-18"
    assert days.in_cell(None, TUESDAY) == "—"


def test_the_groups_turn_after_three_working_days_and_at_the_month() -> None:
    assert days.bounds(TUESDAY, CALENDAR) == (date(2026, 10, 18), date(2026, 10, 31))
    assert days.bounds(date(2026, 12, 30), CALENDAR)[1] == date(2026, 12, 31)
