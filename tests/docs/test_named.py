"""The threat model and the table of 等保 name tests, files and settings that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from docs import pages as docs

ROOT = docs.ROOT
PAGES = ("threat-model.md", "classified-protection.md", "deploy.md")
PATH = re.compile(r"`((?:tests|src|docs|deploy|requirements)/[\w./-]+?)(?:::(test_\w+))?`")


def named(page: str) -> list[tuple[str, str]]:
    return PATH.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))


def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_test_that_the_page_names_is_there(page: str) -> None:
    missing = []
    for path, test in named(page):
        file = ROOT / path
        if not file.exists() or (test and test not in functions_of(file)):
            missing.append(f"{path}::{test}" if test else path)
    assert missing == []
    assert len(named(page)) >= 4


def test_every_threat_has_its_test_or_is_said_to_be_left() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    threats = text[text.index("## Spoofing") :]
    rows = [
        line
        for line in threats.splitlines()
        if line.startswith("| ") and not line.startswith(("| threat", "| ---"))
    ]
    assert len(rows) > 60
    assert [row for row in rows if "`tests/" not in row and "*rest*" not in row.lower()] == []


def test_every_requirement_says_who_meets_it() -> None:
    text = (ROOT / "docs" / "classified-protection.md").read_text(encoding="utf-8")
    rows = [
        line
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith(("| asked", "| ---"))
    ]
    assert len(rows) > 30
    assert [row for row in rows if "*here*" not in row and "*organ*" not in row.lower()] == []


def test_every_setting_of_the_example_is_one() -> None:
    given = re.findall(r"^(ZEREN_\w+)=", (ROOT / "deploy" / "environment").read_text(encoding="utf-8"), re.M)
    known = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert len(given) >= 5 and [name for name in given if f"`{name}`" not in known] == []
