"""The ledger: filters, order, columns, pages; Excel with the same; nothing out of sight."""

from __future__ import annotations

import os
import time
from copy import copy
from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from desk.support_workbook import whole
from zeren.desk import workbook
from zeren.records.matters.models import Matter, MatterSubject

HEARD = date(2026, 9, 28)


def text(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    found: str = answer.content.decode()
    return found


@pytest.fixture
def three(desk: SimpleNamespace) -> SimpleNamespace:
    """One late, one without a day, one of another county."""
    desk.late = desk.open("赵某某 提醒", ("heard", HEARD))
    desk.still = desk.open("孙某某 约见", subject="sun", handler="li", opened=date(2026, 10, 1))
    desk.other = desk.open("白某某 提醒", organ="BJ", handler="bai", subject="bai")
    return desk


def test_only_matters_in_sight_are_listed_and_counted(three: SimpleNamespace) -> None:
    found = text(three.sign_in(), "/ledger")
    assert three.late.title in found and three.still.title in found and three.other.title not in found
    assert "2 件" in found and "已过期限 1" in found


@pytest.mark.parametrize(
    ("query", "late", "still"),
    [
        ("number=1号", True, False),
        ("subject=孙", False, True),
        ("handler=李", False, True),
        ("title=约见", False, True),
        ("organ=纪委", True, True),
        ("organ=教育", False, False),
        ("light=over", True, False),
        ("light=none", False, True),
        ("opened=2026-10", False, True),
        ("opened=2026-09-28..2026-10-01", True, True),
        ("due=2026-10-08", True, False),
        ("due=2026-10-09..", False, False),
        ("state=closed", False, False),
        ("procedure=test-reminder:reminder", True, True),
        ("procedure=test-reminder:other", True, True),
    ],
)
def test_each_filter_narrows_as_it_says(three: SimpleNamespace, query: str, late: bool, still: bool) -> None:
    body = text(three.sign_in(), f"/ledger?{query}").split("<tbody>")[1].split("</tbody>")[0]
    assert ((three.late.title in body), (three.still.title in body)) == (late, still)


def test_a_filter_that_cannot_be_read_is_marked_and_does_not_narrow(three: SimpleNamespace) -> None:
    found = text(three.sign_in(), "/ledger?opened=十月")
    assert 'value="十月"' in found and 'aria-invalid="true"' in found
    assert three.late.title in found


def test_nothing_found_says_where_one_looked(three: SimpleNamespace) -> None:
    found = text(three.sign_in(), "/ledger?title=没有这样的")
    assert "没有符合筛选的案件" in found and "去掉全部筛选" in found


def test_a_filter_without_a_field_of_its_own_is_kept_when_the_row_is_sent(three: SimpleNamespace) -> None:
    found = text(three.sign_in(), "/ledger?state=open&sort=-opened&number=青")
    form = found.split('id="filter"')[1].split("<table")[0]
    assert '<input type="hidden" name="state" value="open">' in form
    assert '<input type="hidden" name="sort" value="-opened">' in form
    assert 'name="number"' not in form


def test_columns_are_chosen_and_their_number_told(three: SimpleNamespace) -> None:
    found = text(three.sign_in(), "/ledger?col=number&col=version")
    assert "列 2 / 17" in found and "适用版本" in found.split("<tbody>")[0]
    assert "提醒办法 2020-01-01" in found


def test_order_turns_and_rows_without_a_value_come_last(three: SimpleNamespace) -> None:
    up = text(three.sign_in(), "/ledger?sort=due")
    down = text(three.sign_in(), "/ledger?sort=-due")
    assert up.index(three.late.number) < up.index(three.still.number)
    assert down.index(three.late.number) < down.index(three.still.number)


def test_the_second_page_goes_on_where_the_first_ended(desk: SimpleNamespace) -> None:
    first = desk.open("头一件", opened=date(2026, 1, 1))
    rows = []
    for n in range(119):
        row = Matter.objects.get(pk=first.pk)
        row.pk, row.number, row.title, row.opened = (
            None,
            f"补{n:03}号",
            f"第{n:03}件",
            date(2026, 1, 2) + timedelta(days=n),
        )
        rows.append(row)
    Matter.objects.bulk_create(rows)
    one, two = text(desk.sign_in(), "/ledger"), text(desk.sign_in(), "/ledger?page=2")
    assert "第 1—50 行，共 120 行" in one and "第 51—100 行，共 120 行" in two
    assert "第118件" in one and "第069件" in one and "第068件" not in one and "第068件" in two
    assert "第 101—120 行" in text(desk.sign_in(), "/ledger?page=99")


def test_the_workbook_has_the_same_columns_rows_and_filter(three: SimpleNamespace) -> None:
    answer = three.sign_in().get("/ledger/export.xlsx?light=over&col=number&col=subject&col=due")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert rows[0] == ("最近到期", "编号", "对象")
    assert rows[1][1:] == (three.late.number, "赵某某") and rows[1][0].date() == date(2026, 10, 8)
    assert len(rows) == 2
    assert "已过期限" in sheet.oddHeader.center.text
    assert "王某某" in sheet.oddFooter.left.text
    assert "filename*=UTF-8''" in answer["Content-Disposition"]


def test_a_long_workbook_holds_every_row_in_the_order_of_the_page_and_leaves_nothing_behind(
    desk: SimpleNamespace, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST", 1100)
    matter = desk.open("第一件")
    rows = [copy(matter) for _ in range(1100)]
    for number, row in enumerate(rows):
        row.pk, row.number, row.title = None, f"青测〔2026〕{number}号", f"第{number:04}件"
    Matter.objects.bulk_create(rows)
    answer = desk.sign_in().get("/ledger/export.xlsx?col=title")
    assert answer.streaming and "filename*=UTF-8''" in answer["Content-Disposition"]
    found = [row[0] for row in openpyxl.load_workbook(BytesIO(answer.getvalue())).active.values]
    assert found[0] == "事由" and found[1:] == [
        *(f"第{number:04}件" for number in reversed(range(1100))),
        "第一件",
    ]
    assert list((settings.ZEREN.home / "lists").iterdir()) == []


def test_a_list_that_may_have_been_cut_says_so_in_its_last_row(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last(most: int) -> Any:
        monkeypatch.setattr(workbook, "MOST", most)
        book = desk.sign_in().get("/letters/export.xlsx?tab=waiting").content
        return list(openpyxl.load_workbook(BytesIO(book)).active.values)[-1][0]

    desk.open("赵某某 提醒", ("heard", HEARD))
    assert last(1) == workbook.CUT and last(20_000) != workbook.CUT


@pytest.mark.parametrize(("sheet", "said"), [(1, workbook.END), (2, "第2件")])
def test_a_list_longer_than_a_sheet_says_so_in_its_last_row(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, sheet: int, said: str
) -> None:
    monkeypatch.setattr(workbook, "MOST", 0)
    monkeypatch.setattr(workbook, "SHEET", sheet)
    for title in ("第2件", "第1件"):
        desk.open(title)
    book = desk.sign_in().get("/ledger/export.xlsx?col=title").getvalue()
    rows = list(openpyxl.load_workbook(BytesIO(book)).active.values)
    assert len(rows) == sheet + (1 if said == "第2件" else 2) and rows[-1][0] == said


def test_the_register_of_people_goes_out_whole_with_its_filter_and_order(desk: SimpleNamespace) -> None:
    for subject in ("zhao", "sun"):
        desk.open("提醒", subject=subject)
    rows = whole(desk.sign_in(), "/cadres/export.xlsx?organ=交通局&sort=-name")
    assert [row[0] for row in rows[1:]] == ["赵某某", "孙某某"]


@pytest.mark.parametrize("most", [0, 20_000])
def test_every_row_of_a_workbook_names_its_subject(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Also beyond the first five hundred, in memory and beyond it."""
    monkeypatch.setattr(workbook, "MOST", most)
    matter = desk.open("一件")
    rows = [copy(matter) for _ in range(600)]
    for number, row in enumerate(rows):
        row.pk, row.number = None, f"青测〔2026〕{number}号"
    made = Matter.objects.bulk_create(rows)
    zhao = desk.people["zhao"]
    MatterSubject.objects.bulk_create([MatterSubject(matter=row, person=zhao, place=0) for row in made])
    answer = desk.sign_in().get("/ledger/export.xlsx?col=subject")
    found = [row[0] for row in openpyxl.load_workbook(BytesIO(answer.getvalue())).active.values]
    assert found == ["对象", *["赵某某"] * 601]


def test_what_a_killed_process_left_is_removed_by_the_next_and_what_another_makes_is_not(
    desk: SimpleNamespace, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST", 0)
    desk.open("一件")
    folder = settings.ZEREN.home / "lists"
    for name, age in (("list-old", 3700), ("list-new", 0)):
        (folder / name).mkdir(parents=True)
        os.utime(folder / name, (time.time() - age,) * 2)
    desk.sign_in().get("/ledger/export.xlsx").getvalue()
    assert [one.name for one in folder.iterdir()] == ["list-new"]


def test_a_title_that_looks_like_a_formula_stays_text(desk: SimpleNamespace) -> None:
    desk.open('=HYPERLINK("http://evil.example","x")')
    answer = desk.sign_in().get("/ledger/export.xlsx?col=title")
    cell = openpyxl.load_workbook(BytesIO(answer.content)).active["A2"]
    assert cell.value.startswith("=HYPERLINK") and cell.data_type == "s"


def test_what_people_wrote_is_escaped(desk: SimpleNamespace) -> None:
    desk.open("<script>alert(1)</script>")
    assert "<script>alert" not in text(desk.sign_in(), "/ledger")
