"""商请刊用: asking another organ for a case, and answering such letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.access.accounts import queries as accounts
from zeren.desk import links, listing
from zeren.desk.bulletin import sketch, words
from zeren.desk.bulletin.views import found, makes
from zeren.desk.components import Bit, Cell, Empty, Head, Link, Notice, Tab
from zeren.desk.documents.registers import actor_of
from zeren.desk.listing import Field
from zeren.desk.matters import others
from zeren.desk.typed import figure
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.bulletin import acts, asking, sources
from zeren.records.documents import queries as documents
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.documents.text import Text
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import queries as matters
from zeren.records.organs import queries as organs
from zeren.records.trail import looks

LABELS = {"organ": "经办机关", "title": "标题", "body": "正文"}
TITLE = "关于商请刊用案例的函"


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form of a letter."""

    head: Head
    url: str
    organ: str
    title: str
    body: str
    labels: Mapping[str, str] = field(default_factory=lambda: LABELS)
    errors: tuple[str, ...] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A letter that came in, with its answer or what may be answered."""

    head: Head
    url: str
    seen: int
    body: tuple[str, ...]
    answer: asking.Answer
    told: tuple[str, ...]
    said: str
    who: str
    case: Link | None
    answers: bool
    cases: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    tells: str = ""
    open: bool = True
    notices: tuple[Notice, ...] = ()
    errors: tuple[str, ...] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""


# ---------------------------------------------------------------- asking


@require_http_methods(["GET", "HEAD", "POST"])
@makes
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a letter that asks for a case; POST begins it as a document."""
    actor, issue = actor_of(request), found(request, pk)
    if issue.organ_id not in documents.organs_of(actor) or issue.state in documents.OUT:
        raise Http404
    if request.method != "POST":
        return _asking(request, issue, Text(TITLE, ""))
    text = Text(request.POST.get("title", ""), request.POST.get("body", ""))
    try:
        organ = _organ(actor, request.POST.get("organ", ""))
        made = acts.ask(actor, pk, organ.pk, Text(text.title, text.body, addressee=organ.name))
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        return _asking(request, issue, text, wrong.problems)
    others.say(request, Notice("ok", "已起草商请函。", "送审核、签发、编号印发以后，对方才看得到。"))
    return HttpResponseRedirect(links.named("document", made.pk))


def _organ(actor: Actor, text: str) -> Any:
    """The organ of a code or a whole name. Raises Refused where it is none, or the name is of several."""
    named = [one for one in organs.search(actor, text) if text.strip() in (one.code, one.name, one.short)]
    if len(named) != 1:
        zh = "登记中没有这个机关" if not named else "有几个机关叫这个名字，请写代码"
        raise Refused([Problem("organ", zh, "no one organ of that code or name")])
    return named[0]


def _asking(
    request: HttpRequest, issue: OfficialPaper, text: Text, problems: Sequence[Problem] = ()
) -> HttpResponse:
    back = links.named("bulletin-issue", issue.pk)
    crumbs = (Link("警示教育刊物", links.named("bulletin")), Link(issue.title, back))
    said = Bit("只写已经公开的：哪一级哪一年通报、公布的什么事；系统不替您查对方的案件", tone="dim")
    shown = AskPage(
        Head("商请别的机关的案例", crumbs, sub=((said,),)), links.named("bulletin-ask", issue.pk),
        request.POST.get("organ", ""), text.title, text.body, errors=tuple(p.zh for p in problems),
        by_field={p.field: p.zh for p in problems},
    )  # fmt: skip
    return render(request, "desk/bulletin/ask.html", {"page": shown}, status=422 if problems else 200)


# ---------------------------------------------------------------- answering


def _fields() -> tuple[Field[Any], ...]:
    return (
        Field("state", "状态", lambda d: Cell(light=_light(d)), width=12),
        Field("title", "来函", lambda d: Cell(d.title or "内容已销毁", url=links.named("bulletin-letter", d.pk), two=d.number), width=46),
        Field("organ", "来函机关", lambda d: Cell(d.organ.name), width=28),
        Field("issued", "印发日", lambda d: Cell(f"{d.issued_on:%Y-%m-%d}"), width=14),
    )  # fmt: skip


def _light(letter: OfficialPaper) -> Any:
    if letter.state != State.ISSUED:
        return words.ISSUE[State.VOIDED]
    return words.RECEIVED[asking.answer_of(letter).act]


@require_safe
@makes
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that came to the viewer's organs, the latest first."""
    actor = actor_of(request)
    rows = asking.received(actor)
    question = listing.asked(request.path, request.GET, _fields())
    total = rows.count()
    start, stop = listing.window(question, total)
    grid = listing.grid(
        question, _fields(), list(rows[start:stop]), caption="来函商请", row_id=lambda d: str(d.pk),
        row_url=lambda d: links.named("bulletin-letter", d.pk), totals=(f"{total} 件",),
        empty=Empty("没有来函", "别的机关商请刊用本机关案件的函，印发以后列在这里。"),
    )  # fmt: skip
    base = links.named("bulletin")
    tabs = (
        Tab("在编", f"{base}?look=making", False), Tab("已发行", f"{base}?look=out", False),
        Tab("来函商请", links.named("bulletin-letters"), True, str(asking.waiting(actor) or "")),
    )  # fmt: skip
    sub = ((Bit("由本机关领导答复；同意的可以随时收回，没有发行的稿件随之不能再用", tone="dim"),),)
    head = Head("来函商请刊用", (Link("警示教育刊物", base),), sub=sub)
    shown = {"head": head, "tabs": tabs, "grid": grid, "pages": listing.pages(question, total), "notices": others.said(request)}  # fmt: skip
    return render(request, "desk/bulletin/list.html", {"page": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@makes
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter; POST ``do``: ``consent`` ``decline`` ``recall``."""
    actor = actor_of(request)
    document = asking.received(actor).filter(pk=pk).first()
    if document is None:
        raise Http404
    if request.method != "POST":
        looks.look(actor, "document_read", "document", pk)
        return _letter(request, document)
    do = request.POST.get("do", "")
    if do not in DOES:
        raise Http404
    try:
        DOES[do](actor, pk, request.POST)
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        return _letter(request, document, wrong.problems, do)
    others.say(request, Notice("ok", words.ANSWER_DONE[do], document.number))
    return HttpResponseRedirect(links.named("bulletin-letter", pk))


Given = Mapping[str, str]
DOES: dict[str, Callable[[Actor, int, Given], OfficialPaper]] = {
    "consent": lambda a, pk, g: asking.consent(a, pk, figure(g.get("seen", "")), figure(g.get("case", "")), g.get("tells", ""), g.get("said", "")),
    "decline": lambda a, pk, g: asking.decline(a, pk, figure(g.get("seen", "")), g.get("said", "")),
    "recall": lambda a, pk, g: asking.recall(a, pk, figure(g.get("seen", "")), g.get("said", "")),
}  # fmt: skip


def _letter(
    request: HttpRequest, document: OfficialPaper, problems: Sequence[Problem] = (), do: str = ""
) -> HttpResponse:
    shown = _page(request, document, problems, do)
    return render(request, "desk/bulletin/letter.html", {"page": shown}, status=422 if problems else 200)


def _page(request: HttpRequest, document: OfficialPaper, problems: Sequence[Problem], do: str) -> LetterPage:
    actor, text, answer = actor_of(request), documents.text_of(document), asking.answer_of(document)
    organ = int(document.subject.partition(":")[2])
    leads = organ in documents.organs_of(actor, documents.SIGNS) and document.state == State.ISSUED
    may = leads and text is not None
    cases = sources.offered(actor, organ) if may and answer.act != asking.CONSENTED else []
    given = request.POST if request.method == "POST" else request.GET
    chosen = next((case for case in cases if str(case.pk) == given.get("case", "")), None)
    tells = given.get("tells", "") or (sketch.told_of(actor, chosen) if chosen else "")
    sub = (
        (Bit(light=_light(document)),),
        (Bit(f"{document.organ.name}　{document.number}　{document.issued_on}"),),
    )
    crumbs = (
        Link("警示教育刊物", links.named("bulletin")),
        Link("来函商请", links.named("bulletin-letters")),
    )
    return LetterPage(
        head=Head(document.title or document.label, crumbs, sub=sub),
        url=links.named("bulletin-letter", document.pk),
        seen=document.head,
        body=tuple(text.body.splitlines()) if text else ("案卷已经销毁，文字不能再读。",),
        answer=answer,
        told=tuple(answer.tells.splitlines()),
        said=words.RECEIVED[answer.act].words,
        who=_who(answer),
        case=_case(actor, answer.case),
        answers=may,
        cases=tuple((str(case.pk), f"{case.number}　{case.title}") for case in cases),
        chosen=str(chosen.pk) if chosen else "",
        tells=tells,
        open=document.state == State.ISSUED,
        notices=() if problems else others.said(request),
        errors=tuple(p.zh for p in problems),
        by_field={p.field: p.zh for p in problems},
        given=request.POST.dict(),
        wrong=do if problems else "",
    )


def _who(answer: asking.Answer) -> str:
    if not answer.act or answer.at is None:
        return ""
    name = accounts.shown({answer.account}).get(answer.account, (answer.account, ""))[0]
    return f"{name}　{answer.at.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}"


def _case(actor: Actor, pk: int) -> Link | None:
    """The case that was consented to, for who sees it."""
    try:
        case = matters.get_matter(actor, pk) if pk else None
    except OutOfSight:
        return None
    return Link(f"{case.number}　{case.title}", links.matter(case.pk)) if case else None
