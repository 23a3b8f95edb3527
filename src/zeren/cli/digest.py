"""``zeren digest``: the mails of a day, for a timer of the machine."""

from __future__ import annotations

import typer

from zeren.cli.output import Json, emit, refused
from zeren.cli.records import start

WORDS = {"sent": "已发", "nothing": "没有到期的，不发", "failed": "没有发出"}


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("digest")(digest)


def digest(as_json: bool = Json) -> None:
    """给写了邮箱的账号发当日提醒；同一天再运行，只补发没有发出的。"""
    start(as_json)
    from zeren.access.digest import acts
    from zeren.records.errors import Refused

    try:
        found = list(acts.send())
    except Refused as wrong:
        refused(as_json, wrong)
    rows = [{"account": one.account, "state": one.state, "why": one.why} for one in found]
    lines = [f"{one.account}：{WORDS[one.state]}{f'（{one.why}）' if one.why else ''}" for one in found]
    emit(as_json, {"digests": rows}, lines or ["没有要发的。"])
    if any(one.state == "failed" for one in found):
        raise typer.Exit(1)
