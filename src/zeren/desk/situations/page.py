"""Situations as plain data: the list, one situation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.desk.components import Citation, Empty, Head, Light, Link, Notice, Pages, Tab


@dataclass(frozen=True, slots=True)
class Row:
    """One fact in the list, with the two verbs where the viewer has them."""

    id: str
    url: str
    light: Light
    day: str
    words: str
    grade: str
    subject: str
    matter: Link
    source: Citation
    more_sources: int
    cite: Citation
    target: str
    open_url: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the filter row holds."""

    words: str
    matter: str
    target: str
    targets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SituationsPage:
    """The list."""

    head: Head
    tabs: tuple[Tab, ...]
    look: str
    filters: Filters
    rows: tuple[Row, ...]
    total: str
    pages: Pages | None
    empty: Empty | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer."""

    outcome: str
    day: str
    who: str
    child: Link | None
    reason: str


@dataclass(frozen=True, slots=True)
class SituationPage:
    """One situation: the fact, its provisions, its record, what people answered."""

    head: Head
    pk: int
    words: str
    grade: str
    subject: str
    day: str
    matter: Link
    record: Link
    sources: tuple[Citation, ...]
    cite: Citation
    target: str
    verb: str
    open_url: str
    may_answer: bool
    may_decline: bool
    answers: tuple[AnswerLine, ...]
    notices: tuple[Notice, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
