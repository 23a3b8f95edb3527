"""Which steps of other regulations' procedures a duty or a gauge counts: ``feeds`` in ``desk.yaml`` beside a pack.

``{procedure: {step: {as: EVENT, with: {field: word}, take: [FIELD], subject: FIELD}}}``; ``as: activity`` makes an activity
of the step (``with`` holds its kind and topics). A step is told once, under the day on which it happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from zeren.law.packs.library import newest
from zeren.norms.model import FieldText
from zeren.records.beside import section
from zeren.records.packs import Installed, installed

ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Feed:
    """One step that is counted as another event. ``subject``: the field that then names the step's subject; ``take``: the
    step's own fields that go along."""

    pack: str
    procedure: str
    step: str
    event: str
    fields: Mapping[str, FieldText] = field(default_factory=dict)
    subject: str = ""
    take: tuple[str, ...] = ()


def all_feeds() -> tuple[Feed, ...]:
    """Every rule of the packs at hand."""
    return _all(installed())


@lru_cache(maxsize=8)
def _all(library: Installed) -> tuple[Feed, ...]:
    return tuple(feed for pack in newest(library.packs) for feed in _of(pack.id, Path(pack.file).parent))


def _of(pack: str, folder: Path) -> Iterator[Feed]:
    for procedure, steps in section(folder, "feeds", _read).items():
        for step, rule in steps.items():
            yield Feed(pack, procedure, step, *rule)


def _read(body: Any) -> dict[str, tuple[str, Mapping[str, FieldText], str, tuple[str, ...]]]:
    return {
        step: (
            rule["as"],
            {name: tuple(v) if isinstance(v, list) else v for name, v in rule.get("with", {}).items()},
            rule.get("subject", ""),
            tuple(rule.get("take", ())),
        )
        for step, rule in body.items()
    }


# ---------------------------------------------------------------- the gauge


@dataclass(frozen=True, slots=True)
class GaugeRow:
    """How one figure is shown: ``floor``: norms elsewhere that set a minimum; ``no_target``: none may be set."""

    norm: str
    label: str
    unit: str = ""
    source: str = ""
    floor: tuple[str, ...] = ()
    no_target: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class GaugeGroup:
    """The figures of one capacity: counts, or whether there is a record."""

    pack: str
    capacity: str
    title: str
    rows: tuple[GaugeRow, ...] = ()


def gauges() -> tuple[GaugeGroup, ...]:
    """The groups that packs show as a gauge (``gauge`` in ``desk.yaml``), in their order."""
    return _gauges(installed())


@lru_cache(maxsize=8)
def _gauges(library: Installed) -> tuple[GaugeGroup, ...]:
    return tuple(
        GaugeGroup(pack.id, capacity, title, rows)
        for pack in newest(library.packs)
        for capacity, (title, rows) in section(Path(pack.file).parent, "gauge", _gauge).items()
    )


def _gauge(body: Any) -> tuple[str, tuple[GaugeRow, ...]]:
    rows = tuple(
        GaugeRow(
            norm, row["label"], row.get("unit", ""), row.get("from", ""), tuple(row.get("floor", ())),
            row.get("no_target") == "yes", row.get("note", ""),
        )
        for norm, row in body["rows"].items()
    )  # fmt: skip
    return body["title"], rows
