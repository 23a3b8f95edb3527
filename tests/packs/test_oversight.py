"""Oversight of assigned items on a whole case: two organizations, one of them late.

The case file under ``docs/examples`` is the case; dates and provisions are those of the text.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zeren.law.calendars import load_years
from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary, examples_of
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import CaseFile, read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.examples import run_tests
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, State
from zeren.records.matters import own_rules

ROOT = Path(__file__).resolve().parents[2]
PACK = "gs-2016-111-oversight"


@pytest.fixture(scope="module")
def library() -> PackLibrary:
    return PackLibrary.load(ROOT / "packs")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar(load_years(ROOT / "calendars" / "cn"))


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


def test_every_example_of_the_packs_holds(library: PackLibrary, calendar: Calendar) -> None:
    pack = pack_of(library)
    results = run_tests(library.packs, pack, examples_of(pack), calendar)
    assert results
    assert [r for r in results if not r.passed] == []


def test_every_field_says_what_it_is_and_why_it_is_kept(library: PackLibrary) -> None:
    for procedure in pack_of(library).procedures.values():
        for step in procedure.steps.values():
            for found in step.record.values():
                assert found.label, (step.id, found.name)
                assert found.cite, (step.id, found.name)


def test_the_own_desk_names_only_what_the_procedure_has_and_gives_to_the_unit(library: PackLibrary) -> None:
    pack = pack_of(library)
    for procedure in pack.procedures.values():
        assert own_rules.faults(own_rules.rules_of(pack, procedure), procedure) == []


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
