"""The arithmetic of a period in Chinese, one step a line, made only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from zeren.law.packs.form import Period, RestOf
from zeren.norms.calendar import Calendar
from zeren.norms.counting import Deadline, Instant, Interval, add_months, day_of
from zeren.norms.model import CountingStep

UNITS = {"days": "{}日", "working_days": "{}个工作日", "months": "{}个月", "years": "{}年", "hours": "{}小时"}
SPANS = {"year": "本年", "half_year": "本半年", "quarter": "本季度", "month": "本月"}
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")

MESSAGES = {
    "count.start": "自{start}次日起算{period}（当日不计）",
    "count.hours": "自{start}起连续计算{period}，休息日不扣除",
    "count.rest": "{start}所在的{period}，止于末日{nominal}",
    "count.back": "自{start}向前推算{period}（当日不计）",
    "count.fixed": "期限为{nominal}",
    "count.corresponding": "末日为对应日{nominal}",
    "count.no-corresponding": "该月没有{number}日，以月末日{nominal}为末日",
    "count.days": "末日为{nominal}",
    "count.working": "扣除休息日，第{amount}个工作日为{nominal}",
    "count.paused": "中止期间{amount}日不计入，末日顺加至{nominal}",
    "count.paused-hours": "中止期间{amount}小时不计入",
    "count.off": "末日为{why}，顺延至{due}",
    "count.off-stays": "末日为{why}，此期限不顺延，仍以{nominal}为准",
    "count.make-up": "末日{nominal}为调休上班日，不顺延",
    "count.provisional": "{year}年放假安排尚未公布，以{nominal}为末日（暂定）",
    "count.provisional-working": "{year}年放假安排尚未公布，按通常双休推算（暂定）",
    "bar.first": "自{first}起限制{period}，首日计入",
    "bar.first-after": "自{first}起限制，{period}自次日起算",
    "bar.rest": "自{first}起限制至{period}末",
    "bar.last": "限制至{last}止，{free}为可以的首日；限制期不因休息日变动",
    "bar.open": "自{first}起限制，止日待定",
    "bar.until": "自{first}起限制，至{last}止",
}
"""Every sentence that people see here, by a stable code."""


def period_text(period: Period | RestOf) -> str:
    """``1个月``, ``10个工作日``, ``本年``."""
    if isinstance(period, RestOf):
        return SPANS[period.span]
    return UNITS[period.unit].format(period.amount)


def day_text(moment: Instant) -> str:
    """``2024年4月7日``, with the hour where there is one."""
    text = f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{text}{moment.hour}时{moment.minute:02d}分" if isinstance(moment, datetime) else text


def kind_of_day(day: date, calendar: Calendar) -> str:
    """What makes a day off or on: ``清明节假期``, ``星期日``, ``星期日，调休上班``."""
    name = calendar.holiday(day)
    if name:
        return f"{name}假期"
    weekday = WEEKDAYS[day.weekday()]
    return f"{weekday}，调休上班" if calendar.is_make_up(day) else weekday


def steps(deadline: Deadline) -> tuple[CountingStep, ...]:
    """How the end of the period was found, step by step; the last step arrives at the deciding day."""
    return tuple(_steps(deadline))


def _say(code: str, moment: Instant, **slots: object) -> CountingStep:
    return CountingStep(MESSAGES[code].format(**slots), day_of(moment))


def _steps(deadline: Deadline) -> Iterator[CountingStep]:
    yield _opening(deadline)
    if deadline.way != "fixed" and not isinstance(deadline.period, RestOf):
        yield _counted(deadline)
    if deadline.paused and isinstance(deadline.period, Period) and deadline.period.unit == "hours":
        yield _say("count.paused-hours", deadline.nominal, amount=deadline.paused)
    elif deadline.paused:
        yield _say(
            "count.paused", deadline.nominal, amount=deadline.paused, nominal=day_text(deadline.nominal)
        )
    yield from _end(deadline)


def _opening(deadline: Deadline) -> CountingStep:
    start, period = day_text(deadline.start), deadline.period
    if period is None:
        return _say("count.fixed", deadline.nominal, nominal=_with_weekday(deadline))
    text = period_text(period)
    if deadline.way == "before":
        return _say("count.back", deadline.start, start=start, period=text)
    if isinstance(period, RestOf):
        return _say("count.rest", deadline.nominal, start=start, period=text, nominal=_with_weekday(deadline))
    code = "count.hours" if period.unit == "hours" else "count.start"
    return _say(code, deadline.start, start=start, period=text)


def _counted(deadline: Deadline) -> CountingStep:
    """The nominal day before suspensions are added."""
    period, nominal = deadline.period, deadline.nominal
    assert isinstance(period, Period)
    if period.unit == "working_days":
        return _say("count.working", nominal, amount=period.amount, nominal=_with_weekday(deadline))
    if period.unit not in ("months", "years"):
        return _say("count.days", nominal, nominal=_with_weekday(deadline))
    months = period.amount * (12 if period.unit == "years" else 1)
    start = day_of(deadline.start)
    end = add_months(start, -months if deadline.way == "before" else months)
    text = f"{day_text(end)}（{kind_of_day(end, deadline.calendar)}）"
    code = "count.corresponding" if end.day == start.day else "count.no-corresponding"
    return _say(code, end, nominal=text, number=start.day)


def _with_weekday(deadline: Deadline) -> str:
    moment = deadline.nominal
    return f"{day_text(moment)}（{kind_of_day(day_of(moment), deadline.calendar)}）"


def _end(deadline: Deadline) -> Iterator[CountingStep]:
    """Rolled, kept or provisional; nothing to say where the last day is a plain working day."""
    nominal, calendar = day_of(deadline.nominal), deadline.calendar
    hours = isinstance(deadline.nominal, datetime)
    why = kind_of_day(nominal, calendar)
    if deadline.provisional:
        yield _provisional(deadline, nominal)
    elif deadline.moved:
        due = day_of(deadline.due)
        text = f"{day_text(due)}（{kind_of_day(due, calendar)}）"
        yield _say("count.off", due, why=_off(why), due=text)
    elif calendar.is_make_up(nominal) and deadline.roll:
        yield _say("count.make-up", nominal, nominal=day_text(nominal))
    elif calendar.is_working(nominal) is False and not hours:
        yield _say("count.off-stays", nominal, why=_off(why), nominal=day_text(nominal))


def _off(why: str) -> str:
    return f"法定休假日（{why}）" if why.endswith("假期") else f"休息日（{why}）"


def _provisional(deadline: Deadline, nominal: date) -> CountingStep:
    period = deadline.period
    if isinstance(period, Period) and period.unit == "working_days":
        return _say("count.provisional-working", nominal, year=_missing_year(deadline))
    return _say("count.provisional", nominal, year=_missing_year(deadline), nominal=day_text(nominal))


def _missing_year(deadline: Deadline) -> int:
    """The first year on the way that is not published."""
    first, last = sorted((day_of(deadline.start).year, day_of(deadline.nominal).year))
    unknown = [year for year in range(first, last + 1) if year not in deadline.calendar.years]
    if deadline.way == "within" and not isinstance(deadline.period, RestOf) and unknown:
        working = isinstance(deadline.period, Period) and deadline.period.unit == "working_days"
        return unknown[0] if working else max(unknown)
    return unknown[-1] if unknown else last + 1


def restriction_steps(interval: Interval) -> tuple[CountingStep, ...]:
    """How the last barred day was found."""
    first, last = interval.first, interval.last
    slots = {"first": day_text(first), "last": day_text(last) if last else ""}
    if interval.period is None:
        return (_say("bar.until" if last else "bar.open", last or first, **slots),)
    if isinstance(interval.period, RestOf):
        code = "bar.rest"
    else:
        code = "bar.first" if interval.first_day_counts else "bar.first-after"
    assert last is not None and interval.free is not None
    return (
        _say(code, first, period=period_text(interval.period), **slots),
        _say("bar.last", last, free=day_text(interval.free), **slots),
    )
