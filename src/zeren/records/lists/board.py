"""The lists of one matter in memory: changes are laid on them one after the other, then written at once.

Replaying the log and recording both go through here, so that a row is what its entries made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zeren.norms.model import FieldText
from zeren.records import refs
from zeren.records.lists import publishing
from zeren.records.lists.changes import PUBLISHING, Change, Key, Move
from zeren.records.lists.columns import settable
from zeren.records.lists.models import (
    NO_DAY,
    ListedPart,
    ListedProblem,
    ListedTask,
    Responsible,
    Standing,
    TaskPaper,
)
from zeren.records.matters.models import Matter
from zeren.records.scope import columns_of as scope_of

BATCH = 500
ON_THE_WAY = (Standing.OPEN, Standing.RETURNED, Standing.DONE, Standing.LONG)
"""Standings of a task that is still worked on."""

PARTS = {"leaders": True, "handlers": False}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Of which day an entry is, who recorded it (account, person) and when."""

    on: date
    account: str
    person: int | None
    recorded: datetime


@dataclass
class Board:
    """Rows by their keys; ``touched`` are those to be written, ``people`` and ``papers`` those of a task set anew."""

    matter: Matter
    problems: dict[Key, ListedProblem] = field(default_factory=dict)
    tasks: dict[Key, ListedTask] = field(default_factory=dict)
    parts: dict[Key, ListedPart] = field(default_factory=dict)
    touched: dict[Key, None] = field(default_factory=dict)
    people: dict[Key, dict[bool, tuple[int, ...]]] = field(default_factory=dict)
    papers: dict[Key, tuple[int, ...]] = field(default_factory=dict)

    def lay(self, change: Change, stamp: Stamp) -> None:
        """Lay one change on the rows."""
        self.touched[change.key] = None
        if not change.task:
            self._lay_public(change, stamp) if _is_public(change) else self._lay_problem(change, stamp)
            return
        row = self.tasks.get(change.key) or self._new_task(change)
        if change.move:
            MOVES[change.move](row, change, stamp)
        else:
            self._set_task(row, change)
        if change.move is Move.REOPEN:
            # What was published of it as done is not.
            self._unreviewed(change)

    def at(self, change: Change) -> ListedProblem | ListedTask | ListedPart | None:
        """The row that a change is of, if it is there."""
        if change.task:
            return self.tasks.get(change.key)
        return self.problems.get(change.key) if change.problem else self.parts.get(change.key)

    def _unreviewed(self, change: Change) -> None:
        key = (change.unit, change.problem, 0)
        publishing.unreview(self.problems[key])
        self.touched[key] = None

    def _lay_public(self, change: Change, stamp: Stamp) -> None:
        """A review, or the words that belong to no problem."""
        row = self.problems[change.key] if change.problem else self._part(change)
        if change.move:
            publishing.review(row, change, stamp.on, stamp.account)
            return
        _set(row, change.set, change)
        publishing.wrote(row, stamp.account, stamp.person)

    def _part(self, change: Change) -> ListedPart:
        return self.parts.setdefault(change.key, ListedPart(matter=self.matter, unit_id=change.unit))

    def _lay_problem(self, change: Change, stamp: Stamp) -> None:
        row = self.problems.get(change.key) or self._new_problem(change)
        if change.move is Move.VOID:
            row.void = True
            for key, task in self.tasks.items():
                if key[:2] == change.key[:2]:
                    _void(task, change, None)
                    self.touched[key] = None
        _set(row, change.set, change)
        if "public" in change.set:
            publishing.wrote(row, stamp.account, stamp.person)
        elif "text" in change.set:
            publishing.unreview(row)

    def _new_problem(self, change: Change) -> ListedProblem:
        row = ListedProblem(
            matter=self.matter,
            unit_id=change.unit,
            number=change.problem,
            restricted=self.matter.restricted,
            **scope_of(self.matter),
        )
        self.problems[change.key] = row
        return row

    def _new_task(self, change: Change) -> ListedTask:
        row = ListedTask(
            matter=self.matter,
            problem=self.problems[change.unit, change.problem, 0],
            unit_id=change.unit,
            number=change.task,
            restricted=self.matter.restricted,
            **scope_of(self.matter),
        )
        self.tasks[change.key] = row
        return row

    def _set_task(self, row: ListedTask, change: Change) -> None:
        before = row.due
        _set(row, change.set, change)
        row.turn = row.due or NO_DAY
        row.extended += bool(before and row.due and row.due > before)
        if row.standing in ON_THE_WAY:
            row.standing = _on_the_way(row)
        for name, leads in PARTS.items():
            if name in change.set:
                self.people.setdefault(change.key, {})[leads] = _ids(change.set[name])
        if "papers" in change.set:
            self.papers[change.key] = _ids(change.set["papers"])

    def write(self) -> None:
        """Write the rows that were touched, new ones and old ones, with the people and papers of their tasks."""
        problems = [self.problems[key] for key in self.touched if key[1] and not key[2]]
        _save(ListedProblem, problems)
        _save(ListedPart, [self.parts[key] for key in self.touched if not key[1]])
        tasks = [self.tasks[key] for key in self.touched if key[2]]
        for task in tasks:
            # Its problem had no number of the database's before it was written.
            task.problem_id = task.problem.pk
        _save(ListedTask, tasks)
        self._write_people()
        self._write_papers()
        self.touched, self.people, self.papers = {}, {}, {}

    def _write_people(self) -> None:
        rows = [
            Responsible(task=self.tasks[key], person_id=person, leads=leads)
            for key, parts in self.people.items()
            for leads, people in parts.items()
            for person in people
        ]
        for leads in PARTS.values():
            again = [self.tasks[key].pk for key, parts in self.people.items() if leads in parts]
            Responsible.objects.filter(task__in=again, leads=leads).delete()
        Responsible.objects.bulk_create(rows, BATCH)

    def _write_papers(self) -> None:
        TaskPaper.objects.filter(task__in=[self.tasks[key].pk for key in self.papers]).delete()
        TaskPaper.objects.bulk_create(
            TaskPaper(task=self.tasks[key], attachment_id=paper)
            for key, papers in self.papers.items()
            for paper in papers
        )


def board_of(matter: Matter, units: Iterable[int] | None = None) -> Board:
    """The lists as they stand, of these units (None: of all)."""
    only = {} if units is None else {"unit__in": list(units)}
    problems = ListedProblem.objects.filter(matter=matter, **only)
    found = Board(matter, {(row.unit_id, row.number, 0): row for row in problems})
    by_pk = {row.pk: row for row in found.problems.values()}
    for task in ListedTask.objects.filter(matter=matter, **only):
        task.problem = by_pk[task.problem_id]
        found.tasks[task.unit_id, task.problem.number, task.number] = task
    for part in ListedPart.objects.filter(matter=matter, **only):
        found.parts[part.unit_id, 0, 0] = part
    return found


def _is_public(change: Change) -> bool:
    return not change.problem or change.move in PUBLISHING


def _save(model: Any, rows: list[Any]) -> None:
    """New rows, and those that are there written over: in one statement a batch, a hundred times as fast as one that
    names each row's columns."""
    names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
    there = [row for row in rows if row.pk is not None]
    model.objects.bulk_create([row for row in rows if row.pk is None], BATCH)
    model.objects.bulk_create(there, BATCH, update_conflicts=True, update_fields=names, unique_fields=["id"])


def _set(
    row: ListedProblem | ListedTask | ListedPart, texts: Mapping[str, FieldText], change: Change
) -> None:
    columns = settable(change.problem, change.task)
    for name, text in texts.items():
        kind = columns[name].kind
        if kind == "day":
            setattr(row, name, date.fromisoformat(str(text)) if text else None)
        elif kind == "yes_no":
            setattr(row, name, text == "yes")
        elif kind == "text":
            setattr(row, name, text)


def _ids(named: FieldText) -> tuple[int, ...]:
    texts = (named,) if isinstance(named, str) else named
    return tuple(parsed[1] for text in texts if (parsed := refs.parse(text)))


def _on_the_way(row: ListedTask) -> Standing:
    if row.long_term:
        return Standing.LONG
    if row.done:
        return Standing.DONE
    return Standing.RETURNED if row.standing == Standing.RETURNED else Standing.OPEN


# ---------------------------------------------------------------- moves


def _apply(row: ListedTask, _: Change, stamp: Stamp) -> None:
    row.standing, row.note = Standing.APPLIED, ""
    row.applied_on, row.applied_by, row.applicant = stamp.on, stamp.account, stamp.person


def _close(row: ListedTask, _: Change, stamp: Stamp) -> None:
    row.standing, row.judged = Standing.CLOSED, ""
    row.closed_on, row.closed_at, row.closed_by = stamp.on, stamp.recorded, stamp.account


def _return(row: ListedTask, change: Change, _: Stamp) -> None:
    row.standing, row.done, row.note = Standing.RETURNED, None, change.reason


def _reopen(row: ListedTask, change: Change, _: Stamp) -> None:
    row.reopened += 1
    row.standing, row.done, row.note = Standing.OPEN, None, change.reason
    row.closed_on, row.closed_at, row.closed_by = None, None, ""


def _void(row: ListedTask, change: Change, _: Stamp | None) -> None:
    row.standing, row.note = Standing.VOID, change.reason


def _judge(row: ListedTask, change: Change, _: Stamp) -> None:
    row.judged = change.reason


MOVES = {
    Move.APPLY: _apply,
    Move.CLOSE: _close,
    Move.RETURN: _return,
    Move.REOPEN: _reopen,
    Move.VOID: _void,
    Move.JUDGE: _judge,
}
