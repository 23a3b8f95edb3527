"""``require``: an act is right only if another came first, content is there, signatures, a condition.

Each occurrence of the act is judged at its place in the order. A later act does not cure the order; a
correction of the record does.
"""

from __future__ import annotations

from collections.abc import Callable

from zeren.law.packs.form import Acts, Require
from zeren.norms.context import Ctx, Truth
from zeren.norms.failing import failing
from zeren.norms.judged import (
    act_fault,
    act_met,
    act_open,
    applies,
    judge_acts,
    lifted,
    lifted_for_sure,
    set_aside,
)
from zeren.norms.model import UNKNOWN, Failed, Finding, Missing
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.values import field_of
from zeren.norms.view import Ev

Faults = list[str]
Part = Callable[[Ctx, Ev, Faults], Truth]
"""A part of a requirement: true, false (it names its fault) or unknown."""


def compile_require(unit: Unit) -> None:
    """Prepare the unit of a ``require`` norm."""
    body = unit.norm.body
    assert isinstance(body, Require)
    unit.act = body.acts
    unit.triggers = frozenset(body.acts)
    parts = _parts(unit, body)

    def judge(run: Run, unit: Unit, ctx: Ctx, event: Ev) -> Finding:
        apart = applies(run, unit, ctx, event) if unit.if_ is not None else None
        if apart is not None:
            return apart
        return _judge(run, unit, ctx, event, parts, body)

    unit.answer = lambda run: judge_acts(run, unit, body.acts, judge)


def _parts(unit: Unit, body: Require) -> tuple[Part, ...]:
    parts: list[Part] = []
    if body.after is not None:
        parts.append(after_part(unit, body.after))
    if body.before is not None:
        parts.append(_before(body.before))
    if body.has:
        parts.append(_has(unit, body.has))
    if body.signed_by:
        parts.append(_signed(unit, body.signed_by))
    if body.that is not None:
        parts.append(_that(unit, body))
    return tuple(parts)


def _judge(run: Run, unit: Unit, ctx: Ctx, event: Ev, parts: tuple[Part, ...], body: Require) -> Finding:
    faults: Faults = []
    kept: Truth = True
    for part in parts:
        truth = part(ctx, event, faults)
        if truth is False:
            kept = False
        elif truth is None and kept is True:
            kept = None
    if kept is True:
        return act_met(unit, ctx, event) if not unit.lifts else _met_or_lifted(run, unit, ctx, event)
    if unit.lifts:
        gathered = ctx.take()
        lift, exception = lifted(run, unit.lifts, ctx)
        if lift is True and exception is not None:
            return set_aside(unit, exception, ctx.subject, event.id, event.id)
        if lift is None:
            return act_open(unit, ctx, event, (*gathered, *ctx.take()), "；".join(faults))
        ctx.missing.extend(gathered)
    if kept is None:
        return act_open(unit, ctx, event, ctx.take())
    return act_fault(run, unit, ctx, event, "；".join(faults), failed=_failed(unit, ctx, body, event))


def _met_or_lifted(run: Run, unit: Unit, ctx: Ctx, event: Ev) -> Finding:
    """What was done although an exception would have let it be left undone is not judged by the norm."""
    return lifted_for_sure(run, unit, ctx, event) or act_met(unit, ctx, event)


def _failed(unit: Unit, ctx: Ctx, body: Require, event: Ev) -> tuple[Failed, ...]:
    """The failing leaves, for the sentence."""
    found = [] if body.that is None else list(failing(body.that, ctx, unit.env))
    for acts, word in ((body.after, "after"), (body.before, "before")):
        if acts is not None:
            faults: Faults = []
            part = after_part(unit, acts) if word == "after" else _before(acts)
            if part(ctx, event, faults) is False:
                found.extend(Failed(name, word, "-") for name in missing_steps(ctx, event, acts))
    found.extend(
        Failed(f"{event.type}.{name}", "filled yes", "-") for name in body.has if not event.fields.get(name)
    )
    return tuple(found)


# ---------------------------------------------------------------- parts


def happened_before(ctx: Ctx, type_: str, event: Ev) -> bool:
    """Whether an act of the type for this subject stands before the event in the order."""
    if type_ not in ctx.view.by_type:
        return False
    pos = event.pos
    return any(e.pos < pos for e in ctx.view.named(type_, ctx.subject))


def missing_steps(ctx: Ctx, event: Ev, acts: Acts) -> tuple[str, ...]:
    """Which of the acts that must come first did not."""
    return tuple(name for name in acts.names if not happened_before(ctx, name, event))


def after_part(unit: Unit, acts: Acts) -> Part:
    """``after``: all of a list, or one of ``{any: …}``, before this act in the order."""
    names, any_ = acts.names, acts.mode == "any" and len(acts.names) > 1
    gone = [Missing(f"{name}（接管前）", unit.env.who_of(name)) for name in names]

    def part(ctx: Ctx, event: Ev, faults: Faults) -> Truth:
        lacking = [n for n in names if not happened_before(ctx, n, event)]
        if not lacking or (any_ and len(lacking) < len(names)):
            return True
        if ctx.view.taken is not None:
            ctx.missing.extend(gone)
            return None
        faults.append("未见在先的" + ("或" if any_ else "、").join(lacking))
        return False

    return part


def _before(acts: Acts) -> Part:
    """``before``: none of these may have happened yet."""

    def part(ctx: Ctx, event: Ev, faults: Faults) -> Truth:
        early = [n for n in acts.names if happened_before(ctx, n, event)]
        if early:
            faults.append("晚于" + "、".join(early))
            return False
        return True

    return part


def _has(unit: Unit, names: tuple[str, ...]) -> Part:
    """``has``: an absent field is missing; one recorded as ``?`` is unknown."""

    def part(ctx: Ctx, event: Ev, faults: Faults) -> Truth:
        result: Truth = True
        absent: list[str] = []
        for name in names:
            value = field_of(event, name)
            if not value:
                absent.append(name)
            elif value == UNKNOWN:
                ctx.missing.append(unit.env.field_missing(event.type, name))
                result = None
        if absent:
            faults.append("缺" + "、".join(absent))
            return False
        return result

    return part


def _signed(unit: Unit, roles: tuple[str, ...]) -> Part:
    """``signed_by``: each of these roles stands among the act's recorded signatures."""
    wanted = [(role, unit.env.entitled((role,))) for role in roles]

    def part(ctx: Ctx, event: Ev, faults: Faults) -> Truth:
        value = event.fields.get("signed_by", ())
        signed = value if isinstance(value, tuple) else (value,)
        absent = [role for role, enough in wanted if enough.isdisjoint(signed)]
        if absent and UNKNOWN in signed:
            ctx.missing.append(unit.env.field_missing(event.type, "signed_by"))
            return None
        if absent:
            faults.append("缺签字" + "、".join(absent))
            return False
        return True

    return part


def _that(unit: Unit, body: Require) -> Part:
    """``that``: a condition on this act."""
    assert body.that is not None
    test = unit.test(body.that)

    def part(ctx: Ctx, event: Ev, faults: Faults) -> Truth:
        truth = test(ctx)
        if truth is False:
            faults.append("不合要求")
        return truth

    return part
