"""The words a pack declares: fields, event types, procedures, roles, lists, the vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zeren.law.packs import form
from zeren.law.packs.grammar_norms import ID
from zeren.law.packs.nodes import line_of, value_at
from zeren.law.packs.reading import Reading
from zeren.law.packs.records import Key, Record, Values
from zeren.law.packs.refs import (
    ANY_CITE,
    LIST,
    ROLES,
    ProcedureRef,
)
from zeren.law.packs.types import (
    IDENT,
    Json,
    Many,
    MapOf,
    OneOrMany,
    Text,
    Type,
    Word,
    YesNo,
    scalar,
)

FIELD_TYPES: tuple[str, ...] = get_args(form.FieldType)
LISTED_TYPES = ("one_of", "many_of")
FIELD_PATTERN = r"[A-Za-z_]\w*"

# ---------------------------------------------------------------- fields, steps, procedures


def _build_field(v: Values, node: Node, r: Reading) -> form.RecordField | None:
    if (v["type"] in LISTED_TYPES) != ("list" in v):
        r.refuse("list_surplus" if "list" in v else "list_missing", node, v["type"])
        return None
    return form.RecordField(
        r.keys[-1],
        v["type"],
        v["cite"],
        v.get("required", False),
        v.get("list"),
        v.get("label"),
        line_of(node),
    )


FIELD = Record(
    "field",
    (
        Key("type", Word(FIELD_TYPES), "the type of what is recorded", required=True),
        Key(
            "cite", ANY_CITE, "the provision that calls for it; a field without one is refused", required=True
        ),
        Key("required", YesNo(), "the form asks for it"),
        Key("list", LIST, "the list, for `one_of` and `many_of`"),
        Key("label", Text(), "what people read; else the vocabulary's word for the name"),
    ),
    _build_field,
    doc="One field of a record, or one fact.",
)
FIELDS = MapOf(FIELD, FIELD_PATTERN)


def _make_step(v: Values, node: Node) -> form.Step:
    return form.Step(
        v["id"], v.get("label") or v["id"], v.get("cite", ()), v.get("by", ()), v.get("record", {}),
        v.get("repeatable", True), v.get("closes", False), v.get("opens"), line_of(node),
    )  # fmt: skip


def _build_step(v: Values, node: Node, r: Reading) -> form.Step:
    step = _make_step(v, node)
    r.names.add_event(step, own=True)
    return step


def _build_event(v: Values, node: Node, r: Reading) -> form.Step:
    step = _make_step(v, node)
    r.names.add_event(step)
    return step


def _step_keys(*, in_procedure: bool) -> tuple[Key, ...]:
    return (
        Key("id", ID, "the event type's id", required=True),
        Key("label", Text(), "what people read", required=in_procedure),
        Key("by", ROLES, "who records it"),
        Key("cite", ANY_CITE, "the provision that calls for it"),
        Key("record", FIELDS, "its fields"),
        Key("repeatable", YesNo(), "whether it can occur again (default yes)"),
        Key("closes", YesNo(), "it ends the matter"),
        Key("opens", ProcedureRef(), "it opens a child matter of that procedure"),
    )


STEP = Record(
    "step", _step_keys(in_procedure=True), _build_step, doc="A step is an event type; it carries no order."
)
EVENT_RECORD = Record(
    "event", _step_keys(in_procedure=False), _build_event, doc="An event type shared by packs."
)


@dataclass(frozen=True)
class EventType(Type):
    """An event of the vocabulary: its id alone, or a record."""

    def read(self, node: Node, r: Reading) -> form.Step | None:
        if isinstance(node, ScalarNode):
            name: str | None = ID.read(node, r)
            return None if name is None else form.Step(name, name, line=line_of(node))
        step: form.Step | None = EVENT_RECORD.read(node, r)
        return step

    def schema(self) -> Json:
        return {"anyOf": [ID.schema(), EVENT_RECORD.schema()]}


SUBJECT = Record(
    "subject",
    (
        Key(
            "kind", Text(IDENT), "`person`, `organ`, or a thing of its own (a problem, a task)", required=True
        ),
        Key("many", YesNo(), "whether a matter may have several"),
        Key("facts", FIELDS, "dated facts about a subject that the norms ask for"),
    ),
    lambda v, node, r: v,
    doc="Whom or what a matter is about.",
)


def _build_procedure(v: Values, node: Node, r: Reading) -> form.Procedure | None:
    steps: dict[str, form.Step] = {}
    for step in v.get("steps", ()):
        if step.id in steps:
            r.refuse("duplicate_step", node, step.id)
            return None
        steps[step.id] = step
    subject = v.get("subject", {})
    r.names.matter_facts |= v.get("matter", {})
    r.names.subject_facts |= subject.get("facts", {})
    return form.Procedure(
        r.keys[-1], v["title"], v.get("matter", {}), subject.get("kind"), subject.get("many", False),
        subject.get("facts", {}), steps, line_of(node),
    )  # fmt: skip


PROCEDURE = Record(
    "procedure",
    (
        Key("title", Text(), "what people read", required=True),
        Key("matter", FIELDS, "facts of the matter"),
        Key("subject", SUBJECT, "whom or what it is about"),
        Key("steps", Many(STEP), "its event types", required=True),
    ),
    _build_procedure,
    doc="A procedure declares event types.",
)

# ---------------------------------------------------------------- vocabulary


def _build_role(v: Values, node: Node, r: Reading) -> form.Role:
    return form.Role(r.keys[-1], v["label"], v.get("above", ()))


ROLE_RECORD = Record(
    "role",
    (
        Key("label", Text(), "what people read", required=True),
        Key("above", OneOrMany(Text(IDENT)), "roles whose approval this one can replace (`at_least`)"),
    ),
    _build_role,
    doc="Who acts.",
)


@dataclass(frozen=True)
class RoleType(Type):
    """A label, or ``{label, above}``."""

    def read(self, node: Node, r: Reading) -> form.Role | None:
        if isinstance(node, ScalarNode):
            label = Text().read(node, r)
            return None if label is None else form.Role(r.keys[-1], label)
        role: form.Role | None = ROLE_RECORD.read(node, r)
        return role

    def schema(self) -> Json:
        return {"anyOf": [scalar(), ROLE_RECORD.schema()]}


@dataclass(frozen=True)
class ItemsType(Type):
    """Ids, or ids with labels: ``[a, b]``, ``{a: 检查, b: 通报}``, ``[a, {b: 通报}]``."""

    def read(self, node: Node, r: Reading) -> dict[str, str] | None:
        if isinstance(node, MappingNode):
            return MapOf(Text()).read(node, r)
        if not isinstance(node, SequenceNode) or not node.value:
            r.refuse("not_list", node)
            return None
        found: dict[str, str] = {}
        for child in node.value:
            entry = self._entry(child, r)
            for name, label in entry.items():
                if name in found:
                    r.refuse("duplicate_item", child, name)
                found[name] = label
        return found

    def _entry(self, node: Node, r: Reading) -> dict[str, str]:
        if isinstance(node, MappingNode):
            return MapOf(Text()).read(node, r) or {}
        name = ID.read(node, r)
        return {} if name is None else {name: ""}

    def schema(self) -> Json:
        labelled = MapOf(Text()).schema()
        return {
            "anyOf": [labelled, {"type": "array", "minItems": 1, "items": {"anyOf": [ID.schema(), labelled]}}]
        }


def _build_list(v: Values, node: Node, r: Reading) -> form.WordList:
    labels = {name: label for name, label in v["items"].items() if label} | v.get("labels", {})
    found = form.WordList(r.keys[-1], tuple(v["items"]), v.get("ordered", False), v.get("target"), labels)
    r.names.lists[found.id] = found
    return found


LIST_RECORD = Record(
    "list",
    (
        Key("items", ItemsType(), "ids, mildest or lowest first; or ids with labels", required=True),
        Key("ordered", YesNo(), "whether words of it compare (`at_least`)"),
        Key("target", Text(), "to whom measures apply"),
        Key("labels", MapOf(Text()), "labels of the ids"),
    ),
    _build_list,
    doc="A list of words; only inside one ordered list do words compare.",
)
LISTS = MapOf(LIST_RECORD)


@dataclass(frozen=True)
class OneOrSeveralLists(Type):
    """One list named by its key (``ranks: {items: …}``), or several with names of their own."""

    def read(self, node: Node, r: Reading) -> dict[str, form.WordList] | None:
        if isinstance(node, MappingNode) and value_at(node, "items") is not None:
            one = LIST_RECORD.read(node, r)
            return None if one is None else {one.id: one}
        several: dict[str, form.WordList] | None = LISTS.read(node, r)
        return several

    def schema(self) -> Json:
        return {"anyOf": [LIST_RECORD.schema(), LISTS.schema()]}


LIST_KEYS = ("organ_kinds", "levels", "ranks", "measures")


def _build_vocabulary(v: Values, node: Node, r: Reading) -> form.Vocabulary:
    lists: dict[str, form.WordList] = {}
    for key in (*LIST_KEYS, "lists"):
        for name, found in v.get(key, {}).items():
            if name in lists:
                r.refuse("duplicate_list", node, name)
            lists[name] = found
    events: dict[str, form.Step] = {}
    for step in v.get("events", ()):
        if step.id in events:
            r.refuse("duplicate_step", node, step.id)
        events[step.id] = step
    facts, fields = v.get("facts", {}), v.get("fields", {})
    return form.Vocabulary(v.get("roles", {}), lists, v.get("documents", {}), events, facts, fields)


FACTS = Record(
    "facts",
    tuple(
        Key(head, MapOf(Text(), FIELD_PATTERN), f"facts read as `{head}.x`, with labels")
        for head in ("subject", "unit", "matter", "actor")
    ),
    lambda v, node, r: v,
    doc="Facts that registers supply, dated.",
)

VOCABULARY = Record(
    "vocabulary",
    (
        Key("roles", MapOf(RoleType()), "`id: label` or `id: {label, above: [roles]}`"),
        Key("organ_kinds", OneOrSeveralLists(), "kinds of organs"),
        Key("levels", OneOrSeveralLists(), "administrative levels"),
        Key("ranks", OneOrSeveralLists(), "ranks of posts"),
        Key("measures", OneOrSeveralLists(), "measures; each scale is its own list"),
        Key("lists", LISTS, "other lists"),
        Key("documents", MapOf(Text()), "kinds of documents, `id: label`"),
        Key("events", Many(EventType()), "event types that several packs use"),
        Key("facts", FACTS, "ready facts of the record, with their labels"),
        Key("fields", MapOf(Text(), FIELD_PATTERN), "labels of field names"),
    ),
    _build_vocabulary,
    doc="What a pack adds to the shared vocabulary.",
)
