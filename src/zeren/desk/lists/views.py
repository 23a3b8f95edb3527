"""Views of the three lists, on the organ's desk and on the unit's own."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zeren.desk import links
from zeren.desk.components import Notice
from zeren.desk.lists import forms, one
from zeren.desk.lists.build import Builder, asked
from zeren.desk.lists.door import Seen, problem_of, seen, task_of
from zeren.desk.lists.page import OnePage
from zeren.desk.matters import others
from zeren.desk.matters.downloads import as_file
from zeren.records import refs
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.lists import acts, papers, queries
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.models import ListedProblem, ListedTask, Standing

SAID = {
    Move.APPLY: ("已申请销号。", "由派出机关审核；审核以前可以由对方退回补充。"),
    Move.CLOSE: ("已销号。", ""),
    Move.RETURN: ("已退回。", "缺什么已告诉单位。"),
    Move.REOPEN: ("已重开。", "原来的销号留在记录里。"),
    Move.VOID: ("已撤销。", "撤销前后都留在记录里。"),
    Move.JUDGE: ("已核看。", "说明留在记录里。"),
}


@require_GET
def lists(request: HttpRequest, pk: int, own: bool) -> HttpResponse:
    """三个清单."""
    found = seen(request, pk, own)
    page = Builder(found, asked(request.GET), others.said(request)).page()
    return render(request, "desk/lists/lists.html", {"page": page})


def _shown(request: HttpRequest, page: OnePage, status: int = 200) -> HttpResponse:
    return render(request, "desk/lists/one.html", {"page": page}, status=status)


@require_POST
def take_over(request: HttpRequest, pk: int, unit: int, own: bool) -> HttpResponse:
    """整改交接: what ``giver`` has in hand passes to ``taker`` (a name of the unit), for a ``reason``."""
    found = seen(request, pk, own)
    if not found.writes:
        raise Http404
    names = found.names(unit)
    taker, wrong = names.read(request.POST.get("taker", ""))
    giver = request.POST.get("giver", "")
    back = links.with_query(found.url(), ("view", "people"))
    try:
        if wrong or len(taker) != 1:
            raise Refused([Problem("taker", "；".join(wrong) or "请写一名接手的人", "name one person")])
        whom = refs.parse(taker[0])
        assert whom is not None
        number = acts.take_over(
            found.actor, pk, unit, int(giver) if giver.isdecimal() and len(giver) < 18 else 0, whom[1],
            request.POST.get("reason", ""), own=own,
        )  # fmt: skip
        others.say(request, Notice("ok", f"{number} 项任务已交接。", "原来的责任人留在每一项的经过里。"))
    except Refused as refused:
        others.say(request, Notice("stop", "没有交接。", "；".join(p.zh for p in refused.problems)))
    return HttpResponseRedirect(back)


# ---------------------------------------------------------------- a problem


@require_http_methods(["GET", "POST"])
def new_problem(request: HttpRequest, pk: int, own: bool) -> HttpResponse:
    """登记问题."""
    found = seen(request, pk, own)
    if not found.changes(None) or not found.lists.units:
        raise Http404
    asked_unit = request.POST.get("unit") or request.GET.get("unit") or str(found.lists.units[0].pk)
    unit = found.unit(int(asked_unit) if asked_unit.isdecimal() else 0).pk
    if request.method != "POST":
        return _shown(request, one.problem_page(found, None, unit, notices=others.said(request)))
    given = forms.given_of(False, request.POST)
    if own:
        given["self_found"] = "yes"
    number, wrong = _entered(found, unit, 0, given)
    if wrong:
        return _shown(request, one.problem_page(found, None, unit, given, wrong), 422)
    others.say(request, Notice("ok", f"第 {number} 号问题已登记。", "接着分解任务，或者再登记一个。"))
    return HttpResponseRedirect(found.url("list-problem", unit, number))


@require_http_methods(["GET", "POST"])
def problem(request: HttpRequest, pk: int, unit: int, problem: int, own: bool) -> HttpResponse:
    """One problem: read, changed, voided."""
    found = seen(request, pk, own)
    row = problem_of(found, unit, problem)
    if request.method != "POST":
        return _shown(request, one.problem_page(found, row, unit, notices=others.said(request)))
    if not found.changes(row):
        raise Http404
    if request.POST.get("do") == "void":
        wrong = _moved(found, Change(unit, problem, move=Move.VOID, reason=request.POST.get("reason", "")))
        if wrong:
            return _shown(request, one.problem_page(found, row, unit, problems=wrong), 422)
        others.say(request, Notice("ok", *SAID[Move.VOID]))
        return HttpResponseRedirect(found.url())
    return _problem_saved(request, found, row)


def _problem_saved(request: HttpRequest, found: Seen, row: ListedProblem) -> HttpResponse:
    given = forms.given_of(False, request.POST)
    before = forms.values_of(row, found.names(row.unit_id), queries.Who())
    wrong = _saved(found, (row.unit_id, row.number, 0), given, before, "")
    if wrong:
        return _shown(request, one.problem_page(found, row, row.unit_id, given, wrong), 422)
    others.say(request, Notice("ok", "已保存。"))
    return HttpResponseRedirect(found.problem_url(row))


# ---------------------------------------------------------------- a task


@require_http_methods(["GET", "POST"])
def new_task(request: HttpRequest, pk: int, unit: int, problem: int, own: bool) -> HttpResponse:
    """登记任务."""
    found = seen(request, pk, own)
    parent = problem_of(found, unit, problem)
    if not found.writes:
        raise Http404
    if request.method != "POST":
        return _shown(request, one.task_page(found, parent, None))
    given = forms.given_of(True, request.POST)
    number, wrong = _entered(found, unit, problem, given)
    if wrong:
        return _shown(request, one.task_page(found, parent, None, given, wrong), 422)
    others.say(request, Notice("ok", f"任务 {problem}-{number} 已登记。"))
    return HttpResponseRedirect(found.problem_url(parent))


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, pk: int, unit: int, problem: int, task: int, own: bool) -> HttpResponse:
    """One task: read, filled in, moved on its way to closing."""
    found = seen(request, pk, own)
    row = task_of(found, unit, problem, task)
    if request.method != "POST":
        return _shown(request, one.task_page(found, row.problem, row, notices=others.said(request)))
    if not found.writes:
        raise Http404
    asked_for = request.POST.get("do", "")
    if asked_for in set(Move):
        return _task_moved(request, found, row, Move(asked_for))
    return _task_saved(request, found, row)


def _task_saved(request: HttpRequest, found: Seen, row: ListedTask) -> HttpResponse:
    key = (row.unit_id, row.problem.number, row.number)
    given = forms.given_of(True, request.POST)
    before = forms.values_of(row, found.names(row.unit_id), forms.who_of(row))
    uploads = [(str(file.name), file.read()) for file in request.FILES.getlist("file")]
    wrong = _saved(found, key, given, before, request.POST.get("reason", ""), uploads)
    if wrong:
        return _shown(request, one.task_page(found, row.problem, row, given, wrong), 422)
    others.say(request, Notice("ok", "已保存。"))
    return HttpResponseRedirect(found.task_url(row))


def _task_moved(request: HttpRequest, found: Seen, row: ListedTask, move: Move) -> HttpResponse:
    """Do the step; whoever examines goes on to the next that waits."""
    key = (row.unit_id, row.problem.number, row.number)
    wrong = _moved(found, Change(*key, move=move, reason=request.POST.get("reason", "").strip()))
    if wrong:
        return _shown(request, one.task_page(found, row.problem, row, problems=wrong), 422)
    others.say(request, Notice("ok", f"任务 {key[1]}-{key[2]}{SAID[move][0]}", SAID[move][1]))
    if move is Move.VOID:
        return HttpResponseRedirect(found.problem_url(row.problem))
    return HttpResponseRedirect(_next_waiting(found, row, move))


def _next_waiting(found: Seen, row: ListedTask, move: Move) -> str:
    if move in (Move.CLOSE, Move.RETURN):
        rows = queries.tasks_of(found.lists).filter(standing=Standing.APPLIED).select_related("problem")
        after = rows.filter(pk__gt=row.pk).order_by("pk").first()
        if after:
            return found.task_url(after)
    return found.task_url(row)


def _entered(found: Seen, unit: int, problem: int, given: dict[str, str]) -> tuple[int, tuple[Problem, ...]]:
    """A new problem, or a new task of one: its number, or what is wrong with it."""
    said, wrong = forms.changed(bool(problem), given, {}, found.names(unit))
    if wrong:
        return 0, wrong
    try:
        return acts.enter(found.actor, found.lists.matter.pk, unit, problem, said, own=found.lists.own), ()
    except Refused as refused:
        return 0, refused.problems


def _saved(
    found: Seen,
    key: tuple[int, int, int],
    given: dict[str, str],
    before: dict[str, str],
    reason: str,
    uploads: Sequence[tuple[str, bytes]] = (),
) -> tuple[Problem, ...]:
    """Lay what differs; what is wrong with it. Nothing that differs is nothing to lay."""
    differs, wrong = forms.changed(bool(key[2]), given, before, found.names(key[0]))
    if wrong or (before and not differs and not uploads):
        return wrong
    return _moved(found, Change(*key, set=differs, reason=reason.strip()), uploads)


def _moved(found: Seen, asked_for: Change, uploads: Sequence[tuple[str, bytes]] = ()) -> tuple[Problem, ...]:
    try:
        acts.fill(found.actor, found.lists.matter.pk, asked_for, uploads, own=found.lists.own)
    except Refused as refused:
        return refused.problems
    return ()


@require_GET
def paper(request: HttpRequest, pk: int, paper: int, own: bool) -> HttpResponse:
    """A paper that was given as evidence of a task of these lists."""
    found = seen(request, pk, own)
    try:
        name, media_type, content = papers.read(found.actor, found.lists, paper)
    except OutOfSight:
        raise Http404 from None
    except Refused as refused:
        return HttpResponse(refused.problems[0].zh, status=409, content_type="text/plain; charset=utf-8")
    return as_file(content, media_type, name)
