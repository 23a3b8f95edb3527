"""What a digest says: how many things wait, by when; no name, no matter, no provision."""

from __future__ import annotations

from zeren.records import calendars, clock
from zeren.records.actor import Actor
from zeren.records.obligations import worklist
from zeren.records.obligations.worklist import Tab


def lines(actor: Actor) -> tuple[str, ...]:
    """已过期 1 项, 今日到期 2 项, 三个工作日内到期 1 项, 等您审批 3 项; only what there is."""
    today = clock.today()
    near = worklist.days_of(today, calendars.calendar()).near
    mine = worklist.falling_due(actor, Tab.MINE, near)
    told = (
        ("已过期", sum(number for day, number in mine.items() if day < today)),
        ("今日到期", mine.get(today, 0)),
        ("三个工作日内到期", sum(number for day, number in mine.items() if day > today)),
        ("等您审批", worklist.count(actor, Tab.APPROVE)),
    )
    return tuple(f"{words} {number} 项" for words, number in told if number)
