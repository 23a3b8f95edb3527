"""The procedure as a timeline: prescribed order, real dates, one line of state a step.

An act out of order stays at its prescribed place with its true date and a red line. Steps that no rule calls
for and that were not recorded are folded away, not hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.desk import days
from zeren.desk.components import Light, Sign
from zeren.desk.matters.boxes import BEFORE, CONTENT, out_of_order
from zeren.desk.matters.phases import Phase
from zeren.law.packs.form import Duty, Force, Norm, Pack, Require, Step
from zeren.norms.calendar import Calendar
from zeren.norms.model import Finding, State
from zeren.records.matters import showing
from zeren.records.matters.events import Recorded, day_of

OWN_MADE = "本人提交"
"""Beside what the person or unit concerned gave in on their own desk."""
ORDER_KINDS = ("require", "bar")
WANTED = (State.PENDING, State.BREACHED, State.UNDETERMINED)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line: sign, label, day, who and provision, and a note where something is not as prescribed."""

    id: str
    label: str
    sign: Sign
    day: str = ""
    who: str = ""
    law: str = ""
    note: str = ""
    note_tone: str = ""
    tone: str = ""
    current: bool = False
    later: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class PhaseLines:
    """A phase: the lines that stand open, and those folded under 另可记录."""

    title: str
    lines: tuple[StepLine, ...]
    folded: tuple[StepLine, ...] = ()


@dataclass(frozen=True)
class Sources:
    """What a timeline is made of."""

    pack: Pack
    phases: Sequence[Phase]
    events: Sequence[Recorded]
    findings: Sequence[Finding]
    today: date
    calendar: Calendar
    current: str
    words: Mapping[str, str]
    laws: Mapping[str, str]
    url: str


def timeline(given: Sources) -> tuple[PhaseLines, ...]:
    """The phases with their lines."""
    called_for = backbone(given.pack)
    done = by_type(given.events)
    stated = about(given.findings)
    return tuple(_phase(given, phase, called_for, done, stated) for phase in given.phases)


def backbone(pack: Pack) -> frozenset[str]:
    """The steps that some must-norm wants done, or done before another: without them the procedure is not whole."""
    return frozenset(name for norm in pack.norms for name in called_for_by(norm))


def called_for_by(norm: Norm) -> tuple[str, ...]:
    """The steps that a must-norm wants done, or done before another."""
    body = norm.body
    if norm.force is Force.MUST and isinstance(body, Duty):
        return body.act.names
    if norm.force is Force.MUST and isinstance(body, Require) and body.after:
        return (*body.acts, *body.after.names)
    return ()


def by_type(events: Iterable[Recorded]) -> dict[str, list[Recorded]]:
    """Entries in force by their step: what was corrected or voided gives way to what did it."""
    kept: dict[str, list[Recorded]] = {}
    for event in showing.in_force(list(events)):
        kept.setdefault(event.type, []).append(event)
    return kept


def about(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by the step that they want or judge."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.status in WANTED:
            for name in finding.act:
                found.setdefault(name, []).append(finding)
    return found


def _phase(
    given: Sources,
    phase: Phase,
    called_for: frozenset[str],
    done: Mapping[str, list[Recorded]],
    stated: Mapping[str, list[Finding]],
) -> PhaseLines:
    lines, folded = [], []
    for step in phase.steps:
        line = _line(given, step, done.get(step.id, []), stated.get(step.id, []))
        shown = not line.later or step.id in called_for or step.id in stated or line.current
        (lines if shown else folded).append(line)
    return PhaseLines(phase.title, tuple(lines), tuple(folded))


def _line(given: Sources, step: Step, events: Sequence[Recorded], findings: Sequence[Finding]) -> StepLine:
    light, note, tone = _state(given, events, findings)
    before = not events and step.id in unknown_before(given.findings)
    if before:
        light, note, tone = Light(Sign.UNKNOWN, "接管前"), "接管前，待查明", "slate"
    current = step.id == given.current
    return StepLine(
        id=step.id,
        label=step.label,
        sign=Sign.NEXT if current and not events else light.sign,
        tone="" if current and not events else light.tone,
        day=_day(given, events, findings),
        who=_who(given, step, events),
        law=given.laws.get(step.id, ""),
        note=note,
        note_tone=tone,
        current=current,
        later=not events
        and not before
        and not current
        and not any(f.status is not State.UNDETERMINED for f in findings),
        url=f"{given.url}?act={step.id}#act",
    )


def _state(given: Sources, events: Sequence[Recorded], findings: Sequence[Finding]) -> tuple[Light, str, str]:
    """The worst thing first: what is not in order, what is late, what is due, what is unknown."""
    for finding in findings:
        if finding.status is State.BREACHED and finding.kind in ORDER_KINDS and _concerns(finding, events):
            if out_of_order(finding):
                return days.OUT_OF_ORDER, "次序待说明", "red"
            return CONTENT, CONTENT.words, "red"
        if finding.status is State.BREACHED and finding.kind == "authority" and _concerns(finding, events):
            return Light(Sign.OVER, "权限待说明"), "权限待说明", "red"
    for finding in findings:
        if finding.status is State.BREACHED and finding.due is not None:
            late = ((day_of(finding.done) if finding.done else given.today) - day_of(finding.due)).days
            words = f"迟 {late} 日" if finding.done else f"过期 {late} 日"
            return Light(Sign.OVER, words), words, "red"
    for finding in findings:
        if finding.status is State.PENDING and finding.due is not None and finding.kind == "duty":
            light = days.due_light(
                day_of(finding.due), given.today, given.calendar, provisional=finding.provisional
            )
            return light, light.words, light.tone
    if events:
        return days.DONE, OWN_MADE if showing.own_made(events[-1]) else "", ""
    return Light(Sign.ELAPSED, ""), "", ""


def unknown_before(findings: Iterable[Finding]) -> frozenset[str]:
    """The steps of which it is not known whether they were done before the takeover."""
    missing = (m.what for f in findings if f.status is State.UNDETERMINED for m in f.missing)
    return frozenset(what.removesuffix(BEFORE) for what in missing if what.endswith(BEFORE))


def _concerns(finding: Finding, events: Sequence[Recorded]) -> bool:
    ids = {event.id for event in events}
    return bool(ids & set(finding.because)) or (finding.key or "") in ids


def _day(given: Sources, events: Sequence[Recorded], findings: Sequence[Finding]) -> str:
    if events:
        last = max(day_of(event.at) for event in events)
        times = f"（{len(events)} 次）" if len(events) > 1 else ""
        return f"{days.in_cell(last, given.today)}{times}"
    dues = [day_of(f.due) for f in findings if f.due is not None and f.status is not State.UNDETERMINED]
    return days.in_cell(min(dues), given.today) if dues else ""


def _who(given: Sources, step: Step, events: Sequence[Recorded]) -> str:
    names = events[-1].by if events else step.by
    return "、".join(given.words.get(name, name) for name in names)
