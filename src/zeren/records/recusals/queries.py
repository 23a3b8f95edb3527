"""Reading recusals: of a matter in sight, one's own declarations, and who took part all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import Problem
from zeren.records.matters import access, events, kept
from zeren.records.matters import log as logs
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.recusals.models import Recusal

State = Recusal.State
RULINGS = {State.IN_FORCE.value: "granted", State.REFUSED.value: "refused", State.ENDED.value: "ended"}
"""By how it stands, what was decided last (``what`` of the entry)."""


@dataclass(frozen=True, slots=True)
class Participation:
    """An entry in which somebody took part who was to keep away on its day."""

    recusal: Recusal
    entry: Recorded
    recorded_it: bool


def visible_to(actor: Actor) -> QuerySet[Recusal]:
    """Those of matters in sight by an organ, and the actor's own."""
    if actor.system:
        return Recusal.objects.all()
    mine = Q(person=actor.person) if actor.person else Q(pk__in=())
    return Recusal.objects.filter(Q(matter__in=access.visible_to(actor)) | mine)


def of_matter(actor: Actor, matter: Matter) -> list[Recusal]:
    """Every recusal of a matter, the oldest first."""
    found = visible_to(actor).filter(matter=matter).select_related("person")
    return list(found.order_by("pk"))


def own(actor: Actor) -> list[Recusal]:
    """From whom and what the actor keeps away."""
    if not actor.person:
        return []
    found = Recusal.objects.filter(person=actor.person).select_related("about", "matter")
    return list(found.order_by("state", "-since", "-pk"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person concerned asked for, why, and what was answered with which reasons."""

    recusal: Recusal
    reason: str
    answer: str


def asked_by(actor: Actor, matter_id: int) -> list[Asked]:
    """What the person concerned asked for in a matter that was shown to them, and what came of it."""
    if not access.on_own_desk(actor, matter_id):
        return []
    entries = {entry.id: entry for entry in logs.entries_of([matter_id])[matter_id]}
    mine = {key for key, e in entries.items() if e.type == events.CHALLENGED and e.account == actor.account}
    rows = Recusal.objects.filter(matter=matter_id, source__in=mine).select_related("person").order_by("pk")
    found = ((row, entries[row.source]) for row in rows)
    return [Asked(row, asked.reason, _answer(row, asked, entries.values())) for row, asked in found]


def _answer(recusal: Recusal, asked: Recorded, entries: Iterable[Recorded]) -> str:
    """The reasons of the decision that made it stand as it does: none before it, none that answered another request."""
    wanted = {"person": f"person:{recusal.person_id}", "what": RULINGS.get(recusal.state, "")}
    ruled = (e for e in entries if e.type == events.RULED and e.seq > asked.seq and dict(e.fields) == wanted)
    return next((entry.reason for entry in ruled), "")


def why_away(person: int, about: int, matter: int | None) -> str:
    """Why a person keeps away today from another person, or from the matter (if any); empty where nothing is known."""
    from_matter = Q(matter=matter) if matter else Q(pk__in=())
    found = kept.in_force(person, clock.today()).filter(Q(about=about) | from_matter).order_by("pk").first()
    return found.get_relation_display() if found else ""


def taker_problem(matter: Matter, person_id: int) -> Problem | None:
    """Why a person can't take a matter over: keeps away from it, is concerned by it, or may not know of it."""
    if matter.restricted and not matter.circle.filter(person=person_id).exists():
        zh = "接手的人不在知悉范围内，请先由主要负责人把他列入"
        return Problem("taker", zh, "the taker is outside the circle of this restricted matter")
    away = kept.in_force(person_id, clock.today())
    subjects = MatterSubject.objects.filter(matter=matter, person__isnull=False).values("person")
    if away.filter(matter=matter).exists() or away.filter(about__in=subjects).exists():
        return Problem("taker", "接手的人应当回避本案", "the taker keeps away from this matter")
    if MatterSubject.objects.filter(matter=matter, person=person_id).exists():
        return Problem("taker", "接手的人是本案对象", "the taker is concerned by this matter")
    return None


def taken_part(matter: Matter, entries: Sequence[Recorded]) -> list[Participation]:
    """Entries that somebody recorded, or is named in as acting, while keeping away from the matter."""
    subjects = matter.subjects.filter(person__isnull=False).values("person")
    held = Recusal.objects.filter(Q(matter=matter) | Q(about__in=subjects))
    held = held.filter(state__in=(State.IN_FORCE, State.ENDED)).select_related("person").order_by("pk")
    return [
        Participation(recusal, entry, entry.person == recusal.person_id)
        for recusal in held
        for entry in entries
        if _took_part(recusal, entry)
    ]


def _took_part(recusal: Recusal, entry: Recorded) -> bool:
    # The record's own entries (declaring, handing over) are how somebody steps back, no part in the matter.
    if entry.type.startswith("_") or not _held_on(recusal, day_of(entry.at)):
        return False
    return entry.person == recusal.person_id or f"person:{recusal.person_id}" in _acting(entry)


def _held_on(recusal: Recusal, day: date) -> bool:
    # On the day of the declaration itself both orders are possible; only later days are certain.
    return recusal.since < day and (recusal.until is None or day <= recusal.until)


def _acting(entry: Recorded) -> Iterable[str]:
    """Whom an entry names as acting: roles and persons it was done by, and its fields."""
    yield from entry.by
    for value in entry.fields.values():
        yield from (value,) if isinstance(value, str) else value
