"""Ends of periods held against lexdays 0.2.0 (MIT), a deadline calculator that was not written here.

It gets the days off of chinesecalendar and three rules of its own grammar: count, count and roll forward,
count back. Where its data end it raises an error; there we must say 暂定.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import lexdays
import pytest

from zeren.law.packs.form import Period, Unit
from zeren.norms.calendar import Calendar
from zeren.norms.counting import Deadline, before, within

UNITS: dict[Unit, str] = {"days": "day", "months": "month", "years": "year", "working_days": "business_day"}
LONGEST = {"days": 200, "months": 30, "years": 6, "working_days": 90}


def rules(name: str, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"id": name, "name": {"en": name}, "steps": list(steps)}


STAYS = rules("stays", {"type": "count"})
ROLLS = rules("rolls", {"type": "count"}, {"type": "roll", "direction": "forward"})


@pytest.fixture(scope="module")
def packs(lexdays_calendar: lexdays.Calendar) -> dict[bool, lexdays.RulePack]:
    return {
        roll: lexdays.RulePack({**spec, "calendar": "de"}, calendar_override=lexdays_calendar)
        for roll, spec in ((False, STAYS), (True, ROLLS))
    }


def theirs(pack: lexdays.RulePack, start: date, period: Period, direction: str) -> date | None:
    """The deadline, or None where the calendar's data end."""
    try:
        return pack.compute(start, (period.amount, UNITS[period.unit]), direction=direction).deadline
    except lexdays.CoverageError:
        return None


def ours(start: date, period: Period, direction: str, roll: bool, cn: Calendar) -> date | None:
    found: Deadline = (
        before(start, period, cn) if direction == "before" else within(start, period, cn, roll=roll)
    )
    return None if found.provisional else found.due


def some_period(chance: random.Random) -> Period:
    unit = chance.choice(list(UNITS))
    return Period(unit, chance.randint(1, LONGEST[unit]))


def some_day(chance: random.Random) -> date:
    """Any day of the published years; every third one a month's end, where the rules bite."""
    day = date(2004, 1, 1) + timedelta(days=chance.randrange(8400))
    if chance.random() < 1 / 3:
        day = day.replace(day=28) + timedelta(days=chance.choice([1, 2, 3]))
    return min(day, date(2026, 12, 31))


@pytest.mark.parametrize("seed", range(5))
def test_a_thousand_random_periods_end_on_the_same_day(
    cn: Calendar, packs: dict[bool, lexdays.RulePack], seed: int
) -> None:
    chance = random.Random(seed)
    differences, provisional = [], 0
    for _ in range(1000):
        start, period = some_day(chance), some_period(chance)
        direction, roll = chance.choice(["after", "after", "after", "before"]), chance.random() < 0.6
        roll = roll and direction == "after"
        mine = ours(start, period, direction, roll, cn)
        other = theirs(packs[roll], start, period, direction)
        provisional += mine is None
        if mine != other:
            differences.append((start, period, direction, roll, mine, other))
    assert differences == []
    assert 0 < provisional < 300  # the edge of what is published was met too, and is not the rule


@pytest.mark.parametrize(
    ("roll", "end"), [(True, date(2024, 4, 7)), (False, date(2024, 4, 4))], ids=["subject", "organ"]
)
def test_the_month_from_4_march_2024(
    cn: Calendar, packs: dict[bool, lexdays.RulePack], roll: bool, end: date
) -> None:
    month = Period("months", 1)
    assert ours(date(2024, 3, 4), month, "after", roll, cn) == end
    assert theirs(packs[roll], date(2024, 3, 4), month, "after") == end


def test_each_day_of_the_published_years_is_the_same_kind_of_day(
    cn: Calendar, lexdays_calendar: lexdays.Calendar
) -> None:
    day = date(2004, 1, 1)
    while day.year <= 2026:
        assert cn.is_working(day) == lexdays_calendar.is_business_day(day), day
        day += timedelta(days=1)
