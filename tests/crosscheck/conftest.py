"""What the cross-checks share: our calendar, and the same days for an engine that was not written here."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import lexdays
import pytest

from zeren.law.calendars import load_years
from zeren.norms.calendar import Calendar

FIRST, LAST = 2004, 2026
LEFT_OUT = {date(2005, 12, 31)}
"""Make-up day that chinesecalendar leaves out (tests/norms/test_calendar.py gives the notice)."""


@pytest.fixture(scope="session")
def cn() -> Calendar:
    return Calendar(load_years(Path(__file__).parents[2] / "calendars" / "cn"))


@pytest.fixture(scope="session")
def lexdays_calendar() -> lexdays.Calendar:
    """The days off of chinesecalendar as a lexdays calendar.

    lexdays knows no make-up working days, so it is given no weekend at all and every day off by itself.
    """
    day, off = date(FIRST, 1, 1), []
    while day.year <= LAST:
        if not chinese_calendar.is_workday(day) and day not in LEFT_OUT:
            off.append(day)
        day += timedelta(days=1)
    return lexdays.Calendar(
        {
            "id": "cn",
            "weekend": [],
            "coverage": {"from": FIRST, "to": LAST},
            "one_off": [{"id": f"d{d}", "date": str(d), "name": {"en": "day off"}} for d in off],
        }
    )
