"""``choice``: what people chose stays within what is listed. The system never selects an item.

Choices over one field in one pack are alternatives: each value is held against those that list it.
"""

from __future__ import annotations

from zeren.law.packs.form import Choice, ChoiceItem
from zeren.norms.context import Ctx, Truth
from zeren.norms.failing import failing
from zeren.norms.judged import act_fault, act_met, act_open, applies, judge_acts, lifted, set_aside
from zeren.norms.model import UNKNOWN, Failed, Finding, Missing, State
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import Ev

REASONS = "reasons"


def compile_choice(unit: Unit) -> None:
    """Prepare the unit of a ``choice`` norm."""
    body = unit.norm.body
    assert isinstance(body, Choice)
    unit.act = (body.event,)
    unit.triggers = frozenset((body.event,))
    unit.answer = lambda run: _answer(run, unit, body)


def _answer(run: Run, unit: Unit, body: Choice) -> list[Finding]:
    """Each act with the field is one finding; an act without it is not asked."""
    found = [f for f in judge_acts(run, unit, (body.event,), _judge) if f is not unit.idle]
    return found or [unit.idle]


def chosen(event: Ev, field: str) -> tuple[str, ...] | None:
    """The values recorded in a field; None where it is absent."""
    value = event.fields.get(field)
    if value is None:
        return None
    return value if isinstance(value, tuple) else (value,)


def _judge(run: Run, unit: Unit, ctx: Ctx, event: Ev) -> Finding:
    body = unit.norm.body
    assert isinstance(body, Choice)
    values = chosen(event, body.field)
    if values is None:
        return unit.idle
    apart = applies(run, unit, ctx, event)
    if apart is not None:
        return apart
    if unit.lifts:
        lift, exception = lifted(run, unit.lifts, ctx)
        if lift is True and exception is not None:
            return set_aside(unit, exception, ctx.subject, event.id, event.id)
        if lift is None:
            return act_open(unit, ctx, event, ctx.take())
    if UNKNOWN in values:
        return act_open(unit, ctx, event, (unit.env.field_missing(event.type, body.field),))
    return _among(run, unit, ctx, event, body, values)


def _among(run: Run, unit: Unit, ctx: Ctx, event: Ev, body: Choice, values: tuple[str, ...]) -> Finding:
    """Leave the values that another applicable choice lists to that one."""
    others = [u for u in unit.env.choices(body.event, body.field) if u is not unit]
    if not others:
        return _hold(run, unit, ctx, event, body, values)
    own = {item.id for item in body.items}
    elsewhere: dict[str, Unit] = {}
    for other in others:
        truth = True if other.if_ is None else other.if_(ctx)
        ctx.missing.clear()
        if truth is not False and isinstance(other.norm.body, Choice):
            elsewhere.update((item.id, other) for item in other.norm.body.items if item.id not in own)
    mine = tuple(v for v in values if v not in elsewhere)
    if values and not mine:
        other = elsewhere[values[0]]
        return unit.make(
            State.NOT_TRIGGERED, ctx.subject, event.id, because=(event.id, other.id), note=f"另依：{other.id}",
            event=event.id,
        )  # fmt: skip
    return _hold(run, unit, ctx, event, body, mine)


class _Held:
    """What holding the values against the list found."""

    __slots__ = ("cites", "failed", "faults", "missing")

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.failed: list[Failed] = []
        self.missing: list[Missing] = []
        self.cites: list[str] = []


def _hold(run: Run, unit: Unit, ctx: Ctx, event: Ev, body: Choice, values: tuple[str, ...]) -> Finding:
    held = _Held()
    items = {item.id: item for item in body.items}
    for value in values:
        item = items.get(value)
        if item is None:
            held.faults.append(f"{value}不在所列")
            held.failed.append(Failed(f"{event.type}.{body.field}", "listed", value))
        else:
            held.cites.extend(item.cite)
            _hold_item(run, unit, ctx, event, item, held)
    if len(values) < body.min:
        held.faults.append(f"少于{body.min}项")
    if body.max is not None and len(values) > body.max:
        held.faults.append(f"多于{body.max}项")
    cites = tuple(dict.fromkeys((*unit.cites, *held.cites)))
    if held.faults:
        return act_fault(
            run, unit, ctx, event, "；".join(held.faults), cites=cites, failed=tuple(dict.fromkeys(held.failed)),
            value="、".join(values),
        )  # fmt: skip
    if held.missing:
        return act_open(unit, ctx, event, tuple(dict.fromkeys(held.missing)))
    return act_met(unit, ctx, event, cites=cites, value="、".join(values))


def _hold_item(run: Run, unit: Unit, ctx: Ctx, event: Ev, item: ChoiceItem, held: _Held) -> None:
    if item.if_ is not None:
        truth = unit.test(item.if_)(ctx)
        held.missing.extend(ctx.take())
        if truth is False:
            held.faults.append(f"{item.id}不合其条件")
            held.failed.extend(failing(item.if_, ctx, unit.env))
    _lift_item(run, unit, ctx, item, held)
    for need in (*item.needs, *((REASONS,) if item.open else ())):
        _need(unit, event, item, need, held)


def _lift_item(run: Run, unit: Unit, ctx: Ctx, item: ChoiceItem, held: _Held) -> None:
    """An exception that lifts an item makes it unavailable."""
    lifts = run.packs.item_lifts(unit.env, item.id)
    if not lifts:
        return
    lift: Truth
    lift, exception = lifted(run, lifts, ctx)
    held.missing.extend(ctx.take())
    if lift is True and exception is not None:
        held.faults.append(f"{item.id}除外：{exception.id}")
        held.cites.extend(exception.cites)


def _need(unit: Unit, event: Ev, item: ChoiceItem, need: str, held: _Held) -> None:
    value = event.fields.get(need)
    if value == UNKNOWN:
        held.missing.append(unit.env.field_missing(event.type, need))
    elif not value:
        held.faults.append(f"{item.id}缺{need}")
        held.failed.append(Failed(f"{event.type}.{need}", "filled yes", "-"))
