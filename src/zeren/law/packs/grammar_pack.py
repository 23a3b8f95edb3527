"""The keys of a pack's file: head, provisions, conventions, parameters, and what all norms have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yaml.nodes import Node, ScalarNode

from zeren.law.packs import form
from zeren.law.packs.conditions import CONDITION
from zeren.law.packs.grammar_duty import OPENERS, acts_of
from zeren.law.packs.grammar_norms import BODIES, ID
from zeren.law.packs.grammar_words import (
    EVENT_RECORD,
    FACTS,
    FIELD,
    FIELD_PATTERN,
    FIELD_TYPES,
    LIST_RECORD,
    PROCEDURE,
    ROLE_RECORD,
    STEP,
    SUBJECT,
    VOCABULARY,
)
from zeren.law.packs.nodes import line_of, text_at, texts_of, value_at
from zeren.law.packs.reading import Reading, Scope
from zeren.law.packs.records import Group, Key, Record, Values
from zeren.law.packs.refs import (
    CITE,
    OTHER_PROVISION,
    PACK,
    PACK_VERSION,
    PATH,
    ROLE,
    OtherNorm,
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
)

LEVELS = ("central", "province", "city", "county")
CONVENTIONS = {"counting": "civil-code-201-203", "bars": "union", "authority": "at_least", "rounding": "none"}
FORCES = tuple(force.value for force in form.Force)
STATUSES = tuple(status.value for status in form.Status)
NEED_REASON = ("judgment", "not_automated")

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

# ---------------------------------------------------------------- readings


def _build_reading(v: Values, node: Node, r: Reading) -> form.NamedReading | None:
    if v["use"] not in v["options"]:
        r.refuse("unknown_option", value_at(node, "use"), v["use"], v["options"])
        return None
    return form.NamedReading(
        r.keys[-1], v["label"], v["cite"], v["use"], v["options"], v.get("note"), line_of(node), v["use"],
        v.get("norms", ()), v.get("shows", ()),
    )  # fmt: skip


READING = Record(
    "reading",
    (
        Key("label", Text(), "what is open, in a few words", required=True),
        Key("cite", CITE, "the provision that leaves it open", required=True),
        Key(
            "options", MapOf(Text()), "`id: sentence`; the sentence is shown with each finding", required=True
        ),
        Key("use", Text(IDENT), "the option that is used unless an installation switches it", required=True),
        Key("norms", OneOrMany(ID), "norms that hold only under `use` and carry no `option` themselves"),
        Key("shows", OneOrMany(ID), "other norms whose findings show the reading"),
        Key("note", Text(), "why this one"),
    ),
    _build_reading,
    doc="A point that the text leaves open, with a name, so that it can be switched.",
)


@dataclass(frozen=True)
class OptionType(Type):
    """``{reading: option}``: the norm holds under that option only; of several readings, under all together."""

    def read(self, node: Node, r: Reading) -> tuple[tuple[str, str], ...] | None:
        found: dict[str, str] | None = MapOf(Text()).read(node, r)
        for name, option in (found or {}).items():
            if name not in r.names.readings:
                r.refuse("unknown_reading", node, name, set(r.names.readings))
            elif option not in r.names.readings[name]:
                r.refuse("unknown_option", node, option, r.names.readings[name])
        return tuple(found.items()) if found else None

    def schema(self) -> Json:
        return {**MapOf(Text()).schema(), "minProperties": 1}


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
        id=v["id"],
        cite=v["cite"],
        kind=form.Kind(kind),
        body=v[kind],
        force=form.Force(v.get("force", "must")),
        per=v.get("per", "matter"),
        if_=v.get("if"),
        overrides=v.get("overrides", ()),
        under=v.get("under"),
        judged_by=v.get("judged_by", r.judged_by),
        reading=v.get("reading"),
        note=v.get("note"),
        line=line_of(node),
        option=v.get("option", ()),
        own_reading=v.get("reading"),
    )


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
        Key(
            "option",
            OptionType(),
            "`{reading: option}`: it holds only while that option of a named reading is used",
        ),
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
    Key("readings", MapOf(READING), "points that the text leaves open, with named options"),
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
    PROVISION, CONVENTION, PARAMETER, READING, FIELD, STEP, EVENT_RECORD, SUBJECT, PROCEDURE, ROLE_RECORD, LIST_RECORD,
    VOCABULARY, FACTS, EACH, NORM_RECORD,
)  # fmt: skip

# ---------------------------------------------------------------- the file of readings beside a pack


@dataclass(frozen=True)
class Later(Type):
    """Read by itself once the pack is whole: the examples."""

    def read(self, node: Node, r: Reading) -> Node:
        return node

    def schema(self) -> Json:
        return {"type": "array", "items": {"$ref": "pack-tests.schema.json#/items"}}


READINGS_RECORD = Record(
    "readings_file",
    (
        Key("readings", MapOf(READING), "the points that the text leaves open", required=True),
        Key("norms", Many(NormType(), least=0), "the norms of the other options, each with its `option`"),
        Key("tests", Later(), "examples that switch readings, written as in the file of tests"),
    ),
    lambda v, node, r: v,
    doc="Named readings of a pack, in `<version>.readings.yaml` beside it.",
)
