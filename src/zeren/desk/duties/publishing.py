"""The duty list signed item by item, its chart as it is published, and what was done to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.desk import links
from zeren.desk.components import Bit, Button, Citation, Head, Notice
from zeren.desk.duties import build
from zeren.desk.duties.views import ListPage, crumbs, day_of, found_list, head_of, sees, tabs_of
from zeren.desk.matters import others
from zeren.desk.matters.doing import day_in
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.duties import acts, generating, log, queries
from zeren.records.duties.models import Duty, DutyEntry, DutyList
from zeren.records.errors import OutOfSight, Refused


@dataclass(frozen=True)
class SignPage:
    """The duties that the viewer signs for, those not signed yet first."""

    head: Head
    rows: tuple[tuple[Duty, str, bool], ...]
    notices: tuple[Notice, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def sign(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """签字背书, item by item."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    if request.method == "POST":
        numbers = [int(n) for n in request.POST.getlist("number") if n.isdigit()]
        try:
            acts.sign(actor, lst.pk, numbers)
        except Refused as wrong:
            others.say(request, Notice("stop", "没有签字。", "；".join(p.zh for p in wrong.problems)))
            return HttpResponseRedirect(links.named("duties-sign", organ, year))
        except OutOfSight as gone:
            raise Http404 from gone
        others.say(request, Notice("ok", "已签字背书。", f"{len(numbers)} 条，第 {lst.version} 版清单。"))
        return HttpResponseRedirect(links.named("duties-list", organ, year))
    mine = acts.signable(actor, lst)
    if not mine:
        raise Http404
    duties_ = lst.duties.select_related("holder__person").filter(number__in=mine, dropped__isnull=True)
    rows = [
        (d, build.naming.amount(o) if (o := build.owed_of(d)) else "", d.signed is not None) for d in duties_
    ]
    rows.sort(key=lambda row: (row[2], row[0].number))
    head = Head(
        "签字背书", crumbs(organ, year, "签字背书"),
        sub=((Bit("逐条签字：签过的条目改动以后须重新签。领导班子的条目由主要负责人签"),),),
    )  # fmt: skip
    return render(
        request, "desk/duties/sign.html", {"page": SignPage(head, tuple(rows), others.said(request))}
    )


@dataclass(frozen=True)
class ChartPage:
    """The chart for publication: bodies and posts, tasks, measures, days; no record, no state."""

    head: Head
    groups: tuple[tuple[str, tuple[tuple[Duty, str, Citation | None], ...]], ...]
    notices: tuple[Notice, ...]
    may_publish: bool
    today: str
    errors: dict[str, str]


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
        buttons=(Button("导出", url=links.named("duties-export", lst.organ_id, lst.year)), Button("打印", does="print")),
    )  # fmt: skip
    keeps = queries.may_keep(actor, lst.organ)
    return ChartPage(head, groups, others.said(request), keeps, clock.today().isoformat(), errors)


# ---------------------------------------------------------------- changes


@dataclass(frozen=True)
class Changed:
    """One act on the list as the tab of changes shows it."""

    on: str
    what: str
    who: str
    text: str


WORDS = {
    "generated": "生成",
    "changed": "变更",
    "signed": "签字背书",
    "published": "公布",
    "explained": "说明情况",
}


@require_safe
@sees
def changes(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """What was done to the list, the latest first."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    rows = tuple(_changed(entry) for entry in queries.changes(lst))
    keeps = queries.may_keep(actor, lst.organ)
    sheet = build.sheet(actor, lst, day_of(request, year))
    found = generating.bodies(lst) if keeps else []
    page = ListPage(
        head_of(actor, lst, sheet, keeps), tabs_of(actor, lst, "", changes=True), organ, year, "", (), None, None,
        others.said(request), None, keeps, rows, bodies=tuple((word, build.capacity(word)) for word in found),
    )  # fmt: skip
    return render(request, "desk/duties/list.html", {"page": page})


@require_POST
@sees
def add_body(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """Take up a body that the register cannot tell, with its reason."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    capacity, reason = request.POST.get("capacity", ""), request.POST.get("reason", "")
    try:
        acts.add_body(actor, lst.pk, capacity, reason)
        others.say(request, Notice("ok", "已增列。", f"{build.capacity(capacity)}的责任已列入清单。"))
    except OutOfSight as gone:
        raise Http404 from gone
    except Refused as wrong:
        others.say(request, Notice("stop", "没有增列。", "；".join(p.zh for p in wrong.problems)))
    return HttpResponseRedirect(links.named("duties-changes", organ, year))


def _changed(entry: DutyEntry) -> Changed:
    body = log.body_of(entry)
    parts = []
    if body.get("holders"):
        parts.append(f"责任主体 {len(body['holders'])} 个")
    if body.get("duties"):
        numbers = [row if isinstance(row, int) else row["number"] for row in body["duties"]]
        shown = "、".join(map(str, numbers[:12]))
        parts.append(f"第 {shown}{' 等' if len(numbers) > 12 else ''} 条，共 {len(numbers)} 条")
    if entry.act == log.Act.EXPLAINED:
        parts.append(f"第 {body['duty']} 条")
    if body.get("dropped"):
        parts.append(f"删去第 {'、'.join(map(str, body['dropped']))} 条")
    if entry.act == log.Act.PUBLISHED:
        parts.append(f"{body['on']} 公布于{body['where']}")
    if body.get("reason"):
        parts.append(f"理由：{body['reason']}")
    local = entry.recorded.astimezone(clock.BEIJING)
    return Changed(f"{local:%Y-%m-%d %H:%M}", WORDS[entry.act], entry.account, "；".join(parts))
