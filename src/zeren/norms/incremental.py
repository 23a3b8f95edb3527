"""One more event on an open matter: only the norms that rest on its type are asked again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from zeren.law.packs.form import Kind, Pack
from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet, compiled
from zeren.norms.conflicts import compare
from zeren.norms.context import Truth
from zeren.norms.dependencies import rests_on
from zeren.norms.evaluating import of_version
from zeren.norms.findings import Findings
from zeren.norms.model import Event, Finding, Log
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import View


class Kept(NamedTuple):
    """What one norm answered, and what it left behind: exceptions it asked, days on which it may change."""

    findings: list[Finding]
    applied: dict[int, Truth]
    changes: frozenset[date]


class Incremental:
    """A matter that grows by one event at a time, on one day. The findings always equal a fresh evaluation's."""

    def __init__(
        self,
        packs: Iterable[Pack] | PackSet,
        log: Log,
        as_of: date | datetime,
        calendar: Calendar,
        known_at: date | datetime | None = None,
    ) -> None:
        self.packs = compiled(packs)
        self.log = log
        self.as_of, self.calendar, self.known_at = as_of, calendar, known_at
        self._kept: dict[int, Kept] = {}
        self.findings = self._ask(None)

    def add(self, event: Event) -> Findings:
        """The findings with one more event. Without a sequence it takes the next one."""
        if event.seq == 0:
            event = replace(event, seq=max((e.seq for e in self.log.events), default=0) + 1)
        self.log = replace(self.log, events=(*self.log.events, event))
        fresh = event.corrects or event.voids or (not self.log.subjects and event.subject)
        self.findings = self._ask(None if fresh else event.type)
        return self.findings

    def _ask(self, type_: str | None) -> Findings:
        view = View(self.log, self.as_of, self.known_at)
        run = Run(self.packs, view, self.calendar)
        wanted = self._affected(type_)
        run.keep({place: kept.findings for place, kept in self._kept.items() if place not in wanted})
        for unit in self.packs.units:
            if unit.kind is not Kind.EXCEPTION and unit.place in wanted:
                run.applied, run.changes = {}, set()
                found = run.answer(unit)
                self._kept[unit.place] = Kept(found, run.applied, frozenset(run.changes))
        return self._whole(run, view)

    def _affected(self, type_: str | None) -> frozenset[int]:
        if type_ is None:
            return frozenset(u.place for u in self.packs.units)
        cached = self.packs.affected.get(type_)
        if cached is None:
            asked = ((u.place, rests_on(self.packs, u)) for u in self.packs.units)
            cached = frozenset(place for place, types in asked if types is None or type_ in types)
            self.packs.affected[type_] = cached
        return cached

    def _said(self, run: Run, unit: Unit) -> list[Finding]:
        if unit.alone and unit.kind is not Kind.EXCEPTION:
            return self._kept[unit.place].findings
        return of_version(run, unit) if not unit.alone else run.answer(unit)

    def _whole(self, run: Run, view: View) -> Findings:
        """Exceptions say what all norms asked of them; then what several norms say together."""
        run.applied = {}
        changes: set[date] = set()
        for kept in self._kept.values():
            changes |= kept.changes
            for place, truth in kept.applied.items():
                if truth is True or place not in run.applied:
                    run.applied[place] = truth
        by_norm = {u.place: self._said(run, u) for u in self.packs.units}
        if self.packs.contrasts.any:
            compare(run, self.packs.contrasts, by_norm)
        return Findings([f for found in by_norm.values() for f in found], view, changes)
