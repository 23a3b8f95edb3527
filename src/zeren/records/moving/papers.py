"""The files beside the database: sealed papers of the store, and what this installation set for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from zeren.law.packs.readings import SWITCHES
from zeren.records.matters.files import place_in_store
from zeren.records.moving.snapshot import rows
from zeren.records.moving.tables import Table, tables
from zeren.records.retention.periods import NAME as PERIODS

STORE, CALENDARS = "attachments", "calendars"
ALLOWED = re.compile(
    rf"{STORE}/([0-9a-f]{{2}})/\1[0-9a-f]{{10,62}}|{re.escape(SWITCHES)}|{re.escape(PERIODS)}|{CALENDARS}/[\w-]+(?:/[\w-]+)?\.yaml"
)
"""The names that a file of an export may have; no other one is ever written."""


def home() -> Path:
    """The data folder."""
    found: Path = settings.ZEREN.home
    return found


def named(reading: Any) -> Iterator[str]:
    """The files of an installation at one moment, relative to the data folder; papers that were destroyed are left out."""
    for table in tables():
        names = {column.name for column in table.columns}
        if {"file", "wrapped"} <= names:
            yield from _papers(reading, table, "checksum" in names)
    for name in (SWITCHES, PERIODS):
        if (home() / name).is_file():
            yield name
    yield from (str(path.relative_to(home())) for path in sorted((home() / CALENDARS).rglob("*.yaml")))


def _papers(reading: Any, table: Table, summed: bool) -> Iterator[str]:
    # A paper of version 0.1 lies under its checksum.
    name = "COALESCE(NULLIF(file, ''), checksum)" if summed else "file"
    kept = "wrapped IS NOT NULL OR name <> ''"
    for (file,) in rows(reading, f"SELECT DISTINCT {name} FROM {table.name} WHERE {kept} ORDER BY 1"):
        yield str(place_in_store(file).relative_to(home()))
