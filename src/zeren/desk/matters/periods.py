"""Duties of a year, half-year, quarter or month that had begun when the matter was opened: they are held against the log from
the next one on (docs/engine.md). The page says which these are, since the text demands them all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zeren.desk.components import Citation
from zeren.desk.matters.case import Case
from zeren.desk.wording import words_of
from zeren.law.packs.form import Duty, Norm, OpenEvery, Pack, Procedure, Span
from zeren.norms.counting import span_of
from zeren.norms.model import Finding, State
from zeren.norms.openers import period_key
from zeren.records import evaluation

SAID: dict[Span, str] = {"year": "年", "half_year": "半年", "quarter": "季度", "month": "月"}


@dataclass(frozen=True, slots=True)
class NotYet:
    """A duty, how often it comes back, the day from which it is held against the log."""

    title: str
    every: str
    cite: Citation
    first: str


def spans_of(pack: Pack) -> dict[str, Span]:
    """The duties of a pack that come back with the calendar."""
    return {norm.id: span for norm in pack.norms if (span := _span(norm))}


def _span(norm: Norm) -> Span | None:
    opener = norm.body.opener if isinstance(norm.body, Duty) else None
    return opener.span if isinstance(opener, OpenEvery) else None


def comes_back(pack: Pack, procedure: Procedure) -> bool:
    """Whether a step of the procedure is owed again with each year, half-year, quarter or month."""
    owed = (norm.body.act.names for norm in pack.norms if isinstance(norm.body, Duty) and _span(norm))
    return any(act in procedure.steps for names in owed for act in names)


def not_yet(case: Case) -> tuple[NotYet, ...]:
    """The duties of the period that is running which are not held against the log, because it had begun before the matter was
    opened: what the packs would find had the matter been opened on the first day of the year, and do not."""
    opened, spans = case.matter.opened, spans_of(case.words.pack)
    begun = {
        name: span for name, span in spans.items() if span_of(span, case.today)[0] < opened <= case.today
    }
    if not begun:
        return ()
    log = replace(case.log, opened=date(opened.year, 1, 1))
    found = evaluation.judge(log, evaluation.packs_of(case.matter), case.today).findings
    there = {(f.norm, f.key) for f in case.judged.findings}
    return tuple(dict.fromkeys(_lines(case, [f for f in found if (f.norm, f.key) not in there], begun)))


def _lines(case: Case, found: list[Finding], begun: dict[str, Span]) -> Iterator[NotYet]:
    # An activity is settled on its holder's duty list, which has periods of its own (docs/duties.md).
    steps = case.words.procedure.steps
    for one in found:
        span, words = begun.get(one.norm), words_of(one.pack)
        if (
            span is None
            or words is None
            or one.status is State.NOT_TRIGGERED
            or not set(one.act) & set(steps)
        ):
            continue
        first, last = span_of(span, case.today)
        if one.key == period_key(span, first):
            cite = case.cites.chip(one.pack, one.cites[0], bare=True)
            yield NotYet(words.acts(one.act), SAID[span], cite, (last + timedelta(days=1)).isoformat())
