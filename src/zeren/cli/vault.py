"""``zeren vault``: with which keys contents are sealed, and wrapping their data keys anew after a rotation."""

from __future__ import annotations

from typing import Any

import typer
from rich.progress import Progress

from zeren.cli.output import FINDINGS, Json, emit, errors, refuse
from zeren.cli.records import start

vault = typer.Typer(no_args_is_help=True, help="封存内容：各用哪个密钥，轮换以后重封")


def add(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(vault, name="vault")


@vault.command("status")
def status(as_json: bool = Json) -> None:
    """各表的封存内容用哪个密钥，多少个还用旧密钥，多少个已销毁。有旧密钥的，退出状态为 1。"""
    start(as_json)
    from zeren.records import keys
    from zeren.records import vault as sealed

    ring = keys.ring()
    tables = sealed.status()
    old = sum(row.count for row in tables if row.key_id and row.key_id != ring.of(row.purpose).id)
    current = {purpose.value: key_id for purpose, key_id in ring.current.items()}
    data = {"current": current, "tables": [row.as_dict() for row in tables], "old": old}
    lines = [f"现用密钥：{'，'.join(f'{name} {key_id}' for name, key_id in current.items())}"]
    lines += [
        f"{row.table}　{row.key_id or '没有封存'}　{row.count}　已销毁 {row.destroyed}" for row in tables
    ]
    emit(as_json, data, [*lines, f"用旧密钥的 {old} 个。" if old else "全部用现用密钥。"])
    if old:
        raise typer.Exit(FINDINGS)


@vault.command("rewrap")
def rewrap(as_json: bool = Json) -> None:
    """密钥轮换以后，用现用密钥重封每个数据密钥；内容不动，别人照常办理。完成后旧密钥可以取出。"""
    start(as_json)
    from django.db import transaction

    from zeren.records import keys
    from zeren.records import vault as sealed
    from zeren.records.actor import SYSTEM
    from zeren.records.ciphers import Unreadable
    from zeren.records.trail import acts as trail

    done: dict[str, int] = {}
    try:
        with Progress(console=errors, transient=True, disable=as_json) as progress:
            for purpose in (keys.Purpose.VAULT, keys.Purpose.REPORTER):
                task = progress.add_task(f"重封 {purpose.value}", total=sealed.waiting(purpose))
                for count in sealed.rewrap(purpose):
                    done[purpose.value] = done.get(purpose.value, 0) + count
                    progress.advance(task, count)
    except Unreadable as reason:
        zh, en = f"有数据密钥不能打开，已重封的不受影响：{reason}", f"a data key does not open: {reason}"
        refuse(as_json, [{"where": "vault", "zh": zh, "en": en}])
    total = sum(done.values())
    if total:
        with transaction.atomic():
            trail.write(SYSTEM, "keys_rewrapped", "vault", "-", detail=str(total))
    data: dict[str, Any] = {"rewrapped": done}
    emit(as_json, data, [f"已重封 {total} 个。" if total else "没有用旧密钥的。"])
