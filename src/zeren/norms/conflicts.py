"""What several norms say together: one sets another aside, two contradict, a contradiction was settled.

The engine does not apply "higher, later, special first" by itself. It gives ``conflict`` in exactly two
cases, and people settle it once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from zeren.law.packs.form import Authority, Bar, Choice, Duty, Force
from zeren.norms.model import Finding, State
from zeren.norms.units import Unit
from zeren.norms.view import Ev, day_of

if TYPE_CHECKING:
    from zeren.norms.compiling import PackSet
    from zeren.norms.running import Run

SETTLED = "conflict_settled"
Pair = tuple[Unit, Unit]


class Contrasts:
    """The pairs of norms that could contradict each other, found once a set of packs."""

    def __init__(self, packs: PackSet) -> None:
        self.overriders: dict[int, list[Unit]] = {}
        for unit in packs.units:
            for target in unit.norm.overrides:
                for env, name in packs.targets(unit.env, target):
                    if name in env.by_id:
                        self.overriders.setdefault(env.by_id[name].place, []).append(unit)
        self.duties = list(_duty_pairs(packs.units))
        self.powers = list(_power_pairs(packs.units))

    def among(self, asked: set[int]) -> Contrasts:
        """The pairs of which both norms are asked."""
        few = Contrasts.__new__(Contrasts)
        few.overriders = self.overriders
        few.duties = [(a, b) for a, b in self.duties if a.place in asked and b.place in asked]
        few.powers = [(a, b) for a, b in self.powers if a.place in asked and b.place in asked]
        return few

    @property
    def any(self) -> bool:
        """Whether anything can contradict at all."""
        return bool(self.duties or self.powers)


def _names(unit: Unit, other: Unit) -> bool:
    """Whether one norm names the other."""
    said = (*unit.norm.overrides, *(e.id for e in unit.lifts))
    return other.id in said or other.full in said


def _duty_pairs(units: Iterable[Unit]) -> Iterable[Pair]:
    """A *must* duty and a *must* bar over its act."""
    must = [u for u in units if u.force is Force.MUST]
    barring = [
        u for u in must if isinstance(u.norm.body, Bar) and u.norm.body.acts and u.norm.body.where is None
    ]
    for duty in must:
        body = duty.norm.body
        if not isinstance(body, Duty):
            continue
        for bar in barring:
            hit = [name in bar.act for name in body.act.names]
            forbidden = any(hit) if body.act.mode == "all" else all(hit)
            if forbidden and not _names(duty, bar) and not _names(bar, duty):
                yield duty, bar


def _power_pairs(units: Iterable[Unit]) -> Iterable[Pair]:
    """Two authorities over one act, or two choices over one field, of different regulations."""
    powers = [u for u in units if isinstance(u.norm.body, Authority | Choice)]
    for place, first in enumerate(powers):
        for second in powers[place + 1 :]:
            apart = first.env.pack.id != second.env.pack.id and first.kind is second.kind
            if (
                apart
                and _same_question(first, second)
                and not _names(first, second)
                and not _names(second, first)
            ):
                yield first, second


def _same_question(first: Unit, second: Unit) -> bool:
    one, two = first.norm.body, second.norm.body
    if isinstance(one, Choice) and isinstance(two, Choice):
        return (one.event, one.field) == (two.event, two.field)
    return not set(first.act).isdisjoint(second.act)


# ---------------------------------------------------------------- set aside, settled


def overridden(run: Run, unit: Unit) -> Finding | None:
    """The finding of a norm that another one, in force on the day, says it replaces: both are cited."""
    for other in run.packs.contrasts.overriders.get(unit.place, ()):
        if run.covers(other, run.view.as_of) is True:
            return unit.make(State.NOT_TRIGGERED, because=(other.full,), note=f"另有规定：{other.full}")
    return None


def settled(run: Run, unit: Unit, subject: str | None) -> Ev | None:
    """The record that settled a contradiction against this norm, if there is one."""
    if SETTLED not in run.view.by_type:
        return None
    for event in run.view.named(SETTLED, subject):
        named = _words(event, "norms")
        wins = _words(event, "prevails")
        own = {unit.id, unit.full, f"{unit.ref}#{unit.id}"}
        if not own.isdisjoint(named) and own.isdisjoint(wins) and wins:
            return event
    return None


def _words(event: Ev, name: str) -> tuple[str, ...]:
    value = event.fields.get(name, ())
    return value if isinstance(value, tuple) else (value,)


def yielded(unit: Unit, finding: Finding, event: Ev) -> Finding:
    """A finding of the norm that did not prevail: it cites the record."""
    return replace(
        finding,
        status=State.NOT_TRIGGERED,
        because=(event.id,),
        note=f"已由{event.id}确定适用他条",
        missing=(),
        failed=(),
    )


# ---------------------------------------------------------------- contradictions


def compare(run: Run, contrasts: Contrasts, found: dict[int, list[Finding]]) -> None:
    """Mark what contradicts, in the findings by norm."""
    if SETTLED in run.view.by_type:
        for unit in {u.place: u for pair in (*contrasts.duties, *contrasts.powers) for u in pair}.values():
            found[unit.place] = [_after_settling(run, unit, f) for f in found[unit.place]]
    for duty, bar in contrasts.duties:
        _oppose(run, duty, bar, found)
    for first, second in contrasts.powers:
        _divide(first, second, found)
        _divide(second, first, found)


def _after_settling(run: Run, unit: Unit, finding: Finding) -> Finding:
    event = settled(run, unit, finding.subject)
    return finding if event is None else yielded(unit, finding, event)


def _oppose(run: Run, duty: Unit, bar: Unit, found: dict[int, list[Finding]]) -> None:
    """A *must* duty is open for an act that a *must* bar in force forbids to the same subject."""
    in_force = [f for f in found[bar.place] if _forbids(run, bar, f)]
    if not in_force:
        return
    found[duty.place] = [_opposed(f, bar, in_force) for f in found[duty.place]]


def _forbids(run: Run, bar: Unit, finding: Finding) -> bool:
    if finding.status not in (State.PENDING, State.BREACHED) or finding.starts is None:
        return False
    return finding.starts <= run.view.as_of and (finding.ends is None or run.view.as_of <= finding.ends)


def _opposed(finding: Finding, bar: Unit, in_force: list[Finding]) -> Finding:
    against = next((f for f in in_force if _same_subject(f, finding) and _stood_in_the_way(f, finding)), None)
    return finding if against is None else _in_conflict(finding, bar, against)


def _stood_in_the_way(bar: Finding, duty: Finding) -> bool:
    """An open duty meets a bar in force; one that is past its day only a bar that had begun by then."""
    if duty.status is State.PENDING:
        return True
    if duty.status is not State.BREACHED or duty.done is not None or duty.due is None:
        return False
    return bar.starts is not None and bar.starts <= day_of(duty.due)


def _same_subject(one: Finding, two: Finding) -> bool:
    return one.subject is None or two.subject is None or one.subject == two.subject


def _in_conflict(finding: Finding, other: Unit, against: Finding) -> Finding:
    because = (*finding.because, *against.because, f"{other.ref}#{other.id}")
    return replace(
        finding, status=State.CONFLICT, because=tuple(dict.fromkeys(because)), note=f"与{other.full}不一"
    )


def _divide(kept: Unit, broken: Unit, found: dict[int, list[Finding]]) -> None:
    """One act is met under one regulation's authority or choice and breached under another's."""
    met = {(f.event, f.subject): f for f in found[kept.place] if f.status is State.MET}
    if not met:
        return
    found[broken.place] = [
        _in_conflict(f, kept, met[f.event, f.subject])
        if f.status is State.BREACHED and (f.event, f.subject) in met
        else f
        for f in found[broken.place]
    ]
