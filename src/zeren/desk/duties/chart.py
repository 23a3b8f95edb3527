"""The duty chart (责任图表): as a page, as DOCX and PDF, and its publication recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links
from zeren.desk.components import Bit, Button, Citation, Head, Notice
from zeren.desk.duties import build
from zeren.desk.duties.views import crumbs, found_list, sees
from zeren.desk.matters import others
from zeren.desk.matters.doing import day_in
from zeren.desk.matters.downloads import KINDS, document_file
from zeren.papers import duty_chart
from zeren.papers.duty_chart import ChartLine
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.duties import acts, queries
from zeren.records.duties.models import Duty, DutyList
from zeren.records.errors import OutOfSight, Refused
from zeren.records.trail import acts as trail


@dataclass(frozen=True)
class ChartPage:
    """The chart for publication: bodies and posts, tasks, measures, days; no record, no state."""

    head: Head
    groups: tuple[tuple[str, tuple[tuple[Duty, str, Citation | None], ...]], ...]
    notices: tuple[Notice, ...]
    may_publish: bool
    today: str
    errors: dict[str, str]
    unsigned: int


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def chart(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The duty chart as it is published (办法一第三项); POST records where and when it was."""
    actor = request.actor  # type: ignore[attr-defined]
    lst, errors = found_list(actor, organ, year), {}
    if request.method == "POST":
        try:
            acts.publish(
                actor, lst.pk, day_in(request.POST, "on") or clock.today(), request.POST.get("where", "")
            )
            others.say(request, Notice("ok", "已登记公布。"))
            return HttpResponseRedirect(links.named("duties-list", organ, year))
        except OutOfSight as gone:
            raise Http404 from gone
        except Refused as wrong:
            errors = {name: "；".join(said) for name, said in wrong.by_field().items()}
    page = _chart(request, actor, lst, errors)
    return render(request, "desk/duties/chart.html", {"page": page}, status=422 if errors else 200)


def _chart(request: HttpRequest, actor: Actor, lst: DutyList, errors: dict[str, str]) -> ChartPage:
    sheet = build.sheet(actor, lst, min(clock.today(), date(lst.year, 12, 31)))
    duties_ = {d.number: d for d in queries.duties_of(actor, lst)}
    groups = tuple(
        (group.title, tuple((duties_[row.number], row.amount, row.cite) for row in group.rows))
        for group in sheet.groups
    )
    head = Head(
        f"{lst.organ.name} {lst.year} 年落实党风廉政建设责任图表", crumbs(lst.organ_id, lst.year, "责任图表"),
        sub=((Bit("只列责任主体、任务、措施和时限；履责情况、谈话、线索和个人事项不在其中", tone="dim"),),),
        buttons=(*(Button(kind.upper(), url=links.named("duties-chart-file", lst.organ_id, lst.year, kind)) for kind in KINDS), Button("打印", does="print")),
    )  # fmt: skip
    keeps = queries.may_keep(actor, lst.organ)
    unsigned = sum(duty.signed is None for duty in duties_.values())
    return ChartPage(head, groups, others.said(request), keeps, clock.today().isoformat(), errors, unsigned)


@require_safe
@sees
def chart_file(request: HttpRequest, organ: int, year: int, kind: str) -> HttpResponse:
    """The chart as ``docx`` or ``pdf``, a draft until it was published."""
    if kind not in KINDS:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    page = _chart(request, actor, lst, {})
    title = page.head.title.replace(" ", "")
    made = duty_chart.document(
        title, _lines(page), version=lst.version, since=lst.since, organ=lst.organ.name, published=lst.published_on
    )  # fmt: skip
    noted = partial(trail.note, actor, "exported", "list", lst.pk, detail=f"duty chart {kind}")
    return document_file(made, kind, f"{title}{'' if lst.published_on else '（稿）'}.{kind}", noted)


def _lines(page: ChartPage) -> Iterator[ChartLine]:
    for title, rows in page.groups:
        for duty, amount, cite in rows:
            due = f"{duty.due.month}月{duty.due.day}日前" if duty.due else ""
            yield ChartLine(
                duty.number, duty.holder.post or title, duty.title, amount, duty.task, duty.measures, due, cite.label if cite else ""
            )  # fmt: skip
