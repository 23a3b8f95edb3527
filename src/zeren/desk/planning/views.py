"""Views of the list of who falls due."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import workbook
from zeren.desk.components import Empty, Head
from zeren.desk.gate import only
from zeren.desk.planning.build import TITLE, Planning
from zeren.records.planning import queries

plans = only(
    lambda actor: actor.has(*queries.SEES), "到期提示由管理干部的机关和领导查看；您的角色没有这一项权限。"
)
NONE = Empty("没有您看得到的任职登记", "您的机关和下级机关里没有人登记现任职务。")


@require_safe
@plans
def planning(request: HttpRequest) -> HttpResponse:
    """Who falls due in the coming two years under an organ."""
    found = _list(request)
    if found is None:
        return render(request, "desk/planning/none.html", {"page": {"head": Head(TITLE), "empty": NONE}})
    return render(request, "desk/planning/list.html", {"page": found.page()})


@require_safe
@plans
def export(request: HttpRequest) -> HttpResponse:
    """The same columns and filters as a workbook."""
    found = _list(request)
    if found is None:
        raise Http404
    title = f"{found.organ.short or found.organ.name} {TITLE}"
    return workbook.response(request, title, found.question, found.fields, found.rows)


def _list(request: HttpRequest) -> Planning | None:
    """What the address asks for; an organ that is not the viewer's is not there."""
    actor = request.actor  # type: ignore[attr-defined]
    organs = queries.organs(actor)
    if not organs:
        return None
    asked = request.GET.get("organ", "")
    organ = next((one for one in organs if str(one.pk) == asked), None) if asked else organs[0]
    if organ is None:
        raise Http404
    return Planning(actor, organ, organs, request.GET)
