"""``zeren texts``: import prints or writes the parsed documents; check prints the agreement; bad input exits 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from law.texts.invented import ARTICLE_ADDRESSES, ARTICLES
from zeren.cli import texts
from zeren.law.texts import parse_bytes


def run(*words: str | Path) -> Result:
    """The command, as the console script would run it."""
    app = typer.Typer()
    texts.add(app)

    @app.callback()
    def main() -> None:
        """Keeps ``texts`` a group."""

    return CliRunner().invoke(app, ["texts", *map(str, words)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The invented regulation as a file."""
    path = tmp_path / "办法.txt"
    path.write_text(ARTICLES.replace("，", ","), encoding="utf-8")
    return path


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A catalogue of it, with one address too many."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    listed = [
        f'  - {{at: "{one.address}", label: "x", lines: "{one.lines}"}}'
        for one in parse_bytes(ARTICLES.encode(), "办法.txt").documents[0].provisions
    ]
    head = 'id: park\nsource: {file: "办法.txt", lines: "1-35"}\nprovisions:\n'
    (folder / "park.yaml").write_text(
        head + "\n".join(listed) + '\n  - {at: "20.10", label: "x", lines: "35"}\n', "utf-8"
    )
    return folder


def test_import_prints_the_documents_as_json(file: Path) -> None:
    result = run("import", "--no-store", file, "--json")
    assert result.exit_code == 0
    (found,) = json.loads(result.stdout)["files"]
    (document,) = found["documents"]
    assert (found["file"], len(found["checksum"])) == ("办法.txt", 64)
    assert (document["title"], document["number"], document["kind"]) == (
        "示例镇公园管理办法（试行）",
        "示镇发〔2020〕7号",
        "articles",
    )
    assert [one["address"] for one in document["provisions"]] == ARTICLE_ADDRESSES
    item = next(one for one in document["provisions"] if one["address"] == "3.1.1")
    assert item == {"address": "3.1.1", "mark": "（一）", "text": "攀折花木；", "lines": "17"}
    assert [one["code"] for one in document["normalisations"]] == ["punctuation"]
    assert document["defects"] == []


def test_import_tells_people_what_was_found_and_changed(file: Path) -> None:
    result = run("import", "--no-store", file)
    assert result.exit_code == 0
    assert "1-35 行　示例镇公园管理办法（试行）　示镇发〔2020〕7号" in result.stdout
    assert "条款式，18 个条目" in result.stdout
    assert "规整　半角标点转为全角" in result.stdout


def test_import_lists_defects_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("镇公园办法\n第一条 甲。\n第三条 丙。\n第四条 丁。\n", encoding="utf-8")
    result = run("import", "--no-store", file)
    assert "瑕疵　第 3 行　3　“第三条”之前缺编号" in result.stdout


def test_import_writes_a_file_whole_or_not_at_all(file: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果.json"
    assert run("import", "--no-store", file, "--out", out).exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["files"][0]["file"] == "办法.txt"
    broken = tmp_path / "空.txt"
    broken.write_bytes(b"")
    other = tmp_path / "别的.json"
    assert run("import", "--no-store", file, broken, "--out", other).exit_code == 2
    assert not other.exists()
    nowhere = tmp_path / "没有" / "结果.json"
    assert run("import", "--no-store", file, "--out", nowhere).exit_code == 2
    assert not list(tmp_path.glob("**/*.part"))


def test_import_refuses_every_bad_file_with_its_reason(file: Path, tmp_path: Path) -> None:
    empty, missing = tmp_path / "空.txt", tmp_path / "没有.txt"
    empty.write_bytes(b"")
    result = run("import", "--no-store", file, empty, missing, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout) == {
        "errors": [
            {"where": str(empty), "zh": "文件是空的，应为法规文本", "en": "the file is empty; expected the text of a regulation"},
            {"where": str(missing), "zh": "文件不存在", "en": "no such file"},
        ]
    }  # fmt: skip


def test_check_prints_the_agreement_and_every_difference(file: Path, catalogue: Path) -> None:
    result = run("check", file, "--against", catalogue, "--json")
    assert result.exit_code == 1
    data = json.loads(result.stdout)
    assert data["agreement"] == 0.9473
    (document,) = data["documents"]
    assert (document["id"], document["expected"], document["found"], document["agreeing"]) == (
        "park",
        19,
        18,
        18,
    )
    assert document["differences"] == [
        {
            "address": "20.10",
            "kind": "missing",
            "line": 35,
            "text": "第六条 本办法自发布之日起施行。",
            "expected": "35",
            "found": "",
        }
    ]


def test_check_in_words(file: Path, catalogue: Path) -> None:
    result = run("check", file, "--against", catalogue)
    assert result.exit_code == 1
    assert "符合 94.73%　18 / 19 个地址　1 件" in result.stdout
    assert "缺　20.10　35 → —　第 35 行　第六条 本办法自发布之日起施行。" in result.stdout


def test_check_without_differences_is_right(file: Path, catalogue: Path) -> None:
    entry = catalogue / "park.yaml"
    entry.write_text(
        "\n".join(line for line in entry.read_text("utf-8").split("\n") if "20.10" not in line), "utf-8"
    )
    result = run("check", file, "--against", catalogue, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["agreement"] == 1.0


def test_check_refuses_a_folder_without_a_catalogue(file: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    result = run("check", file, "--against", nothing, "--json")
    assert result.exit_code == 2
    (error,) = json.loads(result.stdout)["errors"]
    assert error["zh"] == "没有条文目录，应为含 *.yaml 的文件夹"


def test_check_refuses_broken_entries_with_their_line(file: Path, catalogue: Path) -> None:
    (catalogue / "bad.yaml").write_text("id: x\nsource: [\n", encoding="utf-8")
    (catalogue / "poor.yaml").write_text("id: x\n", encoding="utf-8")
    result = run("check", file, "--against", catalogue, "--json")
    assert result.exit_code == 2
    errors = json.loads(result.stdout)["errors"]
    assert [Path(one["where"]).name for one in errors] == ["bad.yaml:3", "poor.yaml"]


def test_check_refuses_when_no_entry_names_the_file(tmp_path: Path, catalogue: Path) -> None:
    other = tmp_path / "别的.txt"
    other.write_text(ARTICLES, encoding="utf-8")
    result = run("check", other, "--against", catalogue, "--json")
    assert result.exit_code == 2
    assert "source.file" in json.loads(result.stdout)["errors"][0]["zh"]


@pytest.mark.django_db
def test_import_stores_the_documents(file: Path) -> None:
    from zeren.records.texts.models import ProvisionText, TextVersion

    result = run("import", file, "--json")
    assert result.exit_code == 0, result.output
    (stored,) = json.loads(result.stdout)["stored"]
    assert (stored["title"], stored["provisions"], stored["pack"]) == ("示例镇公园管理办法（试行）", 18, "")
    assert TextVersion.objects.get().file == "办法.txt"
    assert ProvisionText.objects.get(at="3.1.1").whole == "（一）攀折花木；"


@pytest.mark.django_db
def test_import_stores_nothing_when_one_file_is_bad(file: Path, tmp_path: Path) -> None:
    from zeren.records.texts.models import TextVersion

    broken = tmp_path / "空.txt"
    broken.write_bytes(b"")
    assert run("import", file, broken).exit_code == 2
    assert not TextVersion.objects.exists()
