"""The state of many lists at once: from the rows to findings, holder by holder, without a log for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet
from zeren.norms.model import FieldText, Finding
from zeren.norms.quotas import Act, Frame, Quotas
from zeren.records import calendars
from zeren.records.duties import judging, norms, register
from zeren.records.duties.models import ActivityDoer, ActivityTarget, DutyHolder, DutyList
from zeren.records.duties.register import Register
from zeren.records.parameters import queries as parameters

ASKED = ("kind", "topics", "in_person", "signed", "form", "to", "evidenced", "countersigned")
COLUMNS = ("holder_id", "at", "activity_id", *ASKED)
CHUNK = 50
"""Lists whose targets are held at a time."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How the periodic duties of one holder stand on a day."""

    holder: DutyHolder
    findings: tuple[Finding, ...]


def state(lists: Iterable[DutyList], day: date, known: Register | None = None) -> Iterator[Counted]:
    """The periodic duties of every holder of some lists, as of a day. Reads rows once, in order, some lists at a time."""
    known = known or register.read()
    given = list(lists)
    for start in range(0, len(given), CHUNK):
        by_id = {lst.pk: lst for lst in given[start : start + CHUNK]}
        yield from _some(_Counter(known, by_id, day), by_id)


def _some(counter: _Counter, lists: Mapping[int, DutyList]) -> Iterator[Counted]:
    rows = _rows(lists)
    waiting = next(rows, None)
    for holder in DutyHolder.objects.filter(list__in=lists).order_by("pk"):
        mine: list[tuple[Any, ...]] = []
        if waiting is not None and waiting[0] == holder.pk:
            mine, waiting = waiting[1], next(rows, None)
        yield Counted(holder, tuple(counter.judge(holder, mine)))


def _rows(lists: Mapping[int, DutyList]) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """The acts of each holder that has any, in the order of holders and days."""
    found = ActivityDoer.objects.filter(holder__list__in=lists).order_by("holder", "at", "activity")
    for holder, rows in groupby(found.values_list(*COLUMNS).iterator(chunk_size=5000), key=itemgetter(0)):
        yield holder, list(rows)


# Conditions by shape and periods by first day serve every call: they depend on the packs and the calendar alone.
@lru_cache(maxsize=64)
def _quotas(packs: PackSet, calendar: Calendar) -> Quotas:
    return Quotas(packs, norms.ACTIVITY, calendar)


class _Counter:
    """What is kept from holder to holder: periods by first day, targets and figures of the lists at hand."""

    def __init__(self, known: Register, lists: Mapping[int, DutyList], day: date) -> None:
        self.known, self.lists, self.day = known, lists, day
        self.calendar = calendars.calendar()
        self.frames: dict[object, Frame] = {}
        self.shapes: dict[object, int] = {}
        self.below: dict[int, frozenset[tuple[date, date]]] = {}
        self.targets = _targets(lists)
        self.countersigned = judging.countersigned(lists.values())
        self.params = _params(lists, day)

    def judge(self, holder: DutyHolder, rows: list[tuple[Any, ...]]) -> list[Finding]:
        """The findings of one holder, for the year of its list."""
        lst = self.lists[holder.list_id]
        demanded = self.countersigned.get(holder.pk, norms.NONE)
        quotas = _quotas(norms.packset(holder.capacity, lst.year, demanded), self.calendar)
        if not quotas.units:
            return []
        as_of = judging.until(lst, holder, self.day)
        acts = [self._act(quotas, row) for row in rows if row[1] <= as_of]
        found = quotas.judge(self._frames(quotas, lst, holder, as_of), acts)
        return [f for f in found if f.starts is None or f.starts.year == lst.year]

    def _act(self, quotas: Quotas, row: tuple[Any, ...]) -> Act:
        shape = self._shape(quotas, row[3:])
        targets = self.targets.get(row[2], ()) if quotas.names_somebody(shape) else ()
        return Act(str(row[2]), row[1], shape, targets)

    def _shape(self, quotas: Quotas, asked: tuple[Any, ...]) -> int:
        key = (id(quotas), asked)
        found = self.shapes.get(key)
        if found is None:
            doer = ActivityDoer(**dict(zip(ASKED, asked, strict=True)))
            found = self.shapes[key] = quotas.shape(judging.fields_of(doer))
        return found

    def _frames(self, quotas: Quotas, lst: DutyList, holder: DutyHolder, as_of: date) -> Iterator[Frame]:
        """The periods that all owe alike, laid once; those towards somebody, laid for each."""
        params = self.params.get(lst.organ_id, {})
        first = max(holder.starts or date.min, date(lst.year, 1, 1))
        organ = self.known.organs[lst.organ_id]
        # What a norm's ``if`` may ask of the holder: the capacity (by its packs), the days, level and kind of the organ,
        # whether somebody is below.
        below = self._below(lst)
        key = (id(quotas), first, holder.ends, as_of, organ.level, organ.kind, below, tuple(params.items()))
        alike = self.frames.get(key)
        if alike is None or quotas.towards:
            log = judging.log_of(self.known, lst, holder, (), params)
            alike = alike or Frame(quotas, quotas.alike, log, as_of)
            self.frames[key] = alike
            if quotas.towards:
                yield Frame(quotas, quotas.towards, log, as_of)
        yield alike

    def _below(self, lst: DutyList) -> frozenset[tuple[date, date]]:
        """The spans of the year in which an organ next below had a principal: most organs have the same, or none."""
        if lst.pk not in self.below:
            first, last = date(lst.year, 1, 1), date(lst.year, 12, 31)
            seats = (s for o in self.known.lower(lst.organ_id) for s in self.known.principals(o))
            spans = ((max(s.starts, first), min(s.ends or last, last)) for s in seats)
            self.below[lst.pk] = frozenset(span for span in spans if span[0] <= span[1])
        return self.below[lst.pk]


def _targets(lists: Mapping[int, DutyList]) -> dict[int, tuple[str, ...]]:
    """Whom each activity of some lists names."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = ActivityTarget.objects.filter(activity__list__in=lists).values_list("activity_id", "ref")
    for activity, ref in rows.iterator(chunk_size=5000):
        found[activity].append(ref)
    return {activity: tuple(refs) for activity, refs in found.items()}


def _params(lists: Mapping[int, DutyList], day: date) -> dict[int, dict[str, FieldText]]:
    """The figures that the organs set, whatever pack they belong to."""
    found: dict[int, dict[str, FieldText]] = {}
    organs = [lst.organ_id for lst in lists.values()]
    for pack in {p.id for lst in lists.values() for p in norms.in_force(lst.year)}:
        for organ, values in parameters.values_of_all(pack, day, organs).items():
            found.setdefault(organ, {}).update({name: value for name, (value, _) in values.items()})
    return found
