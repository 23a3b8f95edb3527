"""Which leaves of a condition do not hold, with what was wanted and what was found: for breaches only."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from zeren.law.packs.form import (
    All,
    AnyOf,
    Barred,
    Compare,
    Condition,
    Const,
    CountValue,
    ElapsedValue,
    FieldValue,
    GradeValue,
    Happened,
    LastingValue,
    NormStatus,
    Not,
    Path,
    Period,
    Right,
    ScoreValue,
    ShareValue,
    SumValue,
    Term,
    TermValue,
    Value,
)
from zeren.norms.context import NO_EVENT, Ctx, Elapsed
from zeren.norms.model import Failed
from zeren.norms.tally import Tally
from zeren.norms.values import compile_value, field_of
from zeren.norms.view import Ev

if TYPE_CHECKING:
    from zeren.norms.environment import Env


def failing(condition: Condition, ctx: Ctx, env: Env) -> tuple[Failed, ...]:
    """The leaves that keep a false condition from holding, each once."""
    mark = len(ctx.missing)
    found = tuple(dict.fromkeys(_walk(condition, ctx, env)))
    del ctx.missing[mark:]
    return found


def _walk(condition: Condition, ctx: Ctx, env: Env) -> list[Failed]:
    if env.test(condition)(ctx) is not False:
        return []
    match condition:
        case All() | AnyOf():
            return [leaf for part in condition.parts for leaf in _walk(part, ctx, env)]
        case Not():
            return [Failed(described(condition.part), "no", "yes")]
        case Term():
            inner = env.term_condition(condition.term)
            return _walk(inner, ctx, env) if inner is not None else []
        case Compare():
            return [_leaf(condition, ctx, env)]
        case _:
            return [Failed(described(condition), "yes", "no")]


def _leaf(condition: Compare, ctx: Ctx, env: Env) -> Failed:
    get = compile_value(condition.value, env)
    wanted = f"{condition.op} {shown_right(condition.right)}"
    what = named(condition.value)
    if what.startswith("this.") and ctx.this is not None:
        what = f"{ctx.this.type}.{what[5:]}"
    return Failed(what, wanted, shown(get(ctx)))


def stated_limits(condition: Condition, act: str, opener: Ev) -> Iterator[Failed]:
    """The leaves of a condition on an act, its paths to the opener replaced by what was recorded there."""
    match condition:
        case All():
            for part in condition.parts:
                yield from stated_limits(part, act, opener)
        case Compare():
            what = named(condition.value)
            if what.startswith("this.") and act:
                what = f"{act}.{what[5:]}"
            right = condition.right
            if isinstance(right, Path) and right.head == "opener":
                found = shown(field_of(opener, right.name))
            else:
                found = shown_right(right)
            yield Failed(what, f"{condition.op} {found}", "")
        case _:
            yield Failed(described(condition), "yes", "")


def described(condition: Condition) -> str:
    """A condition in one line, with the ids of the pack."""
    match condition:
        case Compare():
            return f"{named(condition.value)} {condition.op} {shown_right(condition.right)}"
        case Happened():
            return f"happened {condition.event}"
        case Term():
            return f"term {condition.term}"
        case NormStatus():
            return f"norm {condition.norm} {'/'.join(condition.status)}"
        case Barred():
            return f"barred {condition.act}"
        case Not():
            return f"not ({described(condition.part)})"
        case All():
            return " and ".join(described(p) for p in condition.parts)
        case AnyOf():
            return " or ".join(described(p) for p in condition.parts)


def named(value: Value) -> str:
    """A value in one line, with the ids of the pack."""
    match value:
        case FieldValue():
            return str(value.path)
        case CountValue():
            return f"count {value.event}"
        case SumValue():
            return f"sum {value.event}.{value.field}"
        case ShareValue():
            return f"share {'+'.join(map(str, value.parts))}/{value.of}"
        case ElapsedValue():
            return f"elapsed {value.start}..{value.end}"
        case LastingValue():
            return f"lasting {value.fact}"
        case ScoreValue():
            return f"score {value.name}"
        case GradeValue():
            return f"grade {value.norm}"
        case TermValue():
            return f"value {value.term}"


def shown_right(right: Right) -> str:
    """The right side in one line."""
    if isinstance(right, Const):
        return right.text
    if isinstance(right, Period):
        return f"{right.amount} {right.unit}"
    if isinstance(right, Path):
        return str(right)
    return "/".join(shown_right(part) for part in right)


def shown(raw: object) -> str:
    """A found value in one line; nothing recorded is ``-``."""
    if raw is None or raw is NO_EVENT:
        return "-"
    if isinstance(raw, tuple):
        return "、".join(str(r) for r in raw)
    if isinstance(raw, Tally):
        return figure(raw.low) if raw.low == raw.high else f"{figure(raw.low)}~{figure(raw.high)}"
    if isinstance(raw, Fraction):
        return figure(raw)
    if isinstance(raw, Elapsed):
        return f"{raw.start}..{raw.end}"
    return str(raw)


def figure(number: Fraction | None) -> str:
    """An exact number as people write it: a finite decimal, else a fraction."""
    if number is None:
        return "?"
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(number)
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    whole = str(abs(int(number * 10**places))).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{whole[:-places]}.{whole[-places:]}" if places else whole)
