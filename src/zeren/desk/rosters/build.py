"""Builds a roster: a row for each whom matters are about, in the order of the units, with what the packs find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.http import QueryDict

from zeren.desk import links, listing
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Cell, Citation, Empty, Grid, Head, Link, Pages, Tab
from zeren.desk.listing import Field
from zeren.desk.rosters import cells
from zeren.desk.wording import short_of, words_of
from zeren.law.packs.form import Pack
from zeren.records import clock, packs
from zeren.records.actor import WRITES, Actor
from zeren.records.people import queries as people
from zeren.records.rosters import queries
from zeren.records.rosters.queries import Row
from zeren.records.rosters.rules import PAGES, Column, Roster, every

STATES = (("explain", "待说明"), ("due", "待办"), ("supply", "待查明"), ("fine", "符合"))


@dataclass(frozen=True, slots=True)
class RosterPage:
    """The page: tabs of the lists, the rows, by which provisions each column is checked. ``unnamed``: of whom no matter in
    sight speaks, though the text means them; ``more``: that older matters were left out; ``note``: what else is to be said; ``kind``: widths
    of its own."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    count: str
    legend: tuple[tuple[str, tuple[Citation, ...]], ...] = ()
    note: str = ""
    more: str = ""
    unnamed: tuple[str, ...] = ()
    kind: str = ""


def lists(page: str) -> dict[str, tuple[Pack, Roster]]:
    """The lists of a page by their keys."""
    return {key: (pack, roster) for key, pack, roster in every(packs.installed().packs, page)}


def tabs(
    actor: Actor, page: str, chosen: str, kept: Mapping[str, str], first: Sequence[Tab] = ()
) -> tuple[Tab, ...]:
    """The tabs of a page. A name and a unit that are asked for stay when going to another list, which says how many it has."""
    at, found = links.named(page), []
    for key, (pack, roster) in lists(page).items():
        number = queries.number(actor, pack, roster, **kept) if any(kept.values()) else ""
        url = links.with_query(at, ("of", key), *kept.items())
        found.append(Tab(roster.title, url, key == chosen, str(number)))
    return (*first, *found)


def first_with(actor: Actor, page: str, given: QueryDict) -> str:
    """The list that opens where none is asked for: the first with somebody of the name and unit that are asked for."""
    kept = {name: given.get(name, "").strip() for name in ("name", "unit")}
    found = lists(page)
    with_rows = (key for key, (pack, roster) in found.items() if queries.number(actor, pack, roster, **kept))
    return next(with_rows, "") or next(iter(found), "")


def fields_of(roster: Roster, today: date) -> list[Field[Row]]:
    """The columns of a roster, each row in the words of its matter's version."""

    def cell(row: Row, column: Column) -> Cell:
        words = words_of(f"{roster.pack}@{row.matter.version}")
        if words is None:
            return cells.NONE
        if column.step:
            return cells.entry_cell(column, row, words, today)
        return cells.fact_cell(column, row, words) if column.fact else cells.norms_cell(column, row, today)

    def bars(row: Row) -> Cell:
        words = words_of(f"{roster.pack}@{row.matter.version}")
        return cells.bars_cell(row.bars, words, today) if words else cells.NONE

    shown = [
        Field(f"c{place}", one.title, lambda row, one=one: cell(row, one), excel=lambda row, one=one: cells.plain(cell(row, one)), width=24)
        for place, one in enumerate(roster.columns)
    ]  # fmt: skip
    return [*shown, Field("bars", "现在的限制", bars, width=24)] if roster.bars else shown


class List:
    """One list for one actor."""

    def __init__(
        self, actor: Actor, page: str, key: str, given: QueryDict, first: Sequence[Tab] = ()
    ) -> None:
        self.actor, self.name, self.key, self.today = actor, page, key, clock.today()
        self.pack, self.roster = lists(page)[key]
        self.at, self.first = links.named(page), tuple(first)
        self.fields = self._fields()
        asked = listing.asked(self.at, given, self.fields)
        self.question = replace(asked, kept=(("of", key), *asked.kept))
        self.named = {name: asked.filters.get(name, "") for name in ("name", "unit")}
        self.whole, older = queries.rows(actor, self.pack, self.roster, self.today, **self.named)
        self.more = listing.left_out(older, queries.MOST, "姓名、单位")

    @property
    def title(self) -> str:
        """What the workbook is called: one that holds the newest matters alone says so."""
        return listing.of_newest(self.roster.title, queries.MOST) if self.more else self.roster.title

    @cached_property
    def rows(self) -> list[Row]:
        """The rows that the filters leave."""
        state = self.question.filters.get("state", "") if "state" not in self.question.wrong else ""
        return [row for row in self.whole if not state or state in cells.states_of(row, self.roster.columns)]

    @cached_property
    def seen(self) -> frozenset[int]:
        """The people of the list whose files the viewer sees."""
        listed = {row.person.pk for row in self.whole if row.person}
        return frozenset(people.visible_to(self.actor).filter(pk__in=listed).values_list("pk", flat=True))

    # ------------------------------------------------------------ columns

    def _fields(self) -> tuple[Field[Row], ...]:
        of_person = self.pack.procedures[self.roster.procedure].subject_kind != "organ"
        units = [
            Field(
                "unit",
                "单位",
                lambda r: Cell(r.unit.short or r.unit.name) if r.unit else cells.NONE,
                "text",
                width=16,
            )
        ]
        return (
            Field("name", "姓名" if of_person else "单位", self._name, "text", width=14),
            *(units if of_person else ()),
            Field("state", "情况", self._state, "select", STATES, width=12),
            *fields_of(self.roster, self.today),
            Field("matter", "事项", lambda r: Cell(r.matter.number, url=links.matter(r.matter.pk)), width=20),
        )  # fmt: skip

    def _name(self, row: Row) -> Cell:
        url = (
            links.person(row.person.pk)
            if row.person and row.person.pk in self.seen
            else links.matter(row.matter.pk)
        )
        return Cell(row.name, url=url)

    def _state(self, row: Row) -> Cell:
        found = [f for one in self.roster.columns for f in cells.found_of(one, row)]
        if not found:
            return Cell("没有要核对的", dim=True)
        worst = min(found, key=lambda f: cells.ORDER.index(f.status))
        return Cell(light=cells.light_of(worst, self.today))

    # ------------------------------------------------------------ the page

    def page(self) -> RosterPage:
        """The page that was asked for."""
        start, stop = listing.window(self.question, len(self.rows))
        grid = listing.grid(
            self.question, self.fields, self.rows[start:stop], caption=self.roster.title,
            row_id=lambda row: f"{row.matter.pk}-{row.ref}", row_url=lambda row: links.matter(row.matter.pk), empty=self._empty(),
        )  # fmt: skip
        grid = replace(grid, hidden=tuple(dict.fromkeys((("of", self.key), *grid.hidden))))
        return RosterPage(
            self._head(), tabs(self.actor, self.name, self.key, self.named, self.first), grid, listing.pages(self.question, len(self.rows)),
            "按单位次序，不排名", self._legend(), more=self.more,
            unnamed=queries.unnamed(self.actor, self.pack, self.roster) if not self.question.filters else (),
        )  # fmt: skip

    def _empty(self) -> Empty:
        if self.question.filters:
            return Empty(
                "没有符合筛选的", "", Link("去掉全部筛选", links.with_query(self.at, ("of", self.key)))
            )
        title = self.pack.procedures[self.roster.procedure].title
        return Empty("没有您看得到的记录", f"立项“{title}”并登记以后列在这里。")

    def _head(self) -> Head:
        bits = [Bit("共 "), Bit(f"{len(self.whole)} 条", strong=True)]
        for name, words in STATES[:3]:
            number = sum(1 for row in self.whole if name in cells.states_of(row, self.roster.columns))
            bits += [
                Bit(f"，{words} "),
                Bit(f"{number} 条", url=self.question.url(state=name) if number else ""),
            ]
        return Head(
            f"{PAGES[self.name]}　{self.roster.title}", (Link(short_of(self.pack), links.provision(self.pack.id)),),
            sub=(tuple(bits),), buttons=self._buttons(),
        )  # fmt: skip

    def _buttons(self) -> tuple[Button, ...]:
        export = self.question.url().replace(self.at, links.named(f"{self.name}-export"), 1)
        buttons = (Button("导出 Excel", export), Button("打印", does="print"))
        begin = links.named("matter-begin", self.pack.id, self.roster.procedure)
        return (Button("立项登记", begin, main=True), *buttons) if self.actor.has(*WRITES) else buttons

    def _legend(self) -> tuple[tuple[str, tuple[Citation, ...]], ...]:
        norms = {norm.id: norm for norm in self.pack.norms}
        by = {
            one.title: tuple(dict.fromkeys(at for name in one.norms for at in norms[name].cite))
            for one in self.roster.columns if one.norms
        }  # fmt: skip
        citer = Citer([(self.pack.ref, {at for ats in by.values() for at in ats})], self.today)
        return tuple(
            (title, tuple(citer.chip(self.pack.ref, at, bare=True) for at in ats))
            for title, ats in by.items()
        )
