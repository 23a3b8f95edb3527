"""The public report, and the page of one wording, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.components import Citation, Head, Light, Link, Notice
from zeren.desk.lists.page import Choice, HistoryLine, MoveForm, StepLine
from zeren.desk.matters.form import FormField


@dataclass(frozen=True, slots=True)
class ClockLine:
    """What the regulation says of publishing now: a light, the step, a sentence, its provision."""

    light: Light
    label: str
    text: str
    cite: Citation | None = None


@dataclass(frozen=True, slots=True)
class WordingLine:
    """One wording with how far it is: in the report, or why not."""

    number: str
    text: str
    url: str
    light: Light
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The report as it will be read: reviewed words alone."""

    unit: str
    title: str
    period: str
    opening: tuple[str, ...]
    problems: tuple[tuple[str, tuple[str, ...]], ...]
    closing: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing was reviewed yet."""
        return not (self.title or self.problems)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """公开稿: the report, what publishing needs, and for who prepares it what is not in it."""

    head: Head
    action: str
    clock: tuple[ClockLine, ...]
    sheet: Sheet
    lines: tuple[WordingLine, ...]
    count: str
    units: Choice | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some signs of a text; ``kind``: what they may give away, empty for the rest."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One column of words as it stands, in paragraphs of pieces; ``label`` is empty where there is only one."""

    label: str
    paragraphs: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class WordingPage:
    """公开表述 of one problem, or of what stands around them."""

    head: Head
    action: str
    said: tuple[Said, ...]
    fields: tuple[FormField, ...]
    steps: tuple[StepLine, ...]
    moves: tuple[MoveForm, ...]
    history: tuple[HistoryLine, ...]
    asked: tuple[str, ...] = ()
    problem: str = ""
    problem_url: str = ""
    seen: str = ""
    reason: str = ""
    tried: str = ""
    edits: bool = False
    hint: str = ""
    back: Link | None = None
    notices: tuple[Notice, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    before: str = ""
    after: str = ""
    turn: str = ""
