"""The tests beside a pack: ``<version>.tests.yaml``. Checked against the grammar, then given as plain mappings.

Scalars stay text and lists become tuples: a test writes a record as people write it, and the engine's runner
reads it as it reads a case file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zeren.law.packs.conditions import STATES
from zeren.law.packs.form import Pack
from zeren.law.packs.names import Names, names_of
from zeren.law.packs.nodes import compose, items_of, line_of, text_at, value_at
from zeren.law.packs.problems import PackErrors
from zeren.law.packs.reading import Reading
from zeren.law.packs.readings import ALTERNATIVES
from zeren.law.packs.records import Group, Key, Record
from zeren.law.packs.refs import EVENT, NORM, Address, fields_of
from zeren.law.packs.types import (
    IDENT,
    Day,
    Instant,
    Json,
    Many,
    MapOf,
    OneOrMany,
    Text,
    Type,
    Whole,
    Word,
    YesNo,
    own_entries,
    scalar,
)

Example = dict[str, Any]
FIELD_NAME = r"[A-Za-z_]\w*"


@dataclass(frozen=True)
class Kept(Type):
    """Checked as another type (or one of ``words``), and kept as written."""

    of: Type
    words: tuple[str, ...] = ()

    def read(self, node: Node, r: Reading) -> str | None:
        if isinstance(node, ScalarNode) and node.value in self.words:
            return str(node.value)
        return node.value if self.of.read(node, r) is not None else None

    def schema(self) -> Json:
        return {"anyOf": [{"enum": list(self.words)}, self.of.schema()]} if self.words else self.of.schema()


@dataclass(frozen=True)
class WithPack(Type):
    """Checked as a reference when the pack is at hand; else any text."""

    of: Type

    def read(self, node: Node, r: Reading) -> Any:
        return (self.of if r.names.provisions else Text()).read(node, r)

    def schema(self) -> Json:
        return self.of.schema()


@dataclass(frozen=True)
class Recorded(Type):
    """A recorded value: a text, or several."""

    def read(self, node: Node, r: Reading) -> str | tuple[str, ...] | None:
        if isinstance(node, SequenceNode):
            found: tuple[str, ...] | None = Many(Text(), least=0).read(node, r)
            return found
        return Text().read(node, r)

    def schema(self) -> Json:
        return {"anyOf": [scalar(), {"type": "array", "items": scalar()}]}


@dataclass(frozen=True)
class EventExample(Type):
    """An event as people write it: its envelope, and the fields of its step."""

    def read(self, node: Node, r: Reading) -> Example | None:
        if not isinstance(node, MappingNode):
            r.refuse("not_mapping", node)
            return None
        before = len(r.problems)
        found: Example = {}
        for name, key, value in own_entries(node, r):
            with r.at(name):
                self._check_field(node, name, key, r)
                found[name] = ENVELOPE_TYPES.get(name, Recorded()).read(value, r)
        if "type" not in found:
            r.refuse("missing_key", node, "type")
        return found if len(r.problems) == before else None

    def _check_field(self, node: Node, name: str, key: Node, r: Reading) -> None:
        event = text_at(node, "type") or ""
        if name in ENVELOPE_TYPES or not r.names.provisions or r.names.may_have(event, name):
            return
        r.refuse("unknown_test_key", key, name, fields_of((event,), r.names))

    def schema(self) -> Json:
        return {"$ref": "#/$defs/recorded_event"}


NAMES = OneOrMany(Text())
NORMS = Many(WithPack(NORM), least=0)
ENVELOPE_TYPES: dict[str, Type] = {
    "id": Text(),
    "type": WithPack(EVENT),
    "at": Kept(Instant()),
    "recorded": Kept(Instant()),
    "by": NAMES,
    "subject": NAMES,
    "unit": Text(),
    "re": Text(),
    "corrects": Text(),
    "voids": Text(),
}
A_DAY = Kept(Instant(), ("none",))

FACT = Record(
    "fact",
    (
        Key("of", Text(), "whom or what it is about", required=True),
        Key("name", Text(FIELD_NAME, "bad_field_name"), "the fact", required=True),
        Key("value", Recorded(), "its value", required=True),
        Key("from", Kept(Day()), "from this day"),
        Key("to", Kept(Day()), "to this day"),
        Key("source", Text(), "where it comes from"),
    ),
    lambda v, node, r: v,
    doc="A dated value of a register.",
)

EXPECTATION = Record(
    "expectation",
    (
        Key("norm", WithPack(NORM), "the norm", required=True),
        Key("subject", Text(), "the finding about this subject"),
        Key("key", Text(), "the finding of this event or period"),
        Key("status", Word(STATES), "its status"),
        Key("due", A_DAY, "the day that decides"),
        Key("nominal", A_DAY, "the day before rolling"),
        Key("starts", A_DAY, "first day of a bar"),
        Key("ends", A_DAY, "last day of a bar"),
        Key("done", A_DAY, "the day it was done"),
        Key("because", NAMES, "events (or exceptions) it rests on"),
        Key("missing", NAMES, "part of what is missing"),
        Key("note", NAMES, "part of its note"),
        Key("value", Text(), "a score or grade"),
        Key("cite", NAMES, "a provision that it cites"),
        Key("who", NAMES, "who acts or can supply what is missing"),
        Key("pack", Text(), "the pack it comes from"),
        Key("only", YesNo(), "there is no other finding of the norm"),
        Key("times", Whole(), "how many findings are so"),
    ),
    lambda v, node, r: v,
    doc="What must be found.",
)

DRAFT = Record(
    "draft",
    (
        Key("act", EventExample(), "the act, as it would be recorded", required=True),
        Key("ok", Word(("yes", "no", "unknown")), "whether it may be done", required=True),
        Key("norms", OneOrMany(WithPack(NORM)), "norms that say why"),
    ),
    lambda v, node, r: v,
    doc="Whether an act may be done.",
)


@dataclass(frozen=True)
class NormsOrNone(Type):
    """One norm, several, or an empty list."""

    def read(self, node: Node, r: Reading) -> Any:
        return (NORMS if isinstance(node, SequenceNode) else WithPack(NORM)).read(node, r)

    def schema(self) -> Json:
        return {"anyOf": [NORM.schema(), NORMS.schema()]}


BARRED = Record(
    "barred",
    (
        Key("subject", Text(), "the person", required=True),
        Key("act", WithPack(EVENT), "the act", required=True),
        Key("on", Kept(Day()), "the day", required=True),
        Key("norms", NormsOrNone(), "exactly the norms that bar it", required=True),
        Key("sure", YesNo(), "whether they are sure"),
    ),
    lambda v, node, r: v,
    doc="Which bars stand in the way of an act on a day.",
)

FACT_VALUES = MapOf(Recorded(), FIELD_NAME)
EXAMPLE = Record(
    "example",
    (
        Key("name", Text(), "what it shows", required=True),
        Key("cite", OneOrMany(WithPack(Address())), "the provisions it shows"),
        Key("packs", NAMES, "other packs it is run with"),
        Key("readings", MapOf(Text(IDENT)), "named readings that are switched: `{reading: option}`"),
        Key("as_of", Kept(Instant()), "the day of the findings", required=True),
        Key("known_at", Kept(Instant()), "only what was recorded by then"),
        Key("opened", Kept(Day()), "the day the matter was opened"),
        Key("facts_day", Kept(Day()), "the day of the facts"),
        Key("taken_over", Kept(Day()), "the day from which the record is complete"),
        Key("procedure", Text(IDENT), "the procedure"),
        Key("subjects", NAMES, "whom the matter is about"),
        Key("matter", FACT_VALUES, "facts of the matter"),
        Key("facts", Many(FACT, least=0), "dated facts"),
        Key("params", FACT_VALUES, "parameters that are set"),
        Key("events", Many(EventExample(), least=0), "the record"),
        Key("expect", Many(EXPECTATION), "findings expected"),
        Key("allowed", Many(DRAFT), "acts that may or may not be done"),
        Key("bars", Many(BARRED), "bars in force"),
    ),
    lambda v, node, r: v,
    groups=(Group(("expect", "allowed", "bars"), required=True, several=True),),
    doc="One example: a record, a day, and what must be found.",
)
EXAMPLE_RECORDS = (EXAMPLE, FACT, EXPECTATION, DRAFT, BARRED)


def load_tests(path: Path, pack: Pack | None = None) -> tuple[Example, ...]:
    """The tests of a pack, each with the ``line`` it begins on.

    With ``pack``, norms, events and fields are held against it (except where a test names other ``packs``).
    Of ``alternatives.yaml``, the ``tests`` of the pack's version.

    Raises:
        PackErrors: with everything that is wrong with the file.

    """
    path = Path(path)
    root = compose(path.read_bytes(), str(path))
    if path.name == ALTERNATIVES and pack is not None:
        none = SequenceNode("", [], root.start_mark, root.end_mark)
        root = value_at(root, pack.version.isoformat(), "tests") or none
    r = Reading(str(path))
    names = names_of(pack) if pack is not None else Names()
    if not isinstance(root, SequenceNode):
        r.refuse("not_list", root)
    found = [_example(node, names, r) for node in items_of(root)]
    _check_names(root, r)
    if r.problems:
        raise PackErrors(r.problems)
    return tuple(example for example in found if example is not None)


def _example(node: Node, names: Names, r: Reading) -> Example | None:
    r.norm = text_at(node, "name")
    r.names = Names() if value_at(node, "packs") is not None else names
    example = EXAMPLE.read(node, r)
    if example is None:
        return None
    _check_ids(node, r)
    _check_readings(node, example.get("readings", {}), r)
    # the runner reads a test as people write it: yes and no are words there
    for wanted in (*example.get("expect", ()), *example.get("bars", ())):
        wanted.update(
            {key: "yes" if value else "no" for key, value in wanted.items() if isinstance(value, bool)}
        )
    return {**example, "line": line_of(node)}


def _check_ids(node: Node, r: Reading) -> None:
    seen: set[str] = set()
    for event in items_of(value_at(node, "events")):
        name = text_at(event, "id")
        if name is not None and name in seen:
            r.refuse("duplicate_event_id", event, name)
        seen.add(name or "")


def _check_readings(node: Node, options: dict[str, str], r: Reading) -> None:
    for name, option in options.items() if r.names.provisions else ():
        if name not in r.names.readings:
            r.refuse("unknown_reading", value_at(node, "readings"), name, r.names.readings)
        elif option not in r.names.readings[name]:
            r.refuse("unknown_option", value_at(node, "readings"), option, r.names.readings[name])


def _check_names(root: Node, r: Reading) -> None:
    seen: set[str] = set()
    for node in items_of(root):
        r.norm = name = text_at(node, "name") or ""
        if name in seen:
            r.refuse("duplicate_test", node, name)
        seen.add(name)
