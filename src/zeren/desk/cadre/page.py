"""The file of a person as plain data: bars on a chosen day, matters, posts; and the register of people."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.approvals.sealed import SealedLine
from zeren.desk.cadre.axis import Answer
from zeren.desk.components import Axis, Empty, Grid, Head, Light, Pages, Tab

NO_BARS = Empty("没有登记限制", "本系统所载的案件没有对本人产生限制；其他机关没有录入的，不在其内。")
NO_MATTERS = Empty("没有您能看到的记录", "您的查看范围以外的案件不在这里显示，也不说明有没有。")
NO_POSTS = Empty("没有登记任职", "由组织部门补录；管理权限取自职务，没有登记的为待查明。")


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
    level: str = ""


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
    answer: Answer
    axis: Axis | None
    day: str
    acts: tuple[tuple[str, str], ...]
    act: str
    sections: tuple[SectionLines, ...]
    posts: tuple[PostLine, ...]
    charges: tuple[PostLine, ...] = ()
    day_wrong: str = ""
    no_bars: Empty = NO_BARS
    no_matters: Empty = NO_MATTERS
    no_posts: Empty = NO_POSTS
    sealed: tuple[SealedLine, ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()
    empty_sections: str = ""
    training: str = ""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The register: people whom the viewer sees."""

    head: Head
    grid: Grid
    pages: Pages | None
