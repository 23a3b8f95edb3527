"""One way out for every subcommand: Chinese for people, ``--json`` for programs, one set of exit statuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import typer
from rich.console import Console

from zeren.records.errors import Refused

RIGHT, FINDINGS, BAD_INPUT = 0, 1, 2

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Json = typer.Option(False, "--json", help="输出 JSON，形状见 docs/cli.md")


def emit(as_json: bool, data: Any, human: Iterable[str]) -> None:
    """Print ``data`` as JSON, or the lines of ``human``."""
    if as_json:
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")
        return
    for line in human:
        console.print(line, markup=False)


def refuse(as_json: bool, problems: Iterable[dict[str, Any]]) -> NoReturn:
    """Bad input: each problem with ``where``, ``zh``, ``en`` (what was found and what was expected); exit 2."""
    listed = list(problems)
    if as_json:
        sys.stdout.write(json.dumps({"errors": listed}, ensure_ascii=False, indent=2, default=str) + "\n")
    else:
        for problem in listed:
            errors.print(f"{problem.get('where', '')}：{problem['zh']}", markup=False)
            errors.print(f"  {problem['en']}", markup=False)
    raise typer.Exit(BAD_INPUT)


def refused(as_json: bool, wrong: Refused, where: str = "") -> NoReturn:
    """What an act refused, each problem with its field (or with ``where`` in its place); exit 2."""
    refuse(as_json, [{"where": where or p.field, "zh": p.zh, "en": p.en} for p in wrong.problems])
