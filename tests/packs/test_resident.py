"""Practices of resident discipline organs: nothing holds before an organ adopts it; a whole case of talks.

The case file under ``docs/examples`` is the case; dates and provisions are those of the text.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from zeren.law.addresses import parse as address
from zeren.law.packs.form import Force, Kind, Pack
from zeren.law.packs.library import PackLibrary, examples_of
from zeren.law.texts import parse
from zeren.norms import cases
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import CaseFile, read_case
from zeren.norms.compiling import compiled
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, State

ROOT = Path(__file__).resolve().parents[2]
PACK = "cn-2021-bulletin"
OWED = frozenset({State.BREACHED, State.PENDING, State.UNDETERMINED, State.MET})
KEPT_OUT = (
    "言论",
    "舆情",
    "监看",
    "网络",
    "微信",
    "朋友圈",
    "私生活",
    "谈话内容",
    "谈话记录",
    "态度",
    "评价",
)
"""What no field and no word of a list may be about: monitoring of expression, private life, what somebody said."""


def pack_of(library: PackLibrary) -> Pack:
    found = library.latest(PACK)
    assert found is not None
    return found


def case(library: PackLibrary) -> CaseFile:
    path = ROOT / "docs" / "examples" / "resident-talks.yaml"
    return read_case(path.read_bytes(), path.name, library.packs)


def findings(found: CaseFile, day: str, calendar: Calendar) -> Findings:
    return evaluate(found.packs, found.log, date.fromisoformat(day), calendar)


def one(found: Findings, norm: str, subject: str, key: str | None = None) -> Finding:
    listed = [f for f in found.of(norm) if f.subject == subject and key in (None, f.key)]
    assert len(listed) == 1, listed
    return listed[0]


def breached(found: Findings) -> set[tuple[str, str | None, str | None]]:
    return {(f.norm, f.subject, f.key) for f in found if f.status is State.BREACHED}


# ---------------------------------------------------------------- the case


def test_who_was_not_talked_with_in_the_year_stands_out_on_its_last_day_plus_one(
    library: PackLibrary, calendar: Calendar
) -> None:
    last = findings(case(library), "2022-12-31", calendar)
    assert one(last, "talk-head", "钱某", "2022").status is State.PENDING
    assert breached(last) == set()
    assert breached(findings(case(library), "2023-01-01", calendar)) == {("talk-head", "钱某", "2022")}


def test_two_years_run_from_the_listing_and_then_from_each_talk(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = findings(case(library), "2025-01-15", calendar)
    first = one(found, "talk-deputy-members", "李某")
    assert (first.status, first.due) == (State.MET, date(2023, 6, 15))
    again = one(found, "talk-deputy-members.next", "李某", "e7")
    assert (again.status, again.due, again.done) == (State.BREACHED, date(2024, 12, 20), date(2024, 12, 23))
    assert one(found, "talk-deputy-members.next", "李某", "e13").due == date(2026, 12, 23)


def test_a_departure_with_reasons_is_no_breach(library: PackLibrary, calendar: Calendar) -> None:
    found = findings(case(library), "2025-01-15", calendar)
    assert one(found, "talk-deputy-unit-heads", "孙某", "2024").status is State.MET
    assert breached(found) == {("talk-head", "钱某", "2022"), ("talk-deputy-members.next", "李某", "e7")}


def test_the_same_record_without_an_adoption_owes_nothing(library: PackLibrary, calendar: Calendar) -> None:
    whole = case(library)
    log = replace(whole.log, events=tuple(e for e in whole.log.events if e.type != "talks_adopted"))
    found = evaluate(whole.packs, log, date(2025, 1, 15), calendar)
    assert [f.norm for f in found if f.status in OWED] == []


# ---------------------------------------------------------------- the pack


@pytest.mark.texts
def test_the_pack_knows_every_unit_of_the_bulletin_and_no_other(
    library: PackLibrary, texts_dir: Path
) -> None:
    units = {str(address(at).unit) for at in pack_of(library).provisions}
    above = {".".join(at.split(".")[:n]) for at in units for n in range(1, at.count(".") + 2)}
    bulletins = [d for path in texts_dir.glob("*.txt") for d in parse(path).documents if d.kind == "bulletin"]
    assert [{unit.address for unit in d.provisions} for d in bulletins] == [above]


def test_no_norm_is_more_than_a_should(library: PackLibrary) -> None:
    norms = (*pack_of(library).norms, *pack_of(library).alternatives)
    assert [n.id for n in norms if n.kind is not Kind.DEFINE and n.force is not Force.SHOULD] == []


@pytest.mark.parametrize("day", ["2021-12-31", "2023-06-30", "2029-12-31"])
def test_no_example_owes_anything_once_its_adoptions_are_taken_out(
    library: PackLibrary, calendar: Calendar, day: str
) -> None:
    pack = pack_of(library)
    packs = compiled([pack])
    for example in examples_of(pack):
        log = cases.log(example)
        bare = replace(log, events=tuple(e for e in log.events if not e.type.endswith("_adopted")))
        found = evaluate(packs, bare, date.fromisoformat(day), calendar)
        assert [f.norm for f in found if f.status in OWED] == [], example["name"]


def test_nothing_is_kept_of_what_people_say_or_of_their_private_life(library: PackLibrary) -> None:
    pack = pack_of(library)
    own = {name: found for name, found in pack.vocabulary.lists.items() if name in _lists(pack)}
    words = [label for found in own.values() for label in found.labels.values()]
    fields = [
        f.label or "" for p in pack.procedures.values() for s in p.steps.values() for f in s.record.values()
    ]
    steps = [s.label for p in pack.procedures.values() for s in p.steps.values()]
    assert [w for w in (*words, *fields, *steps) if any(out in w for out in KEPT_OUT)] == []


def _lists(pack: Pack) -> set[str]:
    """The lists that fields of the pack choose from."""
    steps = [s for p in pack.procedures.values() for s in p.steps.values()]
    return {f.list for s in steps for f in s.record.values() if f.list}
