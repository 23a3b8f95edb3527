"""Builds the distributions of a year: counts by kind of unit and against the year before; for the assessors alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zeren.desk import links
from zeren.desk.campaigns.page import ComparePage, SpreadRow
from zeren.desk.campaigns.year import Year, short
from zeren.desk.components import Bit, Button, Link
from zeren.desk.matters.page import head_of
from zeren.records.campaigns import comparing
from zeren.records.campaigns.comparing import Spread

SAID = "只给组织考核的人看：只有分布，不列名次，不比单位；被考核单位看不到这一页，只看得到反馈给自己的内容。"


def page_of(year: Year) -> ComparePage:
    """The page."""
    case = year.case
    found = comparing.compare(case.actor, case.matter, case.words.pack, year.rules, case.today)
    last = Link(found.last.title, links.named("matter-campaign", found.last.pk)) if found.last else None
    return ComparePage(
        replace(head_of(case, ""), sub=((Bit(SAID, tone="dim"),),), buttons=(Button("打印", does="print"),)),
        year.tabs(), year.views("compare"), tuple(_row(year, one) for one in found.groups), tuple(_row(year, one) for one in found.cadres),
        found.grades["group"], found.grades["cadre"],
        tuple((Link(short(c.unit), links.matter(c.unit.matter.pk) if c.unit.matter else ""), c.before or "没有等次", c.now or "没有等次") for c in found.changes),
        last, _last_words(found.groups, last),
    )  # fmt: skip


def _row(year: Year, one: Spread) -> SpreadRow:
    counts = tuple(
        (grade, number, _change(number, one.before.get(grade, 0)) if one.before is not None else "")
        for grade, number in one.counts.items()
    )
    return SpreadRow(year.word(year.rules.kind, one.kind) or "没有写种类", one.all, counts, one.without)


def _change(now: int, before: int) -> str:
    return (
        f"上年 {before}"
        if now == before
        else f"上年 {before}，{'增' if now > before else '减'} {abs(now - before)}"
    )


def _last_words(groups: Sequence[Spread], last: Link | None) -> str:
    return "" if last else "系统里没有上一年度的考核，不作比较。"
