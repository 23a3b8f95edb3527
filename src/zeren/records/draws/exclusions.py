"""Who is kept off the list, as far as the system knows: each reason with the record that tells it.

Nothing of a private declaration is told but that there is one: against whom stands with the declaring person alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zeren.records.actor import Actor
from zeren.records.draws.log import Exclusion, Why
from zeren.records.draws.models import Draw, TeamSeat
from zeren.records.matters import access, events
from zeren.records.matters.models import Matter, MatterLink, MatterSubject
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person
from zeren.records.recusals.models import Recusal


def against(
    actor: Actor, matter: Matter, people: Sequence[Person], day: date
) -> dict[int, tuple[Exclusion, ...]]:
    """By person, every reason known on a day; who has none is not in the answer. ``people`` with their organs."""
    ids = [person.pk for person in people]
    rows = list(MatterSubject.objects.filter(matter=matter).select_related("organ"))
    subjects = {row.person_id for row in rows if row.person_id}
    units = [row.organ for row in rows if row.organ]
    found = [
        *(_subject(pk) for pk in ids if pk in subjects),
        *_of_units(people, units, day),
        *_recused(matter, ids, subjects, units, day),
        *_in_teams(actor, matter, ids),
        *_left(people, day),
    ]
    by_person: dict[int, tuple[Exclusion, ...]] = {}
    for one in found:
        by_person[one.person] = (*by_person.get(one.person, ()), one)
    return by_person


def _subject(person: int) -> Exclusion:
    return Exclusion(person, Why.SUBJECT, "是本案对象")


def _of_units(people: Sequence[Person], units: Sequence[Organ], day: date) -> Iterator[Exclusion]:
    """The own unit is inspected, or lies under one that is: by place of work, and by every post held on the day."""
    held = _held([person.pk for person in people], day)
    for person in people:
        places = [person.organ, *(row.post.organ for row in held if row.person_id == person.pk)]
        found = {_place(place, unit) for unit in units for place in places if place and _under(place, unit)}
        for text in sorted(found):
            yield Exclusion(person.pk, Why.UNIT, text)


def _place(place: Organ, unit: Organ) -> str:
    return unit.name if place.pk == unit.pk else f"{place.name}，在{unit.name}之下"


def _held(ids: Sequence[int], day: date) -> list[Appointment]:
    rows = Appointment.objects.filter(person__in=ids, start__lte=day).select_related("post__organ")
    return list(rows.filter(Q(end__isnull=True) | Q(end__gte=day)).order_by("pk"))


def _under(row: Any, unit: Organ) -> bool:
    return bool(getattr(row, f"a{unit.depth}") == unit.pk)


def _recused(
    matter: Matter, ids: Sequence[int], subjects: set[int], units: Sequence[Organ], day: date
) -> Iterator[Exclusion]:
    """Recusals in force: from this matter, from its subjects, from somebody of an inspected unit."""
    held = Recusal.objects.filter(person__in=ids, state=Recusal.State.IN_FORCE, since__lte=day)
    held = held.filter(Q(until__isnull=True) | Q(until__gte=day))
    for one in held.filter(matter=matter).order_by("pk"):
        yield Exclusion(one.person_id, Why.RECUSAL, f"回避本案：{one.get_relation_display()}", one.source)
    about = held.filter(about__isnull=False).select_related("about", "about__organ").order_by("pk")
    away = {
        one.person_id for one in about if one.about_id in subjects or any(_under(one.about, u) for u in units)
    }
    for person in sorted(away):
        yield Exclusion(person, Why.RECUSAL, "本人申报的回避涉及本案对象")


def _in_teams(actor: Actor, matter: Matter, ids: Sequence[int]) -> Iterator[Exclusion]:
    """Already in another team of the same parent matter. A team out of the actor's sight is not named."""
    seats = siblings_seats(matter).filter(person__in=ids).select_related("draw__matter").order_by("pk")
    seen = set(
        access.visible_to(actor).filter(pk__in=[s.draw.matter_id for s in seats]).values_list("pk", flat=True)
    )
    for seat in seats:
        other = seat.draw.matter
        name = other.number if other.pk in seen else "同一上级事项的另一组"
        record = events.event_id(other.pk, seat.since) if other.pk in seen else ""
        yield Exclusion(seat.person_id, Why.TEAM, f"已抽入{name}", record)


def siblings_seats(matter: Matter) -> QuerySet[TeamSeat]:
    """Seats that are held in the teams of the other children of this matter's parents."""
    parents = MatterLink.objects.filter(child=matter).values("parent")
    others = MatterLink.objects.filter(parent__in=parents).exclude(child=matter).values("child")
    return TeamSeat.objects.filter(draw__matter__in=others, draw__state=Draw.State.DRAWN, until__isnull=True)


def _left(people: Iterable[Person], day: date) -> Iterator[Exclusion]:
    for person in people:
        if person.left and person.left <= day:
            yield Exclusion(person.pk, Why.LEFT, f"登记为 {person.left.isoformat()} 调离")
