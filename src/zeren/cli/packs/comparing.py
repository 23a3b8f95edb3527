"""``zeren packs diff``: what one version changes of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from zeren.cli.output import Json, emit, refuse
from zeren.cli.packs.shared import library, refuse_errors, unknown
from zeren.cli.records import start
from zeren.law.packs.diff import KeyChange, PackDiff, Section, diff_packs
from zeren.law.packs.form import Pack
from zeren.law.packs.loading import load_pack
from zeren.law.packs.problems import PackErrors

SECTIONS = {
    "norms": "规范",
    "provisions": "条款",
    "events": "事件",
    "matter": "事项与对象的事实",
    "readings": "读法",
    "conventions": "约定",
    "parameters": "参数",
    "roles": "角色",
    "lists": "词表",
}


def diff(
    old: Annotated[str, typer.Argument(help="法规包@版本，或文件")],
    new: Annotated[str, typer.Argument(help="法规包@版本，或文件")],
    matters: Annotated[bool, typer.Option("--matters", help="并列出每件在办事项因此而变的结论")] = False,
    as_json: bool = Json,
) -> None:
    """两个版本之间的增删改；--matters 列出对在办事项的影响（只比较，不写入）。"""
    before, after = _pack(old, as_json), _pack(new, as_json)
    found = diff_packs(before, after)
    changed = _in_matters(before, after, as_json) if matters else []
    data = found.as_data() | ({"matters": changed} if matters else {})
    emit(as_json, data, [*_lines(found), *_matter_lines(changed, matters)])


def _in_matters(before: Pack, after: Pack, as_json: bool) -> list[dict[str, Any]]:
    start(as_json)
    from zeren.records import trying

    return [asdict(change) for change in trying.open_matters(before, after)]


def _matter_lines(changed: list[dict[str, Any]], asked: bool) -> Iterator[str]:
    if asked:
        yield f"在办事项：{len(changed)} 件的结论会变"
    for matter in changed:
        yield f"  {matter['number']}　{matter['title']}"
        for change in matter["changes"]:
            yield f"      {change['norm']}：{change['before'] or '（无）'} → {change['after'] or '（无）'}"


def _pack(name: str, as_json: bool) -> Pack:
    if name.endswith(".yaml"):
        return _file(Path(name), as_json)
    found = library(as_json)
    pack = found.exactly(name) if "@" in name else found.latest(name)
    return pack if pack is not None else unknown(name, (p.ref for p in found.packs), as_json)


def _file(path: Path, as_json: bool) -> Pack:
    try:
        return load_pack(path)
    except PackErrors as error:
        refuse_errors(as_json, error)
    except OSError as error:
        said = error.strerror or str(error)
        refuse(
            as_json, [{"where": str(path), "zh": f"文件无法读取：{said}", "en": f"cannot be read: {said}"}]
        )


def _lines(found: PackDiff) -> Iterator[str]:
    yield f"{found.old} → {found.new}"
    if not found:
        yield "没有不同"
    yield from (f"  {_changed(change)}" for change in found.head)
    for name, section in found.sections.items():
        if section:
            yield from _section(SECTIONS[name], section)


def _section(title: str, section: Section) -> Iterator[str]:
    yield f"{title}：增 {len(section.added)}，删 {len(section.removed)}，改 {len(section.changed)}"
    yield from (f"  + {name}" for name in section.added)
    yield from (f"  - {name}" for name in section.removed)
    for change in section.changed:
        yield f"  * {change.id}"
        yield from (f"      {_changed(key)}" for key in change.keys)


def _changed(change: KeyChange) -> str:
    return f"{change.key}：{change.before or '（无）'} → {change.after or '（无）'}"
