"""Which light an obligation has on a day: by its deciding day and the organ's own figures.

No text of the packs gives the figures; they are settings, with defaults: amber as in the worklist, green from ten
working days before the day on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zeren.norms.calendar import ONE_DAY, Calendar
from zeren.records.calendars import working_days_left
from zeren.records.letters.models import Colour
from zeren.records.obligations.worklist import NEAR
from zeren.records.parameters import queries as parameters

GROUP = "letters"
"""Under which name the figures stand among the organ's parameters: no pack is called so."""

GREEN_FROM = 10
"""Working days before the day from which a green letter is called for."""

MARK = "督提"
"""The mark of the numbers: 督提〔2026〕7号."""

MOST = 30
"""The largest figure, in working days."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """An organ's figures in working days: a letter is called for from ``green`` on, amber from ``amber`` on; the
    mark of its numbers. ``source`` is the paper that set them, empty for the defaults."""

    green: int = GREEN_FROM
    amber: int = NEAR
    mark: str = MARK
    source: str = ""


def thresholds_of(organ: int, day: date) -> Thresholds:
    """The figures of an organ on a day; what it did not set is the default."""
    return thresholds_for((organ,), day).get(organ, Thresholds())


def thresholds_for(organs: Iterable[int] | None, day: date) -> dict[int, Thresholds]:
    """The figures of those among the organs (None: of all) that set any, in one query."""
    said = parameters.values_of_all(GROUP, day, organs)
    return {organ: _thresholds(values) for organ, values in said.items()}


def _thresholds(values: dict[str, tuple[str, str]]) -> Thresholds:
    def figure(name: str, usual: int) -> int:
        text = values.get(name, ("", ""))[0]
        return int(text) if text.isascii() and text.isdigit() else usual

    sources = dict.fromkeys(source for _, source in values.values())
    mark = values.get("mark", (MARK, ""))[0]
    return Thresholds(figure("green", GREEN_FROM), figure("amber", NEAR), mark, "、".join(sources))


def light_of(
    due: date, today: date, calendar: Calendar, thresholds: Thresholds, *, provisional: bool = False
) -> Colour:
    """Green: more than ``amber`` working days left; amber: so many or fewer; red: past the day.

    A provisional day (the year's calendar is not published) is never red, it may still roll.
    """
    if due < today and not provisional:
        return Colour.RED
    return Colour.AMBER if working_days_left(today, due, calendar) <= thresholds.amber else Colour.GREEN


def last_within(today: date, amount: int, calendar: Calendar) -> date:
    """The last day with no more than ``amount`` working days from tomorrow up to it."""
    day = today
    while working_days_left(today, day + ONE_DAY, calendar) <= amount:
        day += ONE_DAY
    return day
