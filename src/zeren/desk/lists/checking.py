"""请核对: what the checks ask about, each with its records; whoever looks says what was found. Nobody is accused."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import days, links
from zeren.desk.components import Bit, Button, Empty, Head, Link, Notice, Tab
from zeren.desk.lists.halls import tabs
from zeren.desk.matters import others
from zeren.records import clock
from zeren.records.actor import WRITES
from zeren.records.errors import Refused
from zeren.records.lists import acts, asking, queries
from zeren.records.lists.asking import Asks, Question
from zeren.records.lists.models import ListedTask

TITLE = "请核对"
WORDS = {
    Asks.NO_EVIDENCE: ("已销号而没有佐证", "记录里没有佐证文字，也没有附上的材料"),
    Asks.REUSED: (
        "同一佐证用于几个问题",
        "文件内容相同，或者佐证文字相同；一份材料确实能证明几件事的，写明即可",
    ),
    Asks.BATCH: ("期限将满时集中销号", f"期限末日或者前一日，十分钟以内由一人销号 {asking.BATCH} 项以上"),
    Asks.REOPENED: ("回访后重开两次以上", "销号以后因回访重开，不止一次"),
}
"""The figures are ours: no text gives any."""


@dataclass(frozen=True, slots=True)
class Line:
    """A task that a question rests on."""

    text: str
    url: str
    unit: str
    matter: str
    fact: str
    id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its tasks."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The questions of one kind."""

    title: str
    note: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class ChecksPage:
    """The page."""

    head: Head
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    writes: bool
    notices: tuple[Notice, ...]
    empty: Empty | None


@require_http_methods(["GET", "POST"])
def checks(request: HttpRequest) -> HttpResponse:
    """The page; POST: what was found of the tasks ``t``, as ``reason``."""
    if request.method == "POST":
        return _judged(request)
    return render(request, "desk/lists/checks.html", {"page": _page(request, others.said(request))})


def _judged(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    ids = [int(text) for text in request.POST.getlist("t") if text.isdecimal() and len(text) < 18]
    chosen = asking.together(actor, ids)
    try:
        acts.judge(actor, chosen, request.POST.get("reason", ""))
    except Refused as refused:
        told = dict.fromkeys(problem.zh for problem in refused.problems)
        said = Notice("stop", "没有记下。", "；".join(told))
        return render(request, "desk/lists/checks.html", {"page": _page(request, (said,))}, status=422)
    if chosen:
        others.say(request, Notice("ok", "已核看。", "说明留在每一项任务的经过里。"))
    return HttpResponseRedirect(links.named("lists-checks"))


def _page(request: HttpRequest, notices: tuple[Notice, ...]) -> ChecksPage:
    actor = request.actor  # type: ignore[attr-defined]
    found = asking.questions(queries.visible_to(actor))
    groups = tuple(_group(kind, [q for q in found if q.asks is kind]) for kind in Asks)
    sub = ((Bit("只是提请核看，不作结论；是不是虚假、敷衍，由人判断"),),)
    return ChecksPage(
        head=Head(
            TITLE,
            (Link("督责", links.named("lists-overview")),),
            sub=sub,
            buttons=(Button("打印", does="print"),),
        ),
        tabs=tabs(actor, "lists-checks"),
        groups=tuple(group for group in groups if group.asked),
        writes=actor.has(*WRITES),
        notices=notices,
        empty=None
        if found
        else Empty(
            "现在没有需要核看的",
            "销号没有佐证、佐证重复使用、期限将满时集中销号、重开两次以上的，在这里列出。",
        ),
    )


def _group(kind: Asks, found: list[Question]) -> Group:
    title, note = WORDS[kind]
    return Group(
        title, note, tuple(Asked(tuple(_line(kind, row) for row in (q.task, *q.beside))) for q in found)
    )


def _line(kind: Asks, row: ListedTask) -> Line:
    today = clock.today()
    facts = {
        Asks.NO_EVIDENCE: f"{days.in_cell(row.closed_on, today)} 销号",
        Asks.REUSED: row.evidence or "附上的材料相同",
        Asks.BATCH: f"{days.minute_in_cell(row.closed_at, today)} 销号，{days.in_cell(row.due, today)} 到期"
        if row.closed_at
        else "",
        Asks.REOPENED: f"重开 {row.reopened} 次",
    }
    return Line(
        f"{row.problem.number}-{row.number}　{row.text}",
        links.named("matter-list-task", row.matter_id, row.unit_id, row.problem.number, row.number),
        row.unit.short or row.unit.name,
        row.matter.number,
        facts[kind],
        str(row.pk),
    )
