"""Walking through a norm: all conditions and values in it, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from zeren.law.packs import form
from zeren.law.packs.form import Condition, Norm, Value


def parts_of(part: object) -> Iterator[object]:
    """A part of the form and everything inside it, whatever its kind."""
    yield part
    inside: tuple[object, ...] = ()
    if isinstance(part, tuple | list):
        inside = tuple(part)
    elif is_dataclass(part):
        inside = tuple(getattr(part, field.name) for field in fields(part))
    for one in inside:
        yield from parts_of(one)


def top_conditions(norm: Norm) -> Iterator[Condition]:
    """The conditions that stand in a norm directly: its ``if`` and those of its body."""
    body = norm.body
    found: list[Condition | None] = [norm.if_]
    if isinstance(body, form.Duty):
        found += [body.with_, body.opener.condition if isinstance(body.opener, form.OpenWhen) else None]
    elif isinstance(body, form.Require | form.Authority | form.Define):
        found.append(body.that)
    elif isinstance(body, form.Bar):
        found.append(body.where)
    elif isinstance(body, form.Choice):
        found += [item.if_ for item in body.items]
    elif isinstance(body, form.Score):
        found += [plus.where for plus in body.plus]
    yield from (condition for condition in found if condition is not None)


def below(condition: Condition) -> Iterator[Condition]:
    """A condition and all conditions inside it."""
    yield condition
    for part in _parts(condition):
        yield from below(part)


def _parts(condition: Condition) -> tuple[Condition, ...]:
    if isinstance(condition, form.All | form.AnyOf):
        return condition.parts
    if isinstance(condition, form.Not):
        return (condition.part,)
    where: Condition | None = None
    if isinstance(condition, form.Happened):
        where = condition.where
    elif isinstance(condition, form.Compare) and isinstance(condition.value, form.CountValue | form.SumValue):
        where = condition.value.where
    return () if where is None else (where,)


def conditions_of(norm: Norm) -> Iterator[Condition]:
    """Every condition in a norm, at any depth."""
    for condition in top_conditions(norm):
        yield from below(condition)
    value = norm.body.value if isinstance(norm.body, form.Define) else None
    if isinstance(value, form.CountValue | form.SumValue) and value.where is not None:
        yield from below(value.where)


def values_of(norm: Norm) -> Iterator[tuple[Value, int]]:
    """Every value in a norm, with its line."""
    for condition in conditions_of(norm):
        if isinstance(condition, form.Compare):
            yield condition.value, condition.line
    if isinstance(norm.body, form.Define) and norm.body.value is not None:
        yield norm.body.value, norm.line
