"""The working calendar in use: the repository's years, over them the years imported here."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from zeren.law.calendars import load_years, own_folder
from zeren.norms.calendar import Calendar


def folders() -> tuple[Path, ...]:
    """Where calendar files lie; a year in a later folder takes the place of an earlier one."""
    return settings.ZEREN.calendars / "cn", own_folder(settings.ZEREN.home)


def calendar() -> Calendar:
    """The calendar, read at the first call and again when a file was added or changed."""
    paths = [path for folder in folders() for path in sorted(folder.glob("*.yaml"))]
    return _read(tuple((str(path), path.stat().st_mtime_ns) for path in paths))


@cache
def _read(_: tuple[tuple[str, int], ...]) -> Calendar:
    return Calendar(load_years(*folders()))
