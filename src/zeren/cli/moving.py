"""``zeren export``, ``zeren import``, ``zeren backup``, ``zeren restore``: everything out, and in again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zeren.cli.output import FINDINGS, Json, emit, errors, refuse, refused
from zeren.cli.records import migrations_unknown, migrations_wanted, of_a_newer_program, start

Hears = Callable[[str, int, int], None]


def add(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("export")(export)
    app.command("import")(import_)
    app.command("backup")(backup)
    app.command("restore")(restore)


def export(
    place: Annotated[Path, typer.Argument(help="新的文件夹；名称以 .zip 结尾的，写成一个文件")],
    schema: Annotated[bool, typer.Option("--schema", help="只写各表的格式（JSON Schema）")] = False,
    as_json: bool = Json,
) -> None:
    """导出全部数据：一张表一个 JSON Lines 文件，附件照封存的样子，另有清单和校验和。办公照常，取的是同一时刻。"""
    start(as_json)
    from zeren.records.moving import writing
    from zeren.records.moving.tables import schema_text

    if schema:
        with telling(as_json):
            place.write_text(schema_text(), encoding="utf-8")
        emit(as_json, {"schema": str(place)}, [f"已写入 {place}"])
        return
    ready_to_read(as_json)
    begun = time.monotonic()
    with telling(as_json), _bar(as_json, "导出") as (told,):
        made = writing.export(place, told)
    seconds = time.monotonic() - begun
    emit(as_json, _data(place, made, seconds), [*_lines("已导出", place, made, seconds), KEYS])
    _missing(made)


def import_(
    place: Annotated[Path, typer.Argument(help="zeren export 写的文件夹或 .zip 文件")],
    as_json: bool = Json,
) -> None:
    """把导出的全部数据装入一个空库（SQLite 或 PostgreSQL），全部装入或者什么也不动，随后校验记录链和日志。"""
    _bring(place, as_json, "导入", "installation_imported")


def backup(
    file: Annotated[Path, typer.Argument(help="新的备份文件")],
    as_json: bool = Json,
) -> None:
    """备份数据库和附件到一个加密文件，写完再读一遍核对。办公照常。密钥文件不在里面，另行备份。"""
    start(as_json)
    from zeren.records.moving import backup as making

    ready_to_read(as_json)
    begun = time.monotonic()
    with telling(as_json), _bar(as_json, "备份", "核对") as (told, again):
        made = making.backup(file, told, again)
    seconds = time.monotonic() - begun
    emit(as_json, _data(file, made, seconds), [*_lines("已备份并核对", file, made, seconds), KEYS])
    _missing(made)


def restore(
    file: Annotated[Path, typer.Argument(help="zeren backup 写的文件")],
    as_json: bool = Json,
) -> None:
    """在一台空机器上由备份恢复：先放回密钥文件。全部恢复或者什么也不动，随后校验记录链和日志。"""
    _bring(file, as_json, "恢复", "backup_restored")


KEYS = "密钥文件不在其中：由安全保密管理员另外备份、另外送达。"


def _bring(place: Path, as_json: bool, word: str, act: str) -> None:
    """Take everything in, then verify; what was altered before it left is named (exit status 1), not hidden."""
    start(as_json)
    from zeren.records import integrity
    from zeren.records.moving import backup as taking

    begun = time.monotonic()
    with telling(as_json):
        _ready_to_write(place)
        with _bar(as_json, word) as (told,):
            made = taking.restore(place, told, act)
    seconds = time.monotonic() - begun
    found = integrity.verify()
    faults = [
        {"code": fault.code, "where": fault.where, "zh": fault.zh, "en": fault.en} for fault in found.faults
    ]
    data = {**_data(place, made, seconds), "verified": {"matters": found.matters, "events": found.events, "trail": found.trail}, "faults": faults}  # fmt: skip
    verdict = "全部相符。" if not faults else f"不相符 {len(faults)} 处。"
    emit(
        as_json,
        data,
        [
            *_lines(f"已{word}", place, made, seconds),
            *(f"{fault['where']}：{fault['zh']}" for fault in faults),
            f"校验事项 {found.matters}、记录 {found.events}、轨迹 {found.trail}：{verdict}",
        ],
    )
    if faults:
        raise typer.Exit(FINDINGS)


def ready_to_read(as_json: bool) -> None:
    """The database opens and is of this version; else the command ends with exit status 2."""
    from django.db import DatabaseError

    try:
        wanted, unknown = migrations_wanted(), migrations_unknown()
    except DatabaseError as reason:
        refuse(as_json, [{"where": "ZEREN_DATABASE", "zh": f"数据库打不开：{reason}", "en": str(reason)}])
    if unknown:
        refuse(as_json, [of_a_newer_program(unknown)])
    if wanted:
        zh, en = (
            "数据库还没有建立或是旧版，请先运行 zeren migrate（升级前的备份用原来的版本做）",
            "the database is of an older version: run zeren migrate (a backup before it is the older version's)",
        )
        refuse(as_json, [{"where": "ZEREN_DATABASE", "zh": zh, "en": en}])


def _ready_to_write(place: Path) -> None:
    """The key file is there and opens it; a database without tables gets them. Raises Refused."""
    from django.conf import settings
    from django.core.management import call_command

    from zeren.records import keys
    from zeren.records.moving import backup, checked, manifest
    from zeren.records.moving.tables import wrong

    if not keys.exists():
        path = settings.ZEREN.key_file
        zh = f"密钥文件 {path} 不在：请先放好原单位的密钥文件，内容和记录链要用它打开、校验"
        raise wrong("ZEREN_KEY_FILE", zh, f"bring the key file first: {path}")
    with backup.opened(place) as source:
        found = checked.head(source)
    manifest.opens(found)
    if migrations_wanted():
        # Tables of this version would keep the right one from taking it.
        manifest.of_this_program(found)
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def telling(as_json: bool) -> Iterator[None]:
    """What is refused, and what can't be written, ends the command with exit status 2."""
    from zeren.env import SettingError
    from zeren.records.errors import Refused

    try:
        yield
    except Refused as wrong:
        refused(as_json, wrong)
    except SettingError as wrong:
        refuse(as_json, [{"where": wrong.name, "zh": wrong.zh, "en": wrong.en}])
    except OSError as wrong:
        where = str(wrong.filename or "")
        refuse(as_json, [{"where": where, "zh": f"不能写入：{wrong.strerror}", "en": str(wrong)}])


@contextmanager
def _bar(as_json: bool, *words: str) -> Iterator[list[Hears]]:
    """A progress bar on the error channel for each word; each names the table that it is at."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=as_json) as progress:

        def heard(word: str) -> Hears:
            task = progress.add_task(word, total=None)

            def told(what: str, done: int, total: int) -> None:
                progress.update(task, description=f"{word} {what}", completed=done, total=total or None)

            return told

        yield [heard(word) for word in words]


def _data(place: Path, made: Any, seconds: float) -> dict[str, Any]:
    return {
        "place": str(place),
        "made": made.made,
        "tables": {name: part.rows for name, part in made.tables.items()},
        "rows": made.rows,
        "files": made.files.rows,
        "missing": made.missing,
        "seconds": round(seconds, 1),
    }


def _lines(word: str, place: Path, made: Any, seconds: float) -> list[str]:
    told = f"{word}：{place}，{len(made.tables)} 张表 {made.rows} 行，文件 {made.files.rows} 个，用时 {seconds:.1f} 秒。"
    return [told, *([f"有 {made.missing} 个附件登记在案而文件不在，没有带出。"] if made.missing else [])]


def _missing(made: Any) -> None:
    if made.missing:
        raise typer.Exit(FINDINGS)
