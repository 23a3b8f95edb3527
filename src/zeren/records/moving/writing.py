"""Writing an export: every table at one moment, every file, a manifest with counts and checksums."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from zeren.records.moving import manifest, papers, places
from zeren.records.moving.manifest import Manifest, Part
from zeren.records.moving.noting import note
from zeren.records.moving.places import Into
from zeren.records.moving.snapshot import one, rows, snapshot
from zeren.records.moving.tables import Table, schema_text, tables

Told = Callable[[str, int, int], None]
STEP = 5000
PIECE = 1 << 20


def silent(_what: str, _done: int, _all: int) -> None:
    """Tell nobody."""


def export(path: Path, told: Told = silent) -> Manifest:
    """Everything of this installation into a new folder, or a zip file where the name ends in ``.zip``.

    ``told(table, done, all)`` hears of progress. Raises Refused where something is there already or it can't be written.
    """
    with places.new(path) as made:
        note("installation_exported")
        with snapshot() as reading:
            if path.suffix != ".zip":
                made.mkdir(mode=0o700)
                return write(places.IntoFolder(made), reading, told)
            with places.private(made) as file, places.zip_into(file) as box:
                return write(places.IntoZip(box), reading, told)


def write(into: Into, reading: Any, told: Told = silent) -> Manifest:
    """The files of an export. The manifest comes last: without it there is no export."""
    begun = manifest.begun(reading)
    with into.open(manifest.SCHEMA) as file:
        file.write(schema_text().encode())
    parts = {table.name: _table(into, reading, table, told) for table in tables()}
    files, missing = _files(into, reading, told)
    made = Manifest(**begun, tables=parts, files=files, missing=missing)
    with into.open(manifest.NAME) as file:
        file.write(made.text())
    return made


def _table(into: Into, reading: Any, table: Table, told: Told) -> Part:
    quote = reading.ops.quote_name
    total = one(reading, f"SELECT count(*) FROM {quote(table.name)}")
    with into.open(manifest.member(table.name)) as file:
        counted = Counted(file)
        for row in rows(reading, table.select(quote)):
            counted.write(table.line(row))
            if counted.lines % STEP == 0:
                told(table.name, counted.lines, total)
    told(table.name, counted.lines, total)
    return counted.part(_last(reading, table))


def _last(reading: Any, table: Table) -> int | None:
    """The last number that the table gave, so that no number of a removed row is given again."""
    if table.numbered is None:
        return None
    if reading.vendor == "sqlite":
        return one(reading, "SELECT seq FROM sqlite_sequence WHERE name = %s", table.name) or 0
    given = f'"{table.name}"', table.numbered
    last = "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)"
    return one(reading, last, *given) or 0


class Counted:
    """Lines written to a file, counted and with their checksum."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.lines, self.bytes, self.sum = file, 0, 0, hashlib.sha256()

    def write(self, line: bytes) -> None:
        """One line."""
        self.file.write(line)
        self.sum.update(line)
        self.lines += 1
        self.bytes += len(line)

    def part(self, last: int | None = None) -> Part:
        """What the manifest says of the file."""
        return Part(self.lines, self.bytes, self.sum.hexdigest(), last)


def _files(into: Into, reading: Any, told: Told) -> tuple[Part, int]:
    """The files themselves, and their index. A paper that its row names and that is not there is counted, not hidden."""
    missing = 0
    with tempfile.TemporaryFile() as spool:
        index = Counted(spool)
        for name in papers.named(reading):
            try:
                index.write(manifest.index_line(name, *_copied(into, name)))
            except FileNotFoundError:
                missing += 1
            told(manifest.FILES, index.lines, 0)
        spool.seek(0)
        with into.open(manifest.FILES) as file:
            shutil.copyfileobj(spool, file, PIECE)
    return index.part(), missing


def _copied(into: Into, name: str) -> tuple[int, str]:
    """Its length and checksum."""
    with (papers.home() / name).open("rb") as source, into.open(f"files/{name}") as file:
        copied = Counted(file)
        while piece := source.read(PIECE):
            copied.write(piece)
    return copied.bytes, copied.sum.hexdigest()
