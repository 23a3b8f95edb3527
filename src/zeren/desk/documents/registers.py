"""The lists of documents: what is under way, what waits for the viewer, and the register of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.access.accounts import queries as accounts
from zeren.desk import links, listing, workbook
from zeren.desk.components import Bit, Button, Cell, Empty, Grid, Head, Light, Link, Notice, Pages, Sign, Tab
from zeren.desk.documents import words
from zeren.desk.gate import only
from zeren.desk.listing import Field
from zeren.desk.matters import others
from zeren.records.actor import SEES_TREE, Actor
from zeren.records.documents import queries
from zeren.records.documents.models import OfficialPaper, State

sees = only(lambda actor: actor.has(*SEES_TREE), "公文由承办机关办理；您的角色没有这一项权限。")
LOOKS = {"mine": "等我办", "way": "在办", "out": "已印发", "": "全部"}
EMPTY = {
    "mine": Empty("没有等您办的公文", "轮到您审核、签发、编号的，列在这里。"),
    "way": Empty("没有在办的公文", "在案件的材料页选一种文书，起草送批。"),
    "out": Empty("没有印发过公文", "签发以后编号印发的，列在这里。"),
    "": Empty("没有公文", "在案件的材料页选一种文书，起草送批。"),
}


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with its tabs; ``series``: the register's series in words."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    notices: tuple[Notice, ...] = ()
    series: tuple[tuple[str, str, Light, str], ...] = ()


def actor_of(request: HttpRequest) -> Actor:
    """Who looks."""
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _fields(names: dict[str, tuple[str, str]]) -> tuple[Field[Any], ...]:
    def name(account: str) -> Cell:
        return Cell(names.get(account, (account, ""))[0])

    return (
        Field("state", "状态", lambda d: Cell(light=words.LIGHTS[State(d.state)]), width=12),
        Field("title", "标题", lambda d: Cell(d.title or "内容已销毁", url=links.named("document", d.pk), two=d.label, dim=not d.title), filters="text", width=46),
        Field("number", "发文字号", lambda d: Cell(d.number or "未编号", dim=not d.number), width=20),
        Field("matter", "案件", lambda d: Cell(d.matter.number, url=links.matter(d.matter_id)), width=20),
        Field("drafter", "拟稿", lambda d: name(d.drafted_by)),
        Field("signer", "签发", lambda d: name(d.signed_by) if d.signed_by else Cell("", dim=True)),
        Field("began", "拟稿日", lambda d: Cell(f"{d.began:%Y-%m-%d}"), width=12),
    )  # fmt: skip


@require_safe
@sees
def documents(request: HttpRequest) -> HttpResponse:
    """The documents in sight, the latest first; those that wait for the viewer stand first in the tabs."""
    actor = actor_of(request)
    mine = queries.my_turn(actor)
    look = request.GET.get("look", "mine" if mine.exists() else "way")
    look = look if look in LOOKS else ""
    question = listing.asked(request.path, request.GET, _fields({}), more=("look",))
    rows = _rows(actor, look).filter(title__icontains=question.filters.get("title", "")).order_by("-id")
    total = rows.count()
    start, stop = listing.window(question, total)
    shown = list(rows[start:stop])
    fields = _fields(accounts.shown({a for d in shown for a in (d.drafted_by, d.signed_by) if a}))
    grid = listing.grid(
        question, fields, shown, caption="公文", row_id=lambda d: str(d.pk), row_url=lambda d: links.named("document", d.pk),
        totals=(f"{total} 件",), empty=EMPTY[look],
    )  # fmt: skip
    head = Head(
        "公文", (Link("台账", links.named("ledger")),),
        sub=_sub(actor),
        buttons=(
            Button("发文字号", url=links.named("document-numbers")), Button("检查 DOCX 格式", url=links.named("document-check")),
            Button("成批出具", url=links.named("merges")),
        ),
    )  # fmt: skip
    tabs = tuple(_tabs(look, {"mine": mine.count()}))
    page = ListPage(head, tabs, grid, listing.pages(question, total), others.said(request))
    return render(request, "desk/documents/list.html", {"page": page})


def _sub(actor: Actor) -> tuple[tuple[Bit, ...], ...]:
    said = (Bit("拟稿、审核、签发由不同的人；签发以前只有本机关看得到", tone="dim"),)
    keeps = queries.organs_of(actor)
    return (said, (Bit("版式模板", url=links.named("paper-templates")),)) if keeps else (said,)


def _rows(actor: Actor, look: str) -> Any:
    if look == "mine":
        return queries.my_turn(actor)
    rows = queries.visible_to(actor)
    states = {"way": queries.UNDER_WAY, "out": queries.OUT}.get(look)
    return rows.filter(state__in=states) if states else rows


def _tabs(look: str, counts: dict[str, int]) -> Sequence[Tab]:
    base = links.named("documents")
    return [
        Tab(title, f"{base}?look={name}", look == name, str(counts.get(name) or ""))
        for name, title in LOOKS.items()
    ]


# ---------------------------------------------------------------- numbers


@require_safe
@sees
def numbers(request: HttpRequest) -> HttpResponse:
    """The register of numbers: every number that was given, voided ones with their reason; each series counted."""
    question, rows, fields = _numbered(request)
    total = rows.count()
    start, stop = listing.window(question, total)
    grid = listing.grid(
        question, fields, list(rows[start:stop]), caption="发文字号登记", row_id=lambda d: str(d.pk),
        row_url=lambda d: links.named("document", d.pk), totals=(f"{total} 个号",),
        empty=Empty("没有编过号", "签发以后编号印发的公文，按机关、年度、代字连号登记在这里。"),
    )  # fmt: skip
    head = Head(
        "发文字号登记", (Link("公文", links.named("documents")),),
        sub=((Bit("按机关、年度、代字连号；作废的号保留，不再用", tone="dim"),),),
        buttons=(Button("导出 Excel", url=question.url().replace("numbers", "numbers.xlsx", 1)), Button("打印", does="print")),
    )  # fmt: skip
    series = tuple(_series(actor_of(request)))
    page = ListPage(head, (), grid, listing.pages(question, total), (), series)
    return render(request, "desk/documents/list.html", {"page": page})


@require_safe
@sees
def export(request: HttpRequest) -> HttpResponse:
    """The register as a workbook."""
    question, rows, fields = _numbered(request)
    return workbook.whole(request, "发文字号登记", question, fields, rows)


def _numbered(request: HttpRequest) -> tuple[listing.Asked, Any, tuple[Field[Any], ...]]:
    actor = actor_of(request)
    marks = tuple(dict.fromkeys((s.mark, s.mark) for s in queries.series(actor)))
    years = tuple(dict.fromkeys((str(s.year), f"{s.year} 年") for s in queries.series(actor)))
    fields = _number_fields(marks, years)
    path = request.path.replace("numbers.xlsx", "numbers")
    question = listing.asked(path, request.GET, fields)
    rows = queries.numbered(actor).prefetch_related("corrected_by")
    wanted = {k: v for k, v in question.filters.items() if k not in question.wrong}
    if "mark" in wanted:
        rows = rows.filter(mark=wanted["mark"])
    if "year" in wanted:
        rows = rows.filter(year=int(wanted["year"]))
    return question, rows.order_by("organ", "-year", "mark", "-serial"), fields


def _number_fields(
    marks: tuple[tuple[str, str], ...], years: tuple[tuple[str, str], ...]
) -> tuple[Field[Any], ...]:
    return (
        Field("number", "发文字号", lambda d: Cell(d.number, url=links.named("document", d.pk)), width=22),
        Field("mark", "代字", lambda d: Cell(d.mark), filters="select", choices=marks),
        Field("year", "年度", lambda d: Cell(str(d.year)), filters="select", choices=years, width=8),
        Field("title", "标题", lambda d: Cell(d.title or "内容已销毁", two=d.label, dim=not d.title), width=46),
        Field("state", "状态", lambda d: Cell(light=words.LIGHTS[State(d.state)], two=_why_void(d), wrap=True), excel=_state_words, width=30),
        Field("issued", "印发日期", lambda d: Cell(f"{d.issued_on:%Y-%m-%d}"), width=12),
        Field("organ", "机关", lambda d: Cell(d.organ.short or d.organ.name), width=16),
        Field("matter", "案件", lambda d: Cell(d.matter.number, url=links.matter(d.matter_id)), width=20),
    )  # fmt: skip


def _state_words(document: OfficialPaper) -> str:
    why = _why_void(document)
    said = State(document.state).label
    return f"{said}：{why}" if why else str(said)


def _why_void(document: OfficialPaper) -> str:
    """The reason why a number is void; that it was put right by another."""
    if document.state == State.VOIDED:
        log = queries.log_of(document)
        return next((str(s.says.get("reason", "")) for s in log if s.act == "voided"), "")
    by = next((one for one in document.corrected_by.all() if one.serial), None)
    return f"已由 {by.number} 更正" if by else ""


def _series(actor: Actor) -> Sequence[tuple[str, str, Light, str]]:
    """青纪发〔2026〕　1 至 30，连号　作废 1."""
    found = []
    for one in queries.series(actor):
        light = Light(Sign.DONE, "连号") if one.whole else Light(Sign.OVER, f"缺 {one.last - one.given} 个号")
        void = f"作废 {one.void}" if one.void else ""
        found.append((f"{one.mark}〔{one.year}〕", f"1 至 {one.last}", light, void))
    return found
