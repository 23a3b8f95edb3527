"""A piece: begun from nothing, a published case or an imported text; written, checked, approved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links
from zeren.desk.bulletin import page, sketch, words
from zeren.desk.bulletin.page import Place, Shown, place_rows
from zeren.desk.bulletin.views import found, makes
from zeren.desk.components import Bit, Head, Link, Notice
from zeren.desk.documents.registers import actor_of
from zeren.desk.matters import others
from zeren.desk.quoting import Quoted
from zeren.desk.typed import figure
from zeren.records import packs
from zeren.records.bulletin import acts, asking, queries, sources
from zeren.records.bulletin.queries import PACK, Placed
from zeren.records.bulletin.text import SECTIONS, STUDY, WARNING, Piece, piece_from
from zeren.records.documents import queries as documents
from zeren.records.documents.models import OfficialPaper
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.texts import queries as texts
from zeren.records.trail import looks

LABELS = {
    "title": "标题", "label": "栏目", "source": "出处", "body": "正文", "question": "提问", "scenario": "情景", "answer": "解答",
    "related": "相关案例", "further": "延伸阅读",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PiecePage:
    """The form of a piece, or what it says where the viewer does not write it."""

    head: Head
    url: str
    piece: Piece
    edits: bool
    new: bool
    seen: int
    is_study: bool
    is_warning: bool
    section: str
    holds: tuple[tuple[str, str, bool], ...] = ()
    namings: tuple[tuple[str, str], ...] = ()
    cases: tuple[tuple[str, str], ...] = ()
    consents: tuple[tuple[str, str], ...] = ()
    laws: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()
    cites: tuple[Quoted, ...] = ()
    shown: Shown | None = None
    labels: Mapping[str, str] = field(default_factory=lambda: LABELS)
    notices: tuple[Notice, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@makes
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of a section (``section``), begun from a case (``case``) or an imported text (``law``)."""
    actor, issue = actor_of(request), found(request, pk)
    if issue.organ_id not in documents.organs_of(actor) or issue.state in documents.OUT:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    section = given.get("section", "")
    if section not in SECTIONS:
        raise Http404
    before = sketch.begun(
        actor,
        issue,
        section,
        figure(given.get("case", "")),
        given.get("law", ""),
        figure(given.get("asked", "")),
    )
    if before is None:
        raise Http404
    if request.method != "POST":
        return _form(request, issue, before)
    piece = _given(request, before)
    try:
        made = acts.write(actor, pk, piece)
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        return _form(request, issue, piece, wrong=wrong)
    others.say(request, Notice("ok", "已存为第一稿。", "看过标出的各处以后，送另一人核。"))
    return HttpResponseRedirect(links.named("bulletin-piece", made.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@makes
def piece(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece. POST ``do``: ``write`` (with ``then=hand_on``) ``hand_on`` ``approve`` ``return`` ``out``."""
    actor = actor_of(request)
    document = queries.piece(actor, pk)
    text = documents.text_of(document) if document else None
    if document is None or text is None:
        raise Http404
    before, issue = Piece.of(text), queries.issue_of_piece(document)
    if request.method != "POST":
        looks.look(actor, "document_read", "document", pk)
        return _form(request, issue, before, document)
    do = request.POST.get("do", "")
    if do not in DOES:
        raise Http404
    try:
        done = DOES[do](request, document, before)
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        fresh = queries.piece(actor, pk) or document
        return _form(request, issue, _given(request, before) if do == "write" else before, fresh, wrong, do)
    others.say(request, Notice("ok", words.PIECE_DONE[request.POST.get("then") or do], before.title))
    if do == "write" and not request.POST.get("then"):
        return HttpResponseRedirect(links.named("bulletin-piece", pk))
    return HttpResponseRedirect(f"{links.named('bulletin-issue', issue.pk)}?piece={done.pk}")


def _given(request: HttpRequest, before: Piece) -> Piece:
    kept = {
        name.removeprefix("kept-"): text for name, text in request.POST.items() if name.startswith("kept-")
    }
    return piece_from(request.POST, request.POST.getlist("holds"), kept, before)


def _seen(request: HttpRequest) -> int:
    return figure(request.POST.get("seen", ""))


def _said(request: HttpRequest) -> str:
    return request.POST.get("said", "")


def _write(request: HttpRequest, document: OfficialPaper, before: Piece) -> OfficialPaper:
    done = acts.rewrite(actor_of(request), document.pk, _given(request, before), _seen(request))
    if request.POST.get("then") == "hand_on":
        return acts.hand_on(actor_of(request), document.pk, done.head)
    return done


Does = Callable[[HttpRequest, OfficialPaper, Piece], OfficialPaper]
DOES: dict[str, Does] = {
    "write": _write,
    "hand_on": lambda r, d, _: acts.hand_on(actor_of(r), d.pk, _seen(r)),
    "approve": lambda r, d, _: acts.approve(actor_of(r), d.pk, _seen(r), _said(r)),
    "return": lambda r, d, _: acts.send_back_piece(actor_of(r), d.pk, _seen(r), _said(r)),
    "out": lambda r, d, _: acts.take_out(actor_of(r), d.pk, _said(r)),
}


def _form(
    request: HttpRequest, issue: OfficialPaper, held: Piece, document: OfficialPaper | None = None,
    wrong: Refused | None = None, do: str = "write",
) -> HttpResponse:  # fmt: skip
    problems: Sequence[Problem] = wrong.problems if wrong else ()
    shown = _page(request, issue, held, document, problems, do if wrong else "")
    return render(request, "desk/bulletin/piece.html", {"page": shown}, status=422 if wrong else 200)


def _page(
    request: HttpRequest, issue: OfficialPaper, held: Piece, document: OfficialPaper | None,
    problems: Sequence[Problem], wrong: str,
) -> PiecePage:  # fmt: skip
    actor = actor_of(request)
    by_field = {problem.field: problem.zh for problem in problems}
    shown = page.shown(actor, Placed(document, held), problems) if document else None
    back = f"{links.named('bulletin-issue', issue.pk)}" + (f"?piece={document.pk}" if document else "")
    crumbs = (
        Link("警示教育刊物", links.named("bulletin")),
        Link(issue.title, back),
        Link(SECTIONS[held.section]),
    )
    sub = ((Bit(light=shown.light),),) if shown else ((Bit("一行一段；行首写 ■ 的是小标题", tone="dim"),),)
    head = Head(held.title if document else f"写一篇　{SECTIONS[held.section]}", crumbs, sub=sub)
    begins = document is None and held.section == WARNING
    return PiecePage(
        head=head,
        url=links.named("bulletin-piece", document.pk) if document else links.named("bulletin-piece-new", issue.pk),
        piece=held,
        edits=shown is None or "change" in shown.may,
        new=document is None,
        seen=document.head if document else 0,
        is_study=held.section == STUDY,
        is_warning=held.section == WARNING,
        section=held.section,
        holds=tuple((word, label, word in held.holds) for word, label in _list("warning_parts").items()),
        namings=tuple(_list("namings").items()),
        cases=tuple((str(m.pk), f"{m.number}　{m.title}") for m in sources.offered(actor, issue.organ_id)) if begins else (),
        consents=tuple(_consents(issue.organ_id)) if begins else (),
        laws=tuple((d.slug, d.title) for d in texts.documents(actor)) if document is None and held.section == "rules_section" else (),
        places=shown.places if shown else tuple(place_rows(queries.places_of(held), by_field)) if wrong else (),
        cites=page.cites_of(actor, held) if document or wrong else (),
        shown=shown,
        notices=() if problems else others.said(request),
        errors=tuple((problem.field, problem.zh) for problem in problems),
        by_field=by_field,
        wrong=wrong,
        given=request.POST.dict(),
    )  # fmt: skip


def _consents(organ: int) -> Iterator[tuple[str, str]]:
    """The letters on which other organs consented."""
    for one in asking.given(organ):
        yield str(one.letter.pk), f"{one.letter.number}　{one.letter.title}"


def _list(name: str) -> Mapping[str, str]:
    """A word list of the pack with its labels."""
    versions: Any = packs.installed().versions(PACK)
    found = versions[-1].vocabulary.lists[name]
    return {item: found.labels.get(item, item) for item in found.items}
