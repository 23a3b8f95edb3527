"""Signs and words of letters: the light at issue, what became of the obligation, who got it."""

from __future__ import annotations

from datetime import date
from typing import Any

from zeren.desk import days
from zeren.desk.components import Light, Sign
from zeren.desk.letters.page import ToLine
from zeren.norms.calendar import Calendar
from zeren.records.letters.models import Colour, Letter

SIGNS = {Colour.GREEN: Sign.IN_TIME, Colour.AMBER: Sign.NEAR, Colour.RED: Sign.OVER}
LIGHTS = tuple((colour.value, f"{colour.label}灯") for colour in Colour)
STATES = (("open", "待办"), ("met", "已办"), ("gone", "不再要求"), ("withdrawn", "已收回"))


def issued_light(letter: Letter) -> Light:
    """The light under which it was issued."""
    colour = Colour(letter.light)
    return Light(SIGNS[colour], f"{colour.label}灯")


def today_light(colour: Colour, due: date, today: date, calendar: Calendar, provisional: bool) -> Light:
    """Today's light of an obligation: the sign of the organ's figures, the words of its days."""
    words = days.due_light(due, today, calendar, provisional=provisional).words
    return Light(SIGNS[colour], words)


def standing_light(letter: Letter, today: date) -> Light:
    """What became of it."""
    if letter.withdrawn:
        return Light(Sign.LAPSED, f"已收回 {days.in_cell(letter.withdrawn, today)}")
    if letter.standing == Letter.Standing.MET:
        day = f" {days.in_cell(letter.met_on, today)}" if letter.met_on else ""
        return Light(Sign.DONE, f"已办{day}")
    if letter.standing == Letter.Standing.GONE:
        return Light(Sign.LAPSED, "不再要求")
    if letter.due < today:
        return Light(Sign.OVER, f"过期 {(today - letter.due).days} 日")
    return Light(Sign.ELAPSED, "待办")


def to_line(one: Any, today: date) -> ToLine:
    """A recipient with what came of it: not read here is no statement that it did not arrive on paper."""
    if one.answered:
        light, note = Light(Sign.DONE, "已回复"), days.in_cell(one.answered, today)
    elif one.received:
        light, note = Light(Sign.DONE, "已看"), days.in_cell(one.received, today)
    else:
        light, note = Light(Sign.ELAPSED, "未在系统内看"), ""
    return ToLine(light, one.get_capacity_display(), name_of(one), note)


def name_of(one: Any) -> str:
    """Who it goes to."""
    return str(one.person or one.organ)


def names_of(letter: Letter) -> str:
    """All recipients in one cell."""
    return "、".join(name_of(one) for one in letter.recipients.all())
