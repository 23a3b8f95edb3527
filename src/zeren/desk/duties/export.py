"""The duty list as a workbook: the chart with the state of each duty on the day."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zeren.desk import workbook
from zeren.desk.duties import build
from zeren.desk.duties.views import STATES, sees
from zeren.papers.excel.writing import Heading, ledger
from zeren.records import clock
from zeren.records.duties import judging, queries

HEADINGS = (
    Heading("条", 6), Heading("责任主体", 16), Heading("姓名", 10), Heading("责任", 30), Heading("定量", 14),
    Heading("具体任务", 30), Heading("措施", 30), Heading("时限", 12), Heading("依据", 26), Heading("状态", 10),
    Heading("签字背书", 12), Heading("说明情况", 36),
)  # fmt: skip


@require_safe
@sees
def export(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """Every duty in sight, in the order of the list."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = queries.one(actor, organ, year)
    if lst is None or not lst.version:
        raise Http404
    day = judging.day_for(year, clock.today())
    duties = {d.number: d for d in queries.duties_of(actor, lst)}
    words = {kind: text for kind, _, text in STATES} | {"standing": "常态", "lapsed": "未办", "none": ""}
    rows = []
    for group in build.sheet(actor, lst, day).groups:
        for row in group.rows:
            duty = duties[row.number]
            rows.append(
                [
                    row.number, group.title, duty.holder.person.name if duty.holder.person else "", row.title, row.amount,
                    duty.task, duty.measures, duty.due, row.cite.label if row.cite else "", words[row.kind], row.signed.words,
                    "；".join(row.explained),
                ]
            )  # fmt: skip
    title = f"{lst.organ.name} {year} 年责任清单"
    return workbook.exported(request, title, ledger(title, HEADINGS, rows, workbook.foot(request)), len(rows))
