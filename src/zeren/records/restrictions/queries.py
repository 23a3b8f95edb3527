"""Who is barred from what, on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from zeren.norms.model import FieldText
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.matters import access, events
from zeren.records.matters.models import Event
from zeren.records.people import queries as people
from zeren.records.restrictions.models import Restriction


def visible_to(actor: Actor) -> QuerySet[Restriction]:
    """Bars over the people that the actor sees: an effect is told even where its matter is out of sight."""
    if actor.system:
        return Restriction.objects.all()
    seen = Q(person__in=people.visible_to(actor)) | Q(matter__in=access.visible_to(actor))
    return Restriction.objects.filter(seen)


def over(actor: Actor, person_id: int, day: date | None = None) -> list[Restriction]:
    """The bars in force over a person on a day, the longest first; empty for a person out of sight."""
    if not people.visible_to(actor).filter(pk=person_id).exists():
        return []
    return list(_in_force(f"person:{person_id}", day or clock.today()).filter(_known_to(actor, person_id)))


def history(actor: Actor, person_id: int) -> list[Restriction]:
    """Every bar that was ever laid on a person, by its first day."""
    if not people.visible_to(actor).filter(pk=person_id).exists():
        return []
    rows = Restriction.objects.filter(subject=f"person:{person_id}").select_related("matter", "matter__organ")
    return list(rows.filter(_known_to(actor, person_id)).order_by("starts", "id"))


def _known_to(actor: Actor, person_id: int) -> Q:
    """Over oneself only what comes from matters in sight: a decision is made known before its effect is, and that
    on the own desk (``matters.own``)."""
    return Q(matter__in=access.visible_to(actor)) if actor.person == person_id else Q()


def causes(rows: Iterable[Restriction]) -> dict[str, Mapping[str, FieldText]]:
    """By name, what the entries say that bars come from: a bar may mean the year or the level that stands there. One query."""
    listed = list(rows)
    found = Event.objects.filter(matter__in={row.matter_id for row in listed}).select_related("payload")
    seqs = {int(row.source.rpartition("e")[2]) for row in listed if row.source.rpartition("e")[2].isdecimal()}
    read = ((events.event_id(row.matter_id, row.seq), events.read(row)) for row in found.filter(seq__in=seqs))
    return {name: entry.fields for name, entry in read if not entry.disposed}


def barring(actor: Actor, person_id: int, act: str, day: date | None = None) -> list[Restriction]:
    """What stands against one act for a person on a day (may this person be promoted?)."""
    return [row for row in over(actor, person_id, day) if row.act == act]


def _in_force(subject: str, day: date) -> QuerySet[Restriction]:
    rows = Restriction.objects.filter(subject=subject, starts__lte=day).filter(
        Q(ends__isnull=True) | Q(ends__gte=day)
    )
    return rows.select_related("matter", "matter__organ").order_by("-ends", "act", "id")
