"""Conditions: one value and one comparison, or one predicate. What does not parse is refused, never true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from yaml.nodes import MappingNode, Node

from zeren.law.packs.comparing import COMPARISONS, check_comparison, read_right
from zeren.law.packs.form import (
    All,
    AnyOf,
    Barred,
    Compare,
    Comparison,
    Condition,
    CountValue,
    ElapsedValue,
    FieldValue,
    GradeValue,
    Happened,
    LastingValue,
    NormStatus,
    Not,
    ScoreValue,
    ShareValue,
    SumValue,
    Term,
    TermValue,
    Value,
)
from zeren.law.packs.nodes import line_of
from zeren.law.packs.periods import FIELD_NAME, SPAN
from zeren.law.packs.reading import Reading
from zeren.law.packs.records import Key, Record, Values
from zeren.law.packs.refs import EVENT, GRADE, NORM, PATH, SCORE, TERM
from zeren.law.packs.types import Json, Many, OneOrMany, Type, Word, own_entries

STATES = ("met", "pending", "breached", "lapsed", "not_triggered", "undetermined", "conflict", "standing")

VALUE_KEYS: dict[str, str] = {
    "field": "a field or fact: `this.x`, `opener.x`, `<event>.x`, `subject.x`, `matter.x`, `unit.x`, `actor.x`, `param.x`",
    "count": "how many such events there are (with `where`, `span`)",
    "sum": "the sum of a field over events, `{event, field}` (with `where`, `span`)",
    "share": "fields whose sum is divided by `of`, exactly",
    "elapsed": "time between two days, `{from, to}`",
    "lasting": "how long the present value of a fact has held",
    "score": "a computed score",
    "grade": "a computed grade",
    "value": "a figure that a `define` names",
}
PREDICATE_KEYS: dict[str, str] = {
    "all": "every part holds",
    "any": "at least one part holds",
    "not": "the part does not hold",
    "happened": "such an event is recorded (with `where`, `span`)",
    "term": "a condition that a `define` names",
    "norm": "a finding of that norm has one of `status`",
    "barred": "a bar over the act is in force",
}
EXTRA_KEYS: dict[str, str] = {
    "where": "which events are meant; inside, `this` is the counted event and `opener` the act that asks",
    "span": "since when: `year half_year quarter month`, a period, `{since: event}`",
    "of": "what a `share` is divided by",
    "status": "statuses of a finding",
}
SUBJECTS = (*VALUE_KEYS, *PREDICATE_KEYS)
ALL_KEYS = (*SUBJECTS, *EXTRA_KEYS, *COMPARISONS)
ALONGSIDE: dict[str, tuple[str, ...]] = {
    "count": ("where", "span"),
    "sum": ("where", "span"),
    "happened": ("where", "span"),
    "share": ("of",),
    "norm": ("status",),
}
Entries = dict[str, Node]


@dataclass(frozen=True)
class ConditionType(Type):
    """A condition."""

    def read(self, node: Node, r: Reading) -> Condition | None:
        before = len(r.problems)
        found = _subject(node, r)
        if found is None:
            return None
        subject, there = found
        reader = PREDICATES.get(subject)
        condition = reader(there, node, r) if reader else _comparison(subject, there, node, r)
        return condition if len(r.problems) == before else None

    def schema(self) -> Json:
        return {"$ref": "#/$defs/condition"}


CONDITION = ConditionType()


@dataclass(frozen=True)
class ValueType(Type):
    """A value without a comparison, for ``define: {value: …}``."""

    def read(self, node: Node, r: Reading) -> Value | None:
        before = len(r.problems)
        found = _subject(node, r)
        if found is None:
            return None
        subject, there = found
        if subject not in VALUES:
            r.refuse("not_a_value", node, subject, VALUE_KEYS, offer=False)
            return None
        _only(subject, there, (), node, r)
        value = VALUES[subject](there, r)
        return value if len(r.problems) == before else None

    def schema(self) -> Json:
        return {"$ref": "#/$defs/value"}


def _subject(node: Node, r: Reading) -> tuple[str, Entries] | None:
    """The one key that says what the condition is about, and all entries; unknown keys are refused."""
    if not isinstance(node, MappingNode):
        r.refuse("not_condition", node)
        return None
    there: Entries = {}
    for name, key, value in own_entries(node, r):
        if name not in ALL_KEYS:
            with r.at(name):
                r.refuse("unknown_key", key, name, ALL_KEYS)
            return None
        there[name] = value
    subjects = [name for name in there if name in SUBJECTS]
    if len(subjects) != 1:
        r.refuse("one_subject", node, " + ".join(subjects) or "{}", SUBJECTS, offer=False)
        return None
    return subjects[0], there


def _only(subject: str, there: Entries, more: tuple[str, ...], node: Node, r: Reading) -> None:
    """Refuse keys that do not go with the subject, and ask for those that must."""
    fit = (subject, *ALONGSIDE.get(subject, ()), *more)
    for name, value in there.items():
        if name not in fit:
            with r.at(name):
                r.refuse("does_not_go_with", value, name, fit[1:], offer=False)
    for name in ("of", "status"):
        if name in fit and name not in there:
            r.refuse("missing_key", node, name)


def _comparison(subject: str, there: Entries, node: Node, r: Reading) -> Condition | None:
    operators = [name for name in there if name in COMPARISONS]
    if len(operators) != 1:
        r.refuse("one_comparison", node, " + ".join(operators) or subject, COMPARISONS, offer=False)
        return None
    op = operators[0]
    _only(subject, there, (op,), node, r)
    value = VALUES[subject](there, r)
    with r.at(op):
        right = read_right(cast(Comparison, op), there[op], r)
        if value is None or right is None:
            return None
        order = check_comparison(value, cast(Comparison, op), right, there[op], r)
    return Compare(value, cast(Comparison, op), right, line_of(node), order)


# ---------------------------------------------------------------- values


def _child(key: str, kind: Type, there: Entries, r: Reading) -> Any:
    with r.at(key):
        return kind.read(there[key], r)


def _where(event: str, there: Entries, r: Reading) -> Condition | None:
    if "where" not in there:
        return None
    with r.at("where"), r.within(r.scope.counted(event)):
        return CONDITION.read(there["where"], r)


def _span(there: Entries, r: Reading) -> Any:
    return _child("span", SPAN, there, r) if "span" in there else None


def _field(there: Entries, r: Reading) -> Value | None:
    path = _child("field", PATH, there, r)
    return None if path is None else FieldValue(path)


def _count(there: Entries, r: Reading) -> Value | None:
    event = _child("count", EVENT, there, r)
    return None if event is None else CountValue(event, _where(event, there, r), _span(there, r))


def _build_sum(values: Values, node: Node, r: Reading) -> tuple[str, str] | None:
    event, name = values["event"], values["field"]
    if not r.names.may_have(event, name):
        r.refuse("unknown_field", node, f"{event}.{name}", set(r.names.events[event].fields))
        return None
    return event, name


SUM = Record(
    "sum",
    (
        Key("event", EVENT, "the events", required=True),
        Key("field", FIELD_NAME, "the field summed", required=True),
    ),
    _build_sum,
)


def _sum(there: Entries, r: Reading) -> Value | None:
    read = _child("sum", SUM, there, r)
    return None if read is None else SumValue(read[0], read[1], _where(read[0], there, r), _span(there, r))


def _share(there: Entries, r: Reading) -> Value | None:
    parts = _child("share", OneOrMany(PATH), there, r)
    of = _child("of", PATH, there, r) if "of" in there else None
    return None if parts is None or of is None else ShareValue(parts, of)


ELAPSED = Record(
    "elapsed",
    (Key("from", PATH, "the earlier day", required=True), Key("to", PATH, "the later day", required=True)),
    lambda values, node, r: ElapsedValue(values["from"], values["to"]),
)


def _lasting(there: Entries, r: Reading) -> Value | None:
    path = _child("lasting", PATH, there, r)
    return None if path is None else LastingValue(path)


def _named(key: str, kind: Type, make: Callable[[str], Value]) -> Callable[[Entries, Reading], Value | None]:
    def read(there: Entries, r: Reading) -> Value | None:
        name = _child(key, kind, there, r)
        return None if name is None else make(name)

    return read


VALUES: dict[str, Callable[[Entries, Reading], Value | None]] = {
    "field": _field,
    "count": _count,
    "sum": _sum,
    "share": _share,
    "elapsed": lambda there, r: cast("Value | None", _child("elapsed", ELAPSED, there, r)),
    "lasting": _lasting,
    "score": _named("score", SCORE, ScoreValue),
    "grade": _named("grade", GRADE, GradeValue),
    "value": _named("value", TERM, TermValue),
}

# ---------------------------------------------------------------- predicates


def _parts(key: str, there: Entries, r: Reading) -> tuple[Condition, ...] | None:
    return cast("tuple[Condition, ...] | None", _child(key, Many(CONDITION), there, r))


def _all(there: Entries, node: Node, r: Reading) -> Condition | None:
    _only("all", there, (), node, r)
    parts = _parts("all", there, r)
    return None if parts is None else All(parts)


def _any(there: Entries, node: Node, r: Reading) -> Condition | None:
    _only("any", there, (), node, r)
    parts = _parts("any", there, r)
    return None if parts is None else AnyOf(parts)


def _not(there: Entries, node: Node, r: Reading) -> Condition | None:
    _only("not", there, (), node, r)
    part = _child("not", CONDITION, there, r)
    return None if part is None else Not(part)


def _happened(there: Entries, node: Node, r: Reading) -> Condition | None:
    _only("happened", there, (), node, r)
    event = _child("happened", EVENT, there, r)
    if event is None:
        return None
    return Happened(event, _where(event, there, r), _span(there, r), line_of(node))


def _term(there: Entries, node: Node, r: Reading) -> Condition | None:
    _only("term", there, (), node, r)
    term = _child("term", TERM, there, r)
    return None if term is None else Term(term, line_of(node))


def _norm(there: Entries, node: Node, r: Reading) -> Condition | None:
    _only("norm", there, (), node, r)
    norm = _child("norm", NORM, there, r)
    status = _child("status", OneOrMany(Word(STATES)), there, r) if "status" in there else None
    return None if norm is None or status is None else NormStatus(norm, status, line_of(node))


def _barred(there: Entries, node: Node, r: Reading) -> Condition | None:
    _only("barred", there, (), node, r)
    act = _child("barred", EVENT, there, r)
    return None if act is None else Barred(act, line_of(node))


PREDICATES: dict[str, Callable[[Entries, Node, Reading], Condition | None]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "happened": _happened,
    "term": _term,
    "norm": _norm,
    "barred": _barred,
}

# ---------------------------------------------------------------- schema


def condition_schema() -> dict[str, Json]:
    """The definitions ``condition`` and ``value``."""
    types: dict[str, Json] = {
        "field": PATH.schema(), "count": EVENT.schema(), "sum": SUM.schema(), "elapsed": ELAPSED.schema(),
        "share": OneOrMany(PATH).schema(), "lasting": PATH.schema(), "score": SCORE.schema(),
        "grade": GRADE.schema(), "value": TERM.schema(), "all": Many(CONDITION).schema(),
        "any": Many(CONDITION).schema(), "not": CONDITION.schema(), "happened": EVENT.schema(),
        "term": TERM.schema(), "norm": NORM.schema(), "barred": EVENT.schema(), "where": CONDITION.schema(),
        "span": SPAN.schema(), "of": PATH.schema(), "status": OneOrMany(Word(STATES)).schema(),
    }  # fmt: skip
    docs = {**VALUE_KEYS, **PREDICATE_KEYS, **EXTRA_KEYS}
    said = {key: {"description": docs[key], **kind} for key, kind in types.items()}
    said |= {op: {"description": doc} for op, doc in COMPARISONS.items()}
    subject: Json = {"oneOf": [{"required": [key]} for key in SUBJECTS]}
    condition: Json = {
        "type": "object",
        "properties": said,
        "additionalProperties": False,
        "allOf": [subject],
    }
    values = {key: said[key] for key in (*VALUE_KEYS, "where", "span", "of")}
    value: Json = {"type": "object", "properties": values, "additionalProperties": False, "minProperties": 1}
    return {"condition": condition, "value": value, "sum": SUM.definition(), "elapsed": ELAPSED.definition()}
