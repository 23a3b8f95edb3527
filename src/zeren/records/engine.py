"""The one place where the records call the engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from zeren.law.packs.form import Bar, Kind, Pack
from zeren.norms import allowing, evaluating, offering
from zeren.norms import candidates as listed_items
from zeren.norms.calendar import Calendar
from zeren.norms.candidates import Candidate, Excepted
from zeren.norms.model import Allowed, Barring, Event, Finding, Log, State


@dataclass(frozen=True, slots=True)
class Judged:
    """The findings of one matter on a day, its bars, and the next day on which time alone may change them."""

    findings: tuple[Finding, ...]
    bars: tuple[Barring, ...] = ()
    next_change: date | None = None


def judge(
    against: Sequence[Pack],
    log: Log,
    as_of: date,
    calendar: Calendar,
    known_at: date | datetime | None = None,
) -> Judged:
    """One evaluation: findings, bars, and the next day on which time alone may change an answer."""
    found = evaluating.evaluate(against, log, as_of, calendar, known_at)
    listed = tuple(found)
    return Judged(listed, tuple(bars_of(listed, against, log)), found.next_change)


def bars_of(findings: Iterable[Finding], against: Sequence[Pack], log: Log) -> Iterable[Barring]:
    """Every interval in which somebody is barred, from the findings: one for each person and act."""
    contents = {(pack.ref, norm.id) for pack in against for norm in pack.norms if _asks_content(norm.body)}
    for finding in findings:
        if finding.kind is not Kind.BAR or finding.starts is None or finding.status is State.NOT_TRIGGERED:
            continue
        sure = finding.status is not State.UNDETERMINED and (finding.pack, finding.norm) not in contents
        for person in (finding.subject,) if finding.subject else log.subjects:
            for act in finding.act:
                yield Barring(
                    finding.pack, finding.norm, finding.cites, person, act,
                    finding.because[0] if finding.because else "", finding.starts, finding.ends, sure,
                    finding.missing, finding.steps,
                )  # fmt: skip


def _asks_content(body: object) -> bool:
    """Whether it depends on the act's content if the bar reaches it."""
    return isinstance(body, Bar) and body.where is not None


def allowed(
    against: Sequence[Pack], log: Log, as_of: date, calendar: Calendar, by: tuple[str, ...]
) -> Mapping[str, Allowed]:
    """For each act of the log's procedure, whether this actor may do it now."""
    return allowing.allowed_acts(against, log, as_of, calendar, by=by)


def allowed_draft(
    against: Sequence[Pack], log: Log, as_of: date, calendar: Calendar, draft: Event
) -> Allowed:
    """Whether one act may be done as drafted."""
    return allowing.allowed(against, log, draft, as_of, calendar)


def norms_that_apply(
    against: Sequence[Pack], log: Log, act: str, as_of: date, calendar: Calendar
) -> frozenset[tuple[str, str]]:
    """The choices and demands (pack reference, norm) that speak to an act of this matter."""
    return offering.norms_that_apply(against, log, act, as_of, calendar)


def candidates(
    against: Sequence[Pack],
    log: Log,
    act: str,
    field: str,
    as_of: date,
    calendar: Calendar,
    known: Mapping[str, str] | None = None,
) -> tuple[Candidate, ...]:
    """Which items of an act's list the records speak for, for every subject: nothing is chosen."""
    return listed_items.candidates(against, log, act, field, as_of, calendar, known)


def reads(against: Sequence[Pack], act: str, field: str) -> frozenset[str] | None:
    """The acts that the items of an act's list and their exceptions rest on; None: any."""
    return listed_items.reads(against, act, field)


def exceptions(
    against: Sequence[Pack], log: Log, names: Collection[str], as_of: date, calendar: Calendar
) -> tuple[Excepted, ...]:
    """Whether these exceptions hold for the subjects, each asked by itself."""
    return listed_items.exceptions(against, log, names, as_of, calendar)
