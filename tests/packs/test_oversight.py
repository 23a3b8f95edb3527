"""Oversight of assigned items on a whole case: two organizations, one of them late.

The case file under ``docs/examples`` is the case; dates and provisions are those of the text.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import CaseFile, read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, State

ROOT = Path(__file__).resolve().parents[2]
PACK = "gs-2016-111-oversight"


def pack_of(library: PackLibrary) -> Pack:
    found = library.latest(PACK)
    assert found is not None
    return found


def case(library: PackLibrary) -> CaseFile:
    path = ROOT / "docs" / "examples" / "oversight.yaml"
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


def test_each_organization_has_its_own_node(library: PackLibrary, calendar: Calendar) -> None:
    found = findings(case(library), "2016-12-01", calendar)
    assert one(found, "object-four-acts.node", "甲乡党委").status is State.MET
    assert breached(found) == {("object-four-acts.node", "乙乡党委")}


def test_at_the_end_only_the_late_feedback_stands_against_the_oversight(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = findings(case(library), "2017-02-01", calendar)
    assert breached(found) == {("object-four-acts.node", "乙乡党委")}
    assert [f.norm for f in found if f.status in (State.PENDING, State.UNDETERMINED)] == []
