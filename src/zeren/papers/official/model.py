"""The parts of an official document, as GB/T 9704-2012 names them; no layout here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["text", "1", "2", "3", "4", "flush"]
"""``text``: indented paragraph; ``1``–``4``: 一、 （一） 1. （1） headings; ``flush``: from the left edge."""

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
class OfficialDocument:
    """One document before layout.

    ``issuer_mark`` is the red heading (发文机关标志); None for papers served on a person, which carry none.
    ``signed_by`` stands above ``dated``; both None while the paper is a draft. ``form``: a document with its red
    head, or a letter (信函格式: the issuer's name 30 mm down, double red lines, the number at the right).
    """

    title: str
    body: tuple[Paragraph, ...]
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
    form: Literal["document", "letter"] = "document"


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Split ``text`` at line ends; a line that begins with an enumerator takes the level of that enumerator."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(Paragraph(line, level_of(line)) for line in lines if line)


def level_of(line: str) -> Level:
    """The level that a line's enumerator gives it (GB/T 9704-2012, 7.3.3)."""
    return next((level for level, pattern in _HEADINGS if pattern.match(line)), "text")


def chinese_day(day: date) -> str:
    """2024年3月4日: Arabic figures without leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
