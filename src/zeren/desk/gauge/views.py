"""The gauge: eight counts of the committee, six of the principal, six of each member. No total, no order, no target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import days, links, workbook
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Citation, Empty, Head, Light, Link, Sign
from zeren.desk.duties import build
from zeren.desk.duties.views import sees
from zeren.norms.model import Finding, State
from zeren.papers.excel.writing import Heading, ledger
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.duties import gauge as gauges
from zeren.records.duties import judging, queries, register
from zeren.records.duties.gauge import Figure, Measured, Record
from zeren.records.duties.models import DutyList
from zeren.records.duties.register import Register

QUARTERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Floor:
    """A minimum that another text sets: its provision, and how it stands."""

    cite: Citation | None
    words: str
    light: Light | None


@dataclass(frozen=True, slots=True)
class CountRow:
    """One count of the committee."""

    number: int
    label: str
    unit: str
    value: Link
    quarters: tuple[str, ...]
    before: str
    floors: tuple[Floor, ...]
    none: str
    source: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One thing that is done in person, or not on record."""

    number: int
    label: str
    light: Light | None
    count: Link | None
    last: str
    source: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member with the six cells."""

    name: str
    post: str
    cells: tuple[tuple[Link | None, str], ...]


@dataclass(frozen=True)
class GaugePage:
    """The page."""

    head: Head
    organ: int
    year: int
    years: tuple[tuple[str, str, bool], ...]
    counts: tuple[CountRow, ...]
    principals: tuple[tuple[str, tuple[AnswerRow, ...]], ...]
    members: tuple[MemberRow, ...]
    columns: tuple[str, ...]
    beside: tuple[tuple[str, str, tuple[str, ...]], ...]
    empty: Empty | None = None


@require_safe
@sees
def home(request: HttpRequest) -> HttpResponse:
    """The gauge of the list with which the viewer begins: of the own organ in this year, where there is one."""
    actor = request.actor  # type: ignore[attr-defined]
    year = clock.today().year
    found = queries.first_of(actor, year)
    if found is None:
        return HttpResponseRedirect(links.named("duties"))
    return HttpResponseRedirect(links.named("gauge-of", found.organ_id, found.year))


def _found(request: HttpRequest, organ: int, year: int) -> DutyList:
    found = queries.one(request.actor, organ, year)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _measured(actor: Actor, known: Register, lst: DutyList) -> list[Measured]:
    """The figures in sight, up to today or the year's last day: all, or the actor's own."""
    found = gauges.measured(actor, known, lst, min(clock.today(), date(lst.year, 12, 31)))
    if queries.sees_all(actor, lst):
        return found
    return [m for m in found if m.holder.person_id is not None and m.holder.person_id == actor.person]


@require_safe
@sees
def gauge(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The three groups, up to today or the year's last day."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = _found(request, organ, year)
    known = register.around(lst.organ)
    day = min(clock.today(), date(year, 12, 31))
    page = _page(actor, known, lst, day, _measured(actor, known, lst))
    return render(request, "desk/gauge/gauge.html", {"page": page})


def _page(actor: Actor, known: Register, lst: DutyList, day: date, measured: Sequence[Measured]) -> GaugePage:
    of = {
        word: [m for m in measured if m.group.capacity == word]
        for word in ("leading_group", "principal", "member")
    }
    committee = of["leading_group"][:1]
    at = (lst.organ_id, lst.year)
    head = Head(
        f"“866”标尺　{lst.organ.name}", (Link("尽责", links.named("gauge")), Link("履责核对")),
        sub=((Bit(f"{lst.year}年1月1日—{day.month}月{day.day}日"),), (Bit("每个数字都能点开记录"),), (Bit("不设指标、不计总分、不排名", strong=True),), *(((Bit(cite=_cite(measured)),),) if measured else ())),
        buttons=(Button("履责记录", url=links.named("activities", *at)), Button("导出", url=links.named("gauge-export", *at)), Button("打印", does="print")),
    )  # fmt: skip
    return GaugePage(
        head, lst.organ_id, lst.year, tuple(_years(actor, lst)),
        tuple(_counts(actor, known, lst, day, committee[0])) if committee else (),
        tuple((_held(m, lst.year), tuple(_answers(lst, m, day))) for m in of["principal"]),
        tuple(_member(lst, m) for m in of["member"]), tuple(r.label for r in of["member"][0].group.rows) if of["member"] else (),
        tuple(_beside(actor, lst, day)) if committee else (), None if measured else Empty("没有可以对照的标尺", "标尺对照的是党委（党组）、主要负责人和班子成员；本机关怎样履责，见责任清单。", Link("责任清单", links.named("duties-list", lst.organ_id, lst.year))),
    )  # fmt: skip


def _cite(measured: Sequence[Measured]) -> Citation | None:
    if not measured:
        return None
    pack = measured[0].group.pack
    return Citer([(pack, ["p2"])]).chip(pack, "p2")


def _years(actor: Actor, lst: DutyList) -> Iterator[tuple[str, str, bool]]:
    for year in (lst.year + 1, lst.year, lst.year - 1):
        if year == lst.year or queries.one(actor, lst.organ_id, year):
            yield (
                ("本年" if year == clock.today().year else f"{year} 年"),
                links.named("gauge-of", lst.organ_id, year),
                year == lst.year,
            )


def _name(one: Measured) -> str:
    person = one.holder.person
    return f"{person.name}，{one.holder.post}" if person else ""


def _held(one: Measured, year: int) -> str:
    """Name and post, and the days of the year on which the post was taken or left."""
    holder = one.holder
    turns = ((holder.starts, "任"), (holder.ends, "离任"))
    said = "、".join(f"{day:%m-%d} {word}" for day, word in turns if day and day.year == year)
    return f"{_name(one)}{f'（{said}）' if said else ''}"


def _records(lst: DutyList, one: Measured, figure: Figure, text: str) -> Link:
    return Link(
        text, links.named("gauge-records", lst.organ_id, lst.year, one.holder.number, figure.row.norm)
    )


# ---------------------------------------------------------------- the eight counts


def _counts(actor: Actor, known: Register, lst: DutyList, day: date, one: Measured) -> Iterator[CountRow]:
    before = _last_year(actor, known, lst)
    for number, figure in enumerate(one.figures, start=1):
        floors = tuple(_floors(known, lst, day, figure))
        none = "不得设指标" if figure.row.no_target else figure.row.note or "条文没有下限"
        yield CountRow(
            number, figure.row.label, figure.row.unit, _records(lst, one, figure, _shown(figure)),
            tuple(str(figure.in_quarter(q)) for q in QUARTERS), before.get(figure.row.norm, "—"), floors, none, figure.row.source,
        )  # fmt: skip


def _shown(figure: Figure) -> str:
    return "待查明" if figure.value is None else str(figure.value)


def _last_year(actor: Actor, known: Register, lst: DutyList) -> dict[str, str]:
    earlier = queries.one(actor, lst.organ_id, lst.year - 1)
    if earlier is None:
        return {}
    first = _committee(actor, known, earlier, date(earlier.year, 12, 31))
    return {f.row.norm: _shown(f) for f in first.figures} if first else {}


def _committee(actor: Actor, known: Register, lst: DutyList, day: date) -> Measured | None:
    """The counts of the leading group alone."""
    return next(iter(gauges.measured(actor, known, lst, day, "leading_group")), None)


def _floors(known: Register, lst: DutyList, day: date, figure: Figure) -> Iterator[Floor]:
    """The duties of the list that set a minimum, each with how it stands; only those that are on the list."""
    for pack, norm in (ref.split("#", 1) for ref in figure.row.floor):
        duty = (
            lst.duties.select_related("holder", "list")
            .filter(pack=pack, norm=norm, dropped__isnull=True)
            .order_by("-number")
            .first()
        )
        owed = build.owed_of(duty) if duty else None
        if duty is None or owed is None:
            continue
        found = [
            f
            for f in judging.stand(known, lst, duty.holder, day).of(pack, norm)
            if f.status is not State.NOT_TRIGGERED
        ]
        cite = Citer([(owed.pack.ref, owed.norm.cite)]).chip(owed.pack.ref, owed.norm.cite[0])
        yield Floor(cite, build.naming.amount(owed), _of_floor(found))


def _of_floor(found: Sequence[Finding]) -> Light:
    """How a minimum stands: by what is missed, then by what is not known, then by what is still to be done."""
    if not found:
        return Light(Sign.ELAPSED, "本年没有触发")
    if any(f.status is State.BREACHED for f in found):
        return Light(Sign.OVER, "未达到")
    if any(f.status is State.UNDETERMINED for f in found):
        return Light(Sign.UNKNOWN, "待查明")
    left = sum(f.status is State.PENDING for f in found)
    return Light(Sign.NEAR_INTERNAL, f"还差 {left}") if left else Light(Sign.DONE, "符合")


# ---------------------------------------------------------------- in person, and whether


def _answers(lst: DutyList, one: Measured, day: date) -> Iterator[AnswerRow]:
    for number, figure in enumerate(one.figures, start=1):
        there = len(figure.records)
        light = _answered(figure)
        last = days.in_cell(figure.records[-1].day, day) if there else "—"
        count = _records(lst, one, figure, f"{there} 份") if there else None
        yield AnswerRow(number, figure.row.label, light, count, last, figure.row.source)


def _answered(figure: Figure) -> Light | None:
    """有, or that it can't be told; None: no record."""
    if figure.value is None:
        return Light(Sign.UNKNOWN, "待查明")
    return Light(Sign.DONE, "有") if figure.value else None


def _member(lst: DutyList, one: Measured) -> MemberRow:
    nothing = one.holder.acts.filter(kind="nothing_to_propose").exists()
    cells: list[tuple[Link | None, str]] = []
    for figure in one.figures:
        if figure.value is None:
            cells.append((_records(lst, one, figure, "待查明"), ""))
        elif figure.records:
            cells.append((_records(lst, one, figure, str(len(figure.records))), ""))
        elif figure.row.no_target:
            cells.append((None, "无可提" if nothing else "没有记录"))
        else:
            cells.append((None, "没有记录"))
    person = one.holder.person
    return MemberRow(person.name if person else "", one.holder.post, tuple(cells))


def _beside(actor: Actor, lst: DutyList, day: date) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The counts of organs of the same level and kind, in the order of organs; never by the counts."""
    others = queries.visible_to(actor).select_related("organ").filter(
        organ__in=queries.organs_over(actor), year=lst.year, organ__superior=lst.organ.superior_id, organ__kind=lst.organ.kind, version__gt=0
    ).exclude(pk=lst.pk)  # fmt: skip
    for other in others.order_by("organ__rank", "organ_id")[:30]:
        first = _committee(actor, register.around(other.organ), other, day)
        if first:
            yield (
                other.organ.name,
                links.named("gauge-of", other.organ_id, other.year),
                tuple(_shown(f) for f in first.figures),
            )


# ---------------------------------------------------------------- records behind a number


@dataclass(frozen=True)
class RecordsPage:
    """The records that make one figure."""

    head: Head
    rows: tuple[tuple[str, Link, str], ...]
    total: str
    cite: Citation | None
    empty: Empty | None


@require_safe
@sees
def records(request: HttpRequest, organ: int, year: int, holder: int, norm: str) -> HttpResponse:
    """What a number is made of, so that it can be counted again."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = _found(request, organ, year)
    measured = _measured(actor, register.around(lst.organ), lst)
    found = [(m, f) for m in measured if m.holder.number == holder for f in m.figures if f.row.norm == norm]
    if not found:
        raise Http404
    one, figure = found[0]
    rows = tuple((r.day.isoformat(), _link(lst, r), str(r.times)) for r in figure.records)
    title = (
        f"{figure.row.label}　{_shown(figure) if figure.value is not None else ''} {figure.row.unit}".strip()
    )
    back = links.named("gauge-of", organ, year)
    head = Head(
        title,
        (Link("尽责", links.named("gauge")), Link("“866”标尺", back), Link(figure.row.label)),
        sub=((Bit(build.capacity(one.holder.capacity)),), (Bit(_name(one) or lst.organ.name),)),
    )
    cite = Citer([(one.group.pack, [figure.cite])]).chip(one.group.pack, figure.cite) if figure.cite else None
    empty = None if rows else Empty("没有记录", "没有记录不等于没有做；可以补登，登记的时间如实显示。")
    return render(
        request,
        "desk/gauge/records.html",
        {"page": RecordsPage(head, rows, str(sum(r.times for r in figure.records)), cite, empty)},
    )


def _link(lst: DutyList, record: Record) -> Link:
    if record.activity:
        return Link(record.text, links.named("activity", lst.organ_id, lst.year, record.activity))
    return Link(record.text, links.matter(record.matter))


@require_safe
@sees
def export(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """The figures as a workbook, one row each, with quarters; no sum over rows."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = _found(request, organ, year)
    measured = _measured(actor, register.around(lst.organ), lst)
    rows: list[list[Any]] = [
        [m.group.title, _name(m) or lst.organ.name, f.row.label, f.value if f.value is not None else "待查明", f.row.unit, *(f.in_quarter(q) for q in QUARTERS)]
        for m in measured
        for f in m.figures
    ]  # fmt: skip
    headings = [
        Heading("组", 12),
        Heading("责任主体", 24),
        Heading("项", 14),
        Heading("记录", 8),
        Heading("单位", 8),
        *(Heading(f"{q}季度", 9) for q in QUARTERS),
    ]
    title = f"{lst.organ.name} {year} 年“866”标尺"
    return workbook.exported(request, title, ledger(title, headings, rows, workbook.foot(request)), len(rows))
