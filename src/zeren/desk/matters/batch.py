"""成批办理: the same act recorded on several matters, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links
from zeren.desk.components import Bit, Head, Link, Notice
from zeren.desk.matters import acting
from zeren.desk.matters.case import Case
from zeren.desk.matters.page import ActForm
from zeren.records.errors import ConcurrentChange, Problem, Refused
from zeren.records.matters import acts
from zeren.records.obligations import worklist as work

MOST = 200


@dataclass(frozen=True, slots=True)
class BatchPage:
    """The chosen matters and the form of the act, filled once for all."""

    head: Head
    rows: tuple[tuple[str, str, str], ...]
    ids: tuple[str, ...]
    form: ActForm | None
    steps: tuple[tuple[str, str], ...]
    step: str
    action: str
    notices: tuple[Notice, ...]


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """GET shows the chosen matters and asks for the act; POST records it on all."""
    actor = request.actor  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else request.GET
    ids = [int(pk) for pk in given.getlist("o") if pk.isdecimal() and len(pk) < 18][:MOST]
    cases = _cases(actor, ids)
    notice = _unfit(cases)
    if notice or not cases:
        said = notice or Notice("care", "没有选中事项。", "回到待办，选中要办的行。")
        return render(
            request, "desk/matters/batch.html", {"page": _page(cases, ids, "", None, (said,))}, status=422
        )
    step = given.get("act", "") or cases[0].next_step()
    found = cases[0].step_of(step) or next(iter(cases[0].words.procedure.steps.values()))
    if request.method == "GET" or given.get("choose"):
        return render(
            request,
            "desk/matters/batch.html",
            {"page": _page(cases, ids, found.id, acting.form_of(cases[0], found), ())},
        )
    return _record(request, cases, ids, found)


def _record(request: HttpRequest, cases: list[Case], ids: Sequence[int], step: Any) -> HttpResponse:
    filled = acting.given_of(step, request.POST)
    rows = [acts.Row(case.matter.pk, filled.at, filled.fields) for case in cases]
    try:
        acts.record_many(cases[0].actor, step.id, rows, by=filled.by, idempotency=filled.token or None)
    except (Refused, ConcurrentChange) as wrong:
        problems = acting.problems_of(cases[0], wrong)
        form = acting.form_of(cases[0], step, filled, tuple(_named(cases, p) for p in problems))
        said = Notice("stop", "一件也没有记录。", "有一件不能记录的，全部不记。")
        return render(
            request,
            "desk/matters/batch.html",
            {"page": _page(cases, ids, step.id, form, (said,))},
            status=422,
        )
    request.session["said"] = f"{step.label}：已在 {len(cases)} 件事项上记录。"
    return HttpResponseRedirect(links.named("worklist"))


def _named(cases: Sequence[Case], problem: Problem) -> Problem:
    """A problem of one row says of which matter."""
    if problem.row is None:
        return problem
    number = cases[problem.row - 1].matter.number
    return Problem(problem.field, f"{number}：{problem.zh}", problem.en, problem.row)


def _cases(actor: Any, ids: Sequence[int]) -> list[Case]:
    found = {row.matter_id: row.matter for row in work.chosen(actor, ids)}
    return [Case(matter, actor) for matter in found.values()]


def _unfit(cases: Sequence[Case]) -> Notice | None:
    kinds = {(case.matter.pack, case.matter.version, case.matter.procedure) for case in cases}
    if len(kinds) > 1:
        return Notice("care", "选中的事项不属于同一程序。", "成批办理一次只办一种程序，请分开选。")
    return None


def _page(
    cases: Sequence[Case], ids: Sequence[int], step: str, form: ActForm | None, notices: tuple[Notice, ...]
) -> BatchPage:
    rows = tuple((case.matter.number, case.matter.title, links.matter(case.matter.pk)) for case in cases)
    crumbs = (Link("待办", links.named("worklist")), Link("成批办理"))
    sub = ((Bit("同一步骤、同一日期、同样内容；各案分别留一条记录"),),)
    return BatchPage(
        head=Head(f"在 {len(rows)} 件事项上记录同一步", crumbs, sub=sub),
        rows=rows,
        ids=tuple(str(pk) for pk in ids),
        form=form,
        steps=form.others if form else (),
        step=step,
        action=links.named("matter-batch"),
        notices=notices,
    )
