"""The receipt of an answer: enough to reproduce it years later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from importlib import metadata
from typing import Any

from zeren.law.packs.form import Pack
from zeren.law.packs.readings import choices
from zeren.norms.calendar import Calendar
from zeren.norms.model import Event, Log

ENGINE = 1
"""Raised whenever the same input may give other findings."""


def receipt(
    packs: Iterable[Pack],
    log: Log,
    as_of: date | datetime,
    calendar: Calendar,
    known_at: date | datetime | None = None,
) -> dict[str, Any]:
    """Engine, packs and calendar with their hashes, the log's head, the days asked about: all as plain data.

    ``readings`` of a pack are those that were switched; its hash then covers the file of readings and the options.
    """
    return {
        "engine": {"version": version(), "semantics": ENGINE},
        "packs": [{"pack": p.ref, "sha256": p.digest, "readings": choices(p)} for p in packs],
        "calendar": {"years": sorted(calendar.years), "sha256": calendar.digest},
        "log": {"id": log.id, "events": len(log.events), "head": head(log)},
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat() if known_at is not None else None,
        "facts_day": log.facts_day.isoformat() if log.facts_day is not None else None,
        "taken_over": log.taken_over.isoformat() if log.taken_over is not None else None,
    }


def version() -> str:
    """The installed version of the program."""
    try:
        return metadata.version("zeren")
    except metadata.PackageNotFoundError:
        return "0"


def head(log: Log) -> str:
    """SHA-256 over everything the engine was given about the matter, independent of the order of writing."""
    whole = {
        "opened": _iso(log.opened),
        "facts_day": _iso(log.facts_day),
        "taken_over": _iso(log.taken_over),
        "procedure": log.procedure,
        "subjects": list(log.subjects),
        "matter": _pairs(dict(log.matter)),
        "params": _pairs(dict(log.params)),
        "facts": sorted(json.dumps([f.of, f.name, f.value, _iso(f.start), _iso(f.end)]) for f in log.facts),
        "events": [_event(e) for e in sorted(log.events, key=lambda e: (e.seq, e.id))],
    }
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _event(event: Event) -> list[Any]:
    return [
        event.id, event.type, event.at.isoformat(), event.seq, _iso(event.recorded), list(event.by),
        list(event.subject), event.unit, event.re, event.corrects, event.voids, _pairs(dict(event.fields)),
    ]  # fmt: skip


def _iso(moment: date | datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""


def _plain(value: object) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _pairs(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in sorted(values.items())}
