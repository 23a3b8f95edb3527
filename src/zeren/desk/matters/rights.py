"""本人权利: what the person concerned may and must do, and beside it what the organ owes; open things first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zeren.desk import days
from zeren.desk.components import Citation, Due, Light
from zeren.desk.matters.barred import act_of, reach_of
from zeren.desk.matters.case import Case
from zeren.desk.matters.frame import Frame, frame
from zeren.law.packs.form import Force, Kind
from zeren.norms.model import Finding, State
from zeren.records.matters.events import day_of

OPEN = (State.BREACHED, State.PENDING, State.UNDETERMINED, State.CONFLICT)
ASSUMED = "计数规则为推定：条文未写起算与顺延，按惯例处理。"


@dataclass(frozen=True, slots=True)
class RightLine:
    """A right or a duty: act, day with its sum, state, provision."""

    label: str
    due: Due | None
    light: Light
    cite: Citation | None
    done: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Clocks:
    """One party's column: what is open or has a day stands; what is done without one is folded."""

    lines: tuple[RightLine, ...]
    folded: tuple[RightLine, ...]


@dataclass(frozen=True, slots=True)
class RightsPage(Frame):
    """Both clocks side by side, and the restriction periods that come from this matter."""

    theirs: Clocks
    organs: Clocks
    bars: tuple[tuple[str, str, str, str, Citation | None], ...]
    """Act, in which case, first and last day, provision."""


def rights_page(case: Case) -> RightsPage:
    """What the person may do and what they must, and what the organ owes them."""
    duties = [f for f in case.findings if f.kind is Kind.DUTY and f.status is not State.NOT_TRIGGERED]
    sides: dict[bool, list[Finding]] = {True: [], False: []}
    for finding in duties:
        sides[finding.force is Force.MAY or "subject" in finding.who].append(finding)
    return RightsPage(
        **frame(case, "rights"),
        theirs=_clocks(case, sides[True]),
        organs=_clocks(case, sides[False]),
        bars=tuple(
            (act_of(case, bar), reach_of(case, bar.pack, bar.norm, bar.source), bar.starts.isoformat(), bar.ends.isoformat() if bar.ends else "没有止日", case.cites.chip(bar.pack, bar.cites[0]))
            for bar in case.restrictions
        ),
    )  # fmt: skip


def _clocks(case: Case, findings: Iterable[Finding]) -> Clocks:
    """Open ones by their day, then those done that had a day; the rest folded. The same line stands once."""
    listed = sorted(findings, key=lambda f: (f.status not in OPEN, f.due is None, str(f.due or "")))
    stands = [f for f in listed if f.status in OPEN or f.due is not None]
    rest = [f for f in listed if f.status not in OPEN and f.due is None]
    return Clocks(_once(case, stands), _once(case, rest))


def _once(case: Case, findings: Iterable[Finding]) -> tuple[RightLine, ...]:
    lines: dict[tuple[str, str, str, str], RightLine] = {}
    for finding in findings:
        line = _line(case, finding)
        day = line.due.day if line.due else ""
        lines.setdefault((line.label, day, line.light.words, line.cite.label if line.cite else ""), line)
    return tuple(lines.values())


def _line(case: Case, finding: Finding) -> RightLine:
    light = days.LAPSED if finding.status is State.LAPSED else case.boxes.light(finding)
    if finding.status is State.MET:
        light = days.DONE
    wanted = finding.done is None and finding.status in OPEN and case.may_write and finding.act
    return RightLine(
        label=case.words_of_act(finding.act),
        due=_due(case, finding, light),
        light=light,
        cite=case.cites.chip(finding.pack, finding.cites[0], finding.reading or ""),
        done=f"{days.in_sentence(day_of(finding.done), case.today)}办理" if finding.done else "",
        url=f"{case.url}?act={finding.act[0]}#act" if wanted else "",
    )


def _due(case: Case, finding: Finding, light: Light) -> Due | None:
    """The day with its arithmetic and the calendar between."""
    if finding.due is None:
        return None
    day = day_of(finding.due)
    assumed = ASSUMED if finding.conventions else ""
    total = days.day_sum(finding.steps, day, assumed) if finding.steps else None
    strip = None
    if total and finding.starts and finding.starts <= day:
        strip = days.strip(finding.starts, day, case.today, case.boxes.calendar)
    return Due(light, f"{days.in_sentence(day, case.today)}止", "", total, strip)
