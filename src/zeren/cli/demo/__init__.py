"""``zeren demo``: a made-up county to learn on and to test with."""

from __future__ import annotations

from typing import Any

import typer

from zeren.cli.output import Json, emit, refused

demo = typer.Typer(no_args_is_help=True, help="示范县：装入、账号、动态口令")


def add(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(demo, name="demo")


@demo.command("load")
def load_command(as_json: bool = Json) -> None:
    """装入虚构的示范县：机关、干部、账号和六十件事项（已有机关时不装入）。"""
    import django

    django.setup()
    loaded = load(quiet=as_json)
    emit(as_json, {"loaded": loaded, "accounts": account_rows()}, _lines(loaded))


@demo.command("accounts")
def accounts_command(as_json: bool = Json) -> None:
    """列出示范账号和口令。"""
    import django

    django.setup()
    emit(as_json, {"accounts": account_rows()}, account_lines())


@demo.command("code")
def code_command(name: str = typer.Argument(help="登录名"), as_json: bool = Json) -> None:
    """示范账号现在的动态口令；只在本机，只给演示账号。"""
    import django

    django.setup()
    from zeren.cli.demo import codes
    from zeren.records.errors import Refused

    try:
        code, seconds = codes.code_of(name)
    except Refused as wrong:
        refused(as_json, wrong)
    data = {"signin": name, "code": code, "seconds": seconds}
    emit(as_json, data, [f"{code}　（{seconds} 秒内有效，用一次即失效）"])


def load(quiet: bool = False) -> bool:
    """Load the county into an empty database, with a progress bar; False where there already are organs."""
    from rich.progress import track

    from zeren.cli.demo import beside, codes, loading
    from zeren.cli.demo.plans import plans
    from zeren.records.organs import queries as organs

    if organs.any_registered():
        return False
    loading.enter_registers()
    loading.make_accounts()
    codes.bind()
    for _ in track(
        loading.enter_matters(), "装入示范事项", total=len(plans()), disable=quiet, transient=True
    ):
        pass
    beside.enter()
    return True


def account_rows() -> list[dict[str, Any]]:
    """The accounts as data."""
    from zeren.cli.demo.bulletin import LOGINS as OF_THE_BULLETIN
    from zeren.cli.demo.campaign import CITY_UNITS
    from zeren.cli.demo.campaign import LOGINS as OF_THE_CAMPAIGN
    from zeren.cli.demo.codes import WITH_CODE
    from zeren.cli.demo.county import BY_CODE
    from zeren.cli.demo.courses import LOGINS as OF_THE_COURSES
    from zeren.cli.demo.courses import ORGANS as RESIDENT
    from zeren.cli.demo.loading import LOGINS
    from zeren.cli.demo.rectification import LOGINS as OF_THE_RECTIFICATION
    from zeren.cli.demo.round import LOGINS as OF_THE_ROUND
    from zeren.cli.demo.round import ORGANS
    from zeren.cli.demo.scores import LOGINS as OF_THE_ASSESSMENT
    from zeren.records.actor import ROLE_LABELS

    shorts = {code: unit.short for code, unit in BY_CODE.items()}
    shorts |= {o["code"]: o["short"] for o in (*ORGANS, *RESIDENT)}
    shorts |= {code: f"市{name}" for code, name in CITY_UNITS}

    return [
        {
            "signin": login.signin,
            "password": login.password,
            "role": ROLE_LABELS[login.role],
            "organ": shorts[login.organ],
            "label": login.label,
            "code": login.signin in WITH_CODE,
        }
        for login in (
            *LOGINS,
            *OF_THE_ROUND,
            *OF_THE_RECTIFICATION,
            *OF_THE_ASSESSMENT,
            *OF_THE_CAMPAIGN,
            *OF_THE_COURSES,
            *OF_THE_BULLETIN,
        )
    ]


def account_lines() -> list[str]:
    """The accounts as a list to read."""
    lines = [
        f"  {r['signin']:<10} {r['password']:<20} {r['role']}（{r['organ']}　{r['label']}）{'　动态口令' if r['code'] else ''}"
        for r in account_rows()
    ]
    return [*lines, "标“动态口令”的，登录还要 6 位数字：zeren demo code 登录名"]


def _lines(loaded: bool) -> list[str]:
    return (
        ["示范县已装入。账号和口令："] if loaded else ["已有机关登记，没有装入示范县。"]
    ) + account_lines()
