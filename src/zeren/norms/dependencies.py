"""Which event types a norm's answer rests on: what has to be asked again when one event is added."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.law.packs.form import (
    Acts,
    Authority,
    Bar,
    Choice,
    Condition,
    Define,
    Due,
    DueBefore,
    DueDay,
    DueWindow,
    Duty,
    ExceptionBody,
    Grade,
    OpenEvery,
    OpenExpired,
    OpenOn,
    OpenWhen,
    Path,
    Require,
    Score,
)
from zeren.norms.compiling import PackSet
from zeren.norms.reads import ACT_HEADS, ALL, STATIC_HEADS, heads, value_heads
from zeren.norms.units import Unit

NO_EVENTS = ACT_HEADS | STATIC_HEADS | {"subject", "unit"}
ENGINE_EVENTS = frozenset({"departure_reasoned", "conflict_settled", "conduct_found"})


def rests_on(packs: PackSet, unit: Unit) -> frozenset[str] | None:
    """The event types an answer rests on; None: on any (other norms, bars on record, exceptions applied)."""
    found = {*ENGINE_EVENTS}
    for part in _everything(packs, unit):
        if part == ALL:
            return None
        if part not in NO_EVENTS:
            found.add(part)
    return frozenset(found)


def _everything(packs: PackSet, unit: Unit) -> Iterator[str]:
    yield from _own(packs, unit)
    yield from _lifted(unit)
    if isinstance(unit.norm.body, Authority):
        # authorities over one act are alternatives: one that an exception lifts carries the act no longer
        for act in unit.act:
            for other in unit.env.authorities(act):
                yield from _own(packs, other)
                yield from _lifted(other)


def _lifted(unit: Unit) -> Iterator[str]:
    for exception in (*unit.lifts, *unit.extends, *unit.suspends):
        yield from _condition(exception, exception.norm.if_)
        yield from _exception(exception.exception)


def _condition(unit: Unit, *conditions: Condition | None) -> Iterator[str]:
    for condition in conditions:
        if condition is not None:
            yield from heads(condition, unit.env)


def _acts(*acts: Acts | None) -> Iterator[str]:
    for act in acts:
        if act is not None:
            yield from act.names


def _own(packs: PackSet, unit: Unit) -> Iterator[str]:
    norm, body = unit.norm, unit.norm.body
    yield from unit.act
    yield from _condition(unit, norm.if_)
    if isinstance(norm.per, Path):
        yield norm.per.head
    match body:
        case Duty():
            yield from _duty(unit, body)
        case Require():
            yield from _acts(body.after, body.before)
            yield from _condition(unit, body.that)
        case Bar():
            yield from (*body.from_, *body.until)
            yield from _condition(unit, body.where)
        case Authority():
            yield from _acts(body.after)
            yield from _condition(unit, body.that)
        case Choice():
            yield from _choice(packs, unit, body)
        case Score() | Grade():
            yield ALL
        case Define():
            yield from _condition(unit, body.that)
            yield from value_heads(body.value, unit.env) if body.value is not None else ()
        case ExceptionBody():
            yield ALL


def _duty(unit: Unit, body: Duty) -> Iterator[str]:
    match body.opener:
        case OpenOn():
            yield from body.opener.events
        case OpenEvery():
            yield from (e for e in (body.opener.from_event, body.opener.until_event) if e)
            if body.opener.from_event is None:
                yield ALL  # the first event may be the day from which periods are owed
        case OpenWhen():
            yield from heads(body.opener.condition, unit.env)
        case OpenExpired():
            yield ALL
    yield from _condition(unit, body.with_)
    yield from _due(body.due)


def _due(due: Due | None) -> Iterator[str]:
    path = due.of if isinstance(due, DueBefore) else due.path if isinstance(due, DueDay | DueWindow) else None
    if isinstance(path, Path):
        yield path.head


def _choice(packs: PackSet, unit: Unit, body: Choice) -> Iterator[str]:
    for other in unit.env.choices(body.event, body.field):
        yield from _condition(other, other.norm.if_)
    for item in body.items:
        yield from _condition(unit, item.if_)
        for exception in packs.item_lifts(unit.env, item.id):
            yield from _condition(exception, exception.norm.if_)


def _exception(body: ExceptionBody) -> Iterator[str]:
    if body.extend is not None:
        yield body.extend.on
    if body.suspend is not None:
        yield from (body.suspend.from_, body.suspend.until)
