"""The worklist: what I handle, what waits for me, my organ's, the other party's, and what I did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.access.consulting import queries as consulting
from zeren.desk import days, links, listing, navigation, workbook
from zeren.desk.approvals import waiting
from zeren.desk.approvals.waiting import Outside
from zeren.desk.components import Bit, Button, Empty, Head, Link, Notice, Tab
from zeren.desk.listing import PAGE_SIZE, Asked, pages
from zeren.desk.worklist import build, done, handing, peeking
from zeren.desk.worklist.elsewhere import Elsewhere
from zeren.desk.worklist.page import Worklist
from zeren.papers.excel.writing import Heading, ledger
from zeren.records import calendars, clock
from zeren.records.actor import SEES_TREE, WRITES, Actor
from zeren.records.bulletin import asking
from zeren.records.documents import queries as documents
from zeren.records.letters import queries as letters
from zeren.records.matters import secrecy
from zeren.records.obligations import worklist as work
from zeren.records.obligations.worklist import MOST, Days, Part, Slice
from zeren.records.rows import few
from zeren.records.shares import queries as shares

TABS = (
    ("mine", "我承办的"),
    ("approve", "等我审批"),
    ("organ", "本室"),
    ("others", "等对方办理"),
    ("elsewhere", "别处承办"),
    ("done", "已办"),
)
PARTS = {part.name.lower(): part for part in Part}


def _days() -> Days:
    today = clock.today()
    near, month = days.bounds(today, calendars.calendar())
    return Days(today, near, month)


def _tab(request: HttpRequest) -> str:
    name = request.GET.get("tab", "")
    if name in dict(TABS):
        return name
    # Who handles nothing himself begins with what his organs have, else with what they owe in matters of others.
    actor = request.actor  # type: ignore[attr-defined]
    if actor.person and work.count(actor, work.Tab.MINE):
        return "mine"
    owes = not work.count(actor, work.Tab.ORGAN) and work.count(actor, work.Tab.ELSEWHERE)
    return "elsewhere" if owes else "organ"


def _asked(request: HttpRequest, tab: str) -> Asked:
    part = request.GET.get("part", "")
    kept = [("tab", tab)] + ([("part", part)] if part in PARTS else [])
    return listing.plain(links.named("worklist"), request.GET, *kept)


@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """The page; without a script the chosen row stands in the address (``on``)."""
    actor, tab = request.actor, _tab(request)  # type: ignore[attr-defined]
    home = navigation.home_of(actor)
    if home != links.named("worklist"):
        return HttpResponseRedirect(home)
    if not actor.has(*SEES_TREE):
        return render(request, "desk/worklist/list.html", {"page": _nothing_here(actor)})
    waits = waiting.outside(actor)
    if tab == "done":
        page = done.page(actor, _head(actor, Slice([], {}), ""), _tabs(actor, tab, waits))
        return render(request, "desk/worklist/done.html", {"page": page})
    question, part = _asked(request, tab), PARTS.get(request.GET.get("part", ""))
    start = (question.page - 1) * PAGE_SIZE
    found = work.listed(actor, work.Tab(tab), _days(), start, start + PAGE_SIZE, part)
    on = request.GET.get("on", "") or (str(found.rows[0].pk) if found.rows else "")
    made = _builder(actor, tab, found.rows)
    groups = made.groups({int(key): value for key, value in found.counts.items()}, on)
    chosen = next((row for row in found.rows if str(row.pk) == on), None)
    total = found.counts[part] if part is not None else found.total
    page = Worklist(
        head=_head(actor, found, tab),
        tabs=_tabs(actor, tab, waits),
        groups=groups,
        peek=peeking.peek(actor, chosen, made) if chosen else None,
        empty=_empty(tab, part),
        pages=pages(question, total) if total > PAGE_SIZE else None,
        handover_url=links.named("handover"),
        batch_url=links.named("matter-batch"),
        # What another organ handles is not ours to hand over.
        may_pick=actor.has(*WRITES) and tab != "elsewhere",
        said=_said(request, part, tab, waits),
    )
    return render(request, "desk/worklist/list.html", {"page": page})


def _builder(actor: Any, tab: str, rows: list[Any]) -> build.Builder:
    today, calendar = clock.today(), calendars.calendar()
    if tab == "elsewhere":
        return Elsewhere(rows, today, calendar, actor)
    # What waits for one's own approval is not urged by oneself.
    return build.Builder(rows, today, calendar, actor.person, tab == "organ" and actor.has(*WRITES))


def _nothing_here(actor: Any) -> Worklist:
    """One sentence for a unit's liaison, who handles nothing: tabs of empty lists would mean nothing to them."""
    head = Head("待办", sub=((Bit(f"{days.in_sentence(clock.today())}　{days.weekday(clock.today())}"),),))
    where = Link("看与我有关的事项", links.named("own"))
    empty = Empty(
        "向您出示的案件，权利和期限在“与我有关”。", "没有出示的，这里不显示，也不说明有没有。", where
    )
    said = _letters_came(actor)
    return Worklist(
        head=head, tabs=(), groups=(), peek=None, empty=empty, may_pick=False, said=(said,) if said else ()
    )


def _letters_came(actor: Any) -> Notice | None:
    """Reminder letters that the viewer has not opened yet."""
    number = letters.unread(actor)
    there = links.with_query(links.named("letters"), ("tab", "received"))
    return Notice("", f"送您的提醒函 {number} 封还没有看。", links=(Link("去看", there),)) if number else None


def _said(request: HttpRequest, part: Part | None, tab: str, waits: Outside) -> tuple[Notice, ...]:
    """What was just done, what the list is narrowed to, and what has come in beside it."""
    actor = request.actor  # type: ignore[attr-defined]
    text = request.session.pop("said", "")
    if text:
        return (Notice("ok", text),)
    if part is not None:
        every = links.with_query(links.named("worklist"), ("tab", tab))
        return (Notice("", f"只列“{build.TITLES[part][0]}”。", links=(Link("看全部", every),)),)
    if tab == "elsewhere":
        text = "别的机关承办、规定由本机关办的；只见这些和它们所依据的。"
        return (Notice("", text, links=(Link("看全部事项", links.named("shares")),)),)
    if tab == "approve":
        asked = _cases_asked_for(actor)
        return (_to_approve(waits), asked) if asked else (_to_approve(waits),)
    came = {
        "mine": (_letters_came, _documents_back, _cases_asked_for, _consults_open),
        "organ": (_letters_came, _cases_asked_for),
    }.get(tab, ())
    return tuple(notice for one in came if (notice := one(actor)))


def _to_approve(waits: Outside) -> Notice:
    there = links.named("approvals")
    if waits.total:
        return Notice("ask", f"另有{waits.words}送您批。", links=(Link("去批", there),))
    return Notice("", "查阅申请、打开举报人身份，现在没有等您批的。", links=(Link("看您批过的", there),))


def _consults_open(actor: Actor) -> Notice | None:
    opened = consulting.count_open(actor)
    there = links.named("consult")
    return Notice("", f"已批准您查阅 {opened} 件。", links=(Link("去看", there),)) if opened else None


def _documents_back(actor: Actor) -> Notice | None:
    """Own drafts that were returned, and signed ones that wait for their number."""
    back = documents.came_back(actor)
    words = [f"{state.label} {number} 件" for state, number in back.items()]
    if not words:
        return None
    return Notice("ask", f"您拟的公文：{'、'.join(words)}。", links=(Link("去办", links.named("documents")),))


def _cases_asked_for(actor: Actor) -> Notice | None:
    """Letters of other organs that a leader answers: may they tell of a case of this organ?"""
    number = asking.waiting(actor, documents.SIGNS) if documents.organs_of(actor, documents.SIGNS) else 0
    there = links.named("bulletin-letters")
    return Notice("ask", f"别的机关商请刊用本机关的案例，{number} 件待答复。", links=(Link("去答复", there),)) if number else None  # fmt: skip


def _tabs(actor: Any, now: str, waits: Outside) -> tuple[Tab, ...]:
    home = links.named("worklist")
    made = []
    for name, text in TABS:
        # Only where the viewer's organs have duties in matters of others at all.
        if name == "elsewhere" and name != now and not shares.any_for(actor):
            continue
        others = waits.total if name == "approve" else 0
        number = "" if name == "done" else listing.up_to(MOST, work.count(actor, work.Tab(name)) + others)
        made.append(Tab(text, links.with_query(home, ("tab", name)), name == now, number))
    return tuple(made)


def _head(actor: Any, found: Slice, tab: str) -> Head:
    today = clock.today()
    bits = [Bit(f"{days.in_sentence(today)}　{days.weekday(today)}")]
    names = (
        (Part.OVER, "过期"),
        (Part.EXPLAIN, "待说明"),
        (Part.NEAR, "三个工作日内"),
        (Part.MONTH, "本月"),
        (Part.OPEN, "无期限"),
        (Part.SUPPLY, "待查明"),
    )
    for part, words in names:
        number = found.counts.get(part, 0)
        if number:
            url = links.with_query(links.named("worklist"), ("tab", tab), ("part", part.name.lower()))
            bits += [
                Bit("　"),
                Bit(f"{words} {listing.up_to(MOST, number)}", strong=part in (Part.OVER, Part.NEAR), url=url),
            ]
    export = links.with_query(links.named("worklist-export"), ("tab", tab))
    buttons = [Button("打印今日清单", does="print")] + ([Button("导出 Excel", url=export)] if tab else [])
    start = links.named("matter-start")
    if start and actor.has(*WRITES):
        buttons.append(Button("新立一案", url=start, main=True, key="N"))
    return Head("待办", sub=(tuple(bits),), buttons=tuple(buttons[:3]))


def _empty(tab: str, part: Part | None) -> Empty:
    if part is not None:
        return Empty(
            f"“{build.TITLES[part][0]}”里没有事项",
            "",
            Link("看全部", links.with_query(links.named("worklist"), ("tab", tab))),
        )
    texts = {
        "mine": ("没有您承办的待办事项", "本机关的见“本室”；已办的见“已办”。"),
        "approve": ("没有等您审批的事项", "报到您这里的，会按期限排在这里。"),
        "organ": ("您的查看范围内没有待办事项", "新立的案件会自动列出要办的事。"),
        "others": ("没有等对方办理的事项", "本人的权利和单位要办的事，会按期限排在这里。"),
        "elsewhere": (
            "没有别处承办、由本机关应办的",
            "别的机关承办的事项里规定由本机关办的，会按期限排在这里。",
        ),
    }
    return Empty(*texts[tab])


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    """The chosen row's explanation, for the right column."""
    actor = request.actor  # type: ignore[attr-defined]
    row, made = work.one(actor, pk), None
    if row is not None:
        made = build.Builder([row], clock.today(), calendars.calendar(), actor.person)
    elif (row := work.one_elsewhere(actor, pk)) is not None:
        made = Elsewhere([row], clock.today(), calendars.calendar(), actor)
    if made is None:
        raise Http404
    return render(request, "desk/worklist/peek.html", {"p": peeking.peek(actor, row, made)})


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The tab as a workbook."""
    actor, tab = request.actor, _tab(request)  # type: ignore[attr-defined]
    which = work.Tab(tab if tab != "done" else "mine")
    found = work.listed(actor, which, _days(), 0, workbook.MOST)
    headings = [
        Heading(*pair)
        for pair in (
            ("期限状态", 16),
            ("到期日", 12),
            ("应办事项", 36),
            ("案件", 22),
            ("对象", 24),
            ("依据", 28),
            ("由谁", 20),
        )
    ]
    title = f"待办　{dict(TABS)[tab]}　{clock.today().isoformat()}"
    if len(found.rows) >= workbook.MOST:
        parts = few(work.every(actor, which, _days()))
        cells = (line for some in parts for line in _cells(_builder(actor, tab, some), some))
        count, level = work.tab(actor, which).count(), secrecy.highest(work.levels(actor, which))
        return workbook.streamed(request, "待办", title, headings, cells, count, level)
    rows = list(_cells(_builder(actor, tab, found.rows), found.rows))
    level = secrecy.highest(row.matter.classification for row in found.rows)
    content = ledger(title, headings, rows, workbook.foot(request, level))
    return workbook.exported(request, "待办", content, len(rows), level)


def _cells(made: build.Builder, rows: list[Any]) -> Iterator[tuple[str | date | None, ...]]:
    for row in rows:
        task = made.task(row)
        cite = task.cite.label if task.cite else ""
        yield task.light.words, row.due, task.what, task.matter, task.person, cite, task.who


def handover(request: HttpRequest) -> HttpResponse:
    """Hand the chosen rows' matters to a colleague: see :mod:`zeren.desk.worklist.handing`."""
    return handing.handover(request)
