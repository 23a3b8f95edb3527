"""``zeren calendar``: a year shown with its notices, a template, an import that takes all rows or none."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import typer
import xlsxwriter
from typer.testing import CliRunner, Result

from zeren.cli import calendar
from zeren.law.calendars import load_years, read_year
from zeren.norms.calendar import Calendar
from zeren.papers.calendar_sheet import SHEET
from zeren.papers.excel.columns import titles

HEAD = titles(SHEET.columns)
NOTICE = ("国办发明电〔2026〕9号", "国务院办公厅关于2027年部分节假日安排的通知", date(2026, 11, 4))
GOOD = [
    (date(2027, 1, 1), None, "放假", "元旦", *NOTICE),
    (date(2027, 10, 1), date(2027, 10, 7), "放假", "国庆节", *NOTICE),
    (date(2027, 9, 26), None, "上班", "国庆节", *NOTICE),
    (date(2027, 10, 9), "", "上班", "国庆节", *NOTICE),
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZEREN_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


def zeren(*args: str) -> Result:
    app = typer.Typer()
    calendar.add(app)
    app.command("nothing")(lambda: None)
    return CliRunner().invoke(app, ["calendar", *args])


def workbook(path: Path, rows: list[tuple[object, ...]], head: list[str] = HEAD) -> Path:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, head)
        for number, row in enumerate(rows, 1):
            page.write_row(number, 0, ["" if cell is None else cell for cell in row])
    path.write_bytes(out.getvalue())
    return path


def errors(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 2, result.output
    return json.loads(result.stdout)["errors"]


def test_a_year_is_shown_with_its_notice(home: Path) -> None:
    result = zeren("show", "2024")
    assert result.exit_code == 0
    assert "放假　4月4日 至 4月6日　清明节　国办发明电〔2023〕7号" in result.stdout
    assert "上班　4月7日（日）　清明节调休　国办发明电〔2023〕7号" in result.stdout


def test_a_year_as_json(home: Path) -> None:
    data = json.loads(zeren("show", "2026", "--json").stdout)
    assert data["year"] == 2026 and data["working_days"] == 248
    assert {"day": "2026-09-20", "for": "国庆节", "notice": "arrangement-2026"} in data["work"]
    assert data["notices"][0]["number"] == "国办发明电〔2025〕7号"


def test_a_notice_without_a_checked_number_says_so(home: Path) -> None:
    assert "（文号未核实）" in zeren("show", "2008").stdout


def test_a_year_that_is_not_published_is_not_invented(home: Path) -> None:
    (problem,) = errors(zeren("show", "2027", "--json"))
    assert problem["where"] == "2027"
    assert "尚未收录，已有：2004–2026" in str(problem["zh"]) and "no calendar for 2027" in str(problem["en"])


@pytest.mark.django_db
def test_a_filled_template_becomes_the_year(home: Path, tmp_path: Path) -> None:
    result = zeren("import", str(workbook(tmp_path / "y.xlsx", GOOD)), "--json")
    assert result.exit_code == 0, result.output
    target = home / "calendars" / "cn" / "2027.yaml"
    assert json.loads(result.stdout) == {
        "year": 2027,
        "file": str(target),
        "days": 10,
        "not_read": [],
        "moved": [],
    }
    known = Calendar(load_years(target.parent))
    assert known.is_working(date(2027, 10, 9)) and known.is_working(date(2027, 10, 7)) is False
    notice = known.notice(date(2027, 1, 1))
    assert notice is not None and (notice.number, notice.title, notice.issued) == NOTICE
    shown = zeren("show", "2027").stdout
    assert "放假　10月1日 至 10月7日　国庆节" in shown


def test_the_template_is_the_form_that_import_takes(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    assert zeren("template", str(file)).exit_code == 0
    (problem,) = errors(zeren("import", str(file), "--json"))
    assert (problem["row"], problem["zh"]) == (2, "“”：没有一行安排")


def test_an_imported_year_goes_where_it_is_told(home: Path, tmp_path: Path) -> None:
    into = tmp_path / "elsewhere"
    assert zeren("import", str(workbook(tmp_path / "y.xlsx", GOOD)), "--into", str(into)).exit_code == 0
    assert read_year((into / "2027.yaml").read_text(encoding="utf-8")).year == 2027
    assert not home.exists()


@pytest.mark.django_db
def test_a_year_that_is_there_is_replaced_only_when_told(home: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "y.xlsx", GOOD)
    zeren("import", str(file))
    target = home / "calendars" / "cn" / "2027.yaml"
    before = target.read_bytes()
    shorter = workbook(tmp_path / "z.xlsx", GOOD[:1])
    (problem,) = errors(zeren("import", str(shorter), "--json"))
    assert "--replace" in str(problem["zh"]) and target.read_bytes() == before
    assert zeren("import", str(shorter), "--replace").exit_code == 0
    assert len(read_year(target.read_text(encoding="utf-8")).days) == 1


FAULTS = [
    (
        (date(2027, 10, 7), date(2027, 10, 1), "放假", "国庆节", *NOTICE),
        "至",
        "早于日期 2027-10-07",
        "before the first day",
    ),
    (
        (date(2027, 10, 1), date(2027, 12, 1), "放假", "国庆节", *NOTICE),
        "至",
        "一段假期不超过 31 日",
        "at most 31 days",
    ),
    ((date(2027, 9, 27), None, "上班", "国庆节", *NOTICE), "日期", "本是工作日", "a weekday already"),
    ((date(2027, 9, 25), date(2027, 9, 26), "上班", "国庆节", *NOTICE), "至", "一天一行", "one a row"),
    ((date(2026, 10, 1), None, "放假", "国庆节", *NOTICE), "日期", "不在 2027 年内", "not in 2027"),
    (
        (date(2027, 1, 1), None, "放假", "元旦", *NOTICE),
        "日期",
        "第 2 行已列这一天",
        "row 2 lists this day already",
    ),
    (("十月一日", None, "放假", "国庆节", *NOTICE), "日期", "应为日期，如 2026-03-04", "expected a day"),
    ((date(2027, 5, 1), None, "休息", "劳动节", *NOTICE), "类别", "应为：放假、上班", "expected one of"),
    ((date(2027, 5, 1), None, "放假", "", *NOTICE), "节日", "必填，未填", "required"),
]


@pytest.mark.parametrize(("row", "column", "zh", "en"), FAULTS)
def test_one_wrong_row_is_named_and_nothing_is_written(
    home: Path, tmp_path: Path, row: tuple[object, ...], column: str, zh: str, en: str
) -> None:
    (problem,) = errors(zeren("import", str(workbook(tmp_path / "y.xlsx", [*GOOD, row])), "--json"))
    assert (problem["row"], problem["column"]) == (6, column)
    assert zh in str(problem["zh"]) and en in str(problem["en"])
    assert not home.exists()


def test_all_wrong_rows_are_named_in_order(home: Path, tmp_path: Path) -> None:
    rows = [GOOD[0], FAULTS[2][0], FAULTS[6][0]]
    found = errors(zeren("import", str(workbook(tmp_path / "y.xlsx", rows)), "--json"))
    assert [problem["row"] for problem in found] == [3, 4]


@pytest.mark.django_db
def test_columns_outside_the_template_are_told_and_not_read(home: Path, tmp_path: Path) -> None:
    file = workbook(tmp_path / "y.xlsx", [(*row, "x") for row in GOOD], [*HEAD, "备注"])
    assert json.loads(zeren("import", str(file), "--json").stdout)["not_read"] == ["备注"]


def test_what_is_no_workbook_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "y.xlsx"
    file.write_bytes(b"not a workbook")
    (problem,) = errors(zeren("import", str(file), "--json"))
    assert "不是 Excel 工作簿" in str(problem["zh"])
    (problem,) = errors(zeren("import", str(tmp_path / "absent.xlsx"), "--json"))
    assert "读不了" in str(problem["zh"])
    (problem,) = errors(zeren("import", str(workbook(file, [], ["日期"])), "--json"))
    assert "缺列：" in str(problem["zh"])


def test_a_broken_file_among_the_imported_years_is_named(home: Path) -> None:
    folder = home / "calendars" / "cn"
    folder.mkdir(parents=True)
    (folder / "2027.yaml").write_bytes(b"\xff\xfe\x00")
    (problem,) = errors(zeren("show", "2026", "--json"))
    assert str(problem["where"]).endswith("2027.yaml") and problem["zh"] == "不是 UTF-8 文本"
