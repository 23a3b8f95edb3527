"""Counting: the entries in force of a year and of the one before, in the matters that an organ handles.

Every figure is the list of the entries that it counts, so that it can be opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from zeren.law.packs.form import Pack
from zeren.records.actor import Actor
from zeren.records.matters import together
from zeren.records.matters.access import visible_to
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Event, Matter, MatterSubject
from zeren.records.matters.reading import Logged, read
from zeren.records.organs.models import Organ
from zeren.records.rows import few
from zeren.records.statistics.rules import Statistic, Table

NOT_SAID = ""
"""The value of an entry whose field was left empty."""
ALL = "*"
"""The one row of a table that is by nothing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One count: an entry, and the subject that it is about (empty where entries are counted)."""

    matter: int
    seq: int
    on: date
    subject: str

    @property
    def quarter(self) -> int:
        """0 to 3."""
        return (self.on.month - 1) // 3


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of a step as it stands, with what its log says and whom it is about."""

    matter: int
    entry: Recorded
    log: Logged
    about: tuple[str, ...]


@dataclass(slots=True)
class Row:
    """What was counted under one value: this year, and the year before."""

    now: list[Hit] = field(default_factory=list)
    before: list[Hit] = field(default_factory=list)

    def quarter(self, place: int) -> list[Hit]:
        """Of this year, those of one quarter."""
        return [hit for hit in self.now if hit.quarter == place]


@dataclass(frozen=True, slots=True)
class Counted:
    """One table: its rows by value, and every entry once, however many values it has."""

    table: Table
    rows: Mapping[str, Row]
    total: Row


def organs_of(actor: Actor, pack: str) -> list[Organ]:
    """The organs that handle a matter of this pack which the actor sees, in the order of the organs."""
    handled = visible_to(actor).filter(pack=pack).values("organ")
    return list(Organ.objects.filter(pk__in=handled).order_by("rank", "pk"))


def counted(
    actor: Actor, pack: Pack, found: Statistic, organ: Organ, year: int, today: date
) -> list[Counted]:
    """The tables of a report: of the matters in sight that the organ handles, of what happened in the year and is
    recorded by ``today``. An entry that was corrected counts as corrected; one that was voided does not."""
    # Most tables count the same entries by another field: they are read once.
    steps = {(table.procedure, table.step) for table in found.tables}
    told = {step: list(_told(actor, pack, *step, organ, year, today)) for step in steps}
    return [_counted(table, told[table.procedure, table.step], year) for table in found.tables]


def _counted(table: Table, told: list[Told], year: int) -> Counted:
    rows: dict[str, Row] = defaultdict(Row)
    total = Row()
    for hit, values in (counted for one in told for counted in _of(one, table)):
        for row in (total, *(rows[value] for value in values)):
            (row.now if hit.on.year == year else row.before).append(hit)
    return Counted(table, rows, total)


def _told(
    actor: Actor, pack: Pack, procedure: str, step: str, organ: Organ, year: int, today: date
) -> Iterator[Told]:
    matters = together.in_sight(actor, pack.id, procedure).filter(organ=organ)
    happened = Event.objects.filter(matter__in=matters, type=step, on__year__in=(year - 1, year))
    for some in few(sorted(set(happened.values_list("matter", flat=True)))):
        subjects = _subjects(some)
        for pk, log in read(some, [step], today).items():
            for entry in log.entries.get(step, ()):
                if day_of(entry.at).year in (year - 1, year):
                    yield Told(pk, entry, log, tuple(entry.subjects) or tuple(subjects[pk]))


def _subjects(matters: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {pk: [] for pk in matters}
    for row in MatterSubject.objects.filter(matter__in=matters).order_by("matter", "place"):
        found[row.matter_id].append(row.ref)
    return found


def _of(told: Told, table: Table) -> Iterator[tuple[Hit, tuple[str, ...]]]:
    """The counts of one entry: about each of its subjects, or as one."""
    kind = "organ:" if table.unit == "organ" else "person:"
    about = [""] if table.unit == "entry" else [ref for ref in told.about if ref.startswith(kind)]
    for ref in about:
        hit = Hit(told.matter, told.entry.seq, day_of(told.entry.at), ref)
        yield hit, _values(told.entry, told.log, table, ref)


def _values(entry: Recorded, log: Logged, table: Table, ref: str) -> tuple[str, ...]:
    if table.fact:
        return (log.fact(ref, table.fact) or NOT_SAID,)
    if not table.by:
        return (ALL,)
    value = entry.fields.get(table.by, "")
    several = value if isinstance(value, tuple) else (str(value),)
    return tuple(dict.fromkeys(several)) or (NOT_SAID,)


def matters_of(actor: Actor, hits: list[Hit]) -> dict[int, Matter]:
    """The matters of these counts, as far as they are in sight."""
    rows = visible_to(actor).filter(pk__in={hit.matter for hit in hits})
    return {row.pk: row for row in rows.select_related("organ")}
