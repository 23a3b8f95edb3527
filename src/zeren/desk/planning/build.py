"""Builds the list of who falls due: filters, columns, what each line rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from django.http import QueryDict

from zeren.desk import days, links, listing
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Light, Sign
from zeren.desk.listing import Field
from zeren.desk.wording import PackWords, joined, words_of
from zeren.norms.counting_steps import period_text
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.organs.models import Organ
from zeren.records.planning import queries
from zeren.records.planning.queries import Line

TITLE = "到期提示"
YEARS = 2
STATES = (("ahead", "将到期"), ("now", "已满"), ("open", "待查明"))
NONE = Cell("—", dim=True)


def horizon(today: date) -> date:
    """The last day asked about: two years ahead."""
    try:
        return today.replace(year=today.year + YEARS)
    except ValueError:
        return today.replace(year=today.year + YEARS, day=28)


class Planning:
    """The list for one actor, organ and kind."""

    def __init__(self, actor: Actor, organ: Organ, organs: Sequence[Organ], given: QueryDict) -> None:
        self.organ, self.organs, self.today = organ, organs, clock.today()
        self.until, self.kinds = horizon(self.today), queries.kinds()
        self.fields = self._fields()
        asked = listing.asked(links.named("planning"), given, self.fields)
        self.question = replace(asked, kept=(("organ", str(organ.pk)), *asked.kept))
        kind = asked.filters.get("kind", "") if "kind" not in asked.wrong else ""
        self.whole, self.more = queries.lines(actor, organ, self.until, kind)

    @cached_property
    def rows(self) -> list[Line]:
        """The lines that the filters leave."""
        given = {n: v for n, v in self.question.filters.items() if n not in self.question.wrong}
        name, unit, state = given.get("name", ""), given.get("unit", ""), given.get("state", "")
        span = listing.days_between(given["day"]) if "day" in given else None
        return [
            row for row in self.whole
            if name in row.person.name and unit in _unit(row) and self._wanted(row, state)
            and (span is None or (row.day is not None and span[0] <= row.day <= span[1]))
        ]  # fmt: skip

    def _wanted(self, row: Line, state: str) -> bool:
        """What is not known stands apart: it is asked for by its own filter."""
        return self.state(row) == state if state else self.state(row) != "open"

    def state(self, row: Line) -> str:
        """将到期、已满、待查明."""
        if row.missing:
            return "open"
        return "now" if row.day is not None and row.day <= self.today else "ahead"

    def _fields(self) -> tuple[Field[Line], ...]:
        kinds = tuple(self.kinds.items())
        return (
            Field("state", "状态", lambda r: Cell(light=self._light(r)), "select", STATES, width=14),
            Field("name", "姓名", lambda r: Cell(r.person.name, url=links.person(r.person.pk)), "text", width=12),
            Field("unit", "单位、职务", lambda r: Cell(_unit(r), two=r.post), "text", excel=lambda r: f"{_unit(r)} {r.post}", width=30),
            Field("kind", "哪一种", lambda r: Cell(r.planned.title), "select", kinds, width=22),
            Field("day", "满的那一日", self._day, "day", excel=lambda r: r.day, width=14),
            Field("sum", "怎样算的", lambda r: Cell(self._sum(r), two=_source(r), dim=not r.since), excel=lambda r: "；".join(t for t in (self._sum(r), _source(r)) if t), width=32),
            Field("then", "条文要求、还缺什么", self._then, excel=self._then_text, width=36),
            Field("cite", "依据", lambda r: Cell(cite=self.cites.chip(r.pack, r.cites[0], r.reading), two=self._also(r)), excel=lambda r: self.cites.chip(r.pack, r.cites[0]).label, width=26),
            Field("matter", "记录", _matter, width=18),
        )  # fmt: skip

    @cached_property
    def cites(self) -> Citer:
        """The provisions of the list in one query."""
        wanted = [(row.pack, row.cites) for row in self.whole]
        return Citer([*wanted, *(pair for row in self.whole for pair in row.also)], self.today)

    def _also(self, row: Line) -> str:
        return "、".join(self.cites.chip(pack, cites[0]).label for pack, cites in row.also)

    def _light(self, row: Line) -> Light:
        state = self.state(row)
        if state == "open":
            return days.UNKNOWN
        assert row.day is not None
        if state == "now":
            return Light(Sign.NEAR, f"已满 {(self.today - row.day).days} 日")
        months = (row.day.year - self.today.year) * 12 + row.day.month - self.today.month
        months -= row.day.day < self.today.day
        return Light(
            Sign.IN_TIME_INTERNAL, f"余 {months} 个月" if months else f"余 {(row.day - self.today).days} 日"
        )

    def _day(self, row: Line) -> Cell:
        if row.day is None:
            return NONE
        return Cell(row.day.isoformat(), two="如属这一类" if row.missing else "")

    def _sum(self, row: Line) -> str:
        if row.planned.terms and row.since:
            return f"{row.since.isoformat()} 起在同一职位第 {row.planned.terms} 次任职"
        if row.since is None or row.period is None:
            return "由记录起算" if row.matter else "起算日没有登记"
        what = "出生" if row.source == "人员登记" else "起"
        return f"{row.since.isoformat()} {what}，满{period_text(row.period)}"

    def _then(self, row: Line) -> Cell:
        words = words_of(row.pack)
        if row.missing and words:
            return Cell(f"缺：{self._missing(row, words)}", two="由组织部门补登", wrap=True)
        return Cell(joined([words.act(a) for a in row.act]) if words and row.act else "不得再任", wrap=True)

    def _then_text(self, row: Line) -> str:
        cell = self._then(row)
        return "；".join(text for text in (cell.text, cell.two) if text)

    @staticmethod
    def _missing(row: Line, words: PackWords) -> str:
        names = [one.what.partition("@")[0].rpartition(".")[2] for one in row.missing]
        known = {"birth": "出生日期", "post": "任现职的起始日", "term_end": "任期终止日"}
        return "、".join(dict.fromkeys(known.get(name) or words.label_of_field(name) for name in names))

    # ------------------------------------------------------------ the page

    def page(self) -> dict[str, object]:
        """The page's parts."""
        total = len(self.rows)
        start, stop = listing.window(self.question, total)
        grid = listing.grid(
            self.question, self.fields, self.rows[start:stop], caption=TITLE,
            row_id=lambda r: f"{r.person.pk}-{r.planned.pack}-{r.planned.id}-{r.cites[0]}", row_url=lambda r: links.person(r.person.pk),
            empty=Empty("没有到期的", "两年内没有人满条文写的年限。缺登记、说不准的，看上面的“待查明”。"),
        )  # fmt: skip
        return {
            "head": self._head(), "grid": grid, "pages": listing.pages(self.question, total), "organ": self.organ.pk,
            "organs": [(one.pk, one.short or one.name) for one in self.organs], "more": self.more,
        }  # fmt: skip

    def _head(self) -> Head:
        counts = {name: sum(1 for row in self.whole if self.state(row) == name) for name, _ in STATES}
        at = links.with_query(links.named("planning"), ("organ", str(self.organ.pk)))
        bits = [Bit(f"到 {self.until.isoformat()}　", strong=True)]
        for name, title in STATES:
            url = f"{at}&state={name}" if counts[name] else ""
            bits += [Bit(f"{title} "), Bit(f"{counts[name]} 条", url=url, strong=True), Bit("　")]
        export = self.question.url().replace(self.question.path, f"{self.question.path}/export.xlsx", 1)
        said = (Bit("照机关和职务次序，不排名；只列时间，谁交流、谁留任由人定", tone="dim"),)
        return Head(
            TITLE,
            sub=(tuple(bits), said),
            buttons=(Button("导出 Excel", export), Button("打印", does="print")),
        )


def _source(row: Line) -> str:
    """The paper of the appointment, or the register; what a matter states stands in its column."""
    return "" if row.matter is not None and row.source.startswith(f"m{row.matter.pk}e") else row.source


def _unit(row: Line) -> str:
    return (row.unit.short or row.unit.name) if row.unit else "—"


def _matter(row: Line) -> Cell:
    return (
        Cell(row.matter.number, url=links.matter(row.matter.pk))
        if row.matter
        else Cell("任职登记", url=links.person(row.person.pk), dim=True)
    )
