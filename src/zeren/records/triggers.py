"""Append-only, kept by the database itself on both engines.

Events, disposals, the trail and what else a floor above enters here may not be changed or removed; of a
payload only the wrapping of its key may change (rotation), and it may be removed once its disposal is
recorded. Laid again after every migration (an altered table loses its triggers on SQLite) and looked for by
``zeren verify``. A :class:`Rule` forbids what no constraint of one row can (two rows that may not stand together).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

APPEND_ONLY = [
    "records_event",
    "records_disposal",
    "records_trailentry",
    "records_exportedhead",
    "records_senthead",
    "records_disposalproposal",
    "records_disposalanswer",
    "records_paperdisposal",
    "records_complaintentry",
    "records_complaintfile",
    "records_reporter",
    "records_material",
    "records_materialsection",
    "records_dutyentry",
    "records_riskentry",
    "records_activityfile",
    "records_replyentry",
    "records_packetitem",
    "records_officialpaperentry",
]
PAYLOAD = "records_eventpayload"
MESSAGE = "zeren: append-only"
CONTENT = {
    PAYLOAD: "event_id, sealed",
    "records_complaintentry": 'complaint_id, seq, act, "on", account, organ_id, sealed',
    "records_complaintfile": "complaint_id, seq, name, media_type, size, file",
    "records_reporter": "complaint_id, sealed",
    "records_materialsection": "material_id, section, sealed",
    "records_activityfile": "list_id, activity, entry, name, media_type, size, checksum, file, added",
    "records_replyentry": "reply_id, seq, act, account, at, sealed",
    "records_packetitem": "packet_id, place, kind, key, organ, head_seq, head_link, digest, sealed",
    "records_officialpaperentry": "document_id, seq, act, account, at, sealed",
}
"""The columns of a sealed table that never change; the wrapping of its keys does, when keys are rotated."""
DISPOSED = "EXISTS (SELECT 1 FROM records_disposal d WHERE d.event_id = OLD.event_id)"


@dataclass(frozen=True, slots=True)
class Rule:
    """What may not be true once a row was written.

    ``forbidden`` is SQL that both engines read, with the written row as ``NEW``; ``events`` are ``INSERT``, ``UPDATE``
    or ``UPDATE OF column``. ``lock``: a text expression; writers of the same text wait for each other (PostgreSQL,
    where two transactions would not see each other's rows). ``needs``: the other tables that it reads.
    """

    name: str
    table: str
    events: tuple[str, ...]
    forbidden: str
    lock: str
    needs: tuple[str, ...] = ()

    def trigger(self, event: str) -> str:
        """The name of the trigger of one event."""
        return f"zeren_{self.name}_{event.split()[0].lower()}"


RULES: list[Rule] = [
    # A number that was given stays with its document, void or not.
    Rule(
        "document_number",
        "records_officialpaper",
        ("UPDATE OF mark, year, serial",),
        "OLD.serial IS NOT NULL AND (NEW.serial IS NULL OR NEW.serial <> OLD.serial OR NEW.mark <> OLD.mark OR NEW.year <> OLD.year)",
        "NEW.id::text",
    )  # fmt: skip
]


def forbid(*rules: Rule) -> None:
    """Enter rules of a floor above."""
    RULES.extend(rule for rule in rules if rule not in RULES)


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
    kept = [f"zeren_{table}_{what}" for table in tables for what in ("update", "delete")]
    return sorted([*kept, *_rule_names()])


def _rule_names() -> list[str]:
    """The triggers of the rules."""
    return [rule.trigger(event) for rule in RULES for event in rule.events]


def install(connection: Any) -> None:
    """Lay every trigger anew. A table that is not there (yet) is left out."""
    tables = set(connection.introspection.table_names())
    _lay(connection, [table for table in (*APPEND_ONLY, PAYLOAD) if table in tables])
    with connection.cursor() as cursor:
        for rule in RULES:
            if tables.issuperset((rule.table, *rule.needs)):
                for statement in _rule(rule, connection.vendor):
                    cursor.execute(statement)


def _lay(connection: Any, tables: Iterable[str]) -> None:
    statements = _postgres if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for table in tables:
            for statement in statements(table):
                cursor.execute(statement)


def remove_rules(connection: Any) -> None:
    """Take the rules away while tables are altered: SQLite renames none that another table's trigger reads."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for rule in RULES:
            if rule.table in tables:
                for event in rule.events:
                    on = f" ON {rule.table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {rule.trigger(event)}{on}")


def remove(connection: Any) -> None:
    """Take the triggers away: for undoing the first migration."""
    remove_rules(connection)
    tables = set(connection.introspection.table_names())
    _drop(connection, [table for table in (*APPEND_ONLY, PAYLOAD) if table in tables])


def _drop(connection: Any, tables: Iterable[str]) -> None:
    on_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in tables:
            for what in ("update", "delete", "truncate"):
                tail = f" ON {table}" if on_table else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS zeren_{table}_{what}{tail}")


@contextmanager
def lifted(connection: Any, tables: Iterable[str]) -> Iterator[None]:
    """Lay the triggers of some tables aside: for emptying a test database."""
    guarded = [table for table in (*APPEND_ONLY, PAYLOAD) if table in set(tables)]
    _drop(connection, guarded)
    try:
        yield
    finally:
        _lay(connection, guarded)


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


def breaches(connection: Any) -> list[str]:
    """The rules that rows which are there already break: asked where rows came in without their triggers."""
    with connection.cursor() as cursor:
        found = []
        # What a change may not do (OLD) no row can break by being there.
        for rule in (rule for rule in RULES if "OLD." not in rule.forbidden):
            cursor.execute(f"SELECT 1 FROM {rule.table} AS NEW WHERE {rule.forbidden} LIMIT 1")
            if cursor.fetchone():
                found.append(rule.name)
    return found


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


def _rule(rule: Rule, vendor: str) -> Iterator[str]:
    said = f"zeren: {rule.name} {rule.table}"
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION zeren_{rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" PERFORM pg_advisory_xact_lock(hashtextextended({rule.lock}, 0));"
            f" IF {rule.forbidden} THEN"
            f" RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            " RETURN NULL; END $$"
        )
    for event in rule.events:
        name = rule.trigger(event)
        made = f"CREATE TRIGGER {name} AFTER {event} ON {rule.table}"
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {name} ON {rule.table}"
            yield f"{made} FOR EACH ROW EXECUTE FUNCTION zeren_{rule.name}()"
        else:
            yield f"DROP TRIGGER IF EXISTS {name}"
            yield f"{made} WHEN {rule.forbidden} BEGIN SELECT RAISE(ABORT, '{said}'); END"
