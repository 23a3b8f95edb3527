"""``zeren demo``: a made-up county to learn on and to test with."""

from __future__ import annotations

from typing import Any

import typer

from zeren.cli.output import Json, emit

demo = typer.Typer(no_args_is_help=True, help="示范县：装入、账号")


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


def load(quiet: bool = False) -> bool:
    """Load the county into an empty database, with a progress bar; False where there already are organs."""
    from rich.progress import track

    from zeren.cli.demo import complaints, loading
    from zeren.cli.demo.plans import plans
    from zeren.records.organs import queries as organs

    if organs.any_registered():
        return False
    loading.enter_registers()
    loading.make_accounts()
    for _ in track(
        loading.enter_matters(), "装入示范事项", total=len(plans()), disable=quiet, transient=True
    ):
        pass
    complaints.enter_complaints()
    return True


def account_rows() -> list[dict[str, Any]]:
    """The accounts as data."""
    from zeren.cli.demo.county import BY_CODE
    from zeren.cli.demo.loading import LOGINS
    from zeren.records.actor import ROLE_LABELS

    return [
        {
            "signin": login.signin,
            "password": login.password,
            "role": ROLE_LABELS[login.role],
            "organ": BY_CODE[login.organ].short,
            "label": login.label,
        }
        for login in LOGINS
    ]


def account_lines() -> list[str]:
    """The accounts as a list to read."""
    return [
        f"  {r['signin']:<10} {r['password']:<20} {r['role']}（{r['organ']}　{r['label']}）"
        for r in account_rows()
    ]


def _lines(loaded: bool) -> list[str]:
    return (
        ["示范县已装入。账号和口令："] if loaded else ["已有机关登记，没有装入示范县。"]
    ) + account_lines()
