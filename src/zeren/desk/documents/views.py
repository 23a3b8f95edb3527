"""One document: begun from a matter's paper, read, changed, carried on, taken along."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links
from zeren.desk.components import Link, Notice
from zeren.desk.documents import page, words
from zeren.desk.documents import paper as papers
from zeren.desk.documents.registers import actor_of, sees
from zeren.desk.gate import records
from zeren.desk.matters import downloads, others
from zeren.desk.matters.case import Case
from zeren.desk.matters.downloads import made_file, plain
from zeren.papers.official.fonts import NoChineseFont
from zeren.records.documents import acts, queries
from zeren.records.documents.acts import Paper
from zeren.records.documents.models import ISSUE, PIECE, OfficialPaper
from zeren.records.documents.text import Text
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import queries as matters
from zeren.records.matters import secrecy
from zeren.records.trail import acts as trail
from zeren.records.trail import looks

PERIODICAL = {ISSUE: "bulletin-issue", PIECE: "bulletin-piece"}
"""Papers that have pages of their own, with what is asked of them there."""


def _found(request: HttpRequest, pk: int) -> OfficialPaper:
    found = queries.one(actor_of(request), pk)
    if found is None or (found.paper in PERIODICAL and request.method == "POST"):
        raise Http404
    return found


def _number(text: str, least: int = 0) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 and int(text) >= least else -1


@require_http_methods(["GET", "HEAD", "POST"])
@records
def new(request: HttpRequest) -> HttpResponse:
    """The form of a paper (``matter``, ``paper``, ``of``), filled from the records; POST begins it."""
    actor, given = actor_of(request), request.POST if request.method == "POST" else request.GET
    try:
        matter = matters.get_matter(actor, _number(given.get("matter", "")))
    except OutOfSight:
        raise Http404 from None
    if matter.organ_id not in queries.organs_of(actor):
        raise Http404
    case = Case(matter, actor)
    spec, place = downloads.spec_of(case, given.get("paper", "")), _number(given.get("of", "1"), 1) - 1
    subject = downloads.subject_at(case, place) or ""
    if case.disposed_words or downloads.held_back(case, spec, place):
        return plain("该文书暂不出具，缺项见案件的材料页。", 409)
    hidden = (("matter", str(matter.pk)), ("paper", spec.id), ("of", str(place + 1)))
    back = Link(matter.number, f"{case.url}materials")
    if request.method != "POST":
        text = papers.first_text(case, spec, place)
        shown = page.new_page(back, spec.label, text, hidden, spec.headed)
        return render(request, "desk/documents/one.html", {"page": shown})
    text, important = Text.of(request.POST), request.POST.get("important") == "yes"
    try:
        made = acts.draft(actor, matter.pk, Paper(spec.id, spec.label, spec.on, subject), text, important)
    except Refused as wrong:
        shown = page.new_page(back, spec.label, text, hidden, important, wrong.problems)
        return render(request, "desk/documents/one.html", {"page": shown}, status=422)
    others.say(request, Notice("ok", "已存为第一稿。", "看过版面以后送审核。"))
    return HttpResponseRedirect(links.named("document", made.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document; POST ``do``: ``change`` ``submit`` ``review`` ``sign`` ``return`` ``issue`` ``drop`` ``void``
    ``correct``."""
    actor, found = actor_of(request), _found(request, pk)
    if found.paper in PERIODICAL:
        return HttpResponseRedirect(links.named(PERIODICAL[found.paper], pk))
    if request.method != "POST":
        looks.look(actor, "document_read", "document", pk)
        shown = page.page_of(actor, found, others.said(request), again="again" in request.GET)
        return render(request, "desk/documents/one.html", {"page": shown})
    do = request.POST.get("do", "")
    if do not in DOES:
        raise Http404
    try:
        done = DOES[do](request, pk)
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        shown = page.page_of(actor, _found(request, pk), (), wrong.problems, request.POST.dict(), do)
        return render(request, "desk/documents/one.html", {"page": shown}, status=422)
    others.say(request, _notice(request.POST.get("then") or do, done, found))
    return HttpResponseRedirect(links.named("document", done.pk))


def _notice(do: str, done: OfficialPaper, before: OfficialPaper) -> Notice:
    if do == "change" and done.head == before.head:
        return Notice("", "文字没有不同，没有写入。")
    return Notice("ok", words.DONE[do], done.number)


def _seen(request: HttpRequest) -> int:
    return _number(request.POST.get("seen", ""))


def _said(request: HttpRequest) -> str:
    return request.POST.get("said", "")


def _change(request: HttpRequest, pk: int) -> OfficialPaper:
    """The wording; with ``then`` also the step that goes on with it."""
    actor, text, then = actor_of(request), Text.of(request.POST), request.POST.get("then", "")
    important = request.POST.get("important") == "yes"
    if not then:
        return acts.change(actor, pk, text, _seen(request), important)
    if then not in ("submit", "review", "sign"):
        raise Http404
    return acts.forward(actor, pk, text, _seen(request), then, _said(request), important)


DOES: dict[str, Callable[[HttpRequest, int], OfficialPaper]] = {
    "change": lambda r, pk: _change(r, pk),
    "submit": lambda r, pk: acts.submit(actor_of(r), pk, _seen(r)),
    "review": lambda r, pk: acts.review(actor_of(r), pk, _seen(r), _said(r)),
    "sign": lambda r, pk: acts.sign(actor_of(r), pk, _seen(r), _said(r)),
    "return": lambda r, pk: acts.send_back(actor_of(r), pk, _seen(r), _said(r)),
    "issue": lambda r, pk: acts.issue(actor_of(r), pk, _seen(r), r.POST.get("mark", ""), papers.render),
    "drop": lambda r, pk: acts.drop(actor_of(r), pk, _said(r)),
    "void": lambda r, pk: acts.void(actor_of(r), pk, _said(r)),
    "correct": lambda r, pk: acts.correct(actor_of(r), pk, _said(r)),
}


# ---------------------------------------------------------------- files


@require_safe
@sees
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets as one picture, as the engine lays them out."""
    found = _found(request, pk)
    if found.paper in PERIODICAL:
        raise Http404
    log = queries.log_of(found)
    versions = queries.versions(log)
    if not versions:
        raise Http404
    try:
        picture = papers.picture(found, versions[-1][1], queries.issue_of(log))
    except NoChineseFont as refused:
        return plain(str(refused), 503)
    return HttpResponse(picture, content_type="image/png")


@require_safe
@sees
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The file: as it was issued, else the draft with a mark of who took it out."""
    actor, found = actor_of(request), _found(request, pk)
    text = queries.text_of(found)
    if kind not in ("docx", "pdf") or text is None or found.paper in PERIODICAL:
        raise Http404

    def make() -> bytes:
        return queries.sealed_file(found, kind) or papers.draft_file(actor, found, text, kind)

    def noted() -> None:
        trail.note(actor, "paper_made", "document", pk, detail=f"{found.paper}.{kind}")

    name = f"{found.label}　{found.number or '草稿'}.{kind}"
    return made_file(make, kind, secrecy.marked(found.matter.classification, name), noted)
