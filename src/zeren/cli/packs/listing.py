"""``zeren packs list``, ``check``, ``schema``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from zeren import env
from zeren.cli.output import FINDINGS, Json, emit, refuse
from zeren.cli.packs.shared import library
from zeren.law.packs.examples import load_tests
from zeren.law.packs.form import Pack, Vocabulary
from zeren.law.packs.library import PackLibrary
from zeren.law.packs.loading import SHARED, find_vocabulary, load_pack, load_vocabulary
from zeren.law.packs.problems import PackErrors, Problem
from zeren.law.packs.schema import files

CONTRADICTIONS = {
    "duty_barred": "一方要求、一方禁止",
    "authority_apart": "有权者互不相同",
    "choice_apart": "所列互不相同",
    "set_aside": "已指明排除",
}


def list_packs(
    on: Annotated[str, typer.Option("--on", help="只列某日施行的版本（如 2019-09-01）")] = "",
    as_json: bool = Json,
) -> None:
    """现有法规包及其版本。"""
    found = library(as_json)
    packs = found.in_force(_day(on, as_json)) if on else found.packs
    data = {
        "digest": found.digest,
        "packs": [_pack_data(found, pack) for pack in packs],
        "contradictions": [asdict(c) for c in found.contradictions()],
    }
    emit(as_json, data, _listed(found, packs))


def _day(text: str, as_json: bool) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        zh, en = (
            f"“{text}”不是日期，应为年-月-日（如 2019-09-01）",
            f"'{text}' is no day; expected YYYY-MM-DD",
        )
        refuse(as_json, [{"where": "--on", "zh": zh, "en": en}])


def _pack_data(found: PackLibrary, pack: Pack) -> dict[str, Any]:
    return {
        "id": pack.id,
        "version": pack.version,
        "valid_to": pack.valid_to,
        "title": pack.title,
        "number": pack.number,
        "issuer": pack.issuer,
        "level": pack.level,
        "norms": len(pack.norms),
        "provisions": len(pack.provisions),
        "supersedes": list(pack.supersedes),
        "superseded_by": [p.ref for p in found.superseded_by(pack.ref)],
        "implements": list(pack.implements),
        "file": pack.file,
        "digest": pack.digest,
    }


def _listed(found: PackLibrary, packs: tuple[Pack, ...]) -> Iterator[str]:
    for pack in packs:
        span = f"{pack.version} 起施行" + (f"，至 {pack.valid_to}" if pack.valid_to else "")
        yield f"{pack.id}　《{pack.title}》　{pack.issuer}"
        yield f"  {span}；条款 {len(pack.provisions)} 处，规范 {len(pack.norms)} 条"
    for one in found.contradictions():
        state = "已指明" if one.settled else "未互相指明"
        yield f"抵触（{CONTRADICTIONS[one.kind]}，{state}）：{one.one} 与 {one.other}"


# ---------------------------------------------------------------- check


def check(
    paths: Annotated[list[Path], typer.Argument(help="法规包、例子或词表文件，可多个")],
    vocabulary: Annotated[
        Path | None, typer.Option("--vocabulary", help="共用词表；缺省取上级文件夹中的")
    ] = None,
    as_json: bool = Json,
) -> None:
    """检查法规包文件，逐条指出问题所在。"""
    problems: list[Problem] = []
    checked: list[dict[str, Any]] = []
    for path in paths:
        try:
            checked.append(_checked(path, vocabulary))
        except PackErrors as error:
            problems += error.problems
        except OSError as error:
            problems.append(Problem("cannot_read", str(path), 0, None, "", error.strerror or str(error)))
    if problems:
        refuse(as_json, [problem.as_data() for problem in problems])
    emit(as_json, {"checked": checked, "errors": []}, (_said(one) for one in checked))


def _checked(path: Path, vocabulary: Path | None) -> dict[str, Any]:
    if path.name == SHARED:
        words = load_vocabulary(path)
        return {
            "file": str(path),
            "kind": "vocabulary",
            "events": len(words.events),
            "roles": len(words.roles),
        }
    shared = load_vocabulary(vocabulary) if vocabulary else find_vocabulary(path)
    if path.name.endswith(".tests.yaml"):
        return {"file": str(path), "kind": "tests", "tests": len(load_tests(path, _beside(path, shared)))}
    pack = load_pack(path, shared)
    tests = path.with_suffix(".tests.yaml")
    count = len(load_tests(tests, pack)) if tests.is_file() else 0
    said = {"norms": len(pack.norms), "provisions": len(pack.provisions), "tests": count}
    return {"file": str(path), "kind": "pack", "pack": pack.ref, **said}


def _beside(path: Path, shared: Vocabulary) -> Pack | None:
    pack = path.with_name(path.name.removesuffix(".tests.yaml") + ".yaml")
    return load_pack(pack, shared) if pack.is_file() else None


def _said(one: dict[str, Any]) -> str:
    if one["kind"] == "vocabulary":
        return f"{one['file']}：词表可用，角色 {one['roles']}，事件 {one['events']}"
    if one["kind"] == "tests":
        return f"{one['file']}：例子 {one['tests']} 个，均合格式"
    return f"{one['file']}：{one['pack']} 合格式，条款 {one['provisions']}，规范 {one['norms']}，例子 {one['tests']}"


# ---------------------------------------------------------------- schema


def schema(
    into: Annotated[Path | None, typer.Option("--into", help="写入的文件夹；缺省为 schema/")] = None,
    check_only: Annotated[bool, typer.Option("--check", help="只核对文件是否为最新，不写")] = False,
    as_json: bool = Json,
) -> None:
    """写出或核对 JSON Schema。"""
    folder = into or env.ROOT / "schema"
    wanted = files()
    stale = [name for name, text in wanted.items() if not _same(folder / name, text)]
    if not check_only:
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).write_text(wanted[name], encoding="utf-8")
    word = "不是最新" if check_only else "已写"
    data = {"folder": str(folder), "files": list(wanted), "stale" if check_only else "written": stale}
    emit(as_json, data, (f"{folder / name}：{word if name in stale else '已是最新'}" for name in wanted))
    if check_only and stale:
        raise typer.Exit(FINDINGS)


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text
