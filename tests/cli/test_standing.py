"""``zeren standing``: a case file held against its regulations, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from zeren.cli.standing import add

ROOT = Path(__file__).parents[2]
LATE = ROOT / "docs" / "examples" / "accountability-late-appeal.yaml"
CASE = """\
id: 约2016-3
name: 某次约谈
packs: [zy-2015-interviews]
matter: {kind: admonition}
events:
- {id: p, type: proposed, at: "2016-03-01", by: conduct_office, source: audit, review_form: d, grounds: [g6-1]}
- {id: r, type: reviewed, at: "2016-03-02", by: leader_in_charge}
"""


def run(*args: str) -> Result:
    app = typer.Typer()
    add(app)

    @app.command()
    def other() -> None:
        """A second command, so that the first keeps its name."""

    return CliRunner().invoke(app, ["standing", *args])


def told(*args: str) -> Any:
    return json.loads(run(*args, "--json").stdout)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


def test_findings_against_the_record_exit_with_1() -> None:
    result = run(str(LATE), "--as-of", "2024-04-30")
    assert result.exit_code == 1
    assert "应先有事实材料与对象见面，未见在先的记录" in result.stdout
    assert "已过期限1日" in result.stdout
    assert "末日为法定休假日（清明节假期），顺延至2024年4月7日（星期日，调休上班）" in result.stdout


def test_a_case_in_order_exits_with_0_and_all_lists_the_rest(case: Path) -> None:
    result = run(str(case), "--as-of", "2016-03-03")
    assert result.exit_code == 0
    assert "约2016-3　某次约谈　截至 2016-03-03" in result.stdout
    assert "propose-and-approve" not in result.stdout
    assert len(run(str(case), "--as-of", "2016-03-03", "--all").stdout.splitlines()) > len(
        result.stdout.splitlines()
    )


def test_the_json_has_the_documented_shape(case: Path) -> None:
    data = told(str(case), "--as-of", "2016-03-03")
    assert set(data) == {"id", "as_of", "known_at", "next_change", "counts", "findings", "receipt"}
    assert sum(data["counts"].values()) == len(data["findings"])
    (found,) = [f for f in data["findings"] if f["norm"] == "propose-and-approve.review"]
    assert found["status"] == "met"
    assert found["cites"] == [{"at": "9.1.1", "zh": found["cites"][0]["zh"], "label": "提出与审核"}]
    assert found["cites"][0]["zh"].endswith("第九条第一款第（一）项")
    assert found["sentence"].startswith("依据《")
    documented = (ROOT / "docs" / "case-files.md").read_text(encoding="utf-8")
    for key in (*data, *found, *data["receipt"]):
        assert f"`{key}`" in documented, key


def test_known_at_replays_what_was_recorded_by_then(tmp_path: Path) -> None:
    text = CASE.replace("by: leader_in_charge", 'by: leader_in_charge, recorded: "2016-03-20"')
    text += '- {id: n, type: noticed, at: "2016-03-05", by: conduct_office, interviewer: 书记, time: "2016-03-09", place: 一号}\n'
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    assert run(str(path), "--as-of", "2016-03-10").exit_code == 0
    assert run(str(path), "--as-of", "2016-03-10", "--known-at", "2016-03-10").exit_code == 1


def test_bad_input_exits_with_2_and_says_where(case: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(CASE.replace("type: reviewed", "type: reviewd"), encoding="utf-8")
    result = run(str(bad), "--as-of", "2016-03-03", "--json")
    assert result.exit_code == 2
    (error,) = json.loads(result.stdout)["errors"]
    assert (error["line"], error["key"], error["suggestion"]) == (7, "events.type", "reviewed")
    assert "没有声明事件“reviewd”" in error["zh"]
    for args in (
        (str(tmp_path / "none.yaml"), "--as-of", "2016-03-03"),
        (str(case), "--as-of", "2016-02-30"),
    ):
        result = run(*args)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr


# ---------------------------------------------------------------- readings


def test_a_reading_for_one_call_decides_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """第二十条第一款 with 第二十一条第一款: whether a late appeal is answered within a month is open."""
    monkeypatch.setenv("ZEREN_HOME", str(tmp_path))
    args = (str(LATE), "--as-of", "2024-06-30")
    usual, other = told(*args), told(*args, "--reading", "cn-2019-accountability#late-appeal=answer")

    def answer(found: Any) -> Any:
        return next(f for f in found["findings"] if f["norm"] == "appeal-decision-deadline")

    assert answer(usual)["status"] == "not_triggered"
    assert (answer(other)["status"], answer(other)["due"]) == ("breached", "2024-05-08")
    assert "逾期的申诉：与按期的一样" in answer(other)["reading"]
    assert "由使用机关选定" in answer(other)["reading"]
    assert [p["readings"] for p in usual["receipt"]["packs"]] == [{}, {}]
    assert [p["readings"] for p in other["receipt"]["packs"]] == [{}, {"late-appeal": "answer"}]
    before, after = usual["receipt"]["packs"], other["receipt"]["packs"]
    assert [a["sha256"] == b["sha256"] for a, b in zip(before, after, strict=True)] == [True, False]
    said = run(*args, "--reading", "cn-2019-accountability#late-appeal=answer").stdout
    assert "改用的读法：cn-2019-accountability@2019-09-01#late-appeal　逾期的申诉" in said


def test_the_installations_readings_hold_and_one_for_the_call_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZEREN_HOME", str(tmp_path))
    (tmp_path / "readings.yaml").write_text(
        "cn-2019-accountability: {late-appeal: answer}\n", encoding="utf-8"
    )
    args = (str(LATE), "--as-of", "2024-06-30")
    assert told(*args)["receipt"]["packs"][1]["readings"] == {"late-appeal": "answer"}
    back = told(*args, "--reading", "cn-2019-accountability#late-appeal=review")
    assert back["receipt"]["packs"][1]["readings"] == {}


@pytest.mark.parametrize("reading", ["cn-2019-accountability#late=answer", "late-appeal=answer"])
def test_a_reading_that_is_not_there_ends_with_2(reading: str) -> None:
    assert run(str(LATE), "--as-of", "2024-06-30", "--reading", reading).exit_code == 2
