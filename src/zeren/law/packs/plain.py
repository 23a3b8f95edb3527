"""The compiled form as plain data, near to how a pack writes it: for comparing, printing and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from zeren.law.packs.form import Const, Path, Period, RestOf

LEFT_OUT = frozenset({"line"})


def plain(value: Any) -> Any:
    """Strings, lists and mappings; empty keys and line numbers are left out."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path | Fraction | date):
        return str(value)
    if isinstance(value, Const):
        return value.text
    if isinstance(value, Period):
        return {value.unit: value.amount}
    if isinstance(value, RestOf):
        return {"rest_of": value.span}
    if isinstance(value, Mapping):
        return {key: plain(found) for key, found in value.items()}
    if isinstance(value, tuple | list):
        return [plain(found) for found in value]
    if is_dataclass(value):
        pairs = {f.name.rstrip("_"): getattr(value, f.name) for f in fields(value) if f.name not in LEFT_OUT}
        return {key: plain(found) for key, found in pairs.items() if found not in (None, (), "", False)}
    return value


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
