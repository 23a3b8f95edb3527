"""说明情况: the form in which whoever owes a duty says why a period of it was missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links
from zeren.desk.components import Citation, Head, Notice
from zeren.desk.duties.peek import chip_of, is_term, period_words
from zeren.desk.duties.views import crumbs, found_list, sees
from zeren.desk.matters import others
from zeren.desk.matters.doing import day_in
from zeren.records import clock
from zeren.records.duties import explaining
from zeren.records.duties.explaining import Said
from zeren.records.duties.models import Duty, DutyList
from zeren.records.errors import OutOfSight, Problem, Refused


@dataclass(frozen=True)
class ExplainPage:
    """The missed periods to choose from, and what was filled in."""

    head: Head
    cite: Citation | None
    periods: tuple[tuple[str, str, bool], ...]
    today: str
    back: str
    longest: int
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def explain(request: HttpRequest, organ: int, year: int, number: int) -> HttpResponse:
    """Record an explanation of one missed period; the state stays as it is."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    duty = lst.duties.select_related("holder", "list").filter(number=number, dropped__isnull=True).first()
    if duty is None or number not in explaining.may_explain(actor, lst):
        raise Http404
    if request.method != "POST":
        return _page(request, lst, duty)
    given = {name: str(value) for name, value in request.POST.items()}
    try:
        explaining.explain(actor, lst.pk, _said(request, number))
    except Refused as wrong:
        errors = {name: "；".join(said) for name, said in wrong.by_field().items()}
        return _page(request, lst, duty, given, errors)
    except OutOfSight as gone:
        raise Http404 from gone
    others.say(request, Notice("ok", "已登记说明。", "说明写在状态旁边，也进报告；状态不因说明改变。"))
    url = links.named("duties-list", organ, year)
    return HttpResponseRedirect(links.with_query(url, ("duty", str(number))))


def _said(request: HttpRequest, number: int) -> Said:
    """What was filled in. Raises Refused for a day that can't be read."""
    on, due = day_in(request.POST, "on"), day_in(request.POST, "due")
    if on is None:
        raise Refused([Problem("on", "写明日期", "the day is missing")])
    return Said(number, request.POST.get("period", ""), request.POST.get("words", ""), on, due)


def _page(
    request: HttpRequest,
    lst: DutyList,
    duty: Duty,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    found = {
        explaining.period_of(f): period_words(f, term=is_term(duty)) for f in explaining.missed(lst, duty)
    }
    if not found and not errors:
        raise Http404
    chosen = (given or {}).get("period") or next(reversed(found), "")
    at = (lst.organ_id, lst.year)
    page = ExplainPage(
        Head(f"第 {duty.number} 条　{duty.title}", crumbs(*at, "说明情况")), chip_of(duty),
        tuple((key, words, key == chosen) for key, words in found.items()), clock.today().isoformat(),
        links.with_query(links.named("duties-list", *at), ("duty", str(duty.number))), explaining.LONGEST,
        given or {"on": clock.today().isoformat()}, errors or {},
    )  # fmt: skip
    return render(request, "desk/duties/explain.html", {"page": page}, status=422 if errors else 200)
