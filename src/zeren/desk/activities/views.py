"""Activities: one record with its history, entering, correcting, countersigning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.access.accounts import queries as accounts
from zeren.desk import links, typed
from zeren.desk.activities import form as forms
from zeren.desk.activities.form import Form
from zeren.desk.activities.wording import SOURCES, doers, named, recipients, topics
from zeren.desk.components import Bit, Head, Light, Link, Notice, Sign
from zeren.desk.duties.views import sees
from zeren.desk.matters import others
from zeren.records import clock, refs
from zeren.records.actor import Actor
from zeren.records.duties import (
    activities,
    bringing,
    evidence,
    judging,
    log,
    naming,
    norms,
    queries,
    register,
)
from zeren.records.duties.judging import Standing
from zeren.records.duties.models import Activity, Duty, DutyList
from zeren.records.errors import OutOfSight, Refused


@dataclass(frozen=True)
class FormPage:
    """The form of one activity; ``number`` when one is corrected."""

    head: Head
    form: Form
    number: int
    back: str


@dataclass(frozen=True)
class OnePage:
    """One record: what it says, which duties it serves, what became of it."""

    head: Head
    lines: tuple[tuple[str, str], ...]
    serves: tuple[tuple[Link, Light], ...]
    history: tuple[tuple[str, str, str], ...]
    light: Light | None
    may_change: bool
    may_countersign: bool
    notices: tuple[Notice, ...]
    urls: dict[str, str]
    files: tuple[tuple[Link, str, str], ...] = ()


def found_list(actor: Actor, organ: int, year: int) -> DutyList:
    """A list in sight; else 404."""
    found = queries.one(actor, organ, year)
    if found is None:
        raise Http404
    return found


def crumbs(lst: DutyList, *more: str) -> tuple[Link, ...]:
    """尽责 / 某县委 2026 年 / …"""
    at = (lst.organ_id, lst.year)
    return (
        Link("尽责", links.named("activities", *at)),
        Link(f"{lst.organ.name} {lst.year} 年", links.named("duties-list", *at)),
        *map(Link, more),
    )


def enters(actor: Actor, lst: DutyList) -> bool:
    """Whether the actor enters activities of the list: its keepers, and whoever stands on it."""
    return (
        queries.may_keep(actor, lst.organ)
        or lst.holders.filter(person=actor.person).exclude(person=None).exists()
    )


# ---------------------------------------------------------------- entering, correcting


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def new(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """Enter an activity; ``duty`` fills in what that duty asks for."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = queries.one(actor, organ, year)
    if lst is None or not enters(actor, lst):
        raise Http404
    if request.method != "POST":
        return _form(request, lst, _ahead(request, lst))
    filled = forms.sent(request.POST)
    try:
        doing = forms.doing_of(request, lst, filled, "phone" if request.POST.get("phone") else "form")
        kept = evidence.prepare(uploaded(request))
        (number,) = activities.record(actor, lst.pk, [doing])
        if kept:
            evidence.attach(actor, lst.pk, number, kept)
    except Refused as wrong:
        return _form(request, lst, filled, forms.at_fields(wrong.by_field()))
    except OutOfSight as gone:
        raise Http404 from gone
    others.say(request, Notice("ok", "已登记。", f"第 {number} 号：{doing.title}。"))
    return HttpResponseRedirect(links.named("activity", organ, year, number))


def _ahead(request: HttpRequest, lst: DutyList) -> forms.Filled:
    """What is filled in ahead: of an entry of a matter, of a duty, else who is signed in."""
    actor, given = request.actor, request.GET  # type: ignore[attr-defined]
    entry = bringing.one(actor, lst, given["from"]) if given.get("from") else None
    if entry is not None:
        return forms.of_entry(lst, entry)
    own = lst.holders.filter(person=actor.person).exclude(person=None).values_list("number", flat=True)
    return forms.for_duty(_duty(request, lst), set(own))


def _duty(request: HttpRequest, lst: DutyList) -> Duty | None:
    """The duty that is to be met, where the address names one."""
    asked = typed.number(request.GET.get("duty", ""))
    duties = lst.duties.select_related("holder", "list").filter(dropped__isnull=True)
    return duties.filter(number=asked).first() if asked is not None else None


def _form(
    request: HttpRequest,
    lst: DutyList,
    filled: forms.Filled,
    errors: dict[str, str] | None = None,
    number: int = 0,
) -> HttpResponse:
    drawn = forms.drawn(request.actor, lst, filled, errors, _duty(request, lst))  # type: ignore[attr-defined]
    title = f"更正第 {number} 号" if number else "登记履责"
    back = (
        links.named("activity", lst.organ_id, lst.year, number)
        if number
        else links.named("activities", lst.organ_id, lst.year)
    )
    page = FormPage(Head(title, crumbs(lst, title)), drawn, number, back)
    return render(request, "desk/activities/form.html", {"page": page}, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def correct(request: HttpRequest, organ: int, year: int, number: int) -> HttpResponse:
    """Correct an activity: the same form, with the reason; what stood before stays in the log."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    activity = queries.activity(actor, lst, number)
    if activity is None or not enters(actor, lst):
        raise Http404
    if request.method != "POST":
        return _form(request, lst, forms.of_activity(activity), number=number)
    filled = forms.sent(request.POST)
    try:
        doing = forms.doing_of(request, lst, filled, activity.source)
        activities.correct(actor, lst.pk, number, forms.still_unsaid(activity, doing), filled.reason)
    except Refused as wrong:
        return _form(request, lst, filled, forms.at_fields(wrong.by_field()), number)
    except OutOfSight as gone:
        raise Http404 from gone
    others.say(request, Notice("ok", "已更正。", "原来的记录仍在下面。"))
    return HttpResponseRedirect(links.named("activity", organ, year, number))


@require_POST
@sees
def act(request: HttpRequest, organ: int, year: int, number: int, what: str) -> HttpResponse:
    """Void (with its reason) or countersign."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    if what not in ("void", "countersign"):
        raise Http404
    try:
        if what == "void":
            activities.void(actor, lst.pk, number, request.POST.get("reason", ""))
        else:
            activities.countersign(actor, lst.pk, [number])
    except Refused as wrong:
        others.say(request, Notice("stop", "没有办成。", "；".join(p.zh for p in wrong.problems)))
        return HttpResponseRedirect(links.named("activity", organ, year, number))
    except OutOfSight as gone:
        raise Http404 from gone
    others.say(request, Notice("ok", "已撤销。" if what == "void" else "已会签。"))
    return HttpResponseRedirect(
        links.named(
            "activities" if what == "void" else "activity",
            organ,
            year,
            *(() if what == "void" else (number,)),
        )
    )


# ---------------------------------------------------------------- one


@require_safe
@sees
def one(request: HttpRequest, organ: int, year: int, number: int) -> HttpResponse:
    """One activity: what it says, which duties it serves, what became of it."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    activity = queries.activity(actor, lst, number)
    if activity is None:
        raise Http404
    own = activity.doers.filter(holder__person=actor.person).exclude(holder__person=None).exists()
    on_list = lst.holders.filter(person=actor.person).exclude(person=None).exists()
    at = (organ, year, number)
    urls = {what: links.named("activity-act", *at, what) for what in ("void", "countersign")} | {
        "correct": links.named("activity-correct", *at),
        "attach": links.named("activity-attach", *at),
    }
    head = Head(
        activity.title,
        crumbs(lst, f"第 {number} 号"),
        sub=(
            (Bit(f"{activity.at.isoformat()}"),),
            (Bit(naming.label(norms.KINDS, activity.kind), strong=True),),
        ),
    )
    page = OnePage(
        head, tuple(_lines(activity)), tuple(_serves(lst, activity)), tuple(_history(lst, number)), None,
        queries.may_keep(actor, lst.organ) or own, on_list and not own and not activity.countersigned, others.said(request), urls,
        tuple(_files(lst, activity)),
    )  # fmt: skip
    return render(request, "desk/activities/one.html", {"page": page})


def _files(lst: DutyList, activity: Activity) -> Iterator[tuple[Link, str, str]]:
    for row in evidence.of_activity(activity):
        url = links.named("activity-file", lst.organ_id, lst.year, activity.number, row.pk)
        size = f"{row.size / 1024 / 1024:.1f} MB" if row.size >= 1024 * 1024 else f"{-(-row.size // 1024)} KB"
        yield Link(row.name, url), size, f"{row.added.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}"


def _lines(activity: Activity) -> list[tuple[str, str]]:
    names = named([activity])
    signed = refs.names_of([f"person:{activity.countersigned}"]) if activity.countersigned else {}
    said = [
        ("由谁", doers(activity).text), ("事项", topics(activity)), ("对象", "、".join(names.values())),
        ("人次", str(activity.person_times or "")), ("形式", naming.label("forms", activity.form) if activity.form else ""),
        ("报给谁", recipients(activity)), ("佐证", activity.evidence),
        ("事由", activity.occasion.title if activity.occasion else ""), ("会签", next(iter(signed.values()), "")),
        ("来源", SOURCES.get(activity.source, activity.source)),
    ]  # fmt: skip
    return [(name, text) for name, text in said if text]


def _serves(lst: DutyList, activity: Activity) -> list[tuple[Link, Light]]:
    """The duties for which it counts, whoever's they are, and those for which it will once it is countersigned."""
    known, found = register.around(lst.organ), []
    for doer in activity.doers.all():
        standing = judging.stand(known, lst, doer.holder, judging.day_for(lst.year, clock.today()))
        for duty in lst.duties.filter(holder=doer.holder, dropped__isnull=True):
            light = _light(standing, duty, f"a{activity.number}")
            if light is not None:
                url = links.with_query(
                    links.named("duties-list", lst.organ_id, lst.year), ("duty", str(duty.number))
                )
                found.append((Link(f"第 {duty.number} 条　{duty.title}", url), light))
    return found


def _light(standing: Standing, duty: Duty, activity: str) -> Light | None:
    if any(activity in f.because for f in standing.of(duty.pack, duty.norm)):
        return Light(Sign.DONE, "计入")
    lacks = judging.lacks(standing, duty.pack, duty.norm, activity)
    waits = bool(lacks) and all(leaf.what.endswith(".countersigned") for leaf in lacks)
    return Light(Sign.NEAR_INTERNAL, "会签以后计入") if waits else None


def uploaded(request: HttpRequest) -> list[tuple[str, bytes]]:
    """The files of a form: name and content, read one byte past what is taken at most."""
    return [(f.name or "", f.read(evidence.LARGEST + 1)) for f in request.FILES.getlist("files")]


WORDS = {
    "recorded": "登记",
    "corrected": "更正",
    "voided": "撤销",
    "countersigned": "会签",
    "attached": "附上佐证材料",
}


def _history(lst: DutyList, number: int) -> list[tuple[str, str, str]]:
    found, entries = [], list(queries.history(lst, number))
    names = accounts.shown(entry.account for entry in entries)
    for entry in entries:
        body = log.body_of(entry)
        row = next((r for r in body.get("rows", ()) if r["number"] == number), None)
        said = f"{row['at']} {row['title']}" if row else "、".join(f["name"] for f in body.get("files", ()))
        reason = f"　理由：{body['reason']}" if body.get("reason") else ""
        local = entry.recorded.astimezone(clock.BEIJING)
        found.append(
            (
                f"{local:%Y-%m-%d %H:%M}",
                f"{WORDS[entry.act]}　{said}{reason}",
                names.get(entry.account, (entry.account,))[0],
            )
        )
    return found
