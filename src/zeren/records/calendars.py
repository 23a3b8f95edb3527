"""The working calendar in use: the repository's years, over them the years imported here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from zeren.law.calendars import load_years, own_folder
from zeren.norms.calendar import ONE_DAY, SATURDAY, Calendar


def folders() -> tuple[Path, ...]:
    """Where calendar files lie; a year in a later folder takes the place of an earlier one."""
    return settings.ZEREN.calendars / "cn", own_folder(settings.ZEREN.home)


def calendar() -> Calendar:
    """The calendar, read at the first call and again when a file was added or changed."""
    return _read(tuple(sorted(found for folder in folders() for found in _files(folder))))


def _files(folder: Path) -> Iterator[tuple[str, int]]:
    """Each calendar file and when it was changed: asked several times a page, so by one scan of the folder."""
    try:
        with os.scandir(folder) as entries:
            yield from ((e.path, e.stat().st_mtime_ns) for e in entries if e.name.endswith(".yaml"))
    except FileNotFoundError:
        return


@cache
def _read(_: tuple[tuple[str, int], ...]) -> Calendar:
    return Calendar(load_years(*folders()))


def working_days_left(today: date, due: date, calendar: Calendar) -> int:
    """Working days after ``today`` up to and with ``due``, counted up to 60; of an unpublished year, Monday to Friday."""
    count, day = 0, today + ONE_DAY
    while day <= due and count <= 60:
        known = calendar.is_working(day)
        count += (day.weekday() < SATURDAY) if known is None else known
        day += ONE_DAY
    return count
