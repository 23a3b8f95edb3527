"""``campaign`` beside the packs: what it names is there, and what can't be used is told."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from zeren.law.packs.loading import load_pack
from zeren.records.beside import RulesError, whole
from zeren.records.campaigns import rules

FOLDER = Path(__file__).resolve().parents[2] / "packs" / "city" / "zy-2015-assessment"


@pytest.fixture(scope="module")
def pack() -> Any:
    """The pack with its rules."""
    return load_pack(FOLDER / "2015-12-25.yaml")


def body() -> Any:
    """The rules as they stand in the file, to be changed."""
    return copy.deepcopy(whole(FOLDER)["campaign"]["assessment-programme"])


def test_all_that_the_rules_name_is_in_the_pack(pack: Any) -> None:
    procedure = pack.procedures["assessment-programme"]
    found = rules.rules_of(pack, procedure)
    assert found is not None and rules.faults(found, pack, procedure) == []
    assert rules.of_unit(pack, pack.procedures["annual-assessment"]) == found
    assert rules.rules_of(pack, pack.procedures["annual-assessment"]) is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"units": "nothing"}, "no procedure nothing"),
        ({"year": "century"}, "no field century"),
        ({"position": "chair"}, "no fact chair"),
        ({"stations": [{"title": "甲", "step": "danced"}]}, "no step danced in annual-assessment"),
        ({"exempt": [{"norm": "nobody", "text": "甲"}]}, "no norm nobody"),
        ({"checks": [{"title": "甲", "step": "danced", "norms": []}]}, "no step danced in annual-assessment"),
        ({"checks": [{"title": "甲", "step": "meeting", "norms": ["nobody"]}]}, "no norm nobody"),
        (
            {"checks": [{"title": "甲", "step": "meeting", "norms": [], "figures": ["songs"]}]},
            "no field songs in meeting",
        ),
        (
            {"follow": {"a": {"title": "甲", "steps": ["danced"], "norms": []}}},
            "no step danced in assessment-programme",
        ),
        ({"before": {"charm": {"step": "vetoed"}}}, "no fact charm"),
        ({"before": {"vetoed_cases": {"step": "danced"}}}, "no step danced in annual-assessment"),
        ({"before": {"vetoed_cases": {"step": "vetoed", "field": "songs"}}}, "no field songs in vetoed"),
        ({"follow": {"a": {"title": "甲", "steps": ["warned"], "norms": ["nobody"]}}}, "no norm nobody"),
    ],
)
def test_what_is_not_in_the_pack_is_a_fault(pack: Any, change: dict[str, Any], fault: str) -> None:
    found = rules.faults(rules.read(body() | change), pack, pack.procedures["assessment-programme"])
    assert fault in " ".join(found)


def test_a_key_that_is_none_and_one_that_is_missing_are_told() -> None:
    with pytest.raises(RulesError, match="ranking"):
        rules.read(body() | {"ranking": "yes"})
    short = body()
    del short["veto"]
    with pytest.raises(RulesError, match="veto"):
        rules.read(short)


def test_the_public_notice_may_not_be_given_a_content_of_cadres() -> None:
    wrong = body()
    wrong["notices"]["public"]["parts"]["cadre_grades"] = {
        "title": "甲",
        "of": "cadre",
        "step": "computed",
        "field": "grade",
    }
    with pytest.raises(RulesError, match="content of cadres"):
        rules.read(wrong)


def test_the_file_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_text("short: 甲\n", encoding="utf-8")
    assert whole(tmp_path) == {"short": "甲"}
    file.write_text(yaml.safe_dump({"short": "乙乙"}, allow_unicode=True), encoding="utf-8")
    assert whole(tmp_path) == {"short": "乙乙"}
