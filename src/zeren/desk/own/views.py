"""Views of the own desk. What is not the viewer's own is not there (404)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zeren.desk import days, links
from zeren.desk.components import Empty, Link, Notice
from zeren.desk.matters import others
from zeren.desk.matters.downloads import as_file
from zeren.desk.own import giving, help
from zeren.desk.own.beginning import offered
from zeren.desk.own.build import OwnPage
from zeren.desk.own.challenging import drawn
from zeren.desk.own.page import Group, Groups, OwnList, ReceiptPage
from zeren.desk.wording import file_size
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Refused
from zeren.records.letters import queries as letters
from zeren.records.matters import own, own_acts

NOTHING = Empty(
    "现在没有向您出示的事项。", "组织向您出示事实材料、告知决定以后，您在这里看到，并可以陈述、申辩、申诉。"
)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _page(request: HttpRequest, pk: int, *, look: bool = True) -> OwnPage:
    """The matter; ``look``: the look goes on the trail (an act writes an entry of its own)."""
    try:
        return OwnPage((own.own_view if look else own.view_of)(_actor(request), pk))
    except OutOfSight:
        raise Http404 from None


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """与我有关."""
    pages = [OwnPage(view) for view in own.own_matters(_actor(request))]
    runs = any(page.view.running(clock.today()) for page in pages)
    said = "" if runs or not pages else "现在没有期限在进行。以下各项仍可随时查看。"
    listed = OwnList(
        tuple(page.line() for page in pages), said, None if pages else NOTHING, offered(_actor(request))
    )
    return render(request, "desk/own/list.html", {"page": listed})


@require_GET
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter, with the form of what may be done first, or of what was asked for."""
    page = _page(request, pk)
    asked = page.view.offer(request.GET.get("act", ""))
    offer = asked or page.main
    form = giving.form_of(page, _actor(request), offer) if offer else None
    return drawn(request, page, form, (*others.said(request), *_said(request), *_letters(request, pk)))


def _letters(request: HttpRequest, pk: int) -> tuple[Notice, ...]:
    """The reminder letters of the matter that came to the viewer or the unit."""
    found = [
        Link(f"{one.number}（{one.get_light_display()}灯）", links.named("letter", one.matter_id, one.seq))
        for one in letters.addressed_in(_actor(request), pk)
    ]
    return (Notice("", "送您的提醒函", links=tuple(found)),) if found else ()


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """The form of an act as it is printed; or giving it in."""
    page = _page(request, pk, look=request.method == "GET")
    offer = page.view.offer(step)
    if request.method == "POST":
        return _give(request, page, step)
    if offer is None:
        raise Http404
    form = giving.form_of(page, _actor(request), offer)
    sheet = {"page": page.whole(form), "name": _actor(request).name, "day": days.in_sentence(clock.today())}
    return render(request, "desk/own/sheet.html", sheet)


def _give(request: HttpRequest, page: OwnPage, step: str) -> HttpResponse:
    actor, pk, offer = _actor(request), page.view.id, page.view.offer(step)
    given = (
        giving.given_of(offer, request.POST)
        if offer
        else giving.Given(token=request.POST.get("token", "")[:40])
    )
    try:
        event = own_acts.record_own(
            actor, pk, step, given.fields, text=given.text,
            uploads=giving.uploads_of(request.FILES.getlist("files")), token=given.token,
        )  # fmt: skip
    except OutOfSight:
        raise Http404 from None
    except Refused as refused:
        if offer is None:
            told = Notice("stop", "没有提交。", "；".join(p.zh for p in refused.problems))
            return drawn(request, page, None, (told,), 422)
        form = giving.form_of(page, actor, offer, given, refused.problems)
        return drawn(request, page, form, status=422)
    request.session["own-said"] = "已提交。下面是回执，请打印或者抄下编号。"
    return HttpResponseRedirect(links.named("own-receipt", pk, event.seq))


@require_POST
def draft(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Keep what was typed; files are chosen when it is given in."""
    page = _page(request, pk, look=False)
    offer = page.view.offer(step)
    if offer is None:
        raise Http404
    given = giving.given_of(offer, request.POST)
    own_acts.save_own_draft(_actor(request), pk, step, giving.draft_body(given))
    return JsonResponse({"saved": clock.now().isoformat(timespec="minutes")})


@require_GET
def materials(request: HttpRequest) -> HttpResponse:
    """材料: what was put before the person, by matter."""
    pages = [OwnPage(view) for view in own.own_matters(_actor(request))]
    groups = tuple(
        Group(_title(page), page.url, tuple(page.told_of(e) for e in page.view.entries if not e.mine))
        for page in pages
    )
    kept = tuple(group for group in groups if group.told)
    return render(request, "desk/own/materials.html", {"page": Groups(kept, None if kept else NOTHING)})


@require_GET
def submitted(request: HttpRequest) -> HttpResponse:
    """我提交的, each with its receipt."""
    pages = [OwnPage(view) for view in own.own_matters(_actor(request))]
    groups = tuple(
        Group(_title(page), page.url, tuple(page.told_of(e) for e in reversed(page.view.submitted)))
        for page in pages
    )
    kept = tuple(group for group in groups if group.told)
    nothing = Empty(
        "您还没有在这里提交过。",
        "提交以后，每一份都有回执，可以打印。",
        Link("看与我有关的事项", links.named("own")),
    )
    return render(request, "desk/own/submitted.html", {"page": Groups(kept, None if kept else nothing)})


@require_GET
def attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """A paper that is the person's to read."""
    try:
        paper, media_type, content = own.own_paper(_actor(request), pk, attachment)
    except OutOfSight:
        raise Http404 from None
    except Refused as refused:
        return HttpResponse(refused.problems[0].zh, status=409, content_type="text/plain; charset=utf-8")
    return as_file(content, media_type, paper.name)


@require_GET
def receipt(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """回执."""
    try:
        found = own.receipt_of(_actor(request), pk, seq)
    except OutOfSight:
        raise Http404 from None
    at = localtime(found.recorded)
    lines = (
        ("回执编号", found.number), ("提交的是", f"{found.step}（{found.procedure}）"), ("提交人", found.name),
        ("收到时间", f"{days.in_sentence(at.date())} {at:%H:%M}"), ("承办机关", found.organ),
    )  # fmt: skip
    papers = tuple((f"{p.name}　{file_size(p.size)}", p.checksum) for p in found.papers)
    page = ReceiptPage(
        lines, papers, found.digest, links.named("own-matter", pk), found.organ, _said(request)
    )
    return render(request, "desk/own/receipt.html", {"page": page})


@require_GET
def how(request: HttpRequest) -> HttpResponse:
    """怎样办理."""
    return render(request, "desk/own/help.html", {"parts": help.parts()})


def _title(page: OwnPage) -> str:
    return f"{page.view.number}　{page.view.words.procedure.title}"


def _said(request: Any) -> tuple[Notice, ...]:
    text = request.session.pop("own-said", "")
    return (Notice("ok", text),) if text else ()
