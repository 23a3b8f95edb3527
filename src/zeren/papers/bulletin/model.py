"""An issue as it is printed: plain data, from what it and its pieces hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from zeren.papers.official.model import chinese_day
from zeren.records.bulletin.queries import Placed
from zeren.records.bulletin.text import PARTS, SECTIONS, SUBHEAD, Issue, Piece

READING = "学习书目"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph. ``kind``: text, sub (a sub-heading), part (解答、相关案例), question."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class PrintedPiece:
    """A piece: its title as the contents name it, the column, the source, its paragraphs."""

    title: str
    label: str
    source: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """A section with its pieces; ``reading``: the list at its end."""

    title: str
    pieces: tuple[PrintedPiece, ...]
    reading: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedIssue:
    """The issue. ``number``: 2026年第4期; of a draft what is not known yet is empty."""

    name: str
    number: str
    period: str
    editor: str
    day: date | None
    sections: tuple[PrintedSection, ...]
    draft: bool = False
    footer: str = ""
    notes: tuple[str, ...] = field(default=())

    def plain(self) -> dict[str, Any]:
        """For the layout."""
        return asdict(self) | {
            "day": chinese_day(self.day) if self.day else "",
            "date": [self.day.year, self.day.month, self.day.day] if self.day else None,
        }


def printed(issue: Issue, pieces: Iterable[Placed], editor: str, **more: Any) -> PrintedIssue:
    """The issue with its pieces in their sections; ``editor`` stands where the issue names none; ``more``: number, day, draft."""
    by_section = {
        name: [piece_of(p.piece) for p in found] for name, found in groupby(pieces, lambda p: p.piece.section)
    }
    last = [name for name in SECTIONS if name in by_section][-1:]
    sections = tuple(
        PrintedSection(title, tuple(by_section[name]), issue.reading_list if [name] == last else ())
        for name, title in SECTIONS.items()
        if name in by_section
    )
    more = {"number": "", "day": None} | more
    return PrintedIssue(
        issue.title, period=issue.period, editor=issue.editor or editor, sections=sections, **more
    )


def piece_of(piece: Piece) -> PrintedPiece:
    """A piece in paragraphs."""
    return PrintedPiece(piece.title, piece.label, piece.source, tuple(_blocks(piece)))


def _blocks(piece: Piece) -> Iterator[Block]:
    if not piece.asks:
        yield from _lines(piece.body or piece.answer)
        return
    yield Block("question", piece.question)
    for name, heading in PARTS.items():
        text = getattr(piece, name)
        if name == "question" or not text:
            continue
        if name != "scenario":
            yield Block("part", heading)
        yield from _lines(text)


def _lines(text: str) -> Iterator[Block]:
    for line in text.splitlines():
        if line.startswith(SUBHEAD):
            yield Block("sub", line.removeprefix(SUBHEAD).strip())
        elif line.strip():
            yield Block("text", line.strip())
