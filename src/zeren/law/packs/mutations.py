"""A norm with one thing changed: its actor, figure, order, content, or gone altogether.

An example that stays green under the change does not show the thing; a norm is proven by examples that
turn red under every one of them. The changes are small: a period one longer, a role replaced, a demand
dropped, an item taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any, Literal, TypeVar

from zeren.law.packs import form
from zeren.law.packs.form import Body, Condition, Norm
from zeren.law.packs.varying import NOBODY, longer, varied

Category = Literal["removal", "actor", "figure", "order", "content", "condition"]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change. ``norm`` is the changed norm, None where it is taken out; ``item`` the item changed, if one is."""

    category: Category
    what: str
    norm: Norm | None

    @property
    def item(self) -> str | None:
        """The item of a choice that the change is about."""
        found = re.match(r"item (.+?)(?: removed$|: )", self.what)
        return found.group(1) if found else None


def mutations(norm: Norm, roles: Set[str]) -> Iterator[Mutation]:
    """Every change of a norm. ``roles``: the ids of declared roles."""
    yield Mutation("removal", "removed", None)
    for category, what, body in _bodies(norm.body, roles):
        yield Mutation(category, what, replace(norm, body=body))
    if norm.if_ is not None:
        yield Mutation("condition", "if dropped", replace(norm, if_=None))
    if norm.if_ is not None:
        for category, what, condition in varied(norm.if_, roles):
            yield Mutation(category, f"if: {what}", replace(norm, if_=condition))


Change = tuple[Category, str, Body]


def _bodies(body: Body, roles: Set[str]) -> Iterator[Change]:
    if isinstance(body, form.Duty):
        yield from _duty(body)
    elif isinstance(body, form.Require):
        yield from _require(body)
    elif isinstance(body, form.Bar):
        yield from _bar(body)
    elif isinstance(body, form.Authority):
        yield from _authority(body)
    elif isinstance(body, form.Choice):
        yield from _choice(body, roles)
    elif isinstance(body, form.Score):
        yield from _score(body, roles)
    elif isinstance(body, form.Grade):
        yield from _grade(body)
    elif isinstance(body, form.ExceptionBody):
        yield from _exception(body)
    yield from _conditions(body, roles)


T = TypeVar("T")


def without(values: tuple[T, ...]) -> Iterator[tuple[T, tuple[T, ...]]]:
    """Each value, and the others."""
    for i, value in enumerate(values):
        yield value, values[:i] + values[i + 1 :]


def swapped(values: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each role, and the roles with nobody in its place."""
    for i, value in enumerate(values):
        yield value, (*values[:i], NOBODY, *values[i + 1 :])


def _fewer(body: Any, key: str, acts: form.Acts | None, category: Category) -> Iterator[Change]:
    """One act of several is no longer named; the only one: the whole demand is dropped."""
    if acts is None:
        return
    if len(acts.names) == 1:
        yield category, f"{key} {acts.names[0]} dropped", replace(body, **{key: None})
    else:
        for name, rest in without(acts.names):
            yield category, f"{key} {name} dropped", replace(body, **{key: replace(acts, names=rest)})


# ---------------------------------------------------------------- duty


def _duty(body: form.Duty) -> Iterator[Change]:
    if len(body.act.names) > 1:
        for name, rest in without(body.act.names):
            yield "content", f"act {name} dropped", replace(body, act=replace(body.act, names=rest))
    yield from _due(body)
    if body.count > 1:
        yield "figure", "count +1", replace(body, count=body.count + 1)
    for role, roles in swapped(body.by):
        yield "actor", f"by {role} replaced", replace(body, by=roles)
    if isinstance(body.opener, form.OpenOn) and len(body.opener.events) > 1:
        for name, rest in without(body.opener.events):
            yield "order", f"on {name} dropped", replace(body, opener=form.OpenOn(rest))
    yield from _discharge(body)


def _discharge(body: form.Duty) -> Iterator[Change]:
    """How the day runs, and which acts count."""
    if body.due is not None and body.roll is not None:
        yield "figure", "roll turned round", replace(body, roll=not body.roll)
    for key in ("early", "joint"):
        if getattr(body, key):
            yield "order", f"{key} dropped", replace(body, **{key: False})  # type: ignore[arg-type]
    if body.form is not None:
        yield "content", "form dropped", replace(body, form=None)
    if body.with_ is not None:
        yield "content", "with dropped", replace(body, with_=None)


def _due(body: form.Duty) -> Iterator[Change]:
    due = body.due
    if isinstance(due, form.DueWithin):
        yield "figure", "within +1", replace(body, due=form.DueWithin(longer(due.period)))
    elif isinstance(due, form.DueBefore):
        period = replace(due.period, amount=due.period.amount + 1)
        yield "figure", "before +1", replace(body, due=replace(due, period=period))
    elif isinstance(due, form.DueDay) and due.path is None:
        yield "figure", "due a day later", replace(body, due=_later(due))
    elif isinstance(due, form.DueDay):
        yield "figure", "due dropped", replace(body, due=None)
    elif isinstance(due, form.DueWindow) and due.end is not None:
        yield "figure", "window a day longer", replace(body, due=replace(due, end=_next(due.end)))


def _later(due: form.DueDay) -> form.DueDay:
    if due.day is not None:
        return form.DueDay(day=due.day + timedelta(days=1))
    assert due.month_day is not None
    return form.DueDay(month_day=_next(due.month_day))


def _next(month_day: tuple[int, int]) -> tuple[int, int]:
    month, day = month_day
    return (month, day + 1) if day < 28 else (month % 12 + 1, 1)


# ---------------------------------------------------------------- judged acts


def _require(body: form.Require) -> Iterator[Change]:
    if len(body.acts) > 1:
        for name, rest in without(body.acts):
            yield "content", f"act {name} dropped", replace(body, acts=rest)
    yield from _fewer(body, "after", body.after, "order")
    yield from _fewer(body, "before", body.before, "order")
    for name, rest in without(body.has):
        yield "content", f"has {name} dropped", replace(body, has=rest)
    for role, roles in swapped(body.signed_by):
        yield "actor", f"signed_by {role} replaced", replace(body, signed_by=roles)
    if body.that is not None:
        yield "content", "that dropped", replace(body, that=None)


def _bar(body: form.Bar) -> Iterator[Change]:
    for name, rest in without(body.acts):
        yield "content", f"acts {name} dropped", replace(body, acts=rest)
    for name, rest in without(body.conduct):
        yield "content", f"conduct {name} dropped", replace(body, conduct=rest)
    if len(body.from_) > 1:
        for name, rest in without(body.from_):
            yield "order", f"from {name} dropped", replace(body, from_=rest)
    if body.for_ is not None:
        yield "figure", "for +1", replace(body, for_=longer(body.for_))
    for name, rest in without(body.until):
        yield "order", f"until {name} dropped", replace(body, until=rest)
    if body.where is not None:
        yield "content", "where dropped", replace(body, where=None)


def _authority(body: form.Authority) -> Iterator[Change]:
    if len(body.acts) > 1:
        for name, rest in without(body.acts):
            yield "content", f"act {name} dropped", replace(body, acts=rest)
    for role, roles in swapped(body.by):
        yield "actor", f"by {role} replaced", replace(body, by=roles)
    yield from _fewer(body, "after", body.after, "order")
    if body.that is not None and (body.by or body.after):
        yield "content", "that dropped", replace(body, that=None)


# ---------------------------------------------------------------- choice, score, grade, exception


def _choice(body: form.Choice, roles: Set[str]) -> Iterator[Change]:
    for item, rest in without(body.items):
        yield "content", f"item {item.id} removed", replace(body, items=rest)
    for i, item in enumerate(body.items):
        for category, what, changed in _item(item, roles):
            items = (*body.items[:i], changed, *body.items[i + 1 :])
            yield category, f"item {item.id}: {what}", replace(body, items=items)
    if body.min > 0:
        yield "figure", "min +1", replace(body, min=body.min + 1)
    if body.max is not None:
        yield "figure", "max +1", replace(body, max=body.max + 1)


def _item(item: form.ChoiceItem, roles: Set[str]) -> Iterator[tuple[Category, str, form.ChoiceItem]]:
    if item.if_ is not None:
        yield "condition", "if dropped", replace(item, if_=None)
        for category, what, condition in varied(item.if_, roles):
            yield category, what, replace(item, if_=condition)
    for name, rest in without(item.needs):
        yield "content", f"needs {name} dropped", replace(item, needs=rest)
    if item.open:
        yield "content", "open dropped", replace(item, open=False)


def _score(body: form.Score, roles: Set[str]) -> Iterator[Change]:
    for i, part in enumerate(body.parts):
        if part.weight:
            changed = replace(part, weight=part.weight + Fraction(1, 100))
            yield "figure", f"part {part.id}: weight +1%", replace(body, parts=_with(body.parts, i, changed))
    for i, plus in enumerate(body.plus):
        for what, changed_plus in _plus(plus):
            yield "figure", f"plus {plus.id}: {what}", replace(body, plus=_with(body.plus, i, changed_plus))
    for i, plus in enumerate(body.plus):
        if plus.where is not None:
            yield (
                "content",
                f"plus {plus.id}: where dropped",
                replace(body, plus=_with(body.plus, i, replace(plus, where=None))),
            )


def _plus(plus: form.ScorePlus) -> Iterator[tuple[str, form.ScorePlus]]:
    yield "each +1", replace(plus, each=plus.each + 1)
    if plus.cap is not None:
        yield "cap +1", replace(plus, cap=plus.cap + 1)


def _with(values: tuple[T, ...], place: int, value: T) -> tuple[T, ...]:
    return (*values[:place], value, *values[place + 1 :])


def _grade(body: form.Grade) -> Iterator[Change]:
    for i, band in enumerate(body.bands):
        if band.at_least is not None:
            for step in (1, -1):
                changed = replace(band, at_least=band.at_least + Fraction(step, 1000))
                yield (
                    "figure",
                    f"band {band.grade} {step:+d}/1000",
                    replace(body, bands=_with(body.bands, i, changed)),
                )


def _exception(body: form.ExceptionBody) -> Iterator[Change]:
    if len(body.to) > 1:
        for name, rest in without(body.to):
            yield "content", f"to {name} dropped", replace(body, to=rest)
    if body.extend is not None:
        changed = replace(body.extend, within=longer(body.extend.within))
        yield "figure", "extend +1", replace(body, extend=changed)


# ---------------------------------------------------------------- conditions inside bodies


def _conditions(body: Body, roles: Set[str]) -> Iterator[Change]:
    for key in ("that", "where", "with_"):
        condition: Condition | None = getattr(body, key, None)
        if condition is not None:
            for category, what, changed in varied(condition, roles):
                yield category, f"{key.rstrip('_')}: {what}", replace(body, **{key: changed})  # type: ignore[arg-type]
    if isinstance(body, form.Duty) and isinstance(body.opener, form.OpenWhen):
        for category, what, changed in varied(body.opener.condition, roles):
            yield category, f"when: {what}", replace(body, opener=form.OpenWhen(changed))
