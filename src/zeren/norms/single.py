"""One period of one norm, counted from a day somebody names: no matter, no events, no conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zeren.law.packs.form import (
    Bar,
    Due,
    DueBefore,
    DueDay,
    DueWindow,
    DueWithin,
    Duty,
    ExceptionBody,
    Norm,
    OpenEvery,
    OpenExpired,
    OpenOn,
    Pack,
)
from zeren.norms.calendar import Calendar
from zeren.norms.counting import (
    Deadline,
    Instant,
    InstantNeeded,
    Interval,
    before,
    day_of,
    fixed,
    month_day,
    restriction,
    rolls,
    span_of,
    within,
)


class NoPeriod(ValueError):
    """The norm has no period that can be counted from a day; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Extension:
    """What the period would be if the act ``on`` is done before it ends, by an exception of the pack."""

    norm: Norm
    on: str
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Single:
    """The period of a norm: its arithmetic, what it is counted from, and what could extend it.

    ``opener``: events whose day is the first day of the count; for a period counted back, the planned field.
    """

    norm: Norm
    reckoning: Deadline | Interval
    opener: tuple[str, ...]
    extensions: tuple[Extension, ...] = ()


def single(pack: Pack, norm: Norm, start: Instant, calendar: Calendar) -> Single:
    """The period of ``norm`` counted from ``start`` (for a period counted back: the planned day).

    Raises NoPeriod where the norm has none, or where an act or a parameter sets the day; InstantNeeded for
    hours without an instant; CountingError outside the years 1 to 9999.
    """
    body = norm.body
    if isinstance(body, Duty):
        convention = pack.conventions.get("counting")
        roll = rolls(body.roll, convention.roll if convention else None, body.due)
        deadline = _deadline(norm, body, start, calendar, roll)
        extensions = tuple(_extensions(pack, norm, start, calendar, roll))
        return Single(norm, deadline, _opener(body), extensions)
    if isinstance(body, Bar) and body.for_ is not None:
        return Single(norm, restriction(start, body.for_, first_day_counts=body.first_day), body.from_)
    raise NoPeriod(f"{norm.id} 没有期限", f"{norm.id} has no period")


def _deadline(norm: Norm, body: Duty, start: Instant, calendar: Calendar, roll: bool) -> Deadline:
    due = body.due
    if isinstance(due, DueWithin):
        return within(start, due.period, calendar, roll=roll)
    if isinstance(due, DueBefore):
        return before(start, due.period, calendar)
    return fixed(_named_day(norm, body, due, day_of(start)), calendar, roll=roll)


def _named_day(norm: Norm, body: Duty, due: Due | None, start: date) -> date:
    """The day that the text names, in the calendar period in which ``start`` lies."""
    if isinstance(due, DueDay) and due.day is not None:
        return due.day
    if isinstance(due, DueDay) and due.month_day is not None:
        return month_day(start.year, *due.month_day)
    if isinstance(due, DueWindow) and due.end is not None:
        return month_day(start.year, *due.end)
    if due is None and isinstance(body.opener, OpenEvery) and body.opener.span is not None:
        return span_of(body.opener.span, start)[1]
    raise _none(norm, body, due)


def _none(norm: Norm, body: Duty, due: Due | None) -> NoPeriod:
    path = due.path if isinstance(due, DueDay | DueWindow) else None
    if path is not None:
        return NoPeriod(f"{norm.id} 的期限由 {path} 定", f"the due day of {norm.id} is set by {path}")
    if body.promptly:
        return NoPeriod(
            f"{norm.id} 须及时办理，条文没有定量期限", f"{norm.id} is due promptly, without a figure"
        )
    return NoPeriod(f"{norm.id} 没有期限", f"{norm.id} has no period")


def _opener(body: Duty) -> tuple[str, ...]:
    if isinstance(body.due, DueBefore):
        return (str(body.due.of),)
    if isinstance(body.opener, OpenOn):
        return body.opener.events
    if isinstance(body.opener, OpenExpired):
        return (body.opener.norm,)
    return ()


def _extensions(
    pack: Pack, norm: Norm, start: Instant, calendar: Calendar, roll: bool
) -> Iterator[Extension]:
    for other in pack.norms:
        body = other.body
        if not isinstance(body, ExceptionBody) or body.extend is None or norm.id not in body.to:
            continue
        try:
            longer = within(start, body.extend.within, calendar, roll=roll)
        except InstantNeeded:
            continue
        yield Extension(other, body.extend.on, longer)
