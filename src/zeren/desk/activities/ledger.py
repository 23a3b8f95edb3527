"""The ledger of the activities of a list, with what waits to be entered and what is asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import days, links, listing, typed, workbook
from zeren.desk.activities.views import crumbs, enters, found_list
from zeren.desk.activities.wording import SOURCES, doers, named, recipients, topics
from zeren.desk.components import Bit, Button, Cell, Empty, Grid, Head, Link, Notice, Pages
from zeren.desk.duties import build
from zeren.desk.duties.views import sees
from zeren.desk.listing import Field
from zeren.desk.matters import others
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.duties import activities, bringing, naming, norms, queries
from zeren.records.duties.activities import Question
from zeren.records.duties.models import Activity, DutyList
from zeren.records.packs import installed

SIGNED = (("yes", "已会签"), ("no", "未会签"))


@dataclass(frozen=True)
class LedgerPage:
    """The ledger of a list."""

    head: Head
    grid: Grid
    pages: Pages | None
    questions: tuple[tuple[Link, str], ...]
    waiting: tuple[Link, ...]
    notices: tuple[Notice, ...]


def _choices(name: str) -> tuple[tuple[str, str], ...]:
    found = installed().shared.lists.get(name)
    return tuple((word, naming.label(name, word)) for word in found.items) if found else ()


def _evidence(activity: Activity) -> Cell:
    """The papers by name; files alone stand as 附件."""
    text = activity.evidence or ("附件" if any(d.evidenced for d in activity.doers.all()) else "")
    return Cell(text) if text else Cell("—", dim=True)


def _fields(actor: Actor, lst: DutyList, names: dict[str, str]) -> tuple[Field[Any], ...]:
    holders = tuple(
        (str(h.number), h.person.name if h.person else build.capacity(h.capacity))
        for h in queries.holders_of(actor, lst)
    )
    today = clock.today()

    def url(a: Activity) -> str:
        return links.named("activity", lst.organ_id, lst.year, a.number)

    return (
        Field("number", "号", lambda a: Cell(str(a.number), dim=True), number=True, sort="number", width=6),
        Field("at", "日期", lambda a: Cell(days.in_cell(a.at, today)), "day", sort="at", excel=lambda a: a.at, width=12),
        Field("kind", "方式", lambda a: Cell(naming.label(norms.KINDS, a.kind)), "select", _choices(norms.KINDS), width=14),
        Field("title", "做了什么", lambda a: Cell(a.title, url=url(a), wrap=True), "text", width=36),
        Field("holder", "由谁", doers, "select", holders, width=20),
        Field("topic", "事项", lambda a: Cell(topics(a), wrap=True), "select", _choices(norms.TOPICS), width=24),
        Field("targets", "对象", lambda a: Cell("、".join(names.get(t.ref, t.ref) for t in a.targets.all()) or "—"), width=24),
        Field("evidence", "佐证", _evidence, width=24),
        Field("times", "人次", lambda a: Cell(str(a.person_times or "")), number=True, usual=False, width=8),
        Field("form", "形式", lambda a: Cell(naming.label("forms", a.form)), usual=False, width=8),
        Field("to", "报给谁", lambda a: Cell(recipients(a)), usual=False, width=20),
        Field("signed", "会签", lambda a: Cell("已会签" if a.countersigned else "—", dim=not a.countersigned), "select", SIGNED, width=8),
        Field("source", "来源", lambda a: Cell(SOURCES.get(a.source, a.source), dim=True), usual=False, width=10),
    )  # fmt: skip


def _asked(request: HttpRequest, lst: DutyList) -> tuple[listing.Asked, Any]:
    """The question of the address, and the rows that answer it. ``since`` and ``until`` come from the list's cells."""
    actor, given = request.actor, request.GET  # type: ignore[attr-defined]
    names: dict[str, str] = {}
    question = listing.asked(
        request.path.removesuffix("/export.xlsx"), given, _fields(actor, lst, names), ("since", "until")
    )
    asked = question.filters
    span = listing.days_between(asked["at"]) if asked.get("at") and "at" not in question.wrong else None
    holder = asked.get("holder", "")
    rows = queries.activities(
        actor, lst, holder=typed.number(holder), kind=asked.get("kind", ""),
        topic=asked.get("topic", ""), since=span[0] if span else _day(asked.get("since")),
        until=span[1] if span else _day(asked.get("until")), text=asked.get("title", ""),
        countersigned={"yes": True, "no": False}.get(asked.get("signed", "")),
    )  # fmt: skip
    if question.sort:
        rows = rows.order_by(("-" if question.down else "") + question.sort, "-number")
    return question, rows


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@require_safe
@sees
def ledger(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The activities of a list, the latest first."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    question, rows = _asked(request, lst)
    total = rows.count()
    start, stop = listing.window(question, total)
    shown = list(rows[start:stop])
    fields = _fields(actor, lst, named(shown))
    grid = listing.grid(
        question, fields, shown, caption="履责记录", row_id=lambda a: str(a.number),
        row_url=lambda a: links.named("activity", organ, year, a.number), totals=(f"{total} 条",),
        empty=Empty("没有履责记录", "换一个筛选，或者登记一条。"),
    )  # fmt: skip
    may = enters(actor, lst)
    buttons = _buttons(actor, lst, question, may)
    head = Head(
        f"{lst.organ.name}　{year} 年履责记录", crumbs(lst, "履责记录"),
        sub=((Bit(f"{total} 条"),), (Bit("一件事只登记一次，可以对应几条责任；登记得晚也如实登记", tone="dim"),)), buttons=buttons,
    )  # fmt: skip
    page = LedgerPage(
        head, grid, listing.pages(question, total), _questions(lst, shown), _waiting(actor, lst) if may else (),
        others.said(request),
    )  # fmt: skip
    return render(request, "desk/activities/ledger.html", {"page": page})


def _buttons(actor: Actor, lst: DutyList, question: listing.Asked, may: bool) -> tuple[Button, ...]:
    """Enter, bring in, take out; to whom enters nothing, the last alone."""
    export = Button(
        "导出 Excel", url=question.url().replace(question.path, f"{question.path}/export.xlsx", 1)
    )
    if not may:
        return (export,)
    new = Button("登记履责", url=links.named("activity-new", lst.organ_id, lst.year), main=True, key="N")
    bring = (Button("导入 Excel", url=links.named("register-import", "activities")),)
    return (new, *(bring if queries.may_keep(actor, lst.organ) else ()), export)


def _waiting(actor: Actor, lst: DutyList) -> tuple[Link, ...]:
    """Entries of the organ's matters that are activities as well and stand in no list yet."""
    new = links.named("activity-new", lst.organ_id, lst.year)
    return tuple(
        Link(
            f"{w.day:%m-%d} {naming.label(norms.KINDS, w.kind)} {w.title}",
            links.with_query(new, ("from", w.entry)),
        )
        for w in bringing.waiting(actor, lst)[:12]
    )


def _questions(lst: DutyList, shown: list[Activity]) -> tuple[tuple[Link, str], ...]:
    return tuple((_link(lst, q), q.text) for q in activities.questions(sorted(shown, key=lambda a: a.number)))


def _link(lst: DutyList, question: Question) -> Link:
    return Link(f"第 {question.number} 号", links.named("activity", lst.organ_id, lst.year, question.number))


@require_safe
@sees
def export(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The same rows and columns as a workbook."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    question, rows = _asked(request, lst)
    names: dict[str, str] = {}

    def with_names(some: list[Activity]) -> list[Activity]:
        names.clear()
        names.update(named(some))
        return some

    title = f"{lst.organ.name} {year} 年履责记录"
    return workbook.whole(request, title, question, _fields(actor, lst, names), rows, with_names)
