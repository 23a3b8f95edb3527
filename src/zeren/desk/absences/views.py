"""Views of the calendar of absences."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import workbook
from zeren.desk.absences.build import TITLE, Calendar, month_of
from zeren.desk.components import Empty, Head
from zeren.desk.gate import only
from zeren.records import clock
from zeren.records.absences import queries
from zeren.records.organs.models import Organ

sees = only(
    lambda actor: actor.has(*queries.SEES), "外出日历由受理外出报告的机关和领导查看；您的角色没有这一项权限。"
)
NONE = Empty("没有您看得到的领导班子", "您的机关和下级机关里没有登记班子成员的职务。")


@require_safe
@sees
def absences(request: HttpRequest) -> HttpResponse:
    """The month of a leading group."""
    organs = queries.organs(request.actor)  # type: ignore[attr-defined]
    if not organs:
        return render(request, "desk/absences/none.html", {"page": {"head": Head(TITLE), "empty": NONE}})
    found = _calendar(request, organs)
    return render(request, "desk/absences/month.html", {"page": found.page(organs)})


@require_safe
@sees
def export(request: HttpRequest) -> HttpResponse:
    """The absences of the month as a workbook."""
    organs = queries.organs(request.actor)  # type: ignore[attr-defined]
    if not organs:
        raise Http404
    found = _calendar(request, organs)
    title = f"{found.organ.short or found.organ.name} {found.month.first:%Y-%m} 外出"
    return workbook.response(request, title, found.question, found.fields, found.month.absences)


def _calendar(request: HttpRequest, organs: list[Organ]) -> Calendar:
    """What the address asks for; an organ that is not the viewer's is not there."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = request.GET.get("organ", "") or str(actor.organ)
    organ = next((one for one in organs if str(one.pk) == asked), None)
    if organ is None and request.GET.get("organ"):
        raise Http404
    first, wrong = month_of(request.GET.get("month", "").strip(), clock.today())
    return Calendar(actor, organ or organs[0], first, request.GET, wrong)
