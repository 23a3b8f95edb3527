"""Activities: the ledger of a list, one record with its history, entering and correcting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.desk import days, links, listing, workbook
from zeren.desk.activities import form as forms
from zeren.desk.activities.form import Form
from zeren.desk.components import Bit, Button, Cell, Empty, Grid, Head, Light, Link, Notice, Pages, Sign
from zeren.desk.duties import build
from zeren.desk.duties.views import sees
from zeren.desk.listing import Field
from zeren.desk.matters import others
from zeren.records import clock, refs
from zeren.records.actor import Actor
from zeren.records.duties import activities, bringing, judging, log, naming, norms, queries, register
from zeren.records.duties.activities import Question
from zeren.records.duties.laying import topics_of
from zeren.records.duties.models import Activity, DutyList
from zeren.records.errors import OutOfSight, Refused
from zeren.records.packs import installed


@dataclass(frozen=True)
class LedgerPage:
    """The ledger of a list."""

    head: Head
    grid: Grid
    pages: Pages | None
    questions: tuple[tuple[Link, str], ...]
    waiting: tuple[Link, ...]
    notices: tuple[Notice, ...]


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


def _list(actor: Actor, organ: int, year: int) -> DutyList:
    found = queries.one(actor, organ, year)
    if found is None:
        raise Http404
    return found


def _crumbs(lst: DutyList, *more: str) -> tuple[Link, ...]:
    at = (lst.organ_id, lst.year)
    return (
        Link("尽责", links.named("activities", *at)),
        Link(f"{lst.organ.name} {lst.year} 年", links.named("duties-list", *at)),
        *map(Link, more),
    )


def _records(actor: Actor, lst: DutyList) -> bool:
    """Whether the actor enters activities of the list: its keepers, and whoever stands on it."""
    return (
        queries.may_keep(actor, lst.organ)
        or lst.holders.filter(person=actor.person).exclude(person=None).exists()
    )


# ---------------------------------------------------------------- the ledger


def _choices(name: str) -> tuple[tuple[str, str], ...]:
    found = installed().shared.lists.get(name)
    return tuple((word, naming.label(name, word)) for word in found.items) if found else ()


def _doers(activity: Activity) -> Cell:
    said = []
    for doer in activity.doers.all():
        holder = doer.holder
        name = holder.person.name if holder.person else build.capacity(holder.capacity)
        said.append(f"{name}{'（代为）' if doer.in_person is False and holder.person else ''}")
    return Cell("、".join(said), wrap=True)


def _fields(actor: Actor, lst: DutyList, names: dict[str, str]) -> tuple[Field[Any], ...]:
    holders = tuple(
        (str(h.number), h.person.name if h.person else build.capacity(h.capacity))
        for h in queries.holders_of(actor, lst)
    )
    today = clock.today()

    def url(a: Activity) -> str:
        return links.named("activity", lst.organ_id, lst.year, a.number)

    return (
        Field("number", "号", lambda a: Cell(str(a.number), dim=True), number=True, sort="number", width=6),
        Field("at", "日期", lambda a: Cell(days.in_cell(a.at, today)), "day", sort="at", excel=lambda a: a.at, width=12),
        Field("kind", "方式", lambda a: Cell(naming.label(norms.KINDS, a.kind)), "select", _choices(norms.KINDS), width=14),
        Field("title", "做了什么", lambda a: Cell(a.title, url=url(a), wrap=True), "text", width=36),
        Field("holder", "由谁", _doers, "select", holders, width=20),
        Field("topic", "事项", lambda a: Cell(_topics(a), wrap=True), "select", _choices(norms.TOPICS), width=24),
        Field("targets", "对象", lambda a: Cell("、".join(names.get(t.ref, t.ref) for t in a.targets.all()) or "—"), width=24),
        Field("evidence", "佐证", lambda a: Cell(a.evidence) if a.evidence else Cell("—", dim=True), width=24),
        Field("times", "人次", lambda a: Cell(str(a.person_times or "")), number=True, usual=False, width=8),
        Field("form", "形式", lambda a: Cell(naming.label("forms", a.form)), usual=False, width=8),
        Field("to", "报给谁", lambda a: Cell(_to(a)), usual=False, width=20),
        Field("signed", "会签", lambda a: Cell("已会签" if a.countersigned else "—", dim=not a.countersigned), width=8),
        Field("source", "来源", lambda a: Cell(SOURCES.get(a.source, a.source), dim=True), usual=False, width=10),
    )  # fmt: skip


SOURCES = {"form": "填表", "phone": "手机", "excel": "表格", "record": "办案记录"}


def _to(activity: Activity) -> str:
    return "、".join(naming.label(norms.RECIPIENTS, word) for word in activity.to.split("|") if word)


def _topics(activity: Activity) -> str:
    return "、".join(naming.label(norms.TOPICS, t) for t in topics_of(activity.topics))


def _asked(request: HttpRequest, lst: DutyList) -> tuple[listing.Asked, Any]:
    """The question of the address, and the rows that answer it. ``since`` and ``until`` come from the list's cells."""
    actor, given = request.actor, request.GET  # type: ignore[attr-defined]
    names: dict[str, str] = {}
    question = listing.asked(
        request.path.removesuffix("/export.xlsx"), given, _fields(actor, lst, names), ("since", "until")
    )
    asked = question.filters
    span = listing.days_between(asked["at"]) if asked.get("at") and "at" not in question.wrong else None
    holder = asked.get("holder", "")
    rows = queries.activities(
        actor, lst, holder=int(holder) if holder.isdigit() else None, kind=asked.get("kind", ""),
        topic=asked.get("topic", ""), since=span[0] if span else _day(asked.get("since")),
        until=span[1] if span else _day(asked.get("until")), text=asked.get("title", ""),
    )  # fmt: skip
    if question.sort:
        rows = rows.order_by(("-" if question.down else "") + question.sort, "-number")
    return question, rows


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _named(rows: list[Activity]) -> dict[str, str]:
    return refs.names_of(t.ref for a in rows for t in a.targets.all())


@require_safe
@sees
def ledger(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The activities of a list, the latest first."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = _list(actor, organ, year)
    question, rows = _asked(request, lst)
    total = rows.count()
    start, stop = listing.window(question, total)
    shown = list(rows[start:stop])
    fields = _fields(actor, lst, _named(shown))
    grid = listing.grid(
        question, fields, shown, caption="履责记录", row_id=lambda a: str(a.number),
        row_url=lambda a: links.named("activity", organ, year, a.number), totals=(f"{total} 条",),
        empty=Empty("没有履责记录", "换一个筛选，或者登记一条。"),
    )  # fmt: skip
    at = (organ, year)
    may = _records(actor, lst)
    export = Button(
        "导出 Excel",
        url=question.url()
        .replace("/activities/", "/activities/", 1)
        .replace(question.path, f"{question.path}/export.xlsx", 1),
    )
    buttons = (
        (Button("登记履责", url=links.named("activity-new", *at), main=True, key="N"), export)
        if may
        else (export,)
    )
    head = Head(
        f"{lst.organ.name}　{year} 年履责记录", _crumbs(lst, "履责记录"),
        sub=((Bit(f"{total} 条"),), (Bit("一件事只登记一次，可以对应几条责任；登记得晚也如实登记", tone="dim"),)), buttons=buttons,
    )  # fmt: skip
    page = LedgerPage(
        head, grid, listing.pages(question, total), _questions(lst, shown), others.said(request)
    )
    return render(request, "desk/activities/ledger.html", {"page": page})


def _waiting(actor: Actor, lst: DutyList) -> tuple[Link, ...]:
    """Entries of the organ's matters that are activities as well and stand in no list yet."""
    new = links.named("activity-new", lst.organ_id, lst.year)
    return tuple(
        Link(
            f"{w.day:%m-%d} {naming.label(norms.KINDS, w.kind)} {w.title}",
            links.with_query(new, ("from", w.entry)),
        )
        for w in bringing.waiting(actor, lst)[:12]
    )


def _questions(lst: DutyList, shown: list[Activity]) -> tuple[tuple[Link, str], ...]:
    return tuple((_link(lst, q), q.text) for q in activities.questions(sorted(shown, key=lambda a: a.number)))


def _link(lst: DutyList, question: Question) -> Link:
    return Link(f"第 {question.number} 号", links.named("activity", lst.organ_id, lst.year, question.number))


@require_safe
@sees
def export(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The same rows and columns as a workbook."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = _list(actor, organ, year)
    question, rows = _asked(request, lst)
    found = list(rows[: workbook.MOST])
    return workbook.response(
        request, f"{lst.organ.name} {year} 年履责记录", question, _fields(actor, lst, _named(found)), found
    )


# ---------------------------------------------------------------- entering, correcting


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def new(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """Enter an activity; ``duty`` fills in what that duty asks for."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = queries.one(actor, organ, year)
    if lst is None or not _records(actor, lst):
        raise Http404
    if request.method != "POST":
        asked = request.GET.get("duty", "")
        duty = (
            lst.duties.select_related("holder", "list").filter(number=int(asked)).first()
            if asked.isdigit()
            else None
        )
        own = set(
            lst.holders.filter(person=actor.person).exclude(person=None).values_list("number", flat=True)
        )
        return _form(request, lst, forms.for_duty(duty, own))
    filled = forms.sent(request.POST)
    try:
        doing = forms.doing_of(request, filled, "phone" if request.POST.get("phone") else "form")
        (number,) = activities.record(actor, lst.pk, [doing])
    except Refused as wrong:
        return _form(request, lst, filled, forms.at_fields(wrong.by_field()))
    except OutOfSight as gone:
        raise Http404 from gone
    others.say(request, Notice("ok", "已登记。", f"第 {number} 号：{doing.title}。"))
    return HttpResponseRedirect(links.named("activity", organ, year, number))


def _form(
    request: HttpRequest,
    lst: DutyList,
    filled: forms.Filled,
    errors: dict[str, str] | None = None,
    number: int = 0,
) -> HttpResponse:
    drawn = forms.drawn(request.actor, lst, filled, errors)  # type: ignore[attr-defined]
    title = f"更正第 {number} 号" if number else "登记履责"
    back = (
        links.named("activity", lst.organ_id, lst.year, number)
        if number
        else links.named("activities", lst.organ_id, lst.year)
    )
    page = FormPage(Head(title, _crumbs(lst, title)), drawn, number, back)
    return render(request, "desk/activities/form.html", {"page": page}, status=422 if errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def correct(request: HttpRequest, organ: int, year: int, number: int) -> HttpResponse:
    """Correct an activity: the same form, with the reason; what stood before stays in the log."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = _list(actor, organ, year)
    activity = queries.activity(actor, lst, number)
    if activity is None or not _records(actor, lst):
        raise Http404
    if request.method != "POST":
        return _form(request, lst, forms.of_activity(activity), number=number)
    filled = forms.sent(request.POST)
    try:
        activities.correct(
            actor, lst.pk, number, forms.doing_of(request, filled, activity.source), filled.reason
        )
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
    lst = _list(actor, organ, year)
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
    lst = _list(actor, organ, year)
    activity = queries.activity(actor, lst, number)
    if activity is None:
        raise Http404
    own = activity.doers.filter(holder__person=actor.person).exclude(holder__person=None).exists()
    on_list = lst.holders.filter(person=actor.person).exclude(person=None).exists()
    at = (organ, year, number)
    urls = {what: links.named("activity-act", *at, what) for what in ("void", "countersign")} | {
        "correct": links.named("activity-correct", *at)
    }
    head = Head(
        activity.title,
        _crumbs(lst, f"第 {number} 号"),
        sub=(
            (Bit(f"{activity.at.isoformat()}"),),
            (Bit(naming.label(norms.KINDS, activity.kind), strong=True),),
        ),
    )
    page = OnePage(
        head, tuple(_lines(activity)), tuple(_serves(lst, activity)), tuple(_history(lst, number)), None,
        queries.may_keep(actor, lst.organ) or own, on_list and not own and not activity.countersigned, others.said(request), urls,
    )  # fmt: skip
    return render(request, "desk/activities/one.html", {"page": page})


def _lines(activity: Activity) -> list[tuple[str, str]]:
    names = _named([activity])
    signed = refs.names_of([f"person:{activity.countersigned}"]) if activity.countersigned else {}
    said = [
        ("由谁", _doers(activity).text), ("事项", _topics(activity)), ("对象", "、".join(names.values())),
        ("人次", str(activity.person_times or "")), ("形式", naming.label("forms", activity.form) if activity.form else ""),
        ("报给谁", _to(activity)), ("佐证", activity.evidence),
        ("事由", activity.occasion.title if activity.occasion else ""), ("会签", next(iter(signed.values()), "")),
        ("来源", SOURCES.get(activity.source, activity.source)),
    ]  # fmt: skip
    return [(name, text) for name, text in said if text]


def _serves(lst: DutyList, activity: Activity) -> list[tuple[Link, Light]]:
    """The duties for which it counts, whoever's they are."""
    known, found = register.read(), []
    for doer in activity.doers.all():
        standing = judging.stand(known, lst, doer.holder, min(clock.today(), date(lst.year, 12, 31)))
        for duty in lst.duties.filter(holder=doer.holder, dropped__isnull=True):
            if any(f"a{activity.number}" in f.because for f in standing.of(duty.pack, duty.norm)):
                url = links.with_query(
                    links.named("duties-list", lst.organ_id, lst.year), ("duty", str(duty.number))
                )
                found.append((Link(f"第 {duty.number} 条　{duty.title}", url), Light(Sign.DONE, "计入")))
    return found


WORDS = {"recorded": "登记", "corrected": "更正", "voided": "撤销", "countersigned": "会签"}


def _history(lst: DutyList, number: int) -> list[tuple[str, str, str]]:
    found = []
    for entry in queries.history(lst, number):
        body = log.body_of(entry)
        row = next((r for r in body.get("rows", ()) if r["number"] == number), None)
        said = f"{row['at']} {row['title']}" if row else ""
        reason = f"　理由：{body['reason']}" if body.get("reason") else ""
        local = entry.recorded.astimezone(clock.BEIJING)
        found.append((f"{local:%Y-%m-%d %H:%M}", f"{WORDS[entry.act]}　{said}{reason}", entry.account))
    return found
