"""``zeren token``: access tokens of the HTTP interface, made and ended on the server."""

from __future__ import annotations

from typing import Any

import typer

from zeren.cli.output import Json, emit, refuse, refused
from zeren.cli.records import start

token = typer.Typer(no_args_is_help=True, help="接口的访问令牌：建立、列出、停用")


def add(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(token, name="token")


@token.command("new")
def new(
    account: str = typer.Argument(help="登录名：令牌只能做这个账号能做的事"),
    label: str = typer.Option(..., "--label", help="用途，如 办公平台同步待办"),
    days: int = typer.Option(90, "--days", help="有效几日，最长 365"),
    write: bool = typer.Option(False, "--write", help="也可以记录；不写则只读"),
    as_json: bool = Json,
) -> None:
    """为一个账号建立令牌，令牌只打印这一次。"""
    start(as_json)
    from zeren.access.accounts import queries
    from zeren.access.tokens import acts
    from zeren.records.actor import SYSTEM
    from zeren.records.errors import Refused

    owner = queries.find(account)
    if owner is None:
        refuse(as_json, [{"where": "ACCOUNT", "zh": f"没有账号“{account}”", "en": f"no account '{account}'"}])
    try:
        made, secret = acts.make(SYSTEM, label, "write" if write else "read", days, account=owner)
    except Refused as wrong:
        refused(as_json, wrong)
    data = {"id": made.pk, "token": secret, "scope": made.scope, "expires": made.expires}
    emit(
        as_json,
        data,
        [secret, f"有效期至 {made.expires}，{made.get_scope_display()}。请现在抄存，以后不再显示。"],
    )


@token.command("list")
def list_tokens(as_json: bool = Json) -> None:
    """列出全部令牌（不含令牌本身）。"""
    start(as_json)
    from zeren.access.tokens import queries
    from zeren.records.actor import SYSTEM

    rows: list[dict[str, Any]] = [
        {
            "id": one.pk,
            "account": one.account.signin,
            "label": one.label,
            "scope": one.scope,
            "expires": one.expires,
            "last_used": one.last_used,
            "state": queries.state_of(one),
        }
        for one in queries.listed(SYSTEM, most=None)
    ]
    lines = [
        f"{r['id']}　{r['account']}　{r['label']}　{r['scope']}　{r['expires']}　{r['state']}" for r in rows
    ]
    emit(as_json, {"tokens": rows}, lines or ["没有令牌。"])


@token.command("revoke")
def revoke(
    number: int = typer.Argument(help="令牌的编号，见 zeren token list"), as_json: bool = Json
) -> None:
    """立即停用一个令牌。"""
    start(as_json)
    from zeren.access.tokens import acts
    from zeren.records.actor import SYSTEM
    from zeren.records.errors import OutOfSight

    try:
        ended = acts.revoke(SYSTEM, number)
    except OutOfSight:
        refuse(as_json, [{"where": "NUMBER", "zh": f"没有令牌 {number}", "en": f"no token {number}"}])
    emit(as_json, {"id": ended.pk, "revoked": ended.revoked}, [f"令牌 {ended.pk}（{ended.label}）已停用。"])
