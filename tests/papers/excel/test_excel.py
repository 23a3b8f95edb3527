"""Excel as units really send it: right rows taken, wrong cells named, nothing carried out as a formula."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from zeren.papers.excel.columns import BadCell, Column, Sheet, take
from zeren.papers.excel.reading import BadWorkbook, read
from zeren.papers.excel.writing import Heading, annotated, ledger, template

PEOPLE = Sheet(
    name="干部",
    key=("code",),
    columns=(
        Column("code", "编号", required=True),
        Column("name", "姓名", required=True),
        Column("since", "任职日期", kind="date"),
        Column(
            "rank",
            "职级",
            kind="one_of",
            values=(("县处级正职", "county_principal"), ("县处级副职", "county_deputy")),
        ),
        Column("retired", "是否退休", kind="yes_no"),
        Column("order", "排序", kind="integer"),
    ),
)


def workbook(*rows: list[object]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return out.getvalue()


HEAD = ["编号", "姓名", "任职日期", "职级", "是否退休", "排序"]


def test_rows_are_read_by_heading_in_any_order_below_a_title_line() -> None:
    reading = read(
        PEOPLE,
        workbook(["青岚县干部名册"], ["姓名*", "编号*", "备注"], ["甲", "001", "略"], [], ["乙", "002", ""]),
    )
    assert [(row.number, row.values) for row in reading.rows] == [
        (3, {"name": "甲", "code": "001"}),
        (5, {"name": "乙", "code": "002"}),
    ]
    assert reading.not_read == ("备注",)


@pytest.mark.parametrize(
    "written", ["2026-03-04", "2026/3/4", "2026.3.4", "2026年3月4日", "2026年03月04日", date(2026, 3, 4)]
)
def test_days_are_taken_in_every_form_that_people_write(written: object) -> None:
    assert take(PEOPLE.columns[2], written) == "2026-03-04"


@pytest.mark.parametrize(
    "written", ["2026-02-30", "3月4日", "20260304", "明天", "0001-01-01", "1899-12-31", "3000-01-01"]
)
def test_what_is_no_day_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(BadCell) as refused:
        take(PEOPLE.columns[2], written)
    assert refused.value.zh == "应为日期，如 2026-03-04"


def test_each_wrong_cell_is_named_with_row_heading_and_what_was_expected() -> None:
    reading = read(
        PEOPLE, workbook(HEAD, ["1", "", "某日", "科级", "也许", "一"], ["2", "乙", "", "", "", ""])
    )
    assert [(p.row, p.column, p.zh) for p in reading.problems] == [
        (2, "姓名", "必填，未填"),
        (2, "任职日期", "应为日期，如 2026-03-04"),
        (2, "职级", "应为：县处级正职、县处级副职"),
        (2, "是否退休", "应填“是”或“否”"),
        (2, "排序", "应为整数"),
    ]
    assert [row.number for row in reading.rows] == [3]


@pytest.mark.parametrize("digits", [9, 10, 5000])
def test_a_whole_number_has_nine_digits_at_most(digits: int) -> None:
    reading = read(PEOPLE, workbook(HEAD, ["1", "甲", "", "", "", "7" * digits]))
    assert [p.zh for p in reading.problems] == (["应为整数"] if digits > 9 else [])


def test_rows_whose_number_the_system_gives_are_new_and_no_doubles_but_one_number_stands_once() -> None:
    sheet = replace(PEOPLE, key=("name", "order"), numbers="order")
    rows = [["1", "甲"], ["2", "甲"], ["3", "甲", "", "", "", 7], ["4", "甲", "", "", "", 7]]
    assert [(p.row, p.zh) for p in read(sheet, workbook(HEAD, *rows)).problems] == [(5, "与第 4 行重复")]


def test_the_same_key_twice_in_one_file_is_a_problem_of_the_second_row() -> None:
    reading = read(PEOPLE, workbook(HEAD, ["1", "甲"], ["1", "乙"]))
    assert [(p.row, p.zh) for p in reading.problems] == [(3, "与第 2 行重复")]
    assert [row.values["name"] for row in reading.rows] == ["甲"]


@pytest.mark.parametrize(
    ("content", "zh"),
    [
        (b"", "不是 Excel 工作簿（.xlsx）"),
        (b"PK\x03\x04 broken", "不是 Excel 工作簿（.xlsx）"),
        (b"x" * (20 * 1024 * 1024 + 1), "文件超过 20 MB，未读取"),
    ],
)
def test_what_is_no_workbook_is_refused_whole(content: bytes, zh: str) -> None:
    with pytest.raises(BadWorkbook) as refused:
        read(PEOPLE, content)
    assert refused.value.zh == zh


def test_a_zip_that_is_no_workbook_and_one_that_swells_are_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("a.txt", "x")
    with pytest.raises(BadWorkbook, match="不是 Excel 工作簿"):
        read(PEOPLE, out.getvalue())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * (201 * 1024 * 1024))
    with pytest.raises(BadWorkbook, match="展开后超过 200 MB"):
        read(PEOPLE, out.getvalue())


def test_a_missing_required_column_is_named() -> None:
    with pytest.raises(BadWorkbook) as refused:
        read(PEOPLE, workbook(["编号", "职级"], ["1", "x"]))
    assert refused.value.zh == "前 10 行里没有表头，缺列：姓名"


def test_the_template_reads_back_empty_and_offers_the_lists() -> None:
    content = template(PEOPLE)
    assert read(PEOPLE, content).rows == ()
    page = openpyxl.load_workbook(BytesIO(content))["干部"]
    assert [cell.value for cell in page[1]][:2] == ["编号*", "姓名*"]
    assert {v.formula1 for v in page.data_validations.dataValidation} == {
        '"县处级正职,县处级副职"',
        '"是,否"',
    }


def test_the_annotated_return_says_in_each_row_what_is_wrong_and_reads_back() -> None:
    reading = read(PEOPLE, workbook(HEAD, ["1", "甲", "某日"], ["2", "乙", "2026-01-01"]))
    back = annotated(reading)
    page = openpyxl.load_workbook(BytesIO(back)).active
    assert page["A2"].value == "任职日期：应为日期，如 2026-03-04"
    assert page["A3"].value in (None, "")
    assert read(PEOPLE, back).problems == reading.problems


@given(st.text(alphabet="=+-@\t\"'<>&甲a1", min_size=1, max_size=12))
def test_nothing_that_somebody_typed_becomes_a_formula(text: str) -> None:
    content = ledger("台账", [Heading("说明")], [[text]], foot="内部")
    cell = openpyxl.load_workbook(BytesIO(content)).active["A2"]
    assert cell.data_type != "f"


def test_a_ledger_filters_repeats_its_head_and_names_its_reader() -> None:
    rows = [["青纪问〔2026〕1号", date(2026, 3, 4), 3], ["青纪问〔2026〕2号", None, 0]]
    content = ledger(
        "问责台账",
        [Heading("编号"), Heading("日期"), Heading("件")],
        rows,
        foot="内部　王某某 2026-10-13 09:14",
    )
    page = openpyxl.load_workbook(BytesIO(content)).active
    assert page.auto_filter.ref == "A1:C3"
    assert page.print_title_rows == "$1:$1"
    assert "王某某" in page.oddFooter.left.text
    assert page["B2"].value.date() == date(2026, 3, 4)
    assert page["C3"].value == 0
