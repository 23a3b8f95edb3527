"""The issues: a list, a new one, one in the making, one to read, its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links, listing
from zeren.desk.bulletin import page, reading, words
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Link, Notice, Tab
from zeren.desk.documents.paper import under_one_another
from zeren.desk.documents.registers import actor_of
from zeren.desk.gate import only
from zeren.desk.listing import Field
from zeren.desk.matters import others
from zeren.desk.matters.downloads import made_file, plain
from zeren.desk.typed import day, figure
from zeren.papers.bulletin import issuing
from zeren.papers.bulletin.docx import render_docx
from zeren.papers.bulletin.pdf import render_pdf, render_sheets
from zeren.papers.official.fonts import NoChineseFont
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.bulletin import acts, asking, queries, studying
from zeren.records.bulletin.text import Issue, issue_from
from zeren.records.documents import acts as documents
from zeren.records.documents import queries as document_queries
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.organs import queries as organs
from zeren.records.trail import acts as trail
from zeren.records.trail import looks

reads = only(lambda actor: actor.has(*queries.READS), "刊物发给机关的同志学习；您的角色没有这一项。")
makes = only(queries.makes, "刊物由承办机关编印；您的角色没有这一项权限。")
MARK = "刊"


def found(request: HttpRequest, pk: int) -> OfficialPaper:
    """An issue in sight, or 404."""
    document = queries.one(actor_of(request), pk)
    if document is None:
        raise Http404
    return document


def said_day(text: str) -> date:
    """A day of a form. Raises Refused."""
    found = day(text)
    if found is None:
        raise Refused([Problem("at", "日期写成 2026-12-01", "the day must be written 2026-12-01")])
    return found


# ---------------------------------------------------------------- the list


def _fields() -> tuple[Field[Any], ...]:
    return (
        Field("state", "状态", lambda d: Cell(light=words.ISSUE[State(d.state)]), width=12),
        Field("title", "刊物", lambda d: Cell(f"{d.title}　{issuing.number_of(d)}" if d.serial else d.matter.title, url=links.named("bulletin-issue", d.pk)), width=40),
        Field("organ", "编印", lambda d: Cell(d.organ.short or d.organ.name), width=26),
        Field("issued", "发行日", lambda d: Cell(f"{d.issued_on:%Y-%m-%d}" if d.issued_on else "没有发行", dim=not d.issued_on), width=14),
    )  # fmt: skip


@require_safe
@reads
def issues(request: HttpRequest) -> HttpResponse:
    """What was issued to the viewer's organs; for its makers also what is in the making."""
    actor = actor_of(request)
    making = queries.in_the_making(actor)
    look = request.GET.get("look", "making" if making.exists() else "out")
    rows = making if look == "making" and queries.makes(actor) else queries.published(actor)
    question = listing.asked(request.path, request.GET, _fields(), more=("look",))
    total = rows.count()
    start, stop = listing.window(question, total)
    empty = Empty("没有刊物", "编印机关发行以后，列在这里。")
    grid = listing.grid(
        question, _fields(), list(rows[start:stop]), caption="警示教育刊物", row_id=lambda d: str(d.pk),
        row_url=lambda d: links.named("bulletin-issue", d.pk), totals=(f"{total} 期",), empty=empty,
    )  # fmt: skip
    base = links.named("bulletin")
    tabs = (Tab("已发行", f"{base}?look=out", look != "making"),)
    if queries.makes(actor):
        tabs = (Tab("在编", f"{base}?look=making", look == "making", str(making.count() or "")), *tabs)
        tabs = (
            *tabs,
            Tab("来函商请", links.named("bulletin-letters"), False, str(asking.waiting(actor) or "")),
        )
    buttons = (Button("编一期", url=links.named("bulletin-new"), main=True),) if queries.makes(actor) else ()
    sub = ((Bit("要闻摘登、党纪法规、以案警示、学习园地四栏；案例只取已办结、已公布的", tone="dim"),),)
    head = Head("警示教育刊物", (Link("台账", links.named("ledger")),), sub=sub, buttons=buttons)
    shown = {
        "head": head,
        "tabs": tabs,
        "grid": grid,
        "pages": listing.pages(question, total),
        "notices": others.said(request),
    }
    return render(request, "desk/bulletin/list.html", {"page": shown})


# ---------------------------------------------------------------- a new one


@require_http_methods(["GET", "HEAD", "POST"])
@makes
def new(request: HttpRequest) -> HttpResponse:
    """Begin an issue: name, period, editor; as the one before."""
    actor = actor_of(request)
    mine = sorted(document_queries.organs_of(actor))
    own = {pk: organ.name for pk in mine if (organ := organs.by_id(pk)) is not None}
    if request.method != "POST":
        last = queries.last_of(mine[0])
        before = queries.content(last) if last else None
        quarter = f"第{'一二三四'[(clock.today().month - 1) // 3]}季度"
        first = Issue(before.title if before else "警示教育", quarter, before.editor if before else "")
        return _new(request, own, first)
    issue = issue_from(request.POST, Issue(""))
    try:
        made = acts.begin(actor, figure(request.POST.get("organ", "")), issue, request.POST.get("mark", ""))
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        return _new(request, own, issue, wrong)
    others.say(request, Notice("ok", "已立本期。", "先写稿件，再送另一人核。"))
    return HttpResponseRedirect(links.named("bulletin-issue", made.pk))


def _new(
    request: HttpRequest, own: dict[int, str], issue: Issue, wrong: Refused | None = None
) -> HttpResponse:
    problems = wrong.problems if wrong else []
    head = Head(
        "编一期", (Link("台账", links.named("ledger")), Link("警示教育刊物", links.named("bulletin")))
    )
    shown = {
        "head": head, "organs": own, "issue": issue, "mark": request.POST.get("mark", MARK),
        "organ": figure(request.POST.get("organ", "")), "errors": [p.zh for p in problems], "by_field": {p.field: p.zh for p in problems},
    }  # fmt: skip
    return render(request, "desk/bulletin/new.html", {"page": shown}, status=422 if wrong else 200)


# ---------------------------------------------------------------- one


@require_http_methods(["GET", "HEAD", "POST"])
@reads
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue: made up by its makers, read once it is out. POST ``do``: ``describe`` ``move`` ``submit`` ``review``
    ``sign`` ``return`` ``publish`` ``drop`` ``withdraw`` ``correct`` ``study`` ``meeting``."""
    actor, document = actor_of(request), found(request, pk)
    if request.method != "POST":
        looks.look(actor, "document_read", "document", pk)
        return _shown(request, document)
    do = request.POST.get("do", "")
    if do not in DOES:
        raise Http404
    try:
        done = DOES[do](request, pk)
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        return _shown(request, found(request, pk), wrong, do)
    others.say(request, Notice("ok", words.DONE[do], document.title))
    at = f"?piece={request.POST['piece']}#contents" if do == "move" else ""
    back = links.named("document", done.pk) if do == "correct" and done else links.named("bulletin-issue", pk)
    return HttpResponseRedirect(back + at)


def _shown(
    request: HttpRequest, document: OfficialPaper, wrong: Refused | None = None, do: str = ""
) -> HttpResponse:
    actor, status = actor_of(request), 422 if wrong else 200
    problems, given = (wrong.problems if wrong else ()), request.POST.dict()
    said = () if wrong else others.said(request)
    if document.state in document_queries.OUT:
        again = "again" in request.GET
        read_page = reading.read_page(actor, document, said, problems, given, do, again)
        if read_page is None:
            return plain("案卷已经销毁，内容不能再读；期号和日期保留。", 410)
        return render(request, "desk/bulletin/read.html", {"page": read_page}, status=status)
    chosen = request.GET.get("piece", request.POST.get("piece", ""))
    shown = page.issue_page(actor, document, chosen, said, problems, given, do)
    return render(request, "desk/bulletin/issue.html", {"page": shown}, status=status)


@require_safe
@reads
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole issue as a page, before it is out for its makers alone."""
    document = found(request, pk)
    shown = reading.read_page(actor_of(request), document, others.said(request))
    if shown is None:
        raise Http404
    looks.look(actor_of(request), "document_read", "document", pk)
    return render(request, "desk/bulletin/read.html", {"page": shown})


def _seen(request: HttpRequest) -> int:
    return figure(request.POST.get("seen", ""))


def _said(request: HttpRequest) -> str:
    return request.POST.get("said", "")


def _described(request: HttpRequest, pk: int) -> OfficialPaper:
    held = queries.content(found(request, pk))
    return acts.describe(actor_of(request), pk, issue_from(request.POST, held or Issue("")), _seen(request))


def _moved(request: HttpRequest, pk: int) -> OfficialPaper:
    by = {"up": -1, "down": 1}.get(request.POST.get("to", ""), 0)
    return acts.move(actor_of(request), pk, figure(request.POST.get("piece", "")), by, _seen(request))


def _study(request: HttpRequest, pk: int) -> None:
    given = request.POST
    studying.confirm(
        actor_of(request), pk, figure(given.get("list", "")), said_day(given.get("at", "")), figure(given.get("what", "0")),
        tuple(given.getlist("topic")),
    )  # fmt: skip


def _meeting(request: HttpRequest, pk: int) -> None:
    given = request.POST
    times = figure(given["times"]) if given.get("times") else None
    present = [figure(text) for text in given.getlist("present")]
    studying.meeting(
        actor_of(request), pk, figure(given.get("list", "")), said_day(given.get("at", "")), present,
        figure(given.get("what", "0")), times, tuple(given.getlist("topic")),
    )  # fmt: skip


def _dropped(request: HttpRequest, pk: int) -> OfficialPaper:
    found(request, pk)
    return documents.drop(actor_of(request), pk, _said(request))


Does = Callable[[HttpRequest, int], OfficialPaper | None]
DOES: dict[str, Does] = {
    "describe": _described, "move": _moved, "study": _study, "meeting": _meeting, "drop": _dropped,
    "submit": lambda r, pk: acts.submit(actor_of(r), pk, _seen(r)),
    "review": lambda r, pk: acts.review(actor_of(r), pk, _seen(r), _said(r)),
    "sign": lambda r, pk: acts.sign(actor_of(r), pk, _seen(r), _said(r)),
    "return": lambda r, pk: acts.send_back(actor_of(r), pk, _seen(r), _said(r)),
    "publish": lambda r, pk: acts.publish(actor_of(r), pk, _seen(r), issuing.render),
    "withdraw": lambda r, pk: acts.withdraw(actor_of(r), pk, _said(r)),
    "correct": lambda r, pk: acts.put_right(actor_of(r), pk, r.POST.get("note", ""), _said(r)),
}  # fmt: skip


# ---------------------------------------------------------------- files


def _printed(document: OfficialPaper, actor: Actor) -> Any:
    held = queries.content(document)
    pieces = queries.placed(document, held)
    if held is None or not pieces:
        raise Http404
    receipt = document_queries.issue_of(document_queries.log_of(document))
    return issuing.on_paper(document, held, pieces, receipt)


@require_safe
@reads
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets as one picture."""
    document = found(request, pk)
    try:
        picture = under_one_another(render_sheets(_printed(document, actor_of(request)), ppi=72))
    except NoChineseFont as refused:
        return plain(str(refused), 503)
    return HttpResponse(picture, content_type="image/png")


@require_safe
@reads
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The file: as it was issued, else the draft."""
    actor, document = actor_of(request), found(request, pk)
    if kind not in ("docx", "pdf"):
        raise Http404
    issue = _printed(document, actor)

    def make() -> bytes:
        sealed = document_queries.sealed_file(document, kind)
        return sealed or (render_pdf(issue) if kind == "pdf" else render_docx(issue))

    def noted() -> None:
        trail.note(actor, "paper_made", "document", pk, detail=f"bulletin.{kind}")

    return made_file(make, kind, f"{document.title}　{issuing.number_of(document) or '草稿'}.{kind}", noted)
