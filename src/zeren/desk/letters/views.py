"""提醒函: what calls for a letter today, the letters issued, those that came to the viewer, those whose matter was met."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import days, links, listing, workbook
from zeren.desk.components import Bit, Button, Empty, Head, Link, Notice, Tab
from zeren.desk.letters import columns, words
from zeren.desk.letters.links import new_url
from zeren.desk.letters.page import LettersPage
from zeren.desk.worklist.build import Builder
from zeren.records import calendars, clock
from zeren.records.actor import SEES_TREE, WRITES
from zeren.records.letters import queries
from zeren.records.letters.models import Letter
from zeren.records.matters import secrecy

WAITING, ISSUED, RECEIVED, MET = "waiting", "issued", "received", "met"
TITLES = {WAITING: "待发", ISSUED: "已发", RECEIVED: "已收", MET: "已办"}
TEXTS = ("number", "matter", "organ", "light", "to", "state")
DAYS = ("on", "due")
EMPTY = {
    WAITING: ("今日没有要发的提醒", "到了界限而没有同灯提醒函的待办事项，会列在这里；发不发由人定。"),
    ISSUED: ("还没有发过提醒函", "您的查看范围内发出的，会列在这里。"),
    RECEIVED: ("没有送您的提醒函", "送您本人或者送您单位的，会列在这里。"),
    MET: ("没有已办的", "发函以后办了的事项，会列在这里。"),
}


def _tabs_of(request: HttpRequest) -> tuple[str, ...]:
    """Who sees no matter by an organ has only what came to them."""
    sees = request.actor.has(*SEES_TREE)  # type: ignore[attr-defined]
    return tuple(TITLES) if sees else (RECEIVED, MET)


def _tab(request: HttpRequest) -> str:
    tabs, asked = _tabs_of(request), request.GET.get("tab", "")
    return asked if asked in tabs else tabs[0]


def _rows(request: HttpRequest, tab: str) -> Any:
    actor = request.actor  # type: ignore[attr-defined]
    if tab == RECEIVED:
        return queries.addressed_to(actor)
    rows = queries.in_sight(actor) if actor.has(*SEES_TREE) else queries.addressed_to(actor)
    return rows.filter(queries.STATES["met"]) if tab == MET else rows


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The page."""
    tab = _tab(request)
    if tab == WAITING:
        question, fields, rows, total = _waiting(request, request.path)
        said = Notice("", "发不发由人定，系统不自己发。", f"本机关的界限：{_figures(request)}")
    else:
        question, fields, rows, total = _issued(request, request.path, tab)
        said = None
    grid = listing.grid(
        question, fields, rows, caption=f"提醒函　{TITLES[tab]}", row_id=lambda r: str(r.pk),
        row_url=_row_url, totals=(f"{listing.up_to(queries.MOST, total)} 件",), empty=_empty(question, tab),
    )  # fmt: skip
    page = LettersPage(
        head=_head(request, question, tab),
        tabs=_tabs(request, tab, None if set(question.filters) - {"tab"} else total),
        grid=grid,
        pages=listing.pages(question, total) if total > listing.PAGE_SIZE else None,
        count=f"{listing.up_to(queries.MOST, total)} 件",
        said=said,
        waiting=tab == WAITING,
    )
    return render(request, "desk/letters/list.html", {"page": page})


def _row_url(row: Any) -> str:
    return links.named("letter", row.matter_id, row.seq) if isinstance(row, Letter) else new_url(row)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The tab as a workbook, with the same columns and filters."""
    tab, path = _tab(request), request.path.removesuffix("export.xlsx")
    if tab != WAITING:
        return _issued_out(request, path, tab)
    question, fields, rows, _ = _waiting(request, path, workbook.MOST)
    fields = tuple(field for field in fields if field.key != "do")
    for row in rows:
        row.classification = row.matter.classification
    return workbook.response(request, f"提醒函　{TITLES[tab]}", question, fields, rows)


def _issued_out(request: HttpRequest, path: str, tab: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    shown = columns.Letters([], clock.today(), calendars.calendar(), set())
    question, found = _narrowed(request, path, tab)

    def learnt(some: list[Letter]) -> list[Letter]:
        shown.learn(some, queries.matters_seen(actor, some))
        return some

    level = secrecy.highest(found.order_by().values_list("matter__classification", flat=True).distinct())
    rows = queries.with_names(queries.ordered(found, question.sort, question.down))
    title, fields = f"提醒函　{TITLES[tab]}", columns.letter_fields(shown)
    return workbook.whole(request, title, question, fields, rows, learnt, level=level)


def _waiting(request: HttpRequest, path: str, most: int = listing.PAGE_SIZE) -> tuple[Any, ...]:
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.waiting(actor, clock.today(), calendars.calendar())
    made = Builder([], found.today, found.calendar, actor.person)
    fields = columns.waiting_fields(found, made, actor.has(*WRITES))
    question = listing.asked(path, request.GET, fields, ("tab",))
    given = {name: value for name, value in question.filters.items() if name not in question.wrong}
    chosen = found.narrowed(given.get("light", ""), given.get("matter", ""))
    total = queries.count_of(chosen)
    start, stop = listing.window(question, total) if most == listing.PAGE_SIZE else (0, most)
    rows = found.window(chosen, start, stop)
    made = Builder(rows, found.today, found.calendar, actor.person)
    return question, columns.waiting_fields(found, made, actor.has(*WRITES)), rows, total


def _narrowed(request: HttpRequest, path: str, tab: str) -> tuple[listing.Asked, QuerySet[Letter]]:
    today, calendar = clock.today(), calendars.calendar()
    fields = columns.letter_fields(columns.Letters([], today, calendar, set()))
    question = listing.asked(path, request.GET, fields, ("tab",))
    given = {name: value for name, value in question.filters.items() if name not in question.wrong}
    spans = {name: span for name in DAYS if (span := listing.days_between(given.get(name, "")))}
    texts = {name: given[name] for name in TEXTS if name in given}
    return question, queries.filtered(_rows(request, tab), texts, spans)


def _issued(request: HttpRequest, path: str, tab: str) -> tuple[Any, ...]:
    actor = request.actor  # type: ignore[attr-defined]
    today, calendar = clock.today(), calendars.calendar()
    question, found = _narrowed(request, path, tab)
    total = queries.count_of(found)
    start, stop = listing.window(question, total)
    rows = queries.window(queries.ordered(found, question.sort, question.down), start, stop)
    shown = columns.Letters(rows, today, calendar, queries.matters_seen(actor, rows))
    return question, columns.letter_fields(shown), rows, total


def _tabs(request: HttpRequest, now: str, known: int | None) -> tuple[Tab, ...]:
    """The tabs with their counts; ``known``: that of the one that stands open, where no filter narrows it."""
    home, made = links.named("letters"), []
    for name in _tabs_of(request):
        number = known if name == now and known is not None else _count(request, name)
        count = listing.up_to(queries.MOST, number)
        made.append(Tab(TITLES[name], links.with_query(home, ("tab", name)), name == now, count))
    return tuple(made)


def _count(request: HttpRequest, tab: str) -> int:
    actor = request.actor  # type: ignore[attr-defined]
    if tab == WAITING:
        return queries.count_of(queries.waiting(actor, clock.today(), calendars.calendar()).rows)
    return queries.count_of(_rows(request, tab))


def _head(request: HttpRequest, question: listing.Asked, tab: str) -> Head:
    export_url = question.url().replace(question.path, links.named("letters-export"), 1)
    buttons = [Button("导出 Excel", url=export_url), Button("打印", does="print")]
    if request.actor.has(*SEES_TREE):  # type: ignore[attr-defined]
        buttons.insert(0, Button("灯的界限", url=links.named("letter-figures")))
    sub = ((Bit(f"{days.in_sentence(clock.today())}　{days.weekday(clock.today())}"),),)
    if tab == WAITING and request.actor.has(*SEES_TREE):  # type: ignore[attr-defined]
        found = queries.waiting(request.actor, clock.today(), calendars.calendar())  # type: ignore[attr-defined]
        sub = (*sub, *_by_light(question, found))
    return Head("提醒函", sub=sub, buttons=tuple(buttons))


def _by_light(question: listing.Asked, found: queries.Waiting) -> tuple[tuple[Bit, ...], ...]:
    counts = [
        (value, text, queries.count_of(found.narrowed(value))) for value, text in reversed(words.LIGHTS)
    ]
    return tuple(
        (Bit(f"{text} {listing.up_to(queries.MOST, number)}", strong=value == "red", url=question.url(light=value)),)
        for value, text, number in counts
        if number
    )  # fmt: skip


def _figures(request: HttpRequest) -> str:
    organ = request.actor.organ  # type: ignore[attr-defined]
    figures = queries.figures_of(organ)
    source = f"（{figures.source}）" if figures.source else "（默认；条文没有写，由机关自定）"
    return f"绿灯自余 {figures.green} 个工作日起，黄灯余 {figures.amber} 个工作日以内，红灯过期{source}。"


def _empty(question: listing.Asked, tab: str) -> Empty:
    if set(question.filters) - {"tab"}:
        every = links.with_query(question.path, ("tab", tab))
        return Empty("没有符合筛选的", "", Link("去掉全部筛选", every))
    return Empty(*EMPTY[tab])
