"""What the code has, the documents say: commands with their options and shapes, settings.

Norm kinds and the keys of a pack are held by ``tests/law/packs/test_docs.py``, routes by ``tests/desk/test_routes.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
import typer

from docs import pages as docs
from zeren.cli.main import register

ROOT = docs.ROOT
CLI = ROOT / "docs" / "cli.md"
SETTING = re.compile(r"\bZEREN_[A-Z]+(?:_[A-Z]+)*\b")


def _leaves(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    found = getattr(command, "commands", None)
    if found is None:
        yield name, command
    else:
        for part, below in found.items():
            yield from _leaves(below, f"{name} {part}")


COMMANDS = dict(_leaves(typer.main.get_command(register(typer.Typer())), "zeren"))
SECTIONS = {
    part.splitlines()[0].strip(): part
    for part in re.split(r"^### ", CLI.read_text(encoding="utf-8"), flags=re.M)[1:]
}


def _section(name: str) -> str:
    """The section whose heading is the command, arguments apart."""
    found = [text for head, text in SECTIONS.items() if re.fullmatch(rf"`{name}( [^a-z`].*)?`", head)]
    assert len(found) == 1, f"docs/cli.md has {len(found)} sections of `{name}`"
    return found[0]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_documented_with_each_of_its_options(name: str) -> None:
    section = _section(name)
    options = {o for p in COMMANDS[name].params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")}
    missing = {option for option in options - {"--help"} if not re.search(rf"{option}\b", section)}
    assert not missing


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_speaks_json_and_its_shape_is_documented(name: str) -> None:
    assert "--json" in {option for param in COMMANDS[name].params for option in param.opts}
    assert re.search(r"`--json`:?\s*(?:one object[^:]*: )?(`\{|```|\n\n```)|`--json`:\n+```", _section(name))


def test_no_command_is_documented_that_does_not_exist() -> None:
    named = {re.match(r"`(zeren(?: [a-z]+)+)", head) for head in SECTIONS}
    assert {found[1] for found in named if found} <= set(COMMANDS)
    assert None not in named


def test_every_command_in_a_page_exists() -> None:
    """``zeren`` in the prose and the blocks of any page is followed by a command (or a group) that there is."""
    groups = {name.rpartition(" ")[0] for name in COMMANDS}
    wrong = []
    for page in docs.pages():
        for words in re.findall(
            r"(?:`|^|bin/|\$ )zeren((?: [a-z]+)+)", page.read_text(encoding="utf-8"), re.M
        ):
            first = ["zeren", *words.split()]
            if not any(" ".join(first[:n]) in COMMANDS for n in (2, 3)) and " ".join(first) not in groups:
                wrong.append(f"{page.name}: {' '.join(first)}")
    assert not wrong


# ---------------------------------------------------------------- settings


def _read_in_code() -> set[str]:
    places = [
        *ROOT.glob("src/**/*.py"),
        *ROOT.glob("tools/**/*.py"),
        ROOT / "tests" / "conftest.py",
        ROOT / "Makefile",
    ]
    return {name for place in places for name in SETTING.findall(place.read_text(encoding="utf-8"))}


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert set(SETTING.findall(page)) == _read_in_code()
    assert "`REQUIRE=" in page
