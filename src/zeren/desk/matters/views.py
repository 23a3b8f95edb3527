"""Views of a matter: each reads what was asked, lets a page module or an act do the work, and answers."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zeren.desk import links
from zeren.desk.components import Notice
from zeren.desk.matters import acting, downloads, filling, kept_apart, others
from zeren.desk.matters import rights as rights_pages
from zeren.desk.matters.case import Case
from zeren.desk.matters.page import (
    ActForm,
    WorkPage,
    head_of,
    instead_words,
    next_words,
    open_boxes,
    sides_of,
    tabs_of,
)
from zeren.law.packs.form import Step
from zeren.records import clock
from zeren.records.errors import ConcurrentChange, OutOfSight, Refused
from zeren.records.matters import acts, drafts
from zeren.records.matters import queries as matters
from zeren.records.trail import looks


def case_of(request: HttpRequest, pk: int, act: str = "matter_read") -> Case:
    """The matter as of the day asked for (``as_of``), or 404 where it is out of sight; the look is on the trail."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        matter = matters.get_matter(actor, pk)
    except OutOfSight:
        raise Http404 from None
    if request.method in ("GET", "HEAD"):
        looks.look(actor, act, "matter", pk)
    request.session["matter"] = str(pk)
    return Case(matter, actor, _day(request) or clock.today())


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None


def _step(case: Case, name: str) -> Step:
    step = case.step_of(name)
    if step is None:
        raise Http404
    return step


def _work(
    request: HttpRequest, case: Case, form: ActForm | None, *notices: Notice, status: int = 200
) -> HttpResponse:
    current = form.step if form else ""
    following = case.next_step()
    before, after = case.neighbours
    boxes, more = open_boxes(case, case.boxes)
    page = WorkPage(
        head=head_of(case, next_words(case, following)),
        tabs=tabs_of(case, ""),
        phases=case.timeline(current or following),
        boxes=(*kept_apart.boxes_of(case), *boxes),
        more=more,
        form=form,
        sides=sides_of(case, case.boxes),
        as_of=case.today.isoformat(),
        notices=(*others.said(request), *notices),
        instead="" if form else instead_words(case, following),
        others=acting.others_of(case) if case.may_write and case.today >= clock.today() else (),
        previous=links.matter(before) if before else "",
        next=links.matter(after) if after else "",
    )
    return render(request, "desk/matters/work.html", {"page": page}, status=status)


@require_GET
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """办理."""
    case = case_of(request, pk)
    asked = request.GET.get("act", "")
    name = asked if asked and asked != "choose" else case.next_step()
    form = None
    if name and case.may_write and case.today >= clock.today():
        form = acting.form_of(
            case, _step(case, name), asked=request.GET.getlist("norm"), about=request.GET.getlist("subject")
        )
    return _work(request, case, form)


@require_POST
def record(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Record an act, or only check it (``check``)."""
    case = case_of(request, pk)
    found = _step(case, step)
    given = acting.given_of(found, request.POST)
    if request.POST.get("check"):
        return _checked(request, case, found, given)
    try:
        kept = acting.record(case, found, given)
    except (Refused, ConcurrentChange) as wrong:
        given.head = None
        form = acting.form_of(case_of(request, pk), found, given, acting.problems_of(case, wrong))
        return _work(request, case_of(request, pk), form, status=422)
    others.say(request, others.recorded(case, found.label, kept))
    return HttpResponseRedirect(case.url)


def _checked(request: HttpRequest, case: Case, step: Step, given: acting.Given) -> HttpResponse:
    try:
        boxes = acting.check(case, step, given)
    except ValueError:
        boxes = ()
    form = acting.form_of(case, step, given, warnings=boxes)
    said = (
        Notice("care", "尚未记录。", "照此记录，核对结果如下；照样可以记录。")
        if boxes
        else Notice("ok", "尚未记录。", "照此记录，次序、权限、内容均符合。")
    )
    return _work(request, case, form, said)


@require_POST
def draft(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Keep what was typed."""
    case = case_of(request, pk)
    given = acting.given_of(_step(case, step), request.POST)
    drafts.save_draft(case.actor, pk, step, acting.draft_body(given))
    return JsonResponse({"saved": clock.now().isoformat(timespec="minutes")})


@require_GET
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """核对结果."""
    case = case_of(request, pk)
    return render(
        request,
        "desk/matters/findings.html",
        {"page": others.findings_page(case, request.GET.get("show", ""), request.GET.dict())},
    )


@require_GET
def records(request: HttpRequest, pk: int) -> HttpResponse:
    """记录."""
    case = case_of(request, pk)
    return render(
        request,
        "desk/matters/records.html",
        {"page": others.records_page(case, request.GET.dict(), others.said(request))},
    )


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """更正一条记录."""
    case = case_of(request, pk)
    entry = next((e for e in case.entries if e.seq == seq and not e.type.startswith("_")), None)
    if entry is None:
        raise Http404
    step = _step(case, entry.type)
    if request.method == "GET":
        return render(request, "desk/matters/correct.html", {"page": others.correct_page(case, entry, step)})
    given = acting.given_of(step, request.POST)
    try:
        acts.correct_event(
            case.actor, pk, seq, reason=request.POST.get("reason", ""), at=given.at or None, fields=filling.kept(case, step, given.fields), by=given.by or None
        )  # fmt: skip
    except (Refused, ConcurrentChange) as wrong:
        page = others.correct_page(
            case, entry, step, given, acting.problems_of(case, wrong), request.POST.get("reason", "")
        )
        return render(request, "desk/matters/correct.html", {"page": page}, status=422)
    others.say(request, Notice("ok", f"第 {seq} 号已更正。", "更正前后两条都保留。"))
    return HttpResponseRedirect(f"{case.url}records")


@require_POST
def void(request: HttpRequest, pk: int, seq: int) -> HttpResponse:
    """撤销一条记录."""
    case = case_of(request, pk)
    try:
        acts.void_event(case.actor, pk, seq, reason=request.POST.get("reason", ""))
        others.say(request, Notice("ok", f"第 {seq} 号已撤销。", "原记录仍可查看。"))
    except Refused as wrong:
        others.say(request, Notice("stop", "没有撤销。", "；".join(p.zh for p in wrong.problems)))
    return HttpResponseRedirect(f"{case.url}records")


@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    """材料：附件和文书."""
    case = case_of(request, pk, "materials_read")
    if request.method == "POST":
        others.say(
            request, downloads.attach(case, request.FILES.getlist("file"), request.POST.get("level", ""))
        )
        return HttpResponseRedirect(f"{case.url}materials")
    return render(
        request, "desk/matters/materials.html", {"page": others.materials_page(case, others.said(request))}
    )


@require_GET
def attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """One attachment."""
    return downloads.attachment(case_of(request, pk), attachment)


@require_GET
def paper(request: HttpRequest, pk: int, paper: str, kind: str) -> HttpResponse:
    """A paper of the matter as PDF or DOCX; withheld while what it completes has an unexplained breach."""
    return downloads.paper(case_of(request, pk), paper, kind, request.GET.get("of", "1"))


@require_GET
def rights(request: HttpRequest, pk: int) -> HttpResponse:
    """本人权利."""
    case = case_of(request, pk)
    return render(request, "desk/matters/rights.html", {"page": rights_pages.rights_page(case)})


@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """核对凭据."""
    return downloads.receipt(case_of(request, pk))
