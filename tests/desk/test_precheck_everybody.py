"""全员核查: everybody in sight against one act and one day, on the desk and on the command line."""

from __future__ import annotations

import csv
import stat
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from desk.test_precheck import barred, text  # noqa: F401
from records import support_packs
from zeren.cli.main import app, register

RUN = CliRunner()


def test_everybody_in_sight_is_listed_and_narrowed(barred: SimpleNamespace) -> None:  # noqa: F811
    whole = text(barred.client, "/precheck/everybody?day=2026-12-01")
    assert "赵某某" in whole and "孙某某" in whole and "白某某" not in whole
    narrowed = text(barred.client, "/precheck/everybody?day=2026-12-01&look=bar").split("<tbody>")[1]
    assert "赵某某" in narrowed and "孙某某" not in narrowed and "不得提拔" in narrowed
    assert "没有这一类的人员" in text(barred.client, "/precheck/everybody?unit=没有这个单位")
    later = text(barred.client, "/precheck/everybody?day=2029-12-01&look=bar").split("<tbody>")[1]
    assert "赵某某" not in later


def test_who_only_lacks_a_record_is_not_said_to_be_free(command: SimpleNamespace) -> None:
    """The single check says 待查明 of them, and so do the page, the workbook and the command."""
    asked = "/precheck/everybody?day=2026-12-01&intent="
    with support_packs.delivered():
        lacking = text(command.client, f"{asked}promotion&look=lacks").split("<tbody>")[1]
        assert "孙某某" in lacking and "待查明" in lacking
        assert "没有记录：干部选拔任用纪实、移居人员岗位管理" in lacking
        assert "没有这一类的人员" in text(command.client, f"{asked}promotion&look=free")
        # Nothing is wanted of everybody before an award: who has no bar is free.
        assert "孙某某" in text(command.client, f"{asked}award&look=free").split("<tbody>")[1]
        assert "没有这一类的人员" in text(command.client, f"{asked}award&look=lacks")
        done = command.run("--account", "shuji", "--json")
        assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(command.file.open(encoding="utf-8-sig")))
    told = [row for row in rows if row["姓名"] == "孙某某"]
    assert [row["类别"] for row in told] == ["只缺记录"] and "干部选拔任用纪实" in told[0]["缺哪些记录"]
    assert '"free"' not in done.output and '"lacks"' in done.output


def test_a_day_that_is_none_is_told_and_today_stands(barred: SimpleNamespace) -> None:  # noqa: F811
    assert "现按今日核查" in text(barred.client, "/precheck/everybody?day=十二月")


def test_what_is_shown_goes_out_as_a_workbook(
    barred: SimpleNamespace,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = "/precheck/everybody.xlsx?day=2026-12-01&look=bar"
    book = (
        CalamineWorkbook.from_filelike(BytesIO(barred.client.get(asked).content))
        .get_sheet_by_index(0)
        .to_python()
    )
    told = [row for row in book if "赵某某" in row]
    assert any(date(2026, 12, 1) in row and "在限制期" in row for row in told)
    assert not any("孙某某" in row for row in book)
    monkeypatch.setattr("zeren.desk.precheck.everybody.MOST", 0)
    assert barred.client.get(asked).status_code == 422


@pytest.fixture
def command(barred: SimpleNamespace, tmp_path: Path) -> SimpleNamespace:  # noqa: F811
    barred.file = tmp_path / "out.csv"
    register(app)
    barred.run = lambda *more: RUN.invoke(app, ["precheck", str(barred.file), "--day", "2026-12-01", *more])
    return barred


def test_the_command_writes_what_the_account_sees(command: SimpleNamespace) -> None:
    done = command.run("--account", "shuji", "--json")
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(command.file.open(encoding="utf-8-sig")))
    bars = [row for row in rows if row["姓名"] == "赵某某" and row["类别"] == "限制"]
    assert bars and all(row["至"] >= "2026-12-01" for row in bars if row["至"])
    assert not any(row["姓名"] == "白某某" for row in rows)
    assert stat.S_IMODE(command.file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--account", "nobody"), "没有账号"),
        (("--account", "guanli"), "不办理任前核查"),
        (("--account", "MINE", "--intent", "fly"), "应为 promotion"),
        (("--account", "MINE", "--engine", "abacus"), "应为 here"),
        (("--account", "MINE", "--day", "2026-02-30"), "不是日期"),
        (("--account", "MINE", "--day", "0001-01-01"), "不是日期"),
    ],
)
def test_what_can_not_be_read_writes_nothing(
    command: SimpleNamespace, more: tuple[str, ...], says: str
) -> None:
    done = command.run(*("shuji" if word == "MINE" else word for word in more))
    assert done.exit_code == 2 and says in done.stderr
    assert not list(command.file.parent.glob("*.csv*"))
