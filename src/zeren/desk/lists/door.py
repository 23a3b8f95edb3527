"""Whose lists a page shows: the organ's of a matter in sight, or a unit's own part. Else it is not there (404)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import Http404, HttpRequest

from zeren.desk import days, links
from zeren.norms.calendar import Calendar
from zeren.records import calendars, clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight
from zeren.records.lists import queries
from zeren.records.lists.models import ListedProblem, ListedTask
from zeren.records.lists.people import Names
from zeren.records.lists.queries import Lists
from zeren.records.matters import queries as matters
from zeren.records.organs.models import Organ
from zeren.records.trail import looks


@dataclass(frozen=True)
class Seen:
    """The lists with who looks and on which day."""

    lists: Lists
    actor: Actor

    @cached_property
    def today(self) -> date:
        """The day."""
        return clock.today()

    @cached_property
    def calendar(self) -> Calendar:
        """The working days."""
        return calendars.calendar()

    @cached_property
    def near(self) -> date:
        """The last day that is near."""
        return days.bounds(self.today, self.calendar)[0]

    @cached_property
    def writes(self) -> bool:
        """Whether the viewer may change anything here."""
        return self.lists.own or matters.may_write(self.actor, self.lists.matter)

    @property
    def enters_problems(self) -> bool:
        """The problems are the sending organ's to enter."""
        return self.writes and not self.lists.own

    def changes(self, problem: ListedProblem | None) -> bool:
        """Whether the viewer enters a problem, or changes this one: the unit only what it found itself."""
        if problem is None:
            return self.writes
        return not problem.void and (self.enters_problems or (self.writes and problem.self_found))

    @property
    def matter_url(self) -> str:
        """The matter's page on this viewer's desk."""
        pk = self.lists.matter.pk
        return links.named("own-matter", pk) if self.lists.own else links.matter(pk)

    def url(self, name: str = "lists", *args: object) -> str:
        """A page of these lists, on this viewer's desk."""
        prefix = "own-" if self.lists.own else "matter-"
        return links.named(prefix + name, self.lists.matter.pk, *args)

    def task_url(self, task: ListedTask) -> str:
        """The page of a task."""
        return self.url("list-task", task.unit_id, task.problem.number, task.number)

    def problem_url(self, problem: ListedProblem) -> str:
        """The page of a problem."""
        return self.url("list-problem", problem.unit_id, problem.number)

    def public_url(self, unit: int, name: str = "lists-public", *args: object) -> str:
        """The public report of a unit, or a file of it."""
        return links.with_query(self.url(name, *args), ("unit", str(unit)))

    def wording_url(self, unit: int, problem: int) -> str:
        """The page of what is published of a problem (0: the words around)."""
        return self.url("list-public", unit, problem)

    def names(self, unit: int) -> Names:
        """The people of a unit of these lists. Raises Http404 for another."""
        return Names(self.unit(unit))

    def unit(self, pk: int) -> Organ:
        """A unit of these lists. Raises Http404 for another."""
        found = next((unit for unit in self.lists.units if unit.pk == pk), None)
        if found is None:
            raise Http404
        return found


def seen(request: HttpRequest, pk: int, own: bool) -> Seen:
    """The lists of the matter, or 404; the look is on the trail."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        found = (queries.own_lists if own else queries.lists_of)(actor, pk)
    except OutOfSight:
        raise Http404 from None
    if request.method in ("GET", "HEAD"):
        looks.look(actor, "lists_read", "matter", pk)
    return Seen(found, actor)


def problem_of(found: Seen, unit: int, number: int) -> ListedProblem:
    """A problem of the lists, or 404."""
    try:
        return queries.one_problem(found.lists, unit, number)
    except OutOfSight:
        raise Http404 from None


def task_of(found: Seen, unit: int, problem: int, number: int) -> ListedTask:
    """A task of the lists, or 404."""
    try:
        return queries.one_task(found.lists, unit, problem, number)
    except OutOfSight:
        raise Http404 from None
