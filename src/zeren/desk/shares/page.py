"""The pages of an organ's share, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.components import Citation, DaySum, Empty, Head, Light, Link, Notice, Pages
from zeren.desk.matters.filling import Offers
from zeren.desk.matters.form import FormField
from zeren.desk.matters.timeline import StepLine
from zeren.desk.own.page import Told


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A period of the organ's: what, its light and day, the sum, the provision, on which shown entries it rests."""

    what: str
    light: Light
    day: str
    sum: DaySum | None
    cite: Citation | None
    note: str
    rests: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ShareForm:
    """The form of one of the organ's steps."""

    step: str
    title: str
    action: str
    draft_url: str
    fields: tuple[FormField, ...]
    day: str
    today: str
    subjects: tuple[tuple[str, str, bool], ...]
    errors: tuple[tuple[str, str], ...]
    file_error: str
    cite: Citation | None
    offers: Offers
    token: str
    draft_saved: str


@dataclass(frozen=True, slots=True)
class SharePage:
    """One matter as the organ sees it. ``led``: as the principal of whom it concerns does, whose own act it is."""

    head: Head
    steps: tuple[StepLine, ...]
    form: ShareForm | None
    instead: str
    told: tuple[Told, ...]
    owed: tuple[OwedLine, ...]
    notices: tuple[Notice, ...]
    led: bool = False


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A matter in the list: what is due next."""

    url: str
    number: str
    procedure: str
    organ: str
    role: str
    since: str
    what: str
    light: Light | None
    day: str


@dataclass(frozen=True, slots=True)
class ShareList:
    """别处承办的事项."""

    head: Head
    rows: tuple[ShareRow, ...]
    pages: Pages | None
    empty: Empty | None
