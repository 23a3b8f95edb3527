"""The lists as a table: out, edited, and back with only the changes; Word tables; another layout."""

from __future__ import annotations

import io
from typing import Any

import docx
import lxml.html
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.lists.test_pages import text_of
from zeren.records.actor import SYSTEM
from zeren.records.lists import acts, queries
from zeren.records.lists.changes import Change
from zeren.records.lists.models import ListedProblem, ListedTask
from zeren.records.matters.models import Event

pytestmark = pytest.mark.django_db


def exported(client: Any, url: str) -> Any:
    """The exported workbook."""
    return openpyxl.load_workbook(io.BytesIO(client.get(f"{url}/export.xlsx").content))


def content_of(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sent(client: Any, url: str, name: str, content: bytes, do: str = "all") -> Any:
    """The table checked, then written."""
    checked = client.post(f"{url}/import", {"file": SimpleUploadedFile(name, content)})
    token = client.session.get("import", {}).get("token", "")
    if checked.status_code != 200 or b'value="good"' in checked.content and do == "all":
        return checked
    return client.post(f"{url}/import", {"token": token, "do": do}, follow=True)


def column(book: Any, title: str) -> int:
    return next(cell.column for cell in book.active[1] if cell.value == title)


def test_two_thousand_rows_go_out_are_edited_and_come_back_with_only_the_changes(lists: Any) -> None:
    changes = []
    for number in range(101, 2101):
        changes.append(Change(lists.housing, number, 0, {"text": f"问题{number}", "found": "2026-07-16"}))
        changes.append(Change(lists.housing, number, 1, {"text": f"任务{number}", "due": "2026-12-31"}))
    acts.change(SYSTEM, lists.matter.pk, changes)
    team = lists.client("zuzhang")
    book = exported(team, lists.organ)
    sheet = book.active
    assert sheet.max_row == 1 + 2018
    edited = {row: f"进展{row}" for row in (100, 900, 1500)}
    for row, text in edited.items():
        sheet.cell(row, column(book, "进展"), text)
    answer = sent(team, lists.organ, "清单.xlsx", content_of(book))
    assert "新增 0，更新 3，没有变化 2015" in text_of(answer)
    assert sorted(
        ListedTask.objects.filter(progress__startswith="进展").values_list("progress", flat=True)
    ) == sorted(edited.values())
    event = Event.objects.filter(type="_lists").order_by("-seq").first()
    from zeren.records.lists.changes import read
    from zeren.records.matters import events

    laid = read(events.read(event).fields["changes"])  # type: ignore[arg-type]
    assert [set(change.set) for change in laid] == [{"progress"}] * 3


def test_the_export_brought_back_unchanged_writes_no_entry(lists: Any) -> None:
    unit = lists.client("lianluo")
    before = Event.objects.count()
    answer = sent(unit, lists.own, "清单.xlsx", content_of(exported(unit, lists.own)))
    assert "新增 0，更新 0，没有变化 15" in text_of(answer)
    assert Event.objects.count() == before


def test_the_columns_that_were_chosen_stand_on_the_page_in_its_links_and_in_the_workbook(lists: Any) -> None:
    team = lists.client("zuzhang")
    usual = lxml.html.fromstring(team.get(lists.organ).content.decode())
    assert [e.text for e in usual.xpath("//details[@class='cols']/summary")] == ["列 9 / 14"]
    few = f"{lists.organ}?col=office&col=progress&col=nonsense&office=财务股"
    page = lxml.html.fromstring(team.get(few).content.decode())
    assert [e.text for e in page.xpath("//details[@class='cols']/summary")] == ["列 5 / 14"]
    heads = [e.text_content() for e in page.xpath("//table/thead/tr[2]/th")]
    assert heads == ["序", "问题", "任务", "承办", "进展"]
    on = page.xpath("//input[@name='col'][@type='checkbox'][@checked]/@value")
    assert on == ["office", "progress"]
    # Every other link and the filter row keep the choice; the workbook has the columns and the filter of the page.
    assert all("col=office&col=progress" in url for url in page.xpath("//span[@class='seg']/a/@href"))
    assert page.xpath("//form[@id='filter']/input[@name='col']/@value") == ["office", "progress"]
    (url,) = [u for u in page.xpath("//a/@href") if "export.xlsx" in u]
    rows = list(openpyxl.load_workbook(io.BytesIO(team.get(url).content)).active.iter_rows(values_only=True))
    kept = (
        "整改单位",
        "序号",
        "问题",
        "自查",
        "问题类型",
        "涉及条款",
        "严重程度",
        "任务号",
        "任务",
        "承办股室",
        "进展",
    )
    assert rows[0] == kept
    assert len(rows) == 5 and {row[9] for row in rows[1:]} == {"财务股"}
    (url,) = [u for u in usual.xpath("//a/@href") if "export.xlsx" in u]
    assert "期限状态" in next(openpyxl.load_workbook(io.BytesIO(team.get(url).content)).active.values)


def test_a_filter_whose_column_is_not_shown_is_not_lost_when_the_row_is_sent(lists: Any) -> None:
    page = lxml.html.fromstring(
        lists.client("zuzhang")
        .get(f"{lists.organ}?col=evidence&who=贺世林&state=over&stand=open")
        .content.decode()
    )
    hidden = {e.get("name"): e.get("value") for e in page.xpath("//form[@id='filter']/input[@type='hidden']")}
    assert hidden == {"who": "贺世林", "state": "over", "stand": "open", "col": "evidence"}


def test_a_workbook_with_chosen_columns_comes_back_and_leaves_the_others_as_they_are(lists: Any) -> None:
    unit = lists.client("lianluo")
    book = openpyxl.load_workbook(io.BytesIO(unit.get(f"{lists.own}/export.xlsx?col=progress").content))
    before = list(
        ListedTask.objects.filter(unit=lists.housing).order_by("pk").values("due", "evidence", "office")
    )
    book.active.cell(5, column(book, "进展"), "已经核对")
    answer = sent(unit, lists.own, "清单.xlsx", content_of(book))
    assert "新增 0，更新 1，没有变化 14" in text_of(answer)
    after = list(
        ListedTask.objects.filter(unit=lists.housing).order_by("pk").values("due", "evidence", "office")
    )
    assert after == before and ListedTask.objects.get(progress="已经核对")


def test_a_table_of_the_units_own_with_merged_cells_is_read(lists: Any) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["县水务局整改台账"])
    sheet.append(["序号", "存在问题", "整改措施", "责任领导", "责任股室", "整改时限", "备注"])
    sheet.append([3, "河道采砂监管不到位", "开展排查", "", "河湖股", "2026年11月30日", "略"])
    sheet.append([None, None, "建立巡查制度", "", "河湖股", "长期坚持", ""])
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:B4")
    content = content_of(book)
    refused = sent(lists.client("lianluo2"), lists.own, "台账.xlsx", content)
    assert "问题清单由派出机关登记，单位不改" in text_of(refused)
    team = lists.client("zuzhang")
    answer = sent(team, lists.organ, "台账.xlsx", content)
    assert "缺整改单位，可为：县住建局、县水务局" in text_of(answer)
    sheet.cell(2, 8, "整改单位")
    sheet.cell(3, 8, "县水务局")
    answer = sent(team, lists.organ, "台账.xlsx", content_of(book))
    assert "新增 2" in text_of(answer)
    found = list(ListedTask.objects.filter(unit=lists.water, problem__number=3).order_by("number"))
    assert [(t.text, t.office, str(t.due), t.long_term) for t in found] == [
        ("开展排查", "河湖股", "2026-11-30", False),
        ("建立巡查制度", "河湖股", "None", True),
    ]


def test_a_word_table_is_read_with_its_merged_cells(lists: Any) -> None:
    document = docx.Document()
    document.add_paragraph("整改清单")
    table = document.add_table(rows=1, cols=5)
    for cell, title in zip(
        table.rows[0].cells, ("整改单位", "问题", "整改任务", "承办股室", "完成时限"), strict=True
    ):
        cell.text = title
    for row in (
        ("县住建局", "档案不全", "补齐档案", "办公室", "2026-12-01"),
        ("", "", "建立目录", "办公室", "2026-12-10"),
    ):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
    for place in (0, 1):
        table.cell(1, place).merge(table.cell(2, place))
    out = io.BytesIO()
    document.save(out)
    answer = sent(lists.client("zuzhang"), lists.organ, "清单.docx", out.getvalue())
    assert "新增 2" in text_of(answer)
    problem = ListedProblem.objects.get(text="档案不全")
    assert [t.text for t in problem.tasks.order_by("number")] == ["补齐档案", "建立目录"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("清单.xlsx", b"PK not one", "不是 Excel 工作簿（.xlsx）或者 Word 文档（.docx）"),
        ("清单.txt", "问题".encode(), "不是 Excel 工作簿（.xlsx）或者 Word 文档（.docx）"),
    ],
)
def test_what_is_no_table_is_told(lists: Any, name: str, content: bytes, said: str) -> None:
    answer = sent(lists.client("zuzhang"), lists.organ, name, content)
    assert answer.status_code == 422 and said in text_of(answer)


def test_a_workbook_of_another_layout_says_which_columns_it_lacks(lists: Any) -> None:
    book = openpyxl.Workbook()
    book.active.append(["姓名", "出生日期"])
    book.active.append(["某", "1970-01-01"])
    answer = sent(lists.client("zuzhang"), lists.organ, "人员.xlsx", content_of(book))
    assert answer.status_code == 422 and "前 10 行里没有表头，缺列：问题、任务" in text_of(answer)


def test_wrong_rows_come_back_in_the_workbook_and_the_good_ones_can_be_written(lists: Any) -> None:
    team = lists.client("zuzhang")
    book = exported(team, lists.organ)
    sheet = book.active
    due, progress = column(book, "完成时限"), column(book, "进展")
    sheet.cell(6, due, "2026-01-01")
    sheet.cell(7, progress, "已办一半")
    content = content_of(book)
    checked = sent(team, lists.organ, "清单.xlsx", content)
    said = text_of(checked)
    assert "18 行中 17 行可以写入，1 行须补正" in said and "早于问题的发现日" in said
    token = team.session["import"]["token"]
    marked = openpyxl.load_workbook(
        io.BytesIO(team.get(f"{lists.organ}/annotated.xlsx?token={token}").content)
    )
    assert "早于问题的发现日" in str(marked.active.cell(6, 1).value)
    assert "更新 1" in text_of(sent(team, lists.organ, "清单.xlsx", content, do="good"))
    assert ListedTask.objects.filter(progress="已办一半").count() == 1


def test_the_checked_table_of_one_matter_is_not_written_into_another(lists: Any) -> None:
    team, unit = lists.client("zuzhang"), lists.client("lianluo")
    team.post(
        f"{lists.organ}/import",
        {"file": SimpleUploadedFile("清单.xlsx", content_of(exported(team, lists.organ)))},
    )
    token = team.session["import"]["token"]
    answer = unit.post(f"{lists.own}/import", {"token": token, "do": "all"})
    assert answer.status_code == 422 and "核对过的文件已不在" in text_of(answer)


def test_numbers_of_the_export_are_the_numbers_of_the_lists(lists: Any) -> None:
    book = exported(lists.client("zuzhang"), lists.organ)
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    seen = [(row[0], row[column(book, "序号") - 1], row[column(book, "任务号") - 1]) for row in rows]
    found = queries.tasks_of(queries.lists_of(SYSTEM, lists.matter.pk)).order_by(
        "unit", "problem__number", "number"
    )
    assert seen == [
        (t.unit.short, t.problem.number, t.number) for t in found.select_related("unit", "problem")
    ]
