"""The search of the bar: matters, people, organs, provisions, each within the viewer's sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links
from zeren.desk.bulletin import words as periodical_words
from zeren.desk.components import Bit, Empty, Head, Link
from zeren.desk.documents import words as document_words
from zeren.desk.documents.views import PERIODICAL
from zeren.desk.library import shelf
from zeren.desk.wording import words_of
from zeren.papers.bulletin.issuing import number_of
from zeren.records.bulletin import finding
from zeren.records.bulletin.finding import FoundPiece
from zeren.records.bulletin.text import SECTIONS
from zeren.records.documents import queries as documents
from zeren.records.documents.models import PIECE, OfficialPaper, State
from zeren.records.matters import queries as matters
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people
from zeren.records.search import queries as index
from zeren.records.search.queries import FoundPaper

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
    note: str = ""


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
        Head(
            "检索",
            sub=((Bit(f"“{query}”" if query else "写编号、文号、标题、姓名、机关、条文里的词或者地址"),),),
        ),
        query,
        groups,
        None if groups or not query else _nothing(query),
    )
    return render(request, "desk/search/results.html", {"page": page})


def _straight(actor: Any, query: str) -> str:
    """The one thing that bears this very number (a case, a document, an issue), or a provision's address."""
    cases = [links.matter(row.pk) for row in matters.by_number(actor, query)]
    papers = [_of_document(row) for row in documents.by_number(index.searched(actor), query)]
    issues = [links.named("bulletin-read", row.pk) for row in finding.by_number(actor, query)]
    named = [*cases, *papers, *issues]
    return named[0] if len(named) == 1 else shelf.address_in(query, shelf.installed())


def _nothing(query: str) -> Empty:
    return Empty(
        f"没有检索到“{query}”",
        "您的查看范围：所在机关及其下级承办的案件、其中的公文和人员，发给您的刊物，全部法规。封存材料不参加检索。",
        Link("在条文里找", links.with_query(links.named("library"), ("q", query))),
    )


def _groups(actor: Any, query: str) -> Sequence[FoundGroup]:
    ledger = Link("在台账里筛选", links.with_query(links.named("ledger"), ("number", query)))
    library = Link("全部条文", links.with_query(links.named("library"), ("q", query)))
    return (
        FoundGroup("案件", tuple(_matter(row) for row in _matters(actor, query)), ledger),
        FoundGroup(
            "公文",
            tuple(_document(row) for row in index.documents(actor, query, MOST)),
            _papers(query),
            OF_PAPERS,
        ),
        FoundGroup(
            "警示教育刊物", tuple(_piece(row) for row in finding.saying(actor, query, MOST)), note=OF_ISSUES
        ),
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


OF_PAPERS = f"按文号、标题检索；主送只查最近印发的 {index.OPENED} 件，正文不参加检索"
OF_ISSUES = f"最近 {finding.OPENED} 期的刊名、标题和正文"


def _papers(query: str) -> Link:
    url = links.with_query(links.named("documents"), ("look", "all"), ("title", query))
    return Link("在公文里筛选标题", url)


def _of_document(row: OfficialPaper) -> str:
    """Its own page; of a periodical's draft that of the periodical."""
    return links.named(PERIODICAL.get(row.paper, "document"), row.pk)


def _document(one: FoundPaper) -> Found:
    row = one.document
    lights = periodical_words.PIECE if row.paper == PIECE else document_words.LIGHTS
    parts = (
        row.label,
        row.organ.short or row.organ.name,
        lights[State(row.state)].words,
        "主送里有" if one.addressed else "",
    )
    return Found(f"{row.number}　{row.title}".strip("　"), _of_document(row), "　".join(filter(None, parts)))


def _piece(one: FoundPiece) -> Found:
    row, url = one.issue, links.named("bulletin-read", one.issue.pk)
    name = f"《{row.title}》{number_of(row)}"
    light = periodical_words.ISSUE[State(row.state)].words
    organ = row.organ.short or row.organ.name
    if one.piece is None:
        return Found(name, url, f"{organ}　{light}")
    more = f"{name}　{SECTIONS[one.piece.section]}　{organ}　{light}"
    return Found(one.piece.title, f"{url}#s{one.section}p{one.place}", more)


def _person(row: Any) -> Found:
    return Found(row.name, links.person(row.pk), row.organ.name if row.organ else "单位没有登记")


def _organ(row: Any) -> Found:
    return Found(row.name, links.with_query(links.named("ledger"), ("organ", row.name)), "看承办的案件")


def _provisions(actor: Any, query: str) -> list[Found]:
    rows, _ = index.provisions(actor, query, limit=MOST)
    hits = [shelf.hit(row, query) for row in rows] or shelf.label_hits(query, shelf.installed())[:MOST]
    return [Found(f"{h.title}{h.name}", h.url, h.aside, True, h.text) for h in hits]
