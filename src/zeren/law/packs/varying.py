"""Conditions and periods with one figure or one actor changed."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Literal, overload

from zeren.law.packs import form
from zeren.law.packs.form import Compare, Condition, Const, Period, RestOf, Right

NOBODY = "nobody_at_all"
Varied = tuple[Literal["actor", "figure"], str, Condition]
NEXT_SPAN: dict[form.Span, form.Span] = {
    "month": "quarter",
    "quarter": "half_year",
    "half_year": "year",
    "year": "month",
}


@overload
def longer(period: Period) -> Period: ...
@overload
def longer(period: Period | RestOf) -> Period | RestOf: ...
def longer(period: Period | RestOf) -> Period | RestOf:
    """One unit more; the rest of another calendar period."""
    if isinstance(period, RestOf):
        return RestOf(NEXT_SPAN[period.span])
    return Period(period.unit, period.amount + 1)


def varied(condition: Condition, roles: Set[str]) -> Iterator[Varied]:
    """The condition with one figure or one role changed, once for each of them."""
    if isinstance(condition, form.All | form.AnyOf):
        for i, part in enumerate(condition.parts):
            for category, what, changed in varied(part, roles):
                parts = (*condition.parts[:i], changed, *condition.parts[i + 1 :])
                yield category, what, replace(condition, parts=parts)
    elif isinstance(condition, form.Not):
        for category, what, changed in varied(condition.part, roles):
            yield category, what, form.Not(changed)
    elif isinstance(condition, form.Happened):
        yield from _happened(condition, roles)
    elif isinstance(condition, Compare):
        yield from _compare(condition, roles)


def _happened(condition: form.Happened, roles: Set[str]) -> Iterator[Varied]:
    if isinstance(condition.span, Period):
        yield "figure", "span +1", replace(condition, span=longer(condition.span))
    if condition.where is not None:
        for category, what, changed in varied(condition.where, roles):
            yield category, what, replace(condition, where=changed)


def _compare(condition: Compare, roles: Set[str]) -> Iterator[Varied]:
    for category, what, right in _rights(condition, roles):
        yield category, f"{condition.op} {what}", replace(condition, right=right)
    value = condition.value
    if isinstance(value, form.CountValue | form.SumValue):
        if isinstance(value.span, Period):
            yield "figure", "span +1", replace(condition, value=replace(value, span=longer(value.span)))
        if value.where is not None:
            for category, what, changed in varied(value.where, roles):
                yield category, what, replace(condition, value=replace(value, where=changed))


def _rights(condition: Compare, roles: Set[str]) -> Iterator[tuple[Literal["actor", "figure"], str, Right]]:
    right = condition.right
    if isinstance(right, Period):
        yield "figure", "+1", longer(right)
    elif isinstance(right, tuple):
        for i, one in enumerate(right):
            if isinstance(one, Const) and one.text in roles:
                yield "actor", f"{one.text} replaced", (*right[:i], Const(NOBODY), *right[i + 1 :])
    elif isinstance(right, Const):
        yield from _const(condition, right, roles)


def _const(
    condition: Compare, right: Const, roles: Set[str]
) -> Iterator[tuple[Literal["actor", "figure"], str, Right]]:
    if right.number is not None:
        number = right.number + (
            1 if right.number >= 1 and right.number.denominator == 1 else right.number / 100
        )
        yield "figure", f"{right.text} +1", Const(str(number), number)
    elif condition.order is not None and right.text in condition.order:
        place = condition.order.index(right.text)
        other = condition.order[place + 1 if place + 1 < len(condition.order) else place - 1]
        yield "figure", f"{right.text} → {other}", Const(other)
    elif right.text in roles:
        yield "actor", f"{right.text} replaced", Const(NOBODY)
