"""Whom a letter goes to, by its light: green the handler; amber also the leader in charge; red the unit and its principal.

What is kept from somebody in question is kept here too: who keeps away from the matter (回避), stands outside the
circle of a restricted one, or is the person concerned, gets no letter about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from zeren.records.letters.models import Colour, LetterRecipient
from zeren.records.letters.owing import Owing
from zeren.records.matters import kept
from zeren.records.matters.models import Matter, MatterCircle, MatterSubject
from zeren.records.organs.models import Organ
from zeren.records.people.appointed import principals_of
from zeren.records.people.models import Charge, Person

Capacity = LetterRecipient.Capacity


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who receives it, in which capacity: a person or a unit."""

    capacity: Capacity
    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class Open:
    """A recipient that is not known: in which capacity, and who can supply it."""

    capacity: Capacity
    why: str
    who: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who would receive it and does not, and why."""

    capacity: Capacity
    name: str
    why: str


@dataclass
class Recipients:
    """The answer: whom it goes to, what is not known, who was left out."""

    to: list[Addressee] = field(default_factory=list)
    unknown: list[Open] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def recipients_of(matter: Matter, owes: Owing, light: Colour, day: date) -> Recipients:
    """The recipients of a letter of this light on a day."""
    found = Recipients()
    for capacity, people, open_ in _wanted(matter, owes, light, day):
        if capacity is Capacity.UNIT and owes.unit:
            found.to.append(Addressee(capacity, f"organ:{owes.unit.pk}", owes.unit.name))
        for person in people:
            _add(found, matter, capacity, person, day)
        if open_:
            found.unknown.append(open_)
    return found


def _wanted(
    matter: Matter, owes: Owing, light: Colour, day: date
) -> Iterator[tuple[Capacity, list[Person], Open | None]]:
    unit = owes.unit
    # Where the unit is not known, what would go to it goes to who handles the matter.
    if light is not Colour.RED or unit is None:
        handler = matter.handler
        lacks = Open(Capacity.HANDLER, "事项还没有承办人", "承办机关在“移交与办结”里定")
        yield Capacity.HANDLER, [handler] if handler else [], None if handler else lacks
    if light is Colour.GREEN:
        return
    if unit is None:
        zh = "查不到由哪个单位办理"
        yield Capacity.UNIT, [], Open(Capacity.UNIT, zh, "发函人选定，或在机构登记里补")
        return
    if light is Colour.AMBER:
        leaders = leaders_of(unit, day)
        lacks = Open(Capacity.LEADER, f"{unit.name}没有登记分管领导和主要负责人", "在分管登记、任职登记里补")
        yield Capacity.LEADER, leaders, None if leaders else lacks
        return
    heads = _people(principals_of(unit.pk))
    lacks = Open(Capacity.PRINCIPAL, f"{unit.name}没有登记主要负责人", "在任职登记里补")
    yield Capacity.UNIT, [], None
    yield Capacity.PRINCIPAL, heads, None if heads else lacks


def leaders_of(unit: Organ, day: date) -> list[Person]:
    """Who is in charge of the unit on the day by the register; else its principals."""
    held = Charge.objects.filter(organ=unit, start__lte=day).filter(Q(end__isnull=True) | Q(end__gte=day))
    return _people(set(held.values_list("person", flat=True)) or principals_of(unit.pk))


def _people(ids: set[int]) -> list[Person]:
    return list(Person.objects.filter(pk__in=ids).order_by("pk"))


def _add(found: Recipients, matter: Matter, capacity: Capacity, person: Person, day: date) -> None:
    ref = f"person:{person.pk}"
    if any(one.ref == ref for one in found.to):
        return
    why = _kept_from(matter, person, day)
    if why:
        found.left.append(Left(capacity, person.name, why))
    else:
        found.to.append(Addressee(capacity, ref, person.name))


def _kept_from(matter: Matter, person: Person, day: date) -> str:
    """Why somebody may not know of the matter; empty: he may."""
    subjects = MatterSubject.objects.filter(matter=matter, person__isnull=False)
    concerned = set(subjects.values_list("person", flat=True))
    if person.pk in concerned:
        return "是本事项的对象"
    if kept.in_force(person.pk, day).filter(Q(matter=matter) | Q(about__in=concerned)).exists():
        return "已回避"
    if matter.restricted and not MatterCircle.objects.filter(matter=matter, person=person).exists():
        return "不在知悉范围"
    return ""
