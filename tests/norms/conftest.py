"""The published calendar for tests of the norms floor."""

from pathlib import Path

import pytest

from zeren.law.calendars import load_years
from zeren.norms.calendar import Calendar

CALENDARS = Path(__file__).parents[2] / "calendars" / "cn"


@pytest.fixture(scope="session")
def cn() -> Calendar:
    return Calendar(load_years(CALENDARS))


@pytest.fixture(scope="session")
def until_2025() -> Calendar:
    """As it stood before the arrangement of 2026 was published."""
    return Calendar(year for year in load_years(CALENDARS) if year.year < 2026)
