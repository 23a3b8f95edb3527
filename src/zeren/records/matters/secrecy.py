"""密级、保密期限、知悉范围: set with reasons, carried into everything that leaves the system.

The texts of the packs give no such power, so who may do what is a setting: whoever records may raise the level
and narrow the circle; lowering or widening is the principal's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import Problems
from zeren.records.lists import following as lists
from zeren.records.matters import access, acts, events
from zeren.records.matters.events import Entry
from zeren.records.matters.levels import (
    LEVELS,
    NEEDS_CIRCLE,
    SECRET,
    USUAL,
    check_level,
    highest,
    mark_of,
    marked,
    name_of,
    rank,
)
from zeren.records.matters.models import Event, Matter, MatterCircle
from zeren.records.people import appointed as people
from zeren.records.people.models import Person

__all__ = ["LEVELS", "SECRET", "USUAL", "check_level", "highest", "mark_of", "marked", "name_of", "rank"]


@dataclass(frozen=True, slots=True)
class Secrecy:
    """What a matter is to be: level, last day of the period (None: without), and who may know (None: by role)."""

    level: str
    until: date | None = None
    circle: tuple[int, ...] | None = None


def classify(actor: Actor, matter_id: int, asked: Secrecy, reason: str) -> Event:
    """Set level, period and circle of a matter.

    The actor, the handler and the principals of the handling organ always belong to the circle. Raises OutOfSight, Refused with everything that is wrong.
    """
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        problems = Problems()
        _check(actor, matter, asked, reason, problems)
        problems.refuse()
        circle = _circle(actor, matter, asked)
        matter.classification, matter.classified_until = asked.level, asked.until
        matter.restricted = circle is not None
        _set_circle(matter, circle)
        lists.follow(matter)
        fields = {"level": asked.level, "until": asked.until.isoformat() if asked.until else ""}
        known = tuple(f"person:{pk}" for pk in sorted(circle or ()))
        entry = Entry(
            events.CLASSIFIED,
            clock.today().isoformat(),
            {**{name: text for name, text in fields.items() if text}, **({"circle": known} if known else {})},
            reason=reason.strip(),
        )
        return acts.write(actor, matter, entry, "matter_classified")


def circle_of(matter: Matter) -> list[Person]:
    """Who may know of a restricted matter, by name."""
    return list(Person.objects.filter(pk__in=_there(matter)).order_by("name", "pk"))


def _there(matter: Matter) -> set[int]:
    return set(MatterCircle.objects.filter(matter=matter).values_list("person", flat=True))


def _check(actor: Actor, matter: Matter, asked: Secrecy, reason: str, problems: Problems) -> None:
    check_level(asked.level, problems)
    if not reason.strip():
        problems.add("reason", "请写明理由", "the reasons are missing")
    if asked.until is not None and asked.until <= clock.today():
        problems.add("until", "保密期限应当晚于今日", "the period must end after today")
    if asked.level in NEEDS_CIRCLE and asked.circle is None:
        problems.add("circle", f"{asked.level}应当限定知悉范围", f"{asked.level} needs a circle of knowledge")
    known = set(Person.objects.filter(pk__in=asked.circle or ()).values_list("pk", flat=True))
    if set(asked.circle or ()) - known:
        problems.add("circle", "知悉范围中有没有登记的人员", "the circle names people who are not registered")
    if asked.level in LEVELS and _opens(matter, asked) and not _principal(actor, matter):
        zh = "降低密级、放宽知悉范围由承办机关主要负责人决定"
        problems.add("actor", zh, "lowering the level or widening the circle is the principal's")


def _opens(matter: Matter, asked: Secrecy) -> bool:
    """Whether more people could know more than now."""
    if rank(asked.level) < rank(matter.classification):
        return True
    return matter.restricted and (asked.circle is None or bool(set(asked.circle) - _there(matter)))


def _principal(actor: Actor, matter: Matter) -> bool:
    return actor.system or access.over(actor, frozenset({Role.PRINCIPAL}), matter)


def _circle(actor: Actor, matter: Matter, asked: Secrecy) -> set[int] | None:
    if asked.circle is None:
        return None
    always = {pk for pk in (actor.person, matter.handler_id) if pk}
    return {*asked.circle, *always, *people.principals_of(matter.organ_id)}


def _set_circle(matter: Matter, circle: set[int] | None) -> None:
    there = _there(matter)
    MatterCircle.objects.filter(matter=matter).exclude(person__in=circle or ()).delete()
    new = sorted((circle or set()) - there)
    MatterCircle.objects.bulk_create(MatterCircle(matter=matter, person_id=pk) for pk in new)
