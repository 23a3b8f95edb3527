"""Read a workbook as a unit sent it: rows that are right, cells that are not, columns that were not read."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from zeren.papers.excel import extent, word_tables
from zeren.papers.excel.columns import BadCell, Column, Problem, Sheet, shown, take
from zeren.records import containers

LARGEST_FILE = 20 * 1024 * 1024
WORKBOOK = "xl/workbook.xml"
OTHER_FORMATS = {"mimetype", "xl/workbook.bin"}
"""What a container of another format has. The reader tries each format in turn, and this one alone was looked through."""
PANIC = "PanicException"
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
        BadWorkbook: not a workbook, too large, without the columns of the sheet, or with one that it refuses.
    """
    grid = _grid(content, word=sheet.word)
    head = _head(sheet, grid)
    headings = tuple(shown(cell) for cell in grid[head])
    columns = [sheet.by_title().get(heading(title)) for title in headings]
    _check_refused(sheet, headings, columns)
    rows, problems, raw = [], [], []
    above: list[object] = []
    for number, cells in enumerate(grid[head + 1 :], head + 2):
        texts = tuple(shown(cell) for cell in cells)
        if not any(texts) or texts == headings:
            continue
        raw.append((number, texts))
        cells = above = _carried(sheet, columns, above, cells)
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


def _check_refused(sheet: Sheet, headings: tuple[str, ...], columns: list[Column | None]) -> None:
    """A column that the register must not have is not passed over in silence: whoever sent it should take it out."""
    foreign = [heading(title) for title, column in zip(headings, columns, strict=True) if column is None]
    found = [title for title in foreign if any(word in title for word in sheet.refused)]
    if found:
        listed = "、".join(f"“{title}”" for title in found)
        raise BadWorkbook(f"有{listed}列。{sheet.refusal}", f"columns that are refused: {listed}")


def heading(text: str) -> str:
    """A heading without the star of a required column, and without the blanks and line breaks set into it."""
    return "".join(text.split()).rstrip("*＊")


def _carried(
    sheet: Sheet, columns: list[Column | None], above: list[object], cells: list[object]
) -> list[object]:
    """The row with what merged cells left empty, where all of it is empty."""
    places = [place for place, column in enumerate(columns) if column and column.key in sheet.carried]
    if not above or any(shown(cells[place]) for place in places if place < len(cells)):
        return cells
    return [above[place] if place in places else cell for place, cell in enumerate(cells)]


def _grid(content: bytes, *, word: bool = False) -> list[list[object]]:
    if len(content) > LARGEST_FILE:
        raise BadWorkbook("文件超过 20 MB，未读取", "the file is larger than 20 MB; nothing was read")
    parts = _parts(content, word=word)
    try:
        if WORKBOOK not in parts:
            return word_tables.grid_of(content, parts)
        extent.check(parts.values())
    except extent.TooFar as far:
        raise BadWorkbook(far.zh, far.en) from None
    return _laid_out(content)


def _laid_out(content: bytes) -> list[list[object]]:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError as reason:
        raise BadWorkbook(f"工作簿已损坏：{reason}", f"the workbook is damaged: {reason}") from None
    except BaseException as reason:
        # Some damaged files the reader answers with a panic, which is no Exception.
        if type(reason).__name__ != PANIC:
            raise
        raise BadWorkbook("工作簿已损坏", "the workbook is damaged") from None


def _parts(content: bytes, *, word: bool) -> dict[str, bytes]:
    zh = "不是 Excel 工作簿（.xlsx）或者 Word 文档（.docx）" if word else "不是 Excel 工作簿（.xlsx）"
    not_one = BadWorkbook(
        zh, f"this is not an Excel workbook (.xlsx){' or Word document (.docx)' if word else ''}"
    )
    try:
        parts = containers.members_of(content)
    except containers.NoContainer:
        raise not_one from None
    except containers.Unsafe as unsafe:
        raise BadWorkbook(f"工作簿{unsafe.zh}", f"the workbook: {unsafe.en}") from None
    wanted = WORKBOOK in parts or (word and word_tables.DOCUMENT in parts)
    if not wanted or OTHER_FORMATS & parts.keys():
        raise not_one
    return parts


def _head(sheet: Sheet, grid: list[list[object]]) -> int:
    """The row of headings: the first of the upper rows that has every required column."""
    titles = sheet.by_title()
    needed = {column.title for column in sheet.columns if column.required or column.heads}
    missing = needed
    for place, cells in enumerate(grid[:HEAD_ROWS]):
        there = {titles[text].title for cell in cells if (text := heading(shown(cell))) in titles}
        if needed <= there:
            return place
        if len(needed - there) < len(missing):
            missing = needed - there
    listed = "、".join(
        title for title in dict.fromkeys(column.title for column in sheet.columns) if title in missing
    )
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
        if sheet.numbers and not row.values.get(sheet.numbers):
            continue
        key = tuple(row.values.get(part, "") for part in sheet.key)
        first = seen.setdefault(key, row.number)
        if first != row.number:
            title = next(column.title for column in sheet.columns if column.key == sheet.key[0])
            problems.append(
                Problem(row.number, title, key[0], f"与第 {first} 行重复", f"the same as row {first}")
            )
    return problems
