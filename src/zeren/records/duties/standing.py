"""In one word how a duty stands on a day, and until when that holds: for the page and for what is stored alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from zeren.norms.counting import day_of
from zeren.norms.model import Finding, State
from zeren.records.duties.judging import Standing
from zeren.records.duties.models import Duty, DutyHolder

RISK = 5
"""A duty is 有风险 when less than a fifth of its period is left and it is not done: our measure, no provision's."""
ORDER = ("over", "unknown", "risk", "going", "met", "lapsed", "standing", "away", "none")
"""How a duty stands, the first that asks for something first. ``away``: who owed it has left the post."""


def of_duty(duty: Duty, findings: Sequence[Finding], day: date) -> str:
    """How a duty stands as a whole: by the finding that asks first."""
    live = [f for f in findings if f.status is not State.NOT_TRIGGERED]
    if duty.standing:
        return "standing"
    return min((of_finding(f, duty.holder, day) for f in live), key=ORDER.index, default="none")


def of_finding(finding: Finding, holder: DutyHolder, day: date) -> str:
    """How one period, one occasion, one head stands."""
    match finding.status:
        case State.MET:
            return "met"
        case State.BREACHED:
            return "over"
        case State.LAPSED:
            return "lapsed"
        case State.STANDING:
            return "standing"
        case State.PENDING if holder.ends is not None and holder.ends < day:
            return "away"
        case State.PENDING:
            return "risk" if (first := risk_from(finding)) is not None and first <= day else "going"
        case _:
            return "unknown"


def last_of(finding: Finding) -> date | None:
    """The last day on which what is pending may be done; None: the text sets none."""
    return day_of(finding.due) if finding.due else finding.ends


def risk_from(finding: Finding) -> date | None:
    """The first day on which less than a fifth of the period is left."""
    last = last_of(finding)
    if last is None:
        return None
    whole = (last - (finding.starts or last)).days + 1
    return last - timedelta(days=(whole - 1) // RISK)


def holds_until(standing: Standing, day: date) -> date:
    """The first day on which a holder may stand otherwise though nothing is recorded: a period begins or ends, less than a
    fifth is left, a post or charge begins or ends. At the latest the first of the next month."""
    month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return min((d for d in (month, *_days(standing)) if d > day), default=month)


def _days(standing: Standing) -> Iterable[date]:
    for findings in standing.findings.values():
        for finding in findings:
            if finding.status is State.PENDING:
                yield from _turns(finding)
    holder = standing.holder
    spans = [(holder.starts, holder.ends), *((f.start, f.end) for f in standing.asked[0].log.facts)]
    for start, end in spans:
        if start is not None:
            yield start
        if end is not None and end < date.max:
            yield end + timedelta(days=1)


def _turns(finding: Finding) -> Iterator[date]:
    last, first = last_of(finding), risk_from(finding)
    if last is not None:
        yield last + timedelta(days=1)
    if first is not None:
        yield first
