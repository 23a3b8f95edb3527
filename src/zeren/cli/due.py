"""``zeren due PACK#NORM --from DATE``: the period of one norm, counted from a day, with its arithmetic."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from zeren.cli.calendar import load as load_calendar
from zeren.cli.output import Json, emit, refuse
from zeren.cli.packs.shared import ReadingOption, folder, refuse_errors, switches
from zeren.law import citing
from zeren.law.packs import PackErrors, load_pack
from zeren.law.packs.form import Convention, Force, Norm, Pack, Step
from zeren.law.packs.readings import Switches, applied, choices
from zeren.norms.calendar import Calendar
from zeren.norms.counting import (
    CITES,
    CONVENTION,
    CountingError,
    Deadline,
    Instant,
    InstantNeeded,
    Interval,
    day_of,
)
from zeren.norms.counting_steps import day_text, restriction_steps, steps
from zeren.norms.single import NoPeriod, Single, single

VERSION = re.compile(r"\d{4}-\d{2}-\d{2}\.yaml")
ASSUMED = "（计算方法条文未定，按民法典第二百零一条至第二百零三条处理。）"


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("due", help="一条规范的期限：名义末日、实际末日、算法、依据")(due)


def due(
    norm: Annotated[str, typer.Argument(help="法规包#规范，如 cn-2019-accountability#appeal-deadline")],
    start: Annotated[str, typer.Option("--from", help="起算之日（以小时计的写到时刻：2024-03-04T16:30）")],
    as_of: Annotated[str, typer.Option("--as-of", help="截至哪一日看余几日")] = "",
    reading: Annotated[list[str] | None, ReadingOption] = None,
    as_json: bool = Json,
) -> None:
    """一条规范的期限：名义末日、实际末日、算法、依据。"""
    begin, today = _instant(start, "--from", as_json), _instant(as_of, "--as-of", as_json) if as_of else None
    used = switches(reading or (), as_json)
    asked = _Asked(norm, begin, day_of(today) if today else None, load_calendar(as_json), used, as_json)
    pack, found = _find(asked)
    try:
        period = single(pack, found, begin, asked.calendar)
    except NoPeriod as error:
        asked.refuse(norm, error.zh, error.en)
    except InstantNeeded:
        zh = f"“{start}”没有时刻，以小时计的期限从时刻起算，如 {day_of(begin)}T09:00"
        asked.refuse(
            "--from", zh, f"'{start}' has no time; hours are counted from one, as {day_of(begin)}T09:00"
        )
    except CountingError as error:
        asked.refuse("--from", "期限超出公元 1 至 9999 年", str(error))
    emit(as_json, _shape(asked, pack, period), _human(asked, pack, period))


@dataclass(frozen=True, slots=True)
class _Asked:
    norm: str
    start: Instant
    as_of: date | None
    calendar: Calendar
    switches: Switches
    as_json: bool

    def refuse(self, where: str, zh: str, en: str) -> NoReturn:
        refuse(self.as_json, [{"where": where, "zh": zh, "en": en}])


def _instant(text: str, option: str, as_json: bool) -> Instant:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else _moment(text)
    except ValueError:
        zh = f"“{text}”不是日期，应为年-月-日（如 2024-03-04）且确有其日"
        refuse(as_json, [{"where": option, "zh": zh, "en": f"'{text}' is no day; expected YYYY-MM-DD"}])


def _moment(text: str) -> datetime:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?", text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


# ---------------------------------------------------------------- which pack, which norm


def _find(asked: _Asked) -> tuple[Pack, Norm]:
    name, sign, norm = asked.norm.partition("#")
    if not sign or not name or not norm:
        zh = f"“{asked.norm}”应写作 法规包#规范，如 cn-2019-accountability#appeal-deadline"
        asked.refuse(asked.norm, zh, f"'{asked.norm}': expected PACK#NORM")
    pack = _pack(asked, name)
    found = next((n for n in pack.norms if n.id == norm), None)
    if found is None:
        ids = [n.id for n in pack.norms]
        zh, en = f"{pack.ref} 没有规范“{norm}”", f"{pack.ref} has no norm '{norm}'"
        zh, en = zh + _meant(norm, ids, True), en + _meant(norm, ids, False)
        if pack.note:
            zh, en = f"{zh}（{pack.note}）", f"{en} ({pack.note})"
        asked.refuse(asked.norm, zh, en)
    return pack, found


def _pack(asked: _Asked, name: str) -> Pack:
    """The version in force on the day of the count. A pack that does not load ends with all its problems."""
    files = {path.name: path for path in sorted(folder(asked.as_json).glob("*/*"))}
    if name not in files:
        zh, en = f"没有法规包“{name}”", f"no pack '{name}'"
        asked.refuse(asked.norm, zh + _meant(name, list(files), True), en + _meant(name, list(files), False))
    found = sorted(path for path in files[name].glob("*.yaml") if VERSION.fullmatch(path.name))
    versions = _applied(asked, [_loaded(asked, path) for path in found])
    day = day_of(asked.start)
    begun = [p for p in versions if p.version <= day]
    if not begun or (begun[-1].valid_to is not None and day > begun[-1].valid_to):
        spans = "、".join(f"{p.version} 至 {p.valid_to or '今'}" for p in versions) or "（无）"
        en = f"no version of '{name}' in force on {day}; there are: {spans}"
        asked.refuse("--from", f"{day} 没有施行中的版本，已有：{spans}", en)
    return begun[-1]


def _loaded(asked: _Asked, path: Path) -> Pack:
    try:
        return load_pack(path)
    except PackErrors as error:
        refuse_errors(asked.as_json, error)


def _applied(asked: _Asked, versions: Sequence[Pack]) -> tuple[Pack, ...]:
    try:
        return applied(versions, asked.switches)
    except PackErrors as error:
        refuse_errors(asked.as_json, error)


def _meant(found: str, allowed: Sequence[str], chinese: bool) -> str:
    near = difflib.get_close_matches(found, allowed, n=1, cutoff=0.5)
    if not near:
        return ""
    return f"；是否应为“{near[0]}”？" if chinese else f"; did you mean '{near[0]}'?"


# ---------------------------------------------------------------- what is printed


def _shape(asked: _Asked, pack: Pack, period: Single) -> dict[str, Any]:
    norm, body = period.norm, period.norm.body
    shape: dict[str, Any] = {
        "pack": pack.ref,
        "title": pack.title,
        "norm": norm.id,
        "kind": norm.kind.value,
        "force": norm.force.value,
        "cites": _cites(pack, norm),
        "from": _iso(asked.start),
        "opener": [{"id": event, "label": _label(pack, event)} for event in period.opener],
        "act": list(_acts(norm)),
        "by": list(getattr(body, "by", ())),
        "to": list(getattr(body, "to", ())),
        "form": getattr(body, "form", None),
        **_days(period.reckoning),
        "steps": [{"text": step.text, "day": step.day} for step in _steps(period.reckoning)],
        "convention": _convention(pack, period.reckoning),
        "reading": norm.reading,
        "switched": choices(pack),
        "extensions": [
            {
                "norm": e.norm.id,
                "cites": _cites(pack, e.norm),
                "on": e.on,
                "nominal": _iso(e.deadline.nominal),
                "due": _iso(e.deadline.due),
            }
            for e in period.extensions
        ],
        "calendar": {"digest": asked.calendar.digest, "years": _years(asked.calendar)},
    }
    if asked.as_of is not None:
        shape |= {"as_of": asked.as_of, "days_left": _left(asked.as_of, period.reckoning)}
    return shape


def _cites(pack: Pack, norm: Norm) -> list[dict[str, Any]]:
    return [
        {"address": at, "text": citing.place(pack, at), "label": citing.label(pack, at)} for at in norm.cite
    ]


def _days(found: Deadline | Interval) -> dict[str, Any]:
    if isinstance(found, Deadline):
        return {
            "nominal": _iso(found.nominal),
            "due": _iso(found.due),
            "decides": "due" if found.roll else "nominal",
            "rolls": found.roll,
            "provisional": found.provisional,
        }
    return {
        "nominal": found.last,
        "due": found.last,
        "decides": "nominal",
        "rolls": False,
        "provisional": False,
        "starts": found.first,
        "ends": found.last,
        "free": found.free,
    }


def _convention(pack: Pack, found: Deadline | Interval) -> dict[str, Any] | None:
    """How the pack says that periods are counted; a restriction is no period of the Civil Code's articles."""
    if isinstance(found, Interval):
        stated = pack.conventions.get("bars")
        return _stated(pack, stated, ()) if stated else None
    stated = pack.conventions.get("counting")
    return _stated(pack, stated or Convention("counting", CONVENTION, basis="assumed"), CITES)


def _stated(pack: Pack, convention: Convention, cites: Sequence[str]) -> dict[str, Any]:
    return {
        "use": convention.use,
        "roll": convention.roll,
        "basis": convention.basis or "stated",
        "cites": [citing.citation(pack, at) for at in convention.cite] or list(cites),
    }


def _years(calendar: Calendar) -> list[int]:
    return [min(calendar.years), max(calendar.years)] if calendar.years else []


def _iso(moment: Instant) -> str:
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def _steps(found: Deadline | Interval) -> Sequence[Any]:
    return steps(found) if isinstance(found, Deadline) else restriction_steps(found)


def _left(today: date, found: Deadline | Interval) -> int | None:
    last = day_of(found.due) if isinstance(found, Deadline) else found.last
    return (last - today).days if last else None


def _acts(norm: Norm) -> tuple[str, ...]:
    act = getattr(norm.body, "act", None)
    return tuple(act.names) if act is not None and hasattr(act, "names") else getattr(norm.body, "acts", ())


def _label(pack: Pack, event: str) -> str:
    found = _step(pack, event)
    return found.label if found else event


def _step(pack: Pack, event: str) -> Step | None:
    for procedure in pack.procedures.values():
        if event in procedure.steps:
            return procedure.steps[event]
    return pack.vocabulary.events.get(event)


def _human(asked: _Asked, pack: Pack, period: Single) -> list[str]:
    found = period.reckoning
    cites = "、".join(citing.citation(pack, at) for at in period.norm.cite)
    opener = "或者".join(_label(pack, event) for event in period.opener) or "起算之日"
    verb = "可办" if period.norm.force is Force.MAY else "应办"
    if isinstance(found, Interval):
        verb = "不得"
    lines = [
        f"{cites}　{citing.label(pack, period.norm.cite[0]) or ''}（{pack.ref}）",
        f"{opener}：{day_text(asked.start)}；{verb}：{'、'.join(_label(pack, a) for a in _acts(period.norm))}",
        *(f"  {step.text}" for step in _steps(found)),
        *_result(found),
    ]
    if asked.as_of is not None:
        lines.append(_left_text(asked.as_of, found))
    lines += [f"读法：{period.norm.reading}"] if period.norm.reading else []
    convention = _convention(pack, found)
    if isinstance(found, Deadline) and convention and convention["basis"] == "assumed":
        lines.append(ASSUMED)
    for e in period.extensions:
        act = _label(pack, e.on)
        lines.append(f"{citing.citation(pack, e.norm.cite[0])}：期限内{act}的，至 {day_text(e.deadline.due)}")
    return lines


def _result(found: Deadline | Interval) -> list[str]:
    if isinstance(found, Interval):
        last = day_text(found.last) if found.last else "（未定）"
        return [f"自 {day_text(found.first)} 至 {last}"]
    provisional = "（暂定）" if found.provisional else ""
    if found.moved:
        return [f"名义末日 {day_text(found.nominal)}；期限届满 {day_text(found.due)}"]
    return [f"期限届满 {day_text(found.due)}（含当日）{provisional}"]


def _left_text(today: date, found: Deadline | Interval) -> str:
    left = _left(today, found)
    if left is None:
        return f"截至 {day_text(today)}：止日未定"
    return f"截至 {day_text(today)}：" + (f"余 {left} 日" if left >= 0 else f"已过期限 {-left} 日")
