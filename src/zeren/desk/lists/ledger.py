"""督责: every task of the lists in sight, in the order in which they are worked off; Excel takes the same filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import days, links, listing, workbook
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Link, Tab
from zeren.desk.ledger.page import LedgerPage
from zeren.desk.listing import Asked, Field
from zeren.desk.lists import states
from zeren.desk.lists.build import STANDS
from zeren.norms.calendar import Calendar
from zeren.records import calendars, clock
from zeren.records.lists import queries, statistics
from zeren.records.lists.models import ListedTask, Standing
from zeren.records.lists.queries import Who

TITLE = "整改任务台账"
TEXTS = ("source", "under", "task", "problem", "kind", "unit", "office", "evidence", "matter", "who")
DAYS = ("due", "done", "opened")


@dataclass
class Shown:
    """What the cells need besides the row."""

    today: date
    calendar: Calendar
    who: dict[int, Who] = field(default_factory=dict)
    stands: dict[int, str] = field(default_factory=dict)

    def fill(self, rows: Sequence[ListedTask]) -> None:
        """Who leads, and how each problem as a whole stands: one query each."""
        self.who = queries.who_of(rows)
        self.stands = statistics.states_of({row.problem_id for row in rows}, self.today)

    def leaders(self, row: ListedTask) -> str:
        """Who leads."""
        return "、".join(name for _, name in self.who.get(row.pk, Who()).leaders)


def _url(row: ListedTask) -> str:
    return links.named("matter-list-task", row.matter_id, row.unit_id, row.problem.number, row.number)


def _dash(text: str) -> Cell:
    return Cell(text) if text else Cell("—", dim=True)


def fields(shown: Shown) -> tuple[Field[ListedTask], ...]:
    """Every column, in order."""
    today, calendar = shown.today, shown.calendar
    return (
        Field("light", "期限状态", lambda r: Cell(light=states.light(r, today, calendar)), "select", states.STATES, width=16),
        Field("due", "完成时限", lambda r: Cell(states.day_word(r, today)), "day", excel=lambda r: r.due, width=12),
        Field("unit", "整改单位", lambda r: Cell(r.unit.short or r.unit.name), "text", excel=lambda r: r.unit.name, width=22),
        Field("problem", "问题", lambda r: Cell(r.problem.text), "text", width=34),
        Field("task", "任务", lambda r: Cell(r.text, url=_url(r)), "text", width=34),
        Field("who", "牵头领导", lambda r: _dash(shown.leaders(r)), "text", width=12, hint="全名"),
        Field("office", "承办股室", lambda r: _dash(r.office), "text", width=12),
        Field("evidence", "佐证", lambda r: _dash(r.evidence), "text", width=24),
        Field("closing", "销号", lambda r: _closing(r, today), width=20),
        Field("matter", "事项", lambda r: Cell(r.matter.number, url=links.named("matter-lists", r.matter_id)), "text", width=22),
        Field("opened", "立项", lambda r: Cell(days.in_cell(r.matter.opened, today)), "day", excel=lambda r: r.matter.opened, usual=False, width=12),
        Field("stand", "问题整项", lambda r: Cell(STANDS[shown.stands[r.problem_id]]), "select", tuple(STANDS.items()), usual=False),
        Field("under", "单位及下级", lambda r: _dash(r.unit.name), "text", usual=False, hint="全名", width=22),
        Field("source", "来源", _source, "select", states.sources(), usual=False, width=18),
        Field("kind", "问题类型", lambda r: _dash(r.problem.kind), "text", usual=False, width=14),
        Field("progress", "进展", lambda r: _dash(r.progress), usual=False, width=30),
        Field("done", "完成日", lambda r: Cell(days.in_cell(r.done, today), dim=not r.done), "day", excel=lambda r: r.done, usual=False, width=12),
        Field("found", "发现日", lambda r: Cell(days.in_cell(r.problem.found, today)), excel=lambda r: r.problem.found, usual=False, width=12),
        Field("changes", "延期、重开", lambda r: _dash(states.changes(r)), usual=False, width=14),
    )  # fmt: skip


def _closing(row: ListedTask, today: date) -> Cell:
    word, note = states.closing(row, today)
    return Cell(f"{word}　{note}".strip(), dim=row.standing in (Standing.OPEN, Standing.LONG))


def _source(row: ListedTask) -> Cell:
    """The procedure in which the problem was found, or that the unit found it itself."""
    key = queries.SELF if row.problem.self_found else f"{row.matter.pack}:{row.matter.procedure}"
    return Cell(dict(states.sources()).get(key, row.matter.procedure))


@dataclass
class Wanted:
    """What the address asks for, and the tasks that fit."""

    question: Asked
    fields: tuple[Field[Any], ...]
    shown: Shown
    fitting: QuerySet[ListedTask]
    near: date

    @property
    def rows(self) -> QuerySet[ListedTask]:
        """Of those that fit, the ones in the state that was chosen."""
        return queries.in_state(
            self.fitting, self.question.filters.get("light", ""), self.shown.today, self.near
        )


def _wanted(request: HttpRequest, path: str) -> Wanted:
    today, calendar = clock.today(), calendars.calendar()
    shown = Shown(today, calendar)
    columns = fields(shown)
    question = listing.asked(path, request.GET, columns)
    given = {name: value for name, value in question.filters.items() if name not in question.wrong}
    spans = {name: span for name in DAYS if (span := listing.days_between(given.get(name, "")))}
    texts = {name: given[name] for name in TEXTS if name in given}
    # A name's few tasks are found by the name, whatever the scope.
    rows = queries.visible_to(request.actor, indexed="who" not in texts)  # type: ignore[attr-defined]
    if texts or spans:
        rows = queries.settled(queries.narrowed(rows, texts, spans))
    if "stand" in given:
        rows = rows.filter(problem__in=statistics.standing(given["stand"], request.actor, today))  # type: ignore[attr-defined]
    near, _ = days.bounds(today, calendar)
    return Wanted(question, columns, shown, rows, near)


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The page."""
    found = _wanted(request, request.path)
    question = found.question
    counts = {
        state: queries.counted(queries.in_state(found.fitting, state, found.shown.today, found.near))
        for state, _ in states.STATES
    }
    total = queries.counted(found.rows)
    start, stop = listing.window(question, total)
    rows = queries.window(queries.ordered(found.rows), start, stop)
    found.shown.fill(rows)
    grid = listing.grid(
        question, found.fields, rows, caption=TITLE, row_id=lambda r: str(r.pk), row_url=_url,
        totals=_totals(counts), empty=_empty(question),
    )  # fmt: skip
    page = LedgerPage(
        head=_head(question, counts),
        tabs=_tabs(question, counts),
        grid=grid,
        pages=listing.pages(question, total),
        count=f"{listing.up_to(queries.MOST, total)} 项任务" + "，先到期的在前",
    )
    return render(request, "desk/ledger/list.html", {"page": page, "title": TITLE})


def _words(counts: dict[str, int], state: str) -> str:
    return listing.up_to(queries.MOST, counts[state])


def _head(question: Asked, counts: dict[str, int]) -> Head:
    sub = [(Bit("巡视巡察、审计、考核、谈话、自查发现的问题，逐项整改、对账销号"),)]
    if counts["over"]:
        sub.append((Bit(f"已过期 {_words(counts, 'over')}", strong=True, url=question.url(light="over")),))
    if counts["applied"]:
        sub.append((Bit(f"等待审核 {_words(counts, 'applied')}", url=question.url(light="applied")),))
    export = question.url().replace(question.path, links.named("lists-export"), 1)
    return Head(
        TITLE, sub=tuple(sub), buttons=(Button("导出 Excel", url=export), Button("打印", does="print"))
    )


def _tabs(question: Asked, counts: dict[str, int]) -> tuple[Tab, ...]:
    now = question.filters.get("light", "")
    shown = [Tab("全部", question.without("light"), now == "")]
    return (
        *shown,
        *(
            Tab(word, question.url(light=state), now == state, _words(counts, state))
            for state, word in states.STATES
        ),
    )


def _totals(counts: dict[str, int]) -> tuple[str, ...]:
    return tuple(f"{word} {_words(counts, state)}" for state, word in states.STATES if counts[state])


def _empty(question: Asked) -> Empty:
    if question.filters:
        return Empty(
            "没有符合筛选的任务",
            "您的查看范围：所在机关及其下级承办的事项。",
            Link("去掉全部筛选", question.path),
        )
    return Empty("还没有整改任务", "在巡察、审计等事项的“三个清单”里登记问题、分解任务以后，在这里列出。")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same columns and filters as a workbook."""
    found = _wanted(request, request.path.removesuffix("/export.xlsx"))

    def filled(some: list[ListedTask]) -> list[ListedTask]:
        found.shown.fill(some)
        return some

    rows = queries.with_names(queries.ordered(found.rows))
    return workbook.whole(request, TITLE, found.question, found.fields, rows, filled)
