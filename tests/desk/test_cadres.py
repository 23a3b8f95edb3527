"""A person's file: bars for the chosen day, posts, matters; what is not registered is said to be so."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from docx import Document
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from zeren.records.actor import SYSTEM
from zeren.records.matters import secrecy

DECIDED = date(2026, 9, 1)


def text(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    found: str = answer.content.decode()
    return found


@pytest.fixture
def barred(desk: SimpleNamespace) -> SimpleNamespace:
    """赵某某 was decided upon on 2026-09-01: for a year no promotion."""
    desk.matter = desk.open(
        "赵某某 提醒", ("noticed", date(2026, 8, 1)), ("heard", date(2026, 8, 5)), ("decided", DECIDED)
    )
    desk.url = f"/cadres/{desk.people['zhao'].pk}"
    return desk


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-08-31", "2026年8月31日：</"),
        ("2026-09-01", "有 1 项限制在效"),
        ("2027-08-31", "有 1 项限制在效"),
        ("2027-09-01", "没有限制在效"),
    ],
)
def test_the_answer_turns_with_the_chosen_day(barred: SimpleNamespace, day: str, says: str) -> None:
    found = text(barred.sign_in(), f"{barred.url}?day={day}")
    if says.endswith("</"):
        assert "没有限制在效" in found
    else:
        assert says in found
    assert "系统只列限制，不评价是否适合任用" in found


def test_a_bar_cites_its_provision_and_its_matter(barred: SimpleNamespace) -> None:
    found = text(barred.sign_in(), f"{barred.url}?day=2026-12-01")
    assert "不得提拔" in found and "提醒办法" in found and barred.matter.number in found
    assert "2027-08-31 止" in found and '最早 <b class="">2027年9月1日</b>' in found


def test_the_question_of_one_act_is_answered_in_its_words(barred: SimpleNamespace) -> None:
    found = text(barred.sign_in(), f"{barred.url}?day=2026-12-01&act=promoted")
    assert "2026年12月1日可否提拔" in found


def test_a_day_that_is_none_is_told_and_today_stands(barred: SimpleNamespace) -> None:
    found = text(barred.sign_in(), f"{barred.url}?day=12月")
    assert "不是日期" in found and "2026年10月13日" in found


def test_a_person_out_of_sight_does_not_exist(desk: SimpleNamespace) -> None:
    assert desk.sign_in().get(f"/cadres/{desk.people['bai'].pk}").status_code == 404


def test_without_bars_posts_or_matters_the_page_says_what_that_means(desk: SimpleNamespace) -> None:
    desk.open("孙某某 约见", subject="sun", opened=date(2026, 10, 1))
    found = text(desk.sign_in(), f"/cadres/{desk.people['sun'].pk}")
    assert "没有登记限制" in found and "其他机关没有录入的，不在其内" in found
    assert "没有登记任职" in found and "管理权限待查明" in found


def test_the_register_shows_people_in_sight_and_narrows(desk: SimpleNamespace) -> None:
    found = text(desk.sign_in("shuji"), "/cadres")
    assert "赵某某" in found and "白某某" not in found and "县交通局局长" in found
    assert "赵某某" not in text(desk.sign_in("shuji"), "/cadres?name=孙").split("<tbody>")[1]
    assert "没有登记" in found


def test_the_search_of_the_bar_finds_numbers_names_organs_and_provisions(barred: SimpleNamespace) -> None:
    client = barred.sign_in("shuji")
    assert client.get("/search", {"q": barred.matter.number})["Location"] == f"/matters/{barred.matter.pk}/"
    assert "赵某某" in text(client, "/search?q=赵某某")
    assert "青县<mark>交通局</mark>" in text(client, "/search?q=交通局")
    assert "先通知" not in text(client, "/search?q=不得提拔") and "提拔" in text(client, "/search?q=提拔")
    nothing = text(client, "/search?q=白某某")
    assert "没有检索到“白某某”" in nothing and "封存材料不参加检索" in nothing


# ---------------------------------------------------------------- the file in sections


def test_the_file_goes_out_as_a_docx_and_its_inventory(barred: SimpleNamespace) -> None:
    client = barred.sign_in()
    page = text(client, barred.url)
    assert 'id="s-cases"' in page and barred.matter.number in page and "没有您能看到的记录：" in page
    paper = Document(BytesIO(client.get(f"{barred.url}/file.docx").content))
    words = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert barred.matter.number in words and "2027-08-31" in words and "县交通局局长" in words
    assert "导出" in paper.sections[0].footer.paragraphs[0].text
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{barred.url}/inventory.xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:3] == [1, "案件", barred.matter.number] and len(rows) == 2


def test_the_file_begins_with_its_inventory_whose_numbers_its_entries_bear(barred: SimpleNamespace) -> None:
    client = barred.sign_in()
    first, *rest = Document(BytesIO(client.get(f"{barred.url}/file.docx").content)).tables
    listed = [[cell.text for cell in row.cells] for row in first.rows]
    assert listed[0] == ["部分", "内容", "项数", "序号"]
    assert [row[1:] for row in listed if row[1] in ("案件", "封存的材料（只列有无）")] == [
        ["案件", "1 项", "1"], ["封存的材料（只列有无）", "没有记录", "—"],
    ]  # fmt: skip
    assert [cell.text for cell in rest[1].rows[1].cells][:3] == ["1", "在办", barred.matter.number]


def test_the_file_goes_out_as_a_pdf_with_the_same_words(barred: SimpleNamespace) -> None:
    answer = barred.sign_in().get(f"{barred.url}/file.pdf")
    assert answer["Content-Type"] == "application/pdf"
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).replace(" ", "")
    assert (
        "目录" in words and barred.matter.number in words and "2027-08-31" in words and "第1页，共" in words
    )


def test_the_file_bears_the_highest_level_of_its_matters(barred: SimpleNamespace) -> None:
    secrecy.classify(SYSTEM, barred.matter.pk, secrecy.Secrecy("秘密", date(2030, 1, 1), None), "涉及线索")
    answer = barred.sign_in().get(f"{barred.url}/file.docx")
    paper = Document(BytesIO(answer.content))
    assert paper.sections[0].footer.paragraphs[0].text.startswith("秘密")
    assert quote("〔秘密〕") in answer["Content-Disposition"]


def test_a_machine_without_a_chinese_font_is_told_and_gets_no_boxes(
    barred: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zeren.papers.official.fonts.installed", frozenset)
    answer = barred.sign_in().get(f"{barred.url}/file.pdf")
    assert answer.status_code == 503 and "没有可用的中文字体" in answer.content.decode()


def test_of_a_person_out_of_sight_nothing_goes_out(desk: SimpleNamespace) -> None:
    url = f"/cadres/{desk.people['bai'].pk}"
    for name in ("file.docx", "file.pdf", "file.txt", "inventory.xlsx"):
        assert desk.sign_in().get(f"{url}/{name}").status_code == 404


def test_the_check_stands_beside_the_file_for_who_checks(barred: SimpleNamespace) -> None:
    assert f"/precheck/people/{barred.people['zhao'].pk}" in text(barred.sign_in(), barred.url)
    own = text(barred.sign_in("wang"), f"/cadres/{barred.people['wang'].pk}")
    assert "/precheck/people/" not in own


def test_what_the_registers_lack_stands_on_the_page(desk: SimpleNamespace) -> None:
    desk.open("孙某某 约见", subject="sun", opened=date(2026, 10, 1))
    found = text(desk.sign_in(), f"/cadres/{desk.people['sun'].pk}")
    assert "登记不全" in found and "没有登记出生日期" in found and "组织部门补" in found
