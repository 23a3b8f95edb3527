"""The parts of an official document, as GB/T 9704-2012 names them; no layout here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["text", "1", "2", "3", "4", "flush"]
"""``text``: indented paragraph; ``1``–``4``: 一、 （一） 1. （1） headings; ``flush``: from the left edge."""

Form = Literal["document", "letter", "sheet"]
SIGNED = "签名"
"""Begins the line of a cell where somebody signs."""
FIGURE = "^[0-9.%□＊—]+$"
"""What stands in the middle of its cell: a figure, one that is not told, a box to tick."""

_HEADINGS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("1", re.compile(r"^[一二三四五六七八九十]+、")),
    ("2", re.compile(r"^（[一二三四五六七八九十]+）")),
    ("3", re.compile(r"^\d+\.")),
    ("4", re.compile(r"^（\d+）")),
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the body. ``bare`` headings stand in their level's typeface as a whole."""

    text: str
    level: Level = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one another. ``widths``: of the columns, 28 characters in all; ``head`` names the columns and stands
    on every sheet anew. A line of a cell that begins with 签名 stands at its foot, with room to write above it."""

    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()


Block = Paragraph | Table
"""What a body is made of."""


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """One document before layout.

    ``issuer_mark`` is the red heading (发文机关标志); None for papers served on a person, which carry none.
    ``signed_by`` stands above ``dated``; both None while the paper is a draft. ``form``: a document with its red
    head, a letter (信函格式: the issuer's name 30 mm down, double red lines, the number at the right), or a form to
    fill in (表格): what stands under each heading of the first level is a row.
    """

    title: str
    body: tuple[Block, ...]
    issuer_mark: str | None = None
    number: str | None = None
    addressee: str | None = None
    annexes: tuple[str, ...] = ()
    signed_by: str | None = None
    dated: date | None = None
    note: str | None = None
    copies_to: tuple[str, ...] = ()
    printed_by: str | None = None
    printed_on: date | None = None
    classification: str | None = None
    period: str | None = None
    urgency: str | None = None
    copy_number: str | None = None
    footer: str | None = None
    draft: bool = False
    watermark: str | None = None
    form: Form = "document"


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Split ``text`` at line ends; a line that begins with an enumerator takes the level of that enumerator."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(Paragraph(line, level_of(line)) for line in lines if line)


def level_of(line: str) -> Level:
    """The level that a line's enumerator gives it (GB/T 9704-2012, 7.3.3)."""
    return next((level for level, pattern in _HEADINGS if pattern.match(line)), "text")


def text_of(body: Iterable[Block]) -> Iterator[Paragraph]:
    """The paragraphs of a body."""
    return (block for block in body if isinstance(block, Paragraph))


def laid_out(document: OfficialDocument) -> tuple[Block, ...]:
    """The body as it is laid out; a form's headings name the rows of its table."""
    if document.form != "sheet":
        return document.body
    before: list[Block] = []
    rows: list[tuple[str, list[str]]] = []
    for paragraph in text_of(document.body):
        if paragraph.level == "1":
            rows.append((paragraph.text.partition("、")[2], []))
        elif rows:
            rows[-1][1].append(paragraph.text)
        else:
            before.append(paragraph)
    return (*before, Table((5, 23), tuple((name, "\n".join(lines)) for name, lines in rows)))


def chinese_day(day: date) -> str:
    """2024年3月4日: Arabic figures without leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def width_of(text: str) -> float:
    """How wide a line is, in characters: figures and Latin letters are half as wide."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def signature_right(name: str, day: str) -> tuple[float, float]:
    """What stands free at the right of name and day, in characters: the day four, the name centred over it
    (GB/T 9704-2012, 7.3.5.1); a name too long for that moves both to the left."""
    half = (width_of(name) - width_of(day)) / 2 if name and day else 0.0
    free = max(4.0, half)
    return free - half, free
