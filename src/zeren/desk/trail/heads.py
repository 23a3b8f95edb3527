"""日首: exported, printed, sent elsewhere."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zeren.access.accounts import queries as accounts
from zeren.desk import days, links, listing
from zeren.desk.components import Bit, Button, Head, Link
from zeren.desk.matters.downloads import as_file
from zeren.desk.trail.page import HeadLine, HeadPage, HeadsPage, audits, digest, figure, on_day
from zeren.records import clock
from zeren.records.errors import Refused
from zeren.records.trail import heads as kept
from zeren.records.trail import looks, queries
from zeren.records.trail.models import ExportedHead


@require_http_methods(["GET", "HEAD", "POST"])
@audits
def heads(request: HttpRequest) -> HttpResponse:
    """The heads that were handed out; POST exports the one of a day."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        looks.look(actor, "trail_read", "trail", "-")
        return render(request, "desk/trail/heads.html", {"page": _heads(request)})
    given = request.POST.get("day", "")
    try:
        row = kept.export(actor, date.fromisoformat(given.strip()))
    except ValueError:
        error = "日期写成 2026-10-12"
    except Refused as refused:
        error = refused.problems[0].zh
    else:
        return HttpResponseRedirect(reverse("desk:trail-head-paper", args=[row.pk]))
    return render(request, "desk/trail/heads.html", {"page": _heads(request, given, error)}, status=422)


def _heads(request: HttpRequest, day: str = "", error: str = "") -> HeadsPage:
    actor = request.actor  # type: ignore[attr-defined]
    question, total = listing.plain(links.named("trail-head"), request.GET), queries.count_heads(actor)
    rows = queries.heads(actor, *listing.window(question, total))
    names, today = accounts.shown(row.account for row in rows), clock.today()
    head = Head(
        "日首",
        (Link("三员"), Link("日首")),
        sub=((Bit("一日的末条和它的摘要，加封；打印或者送出以后，此前的日志改不了、截不掉而不被发现"),),),
    )
    lines = tuple(
        HeadLine(
            day=row.day.isoformat(),
            seq=figure(row.seq),
            link=digest(row.link),
            when=on_day(row.at, today),
            who=names.get(row.account, (row.account, ""))[0],
            sent=_sent(row),
            url=links.named("trail-head-paper", row.pk),
            file=links.named("trail-head-file", row.pk),
        )
        for row in rows
    )
    pages = listing.pages(question, total) if total > listing.PAGE_SIZE else None
    return HeadsPage(
        head, lines, day or (today - timedelta(days=1)).isoformat(), today.isoformat(), error, pages
    )


def _sent(row: ExportedHead) -> tuple[str, ...]:
    listed = sorted(row.sent.all(), key=lambda one: one.pk)
    return tuple(f"{one.on.isoformat()} 送{one.to}" for one in listed)


@require_http_methods(["GET", "HEAD", "POST"])
@audits
def head(request: HttpRequest, pk: int) -> HttpResponse:
    """One head, to print; POST records that it was sent elsewhere. Raises OutOfSight."""
    actor = request.actor  # type: ignore[attr-defined]
    row = queries.head(actor, pk)
    if request.method != "POST":
        return render(request, "desk/trail/head.html", {"page": _paper(row)})
    to = request.POST.get("to", "")
    try:
        kept.sent(actor, pk, to, date.fromisoformat(request.POST.get("on", "").strip()))
    except ValueError:
        errors: tuple[tuple[str, str], ...] = (("on", "日期写成 2026-10-12"),)
    except Refused as refused:
        errors = tuple((problem.field, problem.zh) for problem in refused.problems)
    else:
        return HttpResponseRedirect(reverse("desk:trail-head-paper", args=[pk]))
    return render(request, "desk/trail/head.html", {"page": _paper(row, to, errors)}, status=422)


def _paper(row: ExportedHead, to: str = "", errors: tuple[tuple[str, str], ...] = ()) -> HeadPage:
    title = f"{days.in_sentence(row.day)} 日首"
    by = accounts.shown([row.account]).get(row.account, (row.account, ""))[0]
    lines = (
        ("日", f"{days.in_sentence(row.day)}（含当日）"),
        ("末条", f"第 {figure(row.seq)} 条"),
        ("密钥", row.key_id),
        ("导出", f"{row.at.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}　{by}"),
    )
    top = Head(
        title,
        (Link("三员"), Link("日首", links.named("trail-head")), Link(row.day.isoformat())),
        sub=((Bit("送出的一份妥存于本机关以外；核对用 zeren verify --head 文件"),),),
        buttons=(
            Button("存为文件", url=links.named("trail-head-file", row.pk)),
            Button("打印", does="print", main=True),
        ),
    )
    return HeadPage(
        title,
        top,
        lines,
        _eights(row.link),
        _eights(row.seal),
        _sent(row),
        clock.today().isoformat(),
        to,
        errors,
    )


def _eights(text: str) -> tuple[str, ...]:
    """Signs in groups of eight, to be compared with a finger on the paper."""
    return tuple(text[start : start + 8] for start in range(0, len(text), 8))


@require_safe
@audits
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The head as JSON. Raises OutOfSight."""
    row = queries.head(request.actor, pk)  # type: ignore[attr-defined]
    made = kept.Head(row.day, row.seq, row.link, row.key_id, row.seal).as_dict()
    text = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    return as_file(text.encode(), "application/json", f"日首 {row.day.isoformat()}.json")
