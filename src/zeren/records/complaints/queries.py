"""Reading complaints: who receives and deals with them, never who is named or serves under the named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from zeren.records import vault
from zeren.records.actor import Actor, Role
from zeren.records.ciphers import Unreadable
from zeren.records.complaints import conflicts, log
from zeren.records.complaints.models import Complaint, ComplaintEntry, ComplaintFile, Reporter
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters.files import place_in_store
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.scope import subtree

READS = frozenset({Role.COMPLAINT_OFFICER, Role.PRINCIPAL})
"""Who sees complaints of the own organ: the officer; its principal, who only looks."""


def visible_to(actor: Actor) -> QuerySet[Complaint]:
    """Every complaint that the actor may see; by default none. Conflicts are kept out in the query itself."""
    if actor.system:
        return Complaint.objects.all()
    organs = {organ for organ, _ in actor.scopes(READS)}
    if not organs:
        return Complaint.objects.none()
    inside = Complaint.objects.filter(Q(organ__in=organs) | Q(holder__in=organs))
    return inside.exclude(pk__in=conflicts.above(actor).named().values("complaint"))


def handles(actor: Actor) -> bool:
    """Whether the actor receives complaints at all."""
    return actor.system or actor.has(Role.COMPLAINT_OFFICER)


def reads(actor: Actor) -> bool:
    """Whether the actor's role has to do with complaints."""
    return actor.system or actor.has(*READS)


def get(actor: Actor, complaint_id: int) -> Complaint:
    """One complaint. Raises OutOfSight."""
    found = visible_to(actor).select_related("organ", "holder").filter(pk=complaint_id).first()
    if found is None:
        raise OutOfSight(f"complaint {complaint_id}")
    return found


def may_write(actor: Actor, complaint: Complaint) -> bool:
    """Whether the actor deals with this complaint: an officer of the organ that holds it."""
    return actor.system or any(
        grant.role is Role.COMPLAINT_OFFICER and grant.organ == complaint.holder_id for grant in actor.grants
    )


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with its words and files."""

    entry: ComplaintEntry
    text: str
    files: tuple[ComplaintFile, ...]


def entries(complaint: Complaint) -> tuple[Told, ...]:
    """The log of a complaint that the actor was given by :func:`get`."""
    files = list(complaint.files.order_by("pk"))
    rows = complaint.entries.select_related("organ").order_by("seq")
    return tuple(Told(row, log.text_of(row), tuple(f for f in files if f.seq == row.seq)) for row in rows)


def sealed_reporter(complaint: Complaint) -> bool:
    """Whether a reporter is sealed with it; no more is told."""
    return Reporter.objects.filter(complaint=complaint).exists()


def file_of(actor: Actor, complaint_id: int, file_id: int) -> tuple[ComplaintFile, bytes]:
    """A file and its content. Raises OutOfSight; Refused where it is missing or was altered."""
    row = ComplaintFile.objects.filter(pk=file_id, complaint=get(actor, complaint_id)).first()
    if row is None:
        raise OutOfSight(f"file {file_id}")
    try:
        return row, vault.unseal(row, log.place_of_file(row), place_in_store(row.file).read_bytes())
    except (Unreadable, FileNotFoundError):
        raise Refused(
            [Problem("file", "附件缺失或已被改动，不予提供", "the file is missing or was altered")]
        ) from None


# ---------------------------------------------------------------- what forms offer


def takers(complaint: Complaint) -> list[Organ]:
    """Organs that a complaint may be passed on to: committees, discipline organs, organization departments."""
    kinds = ("organization_department", "discipline_commission", "party_committee")
    rows = Organ.objects.filter(kind__in=kinds, until=None).exclude(pk=complaint.holder_id)
    return list(rows.order_by("depth", "rank", "id"))


def receiving_of(actor: Actor) -> list[Organ]:
    """The organs for which the actor takes complaints in."""
    own = {grant.organ for grant in actor.grants if grant.role is Role.COMPLAINT_OFFICER}
    return list(Organ.objects.filter(pk__in=own).order_by("depth", "rank", "id"))


def registered(actor: Actor, text: str) -> list[tuple[str, str]]:
    """Who or which organ of the registers has exactly this name or code: reference and words to tell them apart.

    Under the committee of the officer's organs, and in the organs above; nothing of the register can be browsed.
    """
    own = receiving_of(actor)
    roots = [organ.committee or organ.superior or organ for organ in own]
    scope = Q(pk__in=())
    for root in roots:
        scope |= subtree(root.pk, root.depth)
    above = conflicts.over(organ.pk for organ in own)
    people = Person.objects.filter(Q(name=text) | Q(code=text)).filter(scope | Q(organ__in=above))
    organs = Organ.objects.filter(Q(name=text) | Q(short=text) | Q(code=text)).filter(scope | Q(pk__in=above))
    found = [
        (f"person:{one.pk}", f"{one.code}（{one.organ or ''}　{one.name}）")
        for one in people.select_related("organ")[:9]
    ]
    return found + [(f"organ:{one.pk}", f"{one.code}（{one.name}）") for one in organs[:9]]


def named_in(complaint: Complaint) -> tuple[str, ...]:
    """The names that the officer set, to be shown on the complaint's own page and nowhere else."""
    rows = complaint.about.select_related("person", "person__organ", "organ").order_by("pk")
    return tuple(
        f"{row.person.name}（{row.person.organ or ''}）" if row.person else str(row.organ) for row in rows
    )


# ---------------------------------------------------------------- the list

SORTS = {"number": "number", "received": "received", "days": "received"}


def filtered(
    actor: Actor, texts: Mapping[str, str], spans: Mapping[str, tuple[date, date]]
) -> QuerySet[Complaint]:
    """The list narrowed; the words of complaints are sealed and not searched."""
    rows = visible_to(actor).select_related("organ", "holder")
    for name in ("channel", "kind"):
        if name in texts:
            rows = rows.filter(**{name: texts[name]})
    if "number" in texts:
        rows = rows.filter(number__contains=texts["number"])
    if "state" in texts:
        rows = rows.filter(_state(texts["state"]))
    if "received" in spans:
        rows = rows.filter(received__range=spans["received"])
    return rows


def _state(word: str) -> Q:
    special = {
        "reprisal": Q(reprisal__isnull=False), "withdrawn": Q(withdrawn__isnull=False), "asked": Q(asked=True),
        "news": Q(news=True), "open": ~Q(state=Complaint.State.CLOSED),
    }  # fmt: skip
    return special.get(word, Q(state=word))


def ordered(rows: QuerySet[Complaint], sort: str, down: bool) -> QuerySet[Complaint]:
    """Reprisal first (whatever the order), then as asked; else the newest first."""
    first = F("reprisal").desc(nulls_last=True)
    column = SORTS.get(sort)
    if column is None:
        return rows.order_by(first, "-received", "-id")
    return rows.order_by(first, F(column).desc() if down != (sort == "days") else F(column).asc(), "-id")


def counts(rows: QuerySet[Complaint]) -> dict[str, Any]:
    """How many, and how many of them want a hand."""
    return {
        "all": rows.count(),
        "reprisal": rows.filter(reprisal__isnull=False).exclude(state=Complaint.State.CLOSED).count(),
        "news": rows.filter(news=True).count(),
    }
