"""The form to ask for sealed material: only what the provision allows is offered, and what was typed is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.access.consulting import acts, approving, asking, queries
from zeren.access.consulting.asking import Asking
from zeren.desk import links, typed
from zeren.desk.approvals import build
from zeren.desk.approvals.page import AskPage, Option
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Head, Link
from zeren.law.packs.consulting import MaterialKind
from zeren.records import clock
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.materials import kinds
from zeren.records.materials import queries as materials
from zeren.records.organs.models import Organ

TEXTS = ("purpose", "reason", "matter_number", "begins", "ends", "sent_to", "mark")
ORDER = (
    "person", "years", "sections", "purpose", "matter_number", "reason", "lookers", "begins", "ends", "sent_to", "mark",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def consult_new(request: HttpRequest) -> HttpResponse:
    """Ask to consult the material of a person (``person``), or once more what was sent back (``again``)."""
    given = request.POST if request.method == "POST" else request.GET
    person = typed.number(given.get("person", "")) or 0
    kind = _kind(given.get("kind", ""))
    # 403 with who may ask, 404 for a person whom the actor may not name.
    _, organ = asking.door(request.actor, kind)  # type: ignore[attr-defined]
    found = asking.nameable(request.actor, person)  # type: ignore[attr-defined]
    if not materials.years_of(person, kind):
        raise OutOfSight(f"{kind} of {person}")
    if request.method == "POST":
        return _asked(request, kind, organ, found)
    return _form(request, kind, organ, found, _begun(request, organ, found))


def _asked(request: HttpRequest, kind: str, organ: Organ, person: Any) -> HttpResponse:
    post = request.POST
    asked = Asking(
        kind=kind, person=person.pk, purpose=post.get("purpose", ""),
        years=tuple(typed.number(year) or 0 for year in post.getlist("years")), sections=tuple(post.getlist("sections")),
        reason=post.get("reason", ""), lookers=tuple(post.getlist("lookers")), sent_to=post.get("sent_to", ""),
        mark=post.get("mark", ""), begins=typed.day(post.get("begins", "")), ends=typed.day(post.get("ends", "")),
        matter_number=post.get("matter_number", ""),
    )  # fmt: skip
    try:
        made = acts.ask(request.actor, asked)  # type: ignore[attr-defined]
    except Refused as refusal:
        return _form(request, kind, organ, person, post, refusal.problems)
    request.session["said"] = f"{made.number} 已送{build.name_of(made.sent_to)}批。"
    return HttpResponseRedirect(links.named("consult"))


def _kind(given: str) -> str:
    """The kind asked for; where none is, the first that the packs declare."""
    return given or next(iter(kinds.on()), "")


def _begun(request: HttpRequest, organ: Organ, person: Any) -> QueryDict:
    """What a fresh form begins with: today, oneself to look, the principal to approve; or what was asked before."""
    actor = request.actor  # type: ignore[attr-defined]
    made = QueryDict(mutable=True)
    right = approving.principals_of(organ.pk)
    made.update({"begins": clock.today().isoformat(), "mark": queries.usual_mark(organ)})
    made["sent_to"] = right[0].signin if right else ""
    made.setlist("lookers", [actor.account])
    again = typed.number(request.GET.get("again", ""))
    before = next(
        (row for row in queries.mine(actor) if row.pk == again and row.person_id == person.pk), None
    )
    if before is not None:
        made.update(
            {"purpose": before.purpose, "reason": before.reason, "matter_number": before.matter_number}
        )
        made.setlist("years", before.years.split())
        made.setlist("sections", before.sections.split())
        made.setlist("lookers", list(before.lookers.values_list("account__signin", flat=True)))
    return made


def _form(
    request: HttpRequest,
    kind_id: str,
    organ: Organ,
    person: Any,
    given: QueryDict,
    problems: Iterable[Problem] = (),
) -> HttpResponse:
    listed = sorted(problems, key=lambda p: ORDER.index(p.field) if p.field in ORDER else len(ORDER))
    page = _page(kinds.on()[kind_id], organ, person, given, listed)
    return render(request, "desk/approvals/ask.html", {"page": page}, status=422 if listed else 200)


def _page(
    kind: MaterialKind, organ: Organ, person: Any, given: QueryDict, problems: list[Problem]
) -> AskPage:
    where = person.organ.short or person.organ.name if person.organ else "单位没有登记"
    years = [str(year) for year in materials.years_of(person.pk, kind.id)]
    by_field: dict[str, str] = {}
    for problem in problems:
        by_field.setdefault(problem.field, problem.zh)
    return AskPage(
        head=_head(kind, organ, person), person=person.pk, about=f"{person.name}　{where}", kind=kind.id,
        given={name: given.get(name, "") for name in TEXTS},
        years=_options(((y, f"{y} 年") for y in years), given.getlist("years")),
        sections=_options(kind.sections.items(), given.getlist("sections")),
        purposes=_purposes(kind, organ, given.get("purpose", "")),
        lookers=_options(
            ((one.signin, _named(one)) for one in queries.offered_lookers(organ, person.pk)), given.getlist("lookers")
        ),
        approvers=_approvers(organ, person.pk, given.get("sent_to", "")), today=clock.today().isoformat(),
        by_field=by_field, errors=tuple((f"f-{p.field}", p.zh) for p in problems),
    )  # fmt: skip


def _head(kind: MaterialKind, organ: Organ, person: Any) -> Head:
    crumbs = (
        Link("廉政档案", links.named("cadres")),
        Link(person.name, links.person(person.pk)),
        Link("申请查阅"),
    )
    sub = (
        (Bit(f"由{organ.name}申请，本机关主要负责人批"),),
        (Bit("只开批准的人、年份、项目和期间，每看一次留一条"),),
    )
    return Head(f"申请查阅{kind.label}", crumbs, sub=sub)


def _options(pairs: Iterable[tuple[str, str]], on: Iterable[str]) -> tuple[Option, ...]:
    chosen = set(on)
    return tuple(Option(value, label, value in chosen) for value, label in pairs)


def _named(account: Any) -> str:
    return (
        f"{build.name_of(account)}　{account.label}"
        if account.person and account.label
        else build.name_of(account)
    )


def _purposes(kind: MaterialKind, organ: Organ, chosen: str) -> tuple[Option, ...]:
    ways = kind.ways_of(organ.kind)
    citer = Citer([(kind.ref, [way.cite for way in ways])])
    return tuple(
        Option(purpose, label, purpose == chosen, cite=citer.chip(kind.ref, way.cite, bare=True))
        for way in ways
        for purpose, label in way.purposes.items()
    )


def _approvers(organ: Organ, person: int, chosen: str) -> tuple[Option, ...]:
    right = {one.pk for one in approving.principals_of(organ.pk)}
    return tuple(
        Option(
            one.signin,
            _named(one),
            one.signin == chosen,
            "本机关主要负责人" if one.pk in right else "只能转送",
        )
        for one in queries.offered_approvers(organ, person)
    )
