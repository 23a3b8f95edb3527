"""职数对照: posts approved and filled by organ, class and level, from the registers; beside it what a matter says of the excess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from django.http import QueryDict

from zeren.desk import links, listing
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Light, Link, Sign, Tab
from zeren.desk.listing import Field
from zeren.desk.rosters import cells
from zeren.desk.rosters.build import RosterPage, lists, tabs
from zeren.desk.wording import words_of
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.people.staffing import Staffed, staffed
from zeren.records.rosters import queries
from zeren.records.rosters.queries import Row
from zeren.records.rosters.rules import Column

TITLE, PAGE, KEY = "职数对照", "quotas", "posts"
CLASSES = {"principal": "正职", "member": "领导班子其他职务", "other": "其他职务"}
NOTE = "核定和实配取自职务和任职的登记，一个类别的核定职数可以登记在其中一个职务上；没有登记的不推算。是否违规超配由组织人事部门查明。"
STATES = (("over", "超职数"), ("vacant", "有空缺"), ("full", "满"), ("open", "待查明"))


def first_tab(chosen: str) -> tuple[Tab, ...]:
    """The tab of the registers, before those of the packs."""
    return (Tab(TITLE, links.with_query(links.named(PAGE), ("of", KEY)), chosen == KEY),)


class Posts:
    """The list for one actor."""

    def __init__(self, actor: Actor, given: QueryDict) -> None:
        self.actor, self.today, self.title = actor, clock.today(), TITLE
        self.fields = self._fields()
        asked = listing.asked(links.named(PAGE), given, self.fields)
        self.question = replace(asked, kept=(("of", KEY), *asked.kept))
        self.whole = staffed(actor, self.today)

    @cached_property
    def rows(self) -> list[Staffed]:
        """The rows that the filters leave."""
        given = {n: v for n, v in self.question.filters.items() if n not in self.question.wrong}
        name, part, state = given.get("unit", ""), given.get("part", ""), given.get("state", "")
        return [
            row for row in self.whole
            if name in _unit(row) and part in ("", row.post_class) and state in ("", _state(row))
        ]  # fmt: skip

    @cached_property
    def said(self) -> tuple[Column, ...]:
        """What a pack says of an excess, and how."""
        return tuple(one for _, roster in lists(PAGE).values() for one in roster.columns if one.says)

    @cached_property
    def wanted(self) -> tuple[list[int], bool]:
        """The organs whose matters are read: all with an excess, then the others as far as many; and whether these are all."""
        over = [row.organ.pk for row in self.whole if (row.over or 0) > 0]
        every = list(dict.fromkeys((*over, *(row.organ.pk for row in self.whole))))
        most = max(len(set(over)), queries.MOST)
        return every[:most], len(every) <= most

    @cached_property
    def matters(self) -> Mapping[int, Row]:
        """By organ, what the newest matter of the text on quotas says of it."""
        found = next((one for one in lists(PAGE).values() if set(self.said) & set(one[1].columns)), None)
        return queries.rows_of_organs(self.actor, *found, self.today, self.wanted[0]) if found else {}

    def _fields(self) -> tuple[Field[Staffed], ...]:
        classes = tuple(CLASSES.items())
        return (
            Field("state", "状态", lambda r: Cell(light=self._light(r)), "select", STATES, width=12),
            Field("unit", "单位", lambda r: Cell(_unit(r)), "text", width=20),
            Field("part", "职务类别", lambda r: Cell(CLASSES.get(r.post_class, r.post_class) or "没有登记", two=_titles(r)), "select", classes, excel=lambda r: CLASSES.get(r.post_class, r.post_class), width=26),
            Field("rank", "层次", lambda r: Cell(_rank(r)), width=14),
            Field("approved", "核定", lambda r: Cell("没有登记", dim=True) if r.approved is None else Cell(str(r.approved), number=True), number=True, excel=lambda r: r.approved, width=8),
            Field("filled", "实配", lambda r: Cell(str(r.filled), number=True), number=True, excel=lambda r: r.filled, width=8),
            Field("over", "超、空", lambda r: cells.NONE if r.approved is None else Cell(cells.over_words(r.filled, r.approved)), width=10),
            Field("matter", "特殊情况、消化", self._matter, width=34),
        )  # fmt: skip

    def _light(self, row: Staffed) -> Light:
        """Red only what no two departments have agreed to."""
        signs = {"over": Sign.OVER, "vacant": Sign.NEXT, "full": Sign.DONE, "open": Sign.UNKNOWN}
        state, found = _state(row), self.matters.get(row.organ.pk)
        easing = [one for one in self.said if one.eases] if found and state == "over" else []
        agreed = any((e := found.last(one.step)) and e.fields.get(one.eases) == "yes" for one in easing)
        return Light(Sign.NEAR_INTERNAL if agreed else signs[state], dict(STATES)[state])

    def _matter(self, row: Staffed) -> Cell:
        """Of what is over: what was reported, examined, planned; of the organ's matter, whatever the class of post."""
        found = self.matters.get(row.organ.pk)
        if found is None or row.post_class == "other":
            return Cell("没有记录", dim=True) if (row.over or 0) > 0 else cells.NONE
        words = words_of(f"{found.matter.pack}@{found.matter.version}")
        said = [cells.says(one, found, words) for one in self.said if words and found.last(one.step)]
        return Cell("；".join(said) or "没有记录", url=links.matter(found.matter.pk), wrap=True)

    # ------------------------------------------------------------ the page

    def page(self) -> RosterPage:
        """The page."""
        start, stop = listing.window(self.question, len(self.rows))
        grid = listing.grid(
            self.question, self.fields, self.rows[start:stop], caption=TITLE,
            row_id=lambda r: f"{r.organ.pk}-{r.post_class}-{r.rank}",
            empty=Empty("没有登记职务", "职务和核定职数在机关和职务里登记，由组织部门会同机构编制部门补。"),
        )  # fmt: skip
        grid = replace(grid, hidden=tuple(dict.fromkeys((("of", KEY), *grid.hidden))))
        return RosterPage(
            self._head(), tabs(self.actor, PAGE, KEY, {}, first_tab(KEY)), grid, listing.pages(self.question, len(self.rows)), "按单位次序，不排名",
            note=NOTE if self.wanted[1] else f"{NOTE}单位很多：没有超职数的单位，有的没有读事项，特殊情况、消化一栏空着。",
            kind="posts",
        )  # fmt: skip

    def _head(self) -> Head:
        at = links.with_query(links.named(PAGE), ("of", KEY))
        bits = [Bit(f"{self.today.isoformat()}　", strong=True)]
        for name, title in STATES:
            number = sum(1 for row in self.whole if _state(row) == name)
            bits += [
                Bit(f"{title} "),
                Bit(f"{number} 项", url=f"{at}&state={name}" if number else "", strong=True),
                Bit("　"),
            ]
        export = self.question.url().replace(self.question.path, links.named(f"{PAGE}-export"), 1)
        buttons = (Button("导出 Excel", export), Button("打印", does="print"))
        return Head(
            f"职数和编制　{TITLE}",
            (Link("机关和职务", links.named("organs")),),
            sub=(tuple(bits),),
            buttons=buttons,
        )


def _unit(row: Staffed) -> str:
    return row.organ.short or row.organ.name


def _titles(row: Staffed) -> str:
    return "、".join(dict.fromkeys(post.name for post in row.posts))


def _rank(row: Staffed) -> str:
    shared = packs.installed().shared.lists.get("post_levels")
    return (shared.labels.get(row.rank) if shared else None) or row.rank or "没有登记"


def _state(row: Staffed) -> str:
    if row.over is None:
        return "open"
    return "over" if row.over > 0 else "vacant" if row.over < 0 else "full"
