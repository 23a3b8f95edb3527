"""What may be given: texts without zero characters, numbers that a row can have, cursors, pages of a list."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Path, Query, Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

LARGEST = 2**63 - 1
MOST_ROWS, USUAL_ROWS = 200, 50


def _plain(text: str) -> str:
    if "\0" in text:
        raise ValueError("a zero character")
    return text


Text = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_plain)]
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_plain)]
Name = Annotated[str, StringConstraints(max_length=80, pattern=r"^[A-Za-z0-9_.:-]*$")]
Moment = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$")
]
Number = Annotated[int, Field(ge=1, le=LARGEST)]
Head = Annotated[int, Field(ge=0, le=2**31 - 1)]
Pk = Annotated[int, Path(ge=1, le=LARGEST)]
Seq = Annotated[int, Path(ge=1, le=2**31 - 1)]
AsOf = Annotated[date | None, Query(None, description="the day asked about; today without")]
Limit = Annotated[int, Query(USUAL_ROWS, ge=1, le=MOST_ROWS, description="rows of one answer")]
Cursor = Annotated[
    str, Query("", max_length=40, description="`next` of the answer before; empty for the first")
]


class Given(Schema):
    """A body: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid")


def place_of(cursor: str) -> int:
    """The place after which a list goes on; an unreadable cursor begins it anew."""
    return int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 19 else 0


def day_and_pk(cursor: str) -> tuple[date, int] | None:
    """The last row of the page before: its day and number; None begins anew."""
    day, _, pk = cursor.partition(",")
    try:
        return date.fromisoformat(day), place_of(pk)
    except ValueError:
        return None


def cut(rows: list[Any], limit: int) -> tuple[list[Any], bool]:
    """The rows of this page, and whether there are more (one more row was asked for)."""
    return rows[:limit], len(rows) > limit
