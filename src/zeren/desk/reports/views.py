"""Views of one's own reports. What holds content opens with a second factor alone and is not stored by the browser."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zeren.access import reporting as giving
from zeren.desk import gate, links
from zeren.desk.reports import build
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, Actor
from zeren.records.errors import OutOfSight, Refused
from zeren.records.materials import queries, reporting
from zeren.records.materials.report_rules import Form, ReportRules
from zeren.records.materials.reporting import Report

reports = gate.only(
    lambda actor: bool(actor.person) and not actor.has(*ADMINISTRATORS),
    "报告个人有关事项由登记在册的本人办理；这个账号没有对应的人员。",
)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
@reports
def index(request: HttpRequest) -> HttpResponse:
    """What is to be reported, and what was given in."""
    return render(request, "desk/reports/index.html", {"pages": build.index(_actor(request))})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@reports
@gate.strong
def report(request: HttpRequest, procedure: str, form: str) -> HttpResponse:
    """The form; POST gives it in, adds a row (``more``) or takes over the year before (``last``)."""
    actor, (found, asked) = _actor(request), _form(procedure, form)
    if asked.of == "last_year" and reporting.reported(actor.person or 0, found, asked) is not None:
        return HttpResponseRedirect(links.named("own-reports"))
    if request.method == "GET":
        kept = reporting.draft_of(actor, found, asked)
        said = "已取出上次的草稿。提交以前只有您看得到。" if kept else ""
        return _drawn(request, found, asked, kept or Report(procedure, form), said=said)
    given = build.given_of(procedure, asked, request.POST)
    if request.POST.get("do"):
        return _kept(request, found, asked, given)
    return _submitted(request, found, asked, given)


def _form(procedure: str, form: str) -> tuple[ReportRules, Form]:
    try:
        return reporting.form_of(procedure, form)
    except OutOfSight:
        raise Http404 from None


def _kept(request: HttpRequest, found: ReportRules, asked: Form, given: Report) -> HttpResponse:
    """Another row, or the year before taken over: kept as a draft, the form again."""
    does, _, section = request.POST["do"].partition(":")
    if does == "more":
        given = build.with_row(given, section)
    reporting.save_draft(_actor(request), given)
    return _drawn(request, found, asked, given, last=does == "last", said="草稿已存。")


def _submitted(request: HttpRequest, found: ReportRules, asked: Form, given: Report) -> HttpResponse:
    try:
        _, event = giving.submit(_actor(request), given)
    except Refused as refused:
        return _drawn(request, found, asked, given, refused, status=422)
    request.session["own-said"] = "已提交，内容已封存。下面是回执，请打印或者抄下编号。"
    return HttpResponseRedirect(links.named("own-receipt", event.matter_id, event.seq))


def _drawn(
    request: HttpRequest, found: ReportRules, asked: Form, given: Report, refused: Refused | None = None, *,
    last: bool = False, said: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = _actor(request)
    earlier = build.earlier_of(actor, found, asked)
    before = queries.own_sections(actor, earlier.pk) if earlier else {}
    if last:
        given = build.with_before(given, before)
        reporting.save_draft(actor, given)
    page = build.FormBuilder(actor, found, asked, before, earlier).page(
        given, refused.problems if refused else (), said
    )
    return _private(render(request, "desk/reports/form.html", {"page": page}, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


@sensitive_post_parameters()
@require_POST
@reports
@gate.strong
def draft(request: HttpRequest, procedure: str, form: str) -> HttpResponse:
    """Keep what was typed."""
    _, asked = _form(procedure, form)
    reporting.save_draft(_actor(request), build.given_of(procedure, asked, request.POST))
    return JsonResponse({"saved": clock.now().isoformat(timespec="minutes")})


@require_GET
@reports
@gate.strong
def mine(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own report, whole. The look is on the trail."""
    actor = _actor(request)
    found = queries.own(actor).filter(pk=pk).select_related("receiver", "custodian").first()
    if found is None:
        raise Http404
    page = build.read(found, queries.own_sections(actor, pk))
    return _private(render(request, "desk/reports/read.html", {"page": page}))
