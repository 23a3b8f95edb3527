"""What the subcommands of ``zeren packs`` share: the library at hand, and how problems are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from zeren import env
from zeren.cli.output import errors, refuse
from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.law.packs.problems import PackErrors, nearest
from zeren.law.packs.readings import SWITCHES, Switches, load_switches

ReadingOption = typer.Option("--reading", help="本次改用的读法：法规包#读法=选项，可重复")


def folder(as_json: bool) -> Path:
    """The folder of packs of this installation."""
    try:
        found = env.read().packs
    except env.SettingError as error:
        refuse(as_json, [{"where": error.name, "zh": error.zh, "en": error.en}])
    if not found.is_dir():
        refuse(as_json, [{"where": str(found), "zh": "没有这个文件夹", "en": "there is no such folder"}])
    return found


def library(as_json: bool) -> PackLibrary:
    """Every pack; problems end the command with exit status 2."""
    where = folder(as_json)
    try:
        return PackLibrary.load(where, load_switches(switches_file(as_json)))
    except PackErrors as error:
        refuse_errors(as_json, error)


def switches(given: Iterable[str], as_json: bool) -> Switches:
    """The readings that the installation switched, and those given for this call, which go first."""
    try:
        found = {pack: dict(options) for pack, options in load_switches(switches_file(as_json)).items()}
    except PackErrors as error:
        refuse_errors(as_json, error)
    for text in given:
        pack, reading, option = parted(text, "--reading", as_json)
        found.setdefault(pack, {})[reading] = option
    return found


def parted(text: str, where: str, as_json: bool) -> tuple[str, str, str]:
    """``PACK#READING=OPTION`` in its three parts; ``where``, the option that was given it."""
    pack, sign, rest = text.partition("#")
    reading, equals, option = rest.partition("=")
    if not (sign and equals and pack and reading and option):
        zh, en = f"“{text}”应写作 法规包#读法=选项", f"'{text}': expected PACK#READING=OPTION"
        refuse(as_json, [{"where": where, "zh": zh, "en": en}])
    return pack, reading, option


def switches_file(as_json: bool) -> Path:
    """Where an installation keeps the readings that it switched."""
    try:
        return env.read().home / SWITCHES
    except env.SettingError as error:
        refuse(as_json, [{"where": error.name, "zh": error.zh, "en": error.en}])


def refuse_errors(as_json: bool, error: PackErrors) -> NoReturn:
    """Show every problem; exit status 2."""
    refuse(as_json, [problem.as_data() for problem in error.problems])


def chosen(found: PackLibrary, ids: Sequence[str], as_json: bool) -> tuple[Pack, ...]:
    """The packs named by ``id`` (every version) or ``id@version``; all of them where none is named."""
    packs: list[Pack] = []
    for name in ids:
        named = [p for p in found.packs if name in (p.id, p.ref)]
        if not named:
            unknown(name, (*found.ids, *(p.ref for p in found.packs)), as_json)
        packs += named
    return _once(packs) if ids else found.packs


def _once(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    return tuple({pack.ref: pack for pack in packs}.values())


def unknown(name: str, allowed: Iterable[str], as_json: bool) -> NoReturn:
    """No such pack; exit status 2."""
    near = nearest(name, allowed)
    zh = f"没有法规包“{name}”" + (f"；是否应为“{near}”？" if near else "")
    en = f"there is no pack '{name}'" + (f"; did you mean '{near}'?" if near else "")
    refuse(as_json, [{"where": name, "zh": zh, "en": en}])


def bar() -> Progress:
    """A progress bar on the error channel, so that output stays clean."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal)
