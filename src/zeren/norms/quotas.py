"""Periodic duties of many holders at once: what ``evaluate`` says, without asking a condition anew for every act.

Thousands of holders of one capacity owe the same norms in the same periods, and their acts differ in few ways: a
condition is asked once for each way (*shape*), the periods are laid once for each first day. How an instance stands
is settled by the evaluator itself, so that both say the same (tests/norms/test_quotas.py).

Only duties with ``every`` a calendar period are counted here; an act is known by its day, its shape and its targets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.law.packs.form import Duty, Kind, OpenEvery
from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet
from zeren.norms.dues import set_deadline
from zeren.norms.duty import lift, serves, settle
from zeren.norms.instances import Instance
from zeren.norms.model import Event, FieldText, Finding, Log, Missing
from zeren.norms.openers import open_instances
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import Ev, View

Fields = Mapping[str, FieldText]
Doubt = tuple[Missing, ...] | None
"""What it depends on whether an act serves; None: it does."""
DAY = date(2000, 1, 1)
"""Where a shape is asked about: a condition that needs the day or the record is not counted here."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a holder: its id, its day, the place of its shape, and whom it names besides the holder."""

    id: str
    day: date
    shape: int
    targets: tuple[str, ...] = ()


class Quotas:
    """The periodic duties of one capacity. ``shape`` tells two acts apart that a condition could judge differently."""

    def __init__(self, packs: PackSet, act: str, calendar: Calendar) -> None:
        self.packs = packs
        self.act = act
        self.calendar = calendar
        self.units = [u for u in packs.units if counted(u)]
        self.alike = [u for u in self.units if not towards(u)]
        """Duties that all who owe them owe in the same periods."""
        self.towards = [u for u in self.units if towards(u)]
        """Duties towards each of some people or units: their periods are everybody's own."""
        self._shapes: list[tuple[tuple[Unit, Doubt], ...]] = []
        self._known: dict[tuple[tuple[str, FieldText], ...], int] = {}

    def shape(self, fields: Fields) -> int:
        """The place of a shape; the conditions are asked when it is first seen."""
        key = tuple(sorted(fields.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self._shapes)
            self._shapes.append(tuple(self._asked(fields)))
        return found

    def _asked(self, fields: Fields) -> Iterable[tuple[Unit, Doubt]]:
        event = Event("shape", self.act, DAY, fields=fields, by=("?",))
        run = Run(self.packs, View(Log(events=(event,)), DAY), self.calendar)
        for unit in self.units:
            body = unit.norm.body
            assert isinstance(body, Duty)
            asked = Instance(DAY, None, None, "")
            truth = serves(run, unit, body, Ev(event, 0), asked)
            if truth is not False:
                yield unit, asked.doubts[0][1] if truth is None else None

    def names_somebody(self, shape: int) -> bool:
        """Whether an act of this shape may serve a duty towards somebody, so that its targets matter."""
        return any(towards(unit) for unit, _ in self._shapes[shape])

    def judge(self, frames: Iterable[Frame], acts: Iterable[Act]) -> list[Finding]:
        """The findings of one holder's duties. ``acts`` in the order of their days."""
        laid = list(frames)
        for place, act in enumerate(acts):
            for unit, doubt in self._shapes[act.shape]:
                for frame in laid:
                    for instance in frame.serving(unit, act):
                        _lay(unit, instance, act, place, doubt)
        return [finding for frame in laid for finding in frame.settled()]


class Frame:
    """The instances that a holder with these facts owes up to a day; used again for the next holder with the same."""

    def __init__(self, quotas: Quotas, units: Iterable[Unit], log: Log, as_of: date) -> None:
        self.run = Run(quotas.packs, View(log, as_of), quotas.calendar)
        self._found: list[Finding] = []
        self._units: dict[int, tuple[Unit, list[Instance]]] = {}
        for unit in units:
            instances, apart = open_instances(self.run, unit)
            self._found += apart
            for instance in instances:
                body = unit.norm.body
                assert isinstance(body, Duty)
                set_deadline(self.run, unit, body, instance)
                if unit.lifts:
                    lift(self.run, unit, instance)
            self._units[unit.place] = (unit, instances)

    def serving(self, unit: Unit, act: Act) -> Sequence[Instance]:
        """The instances that an act on its day may serve: those of its period, towards whom it names."""
        found = self._units.get(unit.place)
        if found is None:
            return ()
        each, day = towards(unit), act.day
        return [
            i
            for i in found[1]
            if i.first is not None
            and i.first <= day <= (i.last or date.max)
            and (not each or i.subject in act.targets)
        ]

    def settled(self) -> list[Finding]:
        """How every instance stands; the acts are given back."""
        found = list(self._found)
        for unit, instances in self._units.values():
            body = unit.norm.body
            assert isinstance(body, Duty)
            for instance in instances:
                finding = settle(self.run, unit, body, instance)
                if finding is not None:
                    found.append(finding)
                instance.forget()
        return found


def towards(unit: Unit) -> bool:
    """Whether a duty is owed towards each of those whom a fact names."""
    return unit.norm.per not in ("matter", "subject")


def counted(unit: Unit) -> bool:
    """Whether a norm is counted here: a duty of every calendar period."""
    body = unit.norm.body
    return (
        unit.kind is Kind.DUTY
        and isinstance(body, Duty)
        and isinstance(body.opener, OpenEvery)
        and body.opener.span is not None
    )


def _lay(unit: Unit, instance: Instance, act: Act, place: int, doubt: Doubt) -> None:
    body = unit.norm.body
    assert isinstance(body, Duty)
    if len(instance.acts) >= body.count:
        return
    done = Ev(Event(act.id, body.act.names[0], act.day), place)
    done.pos = place
    if doubt is None:
        instance.acts.append(done)
    else:
        instance.doubts.append((done, doubt))
