"""What the pages rest on besides records: the installed packs and the calendar, read once."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from zeren.law.calendars import load_years
from zeren.law.packs.form import Pack
from zeren.norms.calendar import Calendar
from zeren.records import packs as installed_packs


@cache
def calendar() -> Calendar:
    """The published years."""
    folder = settings.ZEREN.calendars
    return Calendar(load_years(*(child for child in sorted(folder.iterdir()) if child.is_dir())))


def packs() -> tuple[Pack, ...]:
    """Every installed pack in every version."""
    return installed_packs.installed().packs
