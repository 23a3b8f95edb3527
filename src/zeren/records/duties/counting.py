"""The state of many lists at once: from the rows to findings, holder by holder, without a log for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from zeren.norms.model import FieldText, Finding, Log
from zeren.norms.quotas import Act, Frame, Quotas
from zeren.records import calendars
from zeren.records.duties import judging, norms, register
from zeren.records.duties.models import ActivityDoer, ActivityTarget, DutyHolder, DutyList
from zeren.records.duties.register import Register
from zeren.records.parameters import queries as parameters

ASKED = ("kind", "topics", "in_person", "signed", "form", "to", "evidenced")
COLUMNS = ("holder_id", "at", "activity_id", *ASKED)


@dataclass(frozen=True, slots=True)
class Counted:
    """How the periodic duties of one holder stand on a day."""

    holder: DutyHolder
    findings: tuple[Finding, ...]


def state(lists: Iterable[DutyList], day: date, known: Register | None = None) -> Iterator[Counted]:
    """The periodic duties of every holder of some lists of one year, as of a day. Reads rows once, in order."""
    by_id = {lst.pk: lst for lst in lists}
    known = known or register.read()
    counter = _Counter(known, by_id, day)
    holders = DutyHolder.objects.filter(list__in=by_id).order_by("pk")
    rows = _rows(by_id)
    waiting = next(rows, None)
    for holder in holders:
        mine: list[tuple[Any, ...]] = []
        if waiting is not None and waiting[0] == holder.pk:
            mine, waiting = waiting[1], next(rows, None)
        yield Counted(holder, tuple(counter.judge(holder, mine)))


def _rows(lists: Mapping[int, DutyList]) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """The acts of each holder that has any, in the order of holders and days."""
    found = ActivityDoer.objects.filter(holder__list__in=lists).order_by("holder", "at", "activity")
    for holder, rows in groupby(found.values_list(*COLUMNS).iterator(chunk_size=5000), key=itemgetter(0)):
        yield holder, list(rows)


class _Counter:
    """What is kept from holder to holder: conditions by shape, periods by first day, figures by organ."""

    def __init__(self, known: Register, lists: Mapping[int, DutyList], day: date) -> None:
        self.known, self.lists, self.day = known, lists, day
        self.calendar = calendars.calendar()
        self.quotas: dict[tuple[str, int], Quotas] = {}
        self.frames: dict[object, Frame] = {}
        self.shapes: dict[object, int] = {}
        self.params = _params(lists, day)

    def judge(self, holder: DutyHolder, rows: list[tuple[Any, ...]]) -> list[Finding]:
        """The findings of one holder, for the year of its list."""
        lst = self.lists[holder.list_id]
        quotas = self._quotas(holder.capacity, lst.year)
        if not quotas.units:
            return []
        as_of = judging.until(lst, holder, self.day)
        frame = self._frame(quotas, lst, holder, as_of)
        targets = _targets([r[2] for r in rows]) if any(_each(u) for u in quotas.units) else {}
        acts = [
            Act(str(row[2]), row[1], self._shape(quotas, row[3:]), targets.get(row[2], ()))
            for row in rows
            if row[1] <= as_of
        ]
        found = quotas.judge(frame, acts)
        return [f for f in found if f.starts is None or f.starts.year == lst.year]

    def _quotas(self, capacity: str, year: int) -> Quotas:
        found = self.quotas.get((capacity, year))
        if found is None:
            found = Quotas(norms.packset(capacity, year), norms.ACTIVITY, self.calendar)
            self.quotas[capacity, year] = found
        return found

    def _frame(self, quotas: Quotas, lst: DutyList, holder: DutyHolder, as_of: date) -> Frame:
        """Laid once for all who owe the same in the same periods; anew for who faces persons or units of its own."""
        params = self.params.get(lst.organ_id, {})
        if any(_each(u) for u in quotas.units):
            return Frame(quotas, judging.log_of(self.known, lst, holder, (), params), as_of)
        key = (
            holder.capacity,
            lst.year,
            max(holder.starts or date.min, date(lst.year, 1, 1)),
            as_of,
            tuple(params.items()),
        )
        found = self.frames.get(key)
        if found is None:
            log: Log = judging.log_of(self.known, lst, holder, (), params)
            found = self.frames[key] = Frame(quotas, log, as_of)
        return found

    def _shape(self, quotas: Quotas, asked: tuple[Any, ...]) -> int:
        key = (id(quotas), asked)
        found = self.shapes.get(key)
        if found is None:
            doer = ActivityDoer(**dict(zip(ASKED, asked, strict=True)))
            found = self.shapes[key] = quotas.shape(judging.fields_of(doer))
        return found


def _each(unit: Any) -> bool:
    return unit.norm.per not in ("matter", "subject")


def _targets(activities: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for start in range(0, len(activities), 500):
        part = ActivityTarget.objects.filter(activity__in=activities[start : start + 500])
        for activity, ref in part.values_list("activity_id", "ref"):
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
