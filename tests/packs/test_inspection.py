"""A whole inspection of two townships: the case file under ``docs/examples`` says what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zeren.law.packs.library import PackLibrary
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, State

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "docs" / "examples" / "inspection.yaml"
NEVER_A_FAULT = {"on-site-5.each"}


def findings(library: PackLibrary, day: str, calendar: Calendar, known_at: str | None = None) -> Findings:
    found = read_case(CASE.read_bytes(), CASE.name, library.packs)
    known = date.fromisoformat(known_at) if known_at else None
    return evaluate(found.packs, found.log, date.fromisoformat(day), calendar, known)


def one(found: Findings, norm: str, subject: str) -> Finding:
    (finding,) = [f for f in found.of(norm) if f.subject == subject]
    return finding


def test_exactly_the_two_faults_that_the_case_tells_of(library: PackLibrary, calendar: Calendar) -> None:
    found = findings(library, "2016-12-31", calendar)
    faults = {(f.norm, f.subject) for f in found if f.status is State.BREACHED}
    assert faults == {("plan-deadline", "乙镇"), ("feedback-publish", "乙镇")}
    assert {f.norm for f in found if f.status is State.LAPSED} == NEVER_A_FAULT
    open_ = {f.norm for f in found if f.status in (State.PENDING, State.UNDETERMINED)}
    assert open_ == set()


def test_its_periods_run_over_the_holidays(library: PackLibrary, calendar: Calendar) -> None:
    found = findings(library, "2016-12-31", calendar)
    assert one(found, "report-deadline", "甲乡").due == date(2016, 5, 20)
    assert one(found, "feedback-deadline", "甲乡").due == date(2016, 6, 13)
    assert one(found, "plan-deadline", "乙镇").due == date(2016, 7, 4)
    report = one(found, "rectification-report-deadline", "乙镇")
    assert (report.nominal, report.due) == (date(2016, 9, 15), date(2016, 9, 18))
    assert report.status is State.MET


@pytest.mark.parametrize(("day", "status"), [("2016-09-18", State.PENDING), ("2016-09-19", State.BREACHED)])
def test_before_the_report_was_recorded_its_last_day_was_open_and_the_next_was_late(
    library: PackLibrary, calendar: Calendar, day: str, status: State
) -> None:
    found = findings(library, day, calendar, known_at="2016-09-17")
    assert one(found, "rectification-report-deadline", "乙镇").status is status


@pytest.mark.parametrize("step", ["talks_held", "visited", "symposium_held"])
def test_of_talks_and_visits_only_that_they_took_place_is_kept(library: PackLibrary, step: str) -> None:
    """What was said, and by whom, has no field."""
    pack = library.exactly("zy-2015-inspection@2015-09-19")
    assert pack is not None
    record = pack.procedures["inspection"].steps[step].record
    assert {f.type for f in record.values()} <= {"many_of", "integer"}
