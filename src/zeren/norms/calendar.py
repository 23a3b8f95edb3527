"""Which days are working days, as far as the years' arrangements are published.

A day of a year that is not known is neither working nor off: the answer is None, and what rests on it
is 暂定. Make-up working days (调休上班) are working days.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from zeren.law.calendars import CalendarDay, CalendarYear, Notice

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Calendar:
    """The known years' working days. Immutable once made; every question is one look-up.

    Parameters: ``years``, as read by ``zeren.law.calendars``. Raises ValueError where a year comes twice.
    """

    __slots__ = ("_known", "_next", "_runs", "_special", "_working", "digest", "years")

    def __init__(self, years: Iterable[CalendarYear] = ()) -> None:
        known = {}
        for year in years:
            if year.year in known:
                raise ValueError(f"calendar year {year.year} given twice")
            known[year.year] = year
        self._known: Mapping[int, CalendarYear] = known
        self.years: frozenset[int] = frozenset(known)
        self._special: dict[date, CalendarDay] = {d.day: d for y in known.values() for d in y.days}
        self._working: dict[date, bool] = {}
        for number in known:
            self._fill(number)
        self._next: dict[date, date | None] = {}
        self._runs: dict[int, list[date]] = {}
        for number in sorted(known):
            run = self._runs[number] = self._runs.get(number - 1, [])
            run += [day for day in _days_of(number) if self._working[day]]
        self.digest = _digest(known)

    def _fill(self, number: int) -> None:
        for day in _days_of(number):
            special = self._special.get(day)
            self._working[day] = special.working if special else day.weekday() < SATURDAY

    def is_working(self, day: date) -> bool | None:
        """Whether ``day`` is a working day; None where its year is not published."""
        return self._working.get(day)

    def next_working(self, day: date) -> date | None:
        """``day`` itself if it is a working day, else the first one after it.

        None where the search meets a day of a year that is not published.
        """
        if day not in self._next:
            self._next[day] = self._search(day)
        return self._next[day]

    def _search(self, day: date) -> date | None:
        working = self._working.get(day)
        while working is False:
            day += ONE_DAY
            working = self._working.get(day)
        return day if working else None

    def nth_working(self, day: date, amount: int) -> date | None:
        """The ``amount``-th working day after ``day`` (before it, if negative); ``day`` itself for 0.

        None where the way there leaves the published years.
        """
        run = self._runs.get(day.year)
        if amount == 0 or run is None:
            return day if amount == 0 else None
        place = bisect_right(run, day) + amount - 1 if amount > 0 else bisect_left(run, day) + amount
        return run[place] if 0 <= place < len(run) else None

    def working_days_of(self, year: int) -> list[date]:
        """The working days of a year in order; none where it is not published."""
        return [day for day in self._runs.get(year, []) if day.year == year]

    def holiday(self, day: date) -> str | None:
        """The holiday's name if a notice makes ``day`` a day off; plain weekends have none."""
        special = self._special.get(day)
        return special.name if special and not special.working else None

    def is_make_up(self, day: date) -> bool:
        """Whether ``day`` is a weekend day that a notice makes a working day."""
        special = self._special.get(day)
        return special is not None and special.working

    def special(self, day: date) -> CalendarDay | None:
        """The notice's entry for ``day``, if it has one."""
        return self._special.get(day)

    def notice(self, day: date) -> Notice | None:
        """The notice that the entry for ``day`` comes from."""
        special = self._special.get(day)
        return self._known[day.year].notice(special.notice) if special else None

    def year(self, number: int) -> CalendarYear | None:
        """The year as published; None where it is not known."""
        return self._known.get(number)


def _days_of(number: int) -> list[date]:
    first = date(number, 1, 1)
    return [first + timedelta(days=place) for place in range((date(number + 1, 1, 1) - first).days)]


def _digest(known: Mapping[int, CalendarYear]) -> str:
    """SHA-256 over the years' digests: part of a receipt."""
    total = hashlib.sha256()
    for number in sorted(known):
        total.update(f"{number}:{known[number].digest};".encode())
    return total.hexdigest()


NO_CALENDAR = Calendar()
"""No year is known: every rolled day is provisional."""
