"""Tables of a Word document as the rows of a sheet: cells that are merged downwards are empty below the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO

import docx
from docx.oxml.ns import qn
from docx.table import Table

from zeren.papers.excel.extent import MOST_COLUMNS, TooFar

DOCUMENT = "word/document.xml"
MOST_CELLS = 200_000
"""Cells of all its tables together; a workbook of the lists has fewer."""
MOST_TAGS = 4_000_000
"""Of all its parts together, each cell with its properties, paragraph and run."""


def grid_of(content: bytes, parts: Mapping[str, bytes]) -> list[list[object]]:
    """The rows of every table of the document, one table after the other; none where it has no table, or is no document.

    ``parts``: its members. Raises TooFar where there is more than a list ever has.
    """
    if sum(part.count(b"<") for part in parts.values()) > MOST_TAGS:
        raise _too_much()
    grid: list[list[object]] = []
    left = MOST_CELLS
    try:
        for row in _all_rows(content):
            left -= len(row)
            if left < 0:
                raise _too_much()
            grid.append(row)
    except TooFar:
        raise
    # The library answers a damaged file with whatever its parts stumble over.
    except Exception:
        return []
    return _even(grid)


def _all_rows(content: bytes) -> Iterator[list[object]]:
    for table in docx.Document(BytesIO(content)).tables:
        yield from _rows(table)


def _too_much() -> TooFar:
    return TooFar("文档里的表格太大，未读取", f"more than {MOST_CELLS} cells; nothing was read")


def _even(grid: list[list[object]]) -> list[list[object]]:
    """Every row as long as the longest."""
    longest = max(map(len, grid), default=0)
    return [row + [""] * (longest - len(row)) for row in grid]


def _rows(table: Table) -> Iterator[list[object]]:
    """Each row's cells by its place in the grid; read from the marks themselves, which is quick in long tables."""
    for row in table._tbl.tr_lst:
        cells: list[object] = []
        for cell in row.tc_lst:
            if len(cells) + cell.grid_span > MOST_COLUMNS:
                raise TooFar(
                    f"表格超过 {MOST_COLUMNS} 列，未读取",
                    f"more than {MOST_COLUMNS} columns; nothing was read",
                )
            goes_on = cell.vMerge == "continue"
            text = "" if goes_on else "".join(t.text or "" for t in cell.iter(qn("w:t"))).strip()
            cells += [text, *[""] * (cell.grid_span - 1)]
        yield cells
