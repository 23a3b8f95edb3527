"""``authority``: who may do an act. All authorities over one act in one pack are alternatives."""

from __future__ import annotations

from typing import NamedTuple

from zeren.law.packs.form import Authority
from zeren.norms.context import Ctx, Truth
from zeren.norms.failing import failing
from zeren.norms.judged import act_fault, act_met, act_open, judge_acts, lifted, lifted_for_sure, set_aside
from zeren.norms.model import UNKNOWN, Failed, Finding, Missing, State
from zeren.norms.require import after_part
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import Ev


class Verdict(NamedTuple):
    """What one authority says about one act: does it apply, does it fit, what is missing for that."""

    unit: Unit
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
    own = _verdict(unit, ctx, event)
    if own.applies is not True:
        return _apart(run, unit, ctx, event, own)
    if unit.lifts:
        lift, exception = lifted(run, unit.lifts, ctx)
        if lift is True and exception is not None:
            return set_aside(unit, exception, ctx.subject, event.id, event.id)
        if lift is None and own.fits is not True:
            return act_open(unit, ctx, event, (*own.missing, *ctx.take()))
        ctx.missing.clear()
    if own.fits is True:
        return act_met(unit, ctx, event)
    others = _others(unit, ctx, event)
    return _together(run, unit, ctx, event, own, others)


def _together(run: Run, unit: Unit, ctx: Ctx, event: Ev, own: Verdict, others: list[Verdict]) -> Finding:
    """One that fits suffices; all false is a fault that names who may; otherwise it is open."""
    fitting = next((v for v in others if v.applies is True and v.fits is True), None)
    if fitting is not None:
        return unit.make(
            State.NOT_TRIGGERED, ctx.subject, event.id, because=(event.id, fitting.unit.id),
            cites=(*unit.cites, *fitting.unit.cites), note=f"另依：{fitting.unit.id}", event=event.id,
        )  # fmt: skip
    unsure = [v for v in (own, *others) if v.applies is not False and (v.applies is None or v.fits is None)]
    unsure = [v for v in unsure if v.fits is not False]
    if unsure:
        missing = tuple(dict.fromkeys(m for v in unsure for m in v.missing))
        return act_open(unit, ctx, event, missing)
    entitled = tuple(dict.fromkeys(r for v in (own, *others) if v.applies for r in v.unit.who))
    note = "；".join((_who_note(event, entitled), *_short_of(ctx, event, [own, *others])))
    return act_fault(run, unit, ctx, event, note, who=entitled or unit.who, failed=_failed(unit, ctx, event))


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


def _apart(run: Run, unit: Unit, ctx: Ctx, event: Ev, own: Verdict) -> Finding:
    """Where it is false or unknown whether the authority applies at all."""
    if own.applies is False:
        return unit.make(State.NOT_TRIGGERED, ctx.subject, event.id, because=(event.id,), event=event.id)
    others = _others(unit, ctx, event)
    fitting = next((v for v in others if v.applies is True and v.fits is True), None)
    if fitting is not None:
        return unit.make(
            State.NOT_TRIGGERED, ctx.subject, event.id, because=(event.id, fitting.unit.id),
            cites=(*unit.cites, *fitting.unit.cites), note=f"另依：{fitting.unit.id}", event=event.id,
        )  # fmt: skip
    return lifted_for_sure(run, unit, ctx, event) or act_open(unit, ctx, event, own.missing)


def _failed(unit: Unit, ctx: Ctx, event: Ev) -> tuple[Failed, ...]:
    body = unit.norm.body
    assert isinstance(body, Authority)
    found = () if body.that is None else failing(body.that, ctx, unit.env)
    if body.by and doer_fits(unit, ctx, event) is False:
        found = (Failed(f"{event.type}.by", "in " + "/".join(body.by), "、".join(event.by) or "-"), *found)
    if body.after is not None and after_part(unit, body.after)(ctx, event, []) is False:
        found = (*found, *(Failed(name, "after", "-") for name in body.after.names))
    return found


def _others(unit: Unit, ctx: Ctx, event: Ev) -> list[Verdict]:
    """What the other authorities over the act say."""
    return [_verdict(u, ctx, event) for u in unit.env.authorities(event.type) if u is not unit]


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
    truth = True if unit.if_ is None else unit.if_(ctx)
    fits: Truth = False if truth is False else _fits(unit, body, ctx, event)
    missing = tuple(ctx.missing[mark:])
    del ctx.missing[mark:]
    return Verdict(unit, truth, fits, missing)


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


