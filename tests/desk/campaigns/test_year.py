"""A year of assessment: where each unit stands, who takes no part, what speaks for a veto, what a notice may hold."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import lxml.html
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.support_year import page, rows, text_of
from zeren.records import rebuild, registers
from zeren.records.actor import SYSTEM
from zeren.records.campaigns import comparing, queries
from zeren.records.matters import acts, opening, reading
from zeren.records.obligations.models import Obligation
from zeren.records.packs import installed

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- where each stands


def test_units_stand_in_the_order_of_the_organs_and_nothing_is_put_in_an_order_of_points(year: Any) -> None:
    found = page(year)
    names = [row[0] for row in rows(found)]
    assert names == [
        "县委",
        "县自然资源局",
        "县交通运输局",
        "县教育局",
        "县卫健局",
        "县民政局",
        "县农业农村局",
        "县财政局",
        "县审计局",
        "县应急局",
    ]
    assert not found.xpath("//th/a[contains(@href, 'sort=')]")
    assert "名次" not in text_of(found) and "第一名" not in text_of(found)


def test_each_number_of_the_head_leads_to_the_rows_that_it_counts(year: Any) -> None:
    links = page(year).xpath("//*[@class='head']//a[contains(@href, 'campaign')]")
    counted = [link for link in links if link.text_content().split()[0].isdigit()]
    assert len(counted) >= 5
    for link in counted:
        got = year.client("kaohe").get(link.get("href"))
        shown = lxml.html.fromstring(got.content.decode())
        total = shown.xpath("string(//*[contains(@class, 'pager')])").split("共")[-1].split()[0]
        assert total == link.text_content().split()[0], link.get("href")


def test_a_station_leads_to_its_entry(year: Any) -> None:
    found = page(year)
    link = found.xpath("//tr[contains(@class, 'row')][2]/td[6]/a")[0]
    assert link.text_content() == "08-19"
    got = year.client("kaohe").get(link.get("href"))
    assert got.status_code == 200 and "述职述廉大会" in got.content.decode()


def test_who_is_away_half_a_year_takes_no_part_and_who_is_under_investigation_gets_no_grade(
    year: Any,
) -> None:
    away = rows(page(year, "?view=cadres&part=not-assessed"))
    assert [(row[1], row[3], row[6]) for row in away] == [("县民政局", "不参加考核", "—")]
    assert away[0][4].startswith("二十一") or "第二十一条" in away[0][4]
    withheld = rows(page(year, "?view=cadres&part=grade-withheld"))
    assert [(row[1], row[3], row[6]) for row in withheld] == [("县审计局", "不确定等次", "没有等次")]
    assert withheld[0][5] != "—", "the points are computed all the same"


@pytest.mark.parametrize(("back", "part"), [("2025-09-05", "不参加考核"), ("2025-09-04", "参加")])
def test_half_a_year_is_reached_on_its_day_and_not_a_day_before(year: Any, back: str, part: str) -> None:
    matter = year.unit("Q-03")
    one = next(row for row in matter.subjects.all() if row.person_id)
    said = {"cause": "leave", "since": "2025-03-05", "back": back}
    acts.record_event(SYSTEM, matter.pk, "absence_recorded", date(2026, 8, 10), said, subjects=[one.ref])
    found = rows(page(year, f"?view=cadres&unit=交通&name={one.person.name}"))
    assert [row[3] for row in found] == [part]


def test_scores_at_the_very_lines_get_the_grade_of_the_line(year: Any) -> None:
    grades = {row[0]: row[12] for row in rows(page(year))}
    assert grades["县自然资源局"] == "好", "90 exactly"
    assert grades["县交通运输局"] == "较好", "89.99"
    assert grades["县教育局"] == "一般", "65 exactly"
    cadres = {row[5]: row[6] for row in rows(page(year, "?view=cadres&unit=自然资源"))}
    assert (cadres["90"], cadres["89.99"]) == ("优秀", "良好")


def test_the_workbook_holds_the_same_rows(year: Any) -> None:
    got = year.client("kaohe").get(f"{year.url}/export.xlsx?unit=教育")
    sheet = openpyxl.load_workbook(io.BytesIO(got.content)).active
    assert sheet is not None
    assert any("教育局" in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert not any("财政局" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_correction_takes_the_place_of_what_it_corrects(year: Any) -> None:
    matter = year.unit("Q-03")
    group = next(row.ref for row in matter.subjects.all() if row.organ_id)
    entry = reading.read([matter.pk], ["computed"], year.today)[matter.pk].last("computed", group)
    assert entry is not None
    acts.correct_event(SYSTEM, matter.pk, entry.seq, reason="录入有误", fields={"grade": "一般"})
    assert {row[0]: row[12] for row in rows(page(year))}["县交通运输局"] == "一般"


# ---------------------------------------------------------------- who sees what


@pytest.mark.parametrize("path", ["", "/vetoes", "/compare", "/circular", "/public", "/open", "/export.xlsx"])
def test_a_unit_sees_nothing_of_the_year(year: Any, path: str) -> None:
    for who in ("lianluo", "benren", "chengban"):
        assert year.client(who).get(year.url + path).status_code == 404, who


def test_a_unit_sees_no_veto_page_of_its_own_matter(year: Any) -> None:
    matter = year.unit("Q-09")
    assert year.client("lianluo").get(f"/matters/{matter.pk}/veto").status_code == 404


# ---------------------------------------------------------------- beside the tree


def test_who_is_not_scored_stands_among_the_cadres_with_the_provision_and_says_why(year: Any) -> None:
    found = page(year, f"/matters/{year.unit('Q-08').pk}/scores")
    away = [
        row
        for row in found.xpath("//table[contains(@class, 'members')]//tr")
        if "不参加考核" in row.text_content()
    ]
    assert len(away) == 1 and "第二十一条" in away[0].text_content()
    assert [td.text_content() for td in away[0].xpath("./td")[1:5]] == ["—"] * 4
    said = text_of(page(year, away[0].xpath(".//a/@href")[0]))
    assert "不计分" in said and "不知道它按班子还是按干部计分" not in said


def test_a_group_with_its_cadres_is_not_called_so_many_units(year: Any) -> None:
    assert "等 13 个对象" in text_of(page(year, f"/matters/{year.unit('Q-06').pk}/scores"))
    assert "等 10 个单位" in text_of(page(year, f"/matters/{year.matter.pk}/sheets"))


def test_beside_the_tree_stand_the_grounds_and_what_was_required_on_site(year: Any) -> None:
    said = text_of(page(year, f"/matters/{year.unit('Q-06').pk}/scores"))
    assert "优良票未过三分之二且核实" in said and "÷ 150 = 2/3" in said and "合于情形，待审议" in said
    assert "一成以上 24 / 204符合" in said and "谈话人数 20符合" in said and "考核组符合" in said
    other = text_of(page(year, f"/matters/{year.unit('Q-02').pk}/scores"))
    assert "优良票未过三分之二" not in other


def test_a_cadre_about_whom_something_is_owed_says_so_in_his_row(year: Any) -> None:
    found = page(year, f"/matters/{year.unit('Q-05').pk}/scores")
    notes = [
        row.xpath("./td")[-1].text_content()
        for row in found.xpath("//table[contains(@class, 'members')]/tbody/tr")
    ]
    assert [note for note in notes if note] == ["待办：差评三成，核实"]


# ---------------------------------------------------------------- distributions


def test_distributions_are_counts_by_kind_of_unit(year: Any) -> None:
    pack = installed().exactly(year.matter.pack, year.matter.version)
    assert pack is not None
    found = comparing.compare(SYSTEM, year.matter, pack, year.rules, year.today)
    assert [(one.kind, one.all) for one in found.groups] == [("county", 1), ("department", 9)]
    assert sum(one.counts["一般"] for one in found.groups) == 1
    assert sum(one.without for one in found.cadres) == 2, "who takes no part and who gets no grade"
    assert found.last is None and found.changes == ()


def test_the_page_of_distributions_names_no_cadre_and_no_points(year: Any) -> None:
    said = text_of(page(year, "/compare"))
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    assert not any(one.name in said for unit in units for one in unit.cadres)
    assert "89.99" not in said and "系统里没有上一年度的考核" in said


def test_the_year_before_is_compared_where_it_is_in_sight(year: Any) -> None:
    organ = year.unit("Q-02").subjects.get(organ__isnull=False).organ
    asked = opening.Opening(
        year.matter.pack,
        year.matter.procedure,
        year.matter.organ_id,
        "2024年度考核",
        [f"organ:{organ.pk}"],
        date(2025, 7, 1),
        mark="市考统",
    )
    last = opening.open_matter(SYSTEM, asked)
    row = {
        "programme": last.number,
        "organ": organ.code,
        "unit": "部门（单位）",
        "year": "2024",
        "mark": "市考",
        "subordinates": "否",
    }
    assert registers.import_rows(SYSTEM, "assessed", [row]).written
    unit = queries.units_of(SYSTEM, last, year.rules)[0]
    assert unit.matter is not None and unit.group is not None
    said = {"score": "81", "grade": "较好"}
    acts.record_event(SYSTEM, unit.matter.pk, "computed", date(2026, 1, 5), said, subjects=[unit.group.ref])
    pack = installed().exactly(year.matter.pack, year.matter.version)
    assert pack is not None
    found = comparing.compare(SYSTEM, year.matter, pack, year.rules, year.today)
    assert [(c.unit.organ.code, c.before, c.now) for c in found.changes] == [("Q-02", "较好", "好")]
    department = next(one for one in found.groups if one.kind == "department")
    assert department.before == {"好": 0, "较好": 1, "一般": 0, "较差": 0}


# ---------------------------------------------------------------- many acts at once


def test_replay_arrives_at_what_many_acts_at_once_wrote(year: Any) -> None:
    before = rebuild.contents()
    assert before["Obligation"], "what is owed is on record"
    rebuild.rebuild()
    assert rebuild.contents() == before


def test_an_act_reaches_the_matters_whose_norms_read_it_and_no_other(year: Any) -> None:
    unit = year.unit("Q-03")
    unit.refresh_from_db()
    group = next(row.ref for row in unit.subjects.all() if row.organ_id)
    with CaptureQueriesContext(connection) as few:
        acts.record_event(SYSTEM, unit.pk, "clue_found", date(2026, 9, 1), subjects=[group])
    assert str(year.matter.pk) and len(few) < 120, "the programme with its ten units is not read again"
    said = {"ground": ("veto-group-1",), "year": "2025", "reasons": "甲"}
    acts.record_event(
        SYSTEM, unit.pk, "vetoed", date(2026, 9, 30), said, subjects=[group], by=["city_standing_committee"]
    )
    assert Obligation.objects.filter(matter=unit, norm="after-3-deliberate.veto").count() == 0
    entry = reading.read([year.matter.pk], ["deliberated"], year.today)[year.matter.pk].entries[
        "deliberated"
    ][-1]
    acts.void_event(SYSTEM, year.matter.pk, entry.seq, reason="误记")
    assert Obligation.objects.filter(matter=unit, norm="after-3-deliberate.veto").count() == 1
