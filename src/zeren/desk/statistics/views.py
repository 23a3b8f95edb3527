"""Views of the yearly figures: which there are, one with its tables, the records behind a number, report, workbook."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import workbook
from zeren.desk.components import Bit, Citation, Empty, Head, Link
from zeren.desk.gate import only
from zeren.desk.matters.downloads import DOCX, as_file
from zeren.desk.statistics.build import Figure, every_one
from zeren.papers import statistics_report
from zeren.papers.excel.writing import Heading, ledger
from zeren.papers.official.docx import render_docx
from zeren.records.actor import SEES_TREE
from zeren.records.trail import acts as trail

sees = only(lambda actor: actor.has(*SEES_TREE), "年度统计由承办机关汇总；您的角色没有这一项权限。")


@dataclass(frozen=True, slots=True)
class ListPage:
    """Which reports the packs have."""

    head: Head
    rows: tuple[tuple[Link, str, Citation], ...]
    empty: Empty


@sees
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every report with the provision that asks for it."""
    found = [_figure(request, pack, name) for pack, name in every_one()]
    rows = tuple((Link(one.rules.title, one.url), one.rules.to, one.cite()) for one in found)
    sub = ((Bit("条文要求每年汇总上报的情况；数从记录里数，点数看记录"),),)
    page = ListPage(Head("年度统计", sub=sub), rows, Empty("没有年度统计", "现行法规包没有要求汇总的。"))
    return render(request, "desk/statistics/list.html", {"page": page})


@sees
@require_safe
def one(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """One report of one organ and year."""
    return render(request, "desk/statistics/one.html", {"page": _figure(request, pack, name).page()})


@sees
@require_safe
def records(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """The records behind one number."""
    page = _figure(request, pack, name).behind(request.GET)
    return render(request, "desk/statistics/records.html", {"page": page})


@sees
@require_safe
def report(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """The draft of the report as a DOCX."""
    made = _figure(request, pack, name).report()
    trail.note(request.actor, "exported", "list", made.title, detail="DOCX")  # type: ignore[attr-defined]
    return as_file(render_docx(statistics_report.document(made)), DOCX, f"{made.title}（稿）.docx")


@sees
@require_safe
def export(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """The tables as a workbook, one below the other."""
    page = _figure(request, pack, name).page()
    columns = [Heading("表", 24), Heading("项", 30), *(Heading(title, 10) for title in page.columns)]
    rows = [
        [table.title, line.words, *(_cell(cell.text) for cell in line.cells)]
        for table in page.tables
        for line in table.lines
    ]
    book = ledger(page.head.title, columns, rows, workbook.foot(request))
    return workbook.exported(request, page.head.title, book, len(rows))


def _cell(text: str) -> int | str:
    return int(text) if text.isdecimal() else text


def _figure(request: HttpRequest, pack: str, name: str) -> Figure:
    return Figure(request.actor, pack, name, request.GET)  # type: ignore[attr-defined]
