"""Taking an export in: into an empty installation, all or nothing, each line held against the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, connection, transaction

from zeren.records import triggers
from zeren.records.actor import SYSTEM
from zeren.records.moving import manifest
from zeren.records.moving.arriving import Arriving
from zeren.records.moving.checked import head, lines
from zeren.records.moving.manifest import Manifest, Part
from zeren.records.moving.places import Source
from zeren.records.moving.snapshot import one
from zeren.records.moving.tables import Table, tables, wrong
from zeren.records.moving.writing import STEP, Told, silent
from zeren.records.rows import few
from zeren.records.trail import acts as trail

AT_ONCE = 1000


def take(source: Source, told: Told = silent, act: str = "") -> Manifest:
    """Everything of an export into this empty installation, in one transaction.

    ``told(table, done, all)`` hears of progress; ``act`` is what stands on the trail of it, in the same transaction. Raises Refused, with nothing written: not empty, of another version,
    other keys, a line that the schema forbids, a checksum that does not fit, rows that contradict each other.
    """
    found = head(source)
    manifest.opens(found)
    manifest.fits(found, connection)
    try:
        with Arriving() as files, transaction.atomic():
            _alone(connection)
            files.bring(source, found.files, told)
            _rows(source, found, connection, told)
            if act:
                trail.note(SYSTEM, act, "installation", "-", detail=str(found.rows))
            files.put()
    except DatabaseError as reason:
        said = str(reason).strip().splitlines()[0]
        raise wrong("tables", f"数据库没有收下：{said}", f"the database refused: {said}") from reason
    return found


# ---------------------------------------------------------------- rows


def _rows(source: Source, found: Manifest, writing: Any, told: Told) -> None:
    triggers.remove_rules(writing)
    for table in tables():
        part = found.tables[table.name]
        _table(source, table, part, writing, told)
        if table.numbered and part.last is not None:
            _go_on_from(writing, table, part.last)
    writing.check_constraints()
    triggers.install(writing)
    if writing.vendor == "postgresql":
        with writing.cursor() as cursor:
            cursor.execute("ANALYZE")
    broken = [*triggers.missing(writing), *triggers.breaches(writing)]
    if broken:
        listed = "、".join(broken)
        raise wrong(
            "tables", f"触发器没有装上，或者其规则不成立：{listed}", f"rules that do not hold: {listed}"
        )


def _alone(writing: Any) -> None:
    """Nobody else writes until it is over, and nothing is there. Raises Refused."""
    quote = writing.ops.quote_name
    if writing.vendor == "postgresql":
        names = ", ".join(quote(table.name) for table in tables())
        with writing.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    full = [t.name for t in tables() if one(writing, f"SELECT 1 FROM {quote(t.name)} LIMIT 1")]
    if full:
        listed = "、".join(full[:5])
        zh = f"库中已有数据（{listed} 等 {len(full)} 张表）：只导入空库，什么也没有改动"
        raise wrong("ZEREN_DATABASE", zh, f"the database is not empty ({listed}): nothing was changed")


def _table(source: Source, table: Table, part: Part, writing: Any, told: Told) -> None:
    name, vendor = manifest.member(table.name), writing.vendor

    def given() -> Iterator[tuple[Any, ...]]:
        for number, line in enumerate(lines(source, name, part), start=1):
            yield table.row(line, f"{name}:{number}", vendor)
            if number % STEP == 0:
                told(table.name, number, part.rows)

    put = _copy if vendor == "postgresql" else _insert
    with writing.cursor() as cursor:
        put(cursor, writing, table, given())
    told(table.name, part.rows, part.rows)


def _copy(cursor: Any, writing: Any, table: Table, given: Iterator[tuple[Any, ...]]) -> None:
    quote = writing.ops.quote_name
    names = ", ".join(quote(column.name) for column in table.columns)
    with (
        writing.wrap_database_errors,
        cursor.copy(f"COPY {quote(table.name)} ({names}) FROM STDIN") as copying,
    ):
        for row in given:
            copying.write_row(row)


def _insert(cursor: Any, writing: Any, table: Table, given: Iterator[tuple[Any, ...]]) -> None:
    quote = writing.ops.quote_name
    names = ", ".join(quote(column.name) for column in table.columns)
    marks = ", ".join(["%s"] * len(table.columns))
    for part in few(given, AT_ONCE):
        cursor.executemany(f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})", part)


def _go_on_from(writing: Any, table: Table, last: int) -> None:
    """The table's next number comes after the last that was ever given."""
    with writing.cursor() as cursor:
        if writing.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])
        else:
            series = "pg_get_serial_sequence(%s, %s)"
            given = [f'"{table.name}"', table.numbered, max(last, 1), last > 0]
            cursor.execute(f"SELECT setval({series}, %s, %s)", given)
