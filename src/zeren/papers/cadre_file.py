"""The integrity file of one cadre as DOCX and PDF: its inventory, then a section a heading, its entries a table.

What is sealed is only named.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zeren.papers.official.fonts import choose
from zeren.papers.printable import cleaned
from zeren.papers.typesetting import compiled, layout

BODY, HEADINGS = "仿宋", "黑体"
LINE, LONGEST = 257, 40
"""Millimetres between the margins of a sheet that lies; half widths beyond which a text takes a second line."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A section: its headings and rows; without rows the words that say so. ``numbered``: a row begins with its number."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    none: str = "没有记录"
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class CadreFile:
    """The whole. ``foot`` carries level, viewer and minute, on every page."""

    title: str
    lines: Sequence[str]
    parts: Sequence[FilePart]
    foot: str


def render_pdf(file: CadreFile) -> bytes:
    """The PDF/A. Raises NoChineseFont: never boxes."""
    plain = {
        "title": file.title, "lines": list(file.lines), "foot": file.foot,
        "parts": [
            {"title": part.title, "headings": list(part.headings), "rows": [list(row) for row in part.rows],
             "widths": _widths([part.headings, *part.rows])}
            for part in _shown(file.parts)
        ],
    }  # fmt: skip
    families = json.dumps(choose().families, ensure_ascii=False)
    inputs = {"file": json.dumps(cleaned(plain), ensure_ascii=False), "families": families}
    made = compiled(layout("zeren.papers", "cadre_file.typ"), inputs, format="pdf", pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


def _shown(parts: Sequence[FilePart]) -> list[FilePart]:
    """The inventory, which names every part, and those that hold something."""
    return [inventory(parts), *(part for part in parts if part.rows)]


def inventory(parts: Sequence[FilePart]) -> FilePart:
    """What the file holds: each part with the number of its entries, and the numbers that they bear."""
    rows = []
    for place, part in enumerate(parts, 1):
        borne = [row[0] for row in part.rows] if part.numbered else []
        span = borne[0] if len(borne) == 1 else f"{borne[0]} 至 {borne[-1]}" if borne else "—"
        rows.append((str(place), part.title, f"{len(part.rows)} 项" if part.rows else part.none, span))
    return FilePart("目录", ("部分", "内容", "项数", "序号"), rows)


def render(file: CadreFile) -> bytes:
    """The DOCX."""
    file = cleaned(file)
    paper = Document()
    section = paper.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    section.footer.paragraphs[0].text = file.foot
    _font(paper.styles["Normal"], BODY, 12)
    _words(paper.add_paragraph(), file.title, HEADINGS, 18)
    for line in file.lines:
        paper.add_paragraph(line)
    for part in _shown(file.parts):
        heading = paper.add_paragraph()
        heading.paragraph_format.space_before, heading.paragraph_format.keep_with_next = Pt(12), True
        _words(heading, part.title, HEADINGS, 14)
        _table(paper, part)
    paper.core_properties.title, paper.core_properties.author = file.title, ""
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _table(paper, part: FilePart) -> None:
    table = paper.add_table(rows=0, cols=len(part.headings))
    table.style, table.autofit = "Table Grid", False
    widths = _widths([part.headings, *part.rows])
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for texts in (part.headings, *part.rows):
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width in zip(row.cells, texts, widths, strict=True):
            cell.width = Mm(width)
            _words(cell.paragraphs[0], text, BODY, 10.5)
    # The headings stand again on every page.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Millimetres of each column, by its longest text, within bounds; the table fills the line."""
    longest = [min(max(map(_room, column)), LONGEST) + 4 for column in zip(*rows, strict=True)]
    return [LINE * size / sum(longest) for size in longest]


def _room(text: str) -> int:
    """Half widths that a text takes: a character two, a Latin letter or figure one."""
    return sum(1 if sign.isascii() else 2 for sign in text)


def _words(paragraph, text: str, name: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), name
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _font(style, name: str, size: int) -> None:
    style.font.name, style.font.size = name, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
