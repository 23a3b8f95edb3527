"""Reading the trail: the audit administrator's, and nobody else's.

A trail grows to tens of millions of entries. Every list is one range of one index, newest first, and goes on from the
last row shown (no counting of pages); counts stop above ``MOST``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight
from zeren.records.matters.models import Matter
from zeren.records.trail import words
from zeren.records.trail.models import ExportedHead, TrailEntry, TrailHead, Verification
from zeren.records.trail.walking import link_after

MOST = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. ``numbers`` and ``days``: first and last; ``accounts`` None: all; ``target`` as written
    on the trail or a matter's number; ``only`` and ``but``: numbers of entries."""

    numbers: tuple[int, int] | None = None
    days: tuple[date, date] | None = None
    accounts: tuple[str, ...] | None = None
    act: str = ""
    target: str = ""
    basis: str = ""
    only: tuple[int, ...] | None = None
    but: tuple[int, ...] = ()


def visible_to(actor: Actor) -> QuerySet[TrailEntry]:
    """Every entry for the audit administrator, none for others."""
    if actor.system or actor.has(Role.AUDIT_ADMIN):
        return TrailEntry.objects.order_by("-at", "-seq")
    return TrailEntry.objects.none()


def last_instant() -> datetime | None:
    """When the last entry was written; None on an empty trail."""
    return TrailEntry.objects.order_by("-seq").values_list("at", flat=True).first()


def last_seq() -> int:
    """The number of the last entry there is, whatever the sealed end says."""
    return TrailEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def filtered(actor: Actor, wanted: Wanted) -> QuerySet[TrailEntry]:
    """The entries that fit, newest first."""
    rows = visible_to(actor)
    if wanted.numbers:
        rows = rows.filter(seq__gte=wanted.numbers[0], seq__lte=wanted.numbers[1])
    if wanted.days:
        rows = rows.filter(at__gte=clock.midnight(wanted.days[0]), at__lt=clock.midnight(wanted.days[1], 1))
    if wanted.accounts is not None:
        one = len(wanted.accounts) == 1
        # One account is a range of its index; a list of them would be sorted.
        rows = rows.filter(account=wanted.accounts[0]) if one else rows.filter(account__in=wanted.accounts)
    if wanted.act:
        rows = rows.filter(act=wanted.act)
    if wanted.target:
        rows = rows.filter(_of_target(wanted.target))
    if wanted.basis:
        rows = rows.filter(basis=wanted.basis).exclude(basis="")
    if wanted.only is not None:
        rows = rows.filter(seq__in=wanted.only)
    return rows.exclude(seq__in=wanted.but) if wanted.but else rows


def _of_target(text: str) -> Q:
    numbered = [str(pk) for pk in Matter.objects.filter(number=text).values_list("pk", flat=True)[:100]]
    # The index begins with the noun: named, it is a handful of places; left out, the whole trail would be read.
    plain = Q(noun__in=list(words.NOUNS), target=text)
    return plain | Q(noun="matter", target__in=numbered) if numbered else plain


def after(rows: QuerySet[TrailEntry], at: datetime, seq: int) -> QuerySet[TrailEntry]:
    """The rows that follow this one in the list (older)."""
    # The first condition is the index's, the second decides among entries of one instant.
    return rows.filter(at__lte=at).filter(Q(at__lt=at) | Q(seq__lt=seq))


def counted(rows: QuerySet[TrailEntry]) -> int:
    """How many there are, up to ``MOST`` + 1."""
    return rows.values("pk")[: MOST + 1].count()


def numbers_of(rows: Iterable[TrailEntry]) -> dict[str, str]:
    """The numbers of the matters that entries are about, by their id on the trail; no title, no name."""
    ids = {int(row.target) for row in rows if row.noun == "matter" and row.target.isdecimal()}
    return {str(pk): number for pk, number in Matter.objects.filter(pk__in=ids).values_list("pk", "number")}


def computed(rows: Sequence[TrailEntry]) -> dict[int, str]:
    """For each row the link that its present content gives after the stored link of the entry before it.

    An entry that rests on a predecessor whose link alone was altered is in order: its own link is answered.
    """
    before = {e.seq: e for e in TrailEntry.objects.filter(seq__in=[row.seq - 1 for row in rows])}
    found = {}
    for row in rows:
        previous = before.get(row.seq - 1)
        if previous is None and row.seq != 1:
            found[row.seq] = ""
            continue
        found[row.seq] = link_after(row, previous.link if previous else "")
        if found[row.seq] != row.link and previous and _rests_on_content(row, previous):
            found[row.seq] = row.link
    return found


def _rests_on_content(row: TrailEntry, previous: TrailEntry) -> bool:
    one = TrailEntry.objects.filter(seq=previous.seq - 1).first()
    if one is None and previous.seq != 1:
        return False
    return link_after(row, link_after(previous, one.link if one else "")) == row.link


def told(act: str, noun: str, target: str) -> bool:
    """Whether the trail tells of this act on this thing."""
    return TrailEntry.objects.filter(act=act, noun=noun, target=target).exists()


def end() -> TrailHead | None:
    """Where the trail ends."""
    return TrailHead.objects.filter(pk=1).first()


def verification(actor: Actor, pk: int) -> Verification:
    """One run. Raises OutOfSight."""
    run = Verification.objects.filter(pk=pk).first() if _audits(actor) else None
    if run is None:
        raise OutOfSight(f"verification {pk}")
    return run


def verifications(actor: Actor) -> list[Verification]:
    """The finished runs, newest first."""
    runs = Verification.objects.filter(finished__isnull=False).order_by("-pk")
    return list(runs[:20]) if _audits(actor) else []


def heads(actor: Actor, start: int = 0, stop: int = 50) -> list[ExportedHead]:
    """The heads that were handed out, newest first, with what was sent where."""
    rows = ExportedHead.objects.order_by("-day", "-pk").prefetch_related("sent")
    return list(rows[start:stop]) if _audits(actor) else []


def count_heads(actor: Actor) -> int:
    """How many heads were handed out."""
    return ExportedHead.objects.count() if _audits(actor) else 0


def head(actor: Actor, pk: int) -> ExportedHead:
    """One head. Raises OutOfSight."""
    row = ExportedHead.objects.filter(pk=pk).prefetch_related("sent").first() if _audits(actor) else None
    if row is None:
        raise OutOfSight(f"head {pk}")
    return row


def _audits(actor: Actor) -> bool:
    return actor.system or actor.has(Role.AUDIT_ADMIN)
