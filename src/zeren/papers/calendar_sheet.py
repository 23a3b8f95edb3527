"""A year's arrangement of holidays as an Excel sheet: one row a stretch of days off or a make-up working day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zeren.law.calendars import CalendarDay, CalendarError, CalendarYear, Notice, as_yaml, read_year
from zeren.papers.excel.columns import Column, Problem, Sheet
from zeren.papers.excel.reading import Row, read

LONGEST_HOLIDAY = 31

SHEET = Sheet(
    "放假安排",
    (
        Column("day", "日期", "date", True, help="放假首日，或调休上班的日子", example="2027-10-01"),
        Column("until", "至", "date", help="放假末日；只有一天时不填", example="2027-10-07"),
        Column(
            "kind",
            "类别",
            "one_of",
            True,
            (("放假", "off"), ("上班", "work")),
            "放假，或调休上班",
            10,
            "放假",
        ),
        Column("name", "节日", "text", True, help="节日名称", example="国庆节"),
        Column(
            "number", "通知文号", "text", True, help="照通知原样", width=24, example="国办发明电〔2026〕×号"
        ),
        Column("title", "通知标题", "text", True, help="照通知原样", width=44),
        Column("issued", "发布日期", "date", help="通知落款日期"),
    ),
    note="一份文件只写一年。只列与平常一周不同的日子；不调休的周末不必列。",
)


@dataclass(frozen=True, slots=True)
class YearReading:
    """What came of a workbook: the year if every row is right, else none; ``problems`` by row and cell."""

    year: CalendarYear | None
    problems: tuple[Problem, ...]
    not_read: tuple[str, ...]


def read_sheet(content: bytes, country: str = "cn") -> YearReading:
    """The year of a workbook. Nothing is taken while one row is wrong.

    Raises BadWorkbook where the file is no workbook or lacks the columns.
    """
    reading = read(SHEET, content)
    problems = list(reading.problems)
    days = [day for row in reading.rows for day in _days(row, problems)]
    year = _year_of(days)
    problems += _strangers(days, year)
    problems += _doubled(days)
    if not days and not problems:
        problems.append(Problem(2, "日期", "", "没有一行安排", "there is no row"))
    if problems:
        return YearReading(None, tuple(sorted(problems, key=lambda p: p.row)), reading.not_read)
    return YearReading(_made(country, year, reading.rows, days), (), reading.not_read)


@dataclass(frozen=True, slots=True)
class _Day:
    row: Row
    entry: CalendarDay


def _days(row: Row, problems: list[Problem]) -> Iterator[_Day]:
    first = date.fromisoformat(row.values["day"])
    last = date.fromisoformat(row.values.get("until") or row.values["day"])
    working = row.values["kind"] == "work"
    wrong = _wrong(row.number, first, last, working)
    if wrong:
        problems.append(wrong)
        return
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        yield _Day(row, CalendarDay(day, working, row.values["name"], row.values["number"]))


def _wrong(row: int, first: date, last: date, working: bool) -> Problem | None:
    if last < first:
        return Problem(row, "至", str(last), f"早于日期 {first}", f"before the first day {first}")
    if (last - first).days > LONGEST_HOLIDAY:
        zh, en = f"一段假期不超过 {LONGEST_HOLIDAY} 日", f"a holiday has at most {LONGEST_HOLIDAY} days"
        return Problem(row, "至", str(last), zh, en)
    if working and last != first:
        return Problem(row, "至", str(last), "上班的日子一天一行", "make-up days stand one a row")
    if working and first.weekday() < 5:
        return Problem(
            row, "日期", str(first), "本是工作日，不是调休上班", "a weekday already, no make-up day"
        )
    return None


def _year_of(days: list[_Day]) -> int:
    """The year that most rows speak of."""
    years = [day.entry.day.year for day in days]
    return max(set(years), key=years.count) if years else 0


def _strangers(days: list[_Day], year: int) -> list[Problem]:
    found = {day.row.number: day for day in days if day.entry.day.year != year}
    return [
        Problem(number, "日期", str(day.entry.day), f"不在 {year} 年内；一份文件只写一年", f"not in {year}")
        for number, day in found.items()
    ]


def _doubled(days: list[_Day]) -> list[Problem]:
    seen: dict[date, int] = {}
    problems = []
    for day in days:
        first = seen.setdefault(day.entry.day, day.row.number)
        if first != day.row.number:
            zh, en = f"第 {first} 行已列这一天", f"row {first} lists this day already"
            problems.append(Problem(day.row.number, "日期", str(day.entry.day), zh, en))
    return list({problem.row: problem for problem in problems}.values())


def _made(country: str, year: int, rows: tuple[Row, ...], days: list[_Day]) -> CalendarYear:
    notices: dict[str, Notice] = {}
    for row in rows:
        number, issued = row.values["number"], row.values.get("issued")
        made = Notice(number, row.values["title"], number, date.fromisoformat(issued) if issued else None)
        notices.setdefault(number, made)
    ordered = tuple(sorted((day.entry for day in days), key=lambda entry: entry.day))
    return CalendarYear(country, year, tuple(notices.values()), ordered)


def file_text(year: CalendarYear, source: str) -> str:
    """The calendar file of a year read from a sheet, checked by reading it back.

    Raises CalendarError if the year would not be taken (for instance outside 1900 to 2099).
    """
    text = as_yaml(year, note=f"由 {source} 导入")
    read_year(text, f"{year.year}.yaml")
    return text


__all__ = ["SHEET", "CalendarError", "YearReading", "file_text", "read_sheet"]
