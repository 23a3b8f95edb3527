"""Builds a list: what was registered, of whom, how each check stands; what is there twice stands together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict

from zeren.desk import days, links, listing
from zeren.desk.citing import Citer
from zeren.desk.components import (
    Bit,
    Button,
    Cell,
    Citation,
    Empty,
    Grid,
    Head,
    Light,
    Link,
    Pages,
    Sign,
    Tab,
)
from zeren.desk.listing import Field
from zeren.desk.wording import short_of
from zeren.law.packs.form import Pack
from zeren.norms.model import Finding, State
from zeren.records import clock, packs, refs
from zeren.records.actor import WRITES, Actor
from zeren.records.reviews import queries
from zeren.records.reviews.queries import Line
from zeren.records.reviews.rules import ReviewRules, every

STATES = (("explain", "待说明"), ("supply", "待查明"), ("again", "可以合并"), ("fine", "符合"))
NONE = Cell("—", dim=True)
ORDER = (State.BREACHED, State.CONFLICT, State.UNDETERMINED, State.LAPSED, State.MET)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The page: tabs of the lists, the rows, by which provisions each column is checked."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    count: str
    legend: tuple[tuple[str, tuple[Citation, ...]], ...]
    more: str = ""


def lists() -> dict[str, tuple[Pack, str, ReviewRules]]:
    """Every list by ``pack/procedure``."""
    return {f"{pack.id}/{name}": (pack, name, rules) for pack, name, rules in every(packs.installed().packs)}


class Review:
    """One list for one actor."""

    def __init__(self, actor: Actor, name: str, given: QueryDict) -> None:
        self.actor, self.name, self.today = actor, name, clock.today()
        self.pack, self.procedure, self.rules = lists()[name]
        found = packs.words(self.pack.id, self.pack.version, self.procedure)
        assert found is not None
        self.words = found
        self.at = links.named("reviews")
        self.fields = self._fields()
        asked = listing.asked(self.at, given, self.fields)
        self.question = replace(asked, kept=(("of", name), *asked.kept))
        self.whom = asked.filters.get("subject", "")

    @cached_property
    def read(self) -> tuple[list[Line], int]:
        """Every line in sight about the unit that is asked for, and how many older matters were left out."""
        return queries.lines(self.actor, self.pack, self.procedure, self.rules, self.today, self.whom)

    @property
    def lines(self) -> list[Line]:
        """The lines without how many were left out."""
        return self.read[0]

    @property
    def more(self) -> str:
        """That older matters were left out, in words."""
        return listing.left_out(self.read[1], queries.MOST, "单位")

    @property
    def title(self) -> str:
        """What the workbook is called: one that holds the newest matters alone says so."""
        return listing.of_newest(self.rules.title, queries.MOST) if self.more else self.rules.title

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of the subjects and of organs that the fields name."""
        asked = {line.subject for line in self.lines}
        for line in self.lines:
            asked.update(v for v in line.entry.fields.values() if isinstance(v, str))
        return refs.names_of(asked) | queries.shorts_of(asked)

    @cached_property
    def fitting(self) -> list[Line]:
        """The lines that the filters leave."""
        given = {n: v for n, v in self.question.filters.items() if n not in self.question.wrong}
        state = given.get("state", "")
        return [
            line for line in self.lines
            if self.whom in self.names.get(line.subject, "") and (not state or state in self._states(line))
        ]  # fmt: skip

    @staticmethod
    def _states(line: Line) -> set[str]:
        found = {f.status for one in line.findings for f in one}
        named = {State.BREACHED: "explain", State.UNDETERMINED: "supply"}
        states = {named[one] for one in found if one in named} | ({"again"} if line.again > 1 else set())
        return states or {"fine"}

    # ------------------------------------------------------------ columns

    def _fields(self) -> tuple[Field[Line], ...]:
        step = self.words.procedure.steps[self.rules.step]
        shown = [
            Field(f"f-{name}", step.record[name].label or name, lambda line, n=name: self._value(line, n), width=18)
            for name in self.rules.shows
        ]  # fmt: skip
        checks = [
            Field(f"c{place}", one.title, lambda line, p=place: self._check(line, p), width=14)
            for place, one in enumerate(self.rules.checks)
        ]
        again = [Field("again", "同样的", self._again, width=14)] if self.rules.alike else []
        return (
            Field("subject", "单位", lambda line: Cell(self.names.get(line.subject, ""), url=links.matter(line.matter.pk)), "text", width=26),
            *shown,
            Field("state", "情况", self._state, "select", STATES, width=12),
            *checks,
            *again,
            Field("by", "登记机关", lambda line: Cell(line.matter.organ.short or line.matter.organ.name), usual=False, width=20),
            Field("record", "记录", self._record, width=16),
        )  # fmt: skip

    def _value(self, line: Line, name: str) -> Cell:
        value = line.entry.fields.get(name, "")
        declared = self.words.fields(self.rules.step)[name]
        listed = self.words.list(declared.list) if declared.list else None
        labels = {"yes": "是", "no": "否", **(listed.labels if listed else {}), **self._items}
        parts = (value,) if isinstance(value, str) else value
        text = "、".join(self.names.get(one) or labels.get(one, one) for one in parts if one)
        return Cell(text or "—", dim=not text)

    @cached_property
    def _items(self) -> dict[str, str]:
        """The words of what is chosen."""
        items = (item for norm in self.pack.norms for item in getattr(norm.body, "items", ()))
        return {item.id: item.label or item.id for item in items}

    def _check(self, line: Line, place: int) -> Cell:
        found = [f for f in line.findings[place] if f.status in ORDER]
        if not found:
            return Cell("不涉及", dim=True)
        light = _light(found)
        return Cell(light=light, url=self._findings_url(line, found))

    @staticmethod
    def _findings_url(line: Line, found: Sequence[Finding]) -> str:
        worst = min(found, key=lambda f: ORDER.index(f.status))
        return f"{links.matter(line.matter.pk).rstrip('/')}/findings?show={worst.status.value}"

    def _state(self, line: Line) -> Cell:
        found = [f for one in line.findings for f in one if f.status in ORDER]
        return Cell(light=_light(found)) if found else NONE

    @staticmethod
    def _again(line: Line) -> Cell:
        if line.again < 2:
            return NONE
        return Cell(light=Light(Sign.NEAR_INTERNAL, f"同样的 {line.again} 次"))

    def _record(self, line: Line) -> Cell:
        url = f"{links.matter(line.matter.pk).rstrip('/')}/records?at={line.entry.seq}#e{line.entry.seq}"
        return Cell(f"{days.in_cell(queries.on(line), self.today)} 第 {line.entry.seq} 号", url=url)

    # ------------------------------------------------------------ the page

    def page(self) -> ReviewPage:
        """The page that was asked for."""
        total = len(self.fitting)
        start, stop = listing.window(self.question, total)
        grid = listing.grid(
            self.question, self.fields, self.fitting[start:stop], caption=self.rules.title,
            row_id=lambda line: f"{line.matter.pk}-{line.entry.seq}-{line.subject}", row_url=lambda line: links.matter(line.matter.pk),
            empty=self._empty(),
        )  # fmt: skip
        grid = replace(grid, hidden=tuple(dict.fromkeys((("of", self.name), *grid.hidden))))
        return ReviewPage(
            self._head(), tuple(self._tabs()), grid, listing.pages(self.question, total),
            "同一单位的排在一起；只计您看得到的，不计分、不排名", self._legend(), self.more,
        )  # fmt: skip

    def _empty(self) -> Empty:
        if self.question.filters:
            return Empty(
                "没有符合筛选的", "", Link("去掉全部筛选", links.with_query(self.at, ("of", self.name)))
            )
        label = self.words.procedure.steps[self.rules.step].label
        return Empty(
            f"还没有登记{self.rules.title}", f"立项“{self.words.procedure.title}”，记“{label}”以后列在这里。"
        )

    def _head(self) -> Head:
        counted = {name: sum(1 for line in self.lines if name in self._states(line)) for name, _ in STATES}
        bits = [Bit("登记 "), Bit(f"{len(self.lines)} 项", strong=True)]
        for name, words in STATES[:3]:
            if name == "again" and not self.rules.alike:
                continue
            url = self.question.url(state=name) if counted[name] else ""
            bits += [Bit(f"，{words} "), Bit(f"{counted[name]} 项", url=url)]
        query = self.question.url().replace(self.at, links.named("review-export"), 1)
        buttons = [Button("导出 Excel", query), Button("打印", does="print")]
        begin = links.named("matter-begin", self.pack.id, self.procedure)
        if begin and self.actor.has(*WRITES):
            buttons.insert(0, Button("立项登记", begin, main=True))
        title = f"{short_of(self.pack)}　{self.rules.title}"
        return Head(title, (Link(self.words.procedure.title),), sub=(tuple(bits),), buttons=tuple(buttons))

    def _tabs(self) -> Sequence[Tab]:
        return [
            Tab(rules.title, links.with_query(self.at, ("of", name)), name == self.name)
            for name, (_, _, rules) in lists().items()
        ]

    def _legend(self) -> tuple[tuple[str, tuple[Citation, ...]], ...]:
        norms = {norm.id: norm for norm in self.pack.norms}
        by = {
            one.title: tuple(dict.fromkeys(at for name in one.norms for at in norms[name].cite))
            for one in self.rules.checks
        }
        citer = Citer([(self.pack.ref, {at for ats in by.values() for at in ats})], self.today)
        return tuple(
            (title, tuple(citer.chip(self.pack.ref, at, bare=True) for at in ats))
            for title, ats in by.items()
        )


def _light(found: Sequence[Finding]) -> Light:
    worst = min(found, key=lambda f: ORDER.index(f.status))
    return {
        State.BREACHED: Light(Sign.OVER, "待说明"),
        State.CONFLICT: Light(Sign.CONFLICT, "条文不一"),
        State.UNDETERMINED: Light(Sign.UNKNOWN, "待查明"),
        State.LAPSED: Light(Sign.NEAR_INTERNAL, "提示"),
    }.get(worst.status, Light(Sign.DONE, "符合"))
