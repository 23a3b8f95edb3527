"""Words for the public: who had a hand in them, and when somebody else reviewed them. Only reviewed words are published.

Two records for one report: what is published of each problem, and the words around it (title, opening, closing).
"""

from __future__ import annotations

from datetime import date

from zeren.records.lists.changes import Change, Move
from zeren.records.lists.columns import PART, PUBLIC
from zeren.records.lists.models import ListedPart, ListedProblem

Worded = ListedProblem | ListedPart

NEEDED = ("title", "opening", "contact")
"""Without these a report has no head, no beginning, and nobody to turn to."""


def wording(row: Worded) -> dict[str, str]:
    """The words for the public, by column, reviewed or not."""
    return {name: getattr(row, name) for name in (PUBLIC if isinstance(row, ListedProblem) else PART)}


def published(row: Worded | None) -> dict[str, str]:
    """The words that may be published: none unless they were reviewed as they stand. Nothing else enters a report."""
    return wording(row) if row is not None and row.reviewed_on else {}


def worded(row: Worded | None) -> bool:
    """Whether anything is written."""
    return row is not None and any(wording(row).values())


def wrote(row: Worded, account: str, person: int | None) -> None:
    """Somebody wrote: the review is gone, and whoever had a hand in it does not review. Emptied, it begins anew."""
    unreview(row)
    row.public_note = ""
    hands = [*row.hands, *(name for name in _names(account, person) if name not in row.hands)]
    row.hands = hands if worded(row) else []


def had_a_hand(row: Worded, account: str, person: int | None) -> bool:
    """Whether somebody wrote any of the words as they stand, under this account or another."""
    return any(name in row.hands for name in _names(account, person))


def _names(account: str, person: int | None) -> tuple[str, ...]:
    return (account, f"person:{person}") if person else (account,)


def unreview(row: Worded) -> None:
    """What was reviewed is not what stands here any more."""
    row.reviewed_on, row.reviewed_by = None, ""


def review(row: Worded, change: Change, on: date, account: str) -> None:
    """Reviewed, or given back with what is wrong."""
    unreview(row)
    row.public_note = change.reason if change.move is Move.PUBLISH_RETURN else ""
    if change.move is Move.PUBLISH_REVIEW:
        row.reviewed_on, row.reviewed_by = on, account
