"""The packs as delivered and the calendar, read once for all tests of the packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.law.calendars import load_years
from zeren.law.packs.library import PackLibrary
from zeren.norms.calendar import Calendar

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def library() -> PackLibrary:
    return PackLibrary.load(ROOT / "packs")


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return Calendar(load_years(ROOT / "calendars" / "cn"))
