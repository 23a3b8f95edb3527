"""``zeren admin``: the three administrators of a real installation; what only the console of the server may do."""

from __future__ import annotations

from typing import Any

import typer

from zeren.cli.output import Json, emit, refused
from zeren.cli.records import start

admin = typer.Typer(no_args_is_help=True, help="三员：首次设置、重置口令")


def add(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(admin, name="admin")


@admin.command("init")
def init_command(
    organ: str = typer.Option(..., "--organ", help="本单位的机关代码"),
    name: str = typer.Option("", "--organ-name", help="本单位名称；登记里还没有这个机关时必填"),
    level: str = typer.Option("county", "--level", help="层级"),
    kind: str = typer.Option("party_committee", "--kind", help="类别"),
    system: str = typer.Option("xitong", "--system", help="系统管理员的登录名"),
    security: str = typer.Option("baomi", "--security", help="安全保密管理员的登录名"),
    audit: str = typer.Option("shenji", "--audit", help="安全审计员的登录名"),
    as_json: bool = Json,
) -> None:
    """没有示范县的系统，首次设置三员；只能做一次。一次性口令只显示这一次。"""
    start(as_json)
    from zeren.access.rights import setup
    from zeren.records.errors import Refused

    first = setup.First(organ, name, level, kind)
    try:
        made = setup.make_three(first, system, security, audit)
    except Refused as wrong:
        refused(as_json, wrong)
    rows: list[dict[str, Any]] = [
        {"signin": row.signin, "role": row.role, "password": row.password, "until": row.until.isoformat()}
        for row in made
    ]
    lines = [
        f"  {row.signin:<12} {row.password:<22} {row.role}（{row.until:%Y-%m-%d %H:%M} 止有效）"
        for row in made
    ]
    emit(as_json, {"accounts": rows}, ["三员已设置。一次性口令只显示这一次，请分别交给三个人：", *lines])


@admin.command("reset")
def reset_command(signin: str = typer.Argument(..., help="管理员的登录名"), as_json: bool = Json) -> None:
    """在服务器上重置一名管理员的口令：另一名管理员也登录不了时才用，记入日志。"""
    start(as_json)
    from zeren.access.rights import setup
    from zeren.records.errors import Refused

    try:
        row = setup.reset(signin)
    except Refused as wrong:
        refused(as_json, wrong)
    data = {"signin": row.signin, "password": row.password, "until": row.until.isoformat()}
    emit(as_json, data, [f"{row.signin} 的一次性口令：{row.password}（{row.until:%Y-%m-%d %H:%M} 止有效）"])
