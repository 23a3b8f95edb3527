"""Reading a roster: everybody whom a matter of the procedure in sight is about, with entries, findings and bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zeren.law.packs.form import Pack
from zeren.norms.model import Barring, Finding
from zeren.records.actor import SEES_TREE, Actor
from zeren.records.matters import together
from zeren.records.matters.access import scope
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.matters.reading import Logged
from zeren.records.matters.together import Read
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.rosters.rules import APPOINTING, Roster

MOST = 300
"""So many matters are read together, the newest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One whom a matter is about, with what its log says and what the packs find about them or about the whole matter."""

    matter: Matter
    ref: str
    person: Person | None
    unit: Organ | None
    said: Logged
    findings: tuple[Finding, ...]
    bars: tuple[Barring, ...]

    @property
    def name(self) -> str:
        """A person by name, an organ by its short name."""
        return self.person.name if self.person else _short(self.unit)

    @property
    def classification(self) -> str:
        """The level of what the row was read from."""
        return self.matter.classification

    def last(self, step: str) -> Recorded | None:
        """The last entry of a step about the subject, or about the whole matter."""
        about = [e for e in self.said.entries.get(step, ()) if not e.subjects or self.ref in e.subjects]
        return about[-1] if about else None

    def fact(self, name: str) -> str:
        """A fact as last stated of the subject, else of the matter."""
        return self.said.fact(self.ref, name) or str(self.said.matter.get(name, ""))


def _short(organ: Organ | None) -> str:
    return (organ.short or organ.name) if organ else ""


def rows(
    actor: Actor, pack: Pack, roster: Roster, today: date, name: str = "", unit: str = ""
) -> tuple[list[Row], int]:
    """The rows in sight of whoever's name and unit hold these words, by unit and name; and how many older matters were
    left out, as ``together.Newest`` counts them."""
    whom = together.named(name) & together.at(unit)
    found = together.newest(together.about(_seen(actor, pack, roster), whom), MOST, today)
    return _rows(found.read, whom), found.older


def number(actor: Actor, pack: Pack, roster: Roster, name: str = "", unit: str = "") -> int:
    """How many rows there are of them, the older ones with them."""
    seen = _seen(actor, pack, roster)
    whom = together.named(name) & together.at(unit)
    return MatterSubject.objects.filter(whom, matter__in=seen.values("pk")).count()


def rows_of(actor: Actor, pack: Pack, roster: Roster, today: date, group: Iterable[int]) -> list[Row]:
    """The rows in sight about these people, a leading group: all of them, however old."""
    whom = Q(person__in=list(group))
    found = together.about(_seen(actor, pack, roster), whom).select_related("organ")
    return _rows(together.read(list(found), today), whom)


def rows_of_organs(
    actor: Actor, pack: Pack, roster: Roster, today: date, organs: Sequence[int]
) -> dict[int, Row]:
    """By organ, the row of the newest matter in sight about it; an organ that no matter is about is not there."""
    subjects = MatterSubject.objects.filter(
        organ__isnull=False, matter__in=_seen(actor, pack, roster).values("pk")
    )
    last = dict(subjects.order_by("matter__opened", "matter_id").values_list("organ", "matter"))
    asked = last.keys() & set(organs)
    matters = Matter.objects.filter(pk__in={last[organ] for organ in asked}).select_related("organ")
    found = _rows(together.read(list(matters), today), Q(organ__in=asked))
    return {row.unit.pk: row for row in found if row.unit and last[row.unit.pk] == row.matter.pk}


def _rows(read: Sequence[Read], whom: Q) -> list[Row]:
    """A row for each subject that fits, by unit and name."""
    rows = MatterSubject.objects.filter(whom, matter__in=[one.matter.pk for one in read])
    by: dict[int, list[MatterSubject]] = {}
    for subject in rows.select_related("person__organ", "organ").order_by("matter_id", "place"):
        by.setdefault(subject.matter_id, []).append(subject)
    found = [row for one in read for row in _of(one, by.get(one.matter.pk, ()))]
    return sorted(found, key=_place)


def _seen(actor: Actor, pack: Pack, roster: Roster) -> QuerySet[Matter]:
    return together.in_sight(actor, pack.id, roster.procedure)


def unnamed(actor: Actor, pack: Pack, roster: Roster) -> tuple[str, ...]:
    """Of those whom the text means, the names of those under the actor's organs whom no matter in sight is about, however
    old."""
    if roster.whole != APPOINTING:
        return ()
    own = [organ for organ, _ in actor.scopes(SEES_TREE)]
    found = Organ.objects.filter(
        scope(actor, SEES_TREE) | Q(organization_department__in=own), manages__isnull=False
    )
    subjects = MatterSubject.objects.filter(matter__in=_seen(actor, pack, roster).values("pk"))
    there = {unit for pair in subjects.values_list("organ", "person__organ") for unit in pair}
    return tuple(
        _short(organ) for organ in found.distinct().order_by("depth", "rank", "pk") if organ.pk not in there
    )


def _of(one: Read, subjects: Sequence[MatterSubject]) -> Iterator[Row]:
    for subject in subjects:
        ref = subject.ref
        yield Row(
            one.matter, ref, subject.person, subject.person.organ if subject.person else subject.organ, one.said,
            tuple(f for f in one.judged.findings if _concerns(f, ref, one.said)),
            tuple(bar for bar in one.judged.bars if bar.person == ref and (bar.ends is None or bar.ends >= one.today)),
        )  # fmt: skip


def _concerns(finding: Finding, ref: str, said: Logged) -> bool:
    """Whether it speaks of the subject: by itself, or by the entry that it judges; of the whole matter it speaks of everybody."""
    if finding.subject:
        return finding.subject == ref
    about = next((e.subjects for e in said.whole if e.id == finding.event), ()) if finding.event else ()
    return not about or ref in about


def _place(row: Row) -> tuple[int, int, str, int]:
    unit = row.unit
    return (unit.depth if unit else 99, unit.rank if unit else 0, row.name, -row.matter.pk)
