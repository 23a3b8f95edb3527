"""The units that are scored, one unit's tree, and a sheet of it: filled in, delivered, withdrawn, settled."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zeren.desk import links
from zeren.desk.components import Bit, Button, Empty, Head, Notice
from zeren.desk.gate import only
from zeren.desk.matters import others
from zeren.desk.matters.views import case_of
from zeren.desk.scores import fill, tree
from zeren.desk.scores.unit import Unit
from zeren.records import registers
from zeren.records.actor import ADMINISTRATORS
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import queries as matters
from zeren.records.scores import acts, queries
from zeren.records.scores.log import key_of
from zeren.records.scores.sheets import Sheet

MOST = 300
EMPTY = Empty("没有您看得到的考核", "正在计分的单位会列在这里；一个单位的得分在它的“得分”页。")
works = only(lambda actor: not actor.has(*ADMINISTRATORS), "考核由承办机关组织；三员不看业务记录。")


@works
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Every unit in sight that is scored, the newest first; nothing of their points, and in no order of them."""
    actor = request.actor  # type: ignore[attr-defined]
    found = list(queries.units(matters.visible_to(actor))[:MOST])
    rows = [
        (
            one.title,
            one.number,
            links.named("matter-scores", one.pk),
            one.organ.short or one.organ.name,
            one.get_state_display(),
        )
        for one in found
    ]
    said = f"{MOST} 件以上，列出最近的" if len(rows) == MOST else f"{len(rows)} 件"
    buttons = (
        (Button("导入评分 Excel", links.named("register-import", "points")),)
        if registers.keeps(actor, "points")
        else ()
    )
    head = Head(
        "考核得分", sub=((Bit(said),), (Bit("按立项先后，不按得分排列", tone="dim"),)), buttons=buttons
    )
    return render(request, "desk/scores/units.html", {"page": {"head": head, "rows": rows, "empty": EMPTY}})


@require_safe
def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree of one subject (``of``)."""
    unit = _unit(request, pk)
    page = tree.page_of(unit, request.GET.get("of", "").replace("-", ":"))
    return render(request, "desk/scores/tree.html", {"page": page, "said": others.said(request)})


def _unit(request: HttpRequest, pk: int) -> Unit:
    case = case_of(request, pk)
    if not case.scored:
        raise Http404
    return Unit(case)


# ---------------------------------------------------------------- one sheet


@require_safe
def sheet(request: HttpRequest, pk: int, key: str, subject: str) -> HttpResponse:
    """One sheet of one subject."""
    unit, found, ref = _sheet(request, pk, key, subject)
    page = fill.page_of(unit, found, ref, others.said(request))
    return render(request, "desk/scores/sheet.html", {"page": page})


def _sheet(request: HttpRequest, pk: int, key: str, subject: str) -> tuple[Unit, Sheet, str]:
    unit = _unit(request, pk)
    found = fill.sheet_of(unit, key, subject)
    if found is None:
        raise Http404
    return unit, *found


@require_POST
def do(request: HttpRequest, pk: int, key: str, subject: str, what: str) -> HttpResponse:
    """One act on a sheet: done, or the page again with what was given and what is wrong with it."""
    unit, found, ref = _sheet(request, pk, key, subject)
    if what not in DOES:
        raise Http404
    try:
        notice = DOES[what](unit, found, ref, request.POST)
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        page = fill.page_of(unit, found, ref, (), request.POST, what, wrong.problems)
        return render(request, "desk/scores/sheet.html", {"page": page}, status=422)
    others.say(request, notice)
    return HttpResponseRedirect(unit.sheet_url(found, ref))


def _save(unit: Unit, found: Sheet, ref: str, given: QueryDict) -> Notice:
    acts.save_draft(unit.case.actor, unit.case.matter.pk, key_of(found), ref, fill.typed_in(given, found))
    return Notice("ok", "草稿已存。", "只有您看得到，不算数；打完交终稿。")


def _deliver(unit: Unit, found: Sheet, ref: str, given: QueryDict) -> Notice:
    event = acts.deliver(
        unit.case.actor, unit.case.matter.pk, key_of(found), ref, fill.typed_in(given, found)
    )
    return Notice("ok", "终稿已交。", f"记入本案第 {event.seq} 号；一人一份，要改先写明理由撤回。")


def _withdraw(unit: Unit, found: Sheet, ref: str, given: QueryDict) -> Notice:
    event = acts.withdraw(unit.case.actor, unit.case.matter.pk, key_of(found), ref, given.get("reason", ""))
    return Notice("ok", "已撤回。", f"记入本案第 {event.seq} 号；撤回前后都保留，请重新打分。")


def _settle(unit: Unit, found: Sheet, ref: str, given: QueryDict) -> Notice:
    more = fill.more_in(unit, found, given)
    event = acts.settle(
        unit.case.actor,
        unit.case.matter.pk,
        key_of(found),
        ref,
        fill.typed_in(given, found),
        more,
        given.get("by", ""),
    )
    return Notice("ok", "已定分。", f"得分记入本案第 {event.seq} 号；要改，先撤销这一条，再重新定分。")


Act = Callable[[Unit, Sheet, str, QueryDict], Notice]
DOES: dict[str, Act] = {"save": _save, "deliver": _deliver, "withdraw": _withdraw, "settle": _settle}
