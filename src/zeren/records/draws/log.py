"""The draws of a matter read from its log. Pure: entries in, plain values out; the only place that knows their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from zeren.norms import drawing
from zeren.norms.drawing import Ranked, Roll
from zeren.norms.model import FieldText
from zeren.records import refs
from zeren.records.matters.events import DRAW_ANNOUNCED, DRAW_REPLACED, DRAWN, Recorded

TYPES = (DRAW_ANNOUNCED, DRAWN, DRAW_REPLACED)


class SeedKind(StrEnum):
    """Whence a seed comes: a number that somebody else makes public on a later day; dice or lots before witnesses."""

    PUBLIC = "public"
    WITNESSED = "witnessed"


class Why(StrEnum):
    """Why somebody is kept off the list: found by the system, but for the last."""

    RECUSAL = "recusal"
    UNIT = "unit"
    SUBJECT = "subject"
    TEAM = "team"
    LEFT = "left"
    STATED = "stated"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One reason for which somebody is not a candidate; ``record``: the entry that tells it, where there is one."""

    person: int
    why: Why
    text: str
    record: str = ""

    def packed(self) -> str:
        """As it stands in an entry's field."""
        return f"person:{self.person} {self.why} {self.record or '-'} {self.text}"


@dataclass(frozen=True, slots=True)
class Replaced:
    """Somebody drawn who can't serve, and who takes the seat: persons by id, the entry, its reason."""

    seq: int
    person: int
    by: int
    seat: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """The draw itself: entry, day, seed, witnesses, and by seat the persons drawn, in the order of the ranking."""

    seq: int
    at: date | datetime
    recorded: datetime
    person: int | None
    account: str
    seed: str
    witnesses: tuple[str, ...]
    seats: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Held:
    """One announcement and what came of it. ``people``: the person of each code on the list.

    ``superseded``: the entry of the announcement that took its place; 0 while it is the one in force.
    """

    seq: int
    recorded: datetime
    at: date | datetime
    person: int | None
    account: str
    pool: int
    roll: Roll
    text: str
    digest: str
    people: Mapping[str, int]
    excluded: tuple[Exclusion, ...]
    kind: SeedKind
    known_on: date
    reason: str
    result: Result | None = None
    replaced: tuple[Replaced, ...] = ()
    superseded: int = 0

    @property
    def codes(self) -> dict[int, str]:
        """The code of each person on the list."""
        return {person: code for code, person in self.people.items()}

    def ranking(self) -> tuple[Ranked, ...]:
        """The candidates by their rank value; empty before the seed is there."""
        return drawing.ranking(self.roll, self.result.seed) if self.result else ()

    def seated(self) -> dict[int, str]:
        """Who sits where now, after every replacement: person → seat."""
        found = {
            p: seat for seat, people in (self.result.seats if self.result else {}).items() for p in people
        }
        for one in self.replaced:
            found[one.by] = found.pop(one.person)
        return found

    def used(self) -> set[str]:
        """Codes that the next in the ranking can't be: seated now, or replaced before."""
        codes = self.codes
        return {codes[person] for person in (*self.seated(), *(one.person for one in self.replaced))}

    def next_for(self, seat: str) -> int | None:
        """Who would take a seat that falls free: the next of the same ranking; None where nobody is left."""
        rule = next(one for one in self.roll.seats if one.id == seat)
        code = drawing.following(rule, self.ranking(), self.used())
        return self.people[code] if code else None

    def agrees(self) -> bool:
        """Whether the list still has its digest, and the seed still draws whom the entry names."""
        if self.roll.digest() != self.digest:
            return False
        if self.result is None:
            return True
        drawn = drawing.fill(self.roll.seats, self.ranking())
        named = {seat: tuple(self.people[code] for code in codes) for seat, codes in drawn.items()}
        return named == dict(self.result.seats)


@dataclass
class _Reading:
    held: dict[int, Held] = field(default_factory=dict)
    last: int = 0


def draws_in(entries: Sequence[Recorded]) -> tuple[Held, ...]:
    """Every draw of a log, the oldest first; entries whose contents were destroyed tell nothing."""
    read = _Reading()
    for entry in entries:
        if entry.type in TYPES and not entry.disposed:
            _READERS[entry.type](read, entry)
    return tuple(read.held.values())


def in_force(held: Iterable[Held]) -> Held | None:
    """The draw that counts: the last one announced."""
    return next((one for one in held if not one.superseded), None)


def _announced(read: _Reading, entry: Recorded) -> None:
    if read.last in read.held:
        read.held[read.last] = replace(read.held[read.last], superseded=entry.seq)
    text = _one(entry, "list")
    roll, people = drawing.read(text), _people(entry, "candidates")
    read.last = entry.seq
    read.held[entry.seq] = Held(
        seq=entry.seq, recorded=entry.recorded, at=entry.at, person=entry.person, account=entry.account,
        pool=_number(_one(entry, "pool")), roll=roll, text=text, digest=_one(entry, "digest"),
        people=dict(zip((one.code for one in roll.candidates), people, strict=True)),
        excluded=tuple(unpacked(text) for text in texts(entry.fields.get("excluded", ()))),
        kind=SeedKind(_one(entry, "kind")), known_on=date.fromisoformat(_one(entry, "known_on")), reason=entry.reason,
    )  # fmt: skip


def _drawn(read: _Reading, entry: Recorded) -> None:
    at = int(_one(entry, "announced"))
    seats: dict[str, tuple[int, ...]] = {seat.id: () for seat in read.held[at].roll.seats}
    for text in texts(entry.fields.get("drawn", ())):
        seat, _, ref = text.partition(" ")
        seats[seat] = (*seats[seat], _number(ref))
    result = Result(
        entry.seq, entry.at, entry.recorded, entry.person, entry.account, _one(entry, "seed"),
        texts(entry.fields.get("witnesses", ())), seats,
    )  # fmt: skip
    read.held[at] = replace(read.held[at], result=result)


def _replaced(read: _Reading, entry: Recorded) -> None:
    at = int(_one(entry, "announced"))
    one = Replaced(
        entry.seq,
        _number(_one(entry, "person")),
        _number(_one(entry, "by")),
        _one(entry, "seat"),
        entry.reason,
    )
    read.held[at] = replace(read.held[at], replaced=(*read.held[at].replaced, one))


_READERS = {DRAW_ANNOUNCED: _announced, DRAWN: _drawn, DRAW_REPLACED: _replaced}


def unpacked(text: str) -> Exclusion:
    """An exclusion read back from an entry's field."""
    ref, why, record, words = text.split(" ", 3)
    return Exclusion(_number(ref), Why(why), words, "" if record == "-" else record)


def texts(value: FieldText) -> tuple[str, ...]:
    """A field as several texts."""
    return (value,) if isinstance(value, str) else tuple(value)


def _one(entry: Recorded, name: str) -> str:
    return "".join(texts(entry.fields[name]))


def _people(entry: Recorded, name: str) -> list[int]:
    return [_number(ref) for ref in texts(entry.fields.get(name, ()))]


def _number(ref: str) -> int:
    parsed = refs.parse(ref)
    if parsed is None:
        raise ValueError(ref)
    return parsed[1]
