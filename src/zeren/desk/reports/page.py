"""One's own reports as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.desk.components import Citation, Light, Link, Notice


@dataclass(frozen=True, slots=True)
class Widget:
    """A field of a row: its name in the form, what it asks, what stands in it."""

    name: str
    label: str
    type: str
    value: str
    options: tuple[str, ...] = ()
    wrong: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class SectionBox:
    """A section: what it asks by which provision, whether there is anything, its rows, the year before beside it."""

    id: str
    label: str
    cite: Citation
    has: str
    rows: tuple[tuple[Widget, ...], ...]
    before: tuple[str, ...]
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LateBox:
    """What is asked of a late report; ``cause`` where the text speaks of a special cause."""

    asks_cause: bool
    arisen: str
    cause: str
    ended: str
    reasons: str
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form of one report."""

    title: str
    year: int
    cite: Citation
    light: Light | None
    receiver: str
    action: str
    draft_url: str
    sections: tuple[SectionBox, ...]
    late: LateBox | None
    before_title: str
    has_before: bool
    draft_said: str
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form on the list: what it is for, where it stands."""

    title: str
    light: Light
    said: str
    cite: Citation
    url: str
    button: str


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A report given in: which, when, who received and keeps it."""

    title: Link
    day: str
    receiver: str
    keeper: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """What is to be reported, and what was."""

    label: str
    forms: tuple[FormLine, ...]
    given: tuple[GivenLine, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One's own report, opened."""

    title: str
    said: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    back: str
