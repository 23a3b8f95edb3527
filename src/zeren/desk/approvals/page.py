"""Approvals, the form to ask, and what was opened, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.components import Citation, Empty, Head, Light, Notice, Sign, Tab
from zeren.desk.proof import Proof


@dataclass(frozen=True, slots=True)
class Row:
    """A thing that waits for the viewer."""

    id: str
    light: Light
    day: str
    what: str
    about: str
    purpose: str
    reason: str
    cite: Citation | None
    authority: str
    period: str
    extent: str
    verb: str
    url: str
    peek_url: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that want the same of the viewer."""

    title: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that was checked: its sign, the words, the day or number it rests on, its provision."""

    sign: Sign
    tone: str
    words: str
    note: str = ""
    cite: Citation | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """The decision as it was typed."""

    outcome: str = ""
    reasons: str = ""
    begins: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One request in full, with what was checked and the form of the decision."""

    pk: int
    sent: str
    title: str
    lines: tuple[tuple[str, str, str], ...]
    matter_url: str
    checks: tuple[CheckLine, ...]
    typed: Typed
    first: str
    last: str
    may: bool
    label: str
    proof: Proof
    errors: tuple[str, ...] = ()
    takers: tuple[tuple[str, str], ...] = ()
    done: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """What the viewer granted: until when, who uses it, how often it was looked at."""

    light: Light
    what: str
    number: str
    who: str
    times: str
    last: str
    looks_url: str
    withdraw_url: str
    ended: str


@dataclass(frozen=True, slots=True)
class Approvals:
    """The page."""

    head: Head
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    sheet: Sheet | None
    granted: tuple[Granted, ...]
    empty: Empty
    said: Notice | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A box or a dot of the form."""

    value: str
    label: str
    on: bool = False
    note: str = ""
    cite: Citation | None = None


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form to ask; ``given`` is what was typed."""

    head: Head
    person: int
    about: str
    kind: str
    given: dict[str, str]
    years: tuple[Option, ...]
    sections: tuple[Option, ...]
    purposes: tuple[Option, ...]
    lookers: tuple[Option, ...]
    approvers: tuple[Option, ...]
    today: str
    by_field: dict[str, str]
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One of the viewer's own requests."""

    light: Light
    number: str
    whose: str
    what: str
    purpose: str
    period: str
    approver: str
    said: str
    open_url: str
    again_url: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The viewer's requests, newest first."""

    head: Head
    lines: tuple[OwnLine, ...]
    empty: Empty
    said: Notice | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An opened report: the approved sections with their content; ``lacking``: approved, but not in this report."""

    title: str
    received: str
    sections: tuple[tuple[str, str], ...]
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """What the approval opens, or the line that says that it is shut."""

    head: Head
    said: Notice
    documents: tuple[Document, ...] = ()
    shut: str = ""
    cite: Citation | None = None
