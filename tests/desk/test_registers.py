"""Registers by Excel: checked before anything is written, wrong cells named, good rows by choice only."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zeren.records.people.models import Person

HEAD = ("人员代码", "姓名", "出生日期", "单位代码", "家庭情况")


def book(*rows: tuple[object, ...], head: tuple[str, ...] = HEAD) -> SimpleUploadedFile:
    made, out = openpyxl.Workbook(), BytesIO()
    for row in (head, *rows):
        made.active.append(row)
    made.save(out)
    return SimpleUploadedFile("人员.xlsx", out.getvalue())


GOOD = ("n1", "新某某", "1980-02-03", "QT", "不应读取")
BAD_DAY = ("n2", "坏某某", "1980-02-30", "QT", "")
BAD_ORGAN = ("n3", "错某某", "1981-01-01", "没有", "")


def send(client: Any, file: SimpleUploadedFile, noun: str = "people") -> Any:
    return client.post(f"/registers/{noun}/import", {"file": file})


def decide(client: Any, what: str, noun: str = "people") -> Any:
    return client.post(f"/registers/{noun}/import", {"token": client.session["import"]["token"], "do": what})


def test_checking_writes_nothing_and_the_verdict_is_the_title(desk: SimpleNamespace) -> None:
    found = send(desk.sign_in("guanli"), book(GOOD, BAD_DAY, BAD_ORGAN)).content.decode()
    assert "核对结果：3 行中 1 行可以写入，2 行须补正" in found
    assert "现在还没有写入任何一行" in found
    assert "1980-02-30" in found and "没有代码为“没有”的机关" in found
    assert "家庭情况" in found and "未读取" in found
    assert not Person.objects.filter(code__in=("n1", "n2", "n3")).exists()


def test_the_good_rows_alone_are_written_only_by_choice(desk: SimpleNamespace) -> None:
    client = desk.sign_in("guanli")
    send(client, book(GOOD, BAD_DAY, BAD_ORGAN))
    answer = decide(client, "good")
    assert answer["Location"] == "/organs"
    assert list(Person.objects.filter(code__startswith="n").values_list("code", flat=True)) == ["n1"]
    assert "人员登记已写入：新增 1" in client.get("/organs").content.decode()


def test_a_file_with_a_problem_is_not_written_as_a_whole(desk: SimpleNamespace) -> None:
    client = desk.sign_in("guanli")
    send(client, book(GOOD, BAD_ORGAN))
    assert "须补正" in decide(client, "all").content.decode()
    assert not Person.objects.filter(code="n1").exists()


def test_a_right_file_is_written_whole(desk: SimpleNamespace) -> None:
    client = desk.sign_in("guanli")
    assert "1 行可以写入" in send(client, book(GOOD)).content.decode()
    decide(client, "all")
    person = Person.objects.get(code="n1")
    assert (person.name, person.organ.code, person.birth.isoformat()) == ("新某某", "QT", "1980-02-03")  # type: ignore[union-attr]


def test_the_annotated_workbook_says_what_is_wrong_in_its_row(desk: SimpleNamespace) -> None:
    client = desk.sign_in("guanli")
    send(client, book(GOOD, BAD_DAY, BAD_ORGAN))
    token = client.session["import"]["token"]
    sheet = openpyxl.load_workbook(
        BytesIO(client.get(f"/registers/people/annotated.xlsx?token={token}").content)
    ).active
    rows = list(sheet.values)
    assert rows[0][0] == "需补正" and not rows[1][0] and "出生日期" in rows[2][0]
    assert "没有代码为“没有”的机关" in rows[3][0]
    assert desk.sign_in("guanli").get(f"/registers/people/annotated.xlsx?token={token}").status_code == 404


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (SimpleUploadedFile("a.xlsx", b"no workbook"), "不是 Excel 工作簿"),
        (None, "没有选定文件"),
    ],
)
def test_what_is_no_workbook_is_told(desk: SimpleNamespace, file: Any, told: str) -> None:
    client = desk.sign_in("guanli")
    answer = client.post("/registers/people/import", {"file": file} if file else {})
    assert answer.status_code == 422 and told in answer.content.decode()


def test_missing_columns_are_named(desk: SimpleNamespace) -> None:
    answer = send(desk.sign_in("guanli"), book(("a", "b"), head=("甲", "乙")))
    assert answer.status_code == 422
    assert "缺列：人员代码、姓名" in answer.content.decode()


def test_a_file_checked_by_somebody_else_cannot_be_written(desk: SimpleNamespace) -> None:
    first, second = desk.sign_in("guanli"), desk.sign_in("guanli")
    send(first, book(GOOD))
    token = first.session["import"]["token"]
    answer = second.post("/registers/people/import", {"token": token, "do": "all"})
    assert "请重新选定文件" in answer.content.decode()
    assert not Person.objects.filter(code="n1").exists()


def test_who_keeps_no_register_does_not_import(desk: SimpleNamespace) -> None:
    answer = desk.sign_in("wang").get("/registers/people/import")
    assert answer.status_code == 403 and "由党委办公室、组织部门或者系统管理员办理" in answer.content.decode()
    assert "导入 Excel" not in desk.sign_in("wang").get("/organs").content.decode()


@pytest.mark.parametrize("noun", ["organs", "people", "posts", "appointments", "charges"])
def test_each_template_reads_back_as_its_own_sheet(desk: SimpleNamespace, noun: str) -> None:
    from zeren.papers.excel.reading import read
    from zeren.papers.register_sheets import SHEETS

    content = desk.sign_in("guanli").get(f"/registers/{noun}/template.xlsx").content
    reading = read(SHEETS[noun], content)
    assert reading.rows == () and reading.not_read == ()


def test_an_unknown_register_does_not_exist(desk: SimpleNamespace) -> None:
    assert desk.sign_in("guanli").get("/registers/secrets/import").status_code == 404
