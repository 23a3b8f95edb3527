"""The only clock of the records. ``ZEREN_TODAY`` fixes the day for demonstrations and tests."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
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


def midnight(day: date, after: int = 0) -> datetime:
    """The first instant of a day (``after`` days later); the ends of all time stay what they are."""
    if day >= date.max - timedelta(days=2) or day <= date.min + timedelta(days=2):
        return datetime.combine(
            date(9999, 1, 1) if day > date(2000, 1, 1) else date(1, 1, 3), time(), BEIJING
        )
    return datetime.combine(day + timedelta(days=after), time(), BEIJING)
