"""The keys of a pack's file outside the norms' bodies: head, provisions, conventions, vocabulary, procedures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zeren.law.packs import form
from zeren.law.packs.conditions import CONDITION
from zeren.law.packs.grammar_duty import OPENERS, acts_of
from zeren.law.packs.grammar_norms import BODIES, ID
from zeren.law.packs.nodes import line_of, text_at, texts_of, value_at
from zeren.law.packs.reading import Reading, Scope
from zeren.law.packs.records import Group, Key, Record, Values
from zeren.law.packs.refs import (
    ANY_CITE,
    CITE,
    LIST,
    OTHER_PROVISION,
    PACK,
    PACK_VERSION,
    PATH,
    ROLE,
    ROLES,
    OtherNorm,
    ProcedureRef,
)
from zeren.law.packs.types import (
    ADDRESS,
    IDENT,
    Day,
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

LEVELS = ("central", "province", "city", "county")
FIELD_TYPES: tuple[str, ...] = get_args(form.FieldType)
LISTED_TYPES = ("one_of", "many_of")
CONVENTIONS = {"counting": "civil-code-201-203", "bars": "union", "authority": "at_least", "rounding": "none"}
FORCES = tuple(force.value for force in form.Force)
STATUSES = tuple(status.value for status in form.Status)
NEED_REASON = ("judgment", "not_automated")
FIELD_PATTERN = r"[A-Za-z_]\w*"

# ---------------------------------------------------------------- provisions, conventions, parameters


def _build_provision(v: Values, node: Node, r: Reading) -> form.Provision | None:
    if v["status"] in NEED_REASON and "reason" not in v:
        r.refuse("needs_reason", node, v["status"])
        return None
    at = r.keys[-1]
    return form.Provision(
        at,
        v["label"],
        form.Status(v["status"]),
        v.get("reason"),
        v.get("carries", ()),
        v.get("note"),
        line_of(node),
    )


PROVISION = Record(
    "provision",
    (
        Key("label", Text(), "short, in own words", required=True),
        Key("status", Word(STATUSES), "what the pack does with it", required=True),
        Key("reason", Text(), "why, for `judgment` and `not_automated`"),
        Key("carries", OneOrMany(ID), "catalogue norms that need no rule"),
        Key("note", Text(), "a remark that is shown"),
    ),
    _build_provision,
    doc="One address of the text with its status.",
)


def _build_convention(v: Values, node: Node, r: Reading) -> form.Convention | None:
    name = r.keys[-1]
    if name not in CONVENTIONS:
        r.refuse("unknown_convention", node, name, CONVENTIONS)
        return None
    if v["use"] != CONVENTIONS[name]:
        r.refuse("not_a_word", value_at(node, "use"), v["use"], (CONVENTIONS[name],))
        return None
    if "roll" in v and name != "counting":
        r.refuse("does_not_go_with", value_at(node, "roll"), "roll", ("counting",), offer=False)
        return None
    return form.Convention(name, v["use"], v.get("roll"), v.get("cite", ()), v.get("basis"), v.get("note"))


CONVENTION = Record(
    "convention",
    (
        Key("use", Word(tuple(CONVENTIONS.values())), "which reading is used", required=True),
        Key("roll", YesNo(), "for `counting`: whether a last day off runs on to the next working day"),
        Key("cite", CITE, "the provision that says so"),
        Key("basis", Word(("assumed",)), "`assumed` where the text is silent"),
        Key("note", Text(), "why, in a sentence that is shown"),
    ),
    _build_convention,
    groups=(Group(("cite", "basis"), required=True, several=True),),
    doc="How to read what the text says once for all.",
)

PARAMETER = Record(
    "parameter",
    (
        Key("type", Word((*FIELD_TYPES, "window")), "the type of the value", required=True),
        Key("cite", CITE, "the provision that leaves it open", required=True),
        Key("ask", ROLE, "who can supply it"),
    ),
    lambda v, node, r: form.Parameter(r.keys[-1], v["type"], v["cite"], v.get("ask")),
    doc="A figure that the text leaves to an organ; unset is unknown.",
)

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

# ---------------------------------------------------------------- norms


@dataclass(frozen=True)
class PerType(Type):
    """``matter``, ``subject`` or ``{each: path}``."""

    def read(self, node: Node, r: Reading) -> Any:
        if isinstance(node, ScalarNode):
            return Word(("matter", "subject")).read(node, r)
        return EACH.read(node, r)

    def schema(self) -> Json:
        return {"anyOf": [Word(("matter", "subject")).schema(), EACH.schema()]}


EACH = Record(
    "each",
    (Key("each", PATH, "a dated fact: one instance for each holder on the day", required=True),),
    lambda v, node, r: v["each"],
)


def cause(node: Node, r: Reading) -> Scope:
    """What ``this`` is in a norm's ``if``: the event that opens it, or the act that is judged."""
    kind = next((name for name in BODIES if value_at(node, name) is not None), "")
    body = value_at(node, kind) if kind else None
    if kind in ("require", "authority"):
        return Scope(acts_of(body) if body is not None else None, None)
    if kind == "bar":
        return Scope(texts_of(value_at(body, "from")) or texts_of(value_at(body, "acts")) or None, None)
    if kind == "choice":
        return Scope(((text_at(body, "of") or "").rpartition(".")[0],), None)
    if kind == "duty":
        return Scope(_openers(body), None)
    return Scope((), ()) if kind in ("score", "grade", "standing") else Scope()


def _openers(body: Node | None) -> tuple[str, ...] | None:
    written = [key for key in OPENERS if value_at(body, key) is not None]
    if written in ([], ["expired"]):
        return None
    return texts_of(value_at(body, "on")) + texts_of(value_at(body, "every", "from"))


def _build_norm(v: Values, node: Node, r: Reading) -> form.Norm:
    kind = next(name for name in BODIES if name in v)
    return form.Norm(
        v["id"], v["cite"], form.Kind(kind), v[kind], form.Force(v.get("force", "must")), v.get("per", "matter"),
        v.get("if"), v.get("overrides", ()), v.get("under"), v.get("judged_by", r.judged_by), v.get("reading"),
        v.get("note"), line_of(node),
    )  # fmt: skip


NORM_RECORD = Record(
    "norm",
    (
        Key("id", ID, "the catalogue's id, or `id.part`", required=True),
        Key("cite", CITE, "the provisions it rests on", required=True),
        Key("force", Word(FORCES), "`must` (default), `should`, `may`, `aim`"),
        Key("per", PerType(), "`matter` (default), `subject`, `{each: path}`"),
        Key("if", CONDITION, "when it applies", scope=cause),
        Key("overrides", OneOrMany(OtherNorm()), "norms it sets aside: `pack#norm`"),
        Key("under", OTHER_PROVISION, "the provision that allows a lower level to override"),
        Key("judged_by", Word(("act", "facts")), "by the day of the act or of the facts"),
        Key("reading", Text(), "which reading of an open text was taken; shown"),
        Key("note", Text(), "a remark that is shown"),
        *(Key(name, record, record.doc) for name, record in BODIES.items()),
    ),
    _build_norm,
    groups=(Group(tuple(BODIES), required=True),),
    doc="One rule, with exactly one kind.",
)


@dataclass(frozen=True)
class NormType(Type):
    """A norm; problems below it name it."""

    def read(self, node: Node, r: Reading) -> form.Norm | None:
        r.norm = text_at(node, "id")
        norm: form.Norm | None = NORM_RECORD.read(node, r)
        r.norm = None
        return norm

    def schema(self) -> Json:
        return NORM_RECORD.schema()


HEAD_KEYS = (
    Key("pack", PACK, "the id", required=True),
    Key("version", Day(), "the day from which it is in force (inclusive)", required=True),
    Key("valid_to", Day(), "the last day in force"),
    Key("supersedes", OneOrMany(PACK_VERSION), "`id@version` of texts it replaces"),
    Key("implements", OneOrMany(PACK), "packs of higher texts that it details"),
    Key("title", Text(), "the regulation's title", required=True),
    Key("number", Text(), "its document number"),
    Key("issuer", Text(), "who issued it", required=True),
    Key("level", Word(LEVELS), "the issuer's level", required=True),
    Key("judged_by", Word(("act", "facts")), "which day decides the version (default `act`)"),
    Key("note", Text(), "a remark that is shown"),
)
BODY_KEYS = (
    Key("conventions", MapOf(CONVENTION), "readings that hold for the whole text"),
    Key("parameters", MapOf(PARAMETER, FIELD_PATTERN), "figures that the text leaves to an organ"),
    Key(
        "provisions", MapOf(PROVISION, ADDRESS, "bad_address"), "every address with its status", required=True
    ),
    Key("vocabulary", VOCABULARY, "what the pack adds to the shared vocabulary"),
    Key("procedures", MapOf(PROCEDURE), "procedures and their event types"),
    Key("norms", Many(NormType(), least=0), "the rules"),
)
PACK_RECORD = Record(
    "pack", HEAD_KEYS + BODY_KEYS, lambda v, node, r: v, doc="A regulation in one version, as data."
)

RECORDS = (
    PROVISION, CONVENTION, PARAMETER, FIELD, STEP, EVENT_RECORD, SUBJECT, PROCEDURE, ROLE_RECORD, LIST_RECORD,
    VOCABULARY, FACTS, EACH, NORM_RECORD,
)  # fmt: skip
