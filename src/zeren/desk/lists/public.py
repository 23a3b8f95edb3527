"""Builds the page of a unit's public report: the report itself, and beside it what is not in it and why."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.access.accounts import queries as accounts
from zeren.desk import days
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.desk.lists import clocks
from zeren.desk.lists.door import Seen
from zeren.desk.lists.page import Choice
from zeren.desk.lists.public_page import PublicPage, Sheet, WordingLine
from zeren.papers import public_report
from zeren.records.lists import publishing, queries, report, reviewing
from zeren.records.lists.models import ListedProblem
from zeren.records.lists.people import people_of
from zeren.records.lists.publishing import Worded
from zeren.records.lists.report import Report, Waits
from zeren.records.organs.models import Organ

LIGHTS = {
    Waits.REVIEW: Light(Sign.NEAR_INTERNAL, Waits.REVIEW),
    Waits.RETURNED: Light(Sign.NEAR_INTERNAL, Waits.RETURNED),
    Waits.WORDS: Light(Sign.UNKNOWN, Waits.WORDS),
}
REVIEWED = Light(Sign.DONE, "已审核")
AROUND = "标题、开头、结尾、联系方式"


def page(seen: Seen, unit: Organ, notices: Sequence[Notice] = ()) -> PublicPage:
    """The page for one unit of the lists."""
    found = report.report_of(seen.lists, unit)
    lines = _Lines(seen, unit).all()
    why = report.barred(seen.lists.matter) or report.lacking(found)
    stops = (
        (Notice("stop", "", report.barred(seen.lists.matter)),) if report.barred(seen.lists.matter) else ()
    )
    return PublicPage(
        head=_head(seen, unit, not why),
        action=seen.url("lists-public"),
        clock=clocks.lines(seen, unit.pk),
        sheet=_sheet(found),
        lines=lines,
        count=_count(lines[1:]),
        units=_units(seen, unit),
        notices=(*notices, *stops),
    )


def _head(seen: Seen, unit: Organ, leaves: bool) -> Head:
    crumbs = (Link(seen.lists.matter.number, seen.matter_url), Link("三个清单", seen.url()))
    buttons = []
    if leaves:
        buttons = [
            Button("导出 DOCX", seen.public_url(unit.pk, "lists-public-file", "docx"), main=True),
            Button("导出网页文件", seen.public_url(unit.pk, "lists-public-file", "html")),
        ]
    sub = ((Bit("只有审核过的文字进入公开稿；责任人、佐证、程度都不写进去"),),)
    return Head(f"整改情况公开稿　{unit.short or unit.name}", crumbs, sub=sub, buttons=tuple(buttons))


def _sheet(found: Report) -> Sheet:
    return Sheet(
        found.unit, found.title, public_report.period_line(found), found.opening,
        tuple(public_report.numbered(found)), (*found.closing, *found.contact),
    )  # fmt: skip


def _units(seen: Seen, unit: Organ) -> Choice | None:
    if len(seen.lists.units) < 2:
        return None
    options = tuple((str(one.pk), one.short or one.name) for one in seen.lists.units)
    return Choice("unit", "单位", str(unit.pk), options)


def _count(lines: Sequence[WordingLine]) -> str:
    words = [REVIEWED.words, *Waits]
    found = ((word, sum(line.light.words == word for line in lines)) for word in words)
    parts = "，".join(f"{word} {number}" for word, number in found if number)
    return f"{len(lines)} 个问题：{parts}" if parts else "还没有登记问题"


class _Lines:
    """Every wording of a unit: what stands around first, then the problems that are left out, then the others."""

    def __init__(self, seen: Seen, unit: Organ) -> None:
        self.seen, self.unit = seen, unit
        self.names = tuple(people_of(unit).values())
        self.part = report.part_of(seen.lists, unit.pk)
        self.out = report.left_out(seen.lists, unit.pk)
        self.inside = list(queries.problems_of(seen.lists).filter(unit=unit.pk, reviewed_on__isnull=False))
        reviewers = [row.reviewed_by for row in (*self.inside, self.part) if row is not None]
        self.accounts = accounts.shown([name for name in reviewers if name])

    def all(self) -> tuple[WordingLine, ...]:
        """The lines in their order."""
        rows = [*(row for row, _ in self.out), *self.inside]
        return (self._around(), *(self._problem(row) for row in rows))

    def _around(self) -> WordingLine:
        url = self.seen.wording_url(self.unit.pk, 0)
        if self.part is None:
            return WordingLine("", AROUND, url, LIGHTS[Waits.WORDS])
        return WordingLine("", AROUND, url, *self._state(self.part))

    def _problem(self, row: ListedProblem) -> WordingLine:
        url = self.seen.wording_url(row.unit_id, row.number)
        return WordingLine(str(row.number), row.text, url, *self._state(row))

    def _state(self, row: Worded) -> tuple[Light, str]:
        if row.reviewed_on:
            who = self.accounts.get(row.reviewed_by, (row.reviewed_by, ""))[0]
            return REVIEWED, f"{days.in_cell(row.reviewed_on, self.seen.today)}　{who}"
        waits = report.waits(row)
        if waits is Waits.REVIEW:
            asked = sum(map(len, reviewing.places(row, self.names).values()))
            return LIGHTS[waits], f"{asked} 处请再看一遍" if asked else ""
        return LIGHTS[waits], row.public_note if publishing.worded(row) else ""
