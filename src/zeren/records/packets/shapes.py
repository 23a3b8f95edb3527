"""What may stand in a packet: JSON Schema, published in ``schema/packet.schema.json`` and held against every packet."""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime
from typing import Any

from zeren.records.moving.tables import wrong

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
MOST = 10_000
"""Items of a packet, entries of a matter."""
DEEPEST = 20
"""Levels of what the schema leaves open (fields of an entry, names)."""


def text(longest: int, **more: Any) -> dict[str, Any]:
    """A text of at most so many characters."""
    return {"type": "string", "maxLength": longest, **more}


def thing(**parts: Any) -> dict[str, Any]:
    """An object of exactly these parts."""
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def some(of: dict[str, Any], most: int = MOST) -> dict[str, Any]:
    """A list."""
    return {"type": "array", "items": of, "maxItems": most}


def maybe(of: dict[str, Any]) -> dict[str, Any]:
    """It, or null."""
    return {**of, "type": [of["type"], "null"]}


DAY = text(10, format="date")
INSTANT = text(40, format="date-time")
DIGEST = text(64, pattern="^[0-9a-f]{64}$")
COUNT = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
CODE = text(40)

ENTRY = thing(
    seq=COUNT,
    type=text(100),
    at=text(40),
    recorded=INSTANT,
    fields={"type": "object"},
    subjects=some(text(40), 1000),
    by=some(text(100), 1000),
    unit=maybe(text(200)),
    re=maybe(text(60)),
    corrects=maybe(COUNT),
    voids=maybe(COUNT),
    reason=text(10_000),
    disposed={"type": "boolean"},
    link=DIGEST,
)
ITEMS = {
    "report": thing(
        key=text(100),
        organ=CODE,
        pack=text(100),
        version=text(40),
        procedure=text(100),
        title=text(1000),
        opened=DAY,
        closed=maybe(DAY),
        classification=text(40),
        names={"type": "object"},
        entries=some(ENTRY),
    ),
    "assignment": thing(
        key=text(100),
        organ=CODE,
        title=text(1000),
        text=text(100_000),
        due=maybe(DAY),
        cites=some(text(200), 100),
    ),
    "receipt": thing(
        number=text(36),
        digest=DIGEST,
        taken=INSTANT,
        items=some(thing(key=text(100), state={"enum": ["new", "newer", "same", "conflict"], "type": "string"}, zh=text(500), en=text(500))),
    ),
}  # fmt: skip
"""One line of ``items.jsonl``, by the packet's kind."""

MANIFEST = thing(
    format={"enum": ["zeren-packet"], "type": "string"},
    version={"enum": [1], "type": "integer"},
    kind={"enum": list(ITEMS), "type": "string"},
    number=text(36, pattern="^[0-9a-f-]{36}$"),
    seq=COUNT,
    made=INSTANT,
    sender=thing(code=CODE, name=text(100), keys=DIGEST),
    receiver=thing(code=CODE, keys=DIGEST),
    scope=thing(organs=some(CODE), packs=some(text(100), 1000), since=maybe(DAY), until=maybe(DAY)),
    items=thing(count=COUNT, bytes=COUNT, sha256=DIGEST),
)


def schema_text() -> str:
    """The published schema."""
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The manifest of a packet, and a line of its items by kind",
        "$defs": {"manifest": MANIFEST, **ITEMS},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def check(schema: dict[str, Any], value: Any, place: str) -> None:
    """Hold a value against a schema of this module. Raises Refused with the place and what was expected."""
    _check_type(schema, value, place)
    if "enum" in schema:
        if value not in schema["enum"]:
            raise _not(place, f"应为 {schema['enum']} 之一", f"expected one of {schema['enum']}")
        return
    match value:
        case str():
            _check_text(schema, value, place)
        case int() if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            raise _not(place, "不应为负数，也不应过大", "expected no negative number, and none so large")
        case list():
            _check_list(schema, value, place)
        case dict() if "properties" in schema:
            _check_parts(schema, value, place)
        case dict():
            _check_open(value, place)


def _check_type(schema: dict[str, Any], value: Any, place: str) -> None:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(
        isinstance(value, TYPES[kind]) and (kind == "boolean") == isinstance(value, bool) for kind in kinds
    ):
        raise _not(place, f"应为 {'、'.join(kinds)}", f"expected {' or '.join(kinds)}")


def _check_list(schema: dict[str, Any], value: list[Any], place: str) -> None:
    if len(value) > schema["maxItems"]:
        raise _not(place, f"多于 {schema['maxItems']} 项", f"more than {schema['maxItems']}")
    for number, one in enumerate(value):
        check(schema["items"], one, f"{place}[{number}]")


def _check_parts(schema: dict[str, Any], value: dict[str, Any], place: str) -> None:
    parts = schema["properties"]
    odd = sorted({*value} ^ {*parts})
    if odd:
        raise _not(place, f"多出或缺少 {'、'.join(odd)}", f"too many or missing: {', '.join(odd)}")
    for name, one in value.items():
        check(parts[name], one, f"{place}.{name}")


def _check_open(value: Any, place: str, depth: int = 0) -> None:
    """What a schema leaves open can still be kept and shown: not too deep, texts that are text, numbers that are some."""
    if depth > DEEPEST:
        raise _not(place, f"套叠超过 {DEEPEST} 层", f"nested deeper than {DEEPEST}")
    match value:
        case str() if not _is_text(value):
            raise _not(place, "内容不能用，应为文字", "expected a text")
        case float() if not math.isfinite(value):
            raise _not(place, "内容不能用，应为数字", "expected a number")
        case list():
            for one in value:
                _check_open(one, place, depth + 1)
        case dict():
            for name, one in value.items():
                _check_open(name, place, depth)
                _check_open(one, place, depth + 1)


def _is_text(value: str) -> bool:
    """Half a pair of surrogates is no text, and no database takes a zero byte."""
    return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)


def _read_day(value: str) -> None:
    if date.fromisoformat(value).isoformat() != value:
        raise ValueError


def _read_instant(value: str) -> None:
    if datetime.fromisoformat(value).utcoffset() is None:
        raise ValueError


def _check_text(schema: dict[str, Any], value: str, place: str) -> None:
    reads = {"date": _read_day, "date-time": _read_instant}
    try:
        if "format" in schema:
            reads[schema["format"]](value)
        fits = _is_text(value) and re.search(schema.get("pattern", ""), value) is not None
    except ValueError:
        fits = False
    if not fits or len(value) > schema["maxLength"]:
        said = schema.get("format") or schema.get("pattern") or f"1–{schema['maxLength']}"
        raise _not(place, f"内容不能用，应为 {said}", f"expected {said}")


def _not(place: str, zh: str, en: str) -> Exception:
    return wrong(place, zh, en)
