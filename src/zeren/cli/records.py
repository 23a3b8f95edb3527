"""``zeren migrate``, ``zeren verify``, ``zeren rebuild``, ``zeren refresh``: the care of the records."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from zeren.cli.output import FINDINGS, Json, emit, errors, refuse, refused
from zeren.env import SettingError


def add(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("migrate")(migrate)
    app.command("verify")(verify)
    app.command("rebuild")(rebuild)
    app.command("refresh")(refresh)


def start(as_json: bool = False) -> None:
    """Set Django up; a setting that can't be used ends the command with exit 2."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zeren.settings")
    try:
        django.setup()
    except SettingError as error:
        refuse(as_json, [{"where": error.name, "zh": error.zh, "en": error.en}])


def migrations_wanted() -> list[str]:
    """The steps that the database still lacks. Raises DatabaseError where it does not open."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def migrations_unknown() -> list[str]:
    """The steps that the database took and this program does not know: a newer one made it. Raises DatabaseError."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    known = loader.disk_migrations or {}
    labels = {label for label, _ in known}
    taken = sorted(loader.applied_migrations)
    return [f"{label}.{name}" for label, name in taken if label in labels and (label, name) not in known]


def of_a_newer_program(unknown: list[str]) -> dict[str, str]:
    """What is said of a database that a newer program made; ``unknown`` are its steps."""
    listed = "、".join(unknown)
    return {
        "where": "ZEREN_DATABASE",
        "zh": f"数据库由更新的版本建立（{listed}），本版本不能使用：请用新版本，或者用本版本建空库后恢复升级前的备份",
        "en": f"a newer version made the database ({', '.join(unknown)}): use that version, or restore the backup"
        " of before into an empty database with this one",
    }


def migrate(as_json: bool = Json) -> None:
    """建立或更新数据库，重装只增不减的触发器，备好密钥文件。"""
    start(as_json)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.utils import ProgrammingError

    from zeren.records import keys

    settings.ZEREN.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if unknown := migrations_unknown():
        refuse(as_json, [of_a_newer_program(unknown)])
    wanted = migrations_wanted()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except ProgrammingError as reason:
        # 42501: the role may not; anything else is a fault of ours.
        if getattr(reason.__cause__, "sqlstate", "") != "42501":
            raise
        zh = "这个数据库角色不拥有表，不能更新：请在 ZEREN_DATABASE 里写拥有表的角色（docs/deploy.md）"
        en = f"this database role does not own the tables: name their owner ({reason})"
        refuse(as_json, [{"where": "ZEREN_DATABASE", "zh": zh, "en": en.strip()}])
    keys.ring()
    data = {"applied": wanted, "database": connection.vendor, "key_file": str(settings.ZEREN.key_file)}
    emit(
        as_json,
        data,
        [f"已应用 {len(wanted)} 步（{connection.vendor}）。", f"密钥文件：{settings.ZEREN.key_file}"],
    )


def verify(
    head: Annotated[
        list[Path] | None, typer.Option(help="送出的日首文件，可以写几次：日志须到得了那里")
    ] = None,
    as_json: bool = Json,
) -> None:
    """校验每一条记录和轨迹：改动、移除、调换次序、末尾截断的逐条指出。"""
    start(as_json)
    from zeren.records import integrity

    heads = [_head_in(file, as_json) for file in head or ()]
    with Progress(console=errors, transient=True, disable=as_json) as progress:
        names = {"records": "记录", "trail": "轨迹"}
        tasks = {
            what: progress.add_task(names[what], total=total) for what, total in integrity.size().items()
        }
        found = integrity.verify(told=lambda what, done: progress.update(tasks[what], completed=done))
    faults = [*found.faults, *(fault for one in heads for fault in integrity.held_against(one))]
    # A head that is kept and comes back as a file is told once.
    faults = list(dict.fromkeys(faults))
    data: dict[str, Any] = {**asdict(found), "faults": [asdict(fault) for fault in faults]}
    lines = [f"{fault.where}：{fault.zh}" for fault in faults]
    verdict = "全部相符。" if not faults else f"不相符 {len(faults)} 处。"
    emit(as_json, data, [*lines, f"事项 {found.matters}、记录 {found.events}、轨迹 {found.trail}：{verdict}"])
    if faults:
        raise typer.Exit(FINDINGS)


def _head_in(file: Path, as_json: bool) -> Any:
    """The head in a file, or the end with what is wrong with it."""
    from zeren.records.errors import Refused
    from zeren.records.trail import heads

    try:
        return heads.read(json.loads(file.read_text(encoding="utf-8")))
    except OSError as reason:
        refuse(
            as_json,
            [
                {
                    "where": str(file),
                    "zh": f"不能读取：{reason.strerror}",
                    "en": f"can't be read: {reason.strerror}",
                }
            ],
        )
    except ValueError:
        refuse(as_json, [{"where": str(file), "zh": "不是 JSON 文件", "en": "is no JSON file"}])
    except Refused as wrong:
        refused(as_json, wrong, str(file))


def rebuild(as_json: bool = Json) -> None:
    """由记录和登记重建待办、限制、检索等全部派生表。"""
    start(as_json)
    from zeren.records.rebuild import rebuild as build

    with Progress(console=errors, transient=True, disable=as_json) as progress:
        task = progress.add_task("重建", total=None)
        found = build(told=lambda done, all_: progress.update(task, completed=done, total=all_))
    line = f"事项 {found.matters}，待办 {found.obligations}，限制 {found.restrictions}，检索 {found.units}。"
    emit(as_json, asdict(found), [line])


def refresh(as_json: bool = Json) -> None:
    """重算因日期推移或新公布的工作日历而可能变化的事项，列出有变动的。"""
    start(as_json)
    from zeren.records.obligations.acts import recompute_provisional
    from zeren.records.obligations.daily import catch_up_all

    data = {"matters": catch_up_all(), "moved": recompute_provisional()}
    moved = f"暂定日期有变动：{'、'.join(data['moved'])}。" if data["moved"] else "暂定日期没有变动。"
    emit(as_json, data, [f"已重算 {data['matters']} 件。", moved])
