"""Days as the pages show them: words of a light, the strip calendar, dates in sentences and in cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from zeren.desk.components import DaySum, Light, Sign, Strip, StripDay, SumLine
from zeren.norms.calendar import SATURDAY, Calendar
from zeren.norms.model import CountingStep
from zeren.records import clock
from zeren.records.calendars import working_days_left

NEAR_WORKING_DAYS = 3
"""Three working days or fewer: amber."""

SURELY_FAR = 20
"""Calendar days that no row of holidays can empty of more than three working days: nothing to count."""

LONGEST_STRIP = 7
"""Weeks shown whole; of a longer period the first and the last weeks, and a line that says how many lie between."""

WEEKDAYS = "一二三四五六日"
ONE_DAY = timedelta(days=1)
NEVER = date.max


def day_of(moment: date | datetime) -> date:
    """The day of an instant."""
    return moment.date() if isinstance(moment, datetime) else moment


def in_sentence(day: date, today: date | None = None) -> str:
    """``10月14日``; with the year where it is another one than today's."""
    short = f"{day.month}月{day.day}日"
    return short if today and day.year == today.year else f"{day.year}年{short}"


def in_cell(day: date | None, today: date) -> str:
    """``10-14``; ``2025-11-18`` where the year is another one; a dash where there is none."""
    if day is None:
        return "—"
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def local(at: datetime) -> date:
    """The day of an instant in Beijing."""
    return at.astimezone(clock.BEIJING).date()


def minute_in_cell(at: datetime, today: date) -> str:
    """``10-14 09:13`` in Beijing; ``2025-11-18 09:13`` where the year is another one."""
    return f"{in_cell(local(at), today)} {at.astimezone(clock.BEIJING):%H:%M}"


def weekday(day: date) -> str:
    """``星期二``."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def bounds(today: date, calendar: Calendar) -> tuple[date, date]:
    """The last day that is near (three working days), and the last day of the month: what the groups turn on."""
    near = today
    while working_days_left(today, near + ONE_DAY, calendar) <= NEAR_WORKING_DAYS:
        near += ONE_DAY
    after = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return near, after - ONE_DAY


def due_light(
    due: date,
    today: date,
    calendar: Calendar,
    *,
    internal: bool = False,
    provisional: bool = False,
    by_working_days: bool = False,
) -> Light:
    """The light of an open due day.

    Args:
        due: the day that decides (rolled where the period rolls).
        internal: the organ's own target, drawn hollow.
        provisional: the year's calendar is not published; said, and never red.
        by_working_days: the period is counted in working days, so is what is left.
    """
    left = (due - today).days
    tail = "（暂定）" if provisional else ""
    if left < 0:
        if provisional:
            return Light(Sign.NEAR_INTERNAL, f"已到期 {-left} 日{tail}")
        return Light(Sign.OVER, f"过期 {-left} 日")
    if left > SURELY_FAR and not by_working_days:
        return Light(Sign.IN_TIME_INTERNAL if internal else Sign.IN_TIME, f"余 {left} 日{tail}")
    working = working_days_left(today, due, calendar)
    if working <= NEAR_WORKING_DAYS:
        return Light(Sign.NEAR_INTERNAL if internal else Sign.NEAR, _near(left, working) + tail)
    words = f"余 {working} 工作日" if by_working_days else f"余 {left} 日"
    return Light(Sign.IN_TIME_INTERNAL if internal else Sign.IN_TIME, words + tail)


def _near(left: int, working: int) -> str:
    if left < 2:
        return "明日" if left else "今日"
    return f"余 {working} 工作日" if working else f"余 {left} 日"


def elapsed_light(since: date, today: date) -> Light:
    """The text gives no number of days: only how many have passed."""
    return Light(Sign.ELAPSED, f"已历 {(today - since).days} 日")


UNKNOWN = Light(Sign.UNKNOWN, "待查明")
CONFLICT = Light(Sign.CONFLICT, "条文不一")
DONE = Light(Sign.DONE, "已办")
MET = Light(Sign.DONE, "符合")
LAPSED = Light(Sign.LAPSED, "期满未行使")
OUT_OF_ORDER = Light(Sign.ORDER, "次序不一致")


def day_sum(steps: Sequence[CountingStep], due: date, assumed: str = "", last: str = "期限届满") -> DaySum:
    """The steps of a computation as a sum, the deciding day on the ruled line."""
    lines = tuple(SumLine(step.text, in_sentence(step.day, due) if step.day else "") for step in steps)
    return DaySum(lines, SumLine(last, in_sentence(due)), None, assumed)


def strip(
    event: date, end: date, today: date, calendar: Calendar, began: str = "起因", ended: str = "期满"
) -> Strip:
    """The calendar from the week of ``event`` to the week of ``end``, or of today where that is near."""
    first = event - timedelta(days=event.weekday())
    until = today if end < today <= end + timedelta(days=14) else end
    number = (until - first).days // 7 + 1
    weeks = [
        _week(first + timedelta(weeks=n), event, end, today, calendar, began, ended) for n in range(number)
    ]
    label = f"{in_sentence(event)}{began}，{in_sentence(end)}{ended}，今日{in_sentence(today)}"
    if number <= LONGEST_STRIP:
        return Strip(label, tuple(weeks))
    shown = (*weeks[:2], *weeks[-4:])
    return Strip(label, shown, gap_after=1, gap=number - 6)


def _week(
    monday: date, event: date, end: date, today: date, calendar: Calendar, began: str, ended: str
) -> tuple[StripDay, ...]:
    marks = {event: ("ev", began), end: ("end", ended)}
    first = monday <= event < monday + timedelta(weeks=1)
    return tuple(
        _cell(monday + timedelta(days=n), marks, today, calendar, first and n == 0) for n in range(7)
    )


def _cell(
    day: date, marks: dict[date, tuple[str, str]], today: date, calendar: Calendar, first: bool
) -> StripDay:
    label = f"{day.month}/{day.day}" if first or day.day == 1 else str(day.day)
    kinds, note = _nature(day, calendar)
    if day == today:
        kinds, note = [*kinds, "now"], "今日"
    if day in marks:
        kind, note = marks[day]
        kinds = [*kinds, kind]
    return StripDay(label, " ".join(kinds), note)


def _nature(day: date, calendar: Calendar) -> tuple[list[str], str]:
    """Day off, make-up day or neither; a holiday says its name on its first day."""
    if calendar.is_make_up(day):
        return ["mk"], "调班"
    working = calendar.is_working(day)
    off = day.weekday() >= SATURDAY if working is None else not working
    name = calendar.holiday(day) or ""
    first = name and calendar.holiday(day - ONE_DAY) != name
    return (["off"] if off else []), (name.removesuffix("节") if len(name) > 2 else name) if first else ""
