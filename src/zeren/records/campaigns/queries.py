"""The units of a programme with their matters, subjects and logs: in the order of the organs, only what is in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from zeren.norms.model import FieldText
from zeren.records import packs
from zeren.records.actor import Actor
from zeren.records.campaigns import rules as campaigns
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.matters import events, showing
from zeren.records.matters.access import visible_to
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Event, Matter, MatterLink, MatterSubject
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person

ADDED = "added"
"""The kind of the link between a unit's matter and one of cadres that came later."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A leading group (``person`` None) or a cadre, in one matter."""

    matter: Matter
    ref: str
    organ: Organ | None = None
    person: Person | None = None

    @property
    def name(self) -> str:
        """As people call it."""
        return self.person.name if self.person else self.organ.name if self.organ else ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the programme. ``matters``: its own, then those of cadres that came later; none: not opened yet, or out
    of sight."""

    organ: Organ
    matters: tuple[Matter, ...] = ()
    subjects: tuple[Subject, ...] = ()

    @property
    def matter(self) -> Matter | None:
        """The unit's own matter."""
        return self.matters[0] if self.matters else None

    @property
    def group(self) -> Subject | None:
        """The leading group."""
        return next((one for one in self.subjects if one.person is None), None)

    @property
    def cadres(self) -> tuple[Subject, ...]:
        """The cadres, in the order in which they were entered."""
        return tuple(one for one in self.subjects if one.person is not None)


def programmes(seen: QuerySet[Matter]) -> QuerySet[Matter]:
    """Of the matters in sight the programmes of assessments, the newest first."""
    wanted = Q(pk__in=())
    for pack, procedure, _ in campaigns.every(packs.installed().packs):
        wanted |= Q(pack=pack.id, procedure=procedure)
    return seen.filter(wanted).select_related("organ").order_by("-opened", "-pk")


def units_of(actor: Actor, programme: Matter, rules: CampaignRules) -> tuple[Unit, ...]:
    """Every unit that the programme names or that has a matter in sight under it. Four queries, whatever there is."""
    named = MatterSubject.objects.filter(matter=programme, organ__isnull=False).select_related("organ")
    organs = {row.organ_id: row.organ for row in named}
    under = visible_to(actor).filter(
        parent_links__parent=programme, pack=programme.pack, procedure=rules.units
    )
    matters = {one.pk: one for one in under.select_related("organ").order_by("opened", "pk")}
    subjects = _subjects(matters)
    home = _homes(matters, subjects)
    organs |= {organ.pk: organ for organ in home.values()}
    listed: dict[int, list[Matter]] = {}
    for pk, organ in home.items():
        listed.setdefault(organ.pk, []).append(matters[pk])
    found = [
        Unit(organ, tuple(own), tuple(one for matter in own for one in subjects.get(matter.pk, ())))
        for organ in organs.values() if organ is not None for own in [_own_first(listed.get(organ.pk, []), subjects)]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda unit: (unit.organ.rank, unit.organ.pk)))


def _own_first(matters: Sequence[Matter], subjects: Mapping[int, Sequence[Subject]]) -> list[Matter]:
    """The unit's own matter before those of cadres alone."""
    return sorted(matters, key=lambda m: all(one.person for one in subjects.get(m.pk, ())))


def _subjects(matters: Mapping[int, Matter]) -> dict[int, list[Subject]]:
    found: dict[int, list[Subject]] = {}
    rows = MatterSubject.objects.filter(matter__in=matters).select_related("organ", "person")
    for row in rows.order_by("matter", "place"):
        one = Subject(matters[row.matter_id], row.ref, row.organ, row.person)
        found.setdefault(row.matter_id, []).append(one)
    return found


def _homes(matters: Mapping[int, Matter], subjects: Mapping[int, Sequence[Subject]]) -> dict[int, Organ]:
    """By matter, the unit that it is about; a matter of cadres alone belongs to the unit whose matter it was joined to."""
    found = {
        pk: one.organ for pk in matters for one in subjects.get(pk, ()) if one.organ is not None and one.person is None
    }  # fmt: skip
    loose = [pk for pk in matters if pk not in found]
    links = MatterLink.objects.filter(child__in=loose, parent__in=found) if loose else ()
    return found | {link.child_id: found[link.parent_id] for link in links}


# ---------------------------------------------------------------- logs


def days_of(
    matters: Iterable[int], steps: Iterable[str], today: date
) -> dict[int, dict[str, list[tuple[date, int]]]]:
    """By matter and step, day and number of the entries in force up to ``today``: without opening a content."""
    rows = Event.objects.filter(matter__in=list(matters), type__in=set(steps))
    listed = list(
        rows.order_by("matter", "seq").values_list("matter", "seq", "type", "on", "corrects", "voids")
    )
    gone = {(matter, voids) for matter, _, _, _, _, voids in listed if voids}
    gone |= {(m, corrects) for m, seq, _, _, corrects, _ in listed if corrects and (m, seq) not in gone}
    found: dict[int, dict[str, list[tuple[date, int]]]] = {}
    for matter, seq, step, on, _, voids in listed:
        if not voids and (matter, seq) not in gone and on <= today:
            found.setdefault(matter, {}).setdefault(step, []).append((on, seq))
    return found


@dataclass(frozen=True, slots=True)
class Logged:
    """What a matter's log says: entries in force by step, and the facts stated of each subject; ``whole``: as it stands."""

    whole: tuple[Recorded, ...] = ()
    entries: Mapping[str, tuple[Recorded, ...]] = field(default_factory=dict)
    matter: Mapping[str, FieldText] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, FieldText]] = field(default_factory=dict)

    def last(self, step: str, ref: str) -> Recorded | None:
        """The last entry of a step about a subject."""
        about = [entry for entry in self.entries.get(step, ()) if ref in entry.subjects]
        return about[-1] if about else None

    def fact(self, ref: str, name: str) -> str:
        """A fact as last stated; empty where it never was."""
        return str(self.facts.get(ref, {}).get(name, ""))


def read(matters: Iterable[int], steps: Iterable[str], today: date) -> dict[int, Logged]:
    """The logs of these matters, of these steps and with all facts; one query."""
    wanted = {*steps, events.OPENED, events.FACTS}
    rows = Event.objects.filter(matter__in=list(matters), type__in=wanted).select_related("payload")
    listed: dict[int, list[Recorded]] = {}
    for row in rows.order_by("matter", "seq"):
        listed.setdefault(row.matter_id, []).append(events.read(row))
    return {pk: logged(entries, today) for pk, entries in listed.items()}


def logged(entries: Sequence[Recorded], today: date) -> Logged:
    """One log, up to a day."""
    steps: dict[str, list[Recorded]] = {}
    own: dict[str, FieldText] = {}
    facts: dict[str, dict[str, FieldText]] = {}
    # As the engine reads it: by day, then in the order of the log.
    for entry in sorted(showing.in_force(entries), key=lambda entry: (day_of(entry.at), entry.seq)):
        if day_of(entry.at) > today:
            continue
        if entry.type == events.OPENED or (entry.type == events.FACTS and not entry.subjects):
            own.update(entry.fields)
        elif entry.type == events.FACTS:
            for ref in entry.subjects:
                facts.setdefault(ref, {}).update(entry.fields)
        else:
            steps.setdefault(entry.type, []).append(entry)
    return Logged(tuple(entries), {name: tuple(found) for name, found in steps.items()}, own, facts)
