"""Every command that a page shows runs as it stands there, in a folder like a checkout with data of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import template
from docs import pages as docs

ROOT = docs.ROOT
NOT_RUN = {
    "make run": "serves until it is interrupted",
    "make test": "is what runs this test",
    "make bench": "measures for minutes",
}
"""Commands that are shown and not run here, with the reason."""

FOUND_SOMETHING = (0, 1)
"""Exit status 1 says that a record has faults or texts differ: right for what the pages show."""


def shown() -> list[tuple[str, str]]:
    """Page and command; a command that several pages show, once."""
    found: dict[str, str] = {}
    for page in docs.pages():
        for block in docs.blocks(page):
            if block.language == "sh":
                for command in block.commands:
                    found.setdefault(_plain(command), str(page.relative_to(ROOT)))
    return [(page, command) for command, page in found.items() if command not in NOT_RUN]


def _plain(command: str) -> str:
    return command.strip().replace(".venv/bin/zeren", "zeren").replace("texts/*.txt", '"$ZEREN_TEXTS"/*.txt')


COMMANDS = shown()
ON_TEXTS = [pair for pair in COMMANDS if "$ZEREN_TEXTS" in pair[1]]
OTHERS = [pair for pair in COMMANDS if pair not in ON_TEXTS]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a command may look for, the pages' own examples written out, and a database that is ready."""
    made = tmp_path_factory.mktemp("checkout")
    for name in ("docs", "calendars", "schema"):
        (made / name).symlink_to(ROOT / name)
    _packs(made / "packs")
    (made / "data").mkdir()
    template.into(made / "data")
    return made


def _packs(made: Path) -> None:
    """The packs, and beside them the one that docs/packs.md writes."""
    for folder in (ROOT / "packs").glob("*/*"):
        if folder.is_dir():
            (made / folder.parent.name).mkdir(parents=True, exist_ok=True)
            (made / folder.parent.name / folder.name).symlink_to(folder)
    for file in (ROOT / "packs").glob("*.yaml"):
        (made / file.name).symlink_to(file)
    for block in docs.blocks(ROOT / "docs" / "packs.md"):
        named = re.match(r"# packs/(\S+\.yaml)\n", block.text)
        if named:
            (made / named[1]).parent.mkdir(parents=True, exist_ok=True)
            (made / named[1]).write_text(block.text, encoding="utf-8")


def run(checkout: Path, command: str, texts: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command as a shell would, with data of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ZEREN_", "PYTEST_", "DJANGO_"))
    }
    bin_folder = str(Path(sys.executable).parent)
    given = {
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "ZEREN_HOME": str(checkout / "data"),
        "ZEREN_PACKS": str(checkout / "packs"),
        "ZEREN_TEXTS": texts,
    }
    return subprocess.run(
        ["bash", "-c", command], cwd=checkout, env=kept | given, capture_output=True, text=True, timeout=300
    )


def _good(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode in FOUND_SOMETHING, done.stdout[-2000:] + done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert done.stdout.strip()


def test_the_pages_show_commands_and_none_is_left_out_for_nothing() -> None:
    every = {
        command
        for page in docs.pages()
        for b in docs.blocks(page)
        if b.language == "sh"
        for command in b.commands
    }
    assert NOT_RUN.keys() <= {command.strip() for command in every}
    assert len(OTHERS) >= 8


@pytest.mark.parametrize(("page", "command"), OTHERS, ids=[f"{p}: {c}" for p, c in OTHERS])
def test_a_command_runs(page: str, command: str, checkout: Path) -> None:
    _good(run(checkout, command))


@pytest.mark.texts
@pytest.mark.parametrize(("page", "command"), ON_TEXTS, ids=[f"{p}: {c}" for p, c in ON_TEXTS])
def test_a_command_on_official_texts_runs(page: str, command: str, checkout: Path, texts_dir: Path) -> None:
    _good(run(checkout, command, str(texts_dir)))


def test_the_first_case_file_runs_as_shown(checkout: Path) -> None:
    page = ROOT / "docs" / "case-files.md"
    case = next(b for b in docs.blocks(page) if b.language == "yaml")
    (checkout / "case.yaml").write_text(case.text, encoding="utf-8")
    asked = [
        line[2:] for b in docs.blocks(page) for line in b.text.splitlines() if line.startswith("$ zeren")
    ]
    assert asked
    for command in asked:
        _good(run(checkout, command))
