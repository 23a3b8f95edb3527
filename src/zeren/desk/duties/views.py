"""The duty list: looked at, drawn up, broken down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.desk import links, typed
from zeren.desk.components import Bit, Button, Empty, Head, Light, Link, Notice, Sign, Tab
from zeren.desk.duties import build
from zeren.desk.duties.build import Sheet
from zeren.desk.duties.peek import Peek, peek
from zeren.desk.gate import only
from zeren.desk.matters import others
from zeren.desk.matters.doing import day_in
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, Actor
from zeren.records.duties import acts, explaining, generating, judging, queries, standing
from zeren.records.duties.acts import Change
from zeren.records.duties.models import Duty, DutyList
from zeren.records.errors import OutOfSight, Refused
from zeren.records.organs import queries as organs
from zeren.records.organs.models import Organ

sees = only(
    lambda actor: not actor.has(*ADMINISTRATORS),
    "责任清单由本机关、上级机关和清单上的人查看；三员不看业务记录。",
)


@dataclass(frozen=True)
class ListPage:
    """The page of one list."""

    head: Head
    tabs: tuple[Tab, ...]
    organ: int
    year: int
    day: str
    day_hidden: tuple[tuple[str, str], ...]
    sheet: Sheet | None
    peek: Peek | None
    notices: tuple[Notice, ...]
    empty: Empty | None = None
    may_keep: bool = False
    changes: tuple[Any, ...] | None = None
    on: int = 0
    running: int = 0
    only: str = ""
    all: str = ""
    bodies: tuple[tuple[str, str], ...] = ()
    dropped: tuple[tuple[int, str], ...] = ()


@require_safe
@sees
def home(request: HttpRequest) -> HttpResponse:
    """The list of the viewer's own organ in this year, to be drawn up where there is none and the viewer may; else the
    latest in sight."""
    actor = request.actor  # type: ignore[attr-defined]
    year = clock.today().year
    own = organs.by_id(actor.organ) if actor.organ else None
    if own is not None and queries.may_keep(actor, own):
        return HttpResponseRedirect(links.named("duties-list", own.pk, year))
    found = queries.first_of(actor, year)
    if found is None:
        return render(request, "desk/duties/list.html", {"page": _nothing_in_sight(year)})
    return HttpResponseRedirect(links.named("duties-list", found.organ_id, found.year))


def _nothing_in_sight(year: int) -> ListPage:
    """Who sees no list at all: said, and why."""
    head = Head("责任清单", (Link("明责", links.named("duties")), Link("责任清单")))
    why = "清单由本机关、上级机关查看，清单上的人看本人的；由党委办公室、组织部门等生成。"
    return ListPage(head, (), 0, year, "", (), None, None, (), Empty("没有您能看到的责任清单", why))


def _organ(pk: int) -> Organ:
    found = organs.by_id(pk)
    if found is None:
        raise Http404
    return found


def found_list(actor: Actor, organ: int, year: int) -> DutyList:
    """A list that was drawn up, in sight; else 404."""
    found = queries.one(actor, organ, year)
    if found is None or not found.version:
        raise Http404
    return found


def day_of(request: HttpRequest, year: int) -> date:
    """The day that the page is of: today, or one that was asked for; of a year long over, the last of the next."""
    return typed.day(request.GET.get("day", "")) or judging.day_for(year, clock.today())


def _ahead(day: date) -> tuple[Notice, ...]:
    """A day to come: nothing has been missed on it yet."""
    if day <= clock.today():
        return ()
    return (Notice("", f"看的是 {day.isoformat()}，还没有到。", "以下是照现在的记录，到那一天会怎样。"),)


@require_safe
@sees
def duties(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The list with the state of every duty; ``duty`` is the one that is looked at."""
    actor = request.actor  # type: ignore[attr-defined]
    there, lst = _organ(organ), queries.one(actor, organ, year)
    keeps = queries.may_keep(actor, there)
    if lst is None or not lst.version:
        if not keeps:
            raise Http404
        return render(request, "desk/duties/list.html", {"page": _none_yet(request, there, year)})
    day, who = day_of(request, year), request.GET.get("who", "")
    asked, state = request.GET.get("duty", ""), request.GET.get("state", "")
    on = typed.number(asked) or 0
    whole = build.sheet(actor, lst, day, who=who)
    sheet = whole.only(state) if state in standing.ORDER else whole
    on = _looked_at(sheet, on)
    page = ListPage(
        head=head_of(actor, lst, whole, keeps, who), tabs=tabs_of(actor, lst, who), organ=organ, year=year, day=day.isoformat(),
        day_hidden=tuple((n, v) for n, v in (("who", who), ("state", state), ("duty", asked)) if v), sheet=sheet, on=on,
        running=(day.month + 2) // 3 if day.year == year else 0,
        peek=_peek(actor, sheet, on, keeps), notices=(*others.said(request), *_ahead(day), *(_behind(whole) if keeps else ())), may_keep=keeps,
        empty=None if sheet.rows else _nothing(state), only=_words(state) if sheet is not whole else "",
        all=links.with_query(links.named("duties-list", organ, year), ("who", who), ("day", request.GET.get("day", ""))),
    )  # fmt: skip
    return render(request, "desk/duties/list.html", {"page": page})


def _behind(sheet: Sheet) -> tuple[Notice, ...]:
    """To whoever draws it up: that posts were taken or left, or a regulation came, since the list was brought up to date."""
    lst = sheet.lst
    holders, owed = generating.behind(sheet.known, lst, lst.organ, clock.today())
    if not holders and not owed:
        return ()
    said = [f"责任主体 {holders} 个"] if holders else []
    said += [f"责任 {owed} 条"] if owed else []
    url = links.named("duties-generate", lst.organ_id, lst.year)
    again = Button("按登记和法规更新", url=url, post=True)
    text = f"{'、'.join(said)}还没有列入或者改动。"
    return (Notice("care", "人员登记或者法规有变化。", text, acts=(again,)),)


def _words(state: str) -> str:
    return {kind: words for kind, _, words in STATES}.get(state, {"standing": "常态"}.get(state, "其他"))


def _nothing(state: str) -> Empty:
    if state:
        return Empty(f"没有{_words(state)}的条目", "看别的状态，或者看整份清单。")
    return Empty("清单上没有条目", "现行的法规包没有写明这一机关的责任主体。")


def _none_yet(request: HttpRequest, organ: Organ, year: int) -> ListPage:
    """No list yet: what it is made from, and the button that draws it up."""
    head = Head(
        f"{organ.name}　{year} 年责任清单", crumbs(organ.pk, year),
        sub=((Bit("还没有清单。清单由系统从现行法规包和人员登记中列出，由人调整、分解、签字", tone="dim"),),),
        buttons=(
            *((Button("各机关", url=links.named("duties-over", year)),) if _several(request.actor) else ()),  # type: ignore[attr-defined]
            Button("生成清单", url=links.named("duties-generate", organ.pk, year), main=True, post=True),
        ),
    )  # fmt: skip
    empty = Empty(f"{year} 年还没有责任清单", "生成以后才有条目；已有的履责记录不受影响。")
    return ListPage(head, (), organ.pk, year, "", (), None, None, others.said(request), empty, True)


def crumbs(organ: int, year: int, *more: str) -> tuple[Link, ...]:
    """明责 / 责任清单 / 2026 年 / …"""
    here = (Link("明责", links.named("duties")), Link("责任清单", links.named("duties-list", organ, year)))
    return (*here, Link(f"{year} 年"), *map(Link, more))


STATES = (
    ("over", Sign.OVER, "未达到"), ("unknown", Sign.UNKNOWN, "待查明"), ("risk", Sign.NEAR, "有风险"),
    ("going", Sign.IN_TIME, "按进度"), ("met", Sign.DONE, "达到"),
)  # fmt: skip


def head_of(actor: Actor, lst: DutyList, sheet: Sheet, keeps: bool, who: str = "") -> Head:
    """What the head says: how many duties stand how, what is signed, what may be done."""
    number = sheet.counts()
    base = links.named("duties-list", lst.organ_id, lst.year)
    said = [
        (
            Bit(
                light=Light(sign, f"{words} {number[kind]}"),
                url=links.with_query(base, ("who", who), ("state", kind)),
            ),
        )
        for kind, sign, words in STATES
        if number[kind]
    ]
    if number["standing"]:
        said.append((Bit(f"常态 {number['standing']}", tone="dim"),))
    signed = sum(row.signed.sign is Sign.DONE for row in sheet.rows)
    said.append((Bit(f"签字背书 {signed} / {len(sheet.rows)}", strong=True),))
    packs = lst.duties.filter(dropped__isnull=True).values("pack").distinct().count()
    after = (f"第 {lst.version} 版，{lst.since:%m-%d} 起", f"取自法规包 {packs} 个")
    if lst.published_on:
        after = (*after, f"{lst.published_on:%m-%d} 公布于{lst.published_at}")
    return Head(
        f"{lst.organ.name}　{lst.year} 年责任清单", crumbs(lst.organ_id, lst.year), after, tuple(said),
        _buttons(actor, lst, keeps),
    )  # fmt: skip


def _buttons(actor: Actor, lst: DutyList, keeps: bool) -> tuple[Button, ...]:
    at = (lst.organ_id, lst.year)
    mine = acts.signable(actor, lst)
    waiting = lst.duties.filter(number__in=mine, signed__isnull=True, dropped__isnull=True).count()
    chart = Button("责任图表（公布稿）", url=links.named("duties-chart", *at))
    export = Button("导出", url=links.named("duties-export", *at))
    if waiting:
        sign = Button(f"签字背书 {waiting} 条", url=links.named("duties-sign", *at), main=True)
        return (chart, export, sign)
    if keeps:
        again = Button("按登记和法规更新", url=links.named("duties-generate", *at), post=True)
        return (chart, export, again)
    return (chart, export)


def tabs_of(actor: Actor, lst: DutyList, who: str, *, changes: bool = False) -> tuple[Tab, ...]:
    """Capacities, then what belongs to the list."""
    base = links.named("duties-list", lst.organ_id, lst.year)
    found = [
        Tab(label, links.with_query(base, ("who", word)), current and not changes, str(number))
        for word, label, number, current in build.tabs(actor, lst, who)
    ]
    number, whole = queries.changed(actor, lst), queries.sees_all(actor, lst)
    at = (lst.organ_id, lst.year)
    return (
        *found, Tab("变更", links.named("duties-changes", *at), changes, str(number)),
        *((Tab("事由", links.named("duties-occasions", *at), False, str(lst.occasions.count())),) if whole else ()),
        Tab("履责记录", links.named("activities", *at)), Tab("报告", links.named("duties-report", *at, "year")),
        *((Tab("各机关", links.named("duties-over", lst.year)),) if _several(actor) else ()),
    )  # fmt: skip


def _several(actor: Actor) -> bool:
    """Whether more than one organ's list is in sight whole."""
    return queries.organs_over(actor)[1:2].exists()


def _looked_at(sheet: Sheet, asked: int) -> int:
    """The duty beside the table: the one asked for, else the first that was missed, else the first."""
    shown = {row.number: row.kind for row in sheet.rows}
    if asked in shown:
        return asked
    return next((n for n, kind in shown.items() if kind == "over"), next(iter(shown), 0))


def _peek(actor: Actor, sheet: Sheet, on: int, keeps: bool) -> Peek | None:
    if not on:
        return None
    duty = sheet.lst.duties.select_related("holder__person", "list").get(number=on)
    own = duty.holder.person_id is not None and duty.holder.person_id == actor.person
    missed = any(row.number == on and row.kind == "over" for row in sheet.rows)
    explains = missed and on in explaining.may_explain(actor, sheet.lst)
    return peek(sheet, duty, may_record=keeps or own, may_change=keeps, may_explain=explains)


# ---------------------------------------------------------------- drawing up, changing


@require_POST
@sees
def generate(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """Draw the list up, or bring it up to the registers and packs."""
    actor = request.actor  # type: ignore[attr-defined]
    there = queries.one(actor, organ, year)
    before = there.version if there else 0
    try:
        lst = acts.generate(actor, organ, year)
    except OutOfSight as gone:
        raise Http404 from gone
    except Refused as wrong:
        others.say(request, Notice("stop", "没有生成。", "；".join(p.zh for p in wrong.problems)))
        return HttpResponseRedirect(links.named("duties"))
    said = "已生成" if not before else "已更新" if lst.version > before else "没有变化"
    number = lst.duties.filter(dropped__isnull=True).count()
    text = f"第 {lst.version} 版，{number} 条。" if said != "没有变化" else "清单与人员登记和现行法规一致。"
    others.say(request, Notice("ok", f"{said}。", text))
    return HttpResponseRedirect(links.named("duties-list", organ, year))


@dataclass(frozen=True)
class ChangePage:
    """The form that breaks one duty down."""

    head: Head
    duty: Duty
    amount: str
    given: dict[str, str]
    errors: dict[str, str]
    first: str
    last: str


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def change(request: HttpRequest, organ: int, year: int, number: int) -> HttpResponse:
    """Task, measures, due day of one duty; or off the list. Each with its reason."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    duty = lst.duties.select_related("holder__person").filter(number=number, dropped__isnull=True).first()
    if duty is None or not queries.may_keep(actor, lst.organ):
        raise Http404
    if request.method != "POST":
        return _change_page(request, lst, duty, {}, {})
    given = request.POST.dict()
    try:
        due = day_in(request.POST, "due")
        asked = Change(
            number,
            given.get("task", ""),
            given.get("measures", ""),
            due,
            given.get("drop") == "yes",
            None if duty.standing else given.get("countersign") == "yes",
            no_due=due is None,
        )
        made = acts.change(actor, lst.pk, [asked], str(given.get("reason", "")))
    except Refused as wrong:
        errors = {name.rpartition(".")[2]: "；".join(said) for name, said in wrong.by_field().items()}
        return _change_page(request, lst, duty, {k: str(v) for k, v in given.items()}, errors)
    text = (
        f"第 {number} 条{'已删去' if asked.drop else '已变更'}，须重新签字。"
        if made
        else "没有差别，未作变更。"
    )
    others.say(request, Notice("ok", "已登记。" if made else "", text))
    url = links.named("duties-list", organ, year)
    return HttpResponseRedirect(links.with_query(url, ("duty", "" if asked.drop else str(number))))


def _change_page(
    request: HttpRequest, lst: DutyList, duty: Duty, given: dict[str, str], errors: dict[str, str]
) -> HttpResponse:
    owed = build.owed_of(duty)
    there = {
        "task": duty.task, "measures": duty.measures, "due": duty.due.isoformat() if duty.due else "",
        "countersign": "yes" if duty.countersign else "",
    }  # fmt: skip
    head = Head(f"第 {duty.number} 条　{duty.title}", crumbs(lst.organ_id, lst.year, "分解任务"))
    page = ChangePage(
        head,
        duty,
        build.naming.amount(owed) if owed else "",
        given or there,
        errors,
        f"{lst.year}-01-01",
        f"{lst.year + 1}-12-31",
    )
    return render(request, "desk/duties/change.html", {"page": page}, status=422 if errors else 200)
