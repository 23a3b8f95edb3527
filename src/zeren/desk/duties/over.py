"""Many organs' lists of one year: how many duties stand how, organ by organ in the order of organs. Read, not computed.

No rank, no total: the texts set none. Every number leads to the organ's list, narrowed to what it counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import days, links, listing, workbook
from zeren.desk.components import Bit, Button, Cell, Empty, Grid, Head, Link, Pages, Tab
from zeren.desk.duties.views import STATES, sees
from zeren.desk.listing import Field
from zeren.records import clock
from zeren.records.duties import queries, states
from zeren.records.duties.models import DutyList
from zeren.records.duties.states import Total
from zeren.records.organs.models import Organ

YEARS = 3
"""So many years have a tab."""


@dataclass(frozen=True)
class OverPage:
    """The organs in sight with the numbers of their lists."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None


@dataclass(frozen=True, slots=True)
class Row:
    """One organ: its list of the year, where there is one, and how its duties stand."""

    organ: Organ
    lst: DutyList | None
    total: Total

    def number(self, kind: str) -> Cell:
        """So many duties of a kind, leading to them."""
        number = self.total.numbers.get(kind)
        if self.lst is None or number is None:
            return Cell("—", dim=True, number=True)
        base = links.named("duties-list", self.organ.pk, self.lst.year)
        url = links.with_query(base, ("state", kind)) if number else ""
        return Cell(str(number), url=url, dim=not number, number=True)

    def as_of(self) -> Cell:
        """The day for which the numbers hold."""
        if self.lst is None:
            return Cell("没有清单", dim=True)
        if self.total.as_of is None:
            return Cell("待计算", dim=True)
        return Cell(days.in_cell(self.total.as_of, clock.today()), two="待重算" if self.total.waits else "")


def _name(row: Row) -> Cell:
    url = links.named("duties-list", row.organ.pk, row.lst.year) if row.lst else ""
    return Cell(row.organ.name, url=url)


def _number(kind: str, words: str) -> Field[Row]:
    return Field(
        kind, words, lambda r: r.number(kind), number=True, width=8,
        excel=lambda r: r.total.numbers.get(kind, "") if r.lst else "",
    )  # fmt: skip


FIELDS: tuple[Field[Row], ...] = (
    Field("organ", "机关", _name, "text", width=32),
    *(_number(kind, words) for kind, _, words in STATES),
    _number("standing", "常态"),
    Field("as_of", "截至", Row.as_of, width=12),
)


def _asked(request: HttpRequest) -> tuple[listing.Asked, QuerySet[Organ]]:
    found = queries.organs_over(request.actor)  # type: ignore[attr-defined]
    question = listing.asked(request.path.removesuffix("/export.xlsx"), request.GET, FIELDS)
    text = question.filters.get("organ")
    if text:
        found = found.filter(Q(name__contains=text) | Q(short__contains=text) | Q(code=text))
    return question, found


def _rows(organs: Iterable[Organ], year: int) -> list[Row]:
    shown = list(organs)
    lists = states.lists_of((o.pk for o in shown), year)
    totals = states.totals(lists.values(), clock.today())
    none = Total()
    return [
        Row(o, lst := lists.get(o.pk), totals.get(lst.pk, none) if lst is not None else none) for o in shown
    ]


@require_safe
@sees
def over(request: HttpRequest, year: int) -> HttpResponse:
    """The organs in sight, fifty a page."""
    question, organs = _asked(request)
    total = organs.count()
    if not queries.organs_over(request.actor).exists():  # type: ignore[attr-defined]
        raise Http404
    start, stop = listing.window(question, total)
    grid = listing.grid(
        question, FIELDS, _rows(organs[start:stop], year), caption=f"各机关 {year} 年的责任清单",
        row_id=lambda r: str(r.organ.pk), row_url=lambda r: _name(r).url, totals=(f"{total} 个机关",),
        empty=Empty("没有这样的机关", "换一个名称。"),
    )  # fmt: skip
    page = OverPage(_head(question, year), _tabs(year), grid, listing.pages(question, total))
    return render(request, "desk/duties/over.html", {"page": page})


def _head(question: listing.Asked, year: int) -> Head:
    export = question.url().replace(question.path, f"{question.path}/export.xlsx", 1)
    holds = f"截至 {clock.today().isoformat()}；逐日重算，写“待重算”的仍是所写那一天的"
    said = ((Bit(holds),), (Bit("按机关次序排列；不计总分，不排名次", tone="dim"),))
    buttons = (Button("导出 Excel", url=export), Button("打印", does="print"))
    return Head(f"各机关 {year} 年责任清单", (Link("明责", links.named("duties")), Link("各机关")), sub=said, buttons=buttons)  # fmt: skip


def _tabs(year: int) -> tuple[Tab, ...]:
    this = clock.today().year
    return tuple(
        Tab(f"{y} 年", links.named("duties-over", y), y == year) for y in range(this, this - YEARS, -1)
    )


@require_safe
@sees
def export(request: HttpRequest, year: int) -> HttpResponse:
    """The same rows as a workbook."""
    question, organs = _asked(request)
    if not queries.organs_over(request.actor).exists():  # type: ignore[attr-defined]
        raise Http404
    title = f"各机关 {year} 年责任清单"
    return workbook.whole(request, title, question, FIELDS, organs, lambda some: _rows(some, year))
