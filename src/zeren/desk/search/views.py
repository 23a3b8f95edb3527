"""The search of the bar: matters, people, organs, provisions, each within the viewer's sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links
from zeren.desk.components import Bit, Empty, Head, Link
from zeren.desk.library import shelf
from zeren.desk.wording import words_of
from zeren.records.matters import queries as matters
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people
from zeren.records.search import queries as index

MOST = 10


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the result."""

    text: str
    url: str
    more: str = ""
    law: bool = False
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """One noun's lines."""

    title: str
    lines: tuple[Found, ...]
    all: Link | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page."""

    head: Head
    query: str
    groups: tuple[FoundGroup, ...]
    empty: Empty | None


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the words name; a whole number or an address goes straight there."""
    actor, query = request.actor, request.GET.get("q", "").strip()[:60]  # type: ignore[attr-defined]
    if query:
        straight = _straight(actor, query)
        if straight:
            return HttpResponseRedirect(straight)
    groups = tuple(group for group in _groups(actor, query) if group.lines) if query else ()
    page = SearchPage(
        Head("检索", sub=((Bit(f"“{query}”" if query else "写编号、姓名、机关、条文里的词或者地址"),),)),
        query,
        groups,
        None if groups or not query else _nothing(query),
    )
    return render(request, "desk/search/results.html", {"page": page})


def _straight(actor: Any, query: str) -> str:
    named = matters.by_number(actor, query)
    return links.matter(named[0].pk) if len(named) == 1 else shelf.address_in(query, shelf.installed())


def _nothing(query: str) -> Empty:
    return Empty(
        f"没有检索到“{query}”",
        "您的查看范围：所在机关及其下级承办的案件、其中的人员，全部法规。封存材料不参加检索。",
        Link("在条文里找", links.with_query(links.named("library"), ("q", query))),
    )


def _groups(actor: Any, query: str) -> Sequence[FoundGroup]:
    ledger = Link("在台账里筛选", links.with_query(links.named("ledger"), ("number", query)))
    library = Link("全部条文", links.with_query(links.named("library"), ("q", query)))
    return (
        FoundGroup("案件", tuple(_matter(row) for row in _matters(actor, query)), ledger),
        FoundGroup("人员", tuple(_person(row) for row in people.search(actor, query, MOST))),
        FoundGroup("机关", tuple(_organ(row) for row in organs.search(actor, query, MOST))),
        FoundGroup("条文", tuple(_provisions(actor, query)), library),
    )


def _matters(actor: Any, query: str) -> list[Any]:
    return list(matters.saying(actor, query, MOST))


def _matter(row: Any) -> Found:
    words = words_of(f"{row.pack}@{row.version.isoformat()}")
    procedure = words.procedure(row.procedure) if words else row.procedure
    return Found(
        f"{row.number}　{row.title}",
        links.matter(row.pk),
        f"{procedure}　{row.organ.short or row.organ.name}　{row.get_state_display()}",
    )


def _person(row: Any) -> Found:
    return Found(row.name, links.person(row.pk), row.organ.name if row.organ else "单位没有登记")


def _organ(row: Any) -> Found:
    return Found(row.name, links.with_query(links.named("ledger"), ("organ", row.name)), "看承办的案件")


def _provisions(actor: Any, query: str) -> list[Found]:
    rows, _ = index.provisions(actor, query, limit=MOST)
    hits = [shelf.hit(row, query) for row in rows] or shelf.label_hits(query, shelf.installed())[:MOST]
    return [Found(f"{h.title}{h.name}", h.url, h.aside, True, h.text) for h in hits]
