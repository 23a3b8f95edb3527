"""The half-year and year-end report, drafted from the ledger: on the page every figure leads to its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links
from zeren.desk.components import Bit, Button, Head
from zeren.desk.duties import build
from zeren.desk.duties.build import Group, Row, Sheet
from zeren.desk.duties.cells import Cell
from zeren.desk.duties.views import crumbs, found_list, sees
from zeren.desk.matters.downloads import DOCX, as_file
from zeren.papers import duty_report
from zeren.papers.duty_report import DutyReport, Line, Part
from zeren.papers.official.docx import render_docx
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.duties import naming, norms, queries
from zeren.records.duties.models import DutyList
from zeren.records.trail import acts as trail

QUARTERS_OF = {"half": 2, "year": 4}
PERIODS = {"half": "上半年", "year": "年度"}


@dataclass(frozen=True)
class ReportPage:
    """The draft on the page."""

    head: Head
    report: DutyReport
    parts: list[tuple[str, Part]]


@require_safe
@sees
def report(request: HttpRequest, organ: int, year: int, period: str) -> HttpResponse:
    """The draft; ``period`` is ``half`` or ``year``."""
    lst, made = _made(request, organ, year, period)
    at = (organ, year)
    buttons = (
        Button("下载 DOCX", url=links.named("duties-report-file", *at, period), main=True),
        Button("半年报告" if period == "year" else "年终报告", url=links.named("duties-report", *at, "half" if period == "year" else "year")),
        Button("打印", does="print"),
    )  # fmt: skip
    head = Head(
        made.title, crumbs(organ, year, "履责报告"),
        sub=((Bit("由台账起草，数字都能点开记录；报出以后登记一条“报告履责”，由收到的机关评议", tone="dim"),),), buttons=buttons,
    )  # fmt: skip
    page = ReportPage(head, made, duty_report.numbered(made.parts))
    return render(request, "desk/duties/report.html", {"page": page})


@require_safe
@sees
def file(request: HttpRequest, organ: int, year: int, period: str) -> HttpResponse:
    """The draft as a DOCX."""
    _, made = _made(request, organ, year, period)
    trail.note(request.actor, "exported", "list", made.title, detail="DOCX")  # type: ignore[attr-defined]
    return as_file(render_docx(duty_report.document(made)), DOCX, f"{made.title}（稿）.docx")


def _made(request: HttpRequest, organ: int, year: int, period: str) -> tuple[DutyList, DutyReport]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    if period not in PERIODS:
        raise Http404
    last = date(year, 6, 30) if period == "half" else date(year, 12, 31)
    # A period is missed on the day after its last.
    day = min(clock.today(), last + timedelta(days=1))
    sheet = build.sheet(actor, lst, day, heard=clock.today())
    return lst, drafted(lst, sheet, period, min(clock.today(), last), whole=queries.sees_all(actor, lst))


def drafted(lst: DutyList, sheet: Sheet, period: str, day: date, *, whole: bool = True) -> DutyReport:
    """The draft of a list until a day; of one's own duties alone where no more is in sight."""
    parts = []
    for group in sheet.groups:
        told = [row for row in group.rows if not row.quiet]
        lines = tuple(_line(row, f"{row.who}　" if row.who else "", QUARTERS_OF[period]) for row in told)
        parts.append(Part(f"{group.title}履行责任情况", lines, _left(group)))
    words = f"{lst.year}年{'上半年' if period == 'half' else ''}"
    who = lst.organ.name if whole else "本人"
    opening = f"截至{day.year}年{day.month}月{day.day}日，{who}按照责任清单（第{lst.version}版）履行责任的情况如下。"
    return DutyReport(
        f"{who}关于{words}履行党风廉政建设责任情况的报告", _receivers(lst, sheet, whole=whole), opening, tuple(parts),
        tuple(_problems(sheet)), who,
    )  # fmt: skip


def _left(group: Group) -> str:
    """另有常态职责 119 条没有记录，逢事必办的 7 条本期没有触发。"""
    standing = sum(row.quiet and row.kind == "standing" for row in group.rows)
    untouched = sum(row.quiet and row.kind == "none" for row in group.rows)
    said = [f"常态职责{standing}条没有记录"] if standing else []
    said += [f"逢事必办的{untouched}条本期没有触发"] if untouched else []
    return f"另有{'，'.join(said)}；逐条见责任清单。" if said else ""


def _receivers(lst: DutyList, sheet: Sheet, *, whole: bool) -> str:
    """The organs that the texts name for the reports of the organ as a whole, or of the person."""
    holders = (standing.holder for standing in sheet.standings.values())
    of = {h.capacity for h in holders if whole is (h.person_id is None)}
    owed = [one for capacity in sorted(of) for one in norms.owed(capacity, lst.year)]
    return "、".join(naming.report_to(owed)) or lst.organ.name


def _line(row: Row, who: str, quarters: int) -> Line:
    says = "；".join(
        _said(cell, _period(row, place))
        for place, cell in enumerate(row.cells)
        if cell.kind != "ahead" and sum(c.span for c in row.cells[:place]) < quarters
    )
    explained = f"说明：{'；'.join(row.explained)}。" if row.explained else ""
    url = next((c.count.url for c in row.cells if c.count and c.count.url), row.url)
    return Line(
        f"{who}{row.title}（{row.amount}）",
        row.cite.label if row.cite else "",
        f"{says or '本期没有触发'}。{explained}",
        url,
    )


QUARTERS = ("一季度", "二季度", "三季度", "四季度")


def _period(row: Row, place: int) -> str:
    """一季度, 上半年; nothing for a cell of the whole year."""
    first = sum(cell.span for cell in row.cells[:place])
    span = row.cells[place].span
    if span == 1:
        return QUARTERS[first]
    return ("上半年" if first == 0 else "下半年") if span == 2 else ""


def _said(cell: Cell, period: str) -> str:
    number = cell.count.text if cell.count else "0"
    if cell.kind == "standing":
        return f"有记录 {number} 条"
    if cell.light is None:
        return f"{period}{cell.more}"
    said = f"{period}{cell.light.words}，记录 {number}{'' if '/' in number else ' 次'}"
    return f"{said}（{cell.more}）" if cell.more and cell.kind == "met" else said


def _problems(sheet: Sheet) -> list[str]:
    """What was not done, as it stands; causes and intentions are for people to write."""
    missed = [row for row in sheet.rows if row.kind == "over"]
    if not missed:
        return []
    listed = "；".join(
        f"第{row.number}条{f'（{row.who}）' if row.who else ''}{row.title}" for row in missed[:20]
    )
    return [f"清单所列责任中未达到的：{listed}。", "（原因和下一步打算由起草人填写）"]
