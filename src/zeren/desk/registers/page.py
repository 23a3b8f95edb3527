"""The registers' pages as plain data: the list of organs, and the result of reading a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zeren.desk import links
from zeren.desk.components import Bit, Button, Empty, Grid, Head, Light, Link, Notice, Pages, Sign
from zeren.papers.excel.reading import Reading
from zeren.records.rows import Report

NOUNS = {"organs": "机关", "people": "人员", "posts": "职务", "appointments": "任职", "charges": "分管"}
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


def wrong_cells(reading: Reading, report: Report) -> tuple[WrongCell, ...]:
    """What the sheet's columns refuse, then what the register refuses, in the order of Excel's rows."""
    light = Light(Sign.OVER, "不能写入")
    titles = {column.key: column.title for column in reading.sheet.columns}
    numbers = [row.number for row in reading.rows]
    found = [WrongCell(p.row, light, p.column, p.found or "（空）", p.zh) for p in reading.problems]
    for problem in report.problems:
        number = numbers[problem.row - 1] if problem.row and problem.row <= len(numbers) else 0
        shown = reading.rows[problem.row - 1].values.get(problem.field, "") if number and problem.row else ""
        found.append(
            WrongCell(number, light, titles.get(problem.field, problem.field), shown or "（空）", problem.zh)
        )
    return tuple(sorted(found, key=lambda cell: cell.row))


def result(
    noun: str, name: str, reading: Reading, report: Report, urls: dict[str, str], token: str
) -> ImportPage:
    """The verdict as the title, the cells that are wrong, three ways to go on."""
    wrong = wrong_cells(reading, report)
    bad_rows = {cell.row for cell in wrong}
    every, good = len(reading.raw), len(reading.raw) - len(bad_rows)
    title = f"核对结果：{every} 行中 {good} 行可以写入" + (f"，{len(bad_rows)} 行须补正" if bad_rows else "")
    sub = ((Bit(name),), (Bit(f"{NOUNS[noun]}登记"),), (Bit("现在还没有写入任何一行", strong=True),))
    return ImportPage(
        head=Head(title, _crumbs(noun), sub=sub),
        noun=noun,
        action=urls["import"],
        wrong=wrong[:MOST_SHOWN],
        more_wrong=max(0, len(wrong) - MOST_SHOWN),
        good=good,
        bad=len(bad_rows),
        would=_would(report, bool(bad_rows)),
        not_read=reading.not_read,
        token=token,
        annotated_url=urls["annotated"],
        template_url=urls["template"],
    )


def _would(report: Report, partly: bool) -> str:
    if partly and not (report.new or report.changed or report.same):
        return ""
    return f"写入后：新增 {report.new}，更新 {report.changed}，没有变化 {report.same}"


def start(noun: str, urls: dict[str, str], said: Notice | None = None) -> ImportPage:
    """The page that asks for a file."""
    head = Head(
        f"导入 Excel：{NOUNS[noun]}",
        _crumbs(noun),
        sub=((Bit("先核对，后写入；有一处不对，整份都不写，除非您选定只写对的行"),),),
    )
    return ImportPage(head, noun, urls["import"], said, template_url=urls["template"])


def _crumbs(noun: str) -> tuple[Link, ...]:
    return Link("机关", links.named("organs")), Link(f"{NOUNS[noun]}登记")


def buttons(writes: bool, import_url: str) -> Sequence[Button]:
    """What may be done with the register."""
    return (
        (Button("导入 Excel", url=import_url), Button("打印", does="print"))
        if writes
        else (Button("打印", does="print"),)
    )
