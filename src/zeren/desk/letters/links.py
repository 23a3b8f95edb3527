"""Where a reminder letter is drafted: by the key of its obligation, never by the row's id."""

from __future__ import annotations

from typing import Any

from zeren.desk import links


def new_url(row: Any) -> str:
    """Where a letter about the obligation of a row is drafted: by its key, never by the row's id."""
    return links.with_query(
        links.named("letter-new"), ("matter", str(row.matter_id)), ("pack", row.pack), ("norm", row.norm),
        ("key", row.key), ("subject", row.subject), ("due", row.due.isoformat() if row.due else ""),
    )  # fmt: skip
