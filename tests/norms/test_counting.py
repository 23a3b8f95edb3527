"""Periods as the Civil Code counts them, deadlines and restrictions, with their arithmetic in Chinese."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.law.packs.form import DueBefore, DueDay, DueWindow, DueWithin, Period, RestOf
from zeren.norms import counting
from zeren.norms.calendar import NO_CALENDAR, Calendar
from zeren.norms.counting import (
    CountingError,
    InstantNeeded,
    add,
    add_months,
    before,
    fixed,
    month_day,
    open_restriction,
    restriction,
    rolls,
    span_of,
    within,
)
from zeren.norms.counting_steps import restriction_steps, steps

MONTH = Period("months", 1)
days = st.dates(date(2004, 1, 1), date(2026, 6, 30))
calendar_periods = st.builds(
    Period, st.sampled_from(["days", "months", "years"]), st.integers(min_value=0, max_value=14)
)


def text(found: counting.Deadline | counting.Interval) -> str:
    made = steps(found) if isinstance(found, counting.Deadline) else restriction_steps(found)
    return "；".join(step.text for step in made)


# ---------------------------------------------------------------- the case of the accountability regulation


def test_the_subjects_month_ends_on_a_make_up_sunday(cn: Calendar) -> None:
    found = within(date(2024, 3, 4), MONTH, cn, roll=True)
    assert (found.nominal, found.due, found.provisional) == (date(2024, 4, 4), date(2024, 4, 7), False)
    assert text(found) == (
        "自2024年3月4日次日起算1个月（当日不计）；末日为对应日2024年4月4日（清明节假期）；"
        "末日为法定休假日（清明节假期），顺延至2024年4月7日（星期日，调休上班）"
    )


def test_the_organs_own_month_ends_on_the_holiday(cn: Calendar) -> None:
    found = within(date(2024, 3, 4), MONTH, cn, roll=False)
    assert (found.nominal, found.due) == (date(2024, 4, 4), date(2024, 4, 4))
    assert text(found).endswith("末日为法定休假日（清明节假期），此期限不顺延，仍以2024年4月4日为准")


def test_a_last_day_that_is_a_make_up_sunday_does_not_roll(cn: Calendar) -> None:
    found = within(date(2024, 3, 7), MONTH, cn, roll=True)
    assert (found.nominal, found.due) == (date(2024, 4, 7), date(2024, 4, 7))
    assert "调休上班日，不顺延" in text(found)


# ---------------------------------------------------------------- days, months, years


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2024-03-04", Period("days", 1), "2024-03-05"),
        ("2024-03-04", Period("days", 15), "2024-03-19"),
        ("2023-12-31", Period("days", 60), "2024-02-29"),
        ("2024-01-31", MONTH, "2024-02-29"),
        ("2023-01-31", MONTH, "2023-02-28"),
        ("2024-01-30", MONTH, "2024-02-29"),
        ("2024-01-29", MONTH, "2024-02-29"),
        ("2024-02-29", MONTH, "2024-03-29"),
        ("2024-03-31", MONTH, "2024-04-30"),
        ("2024-08-31", Period("months", 6), "2025-02-28"),
        ("2024-12-15", MONTH, "2025-01-15"),
        ("2024-02-29", Period("years", 1), "2025-02-28"),
        ("2024-02-29", Period("years", 4), "2028-02-29"),
        ("2023-03-01", Period("years", 1), "2024-03-01"),
        ("2024-05-10", RestOf("month"), "2024-05-31"),
        ("2024-05-10", RestOf("quarter"), "2024-06-30"),
        ("2024-05-10", RestOf("half_year"), "2024-06-30"),
        ("2024-07-01", RestOf("half_year"), "2024-12-31"),
        ("2024-12-31", RestOf("year"), "2024-12-31"),
    ],
)
def test_the_nominal_last_day(cn: Calendar, start: str, period: Period | RestOf, end: str) -> None:
    assert within(date.fromisoformat(start), period, cn, roll=False).nominal == date.fromisoformat(end)


def test_an_instant_counts_from_its_day(cn: Calendar) -> None:
    late = within(datetime(2024, 3, 4, 23, 59), MONTH, cn, roll=True)
    assert late.nominal == date(2024, 4, 4)


def test_a_month_without_the_day_says_so(cn: Calendar) -> None:
    assert "该月没有31日，以月末日2024年4月30日" in text(within(date(2024, 3, 31), MONTH, cn, roll=True))


@given(start=days, period=calendar_periods, roll=st.booleans())
def test_a_deadline_never_ends_before_its_event_and_never_before_its_nominal_day(
    cn: Calendar, start: date, period: Period, roll: bool
) -> None:
    found = within(start, period, cn, roll=roll)
    assert start <= counting.day_of(found.nominal) <= counting.day_of(found.due)
    assert found.safe <= found.due  # type: ignore[operator]
    assert roll or found.due == found.nominal


@given(start=days, period=calendar_periods, roll=st.booleans())
def test_a_later_event_never_has_an_earlier_deadline(
    cn: Calendar, start: date, period: Period, roll: bool
) -> None:
    first = within(start, period, cn, roll=roll)
    second = within(start + timedelta(days=1), period, cn, roll=roll)
    assert first.nominal <= second.nominal and first.due <= second.due  # type: ignore[operator]


@given(start=days, period=calendar_periods, roll=st.booleans())
def test_a_longer_period_never_ends_earlier(cn: Calendar, start: date, period: Period, roll: bool) -> None:
    longer = Period(period.unit, period.amount + 1)
    assert within(start, period, cn, roll=roll).due <= within(start, longer, cn, roll=roll).due  # type: ignore[operator]


@given(
    start=st.dates(date(2004, 1, 1), date(2025, 6, 30)),
    period=st.builds(Period, st.just("months"), st.integers(1, 14)),
)
def test_a_rolled_day_is_the_first_working_day_from_the_nominal_one(
    cn: Calendar, start: date, period: Period
) -> None:
    found = within(start, period, cn, roll=True)
    due, nominal = counting.day_of(found.due), counting.day_of(found.nominal)
    if not found.provisional:
        assert cn.is_working(due)
        between = [nominal + timedelta(days=n) for n in range((due - nominal).days)]
        assert not any(cn.is_working(day) for day in between)


@given(day=st.dates(date(1, 1, 1), date(9000, 1, 1)), months=st.integers(0, 600))
def test_months_end_on_the_same_day_or_on_the_months_last(day: date, months: int) -> None:
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end + timedelta(days=1)).day == 1


@given(day=days, months=st.integers(0, 60))
def test_a_year_is_twelve_months(cn: Calendar, day: date, months: int) -> None:
    assert (
        within(day, Period("years", 2), cn, roll=False).due
        == within(day, Period("months", 24), cn, roll=False).due
    )


@pytest.mark.parametrize("period", [Period("years", 9000), Period("months", 120000), Period("days", 4000000)])
def test_a_period_beyond_the_calendar_is_an_error_not_a_wrong_day(cn: Calendar, period: Period) -> None:
    with pytest.raises(CountingError):
        within(date(2024, 1, 31), period, cn, roll=True)
    with pytest.raises(CountingError):
        within(date(2024, 1, 1), period, cn, roll=True)


# ---------------------------------------------------------------- working days


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        # 10月1—7日休假，10日（星期六）调休上班，11日休息（2026）
        ("2026-09-28", 10, "2026-10-16"),
        ("2024-04-03", 1, "2024-04-07"),
        ("2024-04-03", 2, "2024-04-08"),
        ("2024-04-08", 5, "2024-04-15"),
        ("2024-04-08", 0, "2024-04-08"),
    ],
)
def test_working_days_count_make_up_days_and_leave_holidays_out(
    cn: Calendar, start: str, amount: int, end: str
) -> None:
    found = within(date.fromisoformat(start), Period("working_days", amount), cn, roll=True)
    assert (found.nominal, found.due, found.provisional) == (date.fromisoformat(end),) * 2 + (False,)


def test_working_days_tell_which_day_was_reached(cn: Calendar) -> None:
    found = within(date(2026, 9, 28), Period("working_days", 10), cn, roll=False)
    assert "扣除休息日，第10个工作日为2026年10月16日（星期五）" in text(found)


@given(start=days, amount=st.integers(1, 40))
def test_exactly_that_many_working_days_lie_after_the_event(cn: Calendar, start: date, amount: int) -> None:
    found = within(start, Period("working_days", amount), cn, roll=False)
    end = counting.day_of(found.due)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(bool(cn.is_working(day)) for day in between) == amount
    assert cn.is_working(end)


# ---------------------------------------------------------------- hours


def test_hours_run_through_days_off_and_do_not_roll(cn: Calendar) -> None:
    found = within(datetime(2024, 4, 3, 16, 30), Period("hours", 48), cn, roll=True)
    assert found.due == datetime(2024, 4, 5, 16, 30)
    assert not found.roll and text(found).startswith("自2024年4月3日16时30分起连续计算48小时，休息日不扣除")


def test_hours_keep_the_zone_of_the_instant(cn: Calendar) -> None:
    zone = timezone(timedelta(hours=8))
    assert within(datetime(2024, 4, 3, 16, tzinfo=zone), Period("hours", 24), cn, roll=False).due == datetime(
        2024, 4, 4, 16, tzinfo=zone
    )


def test_hours_from_a_bare_day_are_not_guessed(cn: Calendar) -> None:
    with pytest.raises(InstantNeeded):
        within(date(2024, 4, 3), Period("hours", 48), cn, roll=False)
    with pytest.raises(InstantNeeded):
        before(date(2024, 4, 3), Period("hours", 48), cn)


# ---------------------------------------------------------------- counted back


@pytest.mark.parametrize(
    ("period", "end"),
    [
        (Period("days", 3), "2024-04-05"),
        (Period("months", 1), "2024-03-08"),
        (Period("working_days", 3), "2024-04-02"),
    ],
)
def test_counted_back_from_a_planned_day(cn: Calendar, period: Period, end: str) -> None:
    found = before(date(2024, 4, 8), period, cn)
    assert found.due == found.nominal == date.fromisoformat(end)
    assert text(found).startswith("自2024年4月8日向前推算")


def test_a_day_counted_back_to_a_holiday_stays(cn: Calendar) -> None:
    assert "此期限不顺延" in text(before(date(2024, 4, 8), Period("days", 3), cn))


def test_hours_counted_back(cn: Calendar) -> None:
    assert before(datetime(2024, 4, 8, 9), Period("hours", 24), cn).due == datetime(2024, 4, 7, 9)


# ---------------------------------------------------------------- fixed days and calendar periods


def test_a_fixed_day_stays_unless_the_norm_says_otherwise(cn: Calendar) -> None:
    assert fixed(date(2026, 1, 31), cn).due == date(2026, 1, 31)  # a Saturday
    assert fixed(date(2026, 1, 31), cn, roll=True).due == date(2026, 2, 2)


@pytest.mark.parametrize(
    ("norm", "convention", "due", "answer"),
    [
        (None, True, DueWithin(MONTH), True),
        (None, False, DueWithin(MONTH), False),
        (None, None, DueWithin(MONTH), False),
        (False, True, DueWithin(MONTH), False),
        (True, False, DueWithin(MONTH), True),
        (None, True, DueWithin(RestOf("quarter")), False),
        (None, True, DueDay(month_day=(1, 31)), False),
        (True, False, DueDay(month_day=(1, 31)), True),
        (None, True, DueWindow(start=(1, 1), end=(1, 31)), False),
        (None, True, DueBefore(MONTH, "held"), False),
        (None, True, None, False),
    ],
)
def test_who_rolls(norm: bool | None, convention: bool | None, due: object, answer: bool) -> None:
    assert rolls(norm, convention, due) is answer  # type: ignore[arg-type]


def test_the_day_of_a_calendar_year_that_a_common_year_lacks() -> None:
    assert month_day(2024, 2, 29) == date(2024, 2, 29)
    assert month_day(2025, 2, 29) == date(2025, 2, 28)
    assert month_day(2025, 1, 31) == date(2025, 1, 31)


@given(day=days, span=st.sampled_from(["year", "half_year", "quarter", "month"]))
def test_a_calendar_period_holds_its_day_and_borders_the_next(day: date, span: str) -> None:
    first, last = span_of(span, day)  # type: ignore[arg-type]
    assert first <= day <= last and first.day == 1
    assert span_of(span, last + timedelta(days=1))[0] == last + timedelta(days=1)  # type: ignore[arg-type]


# ---------------------------------------------------------------- a year that is not published


def test_without_the_years_calendar_the_nominal_day_stands_as_provisional(until_2025: Calendar) -> None:
    found = within(date(2026, 1, 17), MONTH, until_2025, roll=True)
    assert (found.nominal, found.due, found.safe) == (date(2026, 2, 17),) * 3
    assert found.provisional and "2026年放假安排尚未公布，以2026年2月17日为末日（暂定）" in text(found)


def test_a_period_that_does_not_roll_needs_no_calendar(until_2025: Calendar) -> None:
    found = within(date(2026, 1, 17), MONTH, until_2025, roll=False)
    assert (found.due, found.provisional) == (date(2026, 2, 17), False)


def test_publishing_the_year_settles_the_day(cn: Calendar) -> None:
    found = within(date(2026, 1, 17), MONTH, cn, roll=True)
    assert (found.due, found.provisional) == (date(2026, 2, 24), False)


def test_a_roll_into_an_unpublished_year_is_provisional() -> None:
    from zeren.law.calendars import read_year

    only = Calendar([read_year('calendar: cn\nyear: "2022"\n')])
    found = within(date(2022, 11, 30), Period("days", 31), only, roll=True)
    assert (found.nominal, found.due, found.provisional) == (date(2022, 12, 31), date(2022, 12, 31), True)
    assert "2023年放假安排尚未公布" in text(found)


def test_working_days_of_an_unpublished_year_are_counted_by_plain_weeks(until_2025: Calendar) -> None:
    found = within(date(2026, 2, 9), Period("working_days", 5), until_2025, roll=False)
    assert (found.due, found.provisional) == (date(2026, 2, 16), True)
    assert found.safe == date(2026, 2, 14)  # even if every day were a working day
    assert "按通常双休推算（暂定）" in text(found)


@given(start=st.dates(date(2025, 11, 1), date(2026, 10, 1)), period=calendar_periods)
def test_what_is_safe_before_publication_is_in_time_after_it(
    cn: Calendar, until_2025: Calendar, start: date, period: Period
) -> None:
    early, late = (within(start, period, known, roll=True) for known in (until_2025, cn))
    assert early.safe <= late.due and early.nominal == late.nominal  # type: ignore[operator]


@given(start=st.dates(date(2025, 11, 1), date(2026, 10, 1)), amount=st.integers(1, 30))
def test_safe_working_days_stay_in_time_after_publication(
    cn: Calendar, until_2025: Calendar, start: date, amount: int
) -> None:
    period = Period("working_days", amount)
    assert within(start, period, until_2025, roll=False).safe <= within(start, period, cn, roll=False).due  # type: ignore[operator]
    back = [before(start, period, known) for known in (until_2025, cn)]
    assert back[0].safe <= back[1].due  # type: ignore[operator]


# ---------------------------------------------------------------- suspension


def test_suspended_days_are_added(cn: Calendar) -> None:
    pause = (date(2024, 3, 11), date(2024, 3, 18))
    found = within(date(2024, 3, 4), Period("days", 15), cn, roll=False, pauses=[pause])
    assert (found.nominal, found.paused) == (date(2024, 3, 26), 7)
    assert "中止期间7日不计入" in text(found)


def test_a_suspension_after_the_end_changes_nothing(cn: Calendar) -> None:
    plain = within(date(2024, 3, 4), Period("days", 15), cn, roll=False)
    on_the_last_day = (date(2024, 3, 19), date(2024, 3, 29))
    too_late = (date(2024, 3, 20), date(2024, 3, 30))
    assert within(date(2024, 3, 4), Period("days", 15), cn, roll=False, pauses=[too_late]).due == plain.due
    assert within(date(2024, 3, 4), Period("days", 15), cn, roll=False, pauses=[on_the_last_day]).due == date(
        2024, 3, 29
    )


def test_overlapping_suspensions_count_once(cn: Calendar) -> None:
    one = [(date(2024, 3, 6), date(2024, 3, 16))]
    two = [(date(2024, 3, 10), date(2024, 3, 16)), (date(2024, 3, 6), date(2024, 3, 12))]
    ends = {within(date(2024, 3, 4), MONTH, cn, roll=False, pauses=p).due for p in (one, two)}
    assert ends == {date(2024, 4, 14)}


def test_working_days_inside_a_suspension_do_not_count(cn: Calendar) -> None:
    pause = (date(2024, 3, 11), date(2024, 3, 18))  # five working days
    plain = within(date(2024, 3, 4), Period("working_days", 10), cn, roll=False)
    stopped = within(date(2024, 3, 4), Period("working_days", 10), cn, roll=False, pauses=[pause])
    assert (plain.due, stopped.due) == (date(2024, 3, 18), date(2024, 3, 25))


def test_hours_stop_during_a_suspension(cn: Calendar) -> None:
    pause = (datetime(2024, 3, 4, 20), datetime(2024, 3, 5, 8))
    found = within(datetime(2024, 3, 4, 10), Period("hours", 24), cn, roll=False, pauses=[pause])
    assert found.due == datetime(2024, 3, 5, 22) and found.paused == 12


# ---------------------------------------------------------------- restrictions


@pytest.mark.parametrize(
    ("start", "period", "last", "free"),
    [
        ("2024-03-15", Period("years", 1), "2025-03-14", "2025-03-15"),
        ("2024-03-15", Period("months", 6), "2024-09-14", "2024-09-15"),
        ("2024-03-01", Period("months", 1), "2024-03-31", "2024-04-01"),
        ("2024-02-29", Period("years", 1), "2025-02-28", "2025-03-01"),
        ("2023-02-28", Period("years", 1), "2024-02-27", "2024-02-28"),
        ("2024-08-31", Period("months", 6), "2025-02-28", "2025-03-01"),
        ("2024-03-31", Period("months", 1), "2024-04-30", "2024-05-01"),
        ("2024-03-15", Period("days", 10), "2024-03-24", "2024-03-25"),
        ("2024-03-15", RestOf("year"), "2024-12-31", "2025-01-01"),
    ],
)
def test_the_anniversary_is_the_first_free_day(
    start: str, period: Period | RestOf, last: str, free: str
) -> None:
    found = restriction(date.fromisoformat(start), period)
    assert found.first == date.fromisoformat(start)
    assert (found.last, found.free) == (date.fromisoformat(last), date.fromisoformat(free))
    assert found.holds(found.first) and found.last is not None and found.holds(found.last)
    assert found.free is not None and not found.holds(found.free)


def test_where_a_pack_reads_the_first_day_as_not_counted_the_anniversary_is_barred() -> None:
    found = restriction(date(2024, 3, 15), Period("years", 1), first_day_counts=False)
    assert (found.first, found.last, found.free) == (date(2024, 3, 15), date(2025, 3, 15), date(2025, 3, 16))


def test_a_restriction_tells_its_last_and_its_first_free_day() -> None:
    assert text(restriction(date(2024, 3, 15), Period("years", 1))) == (
        "自2024年3月15日起限制1年，首日计入；限制至2025年3月14日止，2025年3月15日为可以的首日；限制期不因休息日变动"
    )


@given(start=days, period=calendar_periods.filter(lambda p: p.amount > 0))
def test_a_restriction_never_rolls_and_is_the_same_under_every_calendar(start: date, period: Period) -> None:
    found = restriction(start, period)
    assert found.last is not None and found.free is not None
    assert found.free - found.last == timedelta(days=1)
    civil = within(start, period, NO_CALENDAR, roll=False)
    assert found.last <= counting.day_of(civil.due) <= found.last + timedelta(days=1)


@given(start=days, period=calendar_periods.filter(lambda p: p.amount > 0))
def test_a_later_restriction_never_ends_earlier(start: date, period: Period) -> None:
    first, second = restriction(start, period), restriction(start + timedelta(days=1), period)
    assert first.last is not None and second.last is not None and first.last <= second.last


def test_a_bar_until_an_act_holds_through_that_day() -> None:
    still = open_restriction(date(2024, 3, 15))
    assert still.last is None and still.holds(date(2030, 1, 1)) and "止日待定" in text(still)
    over = open_restriction(date(2024, 3, 15), date(2024, 5, 2))
    assert over.holds(date(2024, 5, 2)) and not over.holds(date(2024, 5, 3))


@pytest.mark.parametrize("unit", ["hours", "working_days"])
def test_no_restriction_is_measured_in_hours_or_working_days(unit: str) -> None:
    with pytest.raises(CountingError):
        restriction(date(2024, 3, 15), Period(unit, 10))  # type: ignore[arg-type]


# ---------------------------------------------------------------- comparing lengths


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2022-05-10", Period("years", 2), "2024-05-10"),
        ("2024-03-04", Period("hours", 48), "2024-03-06"),
        ("2024-03-04", Period("hours", 49), "2024-03-07"),
        ("2024-04-03", Period("working_days", 1), "2024-04-07"),
        ("2024-03-04", RestOf("quarter"), "2024-03-31"),
    ],
)
def test_lengths_compare_by_adding_them_to_the_earlier_day(
    cn: Calendar, start: str, period: Period | RestOf, end: str
) -> None:
    assert add(date.fromisoformat(start), period, cn) == date.fromisoformat(end)
