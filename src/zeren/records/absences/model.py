"""Absences as plain values: as reported, as they were, who acts in the meantime."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zeren.norms.model import Finding
from zeren.records.absences.rules import AbsenceRules
from zeren.records.matters.models import Matter
from zeren.records.people.models import Person

ONE_DAY = timedelta(days=1)


class Day(StrEnum):
    """What a day is to an absence: reported and not gone, away, away after the reported return."""

    PLANNED = "planned"
    AWAY = "away"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry: its day, where it stands."""

    on: date
    seq: int
    matter: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one matter says of one person's absence. ``stands``: the subject's class where the pack asks for one."""

    matter: Matter
    rules: AbsenceRules
    ref: str
    reported: Mark | None
    begins: date | None
    ends: date | None
    place: str
    reason: str
    urgent: bool
    acting: str
    acting_by: str
    approved: Mark | None
    went: Mark | None
    changed: tuple[Mark, ...]
    back: Mark | None
    after: tuple[tuple[str, Mark | None], ...]
    stands: str = ""
    both: str = ""
    why: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """One absence of one person; its parts are the matters of the packs that want it recorded, told apart by the day of
    departure alone."""

    person: Person
    parts: tuple[Part, ...]

    def _first(self, name: str) -> object:
        return next((found for part in self.parts if (found := getattr(part, name))), None)

    @property
    def begins(self) -> date | None:
        """The first day as reported."""
        found = self._first("begins")
        return found if isinstance(found, date) else None

    @property
    def ends(self) -> date | None:
        """The day of return as reported."""
        found = self._first("ends")
        return found if isinstance(found, date) else None

    def mark(self, name: str) -> Mark | None:
        """An entry of any part: ``reported``, ``approved``, ``went``, ``back``."""
        found = self._first(name)
        return found if isinstance(found, Mark) else None

    def text(self, name: str) -> str:
        """A text of any part: ``place``, ``reason``, ``acting``."""
        return str(self._first(name) or "")

    @property
    def urgent(self) -> bool:
        """Whether it was reported as urgent."""
        return any(part.urgent for part in self.parts)

    @property
    def asks_approval(self) -> bool:
        """Whether a pack under which it is recorded knows an approval."""
        return any(part.rules.approved for part in self.parts)

    @property
    def changed(self) -> tuple[Mark, ...]:
        """Changes on the way that were reported."""
        return tuple(mark for part in self.parts for mark in part.changed)

    @property
    def owed_after(self) -> tuple[tuple[Part, str], ...]:
        """Steps owed after the return that have no entry; empty before the return."""
        return tuple((p, step) for p in self.parts if p.back for step, mark in p.after if mark is None)

    def first(self) -> date | None:
        """The first day away as far as it is known: as it was, else as reported."""
        went = self.mark("went")
        return went.on if went else self.begins

    def last(self, today: date) -> date | None:
        """The last day that concerns it: the return; still away: today or the reported return, whichever is later."""
        back, went = self.mark("back"), self.mark("went")
        if back:
            return back.on
        known = [day for day in (self.ends, today if went else self.begins) if day]
        return max(known, default=None)

    def on(self, day: date, today: date) -> Day | None:
        """What a day is to it; None: nothing."""
        first, last, went = self.first(), self.last(today), self.mark("went")
        if first is None or last is None or not first <= day <= last:
            return None
        if went is None or (self.mark("back") is None and day > today):
            return Day.PLANNED
        return Day.OVER if self.ends and day > self.ends else Day.AWAY


@dataclass(frozen=True, slots=True)
class Both:
    """Two who may not be away at the same time, and are, from ``first`` to ``last``; ``findings``: what the pack's norm
    finds on the report of each (none: no report says so)."""

    rules: AbsenceRules
    one: tuple[Absence, Part]
    other: tuple[Absence, Part]
    first: date
    last: date
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A finding of a pack about one matter of the month."""

    absence: Absence
    part: Part
    finding: Finding


@dataclass(frozen=True, slots=True)
class Month:
    """A leading group in a month: its people in their order with their posts, the absences, what the packs find."""

    first: date
    last: date
    people: Sequence[tuple[Person, str]]
    absences: Sequence[Absence]
    both: Sequence[Both]
    findings: Sequence[Held]

    @property
    def days(self) -> list[date]:
        """Every day of the month."""
        return [self.first + ONE_DAY * n for n in range((self.last - self.first).days + 1)]

    def of(self, person: int) -> list[Absence]:
        """The absences of one person."""
        return [one for one in self.absences if one.person.pk == person]
