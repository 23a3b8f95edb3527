"""``zeren trail``: the daily head of the trail, to be kept in another house."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from zeren.cli.output import Json, emit, refuse
from zeren.cli.records import start

trail = typer.Typer(no_args_is_help=True, help="日志：日首")


def add(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(trail, name="trail")


@trail.command("head")
def head(
    day: Annotated[str, typer.Option(help="哪一日的日首，年-月-日；不写则昨日")] = "",
    out: Annotated[Path | None, typer.Option(help="写到哪个文件，送到本机关以外保存")] = None,
    as_json: bool = Json,
) -> None:
    """导出一日的日首：末条、摘要、封记；登记在案。以后用 zeren verify --head 文件 核对。"""
    start(as_json)
    from zeren.records import clock
    from zeren.records.actor import SYSTEM
    from zeren.records.errors import Refused
    from zeren.records.trail import heads

    try:
        wanted = date.fromisoformat(day) if day else clock.today() - timedelta(days=1)
        row = heads.export(SYSTEM, wanted)
    except ValueError:
        zh, en = f"“{day}”不是日期，应为年-月-日", f"'{day}' is no day, expected YYYY-MM-DD"
        refuse(as_json, [{"where": "--day", "zh": zh, "en": en}])
    except Refused as refused:
        refuse(as_json, [{"where": "--day", "zh": p.zh, "en": p.en} for p in refused.problems])
    made = heads.Head(row.day, row.seq, row.link, row.key_id, row.seal).as_dict()
    if out is not None:
        _write(out, made, as_json)
    lines = [f"{row.day} 日首：第 {row.seq} 条", f"摘要 {row.link}", f"封记 {row.seal}（密钥 {row.key_id}）"]
    emit(as_json, made, [*lines, *([f"写入 {out}"] if out else [])])


def _write(out: Path, made: dict[str, object], as_json: bool) -> None:
    try:
        out.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as reason:
        zh, en = f"不能写入：{reason.strerror}", f"can't be written: {reason.strerror}"
        refuse(as_json, [{"where": str(out), "zh": zh, "en": en}])
