"""The compiled form as plain data, near to how a pack writes it: for comparing, printing and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from zeren.law.packs import form

LEFT_OUT = frozenset({"line", "order"})
"""Where something stands, and what the loader works out, is nothing that a text changes."""


def plain(value: Any) -> Any:
    """Strings, lists and mappings; empty keys and line numbers are left out."""
    written = WRITTEN.get(type(value))
    if written is not None:
        return written(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction | date):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(found) for key, found in value.items()}
    if isinstance(value, tuple | list):
        return [plain(found) for found in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _fields(value) if is_dataclass(value) else value


def _fields(value: Any, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields that say something: those that differ from their default."""
    kept = [f for f in fields(value) if f.name not in LEFT_OUT and f.name not in without]
    return {f.name.rstrip("_"): plain(found) for f in kept if not _silent(f, found := getattr(value, f.name))}


def _silent(field: Field[Any], found: Any) -> bool:
    return found in ((), {}) or (field.default is not MISSING and found == field.default)


def _duty(body: form.Duty) -> dict[str, Any]:
    return {**_fields(body, without=("opener", "due")), **_opener(body.opener), **_due(body.due)}


def _opener(opener: form.Opener) -> dict[str, Any]:
    if isinstance(opener, form.OpenOn):
        return {"on": list(opener.events)}
    if isinstance(opener, form.OpenWhen):
        return {"when": plain(opener.condition)}
    if isinstance(opener, form.OpenExpired):
        return {"expired": opener.norm}
    if isinstance(opener, form.OpenOnce):
        return {"once": str(opener.day) if opener.day else "opened"}
    parts = {"term": opener.term_fact, "from": opener.from_event, "until": opener.until_event}
    return {"every": opener.span or {key: name for key, name in parts.items() if name}}


def _due(due: form.Due | None) -> dict[str, Any]:
    if isinstance(due, form.DueWithin):
        return {"within": plain(due.period)}
    if isinstance(due, form.DueBefore):
        return {"before": {**plain(due.period), "of": str(due.of)}}
    if isinstance(due, form.DueDay):
        return {"due": _month_day(due.month_day) or str(due.day or due.path)}
    if isinstance(due, form.DueWindow):
        return {"window": str(due.path) if due.path else f"{_month_day(due.start)}/{_month_day(due.end)}"}
    return {}


def _month_day(found: tuple[int, int] | None) -> str:
    return f"{found[0]:02d}-{found[1]:02d}" if found else ""


def _norm(norm: form.Norm) -> dict[str, Any]:
    option = {"option": dict(norm.option)} if norm.option else {}
    per = {"per": {"each": str(norm.per)}} if isinstance(norm.per, form.Path) else {}
    return {**_fields(norm, without=("option", "own_reading")), **option, **per}


def _acts(acts: form.Acts) -> Any:
    return list(acts.names) if len(acts.names) == 1 else {acts.mode: list(acts.names)}


def _judged(body: form.Require | form.Authority) -> dict[str, Any]:
    return {"act": list(body.acts), **_fields(body, without=("acts",))}


def _choice(body: form.Choice) -> dict[str, Any]:
    return {"of": f"{body.event}.{body.field}", **_fields(body, without=("event", "field"))}


def _compare(condition: form.Compare) -> dict[str, Any]:
    return {**_value(condition.value), condition.op: plain(condition.right)}


def _value(value: form.Value) -> dict[str, Any]:
    if isinstance(value, form.CountValue):
        return {"count": value.event, **_fields(value, without=("event",))}
    if isinstance(value, form.SumValue):
        return {
            "sum": {"event": value.event, "field": value.field},
            **_fields(value, without=("event", "field")),
        }
    if isinstance(value, form.ShareValue):
        return {"share": [str(part) for part in value.parts], "of": str(value.of)}
    if isinstance(value, form.ElapsedValue):
        return {"elapsed": {"from": str(value.start), "to": str(value.end)}}
    key = VALUE_KEYS[type(value)]
    return {key: str(getattr(value, fields(value)[0].name))}


VALUE_KEYS: dict[type, str] = {
    form.FieldValue: "field",
    form.LastingValue: "lasting",
    form.ScoreValue: "score",
    form.GradeValue: "grade",
    form.TermValue: "value",
}


def _happened(condition: form.Happened) -> dict[str, Any]:
    return {"happened": condition.event, **_fields(condition, without=("event",))}


WRITTEN: dict[type, Callable[[Any], Any]] = {
    form.Path: str,
    form.Const: lambda const: const.text,
    form.Period: lambda period: {period.unit: period.amount},
    form.RestOf: lambda rest: {"rest_of": rest.span},
    form.Since: lambda since: {"since": since.event},
    form.Norm: _norm,
    form.Acts: _acts,
    form.Duty: _duty,
    form.Require: _judged,
    form.Authority: _judged,
    form.Choice: _choice,
    form.Compare: _compare,
    form.All: lambda condition: {"all": plain(condition.parts)},
    form.AnyOf: lambda condition: {"any": plain(condition.parts)},
    form.Not: lambda condition: {"not": plain(condition.part)},
    form.Happened: _happened,
    form.Barred: lambda condition: {"barred": condition.act},
    form.NormStatus: lambda condition: {"norm": condition.norm, "status": list(condition.status)},
    form.Define: lambda body: (
        _fields(body, without=("value",)) | ({"value": _value(body.value)} if body.value else {})
    ),
}


def flat(value: Any, above: str = "") -> dict[str, str]:
    """Plain data as ``key.key`` → text; a list of records is keyed by their ids, other lists are one text."""
    if isinstance(value, Mapping):
        found: dict[str, str] = {}
        for key, below in value.items():
            found |= flat(below, f"{above}.{key}" if above else str(key))
        return found
    if isinstance(value, list) and value and all(isinstance(v, Mapping) and "id" in v for v in value):
        return flat({v["id"]: {k: x for k, x in v.items() if k != "id"} or "" for v in value}, above)
    if isinstance(value, list):
        return {above: "、".join(_text(v) for v in value)}
    return {above: _text(value)}


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_text(v) for v in value) + "]"
    return str(value)
