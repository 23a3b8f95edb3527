"""Builds 谈话、后续: what is to be done after the days on site, with whom one must or may talk, what is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict

from zeren.desk import days, links, listing, sources
from zeren.desk.campaigns.page import FollowKind, YearPage
from zeren.desk.campaigns.year import Year, record_url, short
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Light, Link, Notice, Sign
from zeren.desk.listing import Field
from zeren.desk.matters.page import head_of
from zeren.desk.situations import build as situations
from zeren.desk.worklist.build import Builder
from zeren.records import refs
from zeren.records.campaigns import following
from zeren.records.campaigns.following import Task

TITLE = "谈话和后续"
STATES = (("open", "未办"), ("done", "已办"))


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with the names that its words want."""

    task: Task
    whom: str
    light: Light
    who: str
    cell: Cell
    cite: Cell
    what: str

    @property
    def classification(self) -> str:
        """The level of what the row was read from."""
        return self.task.matter.classification


class Following:
    """The tasks of a year."""

    def __init__(self, year: Year, given: QueryDict) -> None:
        self.year, self.case, self.rules = year, year.case, year.rules
        self._at = f"{year.url}/follow"
        self.fields = self._fields()
        self.question = listing.asked(self._at, given, self.fields)

    @cached_property
    def tasks(self) -> list[Task]:
        """Every task in sight."""
        case = self.case
        return following.tasks_of(case.actor, case.matter, self.year.units, self.rules, case.today)

    @cached_property
    def fitting(self) -> list[Task]:
        """The tasks that the filters leave."""
        given = {n: v for n, v in self.question.filters.items() if n not in self.question.wrong}
        name, kind, state = given.get("unit", ""), given.get("kind", ""), given.get("state", "")
        return [
            one for one in self.tasks
            if (not name or (one.unit and name in f"{one.unit.organ.name} {one.unit.organ.short}"))
            and (not kind or one.kind == kind) and (not state or one.open == (state == "open"))
        ]  # fmt: skip

    @cached_property
    def titles(self) -> dict[str, str]:
        """Every kind by its words: those of the rules, then the talks of other regulations that the records call for."""
        found = {one.id: one.title for one in self.rules.follow}
        for one in self.tasks:
            if one.situation is not None:
                title = situations.target_title(one.situation.pack, one.situation.procedure)
                found.setdefault(one.kind, f"考虑{title}")
        return found

    # ------------------------------------------------------------ rows

    def shown(self, tasks: Sequence[Task]) -> list[TaskRow]:
        """Rows with their words; only the entries of these are opened."""
        owed = [one.owed for one in tasks if one.owed is not None]
        words = Builder(owed, self.case.today, sources.calendar(), self.case.actor.person)
        facts = [one.situation for one in tasks if one.situation is not None]
        citer = situations.citer_of(facts)
        about = following.subjects_of(tasks, self.case.today)
        named = {ref for pair in about.values() for ref in pair} | {row.subject for row in (*owed, *facts)}
        names = refs.names_of(filter(None, named))
        return [self._row(one, words, citer, about.get((one.matter.pk, one.seq), ()), names) for one in tasks]

    def _row(
        self, one: Task, words: Builder, citer: Citer, about: Sequence[str], names: dict[str, str]
    ) -> TaskRow:
        title = self.titles[one.kind]
        if one.owed is not None:
            row = one.owed
            url = words.act_url(row) if self.case.may_write else links.matter(one.matter.pk)
            own = row.pack == self.case.pack_ref and row.cites
            cite = self.year.cite(row.cites.split()[0]) if own else words.cite(row)
            return TaskRow(
                one, self._name(row.subject, names, one), words.light(row), words.who(row),
                Cell("登记" if self.case.may_write else "看事项", url=url), Cell(cite=cite) if cite else Cell("—", dim=True), title,
            )  # fmt: skip
        if one.situation is not None:
            fact = one.situation
            cite = citer.chip(situations.target_ref(fact.pack), fact.cite)
            return TaskRow(
                one, self._name(fact.subject, names, one), situations.light_of(fact, self.case.today), "由谈话、约谈的机关定",
                Cell("看事由", url=links.named("situation", fact.pk)), Cell(cite=cite), f"{title}：{fact.words}",
            )  # fmt: skip
        return self._done(one, about, names)

    def _done(self, one: Task, about: Sequence[str], names: dict[str, str]) -> TaskRow:
        assert one.rule is not None and one.on is not None
        step = self.year.words.step(one.step) or self.case.words.step(one.step)
        shown = "、".join(self._name(ref, names, one) for ref in about[:3])
        whom = f"{shown}等 {len(about)} 人" if len(about) > 3 else shown
        cite = self.year.cite(self._cites[one.rule.id])
        label = step.label if step else ""
        what = self.titles[one.kind] if len(one.rule.steps) == 1 else f"{self.titles[one.kind]}：{label}"
        return TaskRow(
            one, whom or self._name("", names, one), Light(Sign.DONE, f"已办 {days.in_cell(one.on, self.case.today)}"),
            self.case.who(step.by) if step else "", Cell(f"第 {one.seq} 号", url=record_url(one.matter.pk, one.seq)), Cell(cite=cite), what,
        )  # fmt: skip

    @staticmethod
    def _name(ref: str, names: dict[str, str], one: Task) -> str:
        if not ref or ref.startswith("organ:"):
            return "领导班子" if one.unit and ref else "全市" if one.unit is None else "本单位"
        return names.get(ref, "")

    @cached_property
    def _cites(self) -> dict[str, str]:
        """By kind, the provision that says so."""
        norms = {norm.id: norm for norm in self.case.words.pack.norms}
        return {one.id: norms[one.norms[0]].cite[-1] for one in self.rules.follow}

    def _fields(self) -> tuple[Field[TaskRow], ...]:
        return (
            Field("unit", "单位", lambda r: Cell(short(r.task.unit) if r.task.unit else "考核统筹", url=links.matter(r.task.matter.pk)), "text", width=24),
            Field("whom", "对象", lambda r: Cell(r.whom), width=14),
            Field("what", "事项", lambda r: Cell(r.what), width=30),
            Field("kind", "种类", lambda r: Cell(self.titles[r.task.kind]), "select", tuple(self.titles.items()), usual=False, width=16),
            Field("who", "由谁", lambda r: Cell(r.who), width=24),
            Field("state", "情况", lambda r: Cell(light=r.light), "select", STATES, width=14),
            Field("cite", "依据", lambda r: r.cite, width=20),
            Field("record", "记录", lambda r: r.cell, width=12),
        )  # fmt: skip

    # ------------------------------------------------------------ the page

    def page(self, said: Sequence[Notice]) -> YearPage:
        """The page that was asked for."""
        total = len(self.fitting)
        start, stop = listing.window(self.question, total)
        grid = listing.grid(
            self.question, self.fields, self.shown(self.fitting[start:stop]), caption=TITLE,
            row_id=lambda r: f"{r.task.matter.pk}-{r.task.kind}-{r.task.seq}-{r.task.owed.pk if r.task.owed else 0}",
            empty=Empty("没有这样的事项", "条文要办的事到了时候，自动列在这里。", Link("看全部", self.question.path)),
        )  # fmt: skip
        return YearPage(
            self._head(), self.year.tabs(), self.year.views("follow"), grid, listing.pages(self.question, total),
            "按机关顺序；谈不谈、同谁谈由人定", tuple(said), kinds=self._kinds(),
        )  # fmt: skip

    def _head(self) -> Head:
        at = self._at
        waits = sum(1 for one in self.tasks if one.open)
        bits = (
            Bit("未办 "), Bit(f"{waits} 项", strong=True, url=links.with_query(at, ("state", "open"))),
            Bit("；已办 "), Bit(f"{len(self.tasks) - waits} 项", url=links.with_query(at, ("state", "done"))),
        )  # fmt: skip
        export = self.question.url().replace(self.question.path, f"{at}/export.xlsx", 1)
        buttons = (Button("导出 Excel", export), Button("打印", does="print"))
        return replace(head_of(self.case, ""), sub=(bits,), buttons=buttons)

    def _kinds(self) -> tuple[FollowKind, ...]:
        """Of each kind how many wait and how many are done, each number with its rows."""
        at = self._at
        number = Counter((one.kind, one.open) for one in self.tasks)
        chosen = self.question.filters.get("kind", "")

        def link(kind: str, state: str, count: int) -> Link:
            url = links.with_query(at, ("kind", kind), ("state", state)) if count else ""
            return Link(str(count) if count else "—", url)

        return tuple(
            FollowKind(title, link(kind, "open", number[kind, True]), link(kind, "done", number[kind, False]), kind == chosen)
            for kind, title in self.titles.items()
        )  # fmt: skip
