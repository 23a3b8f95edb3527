"""``zeren rebuild``: every projection written anew from the logs and registers alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from zeren.records import clock
from zeren.records.documents import queries as papers
from zeren.records.documents import replaying as documents
from zeren.records.documents.models import OfficialPaper
from zeren.records.draws import projection as draws
from zeren.records.draws.models import Draw, TeamSeat
from zeren.records.duties import replaying as duties
from zeren.records.letters.models import Letter, LetterRecipient
from zeren.records.lists import replaying
from zeren.records.matters import events
from zeren.records.matters.models import Event, Matter, MatterSubject
from zeren.records.obligations import refresh
from zeren.records.obligations.models import Obligation
from zeren.records.organs.acts import lay_tree
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.restrictions.models import Restriction
from zeren.records.risks import replaying as risks
from zeren.records.scope import columns_of
from zeren.records.search import indexing
from zeren.records.shares.models import MatterShare
from zeren.records.situations.models import Situation
from zeren.records.texts.models import ProvisionText

BATCH = 500


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many matters were evaluated and how many rows stand now."""

    matters: int
    obligations: int
    restrictions: int
    units: int


def rebuild(as_of: date | None = None, told: Callable[[int, int], None] | None = None) -> Rebuilt:
    """Write all projections anew. ``told(done, all)`` hears of progress. Two rounds: bars reach across matters."""
    day = as_of or clock.today()
    lay_tree()
    ids = list(Matter.objects.order_by("pk").values_list("pk", flat=True))
    Obligation.objects.all().delete()
    Restriction.objects.all().delete()
    Letter.objects.all().delete()
    MatterShare.objects.all().delete()
    Situation.objects.all().delete()
    for turn in (0, 1):
        for done, pk in enumerate(ids, start=1):
            _one(pk, day)
            if told:
                told(turn * len(ids) + done, 2 * len(ids))
    _lists()
    duties.lay_all(day)
    draws.lay_all()
    risks.lay_all()
    documents.lay_all()
    units = _search()
    return Rebuilt(len(ids), Obligation.objects.count(), Restriction.objects.count(), units)


def _one(pk: int, day: date) -> None:
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=pk)
        for name, value in columns_of(matter.organ).items():
            setattr(matter, name, value)
        last = [
            e for e in Event.objects.filter(matter=pk).order_by("on", "seq") if not e.type.startswith("_")
        ]
        if last:
            matter.last_step, matter.last_on = last[-1].type, last[-1].on
        refresh.matter(matter, save=True, as_of=day)


def _lists() -> None:
    """The three lists of every matter that has any."""
    for pk in sorted(set(Event.objects.filter(type=events.LISTS).values_list("matter", flat=True))):
        with transaction.atomic():
            replaying.replay(Matter.objects.select_for_update().get(pk=pk))


def _search() -> int:
    count = 0
    for noun, rows in _units():
        for start in range(0, len(rows), BATCH):
            indexing.put_many(noun, rows[start : start + BATCH])
        count += len(rows)
    return count


def _units() -> Iterator[tuple[str, list[tuple[int, str]]]]:
    yield (
        "matter",
        [
            (m.pk, f"{m.number} {m.title}")
            for m in Matter.objects.filter(disposed__isnull=True).order_by("pk")
        ],
    )
    yield (
        "document",
        [(d.pk, papers.named(d)) for d in OfficialPaper.objects.exclude(title="").order_by("pk")],
    )
    yield "organ", [(o.pk, f"{o.name} {o.short}") for o in Organ.objects.order_by("pk")]
    yield "person", [(p.pk, p.name) for p in Person.objects.order_by("pk")]
    yield "text", [(t.pk, t.text) for t in ProvisionText.objects.order_by("pk") if t.text]


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the projections, without row ids: to hold replay against what the acts wrote."""
    skipped = {"id"}
    found = {}
    for model in (Obligation, Restriction):
        names = [f.attname for f in model._meta.concrete_fields if f.attname not in skipped]
        found[model.__name__] = sorted(model.objects.values_list(*names), key=repr)  # type: ignore[attr-defined]
    names = [
        "matter",
        *(f.attname for f in Letter._meta.concrete_fields if f.attname not in ("id", "matter_id")),
    ]
    found["Letter"] = sorted(Letter.objects.values_list(*names), key=repr)
    names = [f.attname for f in Situation._meta.concrete_fields if f.attname != "id"]
    found["Situation"] = sorted(Situation.objects.values_list(*names), key=repr)
    names = ["letter__matter", "letter__seq", "place", "capacity", "person", "organ", "received", "answered"]
    found["LetterRecipient"] = sorted(LetterRecipient.objects.values_list(*names), key=repr)
    names = ["pk", "next_due", "worst", "last_step", "last_on", "stale_on", "head_seq", "head_link"]
    found["Matter"] = sorted(Matter.objects.values_list(*names), key=repr)
    names = ["matter", "entry", "on", "digest", "state", "drawn"]
    found["Draw"] = sorted(Draw.objects.values_list(*names), key=repr)
    names = ["draw__matter", "draw__entry", "person", "seat", "since", "until"]
    found["TeamSeat"] = sorted(TeamSeat.objects.values_list(*names), key=repr)
    names = ["matter", "role", "means", "organ", "since", "restricted", "wants__norm", "wants__key"]
    found["MatterShare"] = sorted(MatterShare.objects.values_list(*names, "wants__subject"), key=repr)
    found["MatterSubject"] = sorted(MatterSubject.objects.values_list("pk", "shown_on"), key=repr)
    for rows in (replaying, risks, duties, documents):
        found |= rows.standing_rows()
    return found
