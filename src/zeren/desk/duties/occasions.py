"""What forces duties (三到会、五必谈、五必问): the occasions of a list, and entering one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links, typed
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Head, Notice
from zeren.desk.duties.views import crumbs, found_list, sees
from zeren.desk.matters import naming as names
from zeren.desk.matters import others
from zeren.desk.matters.doing import day_in
from zeren.records import clock, refs
from zeren.records.actor import Actor
from zeren.records.duties import acts, norms, queries, register
from zeren.records.duties.acts import Called
from zeren.records.duties.models import DutyList, Occasion
from zeren.records.duties.register import Register
from zeren.records.errors import OutOfSight, Problem, Refused


@dataclass(frozen=True, slots=True)
class Kind:
    """An event that forces duties of the list: how it is written in the form, its words with the provision, the
    regulation under which it stands; ``unit``: who owes them is in charge of the unit."""

    value: str
    label: str
    pack: str
    cite: str = ""
    on: bool = False
    unit: bool = False


@dataclass(frozen=True)
class OccasionsPage:
    """The occasions entered, the latest first, each with its words and who was in charge of the unit that day; the form."""

    head: Head
    rows: tuple[tuple[Occasion, str, str], ...]
    withdrawn: tuple[tuple[str, str, str], ...]
    kinds: tuple[Kind, ...]
    known: tuple[tuple[str, str], ...]
    may_keep: bool
    first: str
    last: str
    notices: tuple[Notice, ...]
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def occasions(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The occasions of the list; POST enters one, or with ``withdraw`` takes one off, with its ``reason``."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    if not queries.sees_all(actor, lst):
        raise Http404
    if request.method != "POST":
        return _page(request, actor, lst)
    if "withdraw" in request.POST:
        return _withdraw(request, lst)
    try:
        acts.occasion(actor, lst.pk, _called(request))
    except Refused as wrong:
        errors = {name: "；".join(said) for name, said in wrong.by_field().items()}
        return _page(request, actor, lst, request.POST.dict(), errors)
    except OutOfSight as gone:
        raise Http404 from gone
    others.say(request, _entered(lst))
    return HttpResponseRedirect(links.named("duties-occasions", organ, year))


def _entered(lst: DutyList) -> Notice:
    """That the latest occasion was entered, and who owes something for it."""
    made = lst.occasions.latest("number")
    by_unit = next((k.unit for k in _kinds(lst, "") if k.value == f"{made.pack}#{made.event}"), False)
    if not by_unit:
        return Notice("ok", "已登记事由。", "清单上已经有了对应的责任。")
    charged = _in_charge(lst, register.around(lst.organ), made)
    if charged:
        return Notice("ok", "已登记事由。", f"当日分管的是{charged}，清单上已经有了对应的责任。")
    return Notice(
        "care", "已登记事由，但没有人负责。", "人员登记里当日没有谁分管这个单位；登记分管以后，责任才有人。"
    )


def _withdraw(request: HttpRequest, lst: DutyList) -> HttpResponse:
    """Take one off."""
    number = typed.number(request.POST["withdraw"]) or 0
    try:
        acts.withdraw_occasion(request.actor, lst.pk, number, request.POST.get("reason", ""))  # type: ignore[attr-defined]
    except Refused as wrong:
        others.say(request, Notice("stop", "没有撤销。", "；".join(p.zh for p in wrong.problems)))
    except OutOfSight as gone:
        raise Http404 from gone
    else:
        others.say(request, Notice("ok", "已撤销事由。", "由它引起的责任不再计；原来的登记仍在下面。"))
    return HttpResponseRedirect(links.named("duties-occasions", lst.organ_id, lst.year))


def _called(request: HttpRequest) -> Called:
    """What was filled in. Raises Refused with every field that can't be read."""
    given, problems = request.POST, []
    pack, _, event = given.get("event", "").partition("#")
    day = None
    try:
        day = day_in(given, "at")
    except Refused as wrong:
        problems += wrong.problems
    if day is None and not problems:
        problems.append(Problem("at", "写明日期", "the day is missing"))
    about = _ref(request, "about", "person", problems)
    unit = _ref(request, "unit", "organ", problems)
    if problems or day is None:
        raise Refused(problems)
    return Called(pack, event, day, given.get("title", ""), unit, about)


def _ref(request: HttpRequest, name: str, noun: str, problems: list[Problem]) -> int | None:
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    parsed = refs.parse(names.resolve(request.actor, text).ref)  # type: ignore[attr-defined]
    if parsed is None or parsed[0] != noun:
        problems.append(Problem(name, f"登记中没有“{text}”", f"there is no such {noun}: {text}"))
        return None
    return parsed[1]


def _page(
    request: HttpRequest,
    actor: Actor,
    lst: DutyList,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    kinds = _kinds(lst, (given or {}).get("event", ""))
    labels = {kind.value: kind.label for kind in kinds}
    known = register.around(lst.organ)
    rows = tuple(
        (o, labels.get(f"{o.pack}#{o.event}", o.event), _in_charge(lst, known, o))
        for o in lst.occasions.select_related("unit", "about").order_by("-at", "-number")
    )
    head = Head(
        "履责事由", crumbs(lst.organ_id, lst.year, "履责事由"),
        sub=((Bit("有了会议、线索、任职变动等事由，条文要求分管的人到会、谈话、过问；由人登记，系统不从举报的多少推断"),),),
    )  # fmt: skip
    page = OccasionsPage(
        head, rows, _withdrawn(lst, labels), kinds, names.offered(actor), queries.may_keep(actor, lst.organ), f"{lst.year}-01-01",
        min(clock.today(), date(lst.year, 12, 31)).isoformat(), others.said(request), given or {}, errors or {},
    )  # fmt: skip
    return render(request, "desk/duties/occasions.html", {"page": page}, status=422 if errors else 200)


def _withdrawn(lst: DutyList, labels: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """What was entered by mistake: its day, its words, why it was taken off."""
    found = []
    for body, reason in queries.withdrawn_occasions(lst):
        label = labels.get(f"{body['pack']}#{body['event']}", body["event"])
        found.append((body["at"], f"{label}　{body['title']}", reason))
    return tuple(found)


def _in_charge(lst: DutyList, known: Register, occasion: Occasion) -> str:
    """Who on the list was in charge of the unit on the day, by the register of charges."""
    people = lst.holders.filter(person__isnull=False).select_related("person")
    return "、".join(
        dict.fromkeys(
            holder.person.name
            for holder in people
            if holder.person is not None and known.charged(holder.person_id, occasion.unit_id, occasion.at)
        )
    )


def _kinds(lst: DutyList, chosen: str) -> tuple[Kind, ...]:
    """The events that force a duty of somebody on the list, each once, in the order of the packs."""
    found: dict[str, Kind] = {}
    capacities = dict.fromkeys(lst.holders.values_list("capacity", flat=True))
    for owed, event in norms.forced(capacities, lst.year):
        value, unit = f"{owed.pack.id}#{event}", norms.by_unit(owed)
        there = found.get(value) or _kind(owed, event, value, chosen)
        found[value] = replace(there, unit=there.unit or unit)
    return tuple(sorted(found.values(), key=lambda kind: kind.pack))


def _kind(owed: norms.Owed, event: str, value: str, chosen: str) -> Kind:
    citer = Citer([(owed.pack.ref, owed.norm.cite)])
    words, chip = citer.words(owed.pack.ref), citer.chip(owed.pack.ref, owed.norm.cite[0])
    label, cite = words.act(event) if words else event, chip.label if chip else ""
    return Kind(value, label, owed.pack.title, cite, value == chosen)
