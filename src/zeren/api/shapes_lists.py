"""What the operations on the three lists answer."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from zeren.api.shapes import OrganRef, PaperRef, SubjectOut


class ListedProblemOut(Schema):
    """A problem of the lists. ``state``: how it stands by its tasks (``open``, ``over``, ``long``, ``closed``)."""

    unit: OrganRef
    number: int
    text: str
    self_found: bool
    kind: str
    provision: str
    severity: str
    page: str
    basis: str
    found: date | None
    state: str


class ListedProblemPage(Schema):
    """Problems of one matter; ``next`` goes on behind them."""

    rows: list[ListedProblemOut]
    next: str | None


class ListedTaskOut(Schema):
    """A task. ``due`` is the unit's own target; ``standing``: ``open``, ``returned``, ``done``, ``applied``, ``long``,
    ``closed``; ``papers``: how many are given as evidence."""

    matter: int
    matter_number: str
    unit: OrganRef
    problem: int
    number: int
    text: str
    self_found: bool
    leaders: list[SubjectOut]
    handlers: list[SubjectOut]
    office: str
    partners: str
    due: date | None
    long_term: bool
    stage: str
    progress: str
    evidence: str
    papers: int
    done: date | None
    standing: str
    note: str
    applied_on: date | None
    closed_on: date | None
    extended: int
    reopened: int


class ListedTaskPage(Schema):
    """A part of the tasks; ``next`` goes on behind it."""

    rows: list[ListedTaskOut]
    next: str | None


class LaidOut(Schema):
    """One change of a task as the log tells it: ``set`` columns, or a ``move``."""

    seq: int
    on: date
    account: str
    set: dict[str, str | list[str]]
    move: str
    reason: str


class ListedTaskWhole(ListedTaskOut):
    """A task with its papers and its history, the oldest first."""

    evidence_papers: list[PaperRef]
    history: list[LaidOut]


class ListsKeptOut(Schema):
    """The entry that an act on the lists wrote."""

    seq: int
    id: str
    head_seq: int


class EnteredOut(Schema):
    """What was entered, by its numbers; ``task`` 0: a problem."""

    unit: int
    problem: int
    task: int


class PassedOut(Schema):
    """How many tasks passed from one to the other."""

    tasks: int
