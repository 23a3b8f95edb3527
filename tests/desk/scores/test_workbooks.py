"""Sheets and points by Excel: given out, filled in, checked, errors given back in the workbook, only what differs written;
and the live formulas of a unit, computed by another program to the system's last digit."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.scores.conftest import marks
from desk.scores.test_pages import record, scored, text_of
from papers.spreadsheet import Spreadsheet
from zeren.records.matters.models import Event, Matter
from zeren.records.scores import acts, queries, tree

Edit = Callable[[Any], None]


def edited(answer: Any, edit: Edit) -> SimpleUploadedFile:
    """A workbook that was given out, as somebody changed it."""
    assert answer.status_code == 200
    book, out = openpyxl.load_workbook(BytesIO(answer.content)), BytesIO()
    edit(book.worksheets[0])
    book.save(out)
    return SimpleUploadedFile("评分.xlsx", out.getvalue())


def column(page: Any, title: str) -> int:
    return next(cell.column for cell in page[1] if str(cell.value).rstrip("*") == title)


def fill(**points: str) -> Edit:
    """Points by item, with a note for each."""

    def edit(page: Any) -> None:
        for row in range(2, page.max_row + 1):
            number = page.cell(row, column(page, "序号")).value
            if str(number).replace(".", "_") in {key.removeprefix("i") for key in points}:
                page.cell(row, column(page, "得分")).value = points[f"i{str(number).replace('.', '_')}"]
                page.cell(row, column(page, "说明")).value = "缺一次记录"

    return edit


def send(client: Any, file: SimpleUploadedFile, noun: str) -> Any:
    return client.post(f"/registers/{noun}/import", {"file": file})


def write(client: Any, noun: str, what: str = "all") -> Any:
    return client.post(f"/registers/{noun}/import", {"token": client.session["import"]["token"], "do": what})


def draft(place: Any) -> dict[str, tuple[str, str]]:
    from zeren.access.accounts import queries as accounts

    actor = accounts.actor_of(accounts.find("zhao"))  # type: ignore[arg-type]
    return acts.draft_of(actor, place.unit, place.key, place.group)


def test_points_go_out_are_filled_in_and_come_back_as_the_own_draft(place: Any) -> None:
    client = place.sign_in()
    file = edited(client.get(f"{place.tree}/points.xlsx"), fill(i1_1="38", i1_2="60"))
    checked = text_of(send(client, file, "points"))
    assert "4 行中 4 行可以写入" in checked and "新增 2" in checked and draft(place) == {}
    assert write(client, "points")["Location"] == "/scores"
    assert draft(place)["1.1"] == ("38", "缺一次记录")
    again = edited(client.get(f"{place.tree}/points.xlsx"), fill(i1_1="38", i1_2="59.5"))
    assert "新增 0，更新 1，没有变化 3" in text_of(send(client, again, "points"))
    assert Event.objects.filter(type="_sheet_filled").count() == 0


def test_what_is_wrong_comes_back_in_the_workbook_at_its_row_and_nothing_is_written(place: Any) -> None:
    client = place.sign_in()
    file = edited(client.get(f"{place.tree}/points.xlsx"), fill(i1_1="40.01", i1_2="六十"))
    answer = send(client, file, "points")
    assert "2 行须补正" in text_of(answer)
    told = client.get("/registers/points/annotated.xlsx", {"token": client.session["import"]["token"]})
    page = openpyxl.load_workbook(BytesIO(told.content)).worksheets[0]
    by_number = {
        str(row[column(page, "序号") - 1].value): str(row[0].value or "") for row in page.iter_rows(min_row=2)
    }
    assert by_number["1.1"] == "得分：1.1 研究部署：得分 40.01 超过满分 40"
    assert "得分“六十”应为 0 至 60" in by_number["1.2"] and by_number["2.1"] == ""
    write(client, "points")
    assert draft(place) == {}


def test_a_second_final_is_refused_by_excel_as_well(place: Any) -> None:
    client = place.sign_in()
    before = client.get(f"{place.tree}/points.xlsx")
    client.post(f"{place.sheet}/deliver", marks("38", "60", "55.5", "44.5"))
    answer = send(client, edited(before, fill(i1_1="39")), "points")
    assert "一人一份；要改，先写明理由撤回" in text_of(answer)
    after = openpyxl.load_workbook(BytesIO(client.get(f"{place.tree}/points.xlsx").content)).worksheets[0]
    assert after.max_row == 1


@pytest.mark.parametrize(
    ("title", "value", "said"),
    [
        ("事项编号", "考〔2026〕99号", "没有您承办的事项“考〔2026〕99号”"), ("细则", "甲", "应为导出的评分表里的细则"), ("对象", "甲局", "本事项没有对象“甲局”"),
        ("序号", "9.9", "细则没有要打分的 9.9 项"), ("细则", "m1s9", "这一细则不适用于这个对象"),
    ],
)  # fmt: skip
def test_a_row_that_means_nothing_is_refused(place: Any, title: str, value: str, said: str) -> None:
    client = place.sign_in()

    def edit(page: Any) -> None:
        fill(i1_1="38")(page)
        page.cell(2, column(page, title)).value = value

    assert said in text_of(send(client, edited(client.get(f"{place.tree}/points.xlsx"), edit), "points"))


def test_who_does_not_record_there_brings_nothing_in(place: Any) -> None:
    file = edited(place.sign_in().get(f"{place.tree}/points.xlsx"), fill(i1_1="38"))
    assert "没有您承办的事项" in text_of(send(place.sign_in("zhou"), file, "points"))
    assert place.sign_in("look").get("/registers/points/import").status_code == 403


def test_a_sheet_goes_out_is_edited_and_becomes_the_next_version(place: Any) -> None:
    client = place.sign_in()
    out = client.get(f"{place.sheets}/1.xlsx")
    assert "没有变化 6" in text_of(send(client, edited(out, lambda _: None), "sheets"))

    def change(full: str) -> Edit:
        def edit(page: Any) -> None:
            page.cell(6, column(page, "满分")).value = full

        return edit

    wrong = send(client, edited(out, change("55")), "sheets")
    assert "2 推进重点工作满分 100，下面 2 项合计 99.5，应当相等" in text_of(wrong)

    def both(page: Any) -> None:
        change("60")(page)
        page.cell(7, column(page, "满分")).value = "40"

    assert "更新 6" in text_of(send(client, edited(out, both), "sheets"))
    write(client, "sheets")
    versions = queries.versions_at([place.programme])
    assert [(s.version, s.items[4].full, s.items[5].full) for s in versions] == [
        (1, Fraction("55.5"), Fraction("44.5")), (2, 60, 40),
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["²", "甲", "-1", "0", "1" * 30])
def test_a_sheet_that_is_named_by_what_is_no_number_is_refused_not_made_anew(place: Any, typed: str) -> None:
    client = place.sign_in()

    def edit(page: Any) -> None:
        for row in range(2, page.max_row + 1):
            page.cell(row, column(page, "细则号")).value = typed

    answer = send(client, edited(client.get(f"{place.sheets}/1.xlsx"), edit), "sheets")
    assert answer.status_code < 500 and "细则号" in text_of(answer) and "应为" in text_of(answer)
    assert len(queries.versions_at([place.programme])) == 1


def test_the_formulas_of_a_unit_give_the_systems_figures_to_the_last_digit(place: Any) -> None:
    client = place.sign_in()
    record(
        place,
        "meeting",
        attendees="186",
        outside="22",
        chair="team_head",
        reported=("secretary",),
        topics=("main",),
    )
    client.post(f"{place.sheets}/conversion", {"points_excellent": "100", "points_good": "90", "points_average": "70", "points_poor": "50", "source": "甲办〔2026〕1号", "since": "2026-01-04"})  # fmt: skip
    scored(place)
    # What was settled from finals takes the place of what was typed.
    client.post(f"{place.sheet}/deliver", marks("38.25", "51.33", "40.5", "44.5"))
    place.sign_in("qian").post(f"{place.sheet}/deliver", marks("37.5", "51.33", "40.5", "44.5"))
    assert client.post(f"{place.sheet}/settle", {"p-1.1": "38", "n-1.1": "按材料"}).status_code == 302
    standing = tree.standings(Matter.objects.get(pk=place.unit))[place.group]
    assert standing.value is not None
    book = Spreadsheet(client.get(f"{place.tree}/workbook.xlsx").content)
    page = book.book["算式"]
    rows = {str(page.cell(row, 1).value or "").strip("　"): row for row in range(1, page.max_row + 1)}
    labels = {"responsibility": "落实“两个责任”", "key_work": "推进重点工作", "democratic": "民主测评", "ballot": "会议测评", "onsite": "集中考核", "daily": "日常监督评价"}  # fmt: skip
    for _, node in tree.walk(standing.parts):
        if node.scored.id in labels and node.scored.points is not None:
            assert book.value("算式", f"B{rows[labels[node.scored.id]]}") == float(node.scored.points)
    assert book.value("算式", f"B{rows['综合得分']}") == float(standing.value)
    assert book.value("算式", f"B{rows['等次']}") == standing.grade
    laws = {label: book.value("算式", f"K{row}") for label, row in rows.items() if label.startswith("加分")}
    assert laws and set(laws.values()) == {"第十八条第四款"}
    slips = {cell.value for cell in book.book["来源"]["B"]}
    assert {"好", "较好", "一般", "较差"} <= slips and not {"优秀", "优秀（班子：好）"} & slips
    formulas = {page.cell(rows[label], 3).value for label in (labels["responsibility"], labels["ballot"])}
    assert all(str(formula).startswith("=来源!") for formula in formulas)


def test_a_workbook_of_what_is_not_known_says_so(place: Any) -> None:
    book = Spreadsheet(place.sign_in().get(f"{place.tree}/workbook.xlsx").content)
    page = book.book["算式"]
    total = next(row for row in range(1, page.max_row + 1) if page.cell(row, 1).value == "综合得分")
    assert book.value("算式", f"B{total}") == "待查明"
