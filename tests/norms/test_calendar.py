"""The calendar says what the State Council's notices say, and nothing of a year that has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.law.calendars import CalendarError, CalendarYear, as_yaml, load_years, read_year
from zeren.norms.calendar import NO_CALENDAR, Calendar

CALENDARS = Path(__file__).parents[2] / "calendars" / "cn"

NOT_IN_CHINESECALENDAR = {
    date(2005, 12, 31): "调休上班 by the notice for 2006 (国办发明电〔2005〕35号, 一、元旦); "
    "chinesecalendar enters each notice under its own year only and leaves this day out",
}
"""Days on which chinesecalendar 1.11.0 differs from our files, each with the reason. There is no other."""

NOT_IN_HOLIDAYS: dict[date, str] = {}
"""Days on which holidays 0.109 differs from our files: none."""


def every_day(first: int = 2004, last: int = 2026) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += timedelta(days=1)


def test_each_day_of_2004_to_2026_agrees_with_chinesecalendar(cn: Calendar) -> None:
    different = {day for day in every_day() if cn.is_working(day) != chinese_calendar.is_workday(day)}
    assert different == set(NOT_IN_CHINESECALENDAR)


def test_each_day_of_2004_to_2026_agrees_with_holidays(cn: Calendar) -> None:
    china = holidays.country_holidays("CN", years=range(2003, 2028))
    different = set()
    for day in every_day():
        theirs = day in china.weekend_workdays or (day.weekday() < 5 and day not in china)
        if cn.is_working(day) != theirs:
            different.add(day)
    assert different == set(NOT_IN_HOLIDAYS)


def test_holiday_names_agree_with_chinesecalendar_where_both_name_the_day(cn: Calendar) -> None:
    chinese = {h.value: h.chinese for h in chinese_calendar.Holiday}
    for day in every_day():
        off, theirs = chinese_calendar.get_holiday_detail(day)
        ours = cn.holiday(day)
        if off and theirs and ours:
            assert ours.removesuffix("节") == chinese[theirs].removesuffix("节"), day


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_entry_names_a_notice_of_the_state_council(year: int) -> None:
    published = read_year((CALENDARS / f"{year}.yaml").read_text(encoding="utf-8"))
    assert published.year == year and published.country == "cn"
    for entry in published.days:
        notice = published.notice(entry.notice)
        assert notice.title.startswith("国务院")
        assert notice.source is not None
    for notice in published.notices:
        assert notice.number is None or "发明电〔" in notice.number


def test_notice_numbers_are_left_out_only_where_they_could_not_be_checked() -> None:
    without = {n.title for y in load_years(CALENDARS) for n in y.notices if n.number is None}
    assert without == {f"国务院办公厅关于{year}年部分节假日安排的通知" for year in (2004, 2005, 2008)}


def test_a_later_notice_takes_the_place_of_the_first_one(cn: Calendar) -> None:
    # 2020: the holiday was prolonged; 1 February, first a make-up day, became a day off
    assert cn.is_working(date(2020, 2, 1)) is False
    assert cn.is_working(date(2020, 2, 3)) is True
    notice = cn.notice(date(2020, 2, 1))
    assert notice is not None and notice.number == "国办发明电〔2020〕1号"
    # 2019: the labour day was prolonged by a second notice
    assert cn.is_working(date(2019, 5, 3)) is False and cn.is_make_up(date(2019, 5, 5))


def test_the_make_up_days_of_autumn_2026(cn: Calendar) -> None:
    assert [d for d in every_day(2026) if cn.is_make_up(d) and d.month > 6] == [
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]


def test_what_a_day_is(cn: Calendar) -> None:
    assert (cn.is_working(date(2024, 4, 4)), cn.holiday(date(2024, 4, 4))) == (False, "清明节")
    assert (cn.is_working(date(2024, 4, 7)), cn.is_make_up(date(2024, 4, 7))) == (True, True)
    assert (cn.is_working(date(2024, 4, 13)), cn.holiday(date(2024, 4, 13))) == (False, None)
    assert cn.next_working(date(2024, 4, 4)) == date(2024, 4, 7)
    assert cn.next_working(date(2024, 4, 8)) == date(2024, 4, 8)
    assert cn.notice(date(2024, 4, 8)) is None


def test_a_year_without_a_file_is_neither_working_nor_off(cn: Calendar) -> None:
    assert cn.is_working(date(2026, 12, 31)) is True
    assert cn.is_working(date(2027, 1, 1)) is None
    assert cn.next_working(date(2027, 3, 3)) is None
    assert NO_CALENDAR.is_working(date(2024, 4, 8)) is None


def test_the_search_for_a_working_day_stops_at_the_edge_of_what_is_published() -> None:
    years = {y.year: y for y in load_years(CALENDARS)}
    only = Calendar([years[2022]])
    # 31 December 2022 is off; the next days lie in a year that is not there
    assert only.is_working(date(2022, 12, 31)) is False
    assert only.next_working(date(2022, 12, 31)) is None
    assert Calendar([years[2022], years[2023]]).next_working(date(2022, 12, 31)) == date(2023, 1, 3)


@given(day=st.dates(date(2003, 6, 1), date(2027, 6, 1)), amount=st.integers(-300, 300))
def test_the_nth_working_day_is_found_by_walking_there(cn: Calendar, day: date, amount: int) -> None:
    step, left, walked = timedelta(days=1 if amount > 0 else -1), abs(amount), day
    known = cn.is_working(day) is not None
    while left and known:
        walked += step
        left -= bool(cn.is_working(walked))
        known = cn.is_working(walked) is not None
    assert cn.nth_working(day, amount) == (walked if known or not amount else None)


def test_working_days_are_not_counted_across_a_year_that_is_missing() -> None:
    years = {y.year: y for y in load_years(CALENDARS)}
    gap = Calendar([years[2022], years[2024]])
    assert gap.nth_working(date(2022, 12, 30), 1) is None
    assert gap.nth_working(date(2024, 1, 1), -1) is None
    assert gap.nth_working(date(2024, 1, 1), 1) == date(2024, 1, 2)


def test_the_digest_names_exactly_the_days_in_use() -> None:
    years = load_years(CALENDARS)
    assert Calendar(years).digest == Calendar(reversed(years)).digest
    assert Calendar(years).digest != Calendar(years[:-1]).digest


def test_a_year_given_twice_is_refused() -> None:
    years = load_years(CALENDARS)
    with pytest.raises(ValueError, match="2026"):
        Calendar([*years, years[-1]])


def test_a_year_of_a_later_folder_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    (tmp_path / "2026.yaml").write_text(
        'calendar: cn\nyear: "2026"\nnotices: {}\noff: []\n', encoding="utf-8"
    )
    years = load_years(CALENDARS, tmp_path, tmp_path / "absent")
    assert len(years) == 23 and years[-1].days == ()


HEAD = 'calendar: cn\nyear: "2030"\nnotices: {n: {title: 国务院办公厅通知}}\n'

BROKEN = [
    ("", "c.yaml:1", "文件是空的", "the file is empty"),
    ("a: b: c\n", "c.yaml:1", "不是有效的 YAML 文件", "not valid YAML"),
    ("- 1\n", "c.yaml:1", "此处应为一组“键: 值”", "expected a mapping here"),
    (
        'calendar: cn\nyear: "30"\n',
        "c.yaml:2",
        "年份“30”应为 1900 至 2099",
        "year '30' should be 1900 to 2099",
    ),
    ('calendar: cn\nyaer: "2030"\n', "c.yaml:2", "不认识的键“yaer”", "unknown key 'yaer'"),
    (HEAD + "calendar: cn\n", "c.yaml:4", "键“calendar”重复", "key 'calendar' is given twice"),
    (HEAD + "off: 3\n", "c.yaml:4", "此处应为列表", "expected a list here"),
    (
        HEAD + "off:\n  - {name: 元旦, from: 1月1日, notice: n}\n",
        "c.yaml:5",
        "应为年-月-日",
        "expected a real day written YYYY-MM-DD",
    ),
    (
        HEAD + 'off:\n  - {name: 元旦, from: "2030-02-29", notice: n}\n',
        "c.yaml:5",
        "确有其日",
        "'2030-02-29'",
    ),
    (
        HEAD + 'off:\n  - {name: 元旦, from: "2031-01-01", notice: n}\n',
        "c.yaml:5",
        "不在 2030 年内",
        "is not in 2030",
    ),
    (
        HEAD + 'off:\n  - {name: 元旦, from: "2030-01-03", to: "2030-01-01", notice: n}\n',
        "c.yaml:5",
        "不是一段假期",
        "no holiday stretch",
    ),
    (HEAD + 'off:\n  - {from: "2030-01-01", notice: n}\n', "c.yaml:5", "缺“name”", "'name' is missing"),
    (
        HEAD + 'off:\n  - {name: 元旦, from: "2030-01-01", notice: m}\n',
        "c.yaml:5",
        "通知“m”未列在 notices 中",
        "notice 'm' is not listed",
    ),
    (
        HEAD + 'work:\n  - {day: "2030-01-02", for: 元旦, notice: n}\n',
        "c.yaml:5",
        "本是工作日",
        "is a weekday already",
    ),
    (
        HEAD
        + 'off:\n  - {name: 元旦, from: "2030-01-05", notice: n}\nwork:\n  - {day: "2030-01-05", for: 元旦, notice: n}\n',
        "c.yaml:7",
        "列了两次",
        "is listed twice",
    ),
]


@pytest.mark.parametrize(("text", "where", "zh", "en"), BROKEN)
def test_a_broken_file_is_refused_with_its_place_in_both_languages(
    text: str, where: str, zh: str, en: str
) -> None:
    with pytest.raises(CalendarError) as caught:
        read_year(text, "c.yaml")
    problem = caught.value.problems[0]
    assert problem.where == where
    assert zh in problem.zh and en in problem.en


def test_every_fault_of_a_file_is_named_at_once() -> None:
    text = (
        HEAD
        + 'off:\n  - {name: 元旦, from: "2030-13-01", notice: n}\nwork:\n  - {day: "2030-01-02", for: 元旦, notice: n}\n'
    )
    with pytest.raises(CalendarError) as caught:
        read_year(text, "c.yaml")
    assert [p.where for p in caught.value.problems] == ["c.yaml:5", "c.yaml:7"]


def test_a_file_under_the_wrong_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2031.yaml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(CalendarError, match="2030.yaml"):
        load_years(tmp_path)


@pytest.mark.parametrize("year", [2005, 2015, 2019, 2020, 2026])
def test_a_year_written_is_the_year_read(year: int) -> None:
    published = read_year((CALENDARS / f"{year}.yaml").read_text(encoding="utf-8"))
    again = read_year(as_yaml(published, note="“引号”: 与冒号"))
    assert (again.days, again.notices, again.year) == (published.days, published.notices, year)


def test_a_year_without_any_entry_is_written_too() -> None:
    assert read_year(as_yaml(CalendarYear("cn", 2030, (), ()))).days == ()
