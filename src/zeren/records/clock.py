"""The only clock of the records. ``ZEREN_TODAY`` fixes the day for demonstrations and tests."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The instant, in Beijing time; on the fixed day if one is set."""
    instant = datetime.now(BEIJING)
    fixed = settings.ZEREN.today
    return instant if fixed is None else instant.replace(year=fixed.year, month=fixed.month, day=fixed.day)


def today() -> date:
    """The day, in Beijing time."""
    fixed: date | None = settings.ZEREN.today
    return fixed or datetime.now(BEIJING).date()
