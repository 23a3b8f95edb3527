"""``zeren packs``: list, check, test, coverage, diff, schema; what is printed, what programs get, exit statuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from law.packs.small import SMALL, written
from zeren.cli import packs
from zeren.cli.packs.proving import Bench, falsified, hollow, prove, untested
from zeren.law.calendars import load_years
from zeren.law.packs.library import PackLibrary, examples_of
from zeren.norms.calendar import Calendar

ROOT = Path(__file__).resolve().parents[2]
CALENDAR = Calendar(load_years(ROOT / "calendars" / "cn"))
EXAMPLES = """\
- name: 先通知后谈话，由领导谈
  as_of: "2020-01-19"
  events:
  - {id: n, type: noticed, at: "2020-01-02"}
  - {id: h, type: held, at: "2020-01-03", by: leader, persons: 2, grade: high, subject: 甲}
  expect: [{norm: order, status: met}, {norm: who, status: met}, {norm: report, status: pending, nominal: "2020-01-18", who: leader}]
- name: 没有通知，也不是领导
  as_of: "2020-01-20"
  events: [{id: h, type: held, at: "2020-01-03", by: office, subject: 甲, persons: 1}]
  expect: [{norm: order, status: breached}, {norm: who, status: breached}, {norm: report, status: not_triggered}]
"""
CATALOGUE = """\
id: small
effective: 2020-01-01
provisions: [{at: "1"}, {at: "2"}, {at: "3", label: x}, {at: "3.1"}, {at: "3.1.1"}, {at: "4"}, {at: "5"}]
norms:
  - {id: purpose, kind: scope, at: "1"}
  - {id: order, kind: step, at: "2"}
  - {id: grounds, kind: ground, at: "3.1"}
  - {id: g-1, kind: ground, at: "3.1.1"}
  - {id: elsewhere, kind: duty, at: "5"}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One small pack with two examples, as this installation's packs."""
    place = tmp_path / "packs" / "city" / "small"
    place.mkdir(parents=True)
    written(place, SMALL, "2020-01-01.yaml")
    written(place, EXAMPLES, "2020-01-01.tests.yaml")
    monkeypatch.setenv("ZEREN_PACKS", str(tmp_path / "packs"))
    monkeypatch.setenv("ZEREN_HOME", str(tmp_path / "data"))
    return place


def zeren(*args: str) -> Result:
    app = typer.Typer()
    packs.add(app)
    app.command("nothing")(lambda: None)
    return CliRunner().invoke(app, ["packs", *args])


def said(*args: str, status: int = 0) -> Any:
    result = zeren(*args, "--json")
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


# ---------------------------------------------------------------- list, check


def test_the_list_names_each_version_and_what_it_holds(folder: Path) -> None:
    result = zeren("list")
    assert result.exit_code == 0
    assert "small　《小规定》　某委" in result.stdout
    assert "2020-01-01 起施行；条款 5 处，规范 9 条" in result.stdout
    (pack,) = said("list")["packs"]
    assert (pack["id"], pack["version"], pack["norms"], pack["superseded_by"]) == (
        "small",
        "2020-01-01",
        9,
        [],
    )


def test_the_list_of_a_day_holds_what_is_in_force_on_it(folder: Path) -> None:
    assert said("list", "--on", "2019-12-31")["packs"] == []
    assert len(said("list", "--on", "2020-01-01")["packs"]) == 1
    assert said("list", "--on", "2020-02-30", status=2)["errors"][0]["where"] == "--on"


def test_a_right_file_is_said_to_be_right(folder: Path) -> None:
    result = zeren("check", str(folder / "2020-01-01.yaml"), str(folder / "2020-01-01.tests.yaml"))
    assert result.exit_code == 0
    assert "small@2020-01-01 合格式，条款 5，规范 9，例子 2" in result.stdout
    assert "例子 2 个，均合格式" in result.stdout


def test_a_broken_file_is_told_with_its_place_in_both_languages(folder: Path) -> None:
    path = written(folder, SMALL.replace("after: noticed", "after: noticd"), "2021-01-01.yaml")
    result = zeren("check", str(path))
    assert result.exit_code == 2
    assert f"{path}:31 [order]：没有声明事件“noticd”" in result.stderr
    assert (
        "the event 'noticd' is not declared" in result.stderr and "did you mean 'noticed'?" in result.stderr
    )
    (problem,) = said("check", str(path), status=2)["errors"]
    assert (problem["line"], problem["norm"], problem["suggestion"]) == (31, "order", "noticed")


def test_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    (problem,) = said("check", str(folder / "none.yaml"), status=2)["errors"]
    assert problem["code"] == "cannot_read" and problem["zh"].startswith("文件无法读取")


def test_a_vocabulary_is_checked_as_one(folder: Path) -> None:
    path = written(folder.parents[1], "roles: {secretary: 书记}\nevents: [promoted]\n", "vocabulary.yaml")
    assert said("check", str(path))["checked"] == [
        {"file": str(path), "kind": "vocabulary", "events": 1, "roles": 1}
    ]


def test_a_broken_pack_in_the_folder_stops_every_command_with_its_problems(
    folder: Path, tmp_path: Path
) -> None:
    written(folder, SMALL.replace("level: city", "level: town"), "2020-01-01.yaml")
    written(tmp_path, CATALOGUE, "small.yaml")
    for command in (["list"], ["test"], ["coverage", "--against", str(tmp_path)], ["diff", "small", "small"]):
        assert said(*command, status=2)["errors"][0]["key"] == "level"


def test_a_folder_of_packs_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZEREN_PACKS", str(tmp_path / "none"))
    assert said("list", status=2)["errors"][0]["en"] == "there is no such folder"


# ---------------------------------------------------------------- test


def test_green_examples_with_norms_that_none_speaks_of_do_not_pass(folder: Path) -> None:
    (report,) = said("test", "small", status=1)["packs"]
    assert (report["tests"], report["expectations"], report["failed"]) == (2, 6, [])
    assert report["untested"] == ["quiet", "grounds", "total", "grade"]
    assert not report["passed"]


def test_a_red_example_is_shown_with_what_was_wanted_and_found(folder: Path) -> None:
    written(
        folder, EXAMPLES.replace('nominal: "2020-01-18"', 'nominal: "2020-01-19"'), "2020-01-01.tests.yaml"
    )
    result = zeren("test", "small")
    assert result.exit_code == 1
    assert "先通知后谈话，由领导谈（expect 3）" in result.stdout
    assert "应为：norm=report status=pending nominal=2020-01-19" in result.stdout
    assert "nominal=2020-01-18" in result.stdout


def test_proving_lists_the_changes_that_no_example_noticed(folder: Path) -> None:
    (report,) = said("test", "small", "--prove", status=1)["packs"]
    survived = {(one["norm"], one["what"]) for one in report["survived"]}
    assert ("quiet", "for +1") in survived and ("grounds", "item g-1 removed") in survived
    assert not {norm for norm, _ in survived} & {"order", "who", "report"} - {"report"}
    assert ("report", "within +1") not in survived and ("report", "by leader replaced") not in survived
    assert report["tried"] > len(survived) and report["hollow"] == []


def test_a_name_that_is_no_pack_is_told_with_what_was_meant(folder: Path) -> None:
    (problem,) = said("test", "smal", status=2)["errors"]
    assert problem["zh"] == "没有法规包“smal”；是否应为“small”？"


def bench(folder: Path) -> Bench:
    library = PackLibrary.load(folder.parents[1])
    return Bench(library.packs, library.packs[0], examples_of(library.packs[0]), CALENDAR)


def test_an_expectation_that_says_nothing_is_hollow(folder: Path) -> None:
    assert list(hollow(bench(folder))) == []
    assert {key for key, _ in falsified("expect", {"norm": "order", "status": "met", "due": "x"})} == {
        "status",
        "due",
    }
    assert [key for key, _ in falsified("bars", {"norms": ()})] == ["norms"]
    assert [false["ok"] for _, false in falsified("allowed", {"ok": "no", "act": {}})] == ["yes"]


def test_the_same_is_found_by_one_process_and_by_two(folder: Path) -> None:
    found = PackLibrary.load(ROOT / "packs")
    pack = min((p for p in found.packs if len(p.norms) >= 20), key=lambda p: len(p.norms))
    few = Bench(found.packs, pack, examples_of(pack)[:2], CALENDAR)
    assert list(prove(few, processes=1)) == list(prove(few, processes=2))


def test_norms_without_an_example_are_named(folder: Path) -> None:
    small = bench(folder)
    assert untested(small.pack, ()) == [n.id for n in small.pack.norms if n.id not in ("early", "serious")]


# ---------------------------------------------------------------- coverage


def test_coverage_counts_what_is_proven_and_lists_the_rest(folder: Path, tmp_path: Path) -> None:
    catalogues = tmp_path / "norms"
    catalogues.mkdir()
    written(catalogues, CATALOGUE, "small.yaml")
    written(catalogues, CATALOGUE.replace("id: small", "id: unwritten"), "unwritten.yaml")
    small, other = said("coverage", "--against", str(catalogues))["documents"]
    assert (small["id"], small["pack"]) == ("small", "small@2020-01-01")
    assert (small["encoded"], small["definition"], small["judgment"], small["standing"]) == (1, 1, 1, 0)
    assert (small["principle"], small["not_automated"], small["missing"]) == (0, 0, ["elsewhere"])
    assert [one["id"] for one in small["unproven"]] == ["grounds"]
    assert small["by_kind"]["step"] == {"encoded": 1}
    assert (small["unlisted"], small["surplus"]) == (["5"], [])
    assert (other["pack"], other["encoded"], len(other["missing"])) == (None, 0, 5)


def test_coverage_of_one_document_exits_with_one_while_something_is_missing(
    folder: Path, tmp_path: Path
) -> None:
    catalogues = tmp_path / "norms"
    catalogues.mkdir()
    written(catalogues, CATALOGUE, "small.yaml")
    result = zeren("coverage", "--against", str(catalogues), "--only", "small")
    assert result.exit_code == 1
    assert "  缺：elsewhere" in result.stdout and "  条款未列：5" in result.stdout
    assert "没有例子证明：grounds" in result.stdout
    assert said("coverage", "small", "--against", str(catalogues), status=1)["documents"][0]["id"] == "small"
    assert said("coverage", "smal", "--against", str(catalogues), status=2)["errors"][0]["where"] == "smal"


def test_coverage_without_catalogues_is_bad_input(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert (
        said("coverage", "--against", str(tmp_path / "empty"), status=2)["errors"][0]["code"]
        == "no_catalogue"
    )


# ---------------------------------------------------------------- diff, schema


def test_diff_shows_what_another_version_changes(folder: Path) -> None:
    later = SMALL.replace('"2020-01-01"', '"2024-01-01"').replace("{days: 15}", "{days: 30}")
    path = written(folder, later, "2024-01-01.yaml")
    result = zeren("diff", "small@2020-01-01", str(path))
    assert result.exit_code == 0
    assert "small@2020-01-01 → small@2024-01-01" in result.stdout
    assert "规范：增 0，删 0，改 1" in result.stdout and "duty.within.days：15 → 30" in result.stdout
    data = said("diff", "small@2020-01-01", "small")
    assert data["norms"]["changed"] == [
        {"id": "report", "keys": [{"key": "duty.within.days", "before": "15", "after": "30"}]}
    ]
    assert zeren("diff", "small", "small").stdout.splitlines()[1] == "没有不同"


def test_diff_of_what_is_not_there_is_bad_input(folder: Path) -> None:
    assert said("diff", "small", "small@1999-01-01", status=2)["errors"][0]["where"] == "small@1999-01-01"
    assert said("diff", "small", "none.yaml", status=2)["errors"][0]["where"] == "none.yaml"


def test_the_schema_is_written_once_and_checked(tmp_path: Path) -> None:
    assert said("schema", "--into", str(tmp_path), "--check", status=1)["stale"]
    assert said("schema", "--into", str(tmp_path))["written"] == [
        "pack.schema.json",
        "pack-tests.schema.json",
        "alternatives.schema.json",
    ]
    assert said("schema", "--into", str(tmp_path))["written"] == []
    assert said("schema", "--into", str(tmp_path), "--check")["stale"] == []
    assert json.loads((tmp_path / "pack.schema.json").read_text(encoding="utf-8"))["title"] == "zeren pack"


# ---------------------------------------------------------------- the documentation

DOCS = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")


def test_the_worked_pack_of_the_documentation_proves_itself_by_the_commands_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in re.findall(r"```yaml\n# (packs/\S+)\n(.*?)```", DOCS, re.DOTALL):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("ZEREN_PACKS", str(tmp_path / "packs"))
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^zeren packs (.+)$", DOCS, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        assert zeren(*command.split()).exit_code == 0, command


def test_every_command_is_in_the_documentation() -> None:
    app = typer.Typer()
    packs.add(app)
    (group,) = app.registered_groups
    assert group.typer_instance is not None
    for command in group.typer_instance.registered_commands:
        assert f"`zeren packs {command.name} " in DOCS


# ---------------------------------------------------------------- readings


def test_readings_are_listed_and_switched_for_the_installation(folder: Path, tmp_path: Path) -> None:
    opened = SMALL.replace(
        "vocabulary:\n",
        'readings: {order-of: {label: 先后, cite: "2", options: {strict: 须先通知, free: 不拘先后}, use: strict}}\nvocabulary:\n',
        1,
    ).replace('- {id: order, cite: "2",', '- {id: order, cite: "2", option: {order-of: strict},')
    written(folder, opened, "2020-01-01.yaml")
    assert "  ● strict　须先通知" in zeren("readings").stdout
    (pack,) = said("readings", "--use", "small#order-of=free")["packs"]
    assert pack["readings"][0]["use"] == "free"
    assert "order-of: free" in (tmp_path / "data" / "readings.yaml").read_text(encoding="utf-8")
    assert "  ● free　不拘先后" in zeren("readings", "small").stdout
    for wrong, code in (("small#order=free", "unknown_reading"), ("small#order-of=fre", "unknown_option")):
        assert said("readings", "--use", wrong, status=2)["errors"][0]["code"] == code
    assert said("readings", "--use", "small", status=2)["errors"][0]["where"] == "--use"
    assert "order-of: free" in (tmp_path / "data" / "readings.yaml").read_text(encoding="utf-8")
