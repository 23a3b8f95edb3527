"""``authority``: who may do an act. All authorities over one act in one pack are alternatives."""

from __future__ import annotations

from typing import NamedTuple

from zeren.law.packs.form import Authority
from zeren.norms.context import Ctx, Truth
from zeren.norms.failing import failing
from zeren.norms.judged import act_fault, act_met, act_open, judge_acts, lifted, set_aside
from zeren.norms.model import UNKNOWN, Failed, Finding, Missing, State
from zeren.norms.require import after_part
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import Ev


class Verdict(NamedTuple):
    """What one authority says about one act: does its ``if`` hold, which exception lifts it, does it apply, does it
    fit, what is missing for that.
    """

    unit: Unit
    cond: Truth
    lifted_by: Unit | None
    applies: Truth
    fits: Truth
    missing: tuple[Missing, ...]


def compile_authority(unit: Unit) -> None:
    """Prepare the unit of an ``authority`` norm."""
    body = unit.norm.body
    assert isinstance(body, Authority)
    unit.act = body.acts
    unit.triggers = frozenset(body.acts)
    unit.entitled = unit.env.entitled(body.by)
    unit.answer = lambda run: judge_acts(run, unit, body.acts, _judge)
    if unit.env.at_least and body.by:
        unit.conventions = ("authority",)


def _judge(run: Run, unit: Unit, ctx: Ctx, event: Ev) -> Finding:
    """One that fits suffices; all false is a fault that names who may; otherwise it is open."""
    own = _verdict(unit, ctx, event)
    if own.lifted_by is not None:
        return set_aside(unit, own.lifted_by, ctx.subject, event.id, event.id)
    if own.cond is False:
        return unit.make(
            State.NOT_TRIGGERED, ctx.subject, event.id, because=(event.id,), act=(event.type,), event=event.id
        )
    if own.cond is True and own.fits is True:
        return act_met(unit, ctx, event)
    others = [_verdict(u, ctx, event) for u in unit.env.authorities(event.type) if u is not unit]
    for other in others:
        if other.applies is True and other.fits is True:
            return _elsewhere(unit, ctx, event, other.unit)
    perhaps = [v for v in others if v.applies is not False and v.fits is not False]
    if own.applies is None or own.fits is None or perhaps:
        missing = dict.fromkeys(m for v in (own, *perhaps) for m in v.missing)
        return act_open(unit, ctx, event, tuple(missing))
    entitled = tuple(dict.fromkeys(r for v in (own, *others) if v.applies is not False for r in v.unit.who))
    note = "；".join((_who_note(event, entitled), *_short_of(ctx, event, [own, *others])))
    return act_fault(run, unit, ctx, event, note, who=entitled or unit.who, failed=_failed(unit, ctx, event))


def _elsewhere(unit: Unit, ctx: Ctx, event: Ev, other: Unit) -> Finding:
    """The act rests on another authority."""
    return unit.make(
        State.NOT_TRIGGERED, ctx.subject, event.id, because=(event.id, other.id), cites=(*unit.cites, *other.cites),
        act=(event.type,), note=f"另依：{other.id}", event=event.id,
    )  # fmt: skip


def _short_of(ctx: Ctx, event: Ev, verdicts: list[Verdict]) -> list[str]:
    """Where the doer is entitled: what else the authority asks for and does not find."""
    found: list[str] = []
    for verdict in verdicts:
        body = verdict.unit.norm.body
        if verdict.applies is not True or not isinstance(body, Authority):
            continue
        if body.by and doer_fits(verdict.unit, ctx, event) is not True:
            continue
        if body.after is not None:
            after_part(verdict.unit, body.after)(ctx, event, found)
        if body.that is not None and verdict.unit.test(body.that)(ctx) is False:
            found.append("不合要求")
    ctx.missing.clear()
    return list(dict.fromkeys(found))


def _who_note(event: Ev, entitled: tuple[str, ...]) -> str:
    note = f"由{'、'.join(event.by) or '-'}作出"
    return f"{note}；有权者为{'、'.join(entitled)}" if entitled else note


def _failed(unit: Unit, ctx: Ctx, event: Ev) -> tuple[Failed, ...]:
    body = unit.norm.body
    assert isinstance(body, Authority)
    found = () if body.that is None else failing(body.that, ctx, unit.env)
    if body.by and doer_fits(unit, ctx, event) is False:
        found = (Failed(f"{event.type}.by", "in " + "/".join(body.by), "、".join(event.by) or "-"), *found)
    if body.after is not None and after_part(unit, body.after)(ctx, event, []) is False:
        found = (*found, *(Failed(name, "after", "-") for name in body.after.names))
    return found


def _verdict(unit: Unit, ctx: Ctx, event: Ev) -> Verdict:
    """What one authority says, asked once for each act and subject."""
    key = (unit.place, event.pos, ctx.subject)
    found = ctx.run.verdicts.get(key)
    if found is None:
        found = ctx.run.verdicts[key] = _ask(unit, ctx, event)
    return found


def _ask(unit: Unit, ctx: Ctx, event: Ev) -> Verdict:
    body = unit.norm.body
    assert isinstance(body, Authority)
    mark = len(ctx.missing)
    cond: Truth = True if unit.if_ is None else unit.if_(ctx)
    applies, exception = cond, None
    if unit.lifts and cond is not False:
        lift, named = lifted(ctx.run, unit.lifts, ctx)
        exception = named if lift is True else None
        applies = False if lift is True else None if lift is None else cond
    fits: Truth = False if applies is False else _fits(unit, body, ctx, event)
    missing = tuple(ctx.missing[mark:])
    del ctx.missing[mark:]
    return Verdict(unit, cond, exception, applies, fits, missing)


def _fits(unit: Unit, body: Authority, ctx: Ctx, event: Ev) -> Truth:
    fits: Truth = True
    if body.by:
        fits = doer_fits(unit, ctx, event)
    if fits is not False and body.after is not None:
        fits = _both(fits, after_part(unit, body.after)(ctx, event, []))
    if fits is not False and body.that is not None:
        fits = _both(fits, unit.test(body.that)(ctx))
    return fits


def _both(first: Truth, second: Truth) -> Truth:
    if second is False:
        return False
    return None if first is None or second is None else True


def doer_fits(unit: Unit, ctx: Ctx, event: Ev) -> Truth:
    """Whether one of those who did the act holds a wanted role, by the record or by a register's fact.

    Nobody recorded, or only people whose role no register tells: unknown.
    """
    by, wanted, roles = event.by, unit.entitled, unit.env.roles
    if not wanted.isdisjoint(by):
        return True
    known = UNKNOWN not in by and not roles.isdisjoint(by)
    for person in by:
        held = ctx.view.fact(person, "role", ctx.day) if person not in roles else None
        if held is None:
            continue
        if not wanted.isdisjoint(held if isinstance(held, tuple) else (held,)):
            return True
        known = True
    if known:
        return False
    ctx.missing.append(unit.env.field_missing(event.type, "by"))
    return None
