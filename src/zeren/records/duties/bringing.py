"""What was done in matters and is an activity as well (约谈在这里办了，就是一次履责): offered to be entered, once.

``feeds`` in ``desk.yaml`` beside a pack names the steps (``feeds``). Who did it is for people to say where the entry does
not name a person: nothing is inferred from who typed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zeren.norms.model import FieldText
from zeren.records.actor import Actor
from zeren.records.duties import feeds
from zeren.records.duties.feeds import Feed
from zeren.records.duties.models import DutyList
from zeren.records.matters import access, events
from zeren.records.matters.models import Event, Matter

MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry of a matter that no activity was made from yet."""

    entry: str
    day: date
    title: str
    kind: str
    topics: tuple[str, ...]
    targets: tuple[str, ...]
    people: tuple[str, ...]
    matter: int


def waiting(actor: Actor, lst: DutyList) -> list[Waiting]:
    """The entries of the year, in sight and of matters of the organ itself, the latest first, at most ``MOST``."""
    return sorted(_waiting(actor, lst), key=lambda w: (w.day, w.entry), reverse=True)[:MOST]


def _waiting(actor: Actor, lst: DutyList) -> Iterator[Waiting]:
    made = set(lst.activities.exclude(made_from=None).values_list("made_from", flat=True))
    mine = Matter.objects.filter(access.seen(actor), organ=lst.organ_id)
    return (w for feed in _rules() for w in _of(feed, mine, lst.year) if w.entry not in made)


def one(actor: Actor, lst: DutyList, entry: str) -> Waiting | None:
    """One of them; None where it is not waiting (any more)."""
    return next((w for w in _waiting(actor, lst) if w.entry == entry), None)


def _rules() -> Iterator[Feed]:
    return (feed for feed in feeds.all_feeds() if feed.event == feeds.ACTIVITY)


def _of(feed: Feed, matters: QuerySet[Matter], year: int) -> Iterator[Waiting]:
    of = matters.filter(pack=feed.pack, procedure=feed.procedure)
    rows = list(
        Event.objects.filter(matter__in=of, type=feed.step, on__year=year)
        .select_related("payload", "matter")
        .order_by("pk")
    )
    gone = {(row.matter_id, row.voids or row.corrects) for row in rows if row.voids or row.corrects}
    for row in rows:
        if row.voids or (row.matter_id, row.seq) in gone:
            continue
        entry = events.read(row)
        yield Waiting(
            entry.id, row.on, row.matter.title, str(feed.fields.get("kind", "")), _words(feed.fields.get("topic", ())),
            entry.subjects, tuple(b for b in entry.by if b.startswith("person:")), row.matter_id,
        )  # fmt: skip


def _words(value: FieldText) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)
