"""Inspection rectification on a whole case, from the feedback to what an evaluation found.

The case file under ``docs/examples`` is the case; dates and provisions are those of the text.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.law.packs.readings import switched
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import CaseFile, read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, State

ROOT = Path(__file__).resolve().parents[2]
PACK = "cn-2022-inspection-rectification"


def pack_of(library: PackLibrary) -> Pack:
    found = library.latest(PACK)
    assert found is not None
    return found


def case(library: PackLibrary) -> CaseFile:
    path = ROOT / "docs" / "examples" / "inspection-rectification.yaml"
    return read_case(path.read_bytes(), path.name, library.packs)


def findings(found: CaseFile, day: str, calendar: Calendar) -> Findings:
    return evaluate(found.packs, found.log, date.fromisoformat(day), calendar)


def one(found: Findings, norm: str, subject: str | None = None) -> Finding:
    listed = [f for f in found.of(norm) if subject in (None, f.subject)]
    assert len(listed) == 1, listed
    return listed[0]


def breached(found: Findings) -> set[tuple[str, str | None]]:
    return {(f.norm, f.subject) for f in found if f.status is State.BREACHED}


# ---------------------------------------------------------------- the case


@pytest.mark.parametrize("day", ["2022-07-21", "2022-10-08", "2022-12-16", "2022-12-30"])
def test_the_rectification_case_is_in_order_until_a_report_is_missing(
    library: PackLibrary, calendar: Calendar, day: str
) -> None:
    found = findings(case(library), day, calendar)
    assert breached(found) == set()
    assert [f for f in found if f.status in (State.UNDETERMINED, State.CONFLICT)] == []


@pytest.mark.parametrize(
    ("norm", "due", "done"),
    [
        ("concentrated-deadline", date(2022, 9, 30), date(2022, 9, 28)),
        ("special-meeting", date(2022, 9, 30), date(2022, 9, 6)),
        ("report-deadline", date(2022, 9, 30), date(2022, 9, 30)),
        ("publish-deadline", date(2022, 12, 15), date(2022, 12, 6)),
        ("publish-deadline.society", date(2022, 12, 15), date(2022, 12, 15)),
        ("ccdi-report-deadline", date(2022, 12, 30), date(2022, 12, 28)),
        ("evaluation-deadline.done", date(2023, 6, 30), date(2023, 6, 28)),
    ],
)
def test_each_deadline_of_the_rectification_case(
    library: PackLibrary, calendar: Calendar, norm: str, due: date, done: date
) -> None:
    found = one(findings(case(library), "2023-06-30", calendar), norm)
    assert (found.status, found.due, found.done) == (State.MET, due, done)


def test_the_organization_department_reports_late_and_nobody_else(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = case(library)
    assert breached(findings(found, "2022-12-31", calendar)) == {("org-report-deadline", None)}
    assert breached(findings(found, "2023-06-30", calendar)) == {("org-report-deadline", None)}


def test_counted_from_the_day_it_was_completed_both_reports_fall_earlier(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = case(library)
    other = switched(pack_of(library), {"period-end": "completed"})
    answers = evaluate((other,), found.log, date(2023, 6, 30), calendar)
    assert one(answers, "ccdi-report-deadline").due == date(2022, 12, 28)
    assert one(answers, "ccdi-report-deadline").status is State.MET
