"""The city's measures on inspection and on one case with two investigations: their examples, and their fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.law.calendars import load_years
from zeren.law.packs.library import PackLibrary, examples_of
from zeren.norms.calendar import Calendar
from zeren.norms.examples import run_tests

ROOT = Path(__file__).resolve().parents[2]
REFS = ["zy-2015-inspection@2015-09-19", "zy-2015-dual-accountability@2015-12-23"]


@pytest.fixture(scope="module")
def library() -> PackLibrary:
    return PackLibrary.load(ROOT / "packs")


@pytest.mark.parametrize("ref", REFS)
def test_every_example_holds(library: PackLibrary, ref: str) -> None:
    pack = library.exactly(ref)
    assert pack is not None
    results = run_tests(
        library.packs, pack, examples_of(pack), Calendar(load_years(ROOT / "calendars" / "cn"))
    )
    assert results
    assert [r for r in results if not r.passed] == []


@pytest.mark.parametrize("ref", REFS)
def test_every_field_says_what_it_is_and_why_it_is_kept(library: PackLibrary, ref: str) -> None:
    pack = library.exactly(ref)
    assert pack is not None
    fields = [
        (step.id, found)
        for procedure in pack.procedures.values()
        for step in procedure.steps.values()
        for found in step.record.values()
    ]
    assert fields
    assert [(step, f.name) for step, f in fields if not (f.label and f.cite)] == []


@pytest.mark.parametrize("step", ["talks_held", "visited", "symposium_held"])
def test_of_talks_and_visits_only_that_they_took_place_is_kept(library: PackLibrary, step: str) -> None:
    """What was said, and by whom, has no field."""
    pack = library.exactly(REFS[0])
    assert pack is not None
    record = pack.procedures["inspection"].steps[step].record
    assert {f.type for f in record.values()} <= {"many_of", "integer"}
