"""What was typed into a field or an address, read; what can't be read is None, and said by who asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

FIRST_YEAR, LAST_YEAR = 1900, 2999
LONGEST = 17
"""Figures of the largest number that every database takes."""


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
    """``2026-10-13``; a day so far off that nobody can reckon from it is none."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
