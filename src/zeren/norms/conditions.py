"""Conditions: three values, compiled once a pack into closures.

``all`` is false if one part is false, else unknown if one is unknown; ``any`` and ``not`` likewise. What an
unknown answer depends on is gathered in ``ctx.missing``; parts that did not matter leave nothing there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from zeren.law.packs.form import (
    All,
    AnyOf,
    Barred,
    Compare,
    Condition,
    Const,
    FieldValue,
    Happened,
    NormStatus,
    Not,
    Path,
    Period,
    Right,
    Term,
)
from zeren.norms.context import NO_EVENT, Ctx, Elapsed, Test, Truth
from zeren.norms.counting import add
from zeren.norms.model import UNKNOWN, Missing
from zeren.norms.tally import Tally, compile_happened
from zeren.norms.values import (
    Getter,
    Raw,
    as_day,
    as_number,
    compile_path,
    compile_value,
    lacking,
    moment,
    number,
)

if TYPE_CHECKING:
    from zeren.norms.environment import Env

NONE_WORD = "none"
"""A field recorded as ``none`` (no such sanction) lies below every item of an ordered list."""


def compile_condition(condition: Condition, env: Env) -> Test:
    """The closure that answers a condition."""
    match condition:
        case All():
            return _all(tuple(env.test(p) for p in condition.parts))
        case AnyOf():
            return _any(tuple(env.test(p) for p in condition.parts))
        case Not():
            return _not(env.test(condition.part))
        case Compare():
            return _compare(condition, env)
        case Happened():
            return compile_happened(condition, env)
        case Term():
            return _term(condition, env)
        case NormStatus():
            return _norm_status(condition, env)
        case Barred():
            return _barred(condition)


def _all(tests: tuple[Test, ...]) -> Test:
    def test(ctx: Ctx) -> Truth:
        mark = len(ctx.missing)
        result: Truth = True
        for part in tests:
            truth = part(ctx)
            if truth is False:
                del ctx.missing[mark:]
                return False
            if truth is None:
                result = None
        return result

    return test


def _any(tests: tuple[Test, ...]) -> Test:
    def test(ctx: Ctx) -> Truth:
        mark = len(ctx.missing)
        result: Truth = False
        for part in tests:
            truth = part(ctx)
            if truth is True:
                del ctx.missing[mark:]
                return True
            if truth is None:
                result = None
        return result

    return test


def _not(part: Test) -> Test:
    def test(ctx: Ctx) -> Truth:
        truth = part(ctx)
        return None if truth is None else not truth

    return test


# ---------------------------------------------------------------- comparisons


def _compare(condition: Compare, env: Env) -> Test:
    get = compile_value(condition.value, env)
    if condition.op == "filled":
        return _filled(condition, get, env)
    quick = _quick(condition, get, env)
    return quick or _general(condition, get, env)


def _filled(condition: Compare, get: Getter, env: Env) -> Test:
    """An absent field is not filled; ``?`` and a fact that no register tells are unknown."""
    wanted = not (isinstance(condition.right, Const) and condition.right.text == "no")
    value = condition.value
    dated = isinstance(value, FieldValue) and value.path.head in ("subject", "unit", "actor", "param")

    def test(ctx: Ctx) -> Truth:
        raw = get(ctx)
        if (
            raw == UNKNOWN
            or (raw is None and dated)
            or (raw is None and ctx.view.taken and _absent(value, ctx))
        ):
            _tell(condition, ctx, env)
            return None
        return (raw is not None and raw is not NO_EVENT and raw != "" and raw != ()) is wanted

    def _absent(value: object, ctx: Ctx) -> bool:
        return isinstance(value, FieldValue) and value.path.head not in ("this", "opener", "matter")

    return test


def _tell(condition: Compare, ctx: Ctx, env: Env) -> None:
    value = condition.value
    if isinstance(value, FieldValue):
        ctx.missing.append(lacking(value.path, ctx, env))


def _quick(condition: Compare, get: Getter, env: Env) -> Test | None:
    """``field … is/in/includes`` with literal words: the bulk of all conditions."""
    value, op, right = condition.value, condition.op, condition.right
    if not isinstance(value, FieldValue) or op not in ("is", "in", "includes"):
        return None
    words = (right,) if isinstance(right, Const) else right
    plain = isinstance(words, tuple) and all(isinstance(w, Const) and w.number is None for w in words)
    if not isinstance(words, tuple) or not plain or (op == "includes" and len(words) > 1):
        return None
    return _among(get, value.path, frozenset(w.text for w in words if isinstance(w, Const)), env)


def _among(get: Getter, path: Path, allowed: frozenset[str], env: Env) -> Test:
    def test(ctx: Ctx) -> Truth:
        raw = get(ctx)
        if raw.__class__ is str:
            if raw in allowed:
                return True
            if raw == UNKNOWN:
                ctx.missing.append(lacking(path, ctx, env))
                return None
            return False
        if raw is NO_EVENT:
            return False
        if raw.__class__ is tuple:
            if not allowed.isdisjoint(raw):
                return True
            if UNKNOWN not in raw:
                return False
        elif raw is not None:
            return str(raw) in allowed
        ctx.missing.append(lacking(path, ctx, env))
        return None

    return test


def _general(condition: Compare, get: Getter, env: Env) -> Test:
    right = _right(condition.right, env)
    op, order = condition.op, condition.order

    def test(ctx: Ctx) -> Truth:
        left = get(ctx)
        if left is NO_EVENT:
            return False
        if left is None or left == UNKNOWN:
            _tell(condition, ctx, env)
            return None
        wanted = right(ctx)
        if wanted is NO_EVENT:
            return False
        if wanted is None:
            return None
        truth = holds(op, left, wanted, order, ctx)
        if truth is None:
            if isinstance(left, Tally):
                ctx.missing.extend(left.missing)
            else:
                _tell(condition, ctx, env)
        return truth

    return test


def _right(right: Right, env: Env) -> Callable[[Ctx], object]:
    """The right side, resolved at asking: literals as they are, paths by their value (None: unknown, told)."""
    if isinstance(right, Path):
        get = compile_path(right, env)
        path = right

        def resolve(ctx: Ctx) -> object:
            raw = get(ctx)
            if raw is None or raw == UNKNOWN:
                ctx.missing.append(lacking(path, ctx, env))
                return None
            return raw

        return resolve
    if isinstance(right, tuple):
        parts = [_right(p, env) for p in right]
        return lambda ctx: _resolved([p(ctx) for p in parts])
    return lambda ctx: right


def _resolved(parts: list[object]) -> object:
    return None if any(p is None for p in parts) else tuple(parts)


def holds(op: str, left: Raw, right: object, order: tuple[str, ...] | None, ctx: Ctx) -> Truth:
    """Whether a comparison holds between two known sides; None where the values cannot be compared."""
    if isinstance(left, Elapsed):
        return _elapsed_holds(op, left, right, ctx)
    if isinstance(left, Tally):
        return _tally_holds(op, left, _exact(right))
    if op in ("is", "in"):
        options = right if op == "in" and isinstance(right, tuple) else (right,)
        return any(_same(left, option) for option in options)
    if op == "includes":
        wanted = right if isinstance(right, tuple) else (right,)
        have = left if isinstance(left, tuple) else (left,)
        return all(any(_same(h, w) for h in have) for w in wanted)
    if op in ("before", "after", "on_or_before"):
        return _dates_hold(op, left, right)
    return _ordered_holds(op, left, right, order)


def _text(side: object) -> object:
    return side.text if isinstance(side, Const) else side


def _exact(side: object) -> Fraction | None:
    if isinstance(side, Const):
        return side.number if side.number is not None else number(side.text)
    if isinstance(side, Tally):
        return side.low if side.low == side.high else None
    return as_number(side) if isinstance(side, str | Fraction) else None


def _same(left: object, right: object) -> bool:
    if isinstance(left, tuple):
        return any(_same(part, right) for part in left)
    wanted = _text(right)
    if isinstance(wanted, tuple):
        return any(_same(left, part) for part in wanted)
    if left == wanted or str(left) == str(wanted):
        return True
    numbers = _exact(left), _exact(right)
    return numbers[0] is not None and numbers[0] == numbers[1]


def _day(side: object) -> date | datetime | None:
    side = _text(side)
    if isinstance(side, str):
        return moment(side)
    return side if isinstance(side, date) else None


def _dates_hold(op: str, left: object, right: object) -> Truth:
    first, second = _day(left), _day(right)
    if first is None or second is None:
        return None
    if not (isinstance(first, datetime) and isinstance(second, datetime)):
        first, second = as_day(first) or first, as_day(second) or second
    if op == "before":
        return first < second
    return first > second if op == "after" else first <= second


def _ranked(op: str, left: Fraction | int | date, right: Fraction | int | date) -> bool:
    if op == "at_least":
        return left >= right  # type: ignore[operator]
    if op == "more_than":
        return left > right  # type: ignore[operator]
    if op == "at_most":
        return left <= right  # type: ignore[operator]
    return left < right  # type: ignore[operator]


def _ordered_holds(op: str, left: object, right: object, order: tuple[str, ...] | None) -> Truth:
    """By order: inside one ordered list, or as exact numbers, or as days. Of several values the highest counts."""
    parts = left if isinstance(left, tuple) else (left,)
    right = _text(right) if order else right
    ranks = [_rank(p, order) for p in parts]
    bound = _rank(right, order)
    if bound is None or any(r is None for r in ranks) or not ranks:
        return None
    top = max(r for r in ranks if r is not None)
    return _ranked(op, top, bound) if isinstance(top, date) == isinstance(bound, date) else None


def _rank(side: object, order: tuple[str, ...] | None) -> Fraction | int | date | None:
    if order:
        word = str(_text(side))
        if word in order:
            return order.index(word)
        return -1 if word == NONE_WORD else None
    exact = _exact(side)
    return exact if exact is not None else as_day(_day(side))


def _elapsed_holds(op: str, left: Elapsed, right: object, ctx: Ctx) -> Truth:
    """Periods compare by adding them to the earlier day (以上: at_least, 超过: more_than, 未满: less_than)."""
    if left.start is None:
        return None
    if isinstance(right, Period):
        reached = add(left.start, right, ctx.run.calendar)
        if op == "is":
            return left.end == reached
        return _ranked(op, left.end, reached)
    days = _exact(right)
    if days is None:
        return None
    lasted = Fraction((left.end - left.start).days)
    return lasted == days if op == "is" else _ranked(op, lasted, days)


def _tally_holds(op: str, left: Tally, wanted: Fraction | None) -> Truth:
    if wanted is None:
        return None
    if op == "is":
        if left.low == left.high:
            return left.low == wanted
        outside = wanted < left.low or (left.high is not None and wanted > left.high)
        return False if outside else None
    at_low = _ranked(op, left.low, wanted)
    at_high = op in ("at_least", "more_than") if left.high is None else _ranked(op, left.high, wanted)
    return at_low if at_low == at_high else None


# ---------------------------------------------------------------- predicates


def _term(condition: Term, env: Env) -> Test:
    name = condition.term
    return lambda ctx: env.term(name)(ctx)


def _norm_status(condition: NormStatus, env: Env) -> Test:
    wanted = frozenset(condition.status)

    def test(ctx: Ctx) -> Truth:
        found = ctx.run.findings_of(env, condition.norm, ctx)
        if any(f.status.value in wanted for f in found):
            return True
        unknown = [f for f in found if f.status.value == "undetermined"]
        for finding in unknown:
            ctx.missing.extend(finding.missing or (Missing(f"{condition.norm}"),))
        return None if unknown else False

    return test


def _barred(condition: Barred) -> Test:
    return lambda ctx: ctx.run.barred(condition.act, ctx)
