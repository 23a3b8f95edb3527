"""What was typed into a field or an address, read; what can't be read is None, and said by who asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

LONGEST = 17
"""Figures of the largest number that every database takes."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEARS = range(1900, 3000)


def number(text: str) -> int | None:
    """A number of a row."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None


def figure(text: str) -> int:
    """A figure of a form, of at most nine places; -1, which nothing has, where it is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def numbers(texts: Iterable[str]) -> list[int]:
    """The numbers among them."""
    return [found for text in texts if (found := number(text)) is not None]


def day(text: str) -> date | None:
    """``2026-10-13``; no week, and no year so far off that a day before or after it could not be counted."""
    text = text.strip()
    try:
        found = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None


def day_or(text: str, today: date) -> tuple[date, str]:
    """The day that an address asks for, today where it asks for none; and what is to be told of one that is no day."""
    found = day(text) if text.strip() else today
    return found or today, "" if found else f"“{text[:20]}”不是日期，写成 2026-12-01；下面按今日核对"
