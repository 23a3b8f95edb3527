"""抽调: announce the list, draw by the seed, replace; the list as a file."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST, require_safe

from zeren.desk.components import Notice
from zeren.desk.draws.build import OUT, SEAT, page_of
from zeren.desk.draws.page import DrawPage
from zeren.desk.matters import naming, others
from zeren.desk.matters.case import Case
from zeren.desk.matters.doing import Acts, day_in, done
from zeren.desk.matters.views import case_of
from zeren.records.draws import acts, log
from zeren.records.draws.acts import Asked
from zeren.records.errors import Refused
from zeren.records.trail import acts as trail


def _case(request: HttpRequest, pk: int) -> Case:
    """The matter, where its procedure has a draw. Raises Http404."""
    case = case_of(request, pk)
    if case.draw_rules is None:
        raise Http404
    return case


def _answer(request: HttpRequest, page: DrawPage, status: int = 200) -> HttpResponse:
    return render(request, "desk/draws/draw.html", {"page": page}, status=status)


@require_safe
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; ``pool``: from whose pool the list is to be made."""
    case = _case(request, pk)
    return _answer(request, page_of(case, others.said(request), pool=request.GET.get("pool", "")))


@require_POST
def do(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Announce, draw, replace; an announcement may be checked first."""
    case = _case(request, pk)
    if what == "announce" and request.POST.get("check"):
        return _checked(request, case)
    case, problems = done(request, pk, what, DOES)
    if problems:
        return _answer(request, page_of(case, (), request.POST, what, problems), 422)
    return HttpResponseRedirect(f"{case.url}draw")


def _checked(request: HttpRequest, case: Case) -> HttpResponse:
    """What would come of announcing: refused as it would be, else what the regulation says of the numbers."""
    try:
        acts.check(case.actor, case.matter.pk, _asked(case, request.POST))
    except Refused as wrong:
        page = page_of(case, (), request.POST, "announce", wrong.problems)
        return _answer(request, replace(page, verdict="尚未公布，照此不能公布。"), 422)
    page = page_of(case, (), request.POST, "announce")
    said = "照此公布，核对结果如下；照样可以公布。" if page.boxes else "照此可以公布，人数合于规定。"
    notice = Notice("care" if page.boxes else "ok", "尚未公布。", said)
    return _answer(request, replace(page, notices=(notice, *page.notices)))


@require_GET
def list_file(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """The canonical text of one list, byte for byte what was hashed; that it left is on the trail."""
    case = _case(request, pk)
    held = next((one for one in log.draws_in(case.entries) if one.seq == seq), None)
    if held is None:
        raise Http404
    trail.note(case.actor, "exported", "list", "抽调名单", detail=f"{len(held.people)} TXT")
    name = {"Content-Disposition": f'attachment; filename="draw-{seq}.txt"'}
    return HttpResponse(held.text.encode(), content_type="text/plain; charset=utf-8", headers=name)


# ---------------------------------------------------------------- acts


def _announce(case: Case, given: QueryDict) -> Notice:
    event = acts.announce(case.actor, case.matter.pk, _asked(case, given))
    return Notice("ok", "已公布名单。", f"第 {event.seq} 号；名单和摘要已经固定，等种子产生后抽取。")


def _asked(case: Case, given: QueryDict) -> Asked:
    """What was filled in. Raises Refused for a day that is none."""
    rules = case.draw_rules
    assert rules is not None
    return Asked(
        pool=_number(given.get("pool", "")),
        seats={seat.id: _number(given.get(SEAT + seat.id, "")) for seat in rules.seats},
        kind=given.get("kind", ""),
        source=given.get("source", ""),
        known_on=day_in(given, "known_on"),
        excluded={
            _number(name.removeprefix(OUT)): text
            for name, text in given.items()
            if name.startswith(OUT) and str(text).strip()
        },
        reason=given.get("reason", ""),
    )


def _draw(case: Case, given: QueryDict) -> Notice:
    witnesses = tuple(naming.parts(given.get("witnesses", "")))
    event = acts.draw(case.actor, case.matter.pk, given.get("seed", ""), witnesses)
    return Notice("ok", "已抽取。", f"第 {event.seq} 号；结果见下，任何人可以按“怎样复核”重算。")


def _replace(case: Case, given: QueryDict) -> Notice:
    follows = _number(given["follows"]) if given.get("follows") else None
    person, reason = _number(given.get("person", "")), given.get("reason", "")
    event = acts.replace(case.actor, case.matter.pk, person, reason, follows)
    return Notice("ok", "已由同一排序的下一名替补。", f"第 {event.seq} 号。")


def _number(text: str) -> int:
    """A whole number; what is none is one that no act takes."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else -1


DOES: Acts = {"announce": _announce, "draw": _draw, "replace": _replace}
