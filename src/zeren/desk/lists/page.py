"""The three lists as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.desk.components import Bit, Button, Empty, Head, Light, Link, Notice, Pages, Tab
from zeren.desk.lists.choosing import Shown, shown
from zeren.desk.matters.form import FormField


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with who answers for it and how far it is."""

    number: str
    text: str
    url: str
    leaders: str
    handlers: str
    office: str
    partners: str
    due: str
    light: Light
    evidence: str
    closing: str
    closing_note: str
    tone: str = ""
    extended: int = 0
    reopened: int = 0
    papers: int = 0
    problem: str = ""
    tag: str = ""
    page: str = ""
    progress: str = ""


@dataclass(frozen=True, slots=True)
class ProblemLines:
    """A problem; its cell spans its tasks. ``unit`` stands where a unit's part begins; ``tag`` says that it was found
    by the unit itself."""

    number: int
    text: str
    two: str
    url: str
    tasks: tuple[TaskLine, ...]
    add_url: str = ""
    unit: str = ""
    more: str = ""
    tag: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one day or one person."""

    title: str
    tasks: tuple[TaskLine, ...]
    passes: tuple[tuple[str, str], ...] = ()
    """What somebody has in hand may pass to another: units where it may, with the address."""
    person: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter that is chosen from a list."""

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ListsPage:
    """三单对照, or one of the three alone."""

    head: Head
    views: tuple[Tab, ...]
    view: str
    action: str
    filters: dict[str, str]
    choices: dict[str, Choice]
    chips: tuple[tuple[str, str, str], ...]
    count: str
    problems: tuple[ProblemLines, ...] = ()
    groups: tuple[Group, ...] = ()
    totals: dict[str, str] = field(default_factory=dict)
    pages: Pages | None = None
    empty: Empty | None = None
    notices: tuple[Notice, ...] = ()
    many: bool = False
    kept: tuple[tuple[str, str], ...] = ()
    beside: tuple[Link, ...] = ()
    people: tuple[str, ...] = ()
    shown: Shown = field(default_factory=shown)
    view_kept: tuple[tuple[str, str], ...] = ()
    """The view and the filters, for the form that chooses columns."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step on the way to closing: done, now, or ahead."""

    label: str
    state: str
    day: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class MoveForm:
    """A thing that may be done with the task now: its word, whether it asks for words, and why it can't be done."""

    name: str
    title: str
    button: str
    asks: str = ""
    hint: str = ""
    main: bool = False
    cannot: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change as the log tells it."""

    seq: int
    day: str
    who: str
    what: str
    lines: tuple[tuple[str, str], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OnePage:
    """A problem or a task: what is said of it, what may be done, what was done."""

    head: Head
    action: str
    facts: tuple[tuple[str, str], ...]
    fields: tuple[FormField, ...]
    history: tuple[HistoryLine, ...]
    notices: tuple[Notice, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    steps: tuple[StepLine, ...] = ()
    moves: tuple[MoveForm, ...] = ()
    papers: tuple[Link, ...] = ()
    tasks: tuple[TaskLine, ...] = ()
    people: tuple[str, ...] = ()
    units: tuple[tuple[str, str, bool], ...] = ()
    gives_papers: bool = False
    locked: str = ""
    save: str = "保存"
    back: Link | None = None
    add: Button | None = None
    before: str = ""
    after: str = ""
    said: tuple[Bit, ...] = ()
    shown: Shown = field(default_factory=shown)
