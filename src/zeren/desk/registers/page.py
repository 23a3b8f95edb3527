"""The registers' pages as plain data: the list of organs, and the result of reading a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zeren.desk import links
from zeren.desk.components import Bit, Button, Empty, Grid, Head, Light, Link, Notice, Pages, Sign
from zeren.papers.excel.columns import Problem
from zeren.papers.excel.reading import Reading
from zeren.records.rows import Report

NOUNS = {
    "organs": "机关",
    "people": "人员",
    "posts": "职务",
    "appointments": "任职",
    "charges": "分管",
    "pool": "人才库",
    "risks": "廉政风险",
    "activities": "履责记录",
    "sheets": "评分细则",
    "points": "评分",
    "assessed": "考核对象",
    "public": "公众评价",
}
BACK = {
    "pool": ("人才库", "pool"),
    "risks": ("廉政风险", "risks"),
    "activities": ("明责", "duties"),
    "sheets": ("考核得分", "scores"),
    "points": ("考核得分", "scores"),
    "assessed": ("年度考核", "campaigns"),
    "public": ("年度考核", "campaigns"),
}
"""The list to which a register belongs, and its route; the list of organs where nothing is said."""

OF_CHANGED = {"activities": "更正的行空着的格照旧"}
"""What becomes of the cells that a changing row leaves empty, where a record keeps them."""

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class OrgansPage:
    """The list of organs."""

    head: Head
    grid: Grid
    pages: Pages | None


@dataclass(frozen=True, slots=True)
class WrongCell:
    """A cell that can't be taken: where, what stood there, why or what is expected."""

    row: int
    light: Light
    column: str
    found: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Before a file is given, or what came of one. Nothing is written yet in either."""

    head: Head
    noun: str
    action: str
    said: Notice | None = None
    wrong: tuple[WrongCell, ...] = ()
    more_wrong: int = 0
    good: int = 0
    bad: int = 0
    would: str = ""
    not_read: tuple[str, ...] = ()
    token: str = ""
    annotated_url: str = ""
    template_url: str = ""
    empty: Empty | None = None
    word: bool = False
    whole_url: str = ""
    """Where the whole table goes out, to be edited and brought back."""


def told(reading: Reading, report: Report) -> Reading:
    """The reading with what the register refuses beside what the sheet's columns refuse, at Excel's rows."""
    titles = {column.key: column.title for column in reading.sheet.columns}
    found = []
    for problem in report.problems:
        known = bool(problem.row) and problem.row <= len(reading.rows)
        row = reading.rows[problem.row - 1] if known and problem.row else None
        shown = row.values.get(problem.field, "") if row else ""
        number = row.number if row else 0
        found.append(Problem(number, titles.get(problem.field, problem.field), shown, problem.zh, problem.en))
    return replace(reading, problems=(*reading.problems, *found))


def wrong_cells(reading: Reading, report: Report) -> tuple[WrongCell, ...]:
    """Every cell that can't be taken, in the order of Excel's rows."""
    light = Light(Sign.OVER, "不能写入")
    found = [
        WrongCell(p.row, light, p.column, p.found or "（空）", p.zh) for p in told(reading, report).problems
    ]
    return tuple(sorted(found, key=lambda cell: cell.row))


def result(
    noun: str,
    name: str,
    reading: Reading,
    report: Report,
    urls: dict[str, str],
    token: str,
    what: str,
    crumbs: tuple[Link, ...],
) -> ImportPage:
    """The verdict as the title, the cells that are wrong, three ways to go on; ``what`` is being written."""
    wrong = wrong_cells(reading, report)
    bad_rows = {cell.row for cell in wrong}
    every, good = len(reading.raw), len(reading.raw) - len(bad_rows)
    title = f"核对结果：{every} 行中 {good} 行可以写入" + (f"，{len(bad_rows)} 行须补正" if bad_rows else "")
    return ImportPage(
        head=Head(
            title, crumbs, sub=((Bit(name),), (Bit(what),), (Bit("现在还没有写入任何一行", strong=True),))
        ),
        noun=noun,
        action=urls["import"],
        wrong=wrong[:MOST_SHOWN],
        more_wrong=max(0, len(wrong) - MOST_SHOWN),
        good=good,
        bad=len(bad_rows),
        would=_would(report, bool(bad_rows), OF_CHANGED.get(noun, "")),
        not_read=reading.not_read,
        token=token,
        annotated_url=urls["annotated"],
        template_url=urls["template"],
    )


def _would(report: Report, partly: bool, of_changed: str) -> str:
    if partly and not (report.new or report.changed or report.same):
        return ""
    said = f"写入后：新增 {report.new}，更新 {report.changed}，没有变化 {report.same}"
    return f"{said}；{of_changed}" if of_changed and report.changed else said


def start(noun: str, urls: dict[str, str], said: Notice | None = None) -> ImportPage:
    """The page that asks for a file."""
    head = Head(
        f"导入 Excel：{NOUNS[noun]}",
        crumbs_of(noun),
        sub=((Bit("先核对，后写入；有一处不对，整份都不写，除非您选定只写对的行"),),),
    )
    return ImportPage(head, noun, urls["import"], said, template_url=urls["template"])


def crumbs_of(noun: str) -> tuple[Link, ...]:
    """Where a register's import stands."""
    title, route = BACK.get(noun, ("机关", "organs"))
    return Link(title, links.named(route)), Link(f"{NOUNS[noun]}登记")


def buttons(writes: bool, import_url: str) -> Sequence[Button]:
    """What may be done with the register."""
    return (
        (Button("导入 Excel", url=import_url), Button("打印", does="print"))
        if writes
        else (Button("打印", does="print"),)
    )
