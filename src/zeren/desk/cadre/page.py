"""The file of a person as plain data: bars on a chosen day, matters, posts; and the register of people."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.approvals.sealed import SealedLine
from zeren.desk.cadre.axis import Answer
from zeren.desk.components import Axis, Empty, Grid, Head, Light, Notice, Pages, Tab


@dataclass(frozen=True, slots=True)
class MatterLine:
    """A matter that concerns the person and that the viewer sees."""

    light: Light
    number: str
    title: str
    procedure: str
    organ: str
    opened: str
    closed: str
    url: str


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post held, or a unit in charge of."""

    what: str
    when: str
    more: str = ""
    main: bool = True
    ended: bool = False


@dataclass(frozen=True, slots=True)
class SectionLines:
    """A section of the integrity file."""

    id: str
    title: str
    lines: tuple[MatterLine, ...]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The page of one person."""

    head: Head
    tabs: tuple[Tab, ...]
    aside: str
    answer: Answer
    axis: Axis | None
    day: str
    acts: tuple[tuple[str, str], ...]
    act: str
    sections: tuple[SectionLines, ...]
    posts: tuple[PostLine, ...]
    charges: tuple[PostLine, ...] = ()
    day_wrong: str = ""
    scope_note: str = ""
    no_bars: Empty | None = None
    no_matters: Empty | None = None
    no_posts: Empty | None = None
    said: Notice | None = None
    sealed: tuple[SealedLine, ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()
    empty_sections: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The register: people whom the viewer sees."""

    head: Head
    grid: Grid
    pages: Pages | None
