"""Write workbooks: templates with validation lists, ledgers with filters and print setup, annotated returns.

Every cell is written as text, number or day, never as a formula: what begins with ``=``, ``+``, ``-`` or ``@``
stays what somebody typed.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import xlsxwriter

from zeren.papers.excel.columns import Column, Problem, Sheet
from zeren.papers.excel.reading import Reading

Cell = str | int | date | None
SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
}
PREFIX = "list-"
LEFT = 3600
"""Seconds after which what lies there is nobody's any more."""
VALIDATED_ROWS = 5000
LONGEST_LIST = 255
"""Excel takes a validation list of at most 255 characters in place; a longer one stands on a sheet of its own."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of an export: title and width in characters."""

    title: str
    width: int = 14


def template(sheet: Sheet) -> bytes:
    """An empty workbook for ``sheet``: headings (required ones starred), validation lists, a sheet that explains."""
    return filled(sheet, ())


def filled(sheet: Sheet, rows: Iterable[Mapping[str, str]]) -> bytes:
    """The same with rows (text by column), to be edited and brought back."""
    out = BytesIO()
    with _workbook(out) as book:
        page = book.add_worksheet(sheet.name)
        _headings(book, page, [Heading(_starred(column), column.width) for column in sheet.columns])
        for place, cells in enumerate(rows, 1):
            _write_row(page, place, [cells.get(column.key, "") for column in sheet.columns])
        lists = book.add_worksheet("取值")
        for place, column in enumerate(sheet.columns):
            _validation(page, lists, place, column)
        _explain(book, sheet)
        if not any(column.values for column in sheet.columns):
            lists.hide()
    return out.getvalue()


def ledger(
    title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]], foot: str, landscape: bool = True
) -> bytes:
    """A list as people print it: title line, sticky filtered head, repeated on each page, ``foot`` on each.

    ``foot`` carries classification, viewer and minute.
    """
    out = BytesIO()
    with _workbook(out) as book:
        _listed(book, title, headings, rows, foot, landscape)
    return out.getvalue()


def long_ledger(
    folder: Path, title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Cell]], foot: str
) -> BinaryIO:
    """The same list of any length, one row in memory at a time, as an open file at its beginning.

    ``folder``: where it is put together. The file has no name there when it is handed out; what a process that was
    killed left behind is removed by the next one (older than an hour).
    """
    _swept(folder)
    with TemporaryDirectory(prefix=PREFIX, dir=folder) as place:
        file = Path(place) / "list.xlsx"
        with _workbook(str(file), in_memory=False, constant_memory=True, tmpdir=place) as book:
            _listed(book, title, headings, rows, foot, landscape=True)
        return file.open("rb")


def _swept(folder: Path) -> None:
    for left in folder.glob(f"{PREFIX}*"):
        if time.time() - left.stat().st_mtime > LEFT:
            shutil.rmtree(left, ignore_errors=True)


def _listed(
    book: xlsxwriter.Workbook,
    title: str,
    headings: Sequence[Heading],
    rows: Iterable[Sequence[Cell]],
    foot: str,
    landscape: bool,
) -> None:
    page = book.add_worksheet(_sheet_name(title))
    _headings(book, page, headings)
    last = 0
    for last, row in enumerate(rows, 1):
        _write_row(page, last, row)
    page.autofilter(0, 0, max(last, 1), len(headings) - 1)
    _print_setup(page, title, foot, landscape)


def annotated(reading: Reading) -> bytes:
    """The workbook as it came, with a first column that says what is wrong in each row."""
    by_row: dict[int, list[Problem]] = {}
    for problem in reading.problems:
        by_row.setdefault(problem.row, []).append(problem)
    out = BytesIO()
    with _workbook(out) as book:
        page = book.add_worksheet(_sheet_name(reading.sheet.name))
        red = book.add_format({"font_color": "#a3181d", "text_wrap": True, "valign": "top"})
        _headings(book, page, [Heading("需补正", 44), *(Heading(title) for title in reading.headings)])
        for place, (number, texts) in enumerate(reading.raw, 1):
            wrong = by_row.get(number, [])
            page.write_string(place, 0, "；".join(f"{p.column}：{p.zh}" for p in wrong), red)
            bad = {problem.column for problem in wrong}
            for column, text in enumerate(texts):
                marked = red if reading.headings[column].rstrip("*＊") in bad else None
                page.write_string(place, column + 1, text, marked)
        page.autofilter(0, 0, max(len(reading.raw), 1), len(reading.headings))
    return out.getvalue()


def _workbook(out: BytesIO | str, **options: object) -> xlsxwriter.Workbook:
    """An empty workbook; days stand at the left like words, away from the column after them."""
    book = xlsxwriter.Workbook(out, SAFE | options)
    book.default_date_format.set_align("left")
    return book


def _starred(column: Column) -> str:
    return f"{column.title}*" if column.required else column.title


def _headings(book: xlsxwriter.Workbook, page, headings: Sequence[Heading]) -> None:
    bold = book.add_format(
        {"bold": True, "bottom": 1, "bg_color": "#f0f3f6", "text_wrap": True, "valign": "vcenter"}
    )
    for place, heading in enumerate(headings):
        page.write_string(0, place, heading.title, bold)
        page.set_column(place, place, heading.width)
    page.freeze_panes(1, 0)


def _write_row(page, row: int, cells: Sequence[Cell]) -> None:
    for column, cell in enumerate(cells):
        if cell is None or cell == "":
            continue
        if isinstance(cell, date):
            page.write_datetime(row, column, cell)
        elif isinstance(cell, int):
            page.write_number(row, column, cell)
        else:
            page.write_string(row, column, cell)


def _validation(page, lists, place: int, column: Column) -> None:
    choices = [shown for shown, _ in column.values] if column.kind == "one_of" else []
    if column.kind == "yes_no":
        choices = ["是", "否"]
    if not choices:
        return
    lists.write_column(0, place, [column.title, *choices])
    source: object = choices
    if len(",".join(choices)) > LONGEST_LIST:
        letter = xlsxwriter.utility.xl_col_to_name(place)
        source = f"=取值!${letter}$2:${letter}${len(choices) + 1}"
    page.data_validation(
        1,
        place,
        VALIDATED_ROWS,
        place,
        {"validate": "list", "source": source, "error_message": f"{column.title}：请从列表中选"},
    )


def _explain(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    page = book.add_worksheet("填写说明")
    _headings(
        book, page, [Heading("列", 18), Heading("是否必填", 10), Heading("怎样填", 50), Heading("举例", 24)]
    )
    for row, column in enumerate(sheet.columns, 1):
        _write_row(
            page, row, [column.title, "必填" if column.required else "选填", column.help, column.example]
        )
    page.write_string(len(sheet.columns) + 2, 0, sheet.note)


def _print_setup(page, title: str, foot: str, landscape: bool) -> None:
    if landscape:
        page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_header(f"&C{_escaped(title)}")
    page.set_footer(f"&L{_escaped(foot)}&R第 &P 页，共 &N 页")


def _escaped(text: str) -> str:
    """An ampersand is a command in Excel's headers and footers; doubled it is itself. At most 255 characters."""
    return text.replace("&", "&&")[:200]


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters without []:*?/\\, and no apostrophe at either end."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\")[:31].strip("'") or "表"
