"""The console script ``zeren``: one module of this folder a group of subcommands."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil

import typer

import zeren.cli

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
    register(app)()
