"""What the answers rest on, for many people in a fixed number of queries: restrictions, and the records of the check.

As it stands now it is read from the projection; as it stood when an answer was given (``known_at``), from the logs
themselves. Both give the same rows, so the same answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from zeren.norms.allowing import Asking
from zeren.norms.calendar import Calendar
from zeren.norms.model import Log
from zeren.records import calendars, evaluation
from zeren.records.actor import SEES_TREE, Actor
from zeren.records.matters import access
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.obligations import refresh
from zeren.records.organs.models import Organ
from zeren.records.organs.roles import DISCIPLINE
from zeren.records.precheck.book import book
from zeren.records.precheck.model import Asked
from zeren.records.restrictions.models import Restriction
from zeren.records.rows import few

ONE_DAY = timedelta(days=1)


@dataclass
class Ground:
    """By subject (``person:7``, ``organ:3``): restrictions over it, and matters of the check about it.

    ``seen``: the matters whose file the viewer sees; ``told``: those of them whose record may be told by an answer. A log
    is read when it is first asked for, and kept.
    """

    restrictions: Mapping[str, Sequence[Restriction]]
    matters: Mapping[str, Sequence[Matter]]
    seen: frozenset[int]
    told: frozenset[int]
    known_at: datetime | None = None
    logs: dict[int, Log] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=calendars.calendar)
    _asking: dict[tuple[int, date], Asking] = field(default_factory=dict)

    def log(self, matter: Matter) -> Log:
        """The matter's log."""
        if matter.pk not in self.logs:
            self.logs[matter.pk] = evaluation.log_of(matter)
        return self.logs[matter.pk]

    def asking(self, matter: Matter, day: date) -> Asking:
        """The matter on a day, to be asked of planned acts."""
        found = self._asking.get((matter.pk, day))
        if found is None:
            against, log = evaluation.packs_of(matter), self.log(matter)
            found = Asking(against, log, day, self.calendar, self.known_at)
            self._asking[matter.pk, day] = found
        return found


def refs_of(asked: Asked) -> tuple[str, ...]:
    """Whom a question is about: the person, and the unit of the post."""
    return (f"person:{asked.person}", *((f"organ:{asked.organ}",) if asked.organ else ()))


def now(actor: Actor, questions: Sequence[Asked]) -> Ground:
    """The ground as it stands, for these questions."""
    refs = sorted({ref for asked in questions for ref in refs_of(asked)})
    read, intents = book(), {asked.intent for asked in questions}
    acts = sorted({act for intent in intents for act in read.acts[intent]})
    days = [asked.day for asked in questions]
    rows = list(_restrictions(refs, acts, min(days), max(days))) if refs else []
    matters = _of_the_check(refs, intents)
    ids = {row.matter_id for row in rows} | {matter.pk for listed in matters.values() for matter in listed}
    return Ground(_grouped(rows), matters, _of(access.visible_to(actor), ids), _of(tellable(actor), ids))


def then(matters: Iterable[Matter], seen: frozenset[int], known_at: datetime) -> Ground:
    """The ground as it stood, from the logs of these matters with what was recorded by an instant."""
    ground = Ground({}, {}, seen, seen, known_at)
    rows: list[Restriction] = []
    checked: dict[str, list[Matter]] = {}
    procedures = book().by_procedure
    for matter in matters:
        log = ground.log(matter)
        judged = evaluation.judge(log, evaluation.packs_of(matter), known_at.date(), known_at)
        rows += [refresh.bar_of(matter, bar) for bar in judged.bars]
        if (matter.pack, matter.procedure) in procedures:
            for ref in log.subjects:
                checked.setdefault(ref, []).append(matter)
    rows.sort(key=lambda row: (row.matter_id, row.norm, row.act, row.starts))
    ground.restrictions, ground.matters = _grouped(rows), checked
    return ground


def tellable(actor: Actor) -> QuerySet[Matter]:
    """The matters in sight whose record an answer may tell. What a discipline organ has open is told to discipline organs
    alone, whoever else sees the file (the committee above them, its office): from them an answer takes what was
    decided, by its effect, and the written opinion."""
    seen = access.visible_to(actor)
    return seen if actor.system or _of_discipline(actor) else seen.exclude(organ__kind=DISCIPLINE)


def _of_discipline(actor: Actor) -> bool:
    organs = {organ for organ, _ in actor.scopes(SEES_TREE)}
    return Organ.objects.filter(pk__in=organs, kind=DISCIPLINE).exists()


def _of(matters: QuerySet[Matter], ids: set[int]) -> frozenset[int]:
    found: set[int] = set()
    for part in few(sorted(ids)):
        found.update(matters.filter(pk__in=part).values_list("pk", flat=True))
    return frozenset(found)


def _restrictions(refs: list[str], acts: list[str], first: date, last: date) -> Iterable[Restriction]:
    """Those that hold on one of the days, or held until the day before."""
    held = Q(starts__lte=last) & (Q(ends__isnull=True) | Q(ends__gte=first - ONE_DAY))
    for part in few(refs):
        rows = Restriction.objects.filter(held, subject__in=part, act__in=acts)
        yield from rows.select_related("matter", "matter__organ").order_by(
            "matter_id", "norm", "act", "starts"
        )


def kinds_of(intents: set[str]) -> Q:
    """Of the subjects of matters: those of the procedures that the check asks for these intents."""
    kinds = Q(pk__in=())
    for rule in book().of(intents):
        kinds |= Q(matter__pack=rule.pack, matter__procedure=rule.procedure)
    return kinds


def _of_the_check(refs: list[str], intents: set[str]) -> dict[str, list[Matter]]:
    """Open matters of the procedures that the check asks, by subject."""
    kinds = kinds_of(intents)
    found: dict[str, list[Matter]] = {}
    for part in few(refs):
        for row in _about(part).filter(kinds, matter__state=Matter.State.OPEN):
            found.setdefault(row.ref, []).append(row.matter)
    return found


def _about(refs: list[str]) -> QuerySet[MatterSubject]:
    ids: dict[str, list[int]] = {"person": [], "organ": []}
    for ref in refs:
        noun, _, pk = ref.partition(":")
        ids[noun].append(int(pk))
    rows = MatterSubject.objects.filter(Q(person__in=ids["person"]) | Q(organ__in=ids["organ"]))
    return rows.select_related("matter", "matter__organ").order_by("matter_id", "place")


def _grouped(rows: Iterable[Restriction]) -> dict[str, list[Restriction]]:
    found: dict[str, list[Restriction]] = {}
    for row in rows:
        found.setdefault(row.subject, []).append(row)
    return found
