"""Indicator sets and assessments that are asked for, in one list: how each stands, what is there twice, only what is in sight."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import openpyxl
import pytest

from desk import support_registers
from desk.support_registers import client, entering
from zeren.law.packs.loading import load_pack
from zeren.records.beside import RulesError
from zeren.records.reviews import rules

TODAY = date(2026, 10, 13)
PACK = "cn-2013-performance-assessment"
FOLDER = Path(__file__).resolve().parents[2] / "packs"
pytestmark = pytest.mark.django_db


def enter() -> None:
    """The matters."""
    from zeren.cli.demo import indicators

    indicators.enter()


entered = entering(enter, TODAY)
county = support_registers.county(TODAY)


def rows(query: str = "", who: str = "shiwei") -> list[list[str]]:
    """The cells as they are read."""
    answer = client(who).get(f"/reviews{query}")
    assert answer.status_code == 200
    found = lxml.html.fromstring(answer.content.decode())
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in found.xpath("//tr[contains(@class, 'row')]")
    ]


COORDINATED = f"?of={PACK}/assessment-coordination"


def test_a_set_with_growth_as_its_main_figure_is_to_be_explained_and_a_sound_one_is_not(county: None) -> None:
    found = {row[0]: row for row in rows()}
    assert found["县委"][1:] == ["目标责任考核", *["符合"] * 8, found["县委"][-1]]
    narrow = found["青河镇党委"]
    # growth alone and ranked by it; growth and industry in a farm area; no debt; three of four not raised
    assert narrow[3:9] == ["待说明", "待说明", "待说明", "待说明", "符合", "符合"]


def test_the_same_content_asked_for_twice_in_a_year_stands_together(county: None) -> None:
    again = rows(f"{COORDINATED}&state=again")
    assert [(row[0], row[2], row[3]) for row in again] == [
        ("县住建局", "党风廉政建设", "市纪委监委"), ("县住建局", "党风廉政建设", "县纪委监委"),
    ]  # fmt: skip
    assert {row[8] for row in again} == {"同样的 2 次"}
    assert [row[6] for row in again] == ["符合", "待说明"], "the second is the one that repeats"


def test_one_that_is_merged_repeats_nothing_and_a_veto_wants_its_provision(county: None) -> None:
    found = rows(COORDINATED)
    safety = [row for row in found if row[2] == "安全生产"]
    assert {row[0]: row[7] for row in safety} == {
        "县住建局": "待说明",
        "县自然资源局": "待说明",
        "县教育局": "不涉及",
    }
    assert {row[8] for row in safety} == {"—"}


def test_two_matters_of_two_organs_ask_for_the_same(county: None) -> None:
    from zeren.cli.demo import indicators
    from zeren.records.actor import SYSTEM

    other = indicators._open(
        SYSTEM, "assessment-coordination", "另一件", ["Q-05"], {"managed_level": "other"}
    )
    fields = {"year": str(TODAY.year), "content": "党风廉政建设", "merged": "no", "veto": "no"}
    indicators._record(SYSTEM, other, "assessment_planned", ["Q-05"], fields)
    again = [row[0] for row in rows(f"{COORDINATED}&state=again&subject=教育")]
    assert again == ["县教育局", "县教育局"]


def test_what_is_out_of_sight_is_not_listed_and_an_unknown_list_is_not_there(county: None) -> None:
    assert rows(who="lianluo") == [] and rows(who="chengban") == []
    assert client("shiwei").get("/reviews?of=nothing/at-all").status_code == 404


def test_the_workbook_has_the_filtered_rows(county: None) -> None:
    got = client("shiwei").get(f"/reviews/export.xlsx{COORDINATED}&state=again")
    sheet = openpyxl.load_workbook(io.BytesIO(got.content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert cells.count("县住建局") == 2 and "县教育局" not in cells


def test_of_many_matters_the_newest_are_read_and_how_many_are_left_out_is_told(
    county: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = rows()
    monkeypatch.setattr("zeren.records.reviews.queries.MOST", 1)
    body = client("shiwei").get("/reviews").content.decode()
    newest = rows()
    assert 0 < len(newest) < len(whole)
    assert "只列最近立项的 1 件事项，更早的还有" in body and "按单位可查" in body
    older = next(row[0] for row in whole if row[0] not in {one[0] for one in newest})
    assert [row[0] for row in rows(f"?subject={older}")] != []


# ---------------------------------------------------------------- the rules


def test_all_that_the_rules_name_is_in_the_pack() -> None:
    packs = [load_pack(file) for file in FOLDER.glob("*/*/????-??-??.yaml")]
    found = list(rules.every(packs))
    assert len(found) >= 2
    for pack, name, one in found:
        assert rules.faults(one, pack, pack.procedures[name]) == []


@pytest.mark.parametrize("wrong", [{"ranking": "yes"}, {"step": None}])
def test_a_key_that_is_none_and_one_that_is_missing_are_told(wrong: dict[str, Any]) -> None:
    body: dict[str, Any] = {"title": "甲", "step": "a", "shows": [], "checks": []}
    changed = {name: value for name, value in (body | wrong).items() if value is not None}
    with pytest.raises(RulesError, match=next(iter(wrong))):
        rules.read(changed)
