"""The ledger of matters: filters, order, columns and page stand in the address; Excel takes the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import days, links, listing, workbook
from zeren.desk.components import Bit, Button, Empty, Head, Link, Tab
from zeren.desk.ledger import columns
from zeren.desk.ledger.page import LedgerPage
from zeren.records import calendars, clock
from zeren.records.actor import WRITES
from zeren.records.matters import ledger, secrecy

TEXTS = ("light", "number", "title", "subject", "organ", "handler", "procedure", "state")
DAYS = ("due", "opened", "closed", "facts")
LATEST_FIRST = "立项日新的在前"


@dataclass
class Wanted:
    """What the address asks for, and the matters that fit."""

    question: listing.Asked
    fields: tuple[listing.Field[Any], ...]
    shown: columns.Shown
    rows: QuerySet[Any]
    but_state: QuerySet[Any]


def _wanted(request: HttpRequest, path: str) -> Wanted:
    actor = request.actor  # type: ignore[attr-defined]
    today, calendar = clock.today(), calendars.calendar()
    shown = columns.Shown(today, calendar)
    fields = columns.fields(shown)
    question = listing.asked(path, request.GET, fields)
    given = {name: value for name, value in question.filters.items() if name not in question.wrong}
    spans = {name: span for name in DAYS if (span := listing.days_between(given.get(name, "")))}
    texts = {name: given[name] for name in TEXTS if name in given}
    near, _ = days.bounds(today, calendar)
    rows = ledger.filtered(actor, texts, spans, today, near)
    without = {name: text for name, text in texts.items() if name != "state"}
    but_state = ledger.filtered(actor, without, spans, today, near) if "state" in texts else rows
    sorts = {f.key: f.sort for f in fields if f.sort}
    return Wanted(
        question, fields, shown, ledger.ordered(rows, sorts.get(question.sort, ""), question.down), but_state
    )


@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """The page."""
    found = _wanted(request, request.path)
    question, shown = found.question, found.shown
    counts = ledger.counts(found.rows, shown.today)
    every = counts if found.but_state is found.rows else ledger.counts(found.but_state, shown.today)
    start, stop = listing.window(question, counts["all"])
    rows = ledger.window(found.rows, start, stop)
    shown.subjects = ledger.subjects_of(rows)
    grid = listing.grid(
        question,
        found.fields,
        rows,
        caption="案件台账",
        row_id=lambda r: str(r.pk),
        row_url=lambda r: links.matter(r.pk),
        totals=columns.totals(counts),
        empty=_empty(question),
    )
    page = LedgerPage(
        head=_head(question, counts, request.actor.has(*WRITES)),  # type: ignore[attr-defined]
        tabs=_tabs(question, every),
        grid=grid,
        pages=listing.pages(question, counts["all"]),
        count=f"{counts['all']} 件" + ("" if question.sort else f"，{LATEST_FIRST}"),
    )
    return render(request, "desk/ledger/list.html", {"page": page})


def _head(question: listing.Asked, counts: dict[str, int], writes: bool) -> Head:
    sub = [(Bit(f"{counts['all']} 件"),)]
    if counts["over"]:
        url = question.url(light="over")
        sub.append((Bit(f"已过期限 {counts['over']}", strong=True, url=url),))
    if counts["undetermined"]:
        sub.append((Bit(f"待查明 {counts['undetermined']}", url=question.url(light="undetermined")),))
    sub.append((Bit("台账导出的列和筛选与本页相同", tone="dim"),))
    export = question.url().replace(question.path, links.named("ledger-export"), 1)
    buttons = [Button("导出 Excel", url=export), Button("打印", does="print")]
    start = links.named("matter-start")
    if start and writes:
        buttons.append(Button("新立一案", url=start, main=True, key="N"))
    return Head("案件台账", sub=tuple(sub), buttons=tuple(buttons))


def _tabs(question: listing.Asked, counts: dict[str, int]) -> tuple[Tab, ...]:
    now = question.filters.get("state", "")
    return (
        Tab("全部", question.without("state"), now == "", str(counts["all"])),
        Tab("在办", question.url(state="open"), now == "open", str(counts["open"])),
        Tab("办结", question.url(state="closed"), now == "closed", str(counts["closed"])),
    )


def _empty(question: listing.Asked) -> Empty:
    if question.filters:
        return Empty(
            "没有符合筛选的案件",
            "您的查看范围：所在机关及其下级承办的案件。",
            Link("去掉全部筛选", question.path),
        )
    return Empty("还没有案件", "您的查看范围内还没有立项。立项以后在这里列出。")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same columns and filters as a workbook, however many rows."""
    found = _wanted(request, request.path.removesuffix("/export.xlsx"))
    if (count := found.rows.count()) < workbook.MOST:
        rows = ledger.window(found.rows, 0, workbook.MOST)
        found.shown.subjects = ledger.subjects_of(rows)
        return workbook.response(request, "案件台账", found.question, found.fields, rows)
    level = secrecy.highest(found.rows.order_by().values_list("classification", flat=True).distinct())
    return workbook.long(request, "案件台账", found.question, found.fields, _every(found), count, level)


def _every(found: Wanted) -> Iterator[Any]:
    """Every row; its cells are made before the next is asked for, as the names at hand are those of a few rows."""
    for some in ledger.every(found.rows):
        found.shown.subjects = ledger.subjects_of(some)
        yield from some
