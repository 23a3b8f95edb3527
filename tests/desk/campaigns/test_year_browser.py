"""In a real browser: a year from the registers to the public notice, by the pages that people use."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

import once
from desk.campaigns.test_rows import ORGANS, PEOPLE, POST
from zeren.records import registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.matters import opening
from zeren.records.matters.models import Matter

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "qinglan-2026-kaohe"


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Path) -> SimpleNamespace:
    """A programme of two units, and the account of the office that handles it."""
    from zeren.access.accounts import acts as accounts
    from zeren.records.organs import queries as organs
    from zeren.records.people import queries as people

    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(
        settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=date(2026, 10, 13)
    )
    held = [{"person": "p1", "post": "z1", "start": "2024-01-01", "source": "任字1号"}]
    clerk = {"code": "clerk", "name": "向光明", "organ": "C-JW"}
    for noun, rows in (
        ("organs", ORGANS),
        ("people", [*PEOPLE, clerk]),
        ("posts", [POST]),
        ("appointments", held),
    ):
        assert registers.import_rows(SYSTEM, noun, rows).written
    found = organs.by_code("C-JW")
    assert found is not None
    account = accounts.make_account(SYSTEM, "kaohe", PASSWORD, person=people.by_code("clerk"), organ=found)
    roles = ("city_discipline_commission", "supervision_office", "assessment_team")
    accounts.give_role(SYSTEM, account, Role.CASE_HANDLER, found, date(2026, 1, 1), functions=roles)
    refs = [f"organ:{organs.by_code(code).pk}" for code in ("A", "B")]  # type: ignore[union-attr]
    asked = opening.Opening(
        "zy-2015-assessment",
        "assessment-programme",
        found.pk,
        "2025年度考核",
        refs,
        date(2026, 1, 5),
        mark="市考统",
    )
    return SimpleNamespace(programme=opening.open_matter(SYSTEM, asked).pk)


def completed(content: bytes) -> bytes:
    """The workbook of the registers, with what people add: kinds of unit, positions, a secondment of half a year."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    columns = {str(cell.value).lstrip("*＊ ").rstrip("*＊ "): cell.column for cell in sheet[1]}
    last = sheet.max_row
    for row in range(2, last + 1):
        sheet.cell(
            row,
            columns["单位种类"],
            "县区" if sheet.cell(row, columns["单位代码"]).value == "A" else "部门（单位）",
        )
    added = {
        "统筹编号": "市考统〔2026〕1号",
        "单位代码": "A",
        "单位种类": "县区",
        "考核年度": "2025",
        "发文代字": "市考",
        "人员代码": "p2",
        "在单位的位置": "班子其他成员",
        "离岗原因": "挂职锻炼",
        "离岗日期": "2026-03-01",
    }
    # Beside the rows of its unit.
    for title, value in added.items():
        sheet.cell(last + 1, columns[title], value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_year_from_the_registers_to_the_public_notice(
    office: SimpleNamespace, live_server: Any, windows: Any, tmp_path: Path
) -> None:
    window = windows.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True).new_page()
    year = f"{live_server.url}/matters/{office.programme}/campaign"
    window.goto(f"{live_server.url}/signin")
    window.fill("input[name=username]", "kaohe")
    window.fill("input[name=password]", PASSWORD)
    window.press("input[name=password]", "Enter")
    window.wait_for_load_state()

    # 立项: the rows of the registers, completed, come back as a table.
    window.goto(f"{year}/open")
    with window.expect_download() as download:
        window.click("text=下载考核对象表")
    given = tmp_path / "given.xlsx"
    given.write_bytes(completed(Path(download.value.path()).read_bytes()))
    window.click("a:has-text('导入考核对象')")
    window.set_input_files("input[type=file]", str(given))
    window.click("button.main:has-text('核对')")
    window.wait_for_load_state()
    window.click("button[value=all]")
    window.wait_for_load_state()
    assert Matter.objects.filter(procedure="annual-assessment").count() == 2

    window.goto(year)
    assert [cell.strip() for cell in window.locator("tr.row td:first-child").all_inner_texts()] == [
        "甲县委",
        "市乙局",
    ]
    window.goto(f"{year}?view=cadres&part=not-assessed")
    assert "钱二" in window.inner_text("main") and "不参加考核" in window.inner_text("main")

    # A case of the principal is recorded; the page shows a candidate, and people decide.
    unit = Matter.objects.get(procedure="annual-assessment", subjects__organ__code="A")
    _recorded(unit)
    window.goto(f"{live_server.url}/matters/{unit.pk}/veto")
    assert "合于情形，待审议" in window.inner_text("main") and "已决定否决 0 项" in window.inner_text("main")
    window.click("a:has-text('记录审议决定')")
    window.wait_for_load_state()
    assert "act=vetoed" in window.url
    _vetoed(window, unit)
    window.goto(f"{live_server.url}/matters/{unit.pk}/veto")
    assert "已决定否决 1 项" in window.inner_text("main")
    said = window.inner_text("main")
    assert "班子被否决，涉及谁" in said and "不受影响" in said and "不得" in said

    _public(window, year)


def _recorded(unit: Matter) -> None:
    """What the year brought, by the acts that the pages use."""
    from zeren.records.matters import acts

    day = date(2026, 2, 1)
    for matter in Matter.objects.filter(procedure="annual-assessment"):
        group = next(row.ref for row in matter.subjects.all() if row.organ_id)
        acts.record_event(
            SYSTEM,
            matter.pk,
            "computed",
            day,
            {"score": "85", "grade": "较好"},
            subjects=[group],
            by=["supervision_office"],
        )
        programme = Matter.objects.get(procedure="assessment-programme")
        acts.record_event(
            SYSTEM,
            programme.pk,
            "texts_drawn_up",
            day,
            {"problems": "研究少。", "requirements": "按季研究。", "main_problems": "台账更新不及时。"},
            subjects=[group],
        )
    group = next(row.ref for row in unit.subjects.all() if row.organ_id)
    said = {
        "person": "principal",
        "filed": "yes",
        "party": "party_warning",
        "responsibility": "own",
        "occurred_in": "here",
    }
    acts.record_event(
        SYSTEM, unit.pk, "sanctioned", date(2025, 6, 1), said, subjects=[group], by=["supervision_office"]
    )


def _vetoed(window: Any, unit: Matter) -> None:
    """The decision as its form takes it: for the group alone, by whom, on which ground, with the reasons."""
    group = next(row.ref for row in unit.subjects.all() if row.organ_id)
    for box in window.locator("input[name=subject]").all():
        box.set_checked(box.get_attribute("value") == group)
    window.check("input[name=by][value=city_standing_committee]")
    window.check("input[name=f-ground][value=veto-group-2]")
    window.fill("[name=f-year]", "2025")
    window.check("input[name=f-leadership][value=yes]")
    window.fill("[name=f-reasons]", "主要负责人被立案查处，受党内警告")
    window.fill("input[name=at]", "2026-03-01")
    window.click("button.main:has-text('记录')")
    window.wait_for_load_state()


def _public(window: Any, year: str) -> None:
    """A draft that holds unit grades and problems alone, approved by people."""
    window.goto(f"{year}/public")
    said = window.inner_text("main")
    assert "草稿，还没有审定" in said and "较好" in said and "赵一" not in said
    window.click("a:has-text('审定')")
    window.wait_for_load_state()
    control = window.locator("[name$=which]").first
    if control.evaluate("node => node.tagName") == "SELECT":
        control.select_option("public")
    else:
        window.check("[name$=which][value=public]")
    window.click("button.main:has-text('记录')")
    window.wait_for_load_state()
    window.goto(f"{year}/public")
    assert "以下内容就是审定的内容" in window.inner_text("main")
    with window.expect_download() as download:
        window.click("text=Word 文稿")
    assert "草稿" not in download.value.suggested_filename
