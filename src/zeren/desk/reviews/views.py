"""Views of the lists: one page, and the same rows as a workbook."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import workbook
from zeren.desk.gate import only
from zeren.desk.reviews.build import Review, lists
from zeren.records.actor import ADMINISTRATORS

works = only(lambda actor: not actor.has(*ADMINISTRATORS), "考核指标由考核机关登记；三员不看业务记录。")


def _asked(request: HttpRequest) -> Review:
    found = lists()
    wanted = request.GET.get("of", "") or next(iter(found), "")
    if wanted not in found:
        raise Http404
    return Review(request.actor, wanted, request.GET)  # type: ignore[attr-defined]


@works
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """One list of what is registered, each held against its pack."""
    return render(request, "desk/reviews/list.html", {"page": _asked(request).page()})


@works
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same columns and filters as a workbook."""
    found = _asked(request)
    return workbook.response(request, found.title, found.question, found.fields, found.fitting)
