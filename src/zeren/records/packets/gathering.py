"""What goes into a packet: the matters of a declared scope, with their logs; or assignments from a file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count

from zeren.records import refs
from zeren.records.actor import Actor
from zeren.records.matters import access, events, levels
from zeren.records.matters.models import Event, Matter
from zeren.records.moving.tables import wrong
from zeren.records.organs.models import Organ
from zeren.records.packets import shapes
from zeren.records.packets.access import PART

STAYS = {"secret": "秘密以上", "circle": "限定知悉范围", "disposed": "已销毁"}
"""Why a matter of the scope does not leave."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a packet declares to hold: matters of these organs, under these packs (none: all), opened in this time."""

    organs: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def told(self) -> dict[str, Any]:
        """As it stands in a manifest."""
        return {
            "organs": list(self.organs),
            "packs": list(self.packs),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a preview."""

    key: str
    title: str
    organ: str
    entries: int
    classification: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave, before anything does. ``withheld``: how many of the scope stay, ``stays``: why (:data:`STAYS`)."""

    kind: str
    to: str
    keys: str
    scope: dict[str, Any]
    items: tuple[Line, ...]
    withheld: int = 0
    stays: Mapping[str, int] = field(default_factory=dict)
    suite: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return asdict(self)


def with_those_under(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The organs of these codes and all under them. Raises Refused for a code that the register does not know."""
    found = dict(Organ.objects.values_list("pk", "code"))
    below: dict[int | None, list[int]] = {}
    for pk, above in Organ.objects.values_list("pk", "superior"):
        below.setdefault(above, []).append(pk)
    by_code = {code: pk for pk, code in found.items()}
    if unknown := [code for code in codes if code not in by_code]:
        listed = "、".join(unknown)
        raise wrong("--organ", f"没有登记代码为 {listed} 的机关", f"no organ has the code {listed}")
    waiting, seen = [by_code[code] for code in codes], set()
    while waiting:
        pk = waiting.pop()
        if pk not in seen:
            seen.add(pk)
            waiting += below.get(pk, [])
    return tuple(sorted(found[pk] for pk in seen))


def matters(actor: Actor, scope: Scope) -> tuple[list[Matter], dict[str, int]]:
    """The matters of a scope that the actor sees, and how many of these stay, by reason (:data:`STAYS`).

    密码法 第七条、第八条: what is a state secret is protected by other ciphers than these.
    """
    rows = (
        access.visible_to(actor).filter(organ__code__in=scope.organs).select_related("organ").order_by("pk")
    )
    if scope.packs:
        rows = rows.filter(pack__in=scope.packs)
    if scope.since:
        rows = rows.filter(opened__gte=scope.since)
    if scope.until:
        rows = rows.filter(opened__lte=scope.until)
    found = [(matter, why_not(matter)) for matter in rows[: 2 * shapes.MOST + 1]]
    going = [matter for matter, why in found if not why]
    if len(going) > shapes.MOST or len(found) > 2 * shapes.MOST:
        zh, en = f"超过 {shapes.MOST} 件，请缩小范围", f"more than {shapes.MOST} matters: narrow the scope"
        raise wrong("--organ", zh, en)
    return going, dict(Counter(why for _, why in found if why))


def why_not(matter: Matter) -> str:
    """Why a matter does not leave; empty where it may."""
    if matter.disposed:
        return "disposed"
    if levels.rank(matter.classification) >= levels.rank(levels.SECRET):
        return "secret"
    return "circle" if matter.restricted else ""


def lines(found: list[Matter]) -> tuple[Line, ...]:
    """The rows of a preview of matters; no log is opened for it."""
    counted: dict[int, int] = {}
    for start in range(0, len(found), PART):
        asked = [matter.pk for matter in found[start : start + PART]]
        rows = Event.objects.filter(matter__in=asked).order_by().values("matter").annotate(n=Count("pk"))
        counted.update(rows.values_list("matter", "n"))
    return tuple(Line(m.number, m.title, m.organ.code, counted.get(m.pk, 0), m.classification) for m in found)


def report(found: list[Matter]) -> Iterator[dict[str, Any]]:
    """The items of a report: each matter with its whole log and the names that it uses."""
    for matter in found:
        rows = list(Event.objects.filter(matter=matter).select_related("payload").order_by("seq"))
        entries = [_entry(events.read(row), row.link) for row in rows]
        named = {ref for entry in entries for ref in _refs(entry)}
        yield {
            "key": matter.number,
            "organ": matter.organ.code,
            "pack": matter.pack,
            "version": str(matter.version),
            "procedure": matter.procedure,
            "title": matter.title,
            "opened": matter.opened.isoformat(),
            "closed": matter.closed.isoformat() if matter.closed else None,
            "classification": matter.classification,
            "names": refs.names_of(named),
            "entries": entries,
        }


def _entry(entry: events.Recorded, link: str) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "type": entry.type,
        "at": entry.at.isoformat(),
        "recorded": entry.recorded.isoformat(),
        "fields": json.loads(json.dumps(dict(entry.fields), default=str)),
        "subjects": list(entry.subjects),
        "by": list(entry.by),
        "unit": entry.unit,
        "re": entry.re,
        "corrects": entry.corrects,
        "voids": entry.voids,
        "reason": entry.reason,
        "disposed": entry.disposed,
        "link": link,
    }


def _refs(entry: dict[str, Any]) -> Iterator[str]:
    yield from entry["subjects"]
    yield from entry["by"]
    yield from (value for value in entry["fields"].values() if isinstance(value, str))


def assignments(content: bytes) -> list[dict[str, Any]]:
    """The items of a file of assignments (JSON Lines). Raises Refused with the line."""
    found = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            raise wrong(f"line {number}", "不是一行 JSON", "is no line of JSON") from None
        shapes.check(shapes.ITEMS["assignment"], item, f"line {number}")
        found.append(item)
    if not found:
        raise wrong("--assign", "没有交办事项", "no assignments in it")
    if len({item["key"] for item in found}) < len(found):
        raise wrong("--assign", "有重复的编号", "a key stands twice")
    return found
