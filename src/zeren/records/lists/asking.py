"""虚假整改、敷衍整改: checks that ask and accuse nobody. Each names the records that made it ask; people look and say.

The figures are ours: no text gives any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from zeren.records.actor import Actor
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.models import ListedTask, Standing, TaskPaper
from zeren.records.lists.queries import visible_to

BATCH = 5
"""So many closings by one account …"""
WITHIN = timedelta(minutes=10)
"""… within ten minutes …"""
BEFORE = timedelta(days=1)
"""… on the last day of their period or the day before: together they are asked about."""
TWICE = 2
LEAST = 6
"""Signs of an evidence text from which on the same words twice are asked about (一份文号, not 会议纪要)."""
MOST = 500


class Asks(StrEnum):
    """What a check asks about."""

    NO_EVIDENCE = "no_evidence"
    REUSED = "reused"
    BATCH = "batch"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Question:
    """One task, what is asked about it, and the tasks beside it that the question rests on."""

    asks: Asks
    task: ListedTask
    beside: tuple[ListedTask, ...] = ()


def questions(tasks: QuerySet[ListedTask]) -> list[Question]:
    """What there is to be looked at among these tasks, without what was looked at since it was closed."""
    open_ = tasks.filter(judged="").select_related("problem", "unit", "matter")
    found = [*_without_evidence(open_), *_reused(open_), *_closed_together(open_), *_reopened(open_)]
    return found[:MOST]


def _without_evidence(tasks: QuerySet[ListedTask]) -> Iterator[Question]:
    """Closed, and no evidence stands there (any more)."""
    papers = TaskPaper.objects.filter(task=OuterRef("pk"))
    rows = tasks.filter(standing=Standing.CLOSED, evidence="").exclude(Exists(papers))
    yield from (Question(Asks.NO_EVIDENCE, row) for row in rows.order_by("pk")[:MOST])


def _reused(tasks: QuerySet[ListedTask]) -> Iterator[Question]:
    """The same paper, or the same words, as evidence for tasks of different problems."""
    claimed = tasks.filter(standing__in=(Standing.APPLIED, Standing.CLOSED))
    papers = TaskPaper.objects.filter(task__in=claimed.order_by().values("pk")).exclude(
        attachment__checksum=""
    )
    yield from _shared(
        claimed, papers.order_by().values_list("attachment__checksum", "task", "task__problem")
    )
    words = claimed.exclude(evidence="").order_by()
    twice = words.values("evidence").annotate(problems=Count("problem", distinct=True)).filter(problems__gt=1)
    rows = words.filter(evidence__in=twice.values("evidence")).values_list("evidence", "pk", "problem")
    yield from _shared(claimed, (row for row in rows if len(row[0]) >= LEAST))


def _shared(tasks: QuerySet[ListedTask], rows: Iterable[tuple[str, int, int]]) -> Iterator[Question]:
    by_mark: dict[str, dict[int, int]] = {}
    for mark, task, problem in rows:
        by_mark.setdefault(mark, {})[task] = problem
    wanted = {pk for found in by_mark.values() if len(set(found.values())) > 1 for pk in found}
    known = {row.pk: row for row in tasks.filter(pk__in=wanted)}
    for found in by_mark.values():
        together = [known[pk] for pk in sorted(found) if pk in known]
        if len(set(found.values())) > 1 and together:
            yield Question(Asks.REUSED, together[0], tuple(together[1:]))


def _closed_together(tasks: QuerySet[ListedTask]) -> Iterator[Question]:
    """Many closed by one account within minutes, at the end of their period."""
    rows = tasks.filter(standing=Standing.CLOSED, closed_at__isnull=False, due__isnull=False)
    rows = rows.filter(closed_on__lte=F("due")).order_by("closed_by", "closed_at", "pk")
    batch: list[ListedTask] = []
    for row in (row for row in rows if row.closed_on >= row.due - BEFORE):
        if batch and (row.closed_by != batch[0].closed_by or row.closed_at - batch[0].closed_at > WITHIN):
            yield from _asked_about(batch)
            batch = []
        batch.append(row)
    yield from _asked_about(batch)


def _asked_about(batch: list[ListedTask]) -> Iterator[Question]:
    if len(batch) >= BATCH:
        yield Question(Asks.BATCH, batch[0], tuple(batch[1:]))


def _reopened(tasks: QuerySet[ListedTask]) -> Iterator[Question]:
    rows = tasks.filter(reopened__gte=TWICE).exclude(standing=Standing.VOID)
    yield from (Question(Asks.REOPENED, row) for row in rows.order_by("pk")[:MOST])


def together(actor: Actor, ids: Iterable[int]) -> dict[int, list[Change]]:
    """By matter, the changes that say of these tasks in sight that they were looked at; without their reason yet."""
    found: dict[int, list[Change]] = {}
    for row in visible_to(actor).filter(pk__in=list(ids)[:MOST]).select_related("problem").order_by("pk"):
        one = Change(row.unit_id, row.problem.number, row.number, move=Move.JUDGE)
        found.setdefault(row.matter_id, []).append(one)
    return found
