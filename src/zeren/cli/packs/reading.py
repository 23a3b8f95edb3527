"""``zeren packs readings``: the points a text leaves open, the option in use, and switching it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from zeren.cli.output import Json, emit
from zeren.cli.packs.shared import chosen, library, parted, refuse_errors, switches_file
from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.law.packs.problems import PackErrors
from zeren.law.packs.readings import applied, load_switches

AFTER = "网页和重算的命令在下次启动时采用；在办事项用 zeren rebuild 重算。"


def readings(
    ids: Annotated[list[str] | None, typer.Argument(help="法规包；缺省为全部")] = None,
    use: Annotated[list[str] | None, typer.Option("--use", help="改用：法规包#读法=选项，可重复")] = None,
    as_json: bool = Json,
) -> None:
    """条文未定之处的各种读法。"""
    found = library(as_json)
    if use:
        _write(found, use, as_json)
        found = library(as_json)
    packs = chosen(found, ids or (), as_json)
    data = {"packs": [{"pack": p.ref, "readings": _data(p)} for p in packs if p.readings]}
    emit(as_json, data, [*(line for pack in packs for line in _lines(pack)), *([AFTER] if use else [])])


def _data(pack: Pack) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "label": one.label,
            "cite": list(one.cite),
            "use": one.use,
            "own": one.own,
            "options": dict(one.options),
            "note": one.note,
        }
        for one in pack.readings.values()
    ]


def _lines(pack: Pack) -> Iterator[str]:
    for one in pack.readings.values():
        yield f"{pack.ref}#{one.id}　{one.label}（{'、'.join(one.cite)}）"
        for option, sentence in one.options.items():
            own = "（法规包自取）" if option == one.own != one.use else ""
            yield f"  {'●' if option == one.use else '○'} {option}　{sentence}{own}"


# ---------------------------------------------------------------- switching


def _write(found: PackLibrary, use: list[str], as_json: bool) -> None:
    """Write the switches that are asked for, once all of them are right."""
    path = switches_file(as_json)
    kept = {pack: dict(options) for pack, options in load_switches(path).items()}
    for text in use:
        pack, reading, option = parted(text, "--use", as_json)
        _check(found, pack, reading, option, as_json)
        kept.setdefault(pack, {})[reading] = option
    _replace(path, yaml.safe_dump(kept, allow_unicode=True))


def _check(found: PackLibrary, name: str, reading: str, option: str, as_json: bool) -> None:
    try:
        applied(chosen(found, [name], as_json), {name: {reading: option}})
    except PackErrors as error:
        refuse_errors(as_json, error)


def _replace(path: Path, text: str) -> None:
    """Write beside and rename, so that nothing is half-written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
