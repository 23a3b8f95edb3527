"""How far the cells of a workbook reach, counted before any reader lays them out.

A reader keeps the whole field between the first cell and the last in memory, so a file of a few kilobytes could ask for
all there is. Read by its tags alone and as leniently as the reader does: a sheet that is no well-formed XML is counted too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

MOST_ROWS, MOST_COLUMNS = 60_000, 200
MOST_CELLS = 2_000_000
MOST_TAGS = 12_000_000
"""Opening and closing ones of all parts together; a full sheet of lists has half as many."""
TAG = re.compile(rb"<(?:[\w.-]++:)?(row|c)(?=[\s/><])((?:[^<>\"']|\"[^\"]*\"|'[^']*')*+)([<>])")
"""A tag ends before the next begins: nothing is looked through twice, however it is written."""
VALUE = re.compile(rb"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
LONGEST = 12
"""Characters of a place that are looked at; the furthest of Excel has ten."""


class TooFar(ValueError):
    """A workbook that is not laid out; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


def check(parts: Iterable[bytes]) -> None:
    """Raises TooFar beyond ``MOST_ROWS`` rows, ``MOST_COLUMNS`` columns, ``MOST_CELLS`` cells or ``MOST_TAGS`` tags."""
    cells = tags = 0
    for part in parts:
        tags += part.count(b"<")
        if tags > MOST_TAGS:
            raise _too_much()
        for row, column in _places(part):
            cells += 1
            if row > MOST_ROWS or column > MOST_COLUMNS:
                raise _beyond(row, column)
            if cells > MOST_CELLS:
                raise _too_much()


def _places(part: bytes) -> Iterator[tuple[int, int]]:
    """Row and column of each row (column 0) and each cell; one that tells no place follows the one before. Raises TooFar
    where a tag does not end."""
    row = column = 0
    for tag in TAG.finditer(part):
        if tag[3] == b"<":
            raise TooFar("工作表已损坏，未读取", "a tag of a sheet does not end; nothing was read")
        given = _given(tag[2])
        if tag[1] == b"row":
            row, column = int(given) if _number(given) else row + 1, 0
        elif given:
            letters = given.rstrip("0123456789")
            row, column = int(given[len(letters) :] or row), _column(letters)
        else:
            column += 1
        yield row, column


def _given(values: bytes) -> str:
    """The place that a row or cell tells (``r``); empty: none. What stands inside another value is no place."""
    for found in VALUE.finditer(values):
        if found[1] == b"r":
            return (found[2] or found[3] or b"")[:LONGEST].decode(errors="replace")
    return ""


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + max(ord(letter) - ord("A") + 1, 0)
    return column


def _beyond(row: int, column: int) -> TooFar:
    return TooFar(
        f"有内容在第 {row} 行第 {column} 列，超出 {MOST_ROWS} 行、{MOST_COLUMNS} 列，未读取",
        f"row {row}, column {column} lies beyond {MOST_ROWS} rows and {MOST_COLUMNS} columns; nothing was read",
    )


def _too_much() -> TooFar:
    return TooFar(
        f"单元格超过 {MOST_CELLS // 10_000} 万个，未读取",
        f"more than {MOST_CELLS} cells; nothing was read",
    )
