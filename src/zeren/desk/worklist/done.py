"""What the viewer recorded last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zeren.desk import days, links
from zeren.desk.components import Empty, Head, Tab
from zeren.desk.wording import words_of
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.obligations import worklist as work

OWN = {
    "_opened": "立项",
    "_facts": "登记事实",
    "_handed": "移交",
    "_shown": "向本人出示",
    "_closed": "办结",
    "_linked": "关联案件",
    "_reminded": "发提醒函",
    "_reminder_received": "收到提醒函",
    "_reminder_answered": "回复提醒函",
    "_reminder_withdrawn": "收回提醒函",
}


@dataclass(frozen=True, slots=True)
class DoneLine:
    """One recorded act."""

    recorded: str
    on: str
    what: str
    matter: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class DonePage:
    """The tab 已办."""

    head: Head
    tabs: tuple[Tab, ...]
    lines: tuple[DoneLine, ...]
    empty: Empty


def page(actor: Actor, head: Head, tabs: tuple[Tab, ...]) -> DonePage:
    """The page."""
    rows: Sequence[Any] = work.done_by(actor)
    empty = Empty("还没有您录入的记录", "您在案件页录入的每一项，都会列在这里。")
    return DonePage(head, tabs, tuple(_line(row) for row in rows), empty)


def _line(row: Any) -> DoneLine:
    matter = row.matter
    words = words_of(f"{matter.pack}@{matter.version.isoformat()}")
    what = OWN.get(row.type) or (words.act(row.type) if words else row.type)
    if row.corrects or row.voids:
        what = f"{'更正' if row.corrects else '作废'}第 {row.corrects or row.voids} 号：{what}"
    today = clock.today()
    return DoneLine(
        days.minute_in_cell(row.recorded, today),
        days.in_cell(row.on, today),
        what,
        matter.number,
        matter.title,
        links.matter(matter.pk),
    )
