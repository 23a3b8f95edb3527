"""``zeren calendar``: what a year's calendar says, a template for a new year, and its import."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from zeren import env
from zeren.cli.output import Json, emit, refuse
from zeren.law.calendars import CalendarError, CalendarYear, Notice, known_years, own_folder, runs
from zeren.norms.calendar import Calendar
from zeren.papers import calendar_sheet
from zeren.papers.excel.columns import Problem
from zeren.papers.excel.reading import BadWorkbook
from zeren.papers.excel.writing import template as template_of

calendar = typer.Typer(no_args_is_help=True, help="工作日历：查看、模板、导入")


def add(app: typer.Typer) -> None:
    """Register the group."""
    app.add_typer(calendar, name="calendar")


def load(as_json: bool) -> Calendar:
    """The calendar of this installation; a broken file ends the command with exit 2."""
    try:
        setting = env.read()
        return Calendar(known_years(setting.calendars, setting.home))
    except (CalendarError, env.SettingError) as error:
        refuse(as_json, _problems(error))


def _problems(error: CalendarError | env.SettingError) -> list[dict[str, Any]]:
    if isinstance(error, env.SettingError):
        return [{"where": error.name, "zh": error.zh, "en": error.en}]
    return [{"where": p.where, "zh": p.zh, "en": p.en} for p in error.problems]


@calendar.command("show")
def show(
    year: Annotated[int, typer.Argument(help="年份，如 2026")],
    as_json: bool = Json,
) -> None:
    """一年的放假与调休上班，以及所据通知。"""
    known = load(as_json)
    found = known.year(year)
    if found is None:
        listed = f"{min(known.years)}–{max(known.years)}" if known.years else "（无）"
        zh = f"{year}年的放假安排尚未收录，已有：{listed}；取得通知后可用 zeren calendar import 导入"
        en = f"no calendar for {year}; there are: {listed}; import one with zeren calendar import"
        refuse(as_json, [{"where": str(year), "zh": zh, "en": en}])
    emit(as_json, _shape(found, known), _human(found, known))


def _shape(year: CalendarYear, known: Calendar) -> dict[str, Any]:
    return {
        "calendar": year.country,
        "year": year.year,
        "file": Path(year.file).name,
        "digest": year.digest,
        "working_days": _working_days(year, known),
        "notices": [_notice(notice) for notice in year.notices],
        "off": [{"name": a.name, "from": a.day, "to": b.day, "notice": a.notice} for a, b in runs(year)],
        "work": [{"day": d.day, "for": d.name, "notice": d.notice} for d in year.days if d.working],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "title": notice.title,
        "number": notice.number,
        "issued": notice.issued,
        "source": notice.source,
    }


def _working_days(year: CalendarYear, known: Calendar) -> int:
    return len(known.working_days_of(year.year))


def _human(year: CalendarYear, known: Calendar) -> list[str]:
    lines = [f"{year.year}年　工作日 {_working_days(year, known)} 天"]
    numbers = {n.id: n.number or f"《{n.title}》（文号未核实）" for n in year.notices}
    for first, last in runs(year):
        until = f" 至 {last.day.month}月{last.day.day}日" if last.day != first.day else ""
        day = f"{first.day.month}月{first.day.day}日{until}"
        lines.append(f"放假　{day}　{first.name}　{numbers[first.notice]}")
    for entry in year.days:
        if entry.working:
            day = f"{entry.day.month}月{entry.day.day}日（{'六日'[entry.day.weekday() - 5]}）"
            lines.append(f"上班　{day}　{entry.name}调休　{numbers[entry.notice]}")
    return lines


@calendar.command("template")
def template(
    file: Annotated[Path, typer.Argument(help="写到哪里")] = Path("放假安排模板.xlsx"),
    as_json: bool = Json,
) -> None:
    """写一份空白的放假安排表（Excel），供填写后导入。"""
    try:
        file.write_bytes(template_of(calendar_sheet.SHEET))
    except OSError as error:
        zh, en = f"写不了：{error.strerror}", f"can't be written: {error.strerror}"
        refuse(as_json, [{"where": str(file), "zh": zh, "en": en}])
    emit(as_json, {"file": str(file)}, [f"已写出 {file}"])


def _moved(as_json: bool) -> list[str]:
    """Open matters whose provisional days the new year settles, computed again; none where there is no database yet."""
    from zeren.cli.records import start

    start(as_json)
    from django.db import connection

    from zeren.records.obligations.acts import recompute_provisional

    if "records_matter" not in connection.introspection.table_names():
        return []
    return recompute_provisional()


@calendar.command("import")
def import_year(
    file: Annotated[Path, typer.Argument(help="填好的放假安排表（.xlsx）")],
    into: Annotated[Path | None, typer.Option("--into", help="日历文件夹；不写则为数据目录")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="该年已有时以此为准")] = False,
    as_json: bool = Json,
) -> None:
    """导入一年的放假安排；有一处不对就什么也不写。"""
    year, not_read = _read(file, as_json)
    try:
        folder = into or own_folder(env.read().home, year.country)
        text = calendar_sheet.file_text(year, file.name)
    except (CalendarError, env.SettingError) as error:
        refuse(as_json, _problems(error))
    target = folder / f"{year.year}.yaml"
    if target.exists() and not replace:
        zh = f"{target.name} 已有；确要以此为准，加 --replace"
        refuse(
            as_json, [{"where": str(target), "zh": zh, "en": "exists already; add --replace to replace it"}]
        )
    _write(target, text, as_json)
    moved = [] if into else _moved(as_json)
    data = {
        "year": year.year,
        "file": str(target),
        "days": len(year.days),
        "not_read": list(not_read),
        "moved": moved,
    }
    human = [f"{year.year}年放假安排已写入 {target}：{len(year.days)} 天"]
    human += [f"暂定日期有变动：{'、'.join(moved)}"] if moved else []
    human += [f"模板之外，未读取的列：{'、'.join(not_read)}"] if not_read else []
    emit(as_json, data, human)


def _read(file: Path, as_json: bool) -> tuple[CalendarYear, tuple[str, ...]]:
    try:
        reading = calendar_sheet.read_sheet(file.read_bytes())
    except OSError as error:
        zh, en = f"读不了：{error.strerror}", f"can't be read: {error.strerror}"
        refuse(as_json, [{"where": str(file), "zh": zh, "en": en}])
    except BadWorkbook as error:
        refuse(as_json, [{"where": str(file), "zh": error.zh, "en": error.en}])
    if reading.year is None:
        refuse(as_json, [_row_problem(file, problem) for problem in reading.problems])
    return reading.year, reading.not_read


def _row_problem(file: Path, problem: Problem) -> dict[str, Any]:
    return {
        "where": f"{file.name} 第 {problem.row} 行“{problem.column}”",
        "row": problem.row,
        "column": problem.column,
        "found": problem.found,
        "zh": f"“{problem.found}”：{problem.zh}",
        "en": f"row {problem.row}, {problem.column} '{problem.found}': {problem.en}",
    }


def _write(target: Path, text: str, as_json: bool) -> None:
    """Whole or not at all: written aside, then renamed into place."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as aside:
            aside.write(text)
            aside.flush()
            os.fsync(aside.fileno())
        Path(name).replace(target)
    except OSError as error:
        zh, en = f"写不了：{error.strerror}", f"can't be written: {error.strerror}"
        refuse(as_json, [{"where": str(target), "zh": zh, "en": en}])
