"""The officers' pages: the ledger without a word of what was written, one complaint, intake, statistics."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.desk import links, listing, typed, workbook
from zeren.desk.complaints import build, columns, page
from zeren.desk.complaints.intake import Intake
from zeren.desk.complaints.provisions import provisions
from zeren.desk.components import Bit, Button, Empty, Head, Link, Notice, Sign, Tab
from zeren.records import clock
from zeren.records.complaints import acts, queries
from zeren.records.complaints import statistics as counting
from zeren.records.errors import Refused
from zeren.records.trail import acts as trail

READERS = "举报由受理机关的受理人员办理，由其主要负责人查看。"
WRITERS = "登记举报由受理人员办理。"


def reader(request: HttpRequest) -> Any:
    """The actor, if the role has to do with complaints."""
    if not queries.reads(request.actor):  # type: ignore[attr-defined]
        raise PermissionDenied(READERS)
    return request.actor  # type: ignore[attr-defined]


def _wanted(request: HttpRequest, path: str) -> tuple[listing.Asked, tuple[Any, ...], Any]:
    fields = columns.fields(clock.today())
    question = listing.asked(path, request.GET, fields)
    given = {name: text for name, text in question.filters.items() if name not in question.wrong}
    span = listing.days_between(given["received"]) if "received" in given else None
    rows = queries.filtered(request.actor, given, {"received": span} if span else {})  # type: ignore[attr-defined]
    return question, fields, queries.ordered(rows, question.sort, question.down)


@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """The ledger: reprisal first, then the newest."""
    actor = reader(request)
    question, fields, rows = _wanted(request, request.path)
    counts = queries.counts(rows)
    start, stop = listing.window(question, counts["all"])
    grid = listing.grid(
        question, fields, list(rows[start:stop]), caption="举报台账", row_id=lambda c: str(c.pk),
        row_url=lambda c: links.named("complaint", c.pk), totals=(f"{counts['all']} 件",), empty=_empty(question),
    )  # fmt: skip
    shown = page.ListPage(
        _head(question, counts, queries.handles(actor)), _tabs(question), grid, listing.pages(question, counts["all"]),
        f"{counts['all']} 件，反映打击报复的在前", _reprisal(counts["reprisal"]), provisions(),
    )  # fmt: skip
    said = request.session.pop("said", "")
    context = {"page": shown, "said": Notice("ok", said) if said else None}
    return render(request, "desk/complaints/list.html", context)


def _head(question: listing.Asked, counts: dict[str, int], writes: bool) -> Head:
    sub = [(Bit(f"{counts['all']} 件"),)]
    if counts["news"]:
        sub.append((Bit(f"还没有看的 {counts['news']}", strong=True, url=question.url(state="news")),))
    sub.append((Bit("条文没有期限，只显示已历几日", tone="dim"),))
    export = question.url().replace(question.path, links.named("complaints-export"), 1)
    buttons = [Button("导出 Excel", url=export), Button("统计", url=links.named("complaints-statistics"))]
    if writes:
        buttons.append(Button("登记一件", url=links.named("complaint-new"), main=True, key="N"))
    return Head("举报受理", sub=tuple(sub), buttons=tuple(buttons))


def _tabs(question: listing.Asked) -> tuple[Tab, ...]:
    now = question.filters.get("state", "")
    return (
        Tab("全部", question.without("state"), now == ""),
        Tab("未办结", question.url(state="open"), now == "open"),
        Tab("还没有看的", question.url(state="news"), now == "news"),
        Tab("办结", question.url(state="closed"), now == "closed"),
    )


def _reprisal(count: int) -> Notice | None:
    if not count:
        return None
    return Notice(
        "care",
        f"{count} 件反映受到打击报复，",
        "排在最前，由人认定和处理；系统不作结论。",
        sign=Sign.NEAR_INTERNAL,
    )


def _empty(question: listing.Asked) -> Empty:
    where = "您的查看范围：所在机关收到和办理的举报；反映您或者您上级的不在其内。举报的内容不参加检索。"
    if question.filters:
        return Empty("没有符合筛选的举报", where, Link("去掉全部筛选", question.path))
    return Empty("没有举报", where)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same columns and filters as a workbook: numbers and days, no word of what was written."""
    reader(request)
    question, fields, rows = _wanted(request, request.path.removesuffix("/export.xlsx"))
    return workbook.whole(request, "举报台账", question, fields, rows)


# ---------------------------------------------------------------- one complaint


@require_safe
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written, the log, the sealed line, the next act. Each look is on the trail."""
    acts.look(reader(request), pk)
    return _shown(request, pk)


def _shown(
    request: HttpRequest, pk: int, form: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    said = request.session.pop("said", "")
    shown = build.complaint_page(request.actor, pk, Notice("ok", said) if said else None, form or {})  # type: ignore[attr-defined]
    return render(request, "desk/complaints/one.html", {"page": shown}, status=status)


@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Record an act, name whom it is about, or note a matter; ``what`` says which."""
    actor, given = reader(request), request.POST
    what = given.get("what", "act")
    try:
        queries.get(actor, pk)
        if what == "about":
            return _named(request, pk)
        if what == "link":
            acts.link(actor, pk, given.get("matter", ""))
            request.session["said"] = "已记下案件编号；案件里只写本件的编号，不写内容。"
        else:
            on, number = _day(given.get("on", "")), typed.number(given.get("organ", ""))
            acts.record(actor, pk, given.get("act", ""), on, given.get("text", ""), organ=number)
            request.session["said"] = "已记下。"
    except Refused as refused:
        return _shown(request, pk, {"given": given, "errors": refused.by_field()}, 422)
    return _after(request, pk)


def _after(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the complaint; to the ledger where it is out of sight by now."""
    if queries.visible_to(request.actor).filter(pk=pk).exists():  # type: ignore[attr-defined]
        return HttpResponseRedirect(links.named("complaint", pk))
    return HttpResponseRedirect(links.named("complaints"))


def _named(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    refs = build.refs_of(actor, request.POST.get("named", ""))
    acts.name_subjects(actor, pk, refs)
    request.session["said"] = (
        "已登记被反映人；他和他的下属从现在起看不到这一件。办理机关由他领导的，已转上级。"
    )
    return _after(request, pk)


def _day(text: str) -> date:
    found = typed.day(text)
    if found is None:
        raise Refused([build.problem("on", f"日期“{text[:20]}”写成 2026-10-13")])
    return found


@require_safe
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A photo or paper: downloaded under our own name, never shown within the site."""
    actor = reader(request)
    row, content = queries.file_of(actor, pk, file)
    trail.note(actor, "complaint_file_read", "complaint", row.complaint.number, detail=str(row.pk))
    headers = {
        "Content-Disposition": f"attachment; filename=complaint-{pk}-{row.pk}.{row.name.rsplit('.', 1)[1]}"
    }
    return HttpResponse(content, content_type=row.media_type, headers=headers)


# ---------------------------------------------------------------- intake


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a complaint by telephone, letter or visit. The reporter goes into the sealed row and is not shown again."""
    actor = reader(request)
    if not queries.handles(actor):
        raise PermissionDenied(WRITERS)
    form = Intake.read(actor, request.POST) if request.method == "POST" else Intake.blank(actor)
    if request.method == "POST" and not form.errors:
        try:
            made = acts.take_in(actor, form.given())
            sealed = "举报人身份已封存，从现在起须两人批准才能打开。" if form.name else ""
            request.session["said"] = f"已登记 {made.number}。{sealed}"
            return _after(request, made.pk)
        except Refused as refused:
            form = form.refused(refused)
    head = Head(
        "登记一件举报", (Link("举报受理", links.named("complaints")),),
        sub=((Bit("电话、来信、来访"),), (Bit("可以匿名，不追问姓名"),)),
    )  # fmt: skip
    context = {"head": head, "form": form, "organs": queries.receiving_of(actor), "cites": provisions()}
    return render(request, "desk/complaints/new.html", context, status=422 if form.errors else 200)


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """By year, channel, kind, state and level; figures from 1 to 4 only together with others."""
    actor = reader(request)
    head = Head(
        "举报统计", (Link("举报受理", links.named("complaints")),),
        sub=((Bit("按收到的年份"),), (Bit("不按人统计"),), (Bit("1 至 4 件与相邻的合并，合计也推不出来", tone="dim"),)),
        buttons=(Button("打印", does="print"),),
    )  # fmt: skip
    shown = page.StatisticsPage(head, counting.tables(actor))
    return render(request, "desk/complaints/statistics.html", {"page": shown})
