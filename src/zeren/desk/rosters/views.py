"""Views of the rosters: one page a subject, its lists as tabs, and the same rows as a workbook."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import workbook
from zeren.desk.components import Empty, Head
from zeren.desk.gate import only
from zeren.desk.rosters import posts
from zeren.desk.rosters.build import List, first_with, lists
from zeren.desk.rosters.posts import Posts
from zeren.records.planning.queries import SEES
from zeren.records.rosters.rules import PAGES

sees = only(
    lambda actor: actor.has(*SEES),
    "职数、培训和选人用人的情况由管理干部的机关和领导查看；您的角色没有这一项权限。",
)


def _asked(request: HttpRequest, page: str) -> List | Posts | None:
    """What the address asks for; None where no installed regulation has a list here."""
    actor, registers = request.actor, page == posts.PAGE  # type: ignore[attr-defined]
    found = lists(page)
    wanted = request.GET.get("of", "") or (posts.KEY if registers else first_with(actor, page, request.GET))
    if registers and wanted == posts.KEY:
        return Posts(actor, request.GET)
    if wanted in found:
        return List(actor, page, wanted, request.GET, posts.first_tab(wanted) if registers else ())
    if wanted:
        raise Http404
    return None


@sees
@require_safe
def roster(request: HttpRequest, page: str) -> HttpResponse:
    """One list of a page."""
    found = _asked(request, page)
    if found is None:
        empty = Empty("没有装入有关的法规", "装入以后，各项情况从事项的记录里读出，列在这里。")
        return render(
            request, "desk/rosters/none.html", {"page": {"head": Head(PAGES[page]), "empty": empty}}
        )
    return render(request, "desk/rosters/list.html", {"page": found.page()})


@sees
@require_safe
def export(request: HttpRequest, page: str) -> HttpResponse:
    """The same columns and filters as a workbook."""
    found = _asked(request, page)
    if found is None:
        raise Http404
    return workbook.response(request, found.title, found.question, found.fields, found.rows)
