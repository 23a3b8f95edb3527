"""Reading sealed material: that it exists; its content to the person concerned, and to others by an approval in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from zeren.records import clock, vault
from zeren.records.actor import SEES_TREE, Actor, Role
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.materials import kinds
from zeren.records.materials.models import Material
from zeren.records.materials.permits import Permit
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people
from zeren.records.trail import acts as trail

RECEIVES = (Role.ORGANIZATION_OFFICER, Role.SUPERVISION_OFFICER)
DEPARTMENTS = ("organization_department", "personnel_department")
"""Who receives reports, in which kinds of organ (个人事项规定 第八条)."""


@dataclass(frozen=True, slots=True)
class Existence:
    """That material of a kind exists: how many, of which years, and no more."""

    kind: str
    label: str
    count: int
    years: tuple[int, ...]


def existence(actor: Actor, person: int) -> tuple[Existence, ...]:
    """What is kept about a person in sight, by kind; nothing for who neither handles matters nor is the person."""
    if not (actor.system or actor.person == person or actor.has(*SEES_TREE, Role.SUPERVISION_OFFICER)):
        return ()
    if not people.visible_to(actor).filter(pk=person).exists():
        return ()
    kept: dict[str, list[int]] = {}
    rows = Material.objects.filter(person=person).order_by("year")
    for kind, year in rows.values_list("kind", "year"):
        kept.setdefault(kind, []).append(year)
    return tuple(
        Existence(kind.id, kind.label, len(kept[kind.id]), tuple(dict.fromkeys(kept[kind.id])))
        for kind in kinds.on().values()
        if kind.id in kept
    )


def years_of(person: int, kind: str) -> tuple[int, ...]:
    """The years of which there is material, in order."""
    rows = Material.objects.filter(person=person, kind=kind)
    return tuple(rows.order_by("year").values_list("year", flat=True).distinct())


def meant_by(permit: Permit) -> list[Material]:
    """The documents that an approval means, in order. Their content is another question."""
    rows = Material.objects.filter(person=permit.person, kind=permit.kind, year__in=permit.years)
    return list(rows.select_related("receiver", "custodian").order_by("year", "on", "id"))


def open_section(actor: Actor, material: int, section: str, permit: Permit) -> str:
    """One section; see :func:`open_sections`. OutOfSight as well where the document has no such section."""
    found = open_sections(actor, material, (section,), permit)
    if section not in found:
        raise OutOfSight(f"material {material} {section}")
    return found[section]


def open_sections(actor: Actor, material: int, sections: Iterable[str], permit: Permit) -> dict[str, str]:
    """The sections asked for that there are. The look is on the trail before anything is shown.

    Raises:
        OutOfSight: the approval does not cover them: another person, year, kind, section, account or day.
        Refused: no second factor was given in this session.
        Unreadable: the vault does not open it.

    """
    found, day, wanted = Material.objects.filter(pk=material).first(), clock.today(), tuple(sections)
    if found is None or not all(permit.covers(actor, found, section, day) for section in wanted):
        raise OutOfSight(f"material {material}")
    _strong(actor)
    return _read(actor, found, wanted, permit.number)


def own_sections(actor: Actor, material: int) -> dict[str, str]:
    """The whole document to the person who made it. Raises OutOfSight for anybody else, Refused, Unreadable."""
    found = own(actor).filter(pk=material).first()
    if found is None:
        raise OutOfSight(f"material {material}")
    _strong(actor)
    sections = found.sections.order_by("id").values_list("section", flat=True)
    return _read(actor, found, tuple(sections), "")


def own(actor: Actor) -> QuerySet[Material]:
    """The actor's own documents."""
    return Material.objects.filter(person=actor.person) if actor.person else Material.objects.none()


def receiving_at(actor: Actor) -> tuple[int, ...]:
    """The departments for which the actor receives reports."""
    held = [grant.organ for grant in actor.grants if grant.role in RECEIVES]
    rows = Organ.objects.filter(pk__in=held, kind__in=DEPARTMENTS)
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


def received(actor: Actor, name: str = "", unit: str = "", year: str = "") -> QuerySet[Material]:
    """What the actor's departments received, the last first; nothing about the actor. Never its content."""
    rows = Material.objects.filter(receiver__in=receiving_at(actor)).select_related(
        "person__organ", "custodian"
    )
    rows = rows.exclude(person=actor.person) if actor.person else rows
    rows = rows.filter(person__name__contains=name) if name else rows
    rows = rows.filter(person__organ__name__contains=unit) if unit else rows
    if year:
        rows = rows.filter(year=int(year)) if year.isdecimal() and len(year) == 4 else rows.none()
    return rows.order_by("-on", "-id")


def _strong(actor: Actor) -> None:
    if not actor.strong:
        zh = "封存的材料须先以第二种方式确认本人"
        raise Refused([Problem("actor", zh, "sealed material opens only with a second factor")])


def _read(actor: Actor, material: Material, sections: tuple[str, ...], basis: str) -> dict[str, str]:
    rows = list(material.sections.filter(section__in=sections).order_by("id"))
    said = " ".join(row.section for row in rows)
    trail.note(actor, "material_read", "material", material.pk, detail=said, basis=basis)
    return {row.section: vault.read(row, row.place).decode() for row in rows}
