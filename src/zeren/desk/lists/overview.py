"""督责总览: what is past its day and which units come due next. Bars are lengths, not marks; no unit is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import days, links, listing, workbook
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Citation, Empty, Head, Light, Link, Pages, Tab
from zeren.desk.lists.halls import tabs
from zeren.desk.lists.states import sources
from zeren.desk.wording import PackWords
from zeren.norms.calendar import Calendar
from zeren.papers.excel.writing import Heading, ledger
from zeren.records import calendars, clock
from zeren.records.actor import Actor
from zeren.records.lists import queries, statistics
from zeren.records.lists.statistics import CLOSED, LONG, OPEN, OVER, Period, Sums
from zeren.records.matters import secrecy
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation
from zeren.records.organs import queries as organs
from zeren.records.organs.models import Organ
from zeren.records.rows import few
from zeren.records.scope import subtree

TITLE = "督责总览"
WIDTH = 180
"""Signs of a bar's whole length, of the longest row."""

HEIGHT = 60
"""Of the bars of the months."""

SIZE = 20
"""Matters on a page."""

FIGURES = (CLOSED, OPEN, OVER, LONG)
TONES = {CLOSED: "done", OPEN: "open", OVER: "late", LONG: "long"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: its kind, where it begins and how long it is."""

    tone: str
    at: int
    width: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it is, its bar, its figures with where they lead."""

    text: str
    url: str
    bar: tuple[Part, ...]
    total: Link
    figures: tuple[Link, ...]
    two: str = ""
    light: Light | None = None
    next: str = ""


@dataclass(frozen=True, slots=True)
class Round:
    """A matter with its units."""

    title: str
    number: str
    url: str
    note: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A period that runs: the act, its provision, how many want it, the day that comes first."""

    act: str
    cite: Citation | None
    number: int
    light: Light | None
    day: str


@dataclass(frozen=True, slots=True)
class MonthCell:
    """A month of the series."""

    text: str
    found: int
    closed: int
    left: int
    height_found: int
    height_closed: int
    place: int

    @property
    def top_found(self) -> int:
        """Where the bar of what was found begins."""
        return HEIGHT - self.height_found

    @property
    def top_closed(self) -> int:
        """Where the bar of what was closed begins."""
        return HEIGHT - self.height_closed

    @property
    def closed_at(self) -> int:
        """The second bar of the month stands beside the first."""
        return self.place + 16


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The page."""

    head: Head
    tabs: tuple[Tab, ...]
    years: tuple[Tab, ...]
    rounds: tuple[Round, ...]
    pages: Pages | None
    sources: tuple[Line, ...]
    kinds: tuple[Line, ...]
    tree: tuple[Line, ...]
    node: str
    up: Link | None
    sums: Line | None
    late: tuple[Link, ...]
    periods: tuple[PeriodLine, ...]
    carried: int
    months: tuple[MonthCell, ...]
    empty: Empty | None


class Builder:
    """Builds the page for one viewer."""

    def __init__(
        self, actor: Actor, question: listing.Asked, year: int | None, under: Organ | None = None
    ) -> None:
        self.actor, self.question, self.year, self.under = actor, question, year, under
        self.today: date = clock.today()
        self.calendar: Calendar = calendars.calendar()
        self.matters = statistics.matters_with_lists(actor, year)
        self.problems = statistics.visible_to(actor)
        self.tasks = queries.in_state(queries.visible_to(actor), "", self.today, self.today)
        if year:
            self.problems = self.problems.filter(matter__opened__year=year)
            self.tasks = self.tasks.filter(matter__opened__year=year)
        if under:
            below = subtree(under.pk, under.depth, "unit__")
            self.problems, self.tasks = self.problems.filter(below), self.tasks.filter(below)
            self.matters = self.matters.filter(pk__in=self.problems.order_by().values("matter"))

    def page(self) -> OverviewPage:
        """All of it."""
        total = self.matters.count()
        start, stop = listing.window(self.question, total, SIZE)
        found = statistics.by_source(self.problems, self.today)
        every = Sums(sum((sums.states for sums in found.values()), Sums().states))
        carried, months = statistics.months(self.problems, self.tasks, self.today)
        return OverviewPage(
            head=self._head(every),
            tabs=tabs(self.actor, "lists-overview"),
            years=self._years(),
            rounds=self._rounds(list(self.matters[start:stop])),
            pages=listing.pages(self.question, total, SIZE),
            sources=self._sources(found),
            kinds=self._kinds(),
            tree=self._tree(),
            node=self.node.name if self.node else "",
            up=self._up(),
            sums=self._line("合计", "", every, every.total, self._in_ledger) if total else None,
            late=self._late(),
            periods=self._periods(statistics.periods(self.matters)),
            carried=carried,
            months=_drawn(months),
            empty=None
            if total
            else Empty("还没有登记问题", "在巡察、审计等事项的“三个清单”里登记以后，在这里汇总。"),
        )

    # ------------------------------------------------------------ rows

    def _line(self, text: str, url: str, sums: Sums, longest: int, to: Any, **more: Any) -> Line:
        figures = tuple(
            Link(str(sums.states[state]), to(state) if sums.states[state] else "") for state in FIGURES
        )
        return Line(text, url, _bar(sums, longest), Link(str(sums.total), to("")), figures, **more)

    def _rounds(self, matters: Sequence[Matter]) -> tuple[Round, ...]:
        sums = statistics.by_unit(self.problems.filter(matter__in=[m.pk for m in matters]), self.today)
        longest = max((found.total for found in sums.values()), default=0)
        units = Organ.objects.in_bulk({unit for _, unit in sums})
        dues = statistics.next_of_units([m.pk for m in matters])
        citer = Citer([(row.pack, row.cites.split()[:1]) for row in dues.values()], self.today)
        return tuple(self._round(matter, sums, units, longest, dues, citer) for matter in matters)

    def _round(
        self,
        matter: Matter,
        sums: dict[tuple[int, int], Sums],
        units: dict[int, Organ],
        longest: int,
        dues: dict[tuple[int, str], Obligation],
        citer: Citer,
    ) -> Round:
        mine = sorted(
            (key for key in sums if key[0] == matter.pk), key=lambda key: (units[key[1]].rank, key[1])
        )
        lines = []
        for key in mine:
            unit, found = units[key[1]], sums[key]
            due = dues.get((matter.pk, f"organ:{unit.pk}"))
            to = self._in_lists(matter.pk, unit.pk)
            more = self._next(due, citer) if due else {}
            lines.append(self._line(unit.short or unit.name, to(""), found, longest, to, **more))
        url = links.named("matter-lists", matter.pk)
        return Round(matter.title, matter.number, url, f"{len(lines)} 个单位", tuple(lines))

    def _next(self, due: Obligation, citer: Citer) -> dict[str, Any]:
        assert due.due is not None
        light = days.due_light(due.due, self.today, self.calendar, provisional=due.provisional)
        return {"light": light, "next": _act(citer.words(due.pack), due.act, due.norm)}

    def _sources(self, found: dict[tuple[str, str], Sums]) -> tuple[Line, ...]:
        titles = dict(sources())
        longest = max((sums.total for sums in found.values()), default=0)
        rows = [(":".join(filter(None, key)), key[1], sums) for key, sums in found.items()]
        rows.sort(key=lambda row: titles.get(row[0], row[1]))
        return tuple(
            self._line(titles.get(key, name), "", sums, longest, self._of_source(key))
            for key, name, sums in rows
        )

    def _kinds(self) -> tuple[Line, ...]:
        found = statistics.by_kind(self.problems, self.today)
        longest = max((sums.total for sums in found.values()), default=0)
        return tuple(
            self._line(kind or "没有写类型", "", sums, longest, self._of_kind(kind))
            for kind, sums in sorted(found.items())
        )

    @cached_property
    def node(self) -> Organ | None:
        """The organ whose branches are shown: the one chosen, else the lowest over all units."""
        return self.under or statistics.node_over(self.problems)

    def _tree(self) -> tuple[Line, ...]:
        """The units by the tree of organs: a branch leads further down, a unit to its tasks."""
        found = statistics.branches(self.problems, self.today, self.node) if self.node else []
        longest = max((branch.sums.total for branch in found), default=0)
        return tuple(
            self._line(
                branch.organ.short or branch.organ.name,
                self._overview(branch.organ) if branch.below else "",
                branch.sums,
                longest,
                self._of_organ(branch.organ),
            )
            for branch in found
        )

    def _up(self) -> Link | None:
        """One level up, as long as it lies inside what is seen."""
        if self.under is None:
            return None
        above = self.under.superior
        top = statistics.node_over(statistics.visible_to(self.actor))
        inside = above is not None and top is not None and getattr(above, f"a{top.depth}") == top.pk
        return Link("上一级", self._overview(above if inside and above and above.pk != top.pk else None))

    def _overview(self, organ: Organ | None) -> str:
        year = str(self.year) if self.year else ""
        return links.with_query(self.question.path, ("year", year), ("under", str(organ.pk) if organ else ""))

    def _late(self) -> tuple[Link, ...]:
        made = []
        for words, since, until, number in statistics.late(self.tasks, self.today):
            span = f"{since.isoformat() if since else ''}..{until.isoformat()}"
            url = links.with_query(links.named("lists"), ("light", "over"), ("due", span))
            made.append(Link(f"{words} {number}", url if number else ""))
        return tuple(made)

    def _periods(self, found: Sequence[Period]) -> tuple[PeriodLine, ...]:
        citer = Citer([(period.pack, period.cites.split()[:1]) for period in found], self.today)
        made = []
        for period in found:
            light = days.due_light(period.nearest, self.today, self.calendar) if period.nearest else None
            cite = citer.chip(period.pack, period.cites.split()[0]) if period.cites else None
            act = _act(citer.words(period.pack), period.act, period.norm)
            made.append(PeriodLine(act, cite, period.number, light, days.in_cell(period.nearest, self.today)))
        return tuple(made)

    # ------------------------------------------------------------ where figures lead

    def _in_lists(self, matter: int, unit: int) -> Any:
        base = links.named("matter-lists", matter)
        return lambda state: links.with_query(base, ("unit", str(unit)), ("stand", state))

    def _of_source(self, source: str) -> Any:
        return lambda state: self._ledger(state, ("source", source))

    def _of_kind(self, kind: str) -> Any:
        return lambda state: self._ledger(state, ("kind", kind)) if kind else ""

    def _of_organ(self, organ: Organ) -> Any:
        return lambda state: self._ledger(state, ("under", organ.name))

    def _in_ledger(self, state: str) -> str:
        return self._ledger(state)

    def _ledger(self, state: str, *more: tuple[str, str]) -> str:
        """The tasks of the problems that stand so."""
        year = str(self.year) if self.year else ""
        under = self.under.name if self.under and not any(name == "under" for name, _ in more) else ""
        return links.with_query(
            links.named("lists"), ("stand", state), *more, ("under", under), ("opened", year)
        )

    # ------------------------------------------------------------ head

    def _head(self, every: Sums) -> Head:
        said = f"问题 {every.total}：已销号 {every.states[CLOSED]}，未到期 {every.states[OPEN]}"
        sub: list[tuple[Bit, ...]] = [(Bit(said),)]
        if every.states[OVER]:
            sub.append((Bit(f"过期 {every.states[OVER]}", strong=True, url=self._in_ledger(OVER)),))
        if every.states[LONG]:
            sub.append((Bit(f"长期 {every.states[LONG]}", url=self._in_ledger(LONG)),))
        sub.append((Bit("每个数都能点开", tone="dim"),))
        export = self.question.url().replace(self.question.path, links.named("lists-overview-export"), 1)
        buttons = (Button("导出 Excel", url=export), Button("打印", does="print"))
        return Head(TITLE, (Link("督责", links.named("lists")),), sub=tuple(sub), buttons=buttons)

    def _years(self) -> tuple[Tab, ...]:
        path, now = self.question.path, self.today.year
        shown = [Tab("全部", path, self.year is None)]
        return (*shown, *(Tab(f"{y} 年", f"{path}?year={y}", self.year == y) for y in (now, now - 1)))


def _act(words: PackWords | None, act: str, norm: str) -> str:
    return words.acts(act.split()) if words and act else act or norm


def _bar(sums: Sums, longest: int) -> tuple[Part, ...]:
    """The pieces one after the other; whatever is there is seen."""
    parts, at = [], 0
    for state in FIGURES:
        if number := sums.states[state]:
            width = max(3, number * WIDTH // max(longest, 1))
            parts.append(Part(TONES[state], at, width))
            at += width
    return tuple(parts)


def _drawn(months: Sequence[statistics.Month]) -> tuple[MonthCell, ...]:
    most = max((max(m.found, m.closed) for m in months), default=0) or 1
    return tuple(
        MonthCell(
            f"{m.first:%y-%m}" if place == 0 or m.first.month == 1 else f"{m.first:%m}",
            m.found, m.closed, m.left, m.found * HEIGHT // most, m.closed * HEIGHT // most, place * 40,
        )
        for place, m in enumerate(months)
    )  # fmt: skip


def _wanted(request: HttpRequest, path: str) -> Builder:
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else None
    chosen = request.GET.get("under", "")
    under = organs.by_id(int(chosen)) if chosen.isdecimal() and len(chosen) < 18 else None
    kept = [("year", text)] if year else []
    kept += [("under", chosen)] if under else []
    return Builder(request.actor, listing.plain(path, request.GET, *kept), year, under)  # type: ignore[attr-defined]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "desk/lists/overview.html", {"page": _wanted(request, request.path).page()})


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Matters and units with their figures as a workbook."""
    builder = _wanted(request, request.path.removesuffix("/export.xlsx"))
    headings = [Heading("事项", 30), Heading("编号", 22), Heading("单位", 26), *(Heading(t, 8) for t in ("问题", "已销号", "未到期", "过期", "长期")), Heading("下一个期限", 20)]  # fmt: skip
    rows = [
        _exported(found, line)
        for some in few(builder.matters.iterator(workbook.AT_ONCE), workbook.AT_ONCE)
        for found in builder._rounds(some)
        for line in found.lines
    ]
    if len(rows) >= workbook.MOST:
        return workbook.streamed(request, TITLE, TITLE, headings, rows, len(rows), secrecy.USUAL)
    return workbook.exported(request, TITLE, ledger(TITLE, headings, rows, workbook.foot(request)), len(rows))


def _exported(found: Round, line: Line) -> list[Any]:
    figures = (int(link.text) for link in (line.total, *line.figures))
    due = f"{line.next} {line.light.words}" if line.light else ""
    return [found.title, found.number, line.text, *figures, due]
