"""密级、知悉范围、回避 of a matter: what stands, and the forms to set, declare, ask for and decide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from zeren.desk import links
from zeren.desk.components import FindingBox, Light, Link, Notice
from zeren.desk.matters import kept_apart, naming, others
from zeren.desk.matters.case import Case
from zeren.desk.matters.doing import Acts, day_in, done
from zeren.desk.matters.frame import Frame, frame
from zeren.desk.matters.views import case_of
from zeren.desk.recusals import words
from zeren.records import clock, refs
from zeren.records.actor import Role
from zeren.records.errors import Problem, Refused
from zeren.records.matters import queries as matters
from zeren.records.matters import secrecy
from zeren.records.recusals import acts, queries
from zeren.records.recusals.models import Recusal, Relation


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """One person who keeps away, or whom somebody asked to."""

    pk: int
    name: str
    light: Light
    relation: str
    days: str
    reason: str
    source: Link
    decide: bool
    end: bool


@dataclass(frozen=True, slots=True)
class GuardPage(Frame):
    """密级、回避."""

    pk: int
    boxes: tuple[FindingBox, ...]
    mark: str
    level: str
    levels: tuple[str, ...]
    until: str
    restricted: bool
    circle: tuple[str, ...]
    recusals: tuple[RecusalRow, ...]
    relations: tuple[tuple[str, str], ...]
    may_write: bool
    tomorrow: str
    people: tuple[tuple[str, str], ...]
    notices: tuple[Notice, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    errors: tuple[str, ...] = ()


def page_of(
    case: Case,
    notices: tuple[Notice, ...] = (),
    given: QueryDict | None = None,
    wrong: str = "",
    problems: Sequence[Problem] = (),
) -> GuardPage:
    """The page; after a refusal with what was given (``wrong`` names the form) and what is wrong with it."""
    matter = case.matter
    return GuardPage(
        **frame(case, "guard"),
        pk=matter.pk,
        boxes=kept_apart.boxes_of(case),
        mark=secrecy.mark_of(matter),
        level=matter.classification or secrecy.USUAL,
        levels=secrecy.LEVELS,
        until=matter.classified_until.isoformat() if matter.classified_until else "",
        restricted=matter.restricted,
        circle=tuple(f"{p.name}〔{p.code}〕" for p in secrecy.circle_of(matter)),
        recusals=tuple(_row(case, recusal) for recusal in queries.of_matter(case.actor, matter)),
        relations=tuple(Relation.choices),
        may_write=case.may_write,
        tomorrow=date.fromordinal(clock.today().toordinal() + 1).isoformat(),
        people=naming.people_offered(case.actor) if case.may_write else (),
        notices=notices,
        given=given.dict() if given else {},
        wrong=wrong,
        errors=tuple(problem.zh for problem in problems),
    )


def _row(case: Case, recusal: Recusal) -> RecusalRow:
    state = Recusal.State(recusal.state)
    entry = next((e for e in case.entries if e.id == recusal.source), None)
    decides = case.may_write and case.actor.has(Role.PRINCIPAL) and case.actor.person != recusal.person_id
    return RecusalRow(
        pk=recusal.pk,
        name=recusal.person.name,
        light=words.light_of(recusal),
        relation=recusal.get_relation_display(),
        days=words.days_of(recusal),
        reason=entry.reason if entry else "",
        source=Link(f"第 {entry.seq} 号", case.record_url(entry.seq)) if entry else Link(""),
        decide=decides and state is Recusal.State.ASKED,
        end=decides and state is Recusal.State.IN_FORCE,
    )


# ---------------------------------------------------------------- acts


def _classify(case: Case, given: QueryDict) -> Notice:
    circle = _circle(case, given.get("circle", "")) if given.get("restricted") else None
    asked = secrecy.Secrecy(given.get("level", ""), day_in(given, "until"), circle)
    secrecy.classify(case.actor, case.matter.pk, asked, given.get("reason", ""))
    who = "限定范围以外的人看不到本案。" if circle is not None else "按机关和职责可以看到本案的人都看得到。"
    return Notice("ok", f"已定为{asked.level}。", who)


def _circle(case: Case, text: str) -> tuple[int, ...]:
    found, unknown = [], []
    for name in naming.parts(text):
        parsed = refs.parse(naming.resolve(case.actor, name).ref)
        if parsed and parsed[0] == "person":
            found.append(parsed[1])
        else:
            unknown.append(name)
    if unknown:
        zh = f"登记中没有，或者同名不止一人：{'、'.join(unknown)}（同名的请写 姓名〔人员代码〕）"
        raise Refused([Problem("circle", zh, "unknown or ambiguous names")])
    return tuple(found)


def _declare(case: Case, given: QueryDict) -> Notice:
    person = naming.person_of(case.actor, given.get("person", ""))
    mine = person == case.actor.person
    acts.declare(case.actor, case.matter.pk, person, given.get("relation", ""), given.get("reason", ""))
    after = (
        "您从现在起看不到本案，请主要负责人另行指定承办人。" if mine else "从现在起看不到、也不能办理本案。"
    )
    return Notice("ok", "已记明回避。", after)


def _challenge(case: Case, given: QueryDict) -> Notice:
    person = naming.person_of(case.actor, given.get("person", ""))
    acts.challenge(case.actor, case.matter.pk, person, given.get("reason", ""))
    return Notice("ok", "已记录回避申请。", "由承办机关主要负责人决定；决定以前照常办理。")


def _decide(case: Case, given: QueryDict) -> Notice:
    granted = given.get("decision") == "granted"
    acts.decide(case.actor, _pk(given), granted, given.get("reason", ""))
    return Notice("ok", "已决定：回避。" if granted else "已决定：不予回避。", "申请人看得到结果和理由。")


def _end(case: Case, given: QueryDict) -> Notice:
    acts.end(case.actor, _pk(given), given.get("reason", ""))
    return Notice("ok", "已解除回避。", "本案对其重新打开。")


def _pk(given: QueryDict) -> int:
    text = given.get("recusal", "")
    if not (text.isdecimal() and len(text) < 18):
        raise Http404
    return int(text)


DOES: Acts = {
    "classify": _classify,
    "declare": _declare,
    "challenge": _challenge,
    "decide": _decide,
    "end": _end,
}


# ---------------------------------------------------------------- views


@require_GET
def guard(request: HttpRequest, pk: int) -> HttpResponse:
    """密级、回避."""
    case = case_of(request, pk)
    return render(request, "desk/matters/guard.html", {"page": page_of(case, others.said(request))})


@require_POST
def do(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Set the level, declare, ask for, decide, end; who keeps away is led to the own declarations."""
    case, problems = done(request, pk, what, DOES)
    if problems:
        page = page_of(case, (), request.POST, what, problems)
        return render(request, "desk/matters/guard.html", {"page": page}, status=422)
    stays = matters.in_sight(case.actor, pk)
    return HttpResponseRedirect(f"{case.url}guard#{what}" if stays else links.named("recusals"))
