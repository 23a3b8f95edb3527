"""Builds the distributions of a year: counts by kind of unit and against the year before; for the assessors alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from zeren.desk import links
from zeren.desk.campaigns.page import ComparePage, SheetDiffers, SpreadRow
from zeren.desk.campaigns.year import Year, short
from zeren.desk.components import Bit, Button, Link
from zeren.desk.matters.page import head_of
from zeren.desk.scores.figures import text_of
from zeren.records import refs
from zeren.records.campaigns import comparing, scorers
from zeren.records.campaigns.comparing import Change, Spread
from zeren.records.scores.log import key_of

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
        tuple(_changed(one) for one in found.changes if one.before != one.now),
        last, _same(found.changes) if last else "系统里没有上一年度的考核，不作比较。", tuple(_differs(year)),
    )  # fmt: skip


def _changed(one: Change) -> tuple[Link, str, str]:
    url = links.matter(one.unit.matter.pk) if one.unit.matter else ""
    return Link(short(one.unit), url), one.before or "没有等次", one.now or "没有等次"


def _same(changes: Sequence[Change]) -> str:
    number = sum(1 for one in changes if one.before == one.now)
    return f"两年都有等次的 {len(changes)} 个单位，{number} 个没有变化，有变化的列在下面，按机关顺序"


def _differs(year: Year) -> Iterator[SheetDiffers]:
    """How far the scorers differ, sheet by sheet."""
    found = scorers.spreads(year.case.actor, year.case.matter, year.units)
    names = refs.names_of(f"person:{who.person}" for one in found for who in one.scorers)
    for one in found:
        yield SheetDiffers(
            one.sheet.name, one.items[0].units if one.items else 0,
            tuple((f"{i.item.number} {i.item.label}", text_of(i.item.full), str(i.differing), text_of(i.greatest)) for i in one.items),
            tuple((names.get(f"person:{who.person}", ""), str(who.finals), _signed(who.apart)) for who in one.scorers),
            tuple(
                (Link(short(u.unit), links.named("score-sheet", u.matter.pk, str(key_of(one.sheet)), u.subject.replace(":", "-"))), f"{u.differing} 条")
                for u in one.unsettled
            ),
        )  # fmt: skip


def _signed(value: Fraction) -> str:
    return f"{'高 ' if value > 0 else '低 '}{text_of(abs(value))}" if value else "相同"


def _row(year: Year, one: Spread) -> SpreadRow:
    counts = tuple((grade, number, _before(one, grade)) for grade, number in one.counts.items())
    return SpreadRow(year.word(year.rules.kind, one.kind) or "没有写种类", one.all, counts, one.without)


def _before(one: Spread, grade: str) -> str:
    """``上年 2 / 4``: of how many, since not always the same units are assessed."""
    if one.before is None:
        return ""
    return f"上年 {one.before.get(grade, 0)} / {sum(one.before.values())}"
