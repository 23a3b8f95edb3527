"""The circular and the public notice: exactly what each may hold, approved as it stands."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from desk.support_year import page, text_of
from zeren.records.actor import SYSTEM
from zeren.records.campaigns import notices, queries
from zeren.records.matters import acts, reading

pytestmark = pytest.mark.django_db


def notice(year: Any, name: str) -> notices.Draft:
    """A notice as of today."""
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    rule = next(one for one in year.rules.notices if one.id == name)
    return notices.draft(year.matter, units, year.rules, rule, year.today)


def words_in(content: bytes) -> str:
    """Everything that is written in a Word document, its properties as well."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_the_public_notice_holds_unit_grades_and_main_problems_and_nothing_else(year: Any) -> None:
    found = notice(year, "public")
    assert [section.part.id for section in found.sections] == ["unit_grades", "main_problems"]
    assert {line.value for line in found.sections[0].lines} <= {"好", "较好", "一般", "较差"}
    said = words_in(year.client("kaohe").get(f"{year.url}/public.docx").content)
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    assert "县自然资源局" in said and "整改台账更新不及时" in said
    for name in (one.name for unit in units for one in unit.cadres):
        assert name not in said
    for word in ("优秀", "良好", "89.99", "专题研究少", "年底前报告", "否决", "严重警告"):
        assert word not in said, word


def test_the_circular_holds_the_grades_of_cadres_and_what_the_public_one_may_not(year: Any) -> None:
    found = notice(year, "circular")
    assert [section.part.id for section in found.sections] == [
        "group_grades",
        "cadre_grades",
        "problems",
        "requirements",
    ]
    said = words_in(year.client("kaohe").get(f"{year.url}/circular.docx").content)
    assert "优秀" in said and "专题研究少" in said and "年底前报告" in said
    assert "89.99" not in said, "grades, not points"


def test_the_circular_says_of_each_cadre_in_which_unit(year: Any) -> None:
    unit = queries.units_of(SYSTEM, year.matter, year.rules)[0]
    said = words_in(year.client("kaohe").get(f"{year.url}/circular.docx").content)
    assert f"{unit.organ.short}：{unit.cadres[0].name}，优秀；{unit.cadres[1].name}，" in said
    first = page(year, "/circular").xpath("//article//section[2]//tr")[0]
    assert first.xpath("./td")[0].text_content() == unit.organ.short
    assert [a.text_content() for a in first.xpath(".//a")][:1] == [f"{unit.cadres[0].name}，优秀"]
    assert len(first.xpath(".//a[contains(@href, '/records?at=')]")) == len(unit.cadres)


def test_a_cadre_without_a_grade_is_named_unless_excused(year: Any) -> None:
    assert not notice(year, "circular").sections[1].lacking, (
        "one is away, one under investigation: neither lacks a grade"
    )
    unit = queries.units_of(SYSTEM, year.matter, year.rules)[0]
    cadre = unit.cadres[1]
    assert unit.matter is not None
    entry = reading.read([unit.matter.pk], ["computed"], year.today)[unit.matter.pk].last(
        "computed", cadre.ref
    )
    assert entry is not None
    acts.void_event(SYSTEM, unit.matter.pk, entry.seq, reason="误记")
    found = notice(year, "circular")
    assert not found.ready
    assert [(one.unit.organ.pk, one.cadres) for one in found.sections[1].lacking] == [
        (unit.organ.pk, (cadre,))
    ]
    assert f"没有“领导干部考核等次”：{unit.organ.short} {cadre.name}" in text_of(page(year, "/circular"))


def test_what_is_taken_back_after_the_approval_must_be_approved_again(year: Any) -> None:
    """The text that stood before stands again: it is not the one that was approved."""
    organ = queries.units_of(SYSTEM, year.matter, year.rules)[0].organ
    said = {"main_problems": "另写。"}
    event = acts.record_event(
        SYSTEM, year.matter.pk, "texts_drawn_up", date(2026, 10, 1), said, subjects=[f"organ:{organ.pk}"]
    )
    acts.record_event(
        SYSTEM, year.matter.pk, "text_approved", date(2026, 10, 2), {"which": "public"}, subjects=[]
    )
    assert notice(year, "public").released
    acts.void_event(SYSTEM, year.matter.pk, event.event.seq, reason="误记")
    found = notice(year, "public")
    assert found.ready and found.changed and not found.released


def test_a_public_text_that_names_a_cadre_is_held_back(year: Any) -> None:
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    name, organ = units[1].cadres[0].name, units[1].organ
    acts.record_event(
        SYSTEM,
        year.matter.pk,
        "texts_drawn_up",
        date(2026, 10, 1),
        {"main_problems": f"{name}履职不力。"},
        subjects=[f"organ:{organ.pk}"],
    )
    found = notice(year, "public")
    assert [who for _, who in found.named] == [name] and not found.ready
    shown = page(year, "/public")
    assert f"内容里写到干部姓名：{name}" in text_of(shown)
    assert not shown.xpath("//a[normalize-space()='审定']")


def test_what_is_changed_after_the_approval_must_be_approved_again(year: Any) -> None:
    assert not notice(year, "public").released
    acts.record_event(
        SYSTEM, year.matter.pk, "text_approved", date(2026, 10, 2), {"which": "public"}, subjects=[]
    )
    assert notice(year, "public").released and not notice(year, "circular").released
    organ = queries.units_of(SYSTEM, year.matter, year.rules)[0].organ
    acts.record_event(
        SYSTEM,
        year.matter.pk,
        "texts_drawn_up",
        date(2026, 10, 3),
        {"main_problems": "另写。"},
        subjects=[f"organ:{organ.pk}"],
    )
    found = notice(year, "public")
    assert found.changed and not found.released
    assert "要重新审定" in text_of(page(year, "/public"))


def test_a_unit_without_its_text_keeps_the_notice_a_draft(year: Any) -> None:
    organ = queries.units_of(SYSTEM, year.matter, year.rules)[0].organ
    own = reading.read([year.matter.pk], ["texts_drawn_up"], year.today)[year.matter.pk]
    entry = own.last("texts_drawn_up", f"organ:{organ.pk}")
    assert entry is not None
    acts.void_event(SYSTEM, year.matter.pk, entry.seq, reason="误记")
    found = notice(year, "public")
    assert not found.ready and [one.unit.organ.pk for one in found.sections[1].lacking] == [organ.pk]
    assert "草稿" in words_in(year.client("kaohe").get(f"{year.url}/public.docx").content)
