"""Views of the public report: its page, its files, and each wording with its review."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk.components import Notice
from zeren.desk.lists import public, wording
from zeren.desk.lists.door import Seen, problem_of, seen
from zeren.desk.matters import others
from zeren.desk.matters.downloads import DOCX, as_file, plain
from zeren.papers import public_report
from zeren.papers.official.docx import render_docx
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.lists import acts, publishing, report
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.publishing import Worded
from zeren.records.organs.models import Organ

SAID = {
    Move.PUBLISH_REVIEW: ("已审核，进入公开稿。", ""),
    Move.PUBLISH_RETURN: ("已退回。", "要改什么已写明。"),
}
CHANGED = Problem(
    "public", "文字在您打开以后改过，请看过现在的再审核", "the words were changed since they were read"
)


def _unit(found: Seen, request: HttpRequest) -> Organ:
    """The unit that the address names; without one the first. Raises Http404 for one that is not in the lists."""
    asked = request.GET.get("unit", "")
    if not found.lists.units or (asked and not (asked.isdecimal() and len(asked) < 18)):
        raise Http404
    return found.unit(int(asked)) if asked else found.lists.units[0]


@require_safe
def page(request: HttpRequest, pk: int, own: bool) -> HttpResponse:
    """公开稿 of a unit."""
    found = seen(request, pk, own)
    built = public.page(found, _unit(found, request), others.said(request))
    return render(request, "desk/lists/public.html", {"page": built})


@require_safe
def file(request: HttpRequest, pk: int, kind: str, own: bool) -> HttpResponse:
    """公开稿 as a file; a text that says why where it can't leave."""
    found = seen(request, pk, own)
    unit = _unit(found, request)
    try:
        made = report.take_out(found.actor, found.lists, unit, kind)
    except OutOfSight:
        raise Http404 from None
    except Refused as refused:
        return plain(refused.problems[0].zh, 409)
    name = f"整改情况公开稿　{unit.short or unit.name}.{kind}"
    if kind == "docx":
        return as_file(render_docx(public_report.document(made)), DOCX, name)
    return as_file(public_report.page(made).encode(), "text/html; charset=utf-8", name)


# ---------------------------------------------------------------- one wording


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int, unit: int, problem: int, own: bool) -> HttpResponse:
    """One wording: read, written, reviewed, given back. ``problem`` 0: what stands around the problems."""
    found = seen(request, pk, own)
    organ = found.unit(unit)
    row = problem_of(found, unit, problem) if problem else report.part_of(found.lists, unit)
    if request.method != "POST":
        built = wording.page(found, organ, row, problem, notices=others.said(request))
        return render(request, "desk/lists/wording.html", {"page": built})
    if not found.writes:
        raise Http404
    asked = request.POST.get("do", "")
    if asked in (Move.PUBLISH_REVIEW, Move.PUBLISH_RETURN):
        return _moved(request, found, organ, row, problem, Move(asked))
    return _saved(request, found, organ, row, problem)


def _again(
    request: HttpRequest, found: Seen, unit: Organ, row: Worded | None, number: int,
    wrong: tuple[Problem, ...], given: dict[str, str] | None = None, tried: tuple[str, str] = ("", ""),
) -> HttpResponse:  # fmt: skip
    built = wording.page(found, unit, row, number, given, wrong, tried=tried)
    return render(request, "desk/lists/wording.html", {"page": built}, status=422)


def _saved(request: HttpRequest, found: Seen, unit: Organ, row: Worded | None, number: int) -> HttpResponse:
    given = wording.given_of(request.POST, wording.columns_of(number))
    stands = publishing.wording(row) if row is not None else dict.fromkeys(given, "")
    differs = {name: text for name, text in given.items() if text != stands[name].replace("\r\n", "\n")}
    if differs:
        wrong = _laid(found, Change(unit.pk, number, set=differs))
        if wrong:
            return _again(request, found, unit, row, number, wrong, given)
        said = "要公开，须由派出机关里没有写过的人审核。"
        others.say(request, Notice("ok", "已保存。", said if any(given.values()) else ""))
    return HttpResponseRedirect(found.wording_url(unit.pk, number))


def _moved(
    request: HttpRequest, found: Seen, unit: Organ, row: Worded | None, number: int, move: Move
) -> HttpResponse:
    """Review the words that the page showed, or give them back; whoever reviews goes on to the next that waits."""
    stands = publishing.wording(row) if row is not None else {}
    reviews = move is Move.PUBLISH_REVIEW
    reason = request.POST.get("reason", "").strip()
    if reviews and request.POST.get("seen") != wording.digest(stands):
        return _again(request, found, unit, row, number, (CHANGED,), tried=(move, reason))
    wrong = _laid(found, Change(unit.pk, number, set=stands if reviews else {}, move=move, reason=reason))
    if wrong:
        return _again(request, found, unit, row, number, wrong, tried=(move, reason))
    label = f"第 {number} 号问题的公开表述" if number else "标题、开头、结尾"
    others.say(request, Notice("ok", f"{label}{SAID[move][0]}", SAID[move][1]))
    return HttpResponseRedirect(_next_waiting(found, unit.pk, number))


def _next_waiting(found: Seen, unit: int, number: int) -> str:
    waiting = wording.turns(found, unit)
    after = [n for n in waiting if n > number] or waiting
    return found.wording_url(unit, after[0]) if after else found.public_url(unit)


def _laid(found: Seen, change: Change) -> tuple[Problem, ...]:
    does = acts.change_own if found.lists.own else acts.change
    try:
        does(found.actor, found.lists.matter.pk, [change])
    except OutOfSight:
        raise Http404 from None
    except Refused as refused:
        return refused.problems
    return ()
