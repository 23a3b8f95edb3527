"""``zeren packs coverage``: catalogues held against packs, with every figure, actor and order tried."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from zeren.cli.calendar import load as load_calendar
from zeren.cli.output import FINDINGS, Json, emit
from zeren.cli.packs.shared import library, refuse_errors, unknown
from zeren.cli.packs.testing import bench_of, proof_with_bar
from zeren.law.packs.coverage import HELD, Catalogue, Coverage, cover, load_catalogues
from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.law.packs.problems import PackErrors

WORDS = {
    "encoded": "已编成",
    "standing": "常态职责",
    "judgment": "由人判断",
    "definition": "定义",
    "principle": "原则",
    "not_automated": "不自动化",
}


def coverage(
    against: Annotated[Path, typer.Option("--against", help="目录文件所在的文件夹")],
    ids: Annotated[list[str] | None, typer.Argument(help="只看这些法规包；缺省为全部目录")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="同参数：只看这个法规包，可重复")] = None,
    as_json: bool = Json,
) -> None:
    """对照目录：各条如何承载、缺什么、哪些没有例子证明。"""
    found = library(as_json)
    try:
        catalogues = load_catalogues(against)
    except PackErrors as error:
        refuse_errors(as_json, error)
    wanted = (*(ids or ()), *(only or ()))
    documents = [_covered(found, one, as_json) for one in _wanted(catalogues, wanted, as_json)]
    emit(as_json, {"documents": [one.as_data() for one in documents]}, _lines(documents))
    if wanted and any(not _whole(one) for one in documents):
        raise typer.Exit(FINDINGS)


def _wanted(catalogues: tuple[Catalogue, ...], ids: tuple[str, ...], as_json: bool) -> Iterator[Catalogue]:
    known = {one.id: one for one in catalogues}
    for name in ids:
        if name not in known:
            unknown(name, known, as_json)
    yield from (known[name] for name in dict.fromkeys(ids or known))


def _covered(found: PackLibrary, catalogue: Catalogue, as_json: bool) -> Coverage:
    pack = _version(found, catalogue)
    if pack is None:
        return cover(catalogue, None)
    proof = proof_with_bar(bench_of(found, pack, load_calendar(as_json), as_json))
    return cover(catalogue, pack, proof.unproven())


def _version(found: PackLibrary, catalogue: Catalogue) -> Pack | None:
    """The version that the catalogue describes, else the newest."""
    exact = found.exactly(f"{catalogue.id}@{catalogue.effective}")
    return exact or found.latest(catalogue.id)


def _whole(one: Coverage) -> bool:
    return not one.ids("missing") and not one.ids("unproven") and not one.unlisted


def _lines(documents: list[Coverage]) -> Iterator[str]:
    without = [one for one in documents if one.pack is None]
    for one in documents:
        if one.pack is not None:
            yield from _document(one.as_data())
    if without:
        yield f"尚无法规包的目录 {len(without)} 份：{'、'.join(one.id for one in without)}"


def _document(data: dict[str, Any]) -> Iterator[str]:
    counts = "，".join(f"{WORDS[status]} {data[status]}" for status in HELD if data[status])
    yield f"{data['pack']}：目录 {data['norms']} 条；{counts}"
    for label, names in (
        ("缺", data["missing"]),
        ("条款未列", data["unlisted"]),
        ("目录所无的条款", data["surplus"]),
    ):
        if names:
            yield f"  {label}：{'、'.join(names)}"
    for one in data["unproven"]:
        yield f"  没有例子证明：{one['id']}（{'；'.join(one['survived'])}）"
