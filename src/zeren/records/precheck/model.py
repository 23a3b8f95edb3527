"""What is asked before an act and what is answered: plain values, equal for one person and for a list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from zeren.norms.model import Missing
from zeren.records import chain


class Weight(StrEnum):
    """How a line counts: forbids, not known, only told; done or still to be done before the act."""

    BAR = "bar"
    OPEN = "open"
    HINT = "hint"
    TO_DO = "to_do"
    DONE = "done"


ORDER = tuple(Weight)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: may this person (id) be the object of this intent on this day?

    ``post`` is the id of a registered post, ``organ`` of the unit that it is in; ``fields`` what is known of the planned
    act by the names of the packs' fields. What is not stated is unknown.
    """

    person: int
    intent: str
    day: date
    post: int | None = None
    organ: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """The record that a line rests on; the number is empty where the matter itself is out of sight."""

    matter: int
    number: str
    organ: str
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Lift:
    """Who could end it and by which step; no roles: the register, or whom the text does not name."""

    step: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One norm's answer. ``until`` is the last day (None: no end day); ``missing`` what is not known and who can supply it."""

    weight: Weight
    acts: tuple[str, ...]
    pack: str
    norm: str
    cites: tuple[str, ...]
    source: Source | None = None
    since: date | None = None
    until: date | None = None
    lifts: tuple[Lift, ...] = ()
    missing: tuple[Missing, ...] = ()

    def last_day(self, day: date) -> bool:
        """Whether the day asked about is the very last on which it holds."""
        return self.until == day


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything about one question; ``ended`` held until the day before."""

    asked: Asked
    lines: tuple[Line, ...] = ()
    ended: tuple[Line, ...] = ()

    def of(self, *weights: Weight) -> tuple[Line, ...]:
        """The lines of these weights, in their order."""
        return tuple(line for line in self.lines if line.weight in weights)

    @property
    def bars(self) -> tuple[Line, ...]:
        """What forbids the act on the day."""
        return self.of(Weight.BAR)

    @property
    def open(self) -> tuple[Line, ...]:
        """What is undetermined."""
        return self.of(Weight.OPEN)

    def as_dict(self) -> dict[str, Any]:
        """As plain data, in one order: what the digest is taken over."""
        return _plain(asdict(self))

    @property
    def digest(self) -> str:
        """SHA-256 over the answer."""
        return hashlib.sha256(chain.canonical(self.as_dict()).encode()).hexdigest()


def ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Each once, with all the acts that it forbids; bars first, the longest first."""
    found: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = (line.weight, line.pack, line.norm, line.source, line.since, line.until)
        there = found.get(key)
        found[key] = replace(there, acts=_joined(there.acts, line.acts)) if there else line
    return tuple(sorted(found.values(), key=_place))


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*first, *second}))


def _place(line: Line) -> tuple[object, ...]:
    last = line.until or date.max
    return (
        ORDER.index(line.weight),
        -last.toordinal(),
        line.pack,
        line.norm,
        line.source.matter if line.source else 0,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
