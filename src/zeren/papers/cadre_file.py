"""The integrity file of one cadre as a DOCX: a section a heading, its entries a table. What is sealed is only named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

BODY, HEADINGS = "仿宋", "黑体"


@dataclass(frozen=True, slots=True)
class FilePart:
    """A section: its headings and rows; without rows the words that say so."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    none: str = "没有记录"


@dataclass(frozen=True, slots=True)
class CadreFile:
    """The whole. ``foot`` carries level, viewer and minute, on every page."""

    title: str
    lines: Sequence[str]
    parts: Sequence[FilePart]
    foot: str


def render(file: CadreFile) -> bytes:
    """The DOCX."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.footer.paragraphs[0].text = file.foot
    _font(paper.styles["Normal"], BODY, 12)
    _words(paper.add_paragraph(), file.title, HEADINGS, 18)
    for line in file.lines:
        paper.add_paragraph(line)
    for part in file.parts:
        _words(paper.add_paragraph(), part.title, HEADINGS, 14)
        if part.rows:
            _table(paper, part)
        else:
            paper.add_paragraph(part.none)
    paper.core_properties.title, paper.core_properties.author = file.title, ""
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def _table(paper, part: FilePart) -> None:
    table = paper.add_table(rows=1, cols=len(part.headings))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, part.headings, strict=True):
        cell.text = text
    for row in part.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _words(paragraph, text: str, name: str, size: int) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), name
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _font(style, name: str, size: int) -> None:
    style.font.name, style.font.size = name, Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
