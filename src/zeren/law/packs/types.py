"""The types of a pack's values. One description serves three ends: reading, the JSON Schema, the documentation.

Each type reads a node to a value (or notes a problem and gives None), and says its JSON Schema. Schemas
accept a number or a boolean beside its text, because an editor's YAML types scalars before it looks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zeren.law.packs.nodes import entries
from zeren.law.packs.reading import Reading

Json = dict[str, Any]
IDENT = r"[A-Za-z0-9_][A-Za-z0-9_.\-]*"
NUMBER = r"\d+(\.\d+)?(/\d+)?%?"
ADDRESS = (
    r"(title|ch\d+(\.s\d+(\.e\d+)?)?"
    r"|(\d+|p\d+|preamble|notice|closing)(\.(\d+|p\d+|lead|closing))*(\.s\d+(\.e\d+)?)?)"
)


class Type:
    """A type of value."""

    def read(self, node: Node, r: Reading) -> Any:
        """The value, or None after a problem was noted."""
        raise NotImplementedError

    def schema(self) -> Json:
        """The JSON Schema of the value."""
        raise NotImplementedError


def scalar(pattern: str | None = None) -> Json:
    """A scalar: text of the pattern, or what an editor's YAML made of it."""
    said: Json = {"type": ["string", "number", "boolean"]}
    if pattern:
        said["pattern"] = f"^({pattern})$"
    return said


@dataclass(frozen=True)
class Text(Type):
    """A text that is not empty; with ``pattern``, of that form."""

    pattern: str | None = None
    code: str = "not_text"

    def read(self, node: Node, r: Reading) -> str | None:
        if not isinstance(node, ScalarNode) or not node.value.strip():
            r.refuse("not_text", node)
            return None
        text = str(node.value).strip()
        if self.pattern and not re.fullmatch(self.pattern, text):
            r.refuse(self.code, node)
            return None
        return text

    def schema(self) -> Json:
        return scalar(self.pattern)


@dataclass(frozen=True)
class Word(Type):
    """One of the words that the grammar fixes."""

    words: tuple[str, ...]

    def read(self, node: Node, r: Reading) -> str | None:
        text = Text().read(node, r)
        if text is None or text in self.words:
            return text
        r.refuse("not_a_word", node, text, self.words)
        return None

    def schema(self) -> Json:
        typed = {"yes": True, "no": False}
        return {"enum": [*self.words, *(typed[word] for word in self.words if word in typed)]}


@dataclass(frozen=True)
class YesNo(Type):
    """``yes`` or ``no``."""

    def read(self, node: Node, r: Reading) -> bool | None:
        word = Word(("yes", "no")).read(node, r)
        return None if word is None else word == "yes"

    def schema(self) -> Json:
        return Word(("yes", "no")).schema()


@dataclass(frozen=True)
class Whole(Type):
    """A whole number, at least ``least``."""

    least: int = 0

    def read(self, node: Node, r: Reading) -> int | None:
        if (
            isinstance(node, ScalarNode)
            and re.fullmatch(r"\d{1,9}", node.value)
            and int(node.value) >= self.least
        ):
            return int(node.value)
        r.refuse("not_positive" if self.least else "not_whole", node)
        return None

    def schema(self) -> Json:
        return {"type": ["string", "integer"], "pattern": r"^\d+$", "minimum": self.least}


def number(text: str) -> Fraction | None:
    """``5``, ``0.4``, ``2/3``, ``30%`` as an exact number; None if it is none of these."""
    if not re.fullmatch(NUMBER, text):
        return None
    plain, percent = (text[:-1], 100) if text.endswith("%") else (text, 1)
    over, _, under = plain.partition("/")
    if under and int(under) == 0:
        return None
    return Fraction(over) / int(under or 1) / percent


@dataclass(frozen=True)
class Number(Type):
    """An exact number."""

    def read(self, node: Node, r: Reading) -> Fraction | None:
        found = number(node.value) if isinstance(node, ScalarNode) else None
        if found is None:
            r.refuse("not_number", node, None, ("5", "0.4", "2/3", "30%"), offer=False)
        return found

    def schema(self) -> Json:
        return {"type": ["string", "number"], "pattern": f"^({NUMBER})$"}


@dataclass(frozen=True)
class Day(Type):
    """A full day, ``2016-03-09``."""

    def read(self, node: Node, r: Reading) -> date | None:
        found = day(node.value) if isinstance(node, ScalarNode) else None
        if found is None:
            r.refuse("not_day", node)
        return found

    def schema(self) -> Json:
        return scalar(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Instant(Type):
    """A day, or a day with its time: ``2016-03-09T14:30``."""

    def read(self, node: Node, r: Reading) -> date | datetime | None:
        found = instant(node.value) if isinstance(node, ScalarNode) else None
        if found is None:
            r.refuse("not_instant", node)
        return found

    def schema(self) -> Json:
        return scalar(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?([+-]\d{2}:\d{2})?)?")


def day(text: str) -> date | None:
    """The day that the text names, or None."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def instant(text: str) -> date | datetime | None:
    """The day or instant that the text names, or None."""
    if (found := day(text)) is not None:
        return found
    if not re.fullmatch(Instant().schema()["pattern"], text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class OneOrMany(Type):
    """One value, or a list of them, read as a tuple."""

    of: Type

    def read(self, node: Node, r: Reading) -> tuple[Any, ...] | None:
        if isinstance(node, SequenceNode):
            return Many(self.of).read(node, r)
        value = self.of.read(node, r)
        return None if value is None else (value,)

    def schema(self) -> Json:
        return {"anyOf": [self.of.schema(), Many(self.of).schema()]}


@dataclass(frozen=True)
class Many(Type):
    """A list."""

    of: Type
    least: int = 1

    def read(self, node: Node, r: Reading) -> tuple[Any, ...] | None:
        if not isinstance(node, SequenceNode) or len(node.value) < self.least:
            r.refuse("not_list", node)
            return None
        values = tuple(self.of.read(child, r) for child in node.value)
        return None if any(value is None for value in values) else values

    def schema(self) -> Json:
        return {"type": "array", "items": self.of.schema(), "minItems": self.least}


@dataclass(frozen=True)
class MapOf(Type):
    """A mapping from names (of the pattern) to values."""

    of: Type
    pattern: str = IDENT
    code: str = "bad_name"

    def read(self, node: Node, r: Reading) -> dict[str, Any] | None:
        if not isinstance(node, MappingNode):
            r.refuse("not_mapping", node)
            return None
        found: dict[str, Any] = {}
        for name, key, value in own_entries(node, r):
            with r.at(name):
                if not re.fullmatch(self.pattern, name):
                    r.refuse(self.code, key, name)
                    continue
                found[name] = self.of.read(value, r)
        return {name: value for name, value in found.items() if value is not None}

    def schema(self) -> Json:
        return {
            "type": "object",
            "patternProperties": {f"^({self.pattern})$": self.of.schema()},
            "additionalProperties": False,
        }


def own_entries(node: MappingNode, r: Reading) -> list[tuple[str, Node, Node]]:
    """The entries of a mapping; a key written twice is a problem."""
    found, twice = entries(node)
    for name, key in twice:
        with r.at(name):
            r.refuse("duplicate_key", key, name)
    return found


@dataclass(frozen=True)
class Made(Type):
    """Another type, with its value made into something."""

    of: Type
    make: Callable[[Any], Any]

    def read(self, node: Node, r: Reading) -> Any:
        value = self.of.read(node, r)
        return None if value is None else self.make(value)

    def schema(self) -> Json:
        return self.of.schema()
