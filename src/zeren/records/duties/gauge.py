"""The gauge of a list: figures with the records behind each. No total, no mark, no order among people or organs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from zeren.law.packs.expressions import SumValue
from zeren.law.packs.form import Define, Kind, Norm
from zeren.norms import evaluating
from zeren.norms.compiling import PackSet
from zeren.norms.model import Event, Finding, State
from zeren.records import calendars, packs
from zeren.records.actor import Actor
from zeren.records.duties import feeds, judging, norms
from zeren.records.duties.feeds import Feed, GaugeGroup, GaugeRow
from zeren.records.duties.models import ActivityDoer, DutyHolder, DutyList
from zeren.records.duties.register import Register
from zeren.records.lists import closed
from zeren.records.matters import access, events
from zeren.records.matters.models import Event as Row
from zeren.records.matters.models import Matter
from zeren.records.packs import installed
from zeren.records.scope import subtree

CLOSED = "problem_closed"
"""The event as which a closed problem of the three lists is counted."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a figure: an activity of the list by its number, or an entry of a matter."""

    day: date
    text: str
    times: int = 1
    activity: int = 0
    matter: int = 0


@dataclass(frozen=True)
class Figure:
    """One figure: its records, by which it can be counted again. ``value`` None: it can't be told (待查明), and the records
    are those that lack something."""

    row: GaugeRow
    cite: str
    records: tuple[Record, ...] = ()
    value: int | None = None

    def in_quarter(self, quarter: int) -> int:
        """How much of it falls into a quarter (1 to 4)."""
        return sum(r.times for r in self.records if (r.day.month + 2) // 3 == quarter)


@dataclass(frozen=True)
class Measured:
    """The figures of one holder."""

    group: GaugeGroup
    holder: DutyHolder
    figures: tuple[Figure, ...] = field(default=())


def measured(
    actor: Actor, register: Register, lst: DutyList, day: date, capacity: str = ""
) -> list[Measured]:
    """The gauge of every holder of the list that has one, up to a day; ``capacity``: of that one alone.

    What other matters tell is told as far as they are in the actor's sight.
    """
    told = list(of_matters(actor, lst, day))
    found = []
    for group in feeds.gauges():
        if capacity not in ("", group.capacity):
            continue
        for holder in lst.holders.filter(capacity=group.capacity).select_related("person").order_by("number"):
            found.append(_of_holder(register, lst, holder, group, day, told))
    return found


def _of_holder(
    register: Register,
    lst: DutyList,
    holder: DutyHolder,
    group: GaugeGroup,
    day: date,
    told: list[tuple[Event, Record]],
) -> Measured:
    as_of = judging.until(lst, holder, min(day, date(lst.year, 12, 31)))
    acts = dict(_activities(lst, holder))
    other = {event.id: (event, record) for event, record in told} if holder.person_id is None else {}
    known = acts | other
    log = judging.log_of(register, lst, holder, [event for event, _ in known.values()], {})
    findings: dict[str, list[Finding]] = {}
    for finding in evaluating.evaluate(_packset(group.pack, lst.year), log, as_of, calendars.calendar()):
        findings.setdefault(finding.norm, []).append(finding)
    records = {name: record for name, (_, record) in known.items()}
    defined = _defined(group.pack)
    figures = tuple(
        _figure(row, defined.get(row.norm), findings.get(row.norm, ()), records) for row in group.rows
    )
    return Measured(group, holder, figures)


def _figure(
    row: GaugeRow, norm: Norm | None, findings: Sequence[Finding], records: Mapping[str, Record]
) -> Figure:
    behind = {n: records[n] for f in findings if f.status in SAID for n in f.because if n in records}
    if not (norm and isinstance(norm.body, Define) and isinstance(norm.body.value, SumValue)):
        behind = {name: replace(record, times=1) for name, record in behind.items()}
    ordered = tuple(sorted(behind.values(), key=lambda r: (r.day, r.text)))
    cite = norm.cite[0] if norm else ""
    if not findings or any(f.status is State.UNDETERMINED for f in findings):
        return Figure(row, cite, ordered)
    value = next(
        (int(f.value) for f in findings if f.value is not None and not isinstance(f.value, str)), None
    )
    return Figure(row, cite, ordered, len(ordered) if value is None else value)


SAID = (State.MET, State.UNDETERMINED)


def _activities(lst: DutyList, holder: DutyHolder) -> Iterator[tuple[str, tuple[Event, Record]]]:
    """What a person did; of the organ's group, what was done by anybody on the list (a committee's talks are those
    of its members)."""
    doers = ActivityDoer.objects.filter(holder__list=lst) if holder.person_id is None else holder.acts.all()
    one = judging.facing(lst, holder)
    for doer in (
        doers.select_related("activity__occasion")
        .prefetch_related("activity__targets")
        .order_by("at", "activity")
    ):
        event = judging.event_of(doer, one)
        activity = doer.activity
        times = judging.person_times(activity) or 0
        yield event.id, (event, Record(activity.at, activity.title, times, activity=activity.number))


@lru_cache(maxsize=32)
def _packset(pack: str, year: int) -> PackSet:
    versions = [p for p in norms.in_force(year) if p.id == pack]
    return PackSet(versions)


def _defined(pack: str) -> dict[str, Norm]:
    versions = installed().versions(pack)
    return {n.id: n for n in versions[-1].norms if n.kind is Kind.DEFINE} if versions else {}


# ---------------------------------------------------------------- what other matters tell


def of_matters(actor: Actor, lst: DutyList, day: date) -> Iterator[tuple[Event, Record]]:
    """Steps of the matters of the organ and those under it that the gauge counts, in the actor's sight."""
    first, last = date(lst.year, 1, 1), min(day, date(lst.year, 12, 31))
    rules = [f for f in feeds.all_feeds() if f.event != feeds.ACTIVITY]
    seen = Matter.objects.filter(access.seen(actor)).filter(subtree(lst.organ_id, lst.organ.depth))
    for feed in rules:
        matters = seen.filter(pack=feed.pack, procedure=feed.procedure)
        rows = Row.objects.filter(matter__in=matters, type=feed.step, on__gte=first, on__lte=last)
        yield from _told(feed, rows)
    for problem in closed.between(seen, first, last):
        name = f"p{problem.pk}"
        event = Event(name, CLOSED, problem.closed, seq=1)
        yield event, Record(problem.closed, problem.text, matter=problem.matter)


def _told(feed: Feed, rows: Iterable[Row]) -> Iterator[tuple[Event, Record]]:
    """One event for each subject of a step: a decision about three is three."""
    found = rows.select_related("payload", "matter").order_by("on", "pk")  # type: ignore[attr-defined]
    gone = {(r.matter_id, r.voids or r.corrects) for r in found if r.voids or r.corrects}
    for row in found:
        if row.voids or (row.matter_id, row.seq) in gone:
            continue
        entry = events.read(row)
        for place, subject in enumerate(entry.subjects or (None,)):
            fields = {n: entry.fields[n] for n in feed.take if n in entry.fields} | dict(feed.fields)
            if feed.subject and subject:
                fields[feed.subject] = subject
            name = f"{entry.id}s{place}"
            event = Event(name, feed.event, row.on, seq=1, fields=fields)
            yield event, Record(row.on, f"{_label(row)}　{row.matter.title}", matter=row.matter_id)


def _label(row: Row) -> str:
    """The step in its regulation's words."""
    matter = row.matter
    words = packs.words(matter.pack, matter.version, matter.procedure)
    step = words.procedure.steps.get(row.type) if words else None
    return step.label if step else row.type
