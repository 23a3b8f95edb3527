"""One moment of the database, read while people go on working."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

BEGIN = {
    # SQLite's log in front keeps what a reader began with; a reader stops nobody from writing.
    "sqlite": ("PRAGMA query_only=ON", "BEGIN DEFERRED"),
    "postgresql": ("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",),
}
AT_ONCE = 2000


@contextmanager
def snapshot() -> Iterator[Any]:
    """A connection of its own that sees what is committed now, and nothing later."""
    reading = connection.copy()
    try:
        with reading.cursor() as cursor:
            for statement in BEGIN[reading.vendor]:
                cursor.execute(statement)
            # The moment is that of the first reading.
            cursor.execute("SELECT count(*) FROM records_trailhead")
            cursor.fetchone()
        yield reading
    finally:
        reading.close()


def rows(reading: Any, statement: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a statement, a few at a time in memory."""
    with reading.chunked_cursor() as cursor:
        cursor.execute(statement)
        while part := cursor.fetchmany(AT_ONCE):
            yield from part


def one(reading: Any, statement: str, *given: Any) -> Any:
    """The first value of a statement's first row; None without a row."""
    with reading.cursor() as cursor:
        cursor.execute(statement, given)
        row = cursor.fetchone()
    return row[0] if row else None
