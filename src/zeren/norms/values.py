"""Values of a condition: fields, facts, counts, sums, shares, stretches of time.

A getter answers text, several texts, an exact number, a range, a stretch of time; None (or ``?``) is unknown;
``NO_EVENT`` says that the log holds no such event, which is not unknown: an act that is not in the matter's
own log was not done, as far as recorded (before a takeover it is unknown).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from zeren.law.packs.form import (
    CountValue,
    ElapsedValue,
    FieldValue,
    GradeValue,
    LastingValue,
    Path,
    ScoreValue,
    ShareValue,
    SumValue,
    TermValue,
    Value,
)
from zeren.norms.calendar import ONE_DAY
from zeren.norms.context import NO_EVENT, Ctx, Elapsed, NoEvent
from zeren.norms.model import UNKNOWN, FieldText, Missing
from zeren.norms.tally import Tally, compile_tally
from zeren.norms.view import Ev

if TYPE_CHECKING:
    from zeren.norms.environment import Env

Raw = str | tuple[str, ...] | Fraction | date | Tally | Elapsed | NoEvent | None
Getter = Callable[[Ctx], Raw]

HEADS = frozenset({"this", "opener", "subject", "matter", "unit", "actor", "param"})


@lru_cache(maxsize=65536)
def number(text: str) -> Fraction | None:
    """The exact number that a text is (``5``, ``89.995``, ``2/3``, ``30%``), or None."""
    try:
        if text.endswith("%"):
            return Fraction(text[:-1]) / 100
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


@lru_cache(maxsize=65536)
def moment(text: str) -> date | datetime | None:
    """The day or instant that a text is, or None."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


# ---------------------------------------------------------------- fields

_OWN: dict[str, Callable[[Ev], Raw]] = {
    "at": lambda e: e.at,
    "day": lambda e: e.day,
    "id": lambda e: e.id,
    "type": lambda e: e.type,
    "by": lambda e: e.by or None,
    "subject": lambda e: e.subject or None,
    "unit": lambda e: e.unit,
    "re": lambda e: e.re,
}


def field_of(event: Ev, name: str) -> Raw:
    """A field of an event; ``at by subject unit re`` are its own parts."""
    value = event.fields.get(name)
    if value is None:
        own = _OWN.get(name)
        return own(event) if own else None
    return value


def _this(name: str) -> Getter:
    own = _OWN.get(name)
    if own is not None:
        return lambda ctx: NO_EVENT if ctx.this is None else field_of(ctx.this, name)
    return lambda ctx: NO_EVENT if ctx.this is None else ctx.this.fields.get(name)


def _opener(name: str) -> Getter:
    return lambda ctx: NO_EVENT if ctx.opener is None else field_of(ctx.opener, name)


def latest(ctx: Ctx, type_: str) -> Ev | None:
    """The latest event of a type for the subject, at or before this place."""
    found = ctx.view.by_type.get(type_)
    if found is None:
        return None
    pos = ctx.pos
    for event in reversed(ctx.view.named(type_, ctx.subject) if ctx.subject is not None else found):
        if event.pos <= pos:
            return event
    return None


def _event(type_: str, name: str) -> Getter:
    def get(ctx: Ctx) -> Raw:
        event = latest(ctx, type_)
        if event is None:
            return None if ctx.view.taken else NO_EVENT
        return field_of(event, name)

    return get


def subject_of(ctx: Ctx) -> str | None:
    """The subject asked about: the instance's own, else the act's or the matter's only one."""
    if ctx.subject is not None:
        return ctx.subject
    named = (
        (ctx.this.subject if ctx.this else ())
        or (ctx.opener.subject if ctx.opener else ())
        or ctx.view.subjects
    )
    return named[0] if len(named) == 1 else None


def _subject(name: str) -> Getter:
    if name == "id":
        return subject_of

    def get(ctx: Ctx) -> Raw:
        subject = subject_of(ctx)
        return None if subject is None else ctx.view.fact(subject, name, ctx.day)

    return get


def _matter(name: str) -> Getter:
    def get(ctx: Ctx) -> Raw:
        value = ctx.view.matter.get(name)
        if value is None and name in ("opened", "facts_day", "procedure"):
            return getattr(ctx.view.log, name)  # type: ignore[no-any-return]
        return value

    return get


def unit_of(ctx: Ctx) -> str | None:
    """The unit asked about: the act's, the opener's, else the matter's."""
    for event in (ctx.this, ctx.opener):
        if event is not None and event.unit:
            return event.unit
    own = ctx.view.matter.get("unit")
    return own if isinstance(own, str) else None


def _unit(name: str) -> Getter:
    def get(ctx: Ctx) -> Raw:
        unit = unit_of(ctx)
        if name == "id" or unit is None:
            return unit
        return ctx.view.fact(unit, name, ctx.day)

    return get


def _actor(name: str) -> Getter:
    def get(ctx: Ctx) -> Raw:
        if ctx.this is None:
            return NO_EVENT
        for person in ctx.this.by:
            value = ctx.view.fact(person, name, ctx.day)
            if value is not None:
                return value
        return None

    return get


def _param(name: str, pack: str) -> Getter:
    full = f"{pack}#{name}"
    return lambda ctx: ctx.view.params.get(full) or ctx.view.params.get(name)


def compile_path(path: Path, env: Env) -> Getter:
    """A getter for ``head.name``."""
    head, name = path.head, path.name
    makers: dict[str, Callable[[str], Getter]] = {
        "this": _this,
        "opener": _opener,
        "subject": _subject,
        "matter": _matter,
        "unit": _unit,
        "actor": _actor,
    }
    if head == "param":
        return _param(name, env.pack.id)
    return makers[head](name) if head in makers else _event(head, name)


def lacking(path: Path, ctx: Ctx, env: Env) -> Missing:
    """What to name, and whom to ask, when a path is unknown."""
    head, name = path.head, path.name
    if head == "this" and ctx.this is not None:
        return env.field_missing(ctx.this.type, name)
    if head == "opener" and ctx.opener is not None:
        return env.field_missing(ctx.opener.type, name)
    if head == "subject":
        return Missing(f"{subject_of(ctx) or 'subject'}.{name}@{ctx.day.isoformat()}", ("register",))
    if head == "unit":
        return Missing(f"{unit_of(ctx) or 'unit'}.{name}@{ctx.day.isoformat()}", ("register",))
    if head == "actor" and ctx.this is not None:
        return Missing(f"{(ctx.this.by or ('actor',))[0]}.{name}@{ctx.day.isoformat()}", ("register",))
    if head == "param":
        parameter = env.pack.parameters.get(name)
        return Missing(f"param.{name}", (parameter.ask,) if parameter and parameter.ask else ())
    if head not in HEADS and latest(ctx, head) is None:
        return Missing(f"{head}（接管前）", env.who_of(head))
    return Missing(f"{head}.{name}", env.who_of(head))


# ---------------------------------------------------------------- shares, stretches, named values


def as_number(raw: Raw) -> Fraction | None:
    """A raw value as an exact number, where it is one."""
    if isinstance(raw, str):
        return number(raw)
    return raw if isinstance(raw, Fraction) else None


def _share(value: ShareValue, env: Env) -> Getter:
    paths = (*value.parts, value.of)
    getters = [compile_path(p, env) for p in paths]

    def get(ctx: Ctx) -> Raw:
        numbers: list[Fraction] = []
        for path, getter in zip(paths, getters, strict=True):
            raw = getter(ctx)
            if raw is NO_EVENT:
                return NO_EVENT
            found = as_number(raw)
            if found is None:
                ctx.missing.append(lacking(path, ctx, env))
                return None
            numbers.append(found)
        if numbers[-1] == 0:
            ctx.missing.append(Missing(f"{value.of}（为零）", env.who_of(value.of.head)))
            return None
        return sum(numbers[:-1], Fraction(0)) / numbers[-1]

    return get


def as_day(raw: Raw) -> date | None:
    """A raw value as a day, where it is one."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    found = moment(raw) if isinstance(raw, str) else None
    return found.date() if isinstance(found, datetime) else found


def _elapsed(value: ElapsedValue, env: Env) -> Getter:
    first, last = compile_path(value.start, env), compile_path(value.end, env)

    def get(ctx: Ctx) -> Raw:
        raw = first(ctx), last(ctx)
        if NO_EVENT in raw:
            return NO_EVENT
        start, end = as_day(raw[0]), as_day(raw[1])
        if start is None or end is None:
            ctx.missing.append(lacking(value.start if start is None else value.end, ctx, env))
            return None
        return Elapsed(start, end)

    return get


def stretch_start(ctx: Ctx, of: str, name: str) -> tuple[FieldText, date | None] | None:
    """The present value of a fact and the first day of its unbroken stretch (None: open), or None if unknown."""
    value = ctx.view.fact(of, name, ctx.day)
    if value is None or value == UNKNOWN:
        return None
    spans = sorted(
        ((f.start or date.min, f.end or date.max) for f in ctx.view.dated(of, name) if f.value == value),
        reverse=True,
    )
    start = ctx.day
    for first, last in spans:
        if first <= start and (last >= start or last + ONE_DAY >= start):
            start = min(start, first)
    return value, (None if start == date.min else start)


def _lasting(value: LastingValue, env: Env) -> Getter:
    path = value.fact

    def get(ctx: Ctx) -> Raw:
        of = subject_of(ctx) if path.head == "subject" else unit_of(ctx)
        found = stretch_start(ctx, of, path.name) if of else None
        if found is None or found[1] is None:
            ctx.missing.append(lacking(path, ctx, env))
            return None
        return Elapsed(found[1], ctx.day)

    return get


def _term_value(value: TermValue, env: Env) -> Getter:
    def get(ctx: Ctx) -> Raw:
        return env.term_value(value.term)(ctx)

    return get


def _score(value: ScoreValue, env: Env) -> Getter:
    return lambda ctx: ctx.run.score(env, value.name, ctx)


def _grade(value: GradeValue, env: Env) -> Getter:
    return lambda ctx: ctx.run.grade(env, value.norm, ctx)


def compile_value(value: Value, env: Env) -> Getter:
    """A getter for any value of the format."""
    match value:
        case FieldValue():
            return compile_path(value.path, env)
        case CountValue() | SumValue():
            return compile_tally(value, env)
        case ShareValue():
            return _share(value, env)
        case ElapsedValue():
            return _elapsed(value, env)
        case LastingValue():
            return _lasting(value, env)
        case ScoreValue():
            return _score(value, env)
        case GradeValue():
            return _grade(value, env)
        case TermValue():
            return _term_value(value, env)
