"""The console script ``zeren``: one module of this folder a group of subcommands."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import sys
from contextlib import suppress

import typer

import zeren.cli
from zeren.cli.output import BAD_INPUT, refuse

NO_TABLE, ONLY_READ = "42P01", "25006"
"""PostgreSQL: what a statement names is not there; nothing is written here."""

app = typer.Typer(
    name="zeren", no_args_is_help=True, add_completion=False, help="责任：法规成包，记录留痕，逐条核对。"
)


def register(target: typer.Typer) -> typer.Typer:
    """Let every module of this folder that has an ``add(app)`` add its commands, in alphabetical order."""
    for found in sorted(pkgutil.iter_modules(zeren.cli.__path__), key=lambda m: m.name):
        add = getattr(importlib.import_module(f"zeren.cli.{found.name}"), "add", None)
        if add is not None:
            add(target)
    return target


def run() -> None:
    """Entry point of the console script."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zeren.settings")
    # Packs make many objects that stay: to look for garbage with every few hundred takes a fifth of a command.
    gc.set_threshold(50_000, 20, 20)
    try:
        register(app)()
    except Exception as reason:
        if (told := database_fault(reason)) is None:
            raise
        with suppress(typer.Exit):
            refuse("--json" in sys.argv, [told])
        sys.exit(BAD_INPUT)


def database_fault(reason: Exception) -> dict[str, str] | None:
    """What is said where the database can't be used, as for any bad input; None: another fault, to be told as it is."""
    from django.db import OperationalError

    said = str(reason).strip().partition("\n")[0]
    state = getattr(reason.__cause__, "sqlstate", "")
    if "no such table" in said or state == NO_TABLE:
        zh, en = "数据库还没有建立，请先运行 zeren migrate", "the database has no tables: run zeren migrate"
    elif isinstance(reason, OperationalError) or state == ONLY_READ:
        zh, en = (
            f"数据库不能用（磁盘已满、没有写权限、连不上或者被占用）：{said}",
            f"the database can't be used: {said}",
        )
    else:
        return None
    return {"where": "ZEREN_DATABASE", "zh": zh, "en": en}
