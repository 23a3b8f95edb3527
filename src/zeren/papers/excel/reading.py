"""Read a workbook as a unit sent it: rows that are right, cells that are not, columns that were not read."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from zeren.papers.excel.columns import BadCell, Column, Problem, Sheet, shown, take
from zeren.records import containers

LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 60_000, 200
WORKBOOK = "xl/workbook.xml"
HEAD_ROWS = 10


class BadWorkbook(ValueError):
    """The file as a whole can't be read; nothing of it was taken."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is right: its number as Excel counts, and its values by column key."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a workbook. ``raw`` holds every row as shown, for the annotated return."""

    sheet: Sheet
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    not_read: tuple[str, ...]
    raw: tuple[tuple[int, tuple[str, ...]], ...]
    headings: tuple[str, ...]

    @property
    def bad_rows(self) -> frozenset[int]:
        """Numbers of the rows that have a problem."""
        return frozenset(problem.row for problem in self.problems)


def read(sheet: Sheet, content: bytes) -> Reading:
    """Read ``content`` as ``sheet``.

    Raises:
        BadWorkbook: not a workbook, too large, or without the columns of the sheet.
    """
    grid = _grid(content)
    head = _head(sheet, grid)
    headings = tuple(shown(cell) for cell in grid[head])
    columns = [sheet.by_title().get(title.rstrip("*＊")) for title in headings]
    rows, problems, raw = [], [], []
    for number, cells in enumerate(grid[head + 1 :], head + 2):
        texts = tuple(shown(cell) for cell in cells)
        if not any(texts):
            continue
        raw.append((number, texts))
        values, wrong = _row(number, columns, cells)
        problems.extend(wrong)
        if not wrong:
            rows.append(Row(number, values))
    doubled = _doubles(sheet, rows)
    bad = {problem.row for problem in doubled}
    not_read = tuple(
        title for title, column in zip(headings, columns, strict=True) if title and column is None
    )
    return Reading(
        sheet,
        tuple(r for r in rows if r.number not in bad),
        (*problems, *doubled),
        not_read,
        tuple(raw),
        headings,
    )


def _grid(content: bytes) -> list[list[object]]:
    if len(content) > LARGEST_FILE:
        raise BadWorkbook("文件超过 20 MB，未读取", "the file is larger than 20 MB; nothing was read")
    _check_extent(_parts(content))
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as reason:
        raise BadWorkbook(f"工作簿已损坏：{reason}", f"the workbook is damaged: {reason}") from None


def _parts(content: bytes) -> dict[str, bytes]:
    try:
        parts = containers.members_of(content)
    except containers.NoContainer:
        raise BadWorkbook("不是 Excel 工作簿（.xlsx）", "this is not an Excel workbook (.xlsx)") from None
    except containers.Unsafe as unsafe:
        raise BadWorkbook(f"工作簿{unsafe.zh}", f"the workbook: {unsafe.en}") from None
    if WORKBOOK not in parts:
        raise BadWorkbook("不是 Excel 工作簿（.xlsx）", "this is not an Excel workbook (.xlsx)")
    return parts


def _check_extent(parts: dict[str, bytes]) -> None:
    """A cell far out makes the whole field between read: refused before the reader lays it out.

    Raises BadWorkbook beyond ``MOST_ROWS`` rows or ``MOST_COLUMNS`` columns.
    """
    for part in parts.values():
        try:
            for _, cell in etree.iterparse(BytesIO(part), tag="{*}c", resolve_entities=False):
                _check_place(cell.get("r", ""))
                cell.clear()
        except etree.XMLSyntaxError:
            continue


def _check_place(place: str) -> None:
    letters = place.rstrip("0123456789")
    row = int(place[len(letters) :][:12] or 0)
    column = 0
    for letter in letters[:8].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    if row > MOST_ROWS or column > MOST_COLUMNS:
        raise BadWorkbook(
            f"单元格 {place[:20]} 超出 {MOST_ROWS} 行、{MOST_COLUMNS} 列，未读取",
            f"cell {place[:20]} lies beyond {MOST_ROWS} rows and {MOST_COLUMNS} columns; nothing was read",
        )


def _head(sheet: Sheet, grid: list[list[object]]) -> int:
    """The row of headings: the first of the upper rows that has every required column."""
    needed = {column.title for column in sheet.columns if column.required}
    missing = needed
    for place, cells in enumerate(grid[:HEAD_ROWS]):
        there = {shown(cell).rstrip("*＊") for cell in cells}
        if needed <= there:
            return place
        if len(needed - there) < len(missing):
            missing = needed - there
    listed = "、".join(sorted(missing))
    raise BadWorkbook(
        f"前 {HEAD_ROWS} 行里没有表头，缺列：{listed}",
        f"no heading row in the first {HEAD_ROWS} rows; missing columns: {listed}",
    )


def _row(
    number: int, columns: list[Column | None], cells: list[object]
) -> tuple[dict[str, str], list[Problem]]:
    values: dict[str, str] = {}
    problems = []
    for column, cell in zip(columns, cells, strict=False):
        if column is None:
            continue
        try:
            values[column.key] = take(column, cell)
        except BadCell as wrong:
            problems.append(Problem(number, column.title, shown(cell), wrong.zh, wrong.en))
    return values, problems


def _doubles(sheet: Sheet, rows: list[Row]) -> list[Problem]:
    """Rows of one file that say the same thing twice."""
    seen: dict[tuple[str, ...], int] = {}
    problems = []
    for row in rows if sheet.key else ():
        key = tuple(row.values.get(part, "") for part in sheet.key)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            title = next(column.title for column in sheet.columns if column.key == sheet.key[0])
            problems.append(
                Problem(row.number, title, key[0], f"与第 {first} 行重复", f"the same as row {first}")
            )
    return problems
