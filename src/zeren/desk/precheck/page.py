"""The check as plain data: one line a norm, one row a candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zeren.desk.components import Bit, Citation, Empty, Head, Light, Link, Notice, Pages, Tab
from zeren.desk.precheck.sheet import Field


@dataclass(frozen=True, slots=True)
class LineView:
    """What one norm says: its effect, provision, record, days, who could lift it, what is not known and who supplies it."""

    light: Light
    what: str
    cite: Citation | None
    source: Link
    since: str = ""
    until: str = ""
    note: str = ""
    who: str = ""
    missing: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one weight with the headings of their table."""

    title: str
    headings: tuple[str, ...]
    lines: tuple[LineView, ...]
    empty: Empty | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """The form above the answer, as it was asked."""

    action: str
    intents: tuple[tuple[str, str], ...]
    intent: str
    day: str
    post: str
    fields: tuple[Field, ...]
    given: dict[str, str]
    wrong: dict[str, str]


@dataclass(frozen=True, slots=True)
class OnePage:
    """One person, one post, one day."""

    head: Head
    tabs: tuple[Tab, ...]
    aside: str
    answer: tuple[Bit, ...]
    then: str
    question: Question
    bars: Part
    open: Part
    to_do: Part
    hints: Part
    done: Part


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate of a list."""

    id: str
    light: Light
    name: str
    url: str
    now: str
    post: str
    intent: str
    day: str
    bars: tuple[LineView, ...]
    open: tuple[LineView, ...]
    to_do: int
    hints: tuple[LineView, ...]
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list that was checked."""

    head: Head
    tabs: tuple[Tab, ...]
    rows: tuple[CandidateRow, ...]
    total: str
    empty: Empty | None = None
    said: Notice | None = None


@dataclass(frozen=True, slots=True)
class EverybodyPage:
    """Everybody against one act and one day, a page of them."""

    head: Head
    tabs: tuple[Tab, ...]
    rows: tuple[CandidateRow, ...]
    action: str
    intents: tuple[tuple[str, str], ...]
    question: Any
    missing: tuple[LineView, ...]
    pages: Pages | None
    empty: Empty | None


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that can't be checked."""

    row: int
    light: Light
    column: str
    found: str
    why: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """Before a list is given, or what was wrong with one."""

    head: Head
    action: str
    template: str
    day: str
    text: str = ""
    said: Notice | None = None
    day_wrong: str = ""
    columns: str = ""
    wrong: tuple[WrongRow, ...] = ()
    good: int = 0
    bad: int = 0
    token: str = ""
    annotated: str = ""
    not_read: tuple[str, ...] = ()
    again: str = ""
    typed: bool = False
