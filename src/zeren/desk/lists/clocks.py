"""What stands at the head of a public report: whether it may be published now and until when, each with its provision.

To the unit only its own periods are told (docs/own-desk.md); the organ sees what the engine finds in the matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.desk import days
from zeren.desk.citing import Citer
from zeren.desk.components import Light, Sign
from zeren.desk.lists.door import Seen
from zeren.desk.lists.public_page import ClockLine
from zeren.desk.matters.case import Case
from zeren.law.packs.form import Step
from zeren.norms.explain import explain
from zeren.norms.model import Finding, State
from zeren.records.errors import OutOfSight
from zeren.records.lists import publication
from zeren.records.lists.publication import Publishing
from zeren.records.matters import own, own_rules
from zeren.records.matters.own import OwnView, Period

LACKS = Light(Sign.NEAR_INTERNAL, "还缺")
FITS = Light(Sign.DONE, "未见不合")
OTHERS = Light(Sign.ELAPSED, "由他人办理")
AHEAD = Light(Sign.ELAPSED, "还未开始")
BY_THE_TEXT = re.compile(r"^依据《[^》]*》[^，]*，")
"""How every sentence begins: the provision stands beside it."""


def lines(seen: Seen, unit: int) -> tuple[ClockLine, ...]:
    """The lines for one unit's report."""
    return tuple(_own(seen, unit) if seen.lists.own else _of_organ(seen, unit))


# ---------------------------------------------------------------- the organ


def _of_organ(seen: Seen, unit: int) -> Iterator[ClockLine]:
    if seen.lists.matter.disposed or not publication.steps_of(seen.lists.matter):
        return
    case = Case(seen.lists.matter, seen.actor, seen.today)
    for found in publication.of_unit(seen.lists.matter, f"organ:{unit}", case.findings):
        yield from (_found(case, f) for f in found.findings if f.status is not State.STANDING)
        yield from (_lacks(case, f) for f in found.against)
        if not found.done and not found.against:
            yield _fits(case, found)


def _found(case: Case, finding: Finding) -> ClockLine:
    said = explain(finding, case.words.pack, case.names, case.today)
    text = BY_THE_TEXT.sub("", said.sentence)
    cite = case.cites.chip(finding.pack, finding.cites[0], finding.reading or "")
    return ClockLine(case.boxes.light(finding), case.words_of_act(finding.act), text, cite)


def _lacks(case: Case, finding: Finding) -> ClockLine:
    said = explain(finding, case.words.pack, case.names, case.today)
    known = finding.status is not State.UNDETERMINED
    text = "；".join(said.steps) if known and said.steps else BY_THE_TEXT.sub("", said.sentence)
    cite = case.cites.chip(finding.pack, finding.cites[0], finding.reading or "")
    label = case.words_of_act([name for name in finding.act if name in case.words.procedure.steps])
    return ClockLine(LACKS if known else days.UNKNOWN, label, text, cite)


def _fits(case: Case, found: Publishing) -> ClockLine:
    step = found.step
    cite = case.cites.chip(case.pack_ref, step.cite[0]) if step.cite else None
    return ClockLine(FITS, step.label, "现在办理，次序和权限未见不合规定之处；是否公开由人决定。", cite)


# ---------------------------------------------------------------- the unit


def _own(seen: Seen, unit: int) -> Iterator[ClockLine]:
    try:
        view = own.view_of(seen.actor, seen.lists.matter.pk)
    except OutOfSight:
        return
    if view.ref != f"organ:{unit}":
        return
    steps = publication.steps_of(seen.lists.matter)
    citer = Citer([(view.pack_ref, step.cite) for step in steps], seen.today)
    for step in steps:
        yield _theirs(seen, view, step, citer)


def _theirs(seen: Seen, view: OwnView, step: Step, citer: Citer) -> ClockLine:
    cite = citer.chip(view.pack_ref, step.cite[0]) if step.cite else None
    shown = view.rules.steps.get(step.id)
    if shown is None or shown.does is None or not own_rules.is_theirs(view.rules, step):
        roles = "、".join(found.label if (found := view.words.role(name)) else name for name in step.by)
        return ClockLine(OTHERS, step.label, f"由{roles}办理，不由本单位自行公布。", cite)
    period = next((p for p in view.periods if p.shown.step == step.id), None)
    if period is not None:
        return ClockLine(*_period(seen, step, period), cite)
    return ClockLine(AHEAD, step.label, f"{shown.does.since}以后办理。" if shown.does.since else "", cite)


def _period(seen: Seen, step: Step, period: Period) -> tuple[Light, str, str]:
    if period.done:
        return days.DONE, step.label, f"{days.in_cell(period.done, seen.today)} 已经办理。"
    if period.due:
        light = days.due_light(period.due, seen.today, seen.calendar, provisional=period.provisional)
        day = f"{period.due.month}月{period.due.day}日（含当日）以前办理。"
        return light, step.label, day if period.due.year == seen.today.year else f"{period.due.year}年{day}"
    return Light(Sign.ELAPSED, "没有定数"), step.label, "条文没有写期限。"
