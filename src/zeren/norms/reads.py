"""What a condition reads: which event types, whether the act, whether only the matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from zeren.law.packs.form import (
    All,
    AnyOf,
    Barred,
    Compare,
    Condition,
    CountValue,
    ElapsedValue,
    FieldValue,
    GradeValue,
    Happened,
    LastingValue,
    NormStatus,
    Not,
    OpenExpired,
    Path,
    ScoreValue,
    ShareValue,
    Since,
    SumValue,
    Term,
    TermValue,
    Value,
)
from zeren.law.packs.walking import parts_of

if TYPE_CHECKING:
    from zeren.norms.environment import Env

ACT_HEADS = frozenset({"this", "opener", "actor"})
STATIC_HEADS = frozenset({"matter", "param"})
ALL = "*"
"""Read by a condition that may depend on any event."""


def heads(condition: Condition, env: Env, seen: frozenset[str] = frozenset()) -> Iterable[str]:
    """The heads of every path, the types of every count, and ``*`` for what rests on other norms."""
    match condition:
        case All() | AnyOf():
            for part in condition.parts:
                yield from heads(part, env, seen)
        case Not():
            yield from heads(condition.part, env, seen)
        case Compare():
            yield from value_heads(condition.value, env, seen)
            right = condition.right if isinstance(condition.right, tuple) else (condition.right,)
            yield from (p.head for p in right if isinstance(p, Path))
        case Happened():
            yield from _tallied(condition.event, condition.where, condition.span, env, seen)
        case Term():
            inner = env.term_condition(condition.term)
            if inner is not None and condition.term not in seen:
                yield from heads(inner, env, seen | {condition.term})
        case NormStatus() | Barred():
            yield ALL


def value_heads(value: Value, env: Env, seen: frozenset[str] = frozenset()) -> Iterable[str]:
    """As ``heads``, for a value."""
    match value:
        case FieldValue():
            yield value.path.head
        case CountValue() | SumValue():
            yield from _tallied(value.event, value.where, value.span, env, seen)
        case ShareValue():
            yield from (p.head for p in (*value.parts, value.of))
        case ElapsedValue():
            yield from (value.start.head, value.end.head)
        case LastingValue():
            yield value.fact.head
        case ScoreValue() | GradeValue() | TermValue():
            yield ALL


def _tallied(
    event: str, where: Condition | None, span: object, env: Env, seen: frozenset[str]
) -> Iterable[str]:
    yield event
    if isinstance(span, Since):
        yield span.event
    if where is not None:
        yield from (h for h in heads(where, env, seen) if h not in ACT_HEADS)


KEPT = 20_000
"""Norms whose answer is kept: a pack is compiled many times with one norm changed (``zeren packs test --prove``)."""
_asked: dict[int, tuple[object, frozenset[str]]] = {}


def asked_norms(norm: object) -> frozenset[str]:
    """The norms whose findings or instances a norm asks for; kept, for as long as the norm is the same object."""
    found = _asked.get(id(norm))
    if found is None or found[0] is not norm:
        if len(_asked) >= KEPT:
            _asked.clear()
        found = _asked[id(norm)] = (norm, frozenset(_asking(norm)))
    return found[1]


def _asking(norm: object) -> Iterator[str]:
    for part in parts_of(norm):
        if isinstance(part, NormStatus | OpenExpired):
            yield part.norm.rpartition("#")[2]


def asks_act(condition: Condition, env: Env) -> bool:
    """Whether a condition can be asked about an act only."""
    return not ACT_HEADS.isdisjoint(heads(condition, env))


def static(condition: Condition, env: Env) -> bool:
    """Whether a condition depends on the matter and its parameters alone."""
    return STATIC_HEADS.issuperset(heads(condition, env))


def static_part(condition: Condition, env: Env) -> Condition | None:
    """What of a condition depends on the matter and its parameters alone: all of it, parts of an ``all``, or nothing."""
    if static(condition, env):
        return condition
    parts = [p for p in condition.parts if static(p, env)] if isinstance(condition, All) else []
    return All(tuple(parts)) if parts else None
