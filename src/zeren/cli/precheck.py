"""``zeren precheck FILE``: everybody whom an account sees against one act and one day, as CSV: for planning."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from zeren.cli.output import Json, emit, errors, refuse
from zeren.cli.records import start

HEADINGS = ("人员代码", "姓名", "单位", "类别", "法规包", "规范", "自", "至", "缺哪些记录")
WORDS = {
    "bar": "限制",
    "open": "待查明",
    "hint": "提示",
    "to_do": "提交前要办",
    "done": "已具备",
    "lacks": "只缺记录",
    "free": "没有限制",
}
ENGINES = {"here": "本数据库", "duckdb": "DuckDB", "spark": "Spark"}


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("precheck", help="全员核查：一个账号看得到的人，就一件事、一个日子，逐人列限制")(precheck)


def precheck(
    file: Annotated[Path, typer.Argument(help="写到哪里（CSV，一行一条；没有的一人一行）")],
    account: Annotated[str, typer.Option("--account", help="登录名：只列这个账号看得到的")],
    intent: Annotated[str, typer.Option("--intent", help="事项，如 promotion")] = "promotion",
    day: Annotated[str, typer.Option("--day", help="核查日，如 2026-12-01；不写为今日")] = "",
    engine: Annotated[str, typer.Option("--engine", help="在哪里算：here、duckdb、spark")] = "here",
    as_json: bool = Json,
) -> None:
    """全员核查，写成 CSV。"""
    start(as_json)
    from zeren.records.people.models import Person
    from zeren.records.precheck import elsewhere, everybody
    from zeren.records.precheck.rules import INTENTS
    from zeren.records.trail import acts as trail

    chosen = _one_of(engine, ENGINES, "--engine", as_json)
    asked = everybody.Round(
        _actor(account, as_json),
        Person.objects.all(),
        _one_of(intent, INTENTS, "--intent", as_json),
        _day(day, as_json),
    )
    lines = None if chosen == "here" else elsewhere.on(getattr(elsewhere, chosen))
    beside = file.with_name(f".{file.name}.part")
    try:
        counts = _write(beside, asked, lines, as_json)
        trail.note(asked.actor, "exported", "list", "全员核查", detail=f"{counts['people']} CSV")
        beside.replace(file)
    except ImportError as lacking:
        zh = f"没有安装 {lacking.name}：装上可选部分 {'bulk' if chosen == 'duckdb' else 'spark'} 后再用"
        refuse(as_json, [{"where": "--engine", "zh": zh, "en": f"{lacking.name} is not installed"}])
    except OSError as reason:
        zh, en = f"不能写入：{reason.strerror}", f"can't be written: {reason.strerror}"
        refuse(as_json, [{"where": str(file), "zh": zh, "en": en}])
    finally:
        beside.unlink(missing_ok=True)
    said = "，".join(f"{WORDS[name]} {counts[name]} 名" for name in WORDS if counts[name])
    data = {"file": str(file), "intent": intent, "day": asked.day.isoformat(), **counts}
    emit(as_json, data, [f"{counts['people']} 名，核查日 {asked.day}：{said}。写到 {file}。"])


def _actor(signin: str, as_json: bool) -> Any:
    from zeren.access.accounts import queries as accounts
    from zeren.records.precheck import queries

    owner = accounts.find(signin)
    if owner is None:
        refuse(as_json, [{"where": "--account", "zh": f"没有账号“{signin}”", "en": f"no account '{signin}'"}])
    actor = accounts.actor_of(owner)
    if not queries.may_ask(actor):
        zh, en = f"账号“{signin}”不办理任前核查", f"account '{signin}' does not check"
        refuse(as_json, [{"where": "--account", "zh": zh, "en": en}])
    return actor


def _write(file: Path, asked: Any, lines: Any, as_json: bool) -> Counter[str]:
    """The lines, readable by the owner of the file alone; how many people have lines of each kind."""
    from zeren.records.precheck import everybody

    counts: Counter[str] = Counter(people=0)
    file.touch(mode=0o600)
    names = {pk: name for pk, *name in asked.mine.values_list("pk", "code", "name", "organ__name")}
    with (
        file.open("w", encoding="utf-8-sig", newline="") as out,
        Progress(console=errors, transient=True, disable=as_json) as bar,
    ):
        task = bar.add_task("核查", total=len(names))
        written = csv.writer(out)
        written.writerow(HEADINGS)
        for one in everybody.standings(asked, lines):
            name = names.get(one.person)
            if name is None:
                continue  # registered after the names were read
            nothing, lacks = "lacks" if one.lacks else "free", _lacks(one.lacks)
            counts.update({"people", *({held.weight.value for held in one.held} or {nothing})})
            written.writerows([*name, *_cells(held), lacks] for held in one.held)
            if not one.held:
                written.writerow([*name, WORDS[nothing], "", "", "", "", lacks])
            bar.advance(task)
    return counts


def _cells(held: Any) -> list[Any]:
    return [WORDS[held.weight.value], held.pack, held.norm, held.since, held.until]


def _lacks(lines: Any) -> str:
    """The procedures without whose record it can't be told, by their titles."""
    return "、".join(_title(line.pack, line.missing[0].what) for line in lines)


@cache
def _title(pack: str, procedure: str) -> str:
    from zeren.records import packs

    found = next(one for one in packs.installed().packs if one.ref == pack)
    return found.procedures[procedure].title


def _one_of(word: str, known: Any, where: str, as_json: bool) -> str:
    if word not in known:
        listed = "、".join(known)
        refuse(
            as_json,
            [
                {
                    "where": where,
                    "zh": f"“{word}”应为 {listed} 之一",
                    "en": f"'{word}': expected one of {listed}",
                }
            ],
        )
    return word


def _day(text: str, as_json: bool) -> date:
    from zeren.records import clock

    try:
        if text and not re.fullmatch(r"(19|2[01])\d{2}-\d{2}-\d{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        zh = f"“{text}”不是日期，应为年-月-日（如 2026-12-01）且确有其日"
        refuse(as_json, [{"where": "--day", "zh": zh, "en": f"'{text}' is no day; expected YYYY-MM-DD"}])
