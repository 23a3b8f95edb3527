"""The rules of the coverage stand beside the pack and are read before anybody records; a term begins on its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records import support_packs
from zeren.records import evaluation, packs
from zeren.records.actor import SYSTEM
from zeren.records.beside import RulesError
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.rounds import rules
from zeren.records.rounds.queries import Round, State, UnitRounds, state_of

WHOLE = {
    "rounds": "inspection", "counts": ["onsite_ended"], "here": ["township_inspected"],
    "columns": [{"title": "进驻", "step": "entered"}],
    "asks": {"norm": "township-coverage", "cite": "4", "text": "一遍"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def real() -> Iterator[packs.Installed]:
    """The packs as they are delivered."""
    with support_packs.delivered() as found:
        yield found


def test_no_rule_names_what_its_pack_does_not_have(real: Any) -> None:
    seen = []
    for pack in real.packs:
        for procedure in pack.procedures.values():
            found = rules.rules_of(pack, procedure)
            if found:
                seen.append((pack.id, procedure.id))
                assert rules.faults(found, pack, procedure) == []
    assert ("zy-2015-inspection", "inspection-programme") in seen


def test_what_a_rule_names_beside_the_pack_is_found(real: Any) -> None:
    pack = next(pack for pack in real.packs if pack.id == "zy-2015-inspection")
    wrong = rules.read(
        {**WHOLE, "counts": ["no_step"], "here": ["none"], "asks": {"norm": "n", "cite": "9", "text": ""}}
    )
    assert rules.faults(wrong, pack, pack.procedures["inspection-programme"]) == [
        "no step no_step in inspection", "here: no step none", "asks: no norm n", "asks: no provision 9",
    ]  # fmt: skip
    wrong = rules.read({**WHOLE, "rounds": "x"})
    assert rules.faults(wrong, pack, pack.procedures["inspection-programme"]) == ["rounds: no procedure x"]


@pytest.mark.parametrize(
    "text",
    [
        "coverage: [",
        "coverage: {p: x}",
        "coverage: {p: {rounds: x}}",
        "coverage: {p: {rounds: x, counts: a, here: [], columns: [], asks: {norm: a, cite: b, text: c}}}",
        "coverage: {p: {rounds: x, counts: [a], here: [], columns: [{titel: a}], asks: {norm: a, cite: b, text: c}}}",
    ],
)
def test_rules_that_cannot_be_used_are_told_with_their_file(home: Path, real: Any, text: str) -> None:
    (home / "desk.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match="desk.yaml can't be used: "):
        rules.check([replace(real.packs[0], file=str(home / "2015-09-19.yaml"))])


def test_a_term_begins_on_the_day_stated_and_told_again_is_no_other(county: Any) -> None:
    unit = f"organ:{county.organs['QJ'].pk}"
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening(
            "zy-2015-inspection", "inspection-programme", county.organs["QJ"].pk, "统筹", [unit], date(2026, 3, 2),
            mark="青", subject_facts={unit: {"city_term": "八届"}},
        ),
    )  # fmt: skip

    def terms() -> list[tuple[Any, Any]]:
        return [
            (f.starts, f.due)
            for f in evaluation.findings_of(matter)
            if f.norm == "township-coverage" and f.subject
        ]

    # The day of opening is no day of the term.
    assert terms() == []
    acts.state_facts(SYSTEM, matter.pk, {"city_term": "八届"}, of=unit, start=date(2021, 11, 1))
    assert terms() == [(date(2021, 11, 1), None)]
    acts.state_facts(SYSTEM, matter.pk, {"city_term": "七届"}, of=unit, start=date(2016, 11, 1))
    assert terms() == [(date(2016, 11, 1), date(2021, 10, 31)), (date(2021, 11, 1), None)]


@pytest.mark.parametrize(
    ("closed", "counted", "here", "disposed", "since", "state"),
    [
        (False, None, None, None, None, State.UNDER_WAY),
        (True, None, None, None, None, State.NONE),
        (True, None, None, date(2040, 1, 1), None, State.UNKNOWN),
        (True, date(2021, 10, 31), None, None, date(2021, 11, 1), State.NONE),
        (True, date(2021, 11, 1), None, None, date(2021, 11, 1), State.TAKEN),
        (True, date(2021, 10, 31), None, None, None, State.TAKEN),
        (True, None, date(2021, 11, 1), None, date(2021, 11, 1), State.TAKEN),
        (False, None, date(2021, 10, 31), None, date(2021, 11, 1), State.UNDER_WAY),
        (False, date(2021, 10, 31), None, None, date(2021, 11, 1), State.NONE),
    ],
)
def test_how_far_a_unit_is_in_its_term(
    closed: bool, counted: Any, here: Any, disposed: Any, since: Any, state: State
) -> None:
    matter = Matter(state=Matter.State.CLOSED if closed else Matter.State.OPEN, disposed=disposed)
    unit = UnitRounds(Organ(), (Round(matter, {}, counted),), (here,) if here else ())
    assert state_of(unit, since) is state


def test_a_unit_without_a_round_has_no_record() -> None:
    assert state_of(UnitRounds(Organ()), None) is State.NONE
