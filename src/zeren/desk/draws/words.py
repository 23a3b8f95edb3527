"""The entries of a draw in words, as the log shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zeren.norms import drawing
from zeren.records.draws import log
from zeren.records.draws.log import SeedKind, Why
from zeren.records.draws.rules import DrawRules
from zeren.records.matters.events import DRAW_ANNOUNCED, DRAWN, Recorded

KINDS = {SeedKind.PUBLIC: "以后日期公开发布的数字", SeedKind.WITNESSED: "当众掷骰、摇号"}
WHYS = {
    Why.RECUSAL: "回避",
    Why.UNIT: "本单位被巡察",
    Why.SUBJECT: "本案对象",
    Why.TEAM: "已在另一组",
    Why.LEFT: "已调离",
    Why.STATED: "由人不列入",
}


MOST_NAMES = 60
"""Candidates whose names stand in the log's line."""


def lines_of(rules: DrawRules, names: Mapping[str, str], entry: Recorded) -> list[tuple[str, str]]:
    """What an entry of a draw says, by term; ``names``: of the persons and organs that it names."""
    if entry.type == DRAW_ANNOUNCED:
        return _announced(rules, names, entry)
    if entry.type == DRAWN:
        return _drawn(rules, names, entry)
    field = {name: "".join(log.texts(value)) for name, value in entry.fields.items()}
    return [
        ("席位", rules.seat(field["seat"]).label),
        ("不能参加", names.get(field["person"], "")),
        ("由谁替补", names.get(field["by"], "")),
    ]


def _announced(rules: DrawRules, names: Mapping[str, str], entry: Recorded) -> list[tuple[str, str]]:
    field = {
        name: "".join(log.texts(entry.fields.get(name, "")))
        for name in ("list", "pool", "known_on", "kind", "digest")
    }
    roll = drawing.read(field["list"])
    seats = "、".join(f"{rules.seat(seat.id).label} {seat.count} 人" for seat in roll.seats)
    out = [log.unpacked(text) for text in log.texts(entry.fields.get("excluded", ()))]
    away = "；".join(f"{names.get(f'person:{one.person}', '')}：{WHYS[one.why]}，{one.text}" for one in out)
    return [
        ("席位", seats),
        ("人才库", names.get(field["pool"], "")),
        (
            "候选",
            f"{len(roll.candidates)} 人：{_people(names, log.texts(entry.fields.get('candidates', ())))}",
        ),
        ("不列入", away or "没有"),
        ("种子", f"{KINDS[SeedKind(field['kind'])]}：{roll.seed_from}，{field['known_on']} 产生"),
        ("名单摘要", field["digest"]),
    ]


def _people(names: Mapping[str, str], refs: Sequence[str]) -> str:
    """Names of the first ones; the page of the draw has all."""
    more = " 等，全部见“抽调”" if len(refs) > MOST_NAMES else ""
    return "、".join(names.get(ref, "没有登记") for ref in refs[:MOST_NAMES]) + more


def _drawn(rules: DrawRules, names: Mapping[str, str], entry: Recorded) -> list[tuple[str, str]]:
    seated: dict[str, list[str]] = {}
    for text in log.texts(entry.fields.get("drawn", ())):
        seat, _, ref = text.partition(" ")
        seated.setdefault(seat, []).append(names.get(ref, ""))
    lines = [
        ("种子", "".join(log.texts(entry.fields["seed"]))),
        ("见证人", "、".join(log.texts(entry.fields["witnesses"]))),
    ]
    return lines + [(rules.seat(seat).label, "、".join(people)) for seat, people in seated.items()]


def refs_of(entry: Recorded) -> set[str]:
    """The persons and organs that an entry names inside longer texts, for their names to be looked up."""
    packed = (*log.texts(entry.fields.get("excluded", ())), *log.texts(entry.fields.get("drawn", ())))
    return {part for text in packed for part in text.split(" ")[:2] if part.startswith("person:")}
