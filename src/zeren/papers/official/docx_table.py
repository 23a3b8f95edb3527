"""A table of an official document in DOCX: a form to fill in, or a list with its columns named on every sheet."""

from __future__ import annotations

import re
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt

from zeren.papers.official.model import FIGURE, SIGNED, Table

CENTER, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
PITCH, ROOM = Pt(20), Pt(48)
"""Of a line in a cell; what is left free above a line where somebody signs."""
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def draw(paper: Any, table: Table, width: Length, run: Any, *, named_rows: bool) -> None:
    """Draw ``table`` at the end of ``paper``, ``width`` wide; ``run`` writes text in a typeface of the document;
    ``named_rows``: the first column names the rows."""
    drawn = paper.add_table(rows=0, cols=len(table.widths))
    drawn.alignment, drawn.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    _edges(drawn)
    widths = [Length(int(width * one / sum(table.widths))) for one in table.widths]
    for grid, one in zip(drawn.columns, widths, strict=True):
        grid.width = one
    if table.head:
        _mark(_row(drawn, table.head, widths, run, named=len(table.head)), "w:tblHeader")
    for row in table.rows:
        made = _row(drawn, row, widths, run, named=int(named_rows))
        if table.head:
            # A list's row stands on one sheet; an answer in a form may be longer than one.
            _mark(made, "w:cantSplit")


def _row(drawn: Any, texts: tuple[str, ...], widths: list[Length], run: Any, named: int) -> Any:
    """A row; the first ``named`` cells are names, in black and centred."""
    row = drawn.add_row()
    for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        cell.width = width
        _cell(cell, text, run, name=place < named)
    return row


def _cell(cell: Any, text: str, run: Any, *, name: bool) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER if name else WD_CELL_VERTICAL_ALIGNMENT.TOP
    for place, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        shape = paragraph.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
        signs = line.startswith(SIGNED)
        shape.space_before = ROOM if signs else Pt(3 if place == 0 else 0)
        middle = name or re.match(FIGURE, text) is not None
        shape.alignment = CENTER if middle else RIGHT if signs else LEFT
        _off_the_grid(paragraph)
        run(paragraph, line, "black" if name else "body", Pt(14))
    cell.paragraphs[-1].paragraph_format.space_after = Pt(3)


def _edges(drawn: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in EDGES:
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    drawn._tbl.tblPr.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _off_the_grid(paragraph: Any) -> None:
    """The page's grid is that of 22 lines; a cell keeps its own pitch."""
    properties = paragraph._p.get_or_add_pPr()
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties.insert_element_before(snap, "w:spacing", "w:ind", "w:jc")
