"""申请回避: the person concerned asks that whoever handles the matter keep away; what came of it stands below."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zeren.desk import links
from zeren.desk.components import Light, Notice
from zeren.desk.matters import others
from zeren.desk.own.build import OwnPage
from zeren.desk.own.page import OwnForm
from zeren.desk.recusals import words
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import own
from zeren.records.recusals import acts, queries
from zeren.records.recusals.models import Recusal


@dataclass(frozen=True, slots=True)
class Line:
    """One request: whom it names, how it stands, the person's reasons and the organ's."""

    light: Light
    whom: str
    reason: str
    answer: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """The part of the page."""

    action: str
    handler: str
    lines: tuple[Line, ...]


def part_of(actor: Actor, pk: int, handler: str) -> Challenge:
    """What was asked for, and the form to ask."""
    lines = tuple(_line(asked) for asked in queries.asked_by(actor, pk))
    return Challenge(links.named("own-challenge", pk), handler, lines)


def _line(asked: queries.Asked) -> Line:
    state = Recusal.State(asked.recusal.state)
    return Line(words.TO_ASKER[state], asked.recusal.person.name, asked.reason, asked.answer)


def drawn(
    request: HttpRequest,
    page: OwnPage,
    form: OwnForm | None,
    notices: tuple[Notice, ...] = (),
    status: int = 200,
    reason: str = "",
) -> HttpResponse:
    """The page of a matter, with what was typed where something was wrong."""
    asked = part_of(request.actor, page.view.id, page.view.handler)  # type: ignore[attr-defined]
    shown = {"page": page.whole(form, notices), "challenge": asked, "reason": reason}
    return render(request, "desk/own/matter.html", shown, status=status)


@require_POST
def challenge(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that the handler keep away; what is wrong is told on the page, where what was typed still stands."""
    actor, reason = request.actor, request.POST.get("reason", "")  # type: ignore[attr-defined]
    try:
        # Who handles the matter asks on its own page; here only whoever sees it from the own desk.
        own.view_of(actor, pk)
        acts.challenge(actor, pk, None, reason)
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        told = Notice("stop", "没有提交。", "；".join(problem.zh for problem in wrong.problems))
        return drawn(request, OwnPage(own.view_of(actor, pk)), None, (told,), 422, reason)
    said = "由承办机关主要负责人决定，结果和理由在本页告知您。决定以前照常办理。"
    others.say(request, Notice("ok", "已提交回避申请。", said))
    return HttpResponseRedirect(f"{links.named('own-matter', pk)}#challenge")
