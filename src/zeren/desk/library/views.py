"""The library: open to every signed-in account; the open matters it names are those the viewer sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links
from zeren.desk.components import Bit, Button, Empty, Head, Link, Notice, Pages, Tab
from zeren.desk.library import book
from zeren.desk.library import shelf as shelves
from zeren.desk.library.page import Rows, Shelf
from zeren.records import clock
from zeren.records.matters import ledger
from zeren.records.search import queries as search
from zeren.records.texts import queries as texts

PAGE = 20


@require_safe
def shelf(request: HttpRequest) -> HttpResponse:
    """The shelf; with a question, what was found."""
    query = request.GET.get("q", "").strip()[:60]
    address = shelves.address_in(query, shelves.installed()) if query else ""
    if address:
        return HttpResponseRedirect(address)
    page = _found(request, query) if query else _shelf(request)
    return render(request, "desk/library/shelf.html", {"page": page})


def _shelf(request: HttpRequest) -> Shelf:
    actor = request.actor  # type: ignore[attr-defined]
    packs, documents = shelves.installed(), texts.documents(actor)
    groups = shelves.groups(packs, documents, ledger.open_by_pack(actor), clock.today())
    number = sum(len(rows) for _, rows in groups)
    imported = len(documents)
    sub = (
        (Bit(f"{number} 部"),),
        (Bit(f"正式文本已导入 {imported} 部" if imported else "正式文本还没有导入"),),
    )
    return Shelf(
        _head(sub),
        _tabs("shelf"),
        "",
        links.named("library"),
        shelves.TITLES,
        groups,
        said=_no_text(imported),
    )


def _head(sub: tuple[tuple[Bit, ...], ...]) -> Head:
    return Head(
        "法规库",
        sub=sub,
        buttons=(Button("导入正式文本", url=links.named("library-import")), Button("打印", does="print")),
    )


def _tabs(now: str) -> tuple[Tab, ...]:
    conflicts = len(book.conflict_rows())
    return (
        Tab("法规", links.named("library"), now == "shelf"),
        Tab(
            "条文不一",
            links.named("library-conflicts"),
            now == "conflicts",
            str(conflicts) if conflicts else "0",
        ),
    )


def _no_text(imported: int) -> Notice | None:
    if imported:
        return None
    text = "各页显示的是本系统编写的提要，不能作为文书引文。"
    return Notice(
        "care", "正式文本没有导入。", text, links=(Link("怎样导入", links.named("library-import")),)
    )


def _found(request: HttpRequest, query: str) -> Shelf:
    actor = request.actor  # type: ignore[attr-defined]
    after = request.GET.get("after", "")
    rows, hits = search.provisions(
        actor, query, after=int(after[:15]) if after.isdecimal() else 0, limit=PAGE
    )
    found = tuple(shelves.hit(row, query) for row in rows)
    labels = () if found or after else tuple(shelves.label_hits(query, shelves.installed()))
    sub = ((Bit(f"检索“{query}”"),),)
    said = Notice("", "", "正式文本里没有，下面是在提要里找到的。") if labels else None
    more = (
        links.with_query(links.named("library"), ("q", query), ("after", str(hits.after)))
        if hits.more
        else ""
    )
    empty = Empty(
        f"没有检索到“{query}”",
        "检索的是已导入的正式文本和各法规包的提要，按原字查找；可以换一个词，或者写地址（如 问责条例 12.3）。",
        Link("看法规目录", links.named("library")),
    )
    return Shelf(
        _head(sub), _tabs("shelf"), query, links.named("library"), hits=found or labels, empty=empty, said=said,
        pages=Pages(1, 2, 1, len(found), 0, next=more) if more else None,
    )  # fmt: skip


@require_safe
def regulation(request: HttpRequest, slug: str) -> HttpResponse:
    """One regulation in one version."""
    actor = request.actor  # type: ignore[attr-defined]
    found = book.find(actor, slug, request.GET.get("version", ""))
    if found is None:
        raise Http404
    tab = request.GET.get("tab", "")
    matters = list(ledger.resting_on(actor, slug)[:200])
    if tab in book.OTHER_TABS:
        page: Any = book.other_tab(found, tab, matters)
        return render(request, "desk/library/rows.html", {"page": page})
    cases: Mapping[str, Link] = book.cases_by_norm(actor, found)
    whole = book.regulation(found, matters, cases, request.GET.get("show", ""))
    words = request.GET.get("q", "").strip()[:60]
    return render(request, "desk/library/regulation.html", {"page": whole, "words": words})


@require_safe
def conflicts(request: HttpRequest) -> HttpResponse:
    """Contradictions between texts that show without a case."""
    rows = book.conflict_rows()
    head = Head("条文不一", (Link("法规库", links.named("library")),), sub=((Bit(f"{len(rows)} 处"),),))
    note = "两部法规对同一件事的要求不同，又没有互相指明；碰到具体案件时，由有权机关确定适用哪一条。"
    empty = Empty("已装入的法规之间没有发现这样的条文", "只比较已装入的法规包；装入新的法规包以后重新比较。")
    page = Rows(head, _tabs("conflicts"), book.CONFLICT_TITLES, rows, note, empty)
    return render(request, "desk/library/rows.html", {"page": page})


@require_safe
def how_to_import(request: HttpRequest) -> HttpResponse:
    """How official texts come in: by the administrator, from files."""
    actor = request.actor  # type: ignore[attr-defined]
    head = Head(
        "导入正式文本", (Link("法规库", links.named("library")),), sub=((Bit("由系统管理员在服务器上办理"),),)
    )
    return render(
        request, "desk/library/import.html", {"page": book.ImportPage(head, tuple(texts.documents(actor)))}
    )
