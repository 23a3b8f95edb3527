"""What the pages rest on besides records: the installed packs and the calendar."""

from __future__ import annotations

from zeren.law.packs.form import Pack
from zeren.norms.calendar import Calendar
from zeren.records import calendars
from zeren.records import packs as installed_packs


def calendar() -> Calendar:
    """The published years."""
    return calendars.calendar()


def packs() -> tuple[Pack, ...]:
    """Every installed pack in every version."""
    return installed_packs.installed().packs
