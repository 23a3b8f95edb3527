"""An economic responsibility audit of two principals of one county: the case file under ``docs/examples`` says what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import State

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "docs" / "examples" / "economic-audit.yaml"
PACK = "cn-2014-economic-audit"


def pack_of(library: PackLibrary) -> Pack:
    found = library.latest(PACK)
    assert found is not None
    return found


def findings(library: PackLibrary, day: str, calendar: Calendar, known_at: str | None = None) -> Findings:
    found = read_case(CASE.read_bytes(), CASE.name, library.packs)
    known = date.fromisoformat(known_at) if known_at else None
    return evaluate(found.packs, found.log, date.fromisoformat(day), calendar, known)


def of(found: Findings, *statuses: State) -> set[tuple[str, str | None]]:
    return {(f.norm, f.subject) for f in found if f.status in statuses}


def test_exactly_the_two_faults_that_the_case_tells_of(library: PackLibrary, calendar: Calendar) -> None:
    found = findings(library, "2016-12-31", calendar)
    assert of(found, State.BREACHED) == {("assistance-members", None), ("rect-decisions", None)}
    assert of(found, State.PENDING, State.UNDETERMINED, State.CONFLICT) == {("hr-feedback", None)}


def test_an_opinion_not_given_is_no_fault(library: PackLibrary, calendar: Calendar) -> None:
    found = findings(library, "2016-12-31", calendar)
    assert of(found, State.LAPSED) == {("right-comment.reply", "乙书记")}
    replied = {f.subject: (f.status, f.due) for f in found.of("right-comment.reply")}
    assert replied == {
        "甲县长": (State.MET, date(2016, 5, 26)),
        "乙书记": (State.LAPSED, date(2016, 5, 26)),
    }


@pytest.mark.parametrize(("day", "status"), [("2016-09-12", State.PENDING), ("2016-09-13", State.BREACHED)])
def test_the_decision_could_be_carried_out_on_its_last_day(
    library: PackLibrary, calendar: Calendar, day: str, status: State
) -> None:
    (found,) = findings(library, day, calendar, known_at="2016-09-12").of("rect-decisions")
    assert (found.status, found.due) == (status, date(2016, 9, 12))


def test_who_presided_with_a_majority_and_who_did_not_are_judged_apart(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = findings(library, "2016-12-31", calendar)
    votes = {f.subject: f.status for f in found.of("supervising-with-majority.votes")}
    assert votes["甲县长"] is State.MET
    assert votes.get("乙书记", State.NOT_TRIGGERED) is State.NOT_TRIGGERED
    assert {f.status for f in found.of("simultaneous")} == {State.MET}
