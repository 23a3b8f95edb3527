"""Counting periods: 民法典第二百零一条至第二百零三条, as the packs' convention ``civil-code-201-203``.

- Day of the event: not counted (第二百零一条第一款). Hours run from the instant (第二百零一条第二款).
- Months and years end on the corresponding day, else on the month's last day (第二百零二条).
- A last day off runs to the next working day (第二百零三条), where the period rolls at all: that is the
  norm's or the pack's word (``rolls``). Make-up working days are working days.

Every result carries the nominal and the deciding day; its Chinese steps are rendered only when asked for.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from zeren.law.packs.form import Due, DueWithin, Period, RestOf, Span
from zeren.norms.calendar import ONE_DAY, SATURDAY, Calendar

CONVENTION = "civil-code-201-203"
"""The one counting convention; each of its rules stands with its article in ``docs/counting.md``."""

CITES = ("民法典第二百零一条", "民法典第二百零二条", "民法典第二百零三条")

Instant = date | datetime
Pause = tuple[Instant, Instant]
"""A suspension: the day it begins and the day on which the period goes on (that day counts again)."""

Way = Literal["within", "before", "fixed"]


class CountingError(ValueError):
    """A period that can't be counted: a day outside the calendar's range, a negative length."""


class InstantNeeded(CountingError):
    """A period of hours needs an instant; only a day is known."""


class Deadline(NamedTuple):
    """The end of a period.

    ``start``: the event, planned day or fixed day it was counted from; ``nominal``: last day before rolling;
    ``due``: the day that decides; ``roll``: whether a day off moves it; ``provisional`` (暂定): ``due``
    rests on a year that is not published; ``safe``: done by then it is in time whatever that year brings.
    """

    start: Instant
    nominal: Instant
    due: Instant
    roll: bool
    provisional: bool
    safe: Instant
    period: Period | RestOf | None
    way: Way
    paused: int
    calendar: Calendar

    @property
    def moved(self) -> bool:
        """Whether rolling moved the last day."""
        return self.due != self.nominal


class Interval(NamedTuple):
    """A restriction: first and last barred day, and the first free one (None: no end is fixed)."""

    first: date
    last: date | None
    free: date | None
    period: Period | RestOf | None
    first_day_counts: bool

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in the restriction; both ends belong to it."""
        return self.first <= day and (self.last is None or day <= self.last)


def day_of(moment: Instant) -> date:
    """The day of an instant; a day stays as it is."""
    return moment.date() if isinstance(moment, datetime) else moment


def rolls(norm: bool | None, convention: bool | None, due: Due | None) -> bool:
    """Whether a last day off runs on: the norm's own word, else the pack's convention for running periods.

    A fixed day, a calendar period, a window and a day counted back stay where they are unless the norm itself
    says ``roll: yes``: 第二百零三条 speaks of the end of a period that runs.
    """
    if norm is not None:
        return norm
    running = isinstance(due, DueWithin) and isinstance(due.period, Period)
    return bool(convention) and running


# ---------------------------------------------------------------- plain arithmetic of days


def add_months(day: date, months: int) -> date:
    """The corresponding day ``months`` later (or earlier, if negative), else that month's last day.

    第二百零二条. Raises CountingError outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return _date(year, month + 1, day.day)
    _check(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add(day: date, period: Period | RestOf, calendar: Calendar) -> date:
    """The last day of a period that begins after ``day``, without rolling: for comparing lengths of time.

    Hours count as whole days begun (48 hours: two days). Working days of an unpublished year are counted
    by plain weeks. Raises CountingError outside the years 1 to 9999.
    """
    if isinstance(period, RestOf):
        return span_of(period.span, day)[1]
    if period.unit == "hours":
        return _plus(day, -(-period.amount // 24))
    if period.unit == "working_days":
        return _working_after(day, period.amount, calendar, ())[0]
    return _calendar_end(day, period)


def span_of(span: Span, day: date) -> tuple[date, date]:
    """First and last day of the calendar year, half-year, quarter or month in which ``day`` lies."""
    length = {"year": 12, "half_year": 6, "quarter": 3, "month": 1}[span]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    month = first.month + length - 1
    return first, date(day.year, month, monthrange(day.year, month)[1])


def month_day(year: int, month: int, day: int) -> date:
    """``MM-DD`` in a year; 02-29 in a common year is 28 February. Raises CountingError outside 1 to 9999."""
    _check(year)
    return date(year, month, min(day, monthrange(year, month)[1]))


def _calendar_end(day: date, period: Period) -> date:
    if period.unit == "months":
        return add_months(day, period.amount)
    if period.unit == "years":
        return add_months(day, period.amount * 12)
    return _plus(day, period.amount)


def _plus(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise CountingError(f"{days} days from {day} is outside the years 1 to 9999") from error


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CountingError(f"year {year} is outside the years 1 to 9999") from error


def _check(year: int) -> None:
    if not 1 <= year <= 9999:
        raise CountingError(f"year {year} is outside the years 1 to 9999")


# ---------------------------------------------------------------- periods with a last day


def within(
    start: Instant, period: Period | RestOf, calendar: Calendar, *, roll: bool, pauses: Sequence[Pause] = ()
) -> Deadline:
    """The end of a period that an event opens.

    Parameters: ``start``, the event; ``roll``, see ``rolls``; ``pauses``, suspensions in any order: the days
    from each one's beginning to the day before the period goes on are added, if it began before the end.
    Raises InstantNeeded for hours from a bare day, CountingError outside the years 1 to 9999.
    """
    if isinstance(period, Period) and period.unit == "hours":
        return _hours(start, period, calendar, pauses)
    day = day_of(start)
    if isinstance(period, Period) and period.unit == "working_days":
        return _working(start, day, period, calendar, pauses)
    nominal = span_of(period.span, day)[1] if isinstance(period, RestOf) else _calendar_end(day, period)
    paused = 0
    if pauses:
        nominal, paused = _prolong(day, nominal, pauses)
    return _rolled(start, nominal, period, "within", paused, roll, calendar)


def fixed(day: date, calendar: Calendar, *, roll: bool = False) -> Deadline:
    """A day that the text or an act names (1月31日前). It stays, unless the norm itself says that it rolls."""
    return _rolled(day, day, None, "fixed", 0, roll, calendar)


def before(planned: Instant, period: Period, calendar: Calendar) -> Deadline:
    """The last day for what must be done a period before a planned day, counted back from it.

    The planned day is not counted; the day found stays, though it be a day off: moving it forward would
    shorten the notice, moving it back would shorten the time to give it, and no provision does either.
    Raises InstantNeeded for hours before a bare day, CountingError outside the years 1 to 9999.
    """
    if period.unit == "hours":
        if not isinstance(planned, datetime):
            raise InstantNeeded(f"{period.amount} hours before {planned}: the hour is not known")
        moment = planned - timedelta(hours=period.amount)
        return Deadline(planned, moment, moment, False, False, moment, period, "before", 0, calendar)
    day = day_of(planned)
    if period.unit == "working_days":
        end, sure = _working_back(day, period.amount, calendar)
        safe = end if sure else _earliest_back(day, period.amount, calendar)
        return Deadline(planned, end, end, False, not sure, safe, period, "before", 0, calendar)
    end = _calendar_end(day, Period(period.unit, -period.amount))
    return Deadline(planned, end, end, False, False, end, period, "before", 0, calendar)


def _rolled(
    start: Instant,
    nominal: date,
    period: Period | RestOf | None,
    way: Way,
    paused: int,
    roll: bool,
    calendar: Calendar,
) -> Deadline:
    """第二百零三条: a last day off runs to the next working day. An unpublished year leaves the nominal day."""
    if not roll:
        return Deadline(start, nominal, nominal, False, False, nominal, period, way, paused, calendar)
    due = calendar.next_working(nominal)
    return Deadline(
        start, nominal, due or nominal, True, due is None, due or nominal, period, way, paused, calendar
    )


def _hours(start: Instant, period: Period, calendar: Calendar, pauses: Sequence[Pause]) -> Deadline:
    """Hours run on without a break, days off included, and have no last day that could roll."""
    if not isinstance(start, datetime):
        raise InstantNeeded(f"{period.amount} hours from {start}: the hour is not known")
    end = start + timedelta(hours=period.amount)
    reached: datetime = start
    for begin, again in sorted(_as_instants(start, pause) for pause in pauses):
        begin = max(begin, reached)
        if begin <= end and again > begin:
            end += again - begin
            reached = again
    paused = int((end - start - timedelta(hours=period.amount)) / timedelta(hours=1))
    return Deadline(start, end, end, False, False, end, period, "within", paused, calendar)


def _as_instants(start: datetime, pause: Pause) -> tuple[datetime, datetime]:
    begin, again = (
        moment
        if isinstance(moment, datetime)
        else datetime(moment.year, moment.month, moment.day, tzinfo=start.tzinfo)
        for moment in pause
    )
    return begin, again


def _prolong(start: date, nominal: date, pauses: Sequence[Pause]) -> tuple[date, int]:
    """Add the suspended days; a suspension that begins after the end, or lies inside another, adds nothing."""
    paused, reached = 0, start
    for begin, again in sorted((day_of(b), day_of(a)) for b, a in pauses):
        begin = max(begin, reached)
        if begin <= nominal and again > begin:
            added = (again - begin).days
            nominal, paused, reached = _plus(nominal, added), paused + added, again
    return nominal, paused


# ---------------------------------------------------------------- working days


def _working(
    start: Instant, day: date, period: Period, calendar: Calendar, pauses: Sequence[Pause]
) -> Deadline:
    spans = [(day_of(b), day_of(a)) for b, a in pauses]
    end, sure = _working_after(day, period.amount, calendar, spans)
    safe = end if sure else _earliest_after(day, period.amount, calendar, spans)
    paused = sum((again - begin).days for begin, again in spans if begin <= end)
    return Deadline(start, end, end, False, not sure, safe, period, "within", paused, calendar)


def _working_after(
    day: date, amount: int, calendar: Calendar, pauses: Sequence[tuple[date, date]]
) -> tuple[date, bool]:
    """The ``amount``-th working day after ``day``; false where an unpublished year was counted by plain weeks."""
    if not pauses:
        found = calendar.nth_working(day, amount)
        if found is not None:
            return found, True
    sure, is_working = True, calendar.is_working
    while amount > 0:
        day = _plus(day, 1)
        working = is_working(day)
        if working is None:
            sure, working = False, day.weekday() < SATURDAY
        if working and not _paused(day, pauses):
            amount -= 1
    return day, sure


def _earliest_after(day: date, amount: int, calendar: Calendar, pauses: Sequence[tuple[date, date]]) -> date:
    """The end if every day of the unpublished years were a working day: no arrangement can end sooner."""
    while amount > 0:
        day = _plus(day, 1)
        if calendar.is_working(day) is not False and not _paused(day, pauses):
            amount -= 1
    return day


def _working_back(day: date, amount: int, calendar: Calendar) -> tuple[date, bool]:
    found = calendar.nth_working(day, -amount)
    if found is not None:
        return found, True
    sure = True
    while amount > 0:
        day = _plus(day, -1)
        working = calendar.is_working(day)
        if working is None:
            sure, working = False, day.weekday() < SATURDAY
        amount -= bool(working)
    return day, sure


def _earliest_back(day: date, amount: int, calendar: Calendar) -> date:
    """Early enough for any holiday arrangement: plain weeks, and a fortnight more for holidays in between."""
    while amount > 0:
        day = _plus(day, -1)
        working = calendar.is_working(day)
        if working or (working is None and day.weekday() < SATURDAY):
            amount -= 1
    return _plus(day, -14)


def _paused(day: date, pauses: Sequence[tuple[date, date]]) -> bool:
    return any(begin <= day < again for begin, again in pauses)


# ---------------------------------------------------------------- restriction periods


def restriction(start: Instant, period: Period | RestOf, *, first_day_counts: bool = True) -> Interval:
    """How long an act stays barred. It never rolls: a bar is no period in which somebody must act.

    With ``first_day_counts`` (usual) the anniversary is the first free day; where the month has no
    corresponding day its last day is still barred. Where a pack reads the first day as not counted, the
    anniversary itself is the last barred day; the bar begins on the same day under both readings.
    Raises CountingError for hours and working days: no restriction is measured in them.
    """
    day = day_of(start)
    if isinstance(period, RestOf):
        last = span_of(period.span, day)[1]
        return Interval(day, last, _plus(last, 1), period, first_day_counts)
    if period.unit in ("hours", "working_days"):
        raise CountingError(f"a restriction can't be measured in {period.unit}")
    end = _calendar_end(day, period)
    if first_day_counts and _ends_before(day, end, period):
        end -= ONE_DAY
    return Interval(day, end, _plus(end, 1), period, first_day_counts)


def _ends_before(day: date, end: date, period: Period) -> bool:
    """Whether the day found is the corresponding one (then it is free) and not a month's end in its place."""
    return period.unit == "days" or end.day == day.day


def open_restriction(start: Instant, until: Instant | None = None) -> Interval:
    """A bar until an act: it holds up to and including that act's day; without it, it has no end yet."""
    last = day_of(until) if until is not None else None
    return Interval(day_of(start), last, _plus(last, 1) if last else None, None, True)
