"""The runs over the trail: one under way goes on part by part, a finished one is told and reported."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.access.accounts import queries as accounts
from zeren.desk import days, links
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.desk.context import viewer_of
from zeren.desk.trail import findings, heading
from zeren.desk.trail.page import FEW, TITLE, ReportPage, RunLine, VerifyPage, audits, digest, figure, on_day
from zeren.records import clock
from zeren.records.trail import acts, looks, queries, verifying
from zeren.records.trail.models import Verification

CRUMBS = (Link("三员"), Link("校验"))


@require_http_methods(["GET", "HEAD", "POST"])
@audits
def verify(request: HttpRequest) -> HttpResponse:
    """The runs; POST begins one, or takes up the one that was left."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        run = verifying.unfinished() or verifying.start(actor)
        verifying.go_on(actor, run.pk)
        return HttpResponseRedirect(reverse("desk:trail-verify"))
    looks.look(actor, "trail_read", "trail", "-")
    return render(request, "desk/trail/verify.html", {"page": _page(request)})


def _page(request: HttpRequest) -> VerifyPage:
    actor = request.actor  # type: ignore[attr-defined]
    under_way, run = verifying.unfinished(), verifying.last_finished()
    lines = _lines(queries.verifications(actor))
    if under_way:
        return _running(under_way, lines)
    buttons = [
        Button("重新校验" if run else "校验", url=links.named("trail-verify"), post=True, main=not run)
    ]
    if run:
        url, faults = links.named("trail-report", run.pk), findings.faults_of(run)
        buttons.append(Button("报主要负责人", url=url, main=bool(faults)))
    return VerifyPage(
        head=Head(heading.verdict(TITLE, run), CRUMBS, sub=heading.sub(actor, run), buttons=tuple(buttons)),
        boxes=findings.boxes(run, findings.numbers_in(run), FEW) if run else (),
        more=max(0, len(run.report) - FEW) if run else 0,
        more_url=links.named("trail-report", run.pk) if run else "",
        said=_said(run),
        action=links.named("trail-verify"),
        runs=lines,
    )


def _said(run: Verification | None) -> Notice | None:
    if run is None:
        return Notice("", "还没有校验过。", "校验只读不改；很长的日志可以中途离开，回来接着校验。")
    if run.report:
        return None
    return Notice("ok", "没有改动、缺号、换序。", "链尾、登记的日首、数据库的保护都核对过。")


def _running(run: Verification, lines: tuple[RunLine, ...]) -> VerifyPage:
    total = max(run.total, run.done, 1)
    title = f"正在校验：{figure(run.done)} / {figure(run.total)} 条"
    return VerifyPage(
        head=Head(title, CRUMBS, sub=((Bit("可以离开本页，回来接着校验"),),)),
        boxes=(),
        said=None,
        action=links.named("trail-verify-step", run.pk),
        done=run.done,
        total=total,
        percent=run.done * 100 // total,
        runs=lines,
    )


def _lines(runs: list[Verification]) -> tuple[RunLine, ...]:
    names, today = accounts.shown(run.account for run in runs), clock.today()
    return tuple(
        RunLine(
            when=on_day(run.finished, today),
            who=names.get(run.account, (run.account, ""))[0],
            entries=figure(run.done),
            light=Light(Sign.OVER, f"不一致 {len(run.report)}") if run.report else Light(Sign.DONE, "一致"),
            took=f"{max(1, round(run.seconds))} 秒",
            url=links.named("trail-report", run.pk),
        )
        for run in runs
        if run.finished
    )


@require_POST
@audits
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Read on for some seconds; the page asks for the next part by itself where there is a script."""
    run = verifying.go_on(request.actor, pk)  # type: ignore[attr-defined]
    back = reverse("desk:trail-verify")
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(back)
    if run.finished:
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return render(request, "desk/trail/running.html", {"page": _running(run, ())})


@require_safe
@audits
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """报主要负责人: the run as a paper to print and sign. Raises OutOfSight."""
    actor = request.actor  # type: ignore[attr-defined]
    run = queries.verification(actor, pk)
    if run.finished is None:
        return HttpResponseRedirect(reverse("desk:trail-verify"))
    acts.note(actor, "trail_reported", "trail", run.pk)
    return render(request, "desk/trail/report.html", {"page": _report(request, run)})


def _report(request: HttpRequest, run: Verification) -> ReportPage:
    today, viewer, end = clock.today(), viewer_of(request.actor), queries.end()  # type: ignore[attr-defined]
    assert run.finished is not None
    by = accounts.shown([run.account]).get(run.account, (run.account, ""))[0]
    lines = (
        (
            "校验时间",
            f"{run.finished.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}，用时 {max(1, round(run.seconds))} 秒",
        ),
        ("校验人", by),
        ("范围", f"第 1 至 {figure(run.reached)} 条，共 {figure(run.done)} 条"),
        ("结果", f"{len(run.report)} 处不一致" if run.report else "全部一致"),
        ("链尾", f"第 {figure(end.seq)} 条，{digest(end.link)}" if end and end.seq else "没有"),
    )
    sentence = (
        "以上各处在系统以外被改动。请决定是否对照备份、封存数据库并查明经手人。"
        if run.report
        else "日志完整，可以采信。"
    )
    head = Head(
        "日志校验情况报告",
        (Link("三员"), Link("校验", links.named("trail-verify")), Link("报告")),
        sub=((Bit(f"{viewer.organ}　{days.in_sentence(today)}"),),),
        buttons=(Button("打印", does="print", main=True),),
    )
    return ReportPage(
        "日志校验情况报告", head, lines, findings.boxes(run, findings.numbers_in(run)), sentence
    )
