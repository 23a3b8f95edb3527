"""``zeren due``: one norm's period from a day, with nominal and due day, arithmetic and citations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from zeren.cli import due

OLD = """\
pack: cn-1-appeals
version: "2016-01-01"
valid_to: "2019-08-31"
title: 申诉办法
issuer: 甲
level: central
provisions: {"1": {label: 申诉, status: encoded}}
vocabulary: {roles: {subject: {label: 当事人}}}
procedures: {case: {title: 案件, steps: [{id: received, label: 收到决定, cite: "1"}, {id: filed, label: 提出申诉, cite: "1"}]}}
norms: [{id: appeal, cite: "1", force: may, duty: {act: filed, by: subject, on: received, within: {days: 15}}}]
"""

NEW = """\
pack: cn-1-appeals
version: "2019-09-01"
title: 申诉办法
issuer: 甲
level: central
conventions: {counting: {use: civil-code-201-203, roll: no, basis: assumed}}
parameters: {season: {type: text, cite: "9"}}
provisions:
  "1": {label: 申诉, status: encoded}
  "2.1": {label: 处理, status: encoded}
  "2.2": {label: 延长, status: encoded}
  "3": {label: 限制, status: encoded}
  "4": {label: 年度报告, status: encoded}
  "5": {label: 报警, status: encoded}
  "6": {label: 会前送达, status: encoded}
  "7": {label: 及时纠正, status: encoded}
  "8": {label: 常态, status: encoded}
  "9": {label: 时间由机关定, status: encoded}
vocabulary: {roles: {subject: {label: 当事人}, organ: {label: 机关}}}
procedures:
  case:
    title: 案件
    steps:
      - {id: received, label: 收到决定, cite: "1"}
      - {id: filed, label: 提出申诉, cite: "1"}
      - {id: ruled, label: 作出申诉决定, cite: "2.1"}
      - {id: prolonged, label: 决定延长, cite: "2.2"}
      - {id: decided, label: 作出决定, cite: "3"}
      - {id: promoted, label: 提拔, cite: "3"}
      - {id: reported, label: 报告, cite: "4"}
      - {id: alarmed, label: 发现, cite: "5"}
      - {id: sent, label: 送达, cite: "6"}
      - {id: called, label: 通知开会, cite: "6", record: {held_on: {type: date, cite: "6"}}}
norms:
  - id: appeal
    cite: "1"
    force: may
    reading: 自签收次日起算
    duty: {act: filed, by: subject, on: received, within: {months: 1}, roll: yes}
  - {id: ruling, cite: "2.1", duty: {act: ruled, by: organ, on: filed, within: {months: 1}}}
  - {id: longer, cite: "2.2", exception: {to: ruling, then: extend, extend: {on: prolonged, within: {months: 3}}}}
  - {id: bar, cite: "3", bar: {acts: promoted, from: decided, for: {years: 1}}}
  - {id: annual, cite: "4", duty: {act: reported, every: year, due: "01-31"}}
  - {id: quarterly, cite: "4", duty: {act: reported, every: quarter}}
  - {id: alarm, cite: "5", duty: {act: reported, on: alarmed, within: {hours: 48}}}
  - {id: ahead, cite: "6", duty: {act: sent, on: called, before: {days: 3, of: held_on}}}
  - {id: soon, cite: "7", duty: {act: reported, on: received, promptly: yes}}
  - {id: always, cite: "8", standing: {by: organ}}
  - {id: season, cite: "9", duty: {act: reported, every: year, window: param.season}}
"""


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs" / "central" / "cn-1-appeals"
    folder.mkdir(parents=True)
    (folder / "2016-01-01.yaml").write_text(OLD, encoding="utf-8")
    (folder / "2019-09-01.yaml").write_text(NEW, encoding="utf-8")
    (folder / "2019-09-01.tests.yaml").write_text("- not a pack", encoding="utf-8")
    monkeypatch.setenv("ZEREN_PACKS", str(tmp_path / "packs"))
    monkeypatch.setenv("ZEREN_HOME", str(tmp_path / "data"))
    return folder


def zeren(*args: str) -> Result:
    app = typer.Typer()
    due.add(app)
    app.command("nothing")(lambda: None)
    return CliRunner().invoke(app, ["due", *args])


def period(*args: str) -> dict[str, object]:
    result = zeren(*args, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(*args: str) -> dict[str, str]:
    result = zeren(*args, "--json")
    assert result.exit_code == 2, result.output
    (problem,) = json.loads(result.stdout)["errors"]
    return problem


def test_the_subjects_month_and_the_organs_month_from_the_same_day(packs: Path) -> None:
    mine = period("cn-1-appeals#appeal", "--from", "2024-03-04")
    theirs = period("cn-1-appeals#ruling", "--from", "2024-03-04")
    assert (mine["nominal"], mine["due"], mine["decides"]) == ("2024-04-04", "2024-04-07", "due")
    assert (theirs["nominal"], theirs["due"], theirs["decides"]) == ("2024-04-04", "2024-04-04", "nominal")


def test_the_whole_answer(packs: Path) -> None:
    found = period("cn-1-appeals#appeal", "--from", "2024-03-04", "--as-of", "2024-04-08")
    assert found["pack"] == "cn-1-appeals@2019-09-01"
    assert found["cites"] == [{"address": "1", "text": "第一条", "label": "申诉"}]
    assert found["opener"] == [{"id": "received", "label": "收到决定"}]
    assert (found["act"], found["by"], found["force"]) == (["filed"], ["subject"], "may")
    assert found["reading"] == "自签收次日起算"
    assert found["steps"] == [
        {"text": "自2024年3月4日次日起算1个月（当日不计）", "day": "2024-03-04"},
        {"text": "末日为对应日2024年4月4日（清明节假期）", "day": "2024-04-04"},
        {
            "text": "末日为法定休假日（清明节假期），顺延至2024年4月7日（星期日，调休上班）",
            "day": "2024-04-07",
        },
    ]
    assert found["convention"] == {
        "use": "civil-code-201-203",
        "roll": False,
        "basis": "assumed",
        "cites": ["民法典第二百零一条", "民法典第二百零二条", "民法典第二百零三条"],
    }
    assert found["days_left"] == -1 and found["provisional"] is False
    assert found["calendar"]["years"] == [2004, 2026]  # type: ignore[index]


def test_people_read_it_in_chinese(packs: Path) -> None:
    shown = zeren("cn-1-appeals#appeal", "--from", "2024-03-04", "--as-of", "2024-04-05").stdout
    assert "《申诉办法》第一条　申诉（cn-1-appeals@2019-09-01）" in shown
    assert "收到决定：2024年3月4日；可办：提出申诉" in shown
    assert "名义末日 2024年4月4日；期限届满 2024年4月7日" in shown
    assert "余 2 日" in shown and "读法：自签收次日起算" in shown and "（计算方法条文未定" in shown
    assert (
        "已过期限 1 日"
        in zeren("cn-1-appeals#appeal", "--from", "2024-03-04", "--as-of", "2024-04-08").stdout
    )


def test_the_version_in_force_on_the_day_decides(packs: Path) -> None:
    assert period("cn-1-appeals#appeal", "--from", "2019-08-31")["pack"] == "cn-1-appeals@2016-01-01"
    assert period("cn-1-appeals#appeal", "--from", "2019-09-01")["pack"] == "cn-1-appeals@2019-09-01"


def test_what_could_extend_the_period_is_told(packs: Path) -> None:
    (longer,) = period("cn-1-appeals#ruling", "--from", "2024-03-04")["extensions"]  # type: ignore[misc]
    assert (longer["norm"], longer["on"], longer["due"]) == ("longer", "prolonged", "2024-06-04")  # type: ignore[index]
    assert "期限内决定延长的，至 2024年6月4日" in zeren("cn-1-appeals#ruling", "--from", "2024-03-04").stdout


def test_a_restriction_has_a_first_a_last_and_a_free_day(packs: Path) -> None:
    found = period("cn-1-appeals#bar", "--from", "2024-03-15")
    assert (found["starts"], found["ends"], found["free"]) == ("2024-03-15", "2025-03-14", "2025-03-15")
    assert found["act"] == ["promoted"] and found["rolls"] is False
    shown = zeren("cn-1-appeals#bar", "--from", "2024-03-15").stdout
    assert "不得：提拔" in shown and "自 2024年3月15日 至 2025年3月14日" in shown


@pytest.mark.parametrize(
    ("norm", "start", "end"),
    [
        ("annual", "2026-03-01", "2026-01-31"),
        ("quarterly", "2026-05-20", "2026-06-30"),
        ("alarm", "2024-04-03T16:30", "2024-04-05T16:30"),
        ("ahead", "2024-04-08", "2024-04-05"),
    ],
)
def test_fixed_days_hours_and_days_counted_back(packs: Path, norm: str, start: str, end: str) -> None:
    assert period(f"cn-1-appeals#{norm}", "--from", start)["due"] == end


def test_a_year_that_is_not_published_is_provisional(packs: Path) -> None:
    found = period("cn-1-appeals#appeal", "--from", "2027-03-04")
    assert (found["nominal"], found["due"], found["provisional"]) == ("2027-04-04", "2027-04-04", True)
    assert "（暂定）" in zeren("cn-1-appeals#appeal", "--from", "2027-03-04").stdout


READINGS = """\
readings:
  start:
    label: 起算之日
    cite: "1"
    options: {received: 自签收起算, filed: 自提出起算}
    use: received
"""


def test_a_reading_that_the_installation_switched_holds(packs: Path, tmp_path: Path) -> None:
    """Two norms of one id, each under an option of a named reading."""
    both = """\
  - {id: open, cite: "1", option: {start: received}, duty: {act: ruled, on: received, within: {days: 10}}}
  - {id: open, cite: "1", option: {start: filed}, duty: {act: ruled, on: filed, within: {days: 20}}}
"""
    (packs / "2019-09-01.yaml").write_text(
        NEW.replace("vocabulary:", READINGS + "vocabulary:") + both, encoding="utf-8"
    )
    before = period("cn-1-appeals#open", "--from", "2024-03-04")
    assert (before["due"], before["reading"]) == ("2024-03-14", "起算之日：自签收起算")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "readings.yaml").write_text("cn-1-appeals: {start: filed}\n", encoding="utf-8")
    after = period("cn-1-appeals#open", "--from", "2024-03-04")
    assert (after["due"], after["reading"]) == (
        "2024-03-24",
        "起算之日：自提出起算（由使用机关选定，未选定的取：自签收起算）",
    )


@pytest.mark.parametrize(
    ("args", "where", "zh", "en"),
    [
        (("cn-1-appeal#appeal", "--from", "2024-03-04"), "cn-1-appeal#appeal", "没有法规包“cn-1-appeal”；是否应为“cn-1-appeals”？", "did you mean 'cn-1-appeals'?"),
        (("cn-1-appeals#apeal", "--from", "2024-03-04"), "cn-1-appeals#apeal", "没有规范“apeal”；是否应为“appeal”？", "has no norm 'apeal'; did you mean 'appeal'?"),
        (("cn-1-appeals", "--from", "2024-03-04"), "cn-1-appeals", "应写作 法规包#规范", "expected PACK#NORM"),
        (("cn-1-appeals#appeal", "--from", "2015-12-31"), "--from", "2015-12-31 没有施行中的版本，已有：2016-01-01 至 2019-08-31、2019-09-01 至 今", "in force on 2015-12-31"),
        (("cn-1-appeals#appeal", "--from", "2024-02-30"), "--from", "“2024-02-30”不是日期", "is no day"),
        (("cn-1-appeals#appeal", "--from", "20240304"), "--from", "应为年-月-日", "expected YYYY-MM-DD"),
        (("cn-1-appeals#appeal", "--from", "2024-03-04", "--as-of", "soon"), "--as-of", "不是日期", "is no day"),
        (("cn-1-appeals#alarm", "--from", "2024-04-03"), "--from", "以小时计的期限从时刻起算", "hours are counted from one"),
        (("cn-1-appeals#appeal", "--from", "9999-12-31"), "--from", "超出公元 1 至 9999 年", "outside the years"),
        (("cn-1-appeals#soon", "--from", "2024-03-04"), "cn-1-appeals#soon", "条文没有定量期限", "promptly, without a figure"),
        (("cn-1-appeals#always", "--from", "2024-03-04"), "cn-1-appeals#always", "没有期限", "has no period"),
        (("cn-1-appeals#season", "--from", "2024-03-04"), "cn-1-appeals#season", "期限由 param.season 定", "is set by param.season"),
    ],
)  # fmt: skip
def test_bad_input_names_the_place_and_what_was_expected(
    packs: Path, args: tuple[str, ...], where: str, zh: str, en: str
) -> None:
    problem = refused(*args)
    assert problem["where"] == where
    assert zh in problem["zh"] and en in problem["en"]


def test_a_pack_that_does_not_load_is_refused_with_its_line(packs: Path) -> None:
    (packs / "2019-09-01.yaml").write_text(
        NEW.replace("within: {months: 1}, roll: yes", "within: {moons: 1}"), encoding="utf-8"
    )
    problem = refused("cn-1-appeals#appeal", "--from", "2024-03-04")
    assert "2019-09-01.yaml:" in problem["where"] and "moons" in problem["zh"]


def test_the_accountability_regulation_as_installed() -> None:
    """The two months of 第二十条第一款 from 4 March 2024: the subject's ends on a make-up Sunday, the organ's does not roll."""
    subject = period("cn-2019-accountability#appeal-deadline", "--from", "2024-03-04")
    organ = period("cn-2019-accountability#appeal-decision-deadline", "--from", "2024-03-04")
    assert subject["pack"] == organ["pack"] == "cn-2019-accountability@2019-09-01"
    assert [c["text"] for c in subject["cites"]] == ["第二十条第一款"]  # type: ignore[attr-defined]
    assert (subject["nominal"], subject["due"]) == ("2024-04-04", "2024-04-07")
    assert (organ["nominal"], organ["due"]) == ("2024-04-04", "2024-04-04")
    assert subject["convention"]["basis"] == "assumed"  # type: ignore[index]


def test_a_case_of_2018_is_told_that_the_text_of_then_is_not_at_hand() -> None:
    problem = refused("cn-2019-accountability#appeal-deadline", "--from", "2018-03-04")
    assert "cn-2019-accountability@2016-07-08 没有规范" in problem["zh"]


def test_a_reading_for_one_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """第二十条: whether the organ's own month rolls is open; the finding says that the organ chose."""
    monkeypatch.setenv("ZEREN_HOME", str(tmp_path / "data"))
    asked = ("cn-2019-accountability#appeal-decision-deadline", "--from", "2024-03-04")
    usual = period(*asked)
    assert (usual["due"], usual["switched"]) == ("2024-04-04", {})
    other = period(*asked, "--reading", "cn-2019-accountability#organ-month=rolled")
    assert (other["nominal"], other["due"]) == ("2024-04-04", "2024-04-07")
    assert other["switched"] == {"organ-month": "rolled"}
    assert "顺延到其后第一个工作日（由使用机关选定，未选定的取：不顺延）" in str(other["reading"])
    assert not (tmp_path / "data" / "readings.yaml").exists()


@pytest.mark.parametrize(
    ("reading", "where", "zh"),
    [
        ("cn-2019-accountability", "--reading", "应写作 法规包#读法=选项"),
        ("cn-2019-accountability#organ-moth=rolled", None, "organ-month"),
        ("cn-2019-accountability#organ-month=roled", None, "rolled"),
    ],
)
def test_a_reading_that_is_not_there_is_refused(reading: str, where: str | None, zh: str) -> None:
    problem = refused("cn-2019-accountability#appeal-deadline", "--from", "2024-03-04", "--reading", reading)
    assert where is None or problem["where"] == where
    assert zh in problem["zh"]


def test_a_version_without_the_reading_keeps_its_own() -> None:
    """The text of 2016 has no norms yet: a switch of 2019's readings is no error there."""
    problem = refused(
        "cn-2019-accountability#appeal-deadline", "--from", "2018-03-04",
        "--reading", "cn-2019-accountability#organ-month=rolled",
    )  # fmt: skip
    assert "cn-2019-accountability@2016-07-08 没有规范" in problem["zh"]
