"""The units of a programme with their matters, subjects and logs: in the order of the organs, only what is in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zeren.records import packs
from zeren.records.actor import Actor
from zeren.records.campaigns import rules as campaigns
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.matters.access import visible_to
from zeren.records.matters.models import Matter, MatterLink, MatterSubject
from zeren.records.organs.models import Organ

ADDED = "added"
"""The kind of the link between a unit's matter and one of cadres that came later."""


@dataclass(frozen=True, slots=True)
class Named:
    """A person by number, code and name: a year has thousands."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A leading group (``person`` None) or a cadre, in one matter."""

    matter: Matter
    ref: str
    organ: Organ | None = None
    person: Named | None = None

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


def subjects_of(matter: Matter) -> list[Subject]:
    """The group and the cadres of one unit's matter, in the order in which they were entered."""
    return _subjects({matter.pk: matter}).get(matter.pk, [])


def _own_first(matters: Sequence[Matter], subjects: Mapping[int, Sequence[Subject]]) -> list[Matter]:
    """The unit's own matter before those of cadres alone."""
    return sorted(matters, key=lambda m: all(one.person for one in subjects.get(m.pk, ())))


def _subjects(matters: Mapping[int, Matter]) -> dict[int, list[Subject]]:
    rows = list(
        MatterSubject.objects.filter(matter__in=matters).order_by("matter", "place")
        .values_list("matter", "organ", "person", "person__code", "person__name")
    )  # fmt: skip
    organs = Organ.objects.in_bulk({organ for _, organ, person, *_ in rows if organ and not person})
    found: dict[int, list[Subject]] = {}
    for matter, organ, person, code, name in rows:
        if person:
            one = Subject(matters[matter], f"person:{person}", None, Named(person, code, name))
        else:
            one = Subject(matters[matter], f"organ:{organ}", organs[organ])
        found.setdefault(matter, []).append(one)
    return found


def _homes(matters: Mapping[int, Matter], subjects: Mapping[int, Sequence[Subject]]) -> dict[int, Organ]:
    """By matter, the unit that it is about; a matter of cadres alone belongs to the unit whose matter it was joined to."""
    found = {
        pk: one.organ for pk in matters for one in subjects.get(pk, ()) if one.organ is not None and one.person is None
    }  # fmt: skip
    loose = [pk for pk in matters if pk not in found]
    links = MatterLink.objects.filter(child__in=loose, parent__in=found) if loose else ()
    return found | {link.child_id: found[link.parent_id] for link in links}
