"""Matters of one procedure that are read together: which are in sight, what the log of each says, what the packs find.

Reviews, rosters and yearly figures are made of them (docs/decisions/0029-lists-across-matters.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from zeren.records import evaluation
from zeren.records.actor import Actor
from zeren.records.evaluation import Judged
from zeren.records.matters import log as logs
from zeren.records.matters.access import visible_to
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.matters.reading import Logged, logged

MANY = 1000
"""So many older ones are counted; of more it is said that there are more."""


@dataclass(frozen=True)
class Read:
    """One matter, read as it stands on a day; it is held against its packs once somebody asks."""

    around: logs.Around
    today: date

    @property
    def matter(self) -> Matter:
        """The matter."""
        return self.around.matter

    @cached_property
    def said(self) -> Logged:
        """What its log says up to the day: entries in force by step, and facts."""
        return logged(self.around.entries, self.today)

    @cached_property
    def judged(self) -> Judged:
        """What its packs find on the day."""
        return evaluation.judge(logs.log_of(self.around), evaluation.packs_of(self.matter), self.today)


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest matters of a list. ``older``: how many were left out, ``MANY`` + 1 where there are more than ``MANY``."""

    read: tuple[Read, ...]
    older: int


def in_sight(actor: Actor, pack: str, procedure: str) -> QuerySet[Matter]:
    """The matters of a procedure that the actor sees, in every version of the pack; not those whose contents were destroyed."""
    return visible_to(actor).filter(pack=pack, procedure=procedure, disposed__isnull=True)


def about(rows: QuerySet[Matter], whom: Q) -> QuerySet[Matter]:
    """Of these matters those with a subject that fits; all of them where nothing is asked."""
    return rows.filter(pk__in=MatterSubject.objects.filter(whom).values("matter")) if whom else rows


def newest(rows: QuerySet[Matter], most: int, today: date) -> Newest:
    """At most so many of these matters, the newest first."""
    found = rows.order_by("-opened", "-pk")
    listed = list(found.select_related("organ")[: most + 1])
    older = len(found.values_list("pk")[most : most + MANY + 1]) if len(listed) > most else 0
    return Newest(read(listed[:most], today), older)


def read(matters: list[Matter], today: date) -> tuple[Read, ...]:
    """These matters, with the organ of each at hand."""
    return tuple(Read(around, today) for around in logs.around_all(matters))


def named(text: str) -> Q:
    """Of subjects: a person or an organ whose name holds the text; everybody where there is none."""
    organ = Q(organ__name__contains=text) | Q(organ__short__contains=text)
    return Q(person__name__contains=text) | organ if text else Q()


def at(text: str) -> Q:
    """Of subjects: people of an organ whose name holds the text, or that organ itself; everybody where there is none."""
    ways = ("person__organ__name", "person__organ__short", "organ__name", "organ__short")
    found = Q()
    for way in ways if text else ():
        found |= Q(**{f"{way}__contains": text})
    return found
