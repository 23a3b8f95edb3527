"""What the receiving department took in: whose, which, when, who keeps it. Never what it holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links, listing, workbook
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Sealed
from zeren.desk.gate import only
from zeren.desk.listing import Field
from zeren.records.materials import kinds, queries
from zeren.records.materials.models import Material

TITLE = "收到的报告"
receives = only(
    lambda actor: bool(queries.receiving_at(actor)),
    "报告由受理的组织（人事）部门收取；您的机关或者角色没有这一项。",
)
EMPTY = Empty("没有收到报告", "本人在自己的桌面上提交以后，列在这里；内容封存，不在这里显示。")


def _fields() -> tuple[Field[Material], ...]:
    labels = {kind.id: kind.label for kind in kinds.on().values()}
    return (
        Field("name", "姓名", lambda m: Cell(m.person.name, url=links.person(m.person_id)), "text", width=12),
        Field("unit", "单位", lambda m: Cell(m.person.organ.name if m.person.organ else "—"), "text", width=28),
        Field("kind", "种类", lambda m: Cell(labels.get(m.kind, m.kind)), width=20),
        Field("title", "报告", lambda m: Cell(m.title), width=20),
        Field("year", "年度", lambda m: Cell(str(m.year)), "text", width=8),
        Field("on", "收到", lambda m: Cell(m.on.isoformat()), width=12),
        Field("way", "怎样交的", lambda m: Cell("本人在桌面提交" if m.form else "书面"), width=14),
        Field("keeper", "保管人", lambda m: Cell(m.custodian.name), width=12),
    )  # fmt: skip


@require_safe
@receives
def received(request: HttpRequest) -> HttpResponse:
    """The reports that came to the actor's department, the last first."""
    fields = _fields()
    question = listing.asked(links.named("reports-received"), request.GET, fields)
    rows = queries.received(request.actor, **question.filters)  # type: ignore[attr-defined]
    total = rows.count()
    start, stop = listing.window(question, total)
    grid = listing.grid(
        question, fields, list(rows[start:stop]), caption=TITLE, row_id=lambda m: str(m.pk), empty=EMPTY
    )
    export = question.url().replace(question.path, f"{question.path}/export.xlsx", 1)
    head = Head(
        TITLE,
        sub=((Bit(f"{total} 份"),),),
        buttons=(Button("导出 Excel", export), Button("打印", does="print")),
    )
    sealed = Sealed("内容封存", "要看的，从廉政档案申请查阅，由主要负责人批")
    page = {"head": head, "grid": grid, "pages": listing.pages(question, total), "sealed": sealed}
    return render(request, "desk/reports/received.html", {"page": page})


@require_safe
@receives
def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    fields = _fields()
    question = listing.asked(links.named("reports-received"), request.GET, fields)
    rows = queries.received(request.actor, **question.filters)  # type: ignore[attr-defined]
    return workbook.whole(request, TITLE, question, fields, rows)
