"""The calendar of absences as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.components import Citation, Empty, FindingBox, Grid, Head, Light, Link, Notice


@dataclass(frozen=True, slots=True)
class DayHead:
    """A column: the number of the day, its weekday, ``off`` or ``now``."""

    number: int
    weekday: str
    kind: str


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of a person: one sign, its class, what it says; ``url`` on the first day of an absence alone."""

    text: str = ""
    kind: str = ""
    said: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A member of the group with every day of the month."""

    name: str
    post: str
    url: str
    days: tuple[DayCell, ...]


@dataclass(frozen=True, slots=True)
class BothLine:
    """Two away at once: who, when, what the text says and what the records say of it."""

    light: Light
    who: tuple[Link, Link]
    days: str
    said: str
    cite: Citation


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with the absence that it is about."""

    who: Link
    box: FindingBox


@dataclass(frozen=True, slots=True)
class TripList:
    """What stands beside the absences: trips abroad. ``signs``: those on the calendar, with what they say."""

    title: str
    grid: Grid
    signs: tuple[tuple[str, str], ...]
    begin: Link | None = None


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """The month of one leading group."""

    head: Head
    organs: tuple[tuple[int, str], ...]
    organ: int
    month: str
    previous: str
    following: str
    wrong: str
    days: tuple[DayHead, ...]
    people: tuple[PersonRow, ...]
    grid: Grid
    both: tuple[BothLine, ...]
    findings: tuple[FindingLine, ...]
    begins: tuple[Link, ...]
    notices: tuple[Notice, ...] = ()
    empty: Empty | None = None
    trips: tuple[TripList, ...] = ()
