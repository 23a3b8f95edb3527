"""回避申报: from whose matters the viewer keeps away, declared once for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from zeren.desk import links
from zeren.desk.components import Bit, Empty, Head, Light, Notice
from zeren.desk.matters import naming, others
from zeren.desk.recusals import words
from zeren.records.actor import SEES_TREE
from zeren.records.errors import Refused
from zeren.records.recusals import acts, queries
from zeren.records.recusals.models import Recusal, Relation

EMPTY = Empty("您没有申报过回避", "与某人有应当回避的关系时在这里申报一次；以后关于此人的事项，您都看不到。")


@dataclass(frozen=True, slots=True)
class Line:
    """One declaration."""

    pk: int
    light: Light
    whom: str
    relation: str
    days: str
    source: str
    ends: bool


@dataclass(frozen=True, slots=True)
class RecusalsPage:
    """The viewer's declarations and the form of a new one."""

    head: Head
    lines: tuple[Line, ...]
    empty: Empty
    relations: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...]
    given: dict[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
def recusals(request: HttpRequest) -> HttpResponse:
    """The page; POST declares."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.has(*SEES_TREE):
        raise PermissionDenied("您不办理案件，没有要申报的回避。")
    if request.method != "POST":
        return _answer(request)
    try:
        person = naming.person_of(actor, request.POST.get("person", ""))
        acts.declare_about(actor, person, request.POST.get("relation", ""), request.POST.get("source", ""))
    except Refused as wrong:
        return _answer(request, tuple(p.zh for p in wrong.problems), 422)
    others.say(request, Notice("ok", "已申报。", "关于此人的事项，您从现在起看不到，也不会分给您。"))
    return HttpResponseRedirect(links.named("recusals"))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """The reason is gone."""
    acts.end_about(request.actor, pk)  # type: ignore[attr-defined]
    others.say(request, Notice("ok", "已撤回申报。", "今日仍算回避，明日起恢复。"))
    return HttpResponseRedirect(links.named("recusals"))


def _answer(request: HttpRequest, errors: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    lines = tuple(_line(one) for one in queries.own(actor))
    page = RecusalsPage(
        head=Head("回避申报", sub=((Bit(f"{len(lines)} 项"),), (Bit("对人的申报只有您自己看得到；对某一件的，记在该件里", tone="dim"),))),
        lines=lines,
        empty=EMPTY,
        relations=tuple(Relation.choices),
        people=naming.people_offered(actor),
        notices=others.said(request),
        given=request.POST.dict() if errors else {},
        errors=errors,
    )  # fmt: skip
    return render(request, "desk/recusals/list.html", {"page": page}, status=status)


def _line(one: Recusal) -> Line:
    whom = f"{one.about.name}的全部事项" if one.about else f"{one.matter.number if one.matter else ''}"
    return Line(
        pk=one.pk,
        light=words.light_of(one),
        whom=whom,
        relation=one.get_relation_display(),
        days=words.days_of(one),
        source=one.source if one.about_id else "",
        ends=one.about_id is not None and one.state == Recusal.State.IN_FORCE and one.until is None,
    )
