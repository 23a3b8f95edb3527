"""The tables of an export: every table of this program, column by column; their JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps

from zeren.records.errors import Problem, Refused
from zeren.records.moving.kinds import NONE, Kind, of_field

OURS = "zeren."


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``longest``: characters of a text, None without a limit."""

    name: str
    kind: Kind
    null: bool
    longest: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, those of its key, and the one that the database numbers by itself, if any."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    numbered: str | None

    def select(self, quote: Callable[[str], str]) -> str:
        """The statement that reads all rows in the order of the key."""
        names = ", ".join(quote(column.name) for column in self.columns)
        return f"SELECT {names} FROM {quote(self.name)} ORDER BY {', '.join(map(quote, self.key))}"

    def line(self, row: tuple[Any, ...]) -> bytes:
        """One row as it stands in the file."""
        named = {
            column.name: value if value is None or column.kind.out is None else column.kind.out(value)
            for column, value in zip(self.columns, row, strict=True)
        }
        return json.dumps(named, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    def row(self, line: bytes, place: str, vendor: str) -> tuple[Any, ...]:
        """A line as the database takes it. Raises Refused: what is wrong, in which column of which line (``place``)."""
        try:
            named = json.loads(line)
        except (ValueError, RecursionError):
            raise wrong(place, "不是一行 JSON", "is no line of JSON") from None
        if not isinstance(named, dict) or len(named) != len(self.columns):
            raise self._other_columns(place)
        return tuple(self._value(column, named, place, vendor) for column in self.columns)

    def _value(self, column: Column, named: dict[str, Any], place: str, vendor: str) -> Any:
        try:
            value = named[column.name]
        except KeyError:
            raise self._other_columns(place) from None
        if value is None and column.null:
            return None
        try:
            given = column.kind.into(value, vendor)
        except NONE:
            zh = f"{column.name} 的值不能用，应为 {column.kind.name}"
            raise wrong(place, zh, f"{column.name}: expected {column.kind.expected}") from None
        if column.longest is not None and len(value) > column.longest:
            zh, en = (
                f"{column.name} 超过 {column.longest} 个字符",
                f"{column.name}: longer than {column.longest}",
            )
            raise wrong(place, zh, en)
        return given

    def _other_columns(self, place: str) -> Refused:
        names = ", ".join(column.name for column in self.columns)
        return wrong(place, f"列应为 {names}", f"expected the columns {names}")

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of one line."""
        return {
            "type": "object",
            "properties": {column.name: _property(column) for column in self.columns},
            "required": [column.name for column in self.columns],
            "additionalProperties": False,
        }


def _property(column: Column) -> dict[str, Any]:
    found = dict(column.kind.schema)
    if column.longest is not None and column.kind.name == "text":
        found["maxLength"] = column.longest
    return {"anyOf": [found, {"type": "null"}]} if column.null and found else found


@cache
def tables() -> tuple[Table, ...]:
    """Every table that an export holds: all of this program, none of the framework's own (sessions, permissions)."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith(OURS)]
    return tuple(_table(model) for config in ours for model in config.get_models(include_auto_created=True))


def _table(model: Any) -> Table:
    meta = model._meta
    fields = [field for field in meta.concrete_fields if field.column]
    columns = tuple(Column(f.column, of_field(f), f.null, _longest(f)) for f in fields)
    numbered = meta.auto_field.column if meta.auto_field else None
    return Table(meta.db_table, columns, tuple(f.column for f in meta.pk_fields), numbered)


def _longest(field: Any) -> int | None:
    while field.remote_field is not None:
        field = field.target_field
    return field.max_length if of_field(field).name == "text" else None


def schema() -> dict[str, Any]:
    """The JSON Schema of an export's files, as published in ``schema/export.schema.json``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of each file of an export: $defs/<table>",
        "$defs": {table.name: table.schema() for table in sorted(tables(), key=lambda table: table.name)},
    }


def schema_text() -> str:
    """The schema as a file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def wrong(where: str, zh: str, en: str) -> Refused:
    """One reason for taking nothing."""
    return Refused([Problem(where, zh, en)])
