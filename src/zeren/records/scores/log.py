"""The entries of filled sheets in a unit's log: what a scorer delivered, what was withdrawn, what people settled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from zeren.norms.model import FieldText
from zeren.records.matters import events
from zeren.records.matters.events import Recorded
from zeren.records.scores.figures import in_full
from zeren.records.scores.sheets import Sheet

TYPES = (events.SHEET_FIXED, events.SHEET_FILLED, events.SHEET_WITHDRAWN, events.SHEET_SETTLED)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which sheet: the matter in whose log it was fixed, and its number there."""

    matter: int
    number: int

    def __str__(self) -> str:
        return f"m{self.matter}s{self.number}"


@dataclass(frozen=True, slots=True)
class Marks:
    """A sheet filled for one subject: points and notes by item. ``person``: the scorer, or who settled it."""

    key: Key
    version: int
    subject: str
    points: Mapping[str, Fraction]
    notes: Mapping[str, str]
    seq: int
    person: int | None
    account: str
    recorded: datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """What people settled from the finals. ``finals``: their places in the log; ``mean``: on what it rests that their mean
    was taken, empty where each was settled; ``event``: the entry of the step that took the sums."""

    marks: Marks
    finals: tuple[int, ...]
    mean: str
    event: str


def key_of(sheet: Sheet) -> Key:
    """The key of a sheet in any version."""
    return Key(sheet.matter, sheet.number)


def filled(sheet: Sheet, points: Mapping[str, Fraction], notes: Mapping[str, str]) -> dict[str, FieldText]:
    """A filled sheet as an entry holds it; without notes where there are none."""
    return {
        "sheet": str(key_of(sheet)),
        "version": str(sheet.version),
        "title": sheet.title,
        "points": tuple(
            json.dumps([number, in_full(value), notes.get(number, "")], ensure_ascii=False)
            for number, value in points.items()
        ),
    }


def settled(
    sheet: Sheet,
    points: Mapping[str, Fraction],
    notes: Mapping[str, str],
    finals: tuple[int, ...],
    mean: bool,
) -> dict[str, FieldText]:
    """What was settled, as an entry holds it."""
    whole: dict[str, FieldText] = {
        **filled(sheet, points, notes),
        "finals": tuple(str(seq) for seq in finals),
        "mean": sheet.mean if mean else "",
    }
    return {name: value for name, value in whole.items() if value}


def marks_in(entry: Recorded) -> Marks:
    """A filled sheet read back."""
    of, _, number = str(entry.fields["sheet"]).removeprefix("m").partition("s")
    lines = [json.loads(line) for line in _texts(entry.fields.get("points", ()))]
    return Marks(
        Key(int(of), int(number)), int(str(entry.fields["version"])), entry.subjects[0] if entry.subjects else "",
        {item: Fraction(value) for item, value, _ in lines}, {item: note for item, _, note in lines if note},
        entry.seq, entry.person, entry.account, entry.recorded,
    )  # fmt: skip


def settled_in(entry: Recorded) -> Settled:
    """What was settled, read back."""
    finals = tuple(int(seq) for seq in _texts(entry.fields.get("finals", ())))
    return Settled(marks_in(entry), finals, str(entry.fields.get("mean", "")), entry.re or "")


def open_fields(entry: Recorded) -> Mapping[str, FieldText]:
    """The fields of any entry that a log may tell: of a final not its points, so that each scores by himself."""
    closed = ("points",) if entry.type == events.SHEET_FILLED else ()
    return {name: value for name, value in entry.fields.items() if name not in closed}


def _texts(value: FieldText) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
