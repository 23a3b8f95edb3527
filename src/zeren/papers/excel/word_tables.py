"""Tables of a Word document as the rows of a sheet: cells that are merged downwards are empty below the first."""

from __future__ import annotations

from io import BytesIO

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table

DOCUMENT = "word/document.xml"
MOST_CELLS = 200_000
"""Cells of all its tables together; a workbook of the lists has fewer."""


def grid_of(content: bytes) -> list[list[object]]:
    """The rows of every table of the document, one table after the other; none where it has no table."""
    try:
        document = docx.Document(BytesIO(content))
    except (OpcError, KeyError, ValueError):
        return []
    grid: list[list[object]] = []
    left = MOST_CELLS
    for table in document.tables:
        for row in _rows(table):
            left -= len(row)
            if left < 0:
                return _even(grid)
            grid.append(row)
    return _even(grid)


def _even(grid: list[list[object]]) -> list[list[object]]:
    """Every row as long as the longest."""
    longest = max(map(len, grid), default=0)
    return [row + [""] * (longest - len(row)) for row in grid]


def _rows(table: Table) -> list[list[object]]:
    """Each row's cells by its place in the grid; read from the marks themselves, which is quick in long tables."""
    found: list[list[object]] = []
    for row in table._tbl.tr_lst:
        cells: list[object] = []
        for cell in row.tc_lst:
            goes_on = cell.vMerge == "continue"
            text = "" if goes_on else "".join(t.text or "" for t in cell.iter(qn("w:t"))).strip()
            cells += [text, *[""] * (cell.grid_span - 1)]
        found.append(cells)
    return found
