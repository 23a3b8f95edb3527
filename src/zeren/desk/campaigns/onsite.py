"""Builds 参会、谈话: of each unit who came to its meeting and with how many one talked, held against the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict

from zeren.desk import links, listing
from zeren.desk.campaigns.page import Legend, YearPage
from zeren.desk.campaigns.year import Year, record_url, short
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Light, Link, Notice, Sign
from zeren.desk.listing import Field
from zeren.desk.matters.page import head_of
from zeren.law.packs.form import Force
from zeren.norms.model import Finding, State
from zeren.records.campaigns import checking
from zeren.records.campaigns.checking import Checked
from zeren.records.campaigns.queries import Unit
from zeren.records.matters import reading
from zeren.records.obligations.models import Want

PAGE = 20
TITLE = "参会、谈话的核对"
STATES = (("explain", "待说明"), ("supply", "待查明"), ("none", "没有记录"))
NONE = Cell("—", dim=True)
APART = Cell("不涉及", dim=True)
GRAVE = (State.BREACHED, State.CONFLICT, State.UNDETERMINED, State.LAPSED, State.MET)


@dataclass(frozen=True, slots=True)
class OnsiteRow:
    """A unit with its checks; empty for one without a matter."""

    unit: Unit
    checks: tuple[Checked, ...] = ()
    kind: str = ""

    @property
    def classification(self) -> str:
        """The level of what the row was read from."""
        return self.unit.matter.classification if self.unit.matter else ""


class Onsite:
    """The checks of a year."""

    def __init__(self, year: Year, given: QueryDict) -> None:
        self.year, self.case, self.rules = year, year.case, year.rules
        self.fields = self._fields()
        self.question = listing.asked(year.view_url("onsite"), given, self.fields)

    @cached_property
    def _in_state(self) -> dict[str, set[int]]:
        """The matters of each state, from what is stored."""
        units, steps = self.year.units, {one.step for one in self.rules.checks}
        matters = [unit.matter.pk for unit in units if unit.matter]
        days = reading.days_of(matters, steps, self.case.today)
        return {
            "explain": checking.wanting(units, self.rules, Want.EXPLAIN),
            "supply": checking.wanting(units, self.rules, Want.SUPPLY),
            "none": {pk for pk in matters if set(days.get(pk, ())) < steps},
        }

    @cached_property
    def fitting(self) -> list[Unit]:
        """The units that the filters leave, in the order of the organs."""
        given = {n: v for n, v in self.question.filters.items() if n not in self.question.wrong}
        name, kind, state = given.get("unit", ""), given.get("kind", ""), given.get("state", "")
        return [
            unit for unit in self.year.units
            if unit.matter is not None and name in f"{unit.organ.name} {unit.organ.short}"
            and (not kind or self.year.briefs[unit.matter.pk].kind == kind)
            and (not state or unit.matter.pk in self._in_state[state])
        ]  # fmt: skip

    def shown(self, units: Sequence[Unit]) -> list[OnsiteRow]:
        """Rows with what their logs say."""
        found = checking.checks_of(units, self.rules, self.case.today)
        return [
            OnsiteRow(unit, found[unit.matter.pk], self.year.briefs[unit.matter.pk].kind)
            for unit in units
            if unit.matter is not None
        ]

    # ------------------------------------------------------------ columns

    def _fields(self) -> tuple[Field[OnsiteRow], ...]:
        declared = self.year.words.procedure.matter[self.rules.kind]
        listed = self.year.words.list(declared.list) if declared.list else None
        kinds = tuple(listed.labels.items()) if listed else ()
        checks = [
            Field(
                f"c{place}", one.title, lambda r, p=place: self._check(r, p), excel=lambda r, p=place: self._words(r, p), width=18
            )
            for place, one in enumerate(self.rules.checks)
        ]  # fmt: skip
        return (
            Field("unit", "单位", lambda r: Cell(short(r.unit), url=_url(r)), "text", excel=lambda r: r.unit.organ.name, width=28),
            Field("kind", "种类", lambda r: Cell(self.year.word(self.rules.kind, r.kind) or "—"), "select", kinds, width=14),
            Field("state", "情况", self._state, "select", STATES, width=12),
            *checks,
        )  # fmt: skip

    def _state(self, row: OnsiteRow) -> Cell:
        """The gravest of all checks."""
        found = [f for one in row.checks for f in one.findings if f.force is not Force.AIM]
        if not all(one.entry for one in row.checks):
            return Cell("没有记录", dim=True)
        return Cell(light=light_of(found)) if found else NONE

    def _check(self, row: OnsiteRow, place: int) -> Cell:
        """The figures with how they stand, leading to the entry; what wants an explanation to the findings."""
        one = row.checks[place]
        if one.entry is None or row.unit.matter is None:
            return NONE
        found = [f for f in one.findings if f.status in GRAVE]
        if not found:
            return APART
        light, said = light_of(found), figures_of(one)
        url = record_url(row.unit.matter.pk, one.entry.seq)
        if any(f.status in (State.BREACHED, State.UNDETERMINED) for f in found):
            status = next(f.status for f in found if f.status in (State.BREACHED, State.UNDETERMINED))
            url = f"{links.matter(row.unit.matter.pk).rstrip('/')}/findings?show={status.value}"
        return Cell(light=Light(light.sign, f"{light.words}　{said}" if said else light.words), url=url)

    def _words(self, row: OnsiteRow, place: int) -> str:
        cell = self._check(row, place)
        return cell.light.words if cell.light else cell.text

    # ------------------------------------------------------------ the page

    def page(self, said: Sequence[Notice]) -> YearPage:
        """The page that was asked for."""
        total = len(self.fitting)
        start, stop = listing.window(self.question, total, PAGE)
        grid = listing.grid(
            self.question, self.fields, self.shown(self.fitting[start:stop]), caption=TITLE,
            row_id=lambda r: str(r.unit.organ.pk), row_url=_url,
            empty=Empty("没有符合筛选的单位", "", Link("去掉全部筛选", self.question.path)),
        )  # fmt: skip
        return YearPage(
            self._head(), self.year.tabs(), self.year.views("onsite"), grid, listing.pages(self.question, total, PAGE),
            "按机关顺序；“提示”是条文写“左右”的，上下两成以外", tuple(said), self._legend(),
        )  # fmt: skip

    def _head(self) -> Head:
        bits = [Bit("参会、谈话 ")]
        for name, words in STATES:
            number = len(self._in_state[name])
            url = links.with_query(self.year.view_url("onsite"), ("state", name)) if number else ""
            bits += [Bit(f"{words} "), Bit(f"{number} 个单位", strong=bool(number), url=url), Bit("　")]
        export = self.question.url().replace(self.question.path, f"{self.question.path}/export.xlsx", 1)
        buttons = (Button("导出 Excel", export), Button("打印", does="print"))
        return replace(head_of(self.case, ""), sub=(tuple(bits),), buttons=buttons)

    def _legend(self) -> tuple[Legend, ...]:
        """By which provisions each step is checked."""
        norms = {norm.id: norm for norm in self.case.words.pack.norms}
        cites: dict[str, list[str]] = {}
        for one in self.rules.checks:
            cites.setdefault(one.step, []).extend(at for name in one.norms for at in norms[name].cite)
        return tuple(
            Legend(step.label, tuple(self.year.cite(at) for at in dict.fromkeys(found)))
            for name, found in cites.items()
            if (step := self.year.words.step(name))
        )


def light_of(found: Sequence[Finding]) -> Light:
    """The gravest of several findings."""
    if not found:
        return Light(Sign.ELAPSED, "不涉及")
    worst = min(found, key=lambda f: GRAVE.index(f.status) if f.status in GRAVE else len(GRAVE))
    return {
        State.BREACHED: Light(Sign.OVER, "待说明"),
        State.LAPSED: Light(Sign.NEAR_INTERNAL, "提示"),
        State.MET: Light(Sign.DONE, "符合"),
        State.CONFLICT: Light(Sign.CONFLICT, "条文不一"),
    }.get(worst.status, Light(Sign.UNKNOWN, "待查明"))


def figures_of(one: Checked) -> str:
    """``24 / 204``: what stands in the entry, exactly."""
    fields = one.entry.fields if one.entry else {}
    parts = [str(fields[name]) for name in one.rule.figures if fields.get(name)]
    whole = str(fields.get(one.rule.of, "")) if one.rule.of else ""
    return f"{'、'.join(parts)} / {whole}" if parts and whole else "、".join(parts)


def _url(row: OnsiteRow) -> str:
    return links.matter(row.unit.matter.pk) if row.unit.matter else ""
