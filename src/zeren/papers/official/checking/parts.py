"""Which paragraph is which part of the document: found by what it says and where it stands, never guessed beyond that."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from docx.oxml.ns import qn

from zeren.papers.official.checking.formatting import Line, Styles
from zeren.papers.official.checking.model import Form
from zeren.papers.official.model import level_of

NUMBER = re.compile(r"^(\S{1,24}?)\s*([〔［\[【（(])\s*(\d{2,4})\s*([〕］\]】）)])\s*(第?)\s*(\d+)\s*号$")
DAY = re.compile(
    r"^([\d〇○零一二三四五六七八九]{2,4})\s*年\s*([\d一二三四五六七八九十]{1,3})\s*月\s*([\d一二三四五六七八九十]{1,3})\s*日$"
)
ANNEX = re.compile(r"^附\s*件\s*[：:]")
COPIES = re.compile(r"^抄\s*送\s*[：:]")
PRINTED = re.compile(r"印\s*发$|印制$")
HEAD_LINES = 20
"""The head of a document stands within its first lines."""
LONGEST_NAME = 60
LEAST = 1.0
"""Points of a character: what a file says below that is no size."""


@dataclass
class Grid:
    """The section's grid of lines: pitch in points (0: none), and what it adds to each character."""

    pitch: float = 0.0
    added: float = 0.0


@dataclass
class Parts:
    """One document taken apart. Lists are empty, single parts None where the file does not show them."""

    document: Any
    styles: Styles
    lines: list[Line]
    form: Form = "plain"
    mark: Line | None = None
    number: Line | None = None
    title: list[Line] = field(default_factory=list)
    addressee: Line | None = None
    body: list[Line] = field(default_factory=list)
    annexes: list[Line] = field(default_factory=list)
    signer: Line | None = None
    day: Line | None = None
    note: Line | None = None
    imprint: list[Line] = field(default_factory=list)
    imprint_table: Any = None

    @cached_property
    def section(self) -> Any:
        """The first section's properties."""
        return self.document.sections[0]

    @cached_property
    def grid(self) -> Grid:
        """The grid of the first section."""
        found = self.section._sectPr.find(qn("w:docGrid"))
        if found is None or found.get(qn("w:type")) not in ("lines", "linesAndChars", "snapToChars"):
            return Grid()
        added = float(found.get(qn("w:charSpace")) or 0) / 4096 if found.get(qn("w:type")) != "lines" else 0.0
        return Grid(float(found.get(qn("w:linePitch")) or 0) / 20, added)

    @cached_property
    def width(self) -> float:
        """Of the text area, in points."""
        section = self.section
        return (_said(section.page_width) - _said(section.left_margin) - _said(section.right_margin)) / 12700

    @cached_property
    def height(self) -> float:
        """Of the text area, in points."""
        section = self.section
        return (_said(section.page_height) - _said(section.top_margin) - _said(section.bottom_margin)) / 12700

    @cached_property
    def advance(self) -> float:
        """From character to character of the body, in points."""
        runs = [run for line in self.body for run in line.runs] or [
            run for line in self.lines for run in line.runs
        ]
        if not runs:
            return 16.0
        run = max(runs, key=lambda one: len(one.text))
        return max(LEAST, run.size + run.spacing + self.grid.added)

    @cached_property
    def usual_pitch(self) -> float:
        """From line to line of most of the body, in points; 0 without a body."""
        pitches = Counter(line.pitch(self.grid.pitch) for line in self.body)
        return pitches.most_common(1)[0][0] if pitches else 0.0

    def named(self, line: Line) -> str:
        """正文第 3 段“一、事实”: where a paragraph stands, in words."""
        short = line.text if len(line.text) <= 12 else f"{line.text[:12]}……"
        place = next((at for at, one in enumerate(self.body, 1) if one is line), None)
        if place is not None:
            return f"正文第 {place} 段“{short}”"
        return f"“{short}”"

    def gap(self, above: Line, below: Line) -> float:
        """The blank lines between two paragraphs, in lines of the body."""
        between = self.lines[above.place + 1 : below.place]
        height = sum(line.pitch(self.grid.pitch) + _space(line) for line in between)
        height += above.points("spacing", "after") + below.points("spacing", "before")
        return height / (self.height / 22) if self.height else 0.0


def _said(length: int | None) -> int:
    """A length of the section; what the file does not say is nothing."""
    return length or 0


def _space(line: Line) -> float:
    return line.points("spacing", "before") + line.points("spacing", "after")


def parts_of(document: Any) -> Parts:
    """Take a document apart."""
    styles = Styles(document)
    found = [Line(p, styles, place) for place, p in enumerate(document.element.body.findall(qn("w:p")))]
    parts = Parts(document, styles, found)
    said = [line for line in found if line.text]
    _head(parts, said)
    after = _title(parts, said)
    _tail(parts, after)
    return parts


def _head(parts: Parts, said: list[Line]) -> None:
    head = said[:HEAD_LINES]
    parts.number = next((line for line in head if NUMBER.match(behind_tab(line.text))), None)
    parts.mark = next((line for line in head if line.red and line.size >= 18), None)
    if parts.mark is not None:
        parts.form = "document"
    elif red_header(parts):
        parts.form = "letter"


def behind_tab(text: str) -> str:
    """In a letter the number stands behind a mark, at the right of its line."""
    return text.split("\t")[-1].strip()


def red_header(parts: Parts) -> Line | None:
    """The issuer's name in the header of a letter's first sheet."""
    section = parts.section
    if not section.different_first_page_header_footer:
        return None
    paragraphs = section.first_page_header._element.findall(qn("w:p"))
    lines = (Line(p, parts.styles, 0) for p in paragraphs)
    return next((line for line in lines if line.red), None)


def _title(parts: Parts, said: list[Line]) -> list[Line]:
    """The title: the first centred lines below the head. Answers what stands below them."""
    begins = max((said.index(one) + 1 for one in (parts.mark, parts.number) if one in said), default=0)
    rest = said[begins:]
    first = next(
        (at for at, line in enumerate(rest[:HEAD_LINES]) if line.alignment == "center" or line.size >= 20),
        None,
    )
    if first is None:
        return rest
    end = first
    while end < len(rest) and end < first + 6 and _like_title(rest[end], rest[first]):
        parts.title.append(rest[end])
        end += 1
    return rest[end:]


def _like_title(line: Line, first: Line) -> bool:
    return line.alignment == first.alignment and line.size == first.size and len(line.text) <= LONGEST_NAME


def _tail(parts: Parts, rest: list[Line]) -> None:
    if rest and rest[0].text.endswith(("：", ":")) and level_of(rest[0].text) == "text":
        parts.addressee, rest = rest[0], rest[1:]
    copies = next((at for at, line in enumerate(rest) if COPIES.match(line.text)), len(rest))
    day = next((at for at, line in enumerate(rest[:copies]) if DAY.match(line.text)), None)
    parts.imprint = [line for line in rest[copies:] if COPIES.match(line.text) or PRINTED.search(line.text)]
    parts.imprint_table = _imprint(parts.document)
    body = rest[:copies] if day is None else rest[:day]
    if day is not None:
        parts.day = rest[day]
        parts.note = next(
            (line for line in rest[day + 1 : copies][:1] if line.text.startswith(("（", "("))), None
        )
        if body and _signer(body[-1]):
            parts.signer, body = body[-1], body[:-1]
    at = next((at for at, line in enumerate(body) if ANNEX.match(line.text)), len(body))
    parts.body, parts.annexes = body[:at], body[at:]


def _signer(line: Line) -> bool:
    return len(line.text) <= LONGEST_NAME and not line.text.endswith(("。", "；", "：", "！", "？")) and level_of(line.text) == "text"  # fmt: skip


def _imprint(document: Any) -> Any:
    """The last table, where it is the imprint. Read as it is written: a span that it claims is not laid out."""
    tables = document.element.body.findall(qn("w:tbl"))
    text = "".join(t.text or "" for t in tables[-1].iter(qn("w:t"))) if tables else ""
    return tables[-1] if "抄送" in text or "印发" in text else None
