"""Builds the yearly figures: tables with a fixed definition, each number a link, and the wording for publication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404

from zeren.desk import days, links
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Citation, Empty, Head, Link
from zeren.desk.wording import PackWords, short_of, words_of
from zeren.law.packs.form import Pack
from zeren.papers.statistics_report import Figures, StatisticsReport
from zeren.records import clock, packs, refs
from zeren.records.actor import Actor
from zeren.records.organs.models import Organ
from zeren.records.statistics import guarding, queries
from zeren.records.statistics.queries import ALL, NOT_SAID, Counted, Hit, Row
from zeren.records.statistics.rules import UNITS, Statistic, every

QUARTERS = ("一季度", "二季度", "三季度", "四季度")
WHOLE, BEFORE = "year", "before"
HIDDEN = "＊"
EARLIEST = 2009
"""The year of the oldest regulation."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its words, numbers as links, the share of the total in per cent for the bar."""

    words: str
    cells: tuple[Link, ...]
    share: int = 0
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table as shown; ``meaning``: what exactly is counted."""

    title: str
    meaning: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class StatisticPage:
    """The page of one report."""

    head: Head
    cite: Citation
    columns: tuple[str, ...]
    tables: tuple[Table, ...]
    silent: tuple[str, ...]
    years: tuple[int, ...]
    year: int
    organs: tuple[tuple[str, str], ...]
    organ: str
    public: bool
    url: str
    empty: Empty


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """The entries behind one number."""

    head: Head
    rows: tuple[tuple[str, Link, str, str], ...]


def every_one() -> dict[tuple[str, str], tuple[Pack, Statistic]]:
    """Every report by pack and name."""
    return {(pack.id, name): (pack, found) for pack, name, found in every(packs.installed().packs)}


class Figure:
    """One report, of one organ and year, for one viewer."""

    def __init__(self, actor: Actor, pack: str, name: str, given: Mapping[str, str]) -> None:
        found = every_one().get((pack, name))
        if found is None:
            raise Http404
        self.actor, self.name, (self.pack, self.rules) = actor, name, found
        self.today = clock.today()
        self.year = _year(given.get("year", ""), self.today.year)
        self.asked = given.get("organ", "")
        self.public = given.get("for", "") == "public"
        self.url = links.named("statistic", pack, name)

    @cached_property
    def pack_words(self) -> PackWords:
        """The words of the pack."""
        found = words_of(self.pack.ref)
        assert found is not None
        return found

    @cached_property
    def organs(self) -> list[Organ]:
        """Which may be chosen."""
        return queries.organs_of(self.actor, self.pack.id)

    @cached_property
    def organ(self) -> Organ | None:
        """The one that was asked for, else the viewer's own; None where no matter is in sight. Raises Http404."""
        if self.asked:
            found = next((organ for organ in self.organs if str(organ.pk) == self.asked), None)
            if found is None:
                raise Http404
            return found
        own = next((organ for organ in self.organs if organ.pk == self.actor.organ), None)
        return own or (self.organs[0] if self.organs else None)

    @cached_property
    def counted(self) -> list[Counted]:
        """The tables as counted."""
        if self.organ is None:
            return []
        return queries.counted(self.actor, self.pack, self.rules, self.organ, self.year, self.today)

    def words(self, value: str) -> str:
        """How a value is called."""
        return "没有写" if value == NOT_SAID else self.pack_words.value(value)

    def order(self, place: int) -> list[tuple[str, Row]]:
        """The rows of a table as the pack lists the values; what was not said last; never by size."""
        known = self.pack_words.order
        rows = self.counted[place].rows
        return sorted(
            rows.items(), key=lambda one: (one[0] == NOT_SAID, known.get(one[0], len(known)), one[0])
        )

    # ------------------------------------------------------------ the page

    @property
    def columns(self) -> tuple[str, ...]:
        """What stands beside each row; for publication the year alone."""
        return ("合计",) if self.public else ("合计", *QUARTERS, "上年")

    def page(self) -> StatisticPage:
        """The page, for those who report or for publication."""
        spoken = [place for place, one in enumerate(self.counted) if one.total.now or one.total.before]
        tables = tuple(self._table(place) for place in spoken)
        silent = tuple(one.table.title for place, one in enumerate(self.counted) if place not in spoken)
        asked = self.organ.name if self.organ else ""
        head = Head(
            f"{self.rules.title}　{self.year} 年", (Link("年度统计", links.named("statistics")), Link(short_of(self.pack))),
            sub=(
                (Bit(asked, strong=True),), (Bit(f"报 {self.rules.to}"),), (Bit("只计由它承办、您看得到的案件，下级机关承办的另看；不排名、不设指标", tone="dim"),),
            ),
            buttons=self._buttons(),
        )  # fmt: skip
        empty = Empty("还没有这一类案件", "立项、记录以后，这里按年统计。")
        years = tuple(range(self.today.year, self.today.year - 5, -1))
        organs = tuple((str(one.pk), one.name) for one in self.organs)
        return StatisticPage(
            head, self.cite(), self.columns, tables, silent, years, self.year, organs, str(self.organ.pk) if self.organ else "", self.public, self.url, empty,
        )  # fmt: skip

    def _buttons(self) -> tuple[Button, ...]:
        if self.organ is None:
            return ()
        at = (self.pack.id, self.name)
        report = Button("报告稿 DOCX", url=self._with(links.named("statistic-report", *at)), main=True)
        book = Button("导出 Excel", url=self._with(links.named("statistic-export", *at)))
        return (report, book, Button("打印", does="print"))

    def _with(self, url: str, **more: str) -> str:
        asked = {"year": str(self.year), "organ": str(self.organ.pk) if self.organ else ""}
        asked |= {"for": "public"} if self.public else {}
        return f"{url}?{urlencode(asked | more)}"

    def cite(self) -> Citation:
        """The provision that asks for the report."""
        return Citer([(self.pack.ref, (self.rules.cite,))], self.today).chip(self.pack.ref, self.rules.cite)

    def _table(self, place: int) -> Table:
        found, rows = self.counted[place], self.order(place)
        shown, whole = guarding.guarded([len(row.now) for _, row in rows], len(found.total.now))
        all_ = len(found.total.now)
        lines = []
        for (value, row), number in zip(rows, shown, strict=True):
            if value != ALL:
                cells = self._published(number) if self.public else self._cells(place, value, row)
                share = 0 if self.public or not all_ else round(100 * len(row.now) / all_)
                lines.append(Line(self.words(value), cells, share))
        cells = self._published(whole) if self.public else self._cells(place, ALL, found.total)
        lines.append(Line("合计", cells, total=True))
        return Table(found.table.title, self.meaning(place), tuple(lines))

    def _published(self, number: int | None) -> tuple[Link, ...]:
        return (Link(HIDDEN if number is None else str(number)),)

    def _cells(self, place: int, value: str, row: Row) -> tuple[Link, ...]:
        quarters = [(str(q), row.quarter(q)) for q in range(4)]
        return tuple(
            self._number(place, value, column, hits) for column, hits in ((WHOLE, row.now), *quarters, (BEFORE, row.before))
        )  # fmt: skip

    def _number(self, place: int, value: str, column: str, hits: Sequence[Hit]) -> Link:
        if not hits:
            return Link("0")
        url = links.named("statistic-records", self.pack.id, self.name)
        return Link(str(len(hits)), self._with(url, table=str(place), row=value, column=column))

    def meaning(self, place: int) -> str:
        """“作出责任追究决定”的记录，按对象计（人次）；一条记录选了几项的，各项都计，合计只计一次."""
        table = self.counted[place].table
        act = self.pack_words.act(table.step)
        how = (
            "一条记录计一次" if table.unit == "entry" else f"一条记录对一个对象计一次（{UNITS[table.unit]}）"
        )
        declared = self.pack_words.field(table.step, table.by) if table.by else None
        many = declared is not None and declared.type in ("choices", "many_of")
        several = "，选了几项的各项都计，合计只计一次" if many else ""
        return f"“{act}”的记录，{how}{several}"

    # ------------------------------------------------------------ behind a number

    def hits(self, given: Mapping[str, str]) -> tuple[str, list[Hit]]:
        """The heading of one number, and what it counts. Raises Http404 for a place that is none."""
        place, value, column = given.get("table", ""), given.get("row", ""), given.get("column", "")
        if not place.isdecimal() or len(place) > 2 or int(place) >= len(self.counted):
            raise Http404
        found = self.counted[int(place)]
        row = found.total if value == ALL else found.rows.get(value)
        if row is None or column not in (WHOLE, BEFORE, "0", "1", "2", "3"):
            raise Http404
        hits = row.now if column == WHOLE else row.before if column == BEFORE else row.quarter(int(column))
        words = "" if value == ALL else f"　{self.words(value)}"
        when = f"{self.year - (column == BEFORE)} 年" + (QUARTERS[int(column)] if column.isdecimal() else "")
        return f"{found.table.title}{words}　{when}　{len(hits)} {UNITS[found.table.unit]}", hits

    def behind(self, given: Mapping[str, str]) -> RecordsPage:
        """The records behind one number, by day."""
        title, hits = self.hits(given)
        matters = queries.matters_of(self.actor, hits)
        names = refs.names_of({hit.subject for hit in hits if hit.subject})
        rows = tuple(
            (hit.on.isoformat(), Link(matters[hit.matter].number, f"{links.matter(hit.matter)}records#e{hit.seq}"), names.get(hit.subject, ""), matters[hit.matter].title)
            for hit in sorted(hits, key=lambda hit: (hit.on, hit.matter, hit.seq)) if hit.matter in matters
        )  # fmt: skip
        crumbs = (Link("年度统计", links.named("statistics")), Link(self.rules.title, self._with(self.url)))
        return RecordsPage(Head(title, crumbs, sub=((Bit("每一行是一条记录，点编号看原文"),),)), rows)

    # ------------------------------------------------------------ the report

    def report(self) -> StatisticsReport:
        """The draft in words; for publication without small numbers and without the year before."""
        if self.organ is None:
            raise Http404
        until = "" if self.year < self.today.year else f"（截至{days.in_sentence(self.today, self.today)}）"
        parts = tuple(
            Figures(
                one.table.title, tuple(self._sentences(place)), ("项目", *self.columns), self._rows(place)
            )
            for place, one in enumerate(self.counted)
        )
        basis = "；".join(dict.fromkeys(self.meaning(place) for place in range(len(self.counted))))
        small = f"。小于 {guarding.SMALL} 的数不公布，以“{HIDDEN}”表示" if self.public else ""
        return StatisticsReport(
            f"{self.organ.name}关于{self.year}年{self.rules.title}的报告", self.rules.to,
            f"现将{self.year}年{self.rules.title}{until}报告如下。", parts, f"只计{self.organ.name}承办的案件。{basis}{small}。", self.organ.name,
        )  # fmt: skip

    def _rows(self, place: int) -> tuple[tuple[str, ...], ...]:
        """The table on paper; none where nothing was counted."""
        found = self.counted[place]
        if not (found.total.now or found.total.before):
            return ()
        return tuple((line.words, *(cell.text for cell in line.cells)) for line in self._table(place).lines)

    def _sentences(self, place: int) -> Iterator[str]:
        found, rows = self.counted[place], [one for one in self.order(place) if one[0] != ALL]
        shown, whole = guarding.guarded([len(row.now) for _, row in rows], len(found.total.now))
        unit = UNITS[found.table.unit]
        number = whole if self.public else len(found.total.now)
        before = "" if self.public else f"，上年{len(found.total.before)}{unit}"
        yield f"共{HIDDEN if number is None else number}{unit}{before}。"
        told = []
        for (value, row), small in zip(rows, shown, strict=True):
            count = small if self.public else len(row.now)
            told.append(f"{self.words(value)}{HIDDEN if count is None else count}{unit}")
        if told:
            yield f"其中：{'，'.join(told)}。"


def _year(asked: str, this: int) -> int:
    if not asked:
        return this
    if not (asked.isascii() and asked.isdecimal() and len(asked) == 4 and EARLIEST <= int(asked) <= this):
        raise Http404
    return int(asked)
