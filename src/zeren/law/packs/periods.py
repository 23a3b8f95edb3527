"""Periods and spans: lengths of time with exactly one unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args

from yaml.nodes import MappingNode, Node, ScalarNode

from zeren.law.packs.form import Period, RestOf, Since, Span, Unit
from zeren.law.packs.reading import Reading
from zeren.law.packs.refs import EVENT
from zeren.law.packs.types import Json, Text, Type, Whole, Word, own_entries

UNITS: tuple[str, ...] = get_args(Unit)
SPANS: tuple[str, ...] = get_args(Span)


def _one(node: Node, r: Reading, allowed: tuple[str, ...]) -> tuple[str, Node] | None:
    """The single entry of a mapping, with one of the allowed keys."""
    if not isinstance(node, MappingNode):
        r.refuse("not_mapping", node, None, allowed, offer=False)
        return None
    found = own_entries(node, r)
    if len(found) != 1:
        r.refuse("one_only", node, " + ".join(name for name, _, _ in found), allowed, offer=False)
        return None
    name, key, value = found[0]
    if name not in allowed:
        r.refuse("unknown_key", key, name, allowed)
        return None
    return name, value


@dataclass(frozen=True)
class PeriodType(Type):
    """``{months: 1}``; with ``rest_of``, also ``{rest_of: year}``."""

    rest_of: bool = False

    def read(self, node: Node, r: Reading) -> Period | RestOf | None:
        allowed = (*UNITS, "rest_of") if self.rest_of else UNITS
        if (entry := _one(node, r, allowed)) is None:
            return None
        unit, value = entry
        with r.at(unit):
            if unit == "rest_of":
                span = Word(SPANS).read(value, r)
                return None if span is None else RestOf(cast(Span, span))
            amount = Whole(1).read(value, r)
            return None if amount is None else Period(cast(Unit, unit), amount)

    def schema(self) -> Json:
        one: list[Json] = [_single(unit, Whole(1).schema()) for unit in UNITS]
        return {"oneOf": one + ([_single("rest_of", Word(SPANS).schema())] if self.rest_of else [])}


def _single(key: str, value: Json) -> Json:
    return {"type": "object", "properties": {key: value}, "required": [key], "additionalProperties": False}


PERIOD = PeriodType()
PERIOD_OR_REST = PeriodType(rest_of=True)


@dataclass(frozen=True)
class SpanType(Type):
    """``year``, ``{months: 12}``, ``{since: event}``."""

    def read(self, node: Node, r: Reading) -> Span | Period | Since | None:
        if isinstance(node, ScalarNode):
            return cast("Span | None", Word(SPANS).read(node, r))
        if (entry := _one(node, r, (*UNITS, "since"))) is None:
            return None
        unit, value = entry
        with r.at(unit):
            if unit == "since":
                event = EVENT.read(value, r)
                return None if event is None else Since(event)
            amount = Whole(1).read(value, r)
            return None if amount is None else Period(cast(Unit, unit), amount)

    def schema(self) -> Json:
        units = [_single(unit, Whole(1).schema()) for unit in UNITS]
        return {"anyOf": [Word(SPANS).schema(), *units, _single("since", EVENT.schema())]}


SPAN = SpanType()


def month_day(text: str) -> tuple[int, int] | None:
    """``01-31`` as month and day; 29 February counts, a day that no year has does not."""
    if not re.fullmatch(r"\d{2}-\d{2}", text):
        return None
    month, day_of_month = int(text[:2]), int(text[3:])
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if 1 <= month <= 12 and 1 <= day_of_month <= longest[month - 1]:
        return month, day_of_month
    return None


FIELD_NAME = Text(r"[A-Za-z_]\w*", "bad_field_name")
