"""Append-only, kept by the database itself on both engines.

Events, disposals, the trail and what else a floor above enters here may not be changed or removed; of a
payload only the wrapping of its key may change (rotation), and it may be removed once its disposal is
recorded. Laid again after every migration (an altered table loses its triggers on SQLite) and looked for by
``zeren verify``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

APPEND_ONLY = ["records_event", "records_disposal", "records_trailentry"]
PAYLOAD = "records_eventpayload"
MESSAGE = "zeren: append-only"
CONTENT = {PAYLOAD: "event_id, sealed"}
"""The columns of a sealed table that never change; the wrapping of its keys does, when keys are rotated."""
DISPOSED = "EXISTS (SELECT 1 FROM records_disposal d WHERE d.event_id = OLD.event_id)"


def append_only(*tables: str) -> None:
    """Enter tables of a floor above: their rows are added and never changed or removed."""
    APPEND_ONLY.extend(table for table in tables if table not in APPEND_ONLY)


def sealed_append_only(table: str, *columns: str) -> None:
    """Enter a table with sealed rows: its ``columns`` never change, nor is a row removed; keys may be wrapped anew."""
    append_only(table)
    CONTENT[table] = ", ".join(columns)


def names() -> list[str]:
    """The triggers that must be there on either engine."""
    tables = (*APPEND_ONLY, PAYLOAD)
    return sorted(f"zeren_{table}_{what}" for table in tables for what in ("update", "delete"))


def install(connection: Any) -> None:
    """Lay every trigger anew. A table that is not there (yet) is left out."""
    tables = set(connection.introspection.table_names())
    statements = _postgres if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table in (*APPEND_ONLY, PAYLOAD):
            if table in tables:
                for statement in statements(table):
                    cursor.execute(statement)


def remove(connection: Any) -> None:
    """Take the triggers away: for undoing the first migration and for emptying a test database."""
    tables = set(connection.introspection.table_names())
    on_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in (*APPEND_ONLY, PAYLOAD):
            if table in tables:
                for what in ("update", "delete", "truncate"):
                    tail = f" ON {table}" if on_table else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS zeren_{table}_{what}{tail}")


def missing(connection: Any) -> list[str]:
    """The triggers that should be there and are not (or are switched off)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
            )
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in names() if name not in there]


def _sqlite(table: str) -> Iterator[str]:
    for what in ("update", "delete"):
        name = f"zeren_{table}_{what}"
        when = f" WHEN NOT {DISPOSED}" if table == PAYLOAD and what == "delete" else ""
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f"CREATE TRIGGER {name} BEFORE {_event(table, what)} ON {table}{when}"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE} {table}'); END"
        )


def _postgres(table: str) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION zeren_append_only() RETURNS trigger LANGUAGE plpgsql AS $$"
        f" BEGIN RAISE EXCEPTION '{MESSAGE} %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield (
        "CREATE OR REPLACE FUNCTION zeren_disposed_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {DISPOSED} THEN RETURN OLD; END IF;"
        f" RAISE EXCEPTION '{MESSAGE} %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for what in ("update", "delete", "truncate"):
        name = f"zeren_{table}_{what}"
        rows = "STATEMENT" if what == "truncate" else "ROW"
        does = "zeren_disposed_only" if table == PAYLOAD and what == "delete" else "zeren_append_only"
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        event = _event(table, what)
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {rows} EXECUTE FUNCTION {does}()"


def _event(table: str, what: str) -> str:
    return f"UPDATE OF {CONTENT[table]}" if table in CONTENT and what == "update" else what.upper()
