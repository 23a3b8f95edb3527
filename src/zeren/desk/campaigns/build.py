"""Builds the year's page: units or cadres in the order of the organs, each figure with the records behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.http import QueryDict

from zeren.desk import days, links, listing
from zeren.desk.campaigns.page import YearPage
from zeren.desk.campaigns.year import Year, record_url, score_url, short
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Light, Link, Notice, Sign
from zeren.desk.listing import Field
from zeren.desk.matters.page import head_of
from zeren.records.campaigns.exempting import Exemption
from zeren.records.campaigns.queries import Subject, Unit
from zeren.records.campaigns.rules import Station
from zeren.records.campaigns.standing import Result
from zeren.records.matters import reading

TITLE = "年度考核"
DONE = (("yes", "已办"), ("no", "未办"))
NONE = Cell("—", dim=True)
Days = dict[str, list[tuple[date, int, int]]]
"""By step, the day, number and matter of each entry."""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with the days of its steps; ``result``: of its group, read for the rows that are shown."""

    unit: Unit
    days: Days
    result: Result | None = None
    vetoes: int = 0

    @property
    def classification(self) -> str:
        """The level of what the row was read from."""
        return self.unit.matter.classification if self.unit.matter else ""


@dataclass(frozen=True, slots=True)
class CadreRow:
    """A cadre of a unit; ``exempt``: takes no part, or gets no grade."""

    unit: Unit
    subject: Subject
    exempt: Exemption | None
    result: Result | None = None
    position: str = ""

    @property
    def classification(self) -> str:
        """The level of what the row was read from."""
        return self.subject.matter.classification


class Units:
    """The units of a year."""

    view = ""

    def __init__(self, year: Year, given: QueryDict) -> None:
        self.year, self.case, self.rules = year, year.case, year.rules
        self.fields = self._fields()
        self.question = listing.asked(year.url, given, self.fields)

    @cached_property
    def rows(self) -> list[UnitRow]:
        """Every unit, in the order of the organs; no content is opened."""
        matters = [m.pk for unit in self.year.units for m in unit.matters]
        found = reading.days_of(matters, self.rules.counted, self.case.today)
        return [UnitRow(unit, _merged(unit, found)) for unit in self.year.units]

    @cached_property
    def fitting(self) -> list[UnitRow]:
        """The rows that the filters leave."""
        given = {n: v for n, v in self.question.filters.items() if n not in self.question.wrong}
        name = given.pop("unit", "")
        return [
            row for row in self.rows
            if name in f"{row.unit.organ.name} {row.unit.organ.short}"
            and all((value == "yes") == self._done(row, key) for key, value in given.items())
        ]  # fmt: skip

    def shown(self, rows: Sequence[UnitRow]) -> list[UnitRow]:
        """Rows with what their contents say."""
        return [
            replace(row, result=self.year.result(row.unit.group) if row.unit.group else None) for row in rows
        ]

    def _done(self, row: UnitRow, key: str) -> bool:
        if key == "opened":
            return row.unit.matter is not None
        return bool(row.days.get(self.rules.veto.step if key == "veto" else key))

    def _fields(self) -> tuple[Field[UnitRow], ...]:
        stations = [
            Field(
                one.step, one.title, lambda r, s=one: self._station(r, s), "select", DONE, number=one.each,
                excel=lambda r, s=one: self._station(r, s).text, width=12,
            )
            for one in self.rules.stations
        ]  # fmt: skip
        return (
            Field("unit", "单位", lambda r: Cell(short(r.unit), url=_matter_url(r.unit)), "text", excel=lambda r: r.unit.organ.name, width=28),
            Field("opened", "事项", _number, "select", (("yes", "已立项"), ("no", "没有立项")), width=18),
            Field("cadres", "干部", self._cadres, number=True, width=8),
            *stations,
            Field("grade", "班子等次", self._grade, width=12),
            Field("veto", "否决", self._veto, "select", (("yes", "已决定"), ("no", "没有")), width=12),
        )  # fmt: skip

    def _cadres(self, row: UnitRow) -> Cell:
        number = len(row.unit.cadres)
        url = links.with_query(self.year.url, ("view", "cadres"), ("unit", row.unit.organ.name))
        return Cell(str(number), url=url if number else "", dim=not number, number=True)

    def _station(self, row: UnitRow, one: Station) -> Cell:
        """The day of a step, or how many of how many, leading to the last entry of it."""
        entries = row.days.get(one.step, [])
        if not entries:
            return NONE
        day, seq, matter = entries[-1]
        url = record_url(matter, seq)
        if one.each:
            return Cell(f"{len(entries)}", url=url, number=True)
        return Cell(days.in_cell(day, self.case.today), url=url)

    def _grade(self, row: UnitRow) -> Cell:
        result = row.result
        if result is None or result.entry is None:
            return NONE
        url = score_url(result.subject) or record_url(result.subject.matter.pk, result.entry.seq)
        return Cell(result.grade or "没有等次", url=url)

    def _veto(self, row: UnitRow) -> Cell:
        matter = row.unit.matter
        number = len(row.days.get(self.rules.veto.step, []))
        if matter is None or not number:
            return NONE
        return Cell(f"已决定 {number} 项", url=links.named("matter-veto", matter.pk))

    # ------------------------------------------------------------ the page

    def page(self, said: Sequence[Notice]) -> YearPage:
        """The page that was asked for."""
        total = len(self.fitting)
        start, stop = listing.window(self.question, total)
        grid = listing.grid(
            self.question, self.fields, self.shown(self.fitting[start:stop]), caption=TITLE,
            row_id=lambda r: str(r.unit.organ.pk), row_url=lambda r: _matter_url(r.unit), empty=_empty(self.question, "单位"),
        )  # fmt: skip
        return YearPage(
            self._head(), self.year.tabs(), self.year.views(self.view), grid, listing.pages(self.question, total),
            "按机关顺序，不排名；只计您看得到的", tuple(said),
        )  # fmt: skip

    def _head(self) -> Head:
        return replace(
            head_of(self.case, ""),
            sub=(tuple(self._said()), tuple(self._steps())),
            buttons=tuple(self._buttons()),
        )

    def _said(self) -> list[Bit]:
        """How many of how many; each number leads to its rows."""
        at = self.year.url
        opened = [row for row in self.rows if row.unit.matter]
        cadres = sum(len(row.unit.cadres) for row in self.rows)
        bits = [
            Bit("单位 "),
            Bit(f"{len(self.rows)} 个", strong=True, url=at),
            Bit("，已立项 "),
            Bit(f"{len(opened)} 个", url=links.with_query(at, ("opened", "yes"))),
        ]
        bits += [Bit("；干部 "), Bit(f"{cadres} 人", strong=True, url=self.year.view_url("cadres"))]
        for rule in self.rules.exempt:
            number = sum(1 for one in self.year.exemptions.values() if one.rule is rule and one.sure)
            url = links.with_query(at, ("view", "cadres"), ("part", rule.norm))
            bits += [Bit(f"，{rule.text} "), Bit(f"{number} 人", url=url if number else "")]
        vetoed = [row for row in self.rows if row.days.get(self.rules.veto.step)]
        bits += [
            Bit("；有否决决定的 "),
            Bit(f"{len(vetoed)} 个单位", url=links.with_query(at, ("veto", "yes")) if vetoed else ""),
        ]
        return bits

    def _steps(self) -> list[Bit]:
        """The programme's own steps with their days, each leading to its entry."""
        found = reading.days_of([self.case.matter.pk], {one.step for one in self.rules.here}, self.case.today)
        own = found.get(self.case.matter.pk, {})
        bits: list[Bit] = []
        for one in self.rules.here:
            entries = own.get(one.step, [])
            text = (
                f"{one.title} {days.in_cell(entries[-1][0], self.case.today)}"
                if entries
                else f"{one.title} 未记"
            )
            url = record_url(self.case.matter.pk, entries[-1][1]) if entries else self._act(one.step)
            bits += [Bit("　") if bits else Bit(""), Bit(text, url=url, tone="" if entries else "dim")]
        return bits

    def _act(self, step: str) -> str:
        return f"{self.case.url}?act={step}#act" if self.case.may_write else ""

    def _buttons(self) -> list[Button]:
        export = self.question.url().replace(self.question.path, f"{self.question.path}/export.xlsx", 1)
        buttons = [Button("导出 Excel", export), Button("打印", does="print")]
        if self.case.may_write:
            buttons.insert(
                0, Button("批量立项", links.named("campaign-open", self.case.matter.pk), main=True)
            )
        return buttons


class Cadres(Units):
    """The cadres of a year."""

    view = "cadres"

    def __init__(self, year: Year, given: QueryDict) -> None:
        self.year, self.case, self.rules = year, year.case, year.rules
        self.cadre_fields = self._cadre_fields()
        asked = listing.asked(year.url, given, self.cadre_fields)
        self.question = replace(asked, kept=(("view", "cadres"), *asked.kept))

    @cached_property
    def listed(self) -> list[CadreRow]:
        """The cadres that the filters leave, by unit in the order of the organs."""
        given = {n: v for n, v in self.question.filters.items() if n not in self.question.wrong}
        unit, name, part = given.get("unit", ""), given.get("name", ""), given.get("part", "")
        found = [
            CadreRow(one, cadre, self.year.exemptions.get((cadre.matter.pk, cadre.ref)))
            for one in self.year.units
            if unit in f"{one.organ.name} {one.organ.short}"
            for cadre in one.cadres
            if name in cadre.name
        ]
        return [row for row in found if not part or part == self._part_of(row)]

    @staticmethod
    def _part_of(row: CadreRow) -> str:
        if row.exempt is None:
            return "in"
        return row.exempt.rule.norm if row.exempt.sure else "open"

    def filled(self, rows: Sequence[CadreRow]) -> list[CadreRow]:
        """Rows with what their contents say."""
        return [
            replace(
                row,
                result=self.year.result(row.subject),
                position=self.year.briefs[row.subject.matter.pk].positions[row.subject.ref],
            )
            for row in rows
        ]

    def _cadre_fields(self) -> tuple[Field[CadreRow], ...]:
        parts = (("in", "参加"), *((rule.norm, rule.text) for rule in self.rules.exempt), ("open", "待查明"))
        return (
            Field("name", "姓名", lambda r: Cell(r.subject.name, url=links.person(r.subject.person.pk) if r.subject.person else ""), "text", width=12),
            Field("unit", "单位", lambda r: Cell(short(r.unit), url=links.matter(r.subject.matter.pk)), "text", excel=lambda r: r.unit.organ.name, width=28),
            Field("position", "位置", lambda r: Cell(self.year.word(self.rules.position, r.position) or "—", dim=not r.position), width=24),
            Field("part", "参加、定等次", self._part, "select", parts, excel=self._part_words, width=16),
            Field("basis", "依据", lambda r: Cell(cite=self.year.cite(r.exempt.cites[0])) if r.exempt else NONE, width=16),
            Field("score", "综合得分", self._score, number=True, width=12),
            Field("grade", "等次", self._cadre_grade, width=10),
            Field("veto", "否决", self._cadre_veto, width=12),
        )  # fmt: skip

    def _part(self, row: CadreRow) -> Cell:
        if row.exempt is None:
            return Cell("参加")
        if not row.exempt.sure:
            return Cell(light=Light(Sign.UNKNOWN, "待查明"))
        return Cell(row.exempt.rule.text)

    def _part_words(self, row: CadreRow) -> str:
        cell = self._part(row)
        return cell.text or "待查明"

    def _score(self, row: CadreRow) -> Cell:
        result = row.result
        if result is None or result.entry is None or not result.score:
            return replace(NONE, number=True)
        url = score_url(row.subject) or record_url(row.subject.matter.pk, result.entry.seq)
        return Cell(result.score, url=url, number=True)

    def _cadre_grade(self, row: CadreRow) -> Cell:
        result = row.result
        if result is None or result.entry is None:
            return NONE
        return Cell(result.grade) if result.grade else Cell("没有等次", dim=True)

    def _cadre_veto(self, row: CadreRow) -> Cell:
        veto = row.result.veto if row.result else None
        return Cell("已决定", url=links.named("matter-veto", row.subject.matter.pk)) if veto else NONE

    def page(self, said: Sequence[Notice]) -> YearPage:
        """The page that was asked for."""
        total = len(self.listed)
        start, stop = listing.window(self.question, total)
        grid = listing.grid(
            self.question, self.cadre_fields, self.filled(self.listed[start:stop]), caption="参加考核的干部",
            row_id=lambda r: f"{r.subject.matter.pk}-{r.subject.ref}", empty=_empty(self.question, "干部"),
        )  # fmt: skip
        grid = replace(grid, hidden=tuple(dict.fromkeys((("view", "cadres"), *grid.hidden))))
        return YearPage(
            self._head(), self.year.tabs(), self.year.views(self.view), grid, listing.pages(self.question, total),
            "按机关顺序，不按得分排列；只计您看得到的", tuple(said),
        )  # fmt: skip


def _merged(unit: Unit, found: Mapping[int, Mapping[str, Sequence[tuple[date, int]]]]) -> Days:
    """The days of a unit's matters together."""
    merged: Days = {}
    for matter in unit.matters:
        for step, entries in found.get(matter.pk, {}).items():
            merged.setdefault(step, []).extend((on, seq, matter.pk) for on, seq in entries)
    return merged


def _matter_url(unit: Unit) -> str:
    return links.matter(unit.matter.pk) if unit.matter else ""


def _number(row: UnitRow) -> Cell:
    matter = row.unit.matter
    return Cell(matter.number, url=links.matter(matter.pk)) if matter else Cell("没有立项", dim=True)


def _empty(question: listing.Asked, what: str) -> Empty:
    if question.filters:
        return Empty(f"没有符合筛选的{what}", "", Link("去掉全部筛选", question.path))
    return Empty(f"还没有列入的{what}", "考核对象从登记册或者 Excel 批量立项，立项以后在这里逐个列出。")
