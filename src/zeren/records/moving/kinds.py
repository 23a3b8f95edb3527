"""How a value stands in an export: one kind a sort of column, exact both ways, the same from either database."""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

GREATEST = 2**63 - 1
SQLITE = "sqlite"
NONE = (ValueError, TypeError, OverflowError, RecursionError)
"""What ``into`` raises for what is no value of its kind."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of value.

    ``out`` turns what a database gives into JSON (None: it is JSON already); ``into(value, vendor)`` turns JSON into
    what that database takes, and raises :data:`NONE` for what is no such value; ``expected`` says it in words.
    """

    name: str
    schema: dict[str, Any]
    out: Callable[[Any], Any] | None
    into: Callable[[Any, str], Any]
    expected: str


def _only(allowed: type) -> Callable[[Any, str], Any]:
    def into(value: Any, _vendor: str) -> Any:
        if type(value) is not allowed:
            raise TypeError
        return value

    return into


def _integer(value: Any, _vendor: str) -> int:
    if type(value) is not int or abs(value) > GREATEST:
        raise TypeError
    return value


def _text(value: Any, _vendor: str) -> str:
    if type(value) is not str or "\0" in value:
        raise TypeError
    value.encode()  # half a pair of surrogates is no text
    return value


def _day(value: Any, _vendor: str) -> str:
    if date.fromisoformat(value).isoformat() != value:
        raise ValueError
    return str(value)


def _instant_out(value: datetime) -> str:
    # SQLite keeps instants without a zone, in UTC.
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _instant(value: Any, vendor: str) -> str:
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError
    # As Django writes it there: texts are compared with each other.
    return str(found.astimezone(UTC).replace(tzinfo=None)) if vendor == SQLITE else str(value)


def _bytes(value: Any, _vendor: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except binascii.Error:
        raise ValueError from None


def _decimal(value: Any, _vendor: str) -> str:
    try:
        if not Decimal(_text(value, "")).is_finite():
            raise ValueError
    except InvalidOperation:
        raise ValueError from None
    return str(value)


def _uuid(value: Any, vendor: str) -> str:
    found = uuid.UUID(_text(value, ""))
    return found.hex if vendor == SQLITE else str(found)


def _float(value: Any, _vendor: str) -> float:
    if type(value) not in (float, int):
        raise TypeError
    return float(value)


def _data_out(text: str) -> Any:
    # PostgreSQL keeps the names of an object in an order of its own: both give the same line.
    return json.loads(text, object_pairs_hook=lambda pairs: dict(sorted(pairs)))


INTEGER = Kind("integer", {"type": "integer"}, None, _integer, "a whole number")
TEXT = Kind("text", {"type": "string"}, None, _text, "a text")
BOOLEAN = Kind("boolean", {"type": "boolean"}, bool, _only(bool), "true or false")
DAY = Kind("day", {"type": "string", "format": "date"}, date.isoformat, _day, "a day as 2024-03-04")
INSTANT = Kind(
    "instant", {"type": "string", "format": "date-time"}, _instant_out, _instant, "an instant with its zone"
)
BYTES = Kind(
    "bytes",
    {"type": "string", "contentEncoding": "base64"},
    lambda value: base64.b64encode(value).decode(),
    _bytes,
    "bytes in base64",
)
DECIMAL = Kind("decimal", {"type": "string"}, str, _decimal, "an exact number as a text")
UUID = Kind(
    "uuid",
    {"type": "string", "format": "uuid"},
    lambda value: str(uuid.UUID(str(value))),
    _uuid,
    "a UUID",
)
FLOAT = Kind("float", {"type": "number"}, None, _float, "a number")
DATA = Kind("data", {}, _data_out, lambda value, _vendor: json.dumps(value), "JSON")

OF_FIELD = {
    "BooleanField": BOOLEAN,
    "DateField": DAY,
    "DateTimeField": INSTANT,
    "BinaryField": BYTES,
    "DecimalField": DECIMAL,
    "UUIDField": UUID,
    "FloatField": FLOAT,
    "JSONField": DATA,
    "CharField": TEXT,
    "TextField": TEXT,
}
"""By Django's name of the field; what has Integer or Auto in its name is a whole number."""


def of_field(field: Any) -> Kind:
    """The kind of a model's field; a reference is what it refers to. Raises KeyError for one that is not known here."""
    while field.remote_field is not None:
        field = field.target_field
    name = field.get_internal_type()
    return INTEGER if "Integer" in name or "Auto" in name else OF_FIELD[name]
