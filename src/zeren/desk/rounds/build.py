"""Builds the coverage of a programme: rows in the order of the organs, figures that lead to their rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from django.http import QueryDict

from zeren.desk import days, links, listing
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Light, Link, Notice, Sign
from zeren.desk.listing import Field
from zeren.desk.matters.case import Case
from zeren.desk.matters.page import head_of, tabs_of
from zeren.desk.rounds.page import CoveragePage, Row
from zeren.norms.model import Finding
from zeren.norms.model import State as Status
from zeren.records.lists import queries as lists
from zeren.records.matters.events import day_of
from zeren.records.rounds import queries
from zeren.records.rounds.queries import State, UnitRounds
from zeren.records.rounds.rules import CoverageRules

TITLE = "巡察覆盖"
STATES = (
    (State.TAKEN, "已巡察"),
    (State.UNDER_WAY, "巡察中"),
    (State.NONE, "没有记录"),
    (State.UNKNOWN, "待查明"),
)
NO_TERM = "没有登记届次"
ASKED = (("yes", "按届应覆盖"), ("no", NO_TERM))
LIGHTS = {
    State.TAKEN: Light(Sign.DONE, "已巡察"),
    State.UNDER_WAY: Light(Sign.ELAPSED, "巡察中"),
    State.UNKNOWN: Light(Sign.UNKNOWN, "待查明：轮次已销毁"),
}
JUDGED = (Status.MET, Status.PENDING, Status.BREACHED, Status.UNDETERMINED)


class Builder:
    """One programme's page. ``case``: the programme as of a day; ``given``: what the address asks for."""

    def __init__(self, case: Case, rules: CoverageRules, path: str, given: QueryDict) -> None:
        self.case, self.rules = case, rules
        self.title = f"{case.matter.number} {TITLE}"
        self.fields = self._fields()
        self.question = listing.asked(path, given, self.fields)

    # ------------------------------------------------------------ rows

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every row, in the order of the organs, the rounds of a unit in theirs."""
        units = queries.units_of(self.case.actor, self.case.matter, self.rules, self.case.today)
        matters = {one.matter.pk: one.matter for unit in units for one in unit.rounds}
        tallies = lists.tallies(self.case.actor, matters.values(), self.case.today)
        return tuple(row for unit in units for row in self._rows(unit, tallies))

    def _rows(self, unit: UnitRounds, tallies: dict[tuple[int, int], lists.Tally]) -> list[Row]:
        finding = self._findings.get(unit.ref)
        since = finding.starts if finding else None
        state = queries.state_of(unit, since)
        return [
            Row(
                self.case.matter, unit, one, state, finding, since,
                tallies.get((one.matter.pk, unit.organ.pk)) if one else None, again=place > 0,
            )
            for place, one in enumerate(unit.rounds or (None,))
        ]  # fmt: skip

    @cached_property
    def _findings(self) -> dict[str, Finding]:
        """By unit, what the norm says of its last term that has begun."""
        found: dict[str, Finding] = {}
        for finding in self.case.findings:
            if finding.norm == self.rules.asks.norm and finding.subject and finding.status in JUDGED:
                before = found.get(finding.subject)
                if before is None or str(finding.starts) >= str(before.starts):
                    found[finding.subject] = finding
        return found

    @cached_property
    def fitting(self) -> list[Row]:
        """The rows that the filters leave."""
        given = {n: v for n, v in self.question.filters.items() if n not in self.question.wrong}
        state, asked, unit = given.get("state", ""), given.get("asked", ""), given.get("unit", "")
        return [
            row
            for row in self.rows
            if (not state or row.state == state)
            and (not asked or (asked == "yes") == (row.finding is not None))
            and unit in f"{row.unit.organ.name} {row.unit.organ.short}"
        ]

    # ------------------------------------------------------------ columns

    def _fields(self) -> tuple[Field[Row], ...]:
        asked = self.rules.asks
        chip = self.case.cite((asked.cite,))
        whole = self.case.cites.chip(self.case.pack_ref, asked.cite).label
        steps = [
            Field(
                f"day-{column.step}", column.title, lambda r, s=column.step: self._day(r, s),
                excel=lambda r, s=column.step: r.round.days.get(s) if r.round else None, width=12,
            )
            for column in self.rules.columns
        ]  # fmt: skip
        return (
            Field("unit", "单位", _unit, "text", excel=lambda r: r.unit.organ.name, width=30),
            Field("state", "情况", _state, "select", tuple((str(s), word) for s, word in STATES), width=12),
            Field("round", "轮次", self._round, width=44),
            *steps,
            Field("problems", "问题", lambda r: self._figure(r, "problems", ""), number=True, excel=_tallied("problems"), width=8),
            Field("closed", "销号", lambda r: self._figure(r, "closed", "closed"), number=True, excel=_tallied("closed"), width=8),
            Field("going", "在办", lambda r: self._figure(r, "going", "going"), number=True, excel=_tallied("going"), width=8),
            Field("over", "过期", lambda r: self._figure(r, "over", "over"), number=True, excel=_tallied("over"), width=8),
            Field("asked", asked.text, lambda r: Cell(cite=chip) if r.finding else Cell(NO_TERM, dim=True), "select", ASKED, excel=lambda r: whole if r.finding else NO_TERM, width=30),
            Field("check", "核对", self._check, width=18),
        )  # fmt: skip

    def _round(self, row: Row) -> Cell:
        if row.round:
            matter = row.round.matter
            return Cell(matter.number, url=links.matter(matter.pk), two=matter.title)
        if row.unit.here:
            return Cell("统筹记录", url=f"{self.case.url}records", two=f"{max(row.unit.here)} 完成")
        return Cell("—", dim=True)

    def _day(self, row: Row, step: str) -> Cell:
        day = row.round.days.get(step) if row.round else None
        return Cell(days.in_cell(day, self.case.today), dim=day is None)

    def _figure(self, row: Row, name: str, state: str) -> Cell:
        """A count as a link to what it counts; a dash where nothing is listed yet."""
        if row.tally is None or row.round is None:
            return Cell("—", dim=True, number=True)
        number = getattr(row.tally, name)
        where = links.named("matter-lists", row.round.matter.pk)
        view = "tasks" if state else "problems"
        url = links.with_query(where, ("unit", str(row.unit.organ.pk)), ("view", view), ("state", state))
        return Cell(str(number), url=url if number else "", dim=not number, number=True)

    def _check(self, row: Row) -> Cell:
        if row.finding is None:
            return Cell("—", dim=True)
        return Cell(light=self.case.boxes.light(row.finding))

    # ------------------------------------------------------------ the page

    def page(self) -> CoveragePage:
        """The page that was asked for."""
        total = len(self.fitting)
        start, stop = listing.window(self.question, total)
        before, after = self.case.neighbours
        grid = listing.grid(
            self.question, self.fields, self.fitting[start:stop], caption=TITLE,
            row_id=lambda r: f"{r.unit.organ.pk}-{r.round.matter.pk if r.round else 0}", empty=self._empty(),
        )  # fmt: skip
        return CoveragePage(
            head=self._head(),
            tabs=tabs_of(self.case, "coverage"),
            grid=grid,
            pages=listing.pages(self.question, total),
            count="按机关顺序；只计您看得到的、关联到本事项的轮次",
            previous=links.matter(before) if before else "",
            next=links.matter(after) if after else "",
            notices=tuple(self._notices()),
        )

    def _head(self) -> Head:
        export = self.question.url().replace(self.question.path, f"{self.case.url}coverage/export.xlsx", 1)
        buttons = [Button("导出 Excel", export), Button("打印", does="print")]
        if self.case.may_write:
            begin = links.named("matter-begin", self.case.matter.pack, self.rules.rounds)
            asked = links.with_query(begin, ("parent", str(self.case.matter.pk)), ("kind", "joined"))
            buttons.insert(0, Button("启动一轮", asked, main=True))
        return replace(head_of(self.case, ""), sub=tuple(self._said()), buttons=tuple(buttons))

    def _said(self) -> list[tuple[Bit, ...]]:
        """How many of how many; each number leads to its rows."""
        units = [row for row in self.rows if not row.again]
        owed = [row for row in units if row.finding]
        said = [self._counts("", units)]
        if owed:
            said.insert(0, self._counts("yes", owed))
        return said

    def _counts(self, asked: str, units: Sequence[Row]) -> tuple[Bit, ...]:
        path = self.question.path
        words = _term(units) + "应覆盖" if asked else "全部单位"
        bits = [
            Bit(f"{words} "),
            Bit(f"{len(units)} 个", strong=bool(asked), url=links.with_query(path, ("asked", asked))),
        ]
        for state, word in STATES:
            number = sum(1 for row in units if row.state is state)
            if number or state is State.TAKEN:
                url = links.with_query(path, ("asked", asked), ("state", str(state)))
                bits += [Bit(f"，{word} "), Bit(f"{number} 个", strong=bool(asked), url=url)]
        return tuple(bits)

    def _notices(self) -> list[Notice]:
        """Units that a round took, of which the programme's own log does not say so yet."""
        unsaid = [
            row
            for row in self.rows
            if not row.again
            and row.state is State.TAKEN
            and row.finding
            and row.finding.status is not Status.MET
        ]
        if not unsaid or not self.rules.here:
            return []
        step = self.rules.here[0]
        names = "、".join(row.unit.organ.short or row.unit.organ.name for row in unsaid[:5])
        text = f"轮次里已有记录，本事项还没有记录“{self.case.act_label(step)}”。"
        more = (Link("去记录", f"{self.case.url}?act={step}#act"),) if self.case.may_write else ()
        whose = f"{names}{'等' if len(unsaid) > 5 else ''}" + (
            f" {len(unsaid)} 个单位" if len(unsaid) > 1 else ""
        )
        return [Notice("care", f"{whose}：", text, links=more)]

    def _empty(self) -> Empty:
        if self.question.filters:
            return Empty("没有符合筛选的单位", "", Link("去掉全部筛选", self.question.path))
        return Empty("本事项没有以单位为对象", "对象里的单位在这里逐个列出。")


def _term(units: Sequence[Row]) -> str:
    """本届, with its first day where it is one and the same for all."""
    first: set[date | None] = {row.since for row in units}
    only = next(iter(first)) if len(first) == 1 else None
    return f"本届（{day_of(only)} 起）" if only else "本届"


def _unit(row: Row) -> Cell:
    return Cell(row.unit.organ.short or row.unit.organ.name, dim=row.again)


def _state(row: Row) -> Cell:
    light = LIGHTS.get(row.state)
    return Cell(light=light) if light else Cell("没有记录", dim=True)


def _tallied(name: str) -> Callable[[Row], int | None]:
    return lambda row: getattr(row.tally, name) if row.tally else None
