"""Views of an organ's share. What is not the organ's is not there (404)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zeren.desk import links, listing
from zeren.desk.components import Notice
from zeren.desk.matters import others
from zeren.desk.matters.downloads import as_file
from zeren.desk.own.giving import uploads_of
from zeren.desk.shares import giving, listed
from zeren.desk.shares.build import ShareBuilder
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import Refused
from zeren.records.shares import acts, queries


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _builder(request: HttpRequest, pk: int, role: str, *, look: bool = True) -> ShareBuilder:
    """The matter; ``look``: the look goes on the trail (an act writes an entry of its own)."""
    read = queries.view if look else queries.view_of
    return ShareBuilder(read(_actor(request), pk, role))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """别处承办: every matter in which the viewer's organs have duties, also where nothing is left to do."""
    question = listing.plain(links.named("shares"), request.GET)
    return render(request, "desk/shares/list.html", {"page": listed.page(_actor(request), question)})


@require_safe
def share(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    """One matter, with the form of what is due first, or of what was asked for."""
    page = _builder(request, pk, role, look=request.method == "GET")
    current = page.chosen(request.GET.get("act", ""))
    form = giving.form_of(page, _actor(request), current) if current and page.view.writes else None
    return _drawn(request, page, current, form, others.said(request))


def _drawn(
    request: HttpRequest,
    page: ShareBuilder,
    current: str,
    form: giving.ShareForm | None,
    notices: tuple[Notice, ...] = (),
    status: int = 200,
) -> HttpResponse:
    return render(request, "desk/shares/one.html", {"page": page.page(current, form, notices)}, status=status)


@require_POST
def act(request: HttpRequest, pk: int, role: str, step: str) -> HttpResponse:
    """Record a step of the organ's."""
    actor, page = _actor(request), _builder(request, pk, role, look=False)
    offer = page.view.offer(step)
    if offer is None:
        raise Http404
    given = giving.given_of(offer.step, request.POST)
    try:
        event = acts.record(
            actor, pk, role, step, given.at, giving.kept(actor, offer.step, given.fields), about=given.about,
            uploads=uploads_of(request.FILES.getlist("files")), token=given.token,
        )  # fmt: skip
    except Refused as refused:
        if not page.view.writes:
            raise
        return _drawn(
            request, page, step, giving.form_of(page, actor, step, given, refused.problems), status=422
        )
    others.say(
        request,
        Notice("ok", "已记录。", f"{offer.step.label}　第 {event.seq} 号，承办机关在事项记录中看到。"),
    )
    return HttpResponseRedirect(page.url)


@require_POST
def draft(request: HttpRequest, pk: int, role: str, step: str) -> HttpResponse:
    """Keep what was typed; files are chosen when it is recorded."""
    offer = _builder(request, pk, role, look=False).view.offer(step)
    if offer is None:
        raise Http404
    body = giving.draft_body(giving.given_of(offer.step, request.POST))
    acts.save_draft(_actor(request), pk, role, step, body)
    return JsonResponse({"saved": clock.now().isoformat(timespec="minutes")})


@require_safe
def paper(request: HttpRequest, pk: int, role: str, attachment: int) -> HttpResponse:
    """A paper that the organ's duties rest on, or one of its own."""
    try:
        name, media_type, content = queries.paper_of(_actor(request), pk, role, attachment)
    except Refused as refused:
        return HttpResponse(refused.problems[0].zh, status=409, content_type="text/plain; charset=utf-8")
    return as_file(content, media_type, name)
