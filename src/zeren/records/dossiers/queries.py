"""Reading a cadre's file: every entry that the viewer sees, and what the registers lack. The person sees their own.

Complaints are never listed by person; what became of one stands in a matter, and only once that is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.dossiers import rules
from zeren.records.dossiers.rules import CONCLUDED, SECTIONS
from zeren.records.matters import ledger, own
from zeren.records.matters.models import Matter
from zeren.records.obligations import refresh
from zeren.records.people.models import Appointment, Person
from zeren.records.restrictions import queries as restrictions
from zeren.records.restrictions.models import Restriction

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One matter of the file. ``own``: opened on the own desk, not by an organ; ``level``: its classification."""

    matter: int
    number: str
    title: str
    pack: str
    procedure: str
    organ: str
    opened: date
    closed: date | None
    own: bool = False
    level: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One section with its entries, newest first."""

    id: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that the file lacks: what, and who can supply it."""

    what: str
    who: str


def sections(actor: Actor, person: int) -> tuple[Section, ...]:
    """Every section in its order, also the empty ones."""
    by: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
    found = _own(actor) if actor.person == person else _seen(actor, person)
    for name, entry in found:
        by[name].append(entry)
    return tuple(Section(name, title, tuple(by[name])) for name, title in SECTIONS.items())


def _seen(actor: Actor, person: int) -> Iterator[tuple[str, Entry]]:
    for matter in ledger.concerning(actor, person):
        name = _section(matter)
        if name not in CONCLUDED or matter.state == Matter.State.CLOSED:
            yield name, _entry(matter)


def _section(matter: Matter) -> str:
    pack = packs.installed().exactly(matter.pack, matter.version)
    return rules.section_of(pack, matter.procedure) if pack else rules.USUAL


def _entry(matter: Matter) -> Entry:
    return Entry(
        matter.pk, matter.number, matter.title, f"{matter.pack}@{matter.version.isoformat()}", matter.procedure,
        matter.organ.short or matter.organ.name, matter.opened, matter.closed, level=matter.classification,
    )  # fmt: skip


def _own(actor: Actor) -> Iterator[tuple[str, Entry]]:
    """What was shown to the person, since when: number and procedure, nothing of the organ's file."""
    for view in own.own_matters(actor):
        name = rules.section_of(view.words.pack, view.words.procedure.id)
        yield name, Entry(
            view.id, view.number, view.words.procedure.title, view.pack_ref, view.words.procedure.id, view.organ,
            view.since, None, own=True,
        )  # fmt: skip


def bars(actor: Actor, person: int) -> list[Restriction]:
    """Every bar that was ever laid on a person, by its first day; of oneself those that the own desk shows: a decision is
    made known before its effect is."""
    if actor.person != person:
        return restrictions.history(actor, person)
    views = [view for view in own.own_matters(actor) if view.bars]
    matters = Matter.objects.select_related("organ").in_bulk([view.id for view in views])
    rows = [refresh.bar_of(matters[view.id], bar) for view in views for bar in view.bars]
    return sorted(rows, key=lambda row: (row.starts, row.matter_id, row.norm, row.act))


# ---------------------------------------------------------------- what is lacking


def lacks(person: Person, today: date | None = None) -> tuple[Lack, ...]:
    """What the registers lack about a person in sight, by posts and days alone. An empty section is no lack: that
    nothing was recorded does not say that something should have been."""
    return tuple(_lacks(person, today or clock.today()))


def _lacks(person: Person, today: date) -> Iterator[Lack]:
    keeper = "组织部门"
    if person.birth is None:
        yield Lack("没有登记出生日期", keeper)
    if person.organ_id is None:
        yield Lack("没有登记所在单位", keeper)
    rows = sorted(person.appointments.all(), key=lambda row: (row.start, row.pk))
    main = [row for row in rows if row.main]
    if not any(_holds(row, today) for row in main) and not (person.left or person.retired):
        yield Lack("没有登记现任主要职务", keeper)
    for row in rows:
        if not row.source:
            yield Lack(f"{row.post.name}（{row.start.isoformat()} 起）没有任免文号", keeper)
        if row.post.managing_organ_id is None and not row.post.managed_by:
            yield Lack(f"{row.post.name}没有登记任免机关，管理权限待查明", keeper)
    yield from _between(main, keeper)


def _between(main: list[Appointment], keeper: str) -> Iterator[Lack]:
    """Days between two main posts, and days on which there are two."""
    for earlier, later in zip(main, main[1:], strict=False):
        if earlier.end is None or earlier.end >= later.start:
            yield Lack(f"{later.start.isoformat()} 起登记了两个主要职务", keeper)
        elif earlier.end + ONE_DAY < later.start:
            first, last = earlier.end + ONE_DAY, later.start - ONE_DAY
            yield Lack(f"{first.isoformat()} 至 {last.isoformat()} 没有登记主要职务", keeper)


def _holds(row: Appointment, day: date) -> bool:
    return row.start <= day and (row.end is None or day <= row.end)
