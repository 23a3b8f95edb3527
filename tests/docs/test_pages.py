"""Links lead somewhere, the Chinese twin says the same, nothing in the repository names a machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from docs import pages as docs

ROOT = docs.ROOT
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
BINARY = {".png", ".ico", ".woff2", ".xlsx", ".docx", ".pdf"}
OF_A_MACHINE = re.compile(
    r"(?<![\w./<])/(?:work|root)/\w"
    r"|https?://[\w.-]*(?:artifactory|nexus|pypi|registry)[\w.-]*"
    r"|--(?:extra-)?index-url|--trusted-host"
)


@pytest.mark.parametrize("page", docs.pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    broken = []
    for link in docs.links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if (
            not target.exists()
            or anchor
            and anchor not in {docs.anchor(words) for _, words in docs.headings(target)}
        ):
            broken.append(link)
    assert not broken


def test_the_chinese_readme_has_the_same_parts() -> None:
    english, chinese = docs.headings(ENGLISH), docs.headings(CHINESE)
    assert [level for level, _ in english] == [level for level, _ in chinese]


def test_the_chinese_readme_shows_the_same_commands() -> None:
    assert [b.commands for b in docs.blocks(ENGLISH)] == [b.commands for b in docs.blocks(CHINESE)]
    assert _in_line(ENGLISH) == _in_line(CHINESE)


def _in_line(page: Path) -> list[str]:
    """Commands inside sentences."""
    return sorted(set(re.findall(r"`((?:make|apt|dnf|REQUIRE)[^`]+)`", docs.prose(page))))


def test_the_chinese_readme_leads_to_the_same_pages() -> None:
    twins = {"README.md", "README.zh-CN.md"}
    assert [x for x in docs.links(ENGLISH) if x not in twins] == [
        x for x in docs.links(CHINESE) if x not in twins
    ]
    assert "README.zh-CN.md" in docs.links(ENGLISH)
    assert "README.md" in docs.links(CHINESE)


def test_every_page_under_docs_can_be_reached_from_the_readme() -> None:
    reached, todo = set(), [ENGLISH]
    while todo:
        page = todo.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        todo += [(page.parent / link.partition("#")[0]).resolve() for link in docs.links(page)]
        todo += [
            listed
            for link in docs.links(page)
            if link.endswith("/")
            for listed in (page.parent / link).glob("*.md")
        ]
    assert {page for page in docs.pages() if page.is_relative_to(ROOT / "docs")} - reached == set()


def test_the_list_of_pages_names_each_once() -> None:
    listed = [link for link in docs.links(ROOT / "docs" / "README.md") if "/" not in link]
    there = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert sorted(listed) == sorted(there)


def test_no_tracked_file_names_a_machine() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("no working copy under git")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.suffix in BINARY or path == Path(__file__) or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if OF_A_MACHINE.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert not found
