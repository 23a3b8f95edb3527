"""The pages of reminder letters as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.desk.components import Citation, Due, Grid, Head, Light, Link, Notice, Pages, Tab


@dataclass(frozen=True, slots=True)
class LettersPage:
    """The ledger: its tabs, the grid, where one stands."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    count: str
    said: Notice | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture of the paper: what prints."""

    organ: str
    number: str
    title: str
    to: str
    text: tuple[str, ...]
    dated: str
    copies: str = ""
    marks: str = ""
    draft: bool = False
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class ToLine:
    """A recipient, one that is not known, or one left out: sign and words, name, what came of it."""

    light: Light
    capacity: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form of a letter with its preview."""

    head: Head
    light: Light
    ground: str
    matter: Link
    what: str
    cites: tuple[Citation, ...]
    due: Due
    to: tuple[ToLine, ...]
    units: tuple[tuple[str, str, bool], ...]
    sheet: Sheet
    key: tuple[tuple[str, str], ...]
    note: str
    owes: str
    expected: str
    token: str
    back: str
    may: bool
    said: Notice | None = None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoLetter:
    """Why no letter can be issued about an obligation."""

    head: Head
    said: Notice
    back: Link


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer."""

    who: str
    day: str
    text: str


@dataclass(frozen=True, slots=True)
class LetterPage:
    """One letter: what it is about, whom it went to, what came of it; the paper."""

    head: Head
    lines: tuple[tuple[str, str, str], ...]
    light: Light
    standing: Light
    cites: tuple[Citation, ...]
    to: tuple[ToLine, ...]
    answers: tuple[AnswerLine, ...]
    sheet: Sheet
    url: str
    answers_as: str
    withdraws: bool
    today: str
    said: Notice | None = None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """An organ's figures, and the form that sets them for whoever may."""

    head: Head
    organ: str
    now: tuple[tuple[str, str, str], ...]
    may: bool
    typed: dict[str, str]
    errors: dict[str, str]
    said: Notice | None = None
