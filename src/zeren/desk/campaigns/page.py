"""The pages of a year of assessment as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.components import (
    Button,
    Citation,
    Empty,
    FindingBox,
    Grid,
    Head,
    Light,
    Link,
    Notice,
    Pages,
    Tab,
)


@dataclass(frozen=True, slots=True)
class Legend:
    """What a column checks, by its provisions."""

    title: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class FollowKind:
    """A kind of task: how many wait, how many are done."""

    title: str
    open: Link
    done: Link
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class YearPage:
    """The year: the tabs of the matter, the views of the year, the rows, where one stands; ``legend``: what the columns
    rest on; ``kinds``: what stands beside the rows."""

    head: Head
    tabs: tuple[Tab, ...]
    views: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    count: str
    notices: tuple[Notice, ...] = ()
    legend: tuple[Legend, ...] = ()
    kinds: tuple[FollowKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A condition of a ground: whether it holds, in words, with its arithmetic."""

    light: Light
    words: str
    sum: str = ""


@dataclass(frozen=True, slots=True)
class ReachRow:
    """A cadre of a vetoed group: reached or not, why, by which provision."""

    name: str
    post: str
    light: Light
    why: str
    cite: Citation
    record: Link | None = None


@dataclass(frozen=True, slots=True)
class EffectRow:
    """What follows of a veto or of a ballot: the act, for whom, until when or how long since, provision, records."""

    what: str
    whom: str
    said: str
    light: Light
    cite: Citation
    records: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step around the veto: recorded or not, and where to record it; ``unwritten``: the text does not write it."""

    title: str
    light: Light
    url: str = ""
    unwritten: bool = False


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A record elsewhere that people may look at and enter; ``entered``: its number stands as a case here already."""

    day: str
    what: str
    whom: str
    record: Link
    entered: bool = False


@dataclass(frozen=True, slots=True)
class VetoPage:
    """一票否决 of one unit."""

    head: Head
    tabs: tuple[Tab, ...]
    grounds: tuple[FindingBox, ...]
    people: tuple[tuple[str, Citation], ...]
    decided: tuple[FindingBox, ...]
    reached: tuple[ReachRow, ...]
    effects: tuple[EffectRow, ...]
    steps: tuple[StepLink, ...]
    unwritten: str
    traces: tuple[TraceRow, ...]
    missed: tuple[TraceRow, ...]
    enter: str = ""


@dataclass(frozen=True, slots=True)
class VetoLine:
    """A unit on the year's list of candidates: whom, which ground, how it stands, where its page is."""

    unit: Link
    whom: str
    ground: str
    cite: Citation
    light: Light
    again: bool = False


@dataclass(frozen=True, slots=True)
class VetoesPage:
    """The candidates of a year, by unit in the order of the organs."""

    head: Head
    tabs: tuple[Tab, ...]
    views: tuple[Tab, ...]
    lines: tuple[VetoLine, ...]
    pages: Pages | None
    count: str
    empty: Empty


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line of a notice with the record that it is taken from; or a unit with its cadres, each with his own (``each``)."""

    name: str
    value: str = ""
    record: Link | None = None
    each: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeSection:
    """An allowed content: its heading, of how many it is said, its lines."""

    title: str
    count: int
    lines: tuple[NoticeLine, ...]


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A notice as it would go out, how it was checked, who approved it."""

    head: Head
    tabs: tuple[Tab, ...]
    views: tuple[Tab, ...]
    title: str
    cite: Citation
    allowed: str
    sections: tuple[NoticeSection, ...]
    checks: tuple[Figure, ...]
    notices: tuple[Notice, ...] = ()
    acts: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One kind of unit: how many of each grade, this year and the year before."""

    kind: str
    all: int
    counts: tuple[tuple[str, int, str], ...]
    without: int


@dataclass(frozen=True, slots=True)
class SheetDiffers:
    """How far the scorers of one sheet differ: items (label, most, units that differ, greatest), scorers (name, finals,
    distance), units that wait to be settled."""

    title: str
    units: int
    items: tuple[tuple[str, str, str, str], ...]
    scorers: tuple[tuple[str, str, str], ...]
    unsettled: tuple[tuple[Link, str], ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Distributions, for the assessors."""

    head: Head
    tabs: tuple[Tab, ...]
    views: tuple[Tab, ...]
    groups: tuple[SpreadRow, ...]
    cadres: tuple[SpreadRow, ...]
    group_grades: tuple[str, ...]
    cadre_grades: tuple[str, ...]
    changes: tuple[tuple[Link, str, str], ...]
    last: Link | None = None
    said: str = ""
    sheets: tuple[SheetDiffers, ...] = ()
