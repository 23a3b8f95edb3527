"""The dated facts that the duties of one holder rest on: the capacity, and whom and what it faces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.norms.model import Fact
from zeren.records.duties.register import MEMBER, SOURCE, Register, Seat, fact
from zeren.records.people.models import Charge


@dataclass(frozen=True, slots=True)
class Facing:
    """One holder as the engine is told: who it is, in which organ, as what, from when to when."""

    organ: int
    capacity: str
    person: int | None
    starts: date | None
    ends: date | None

    @property
    def ref(self) -> str:
        """``person:7``, or the organ for its leading group."""
        return f"person:{self.person}" if self.person else f"organ:{self.organ}"


def facts_of(register: Register, one: Facing) -> tuple[Fact, ...]:
    """What the register tells of a holder; the days are those of the register."""
    return (
        Fact(one.ref, "holder", (), None, None, SOURCE),
        fact(one.ref, "holder", one.capacity, one.starts, one.ends),
        *_term(one),
        *_organ(register, one.organ),
        *_seats(one, "lower_principals", (s for o in register.lower(one.organ) for s in register.principals(o))),
        *_seats(
            one, "lower_discipline_heads",
            (s for o in register.lower_discipline(one.organ) for s in register.principals(o)),
        ),
        *_seats(one, "group_members", (s for s in register.seats.get(one.organ, ()) if _fellow(one, s))),
        *_institutions(register, one),
        *_in_charge(register, one),
    )  # fmt: skip


def _term(one: Facing) -> Iterator[Fact]:
    """任期: as long as the post is held; without a registered end it has none yet."""
    if one.person is not None and one.starts is not None:
        yield fact(one.ref, "term", one.capacity, one.starts, one.ends)


def _institutions(register: Register, one: Facing) -> Iterator[Fact]:
    """Heads of internal institutions, where the register has such posts; else they are not known."""
    seats = register.institutions.get(one.organ)
    if seats:
        yield from _seats(one, "institution_heads", seats)


def _fellow(one: Facing, seat: Seat) -> bool:
    return seat.person != one.person and not seat.principal


def _organ(register: Register, organ: int) -> Iterator[Fact]:
    """Level and kind of the organ, in the register's words."""
    found = register.organs.get(organ)
    if found is not None:
        yield fact(f"organ:{organ}", "level", found.level, None, None)
        yield fact(f"organ:{organ}", "kind", found.kind, None, None)


def _seats(one: Facing, name: str, seats: Iterable[Seat]) -> Iterator[Fact]:
    """One value for each seat, and since when its holder has it: a period before that is not owed towards them.

    The register is whole: where it names nobody, nobody is faced, which is not the same as unknown.
    """
    yield Fact(one.ref, name, (), None, None, SOURCE)
    for seat in seats:
        who = f"person:{seat.person}"
        if who == one.ref:
            continue
        yield fact(one.ref, name, who, seat.starts, seat.ends)
        yield fact(who, "post", seat.post, seat.starts, seat.ends)


def charged(register: Register, one: Facing, units: Iterable[str]) -> Iterator[Fact]:
    """``unit.in_charge`` of the units that occasions name, as far as it is this holder: three attendances, five talks
    (实施办法三第十、十一项) are owed by who is in charge of the unit on the day. Of another's unit: nobody here.
    """
    days: dict[str, list[Charge]] = defaultdict(list)
    for charge in _charges(register, one):
        days[f"organ:{charge.organ_id}"].append(charge)
    for unit in sorted(set(units)):
        yield Fact(unit, "in_charge", (), None, None, SOURCE)
        yield from (fact(unit, "in_charge", one.ref, c.start, c.end) for c in days[unit])


def _charges(register: Register, one: Facing) -> Sequence[Charge]:
    of_members = one.capacity in (MEMBER, "discipline_member")
    return register.charges.get(one.person or 0, ()) if of_members else ()


def _in_charge(register: Register, one: Facing) -> Iterator[Fact]:
    """分管: by the register of charges; who is in charge of nothing faces nobody here."""
    heads: list[Seat] = []
    yield Fact(one.ref, "units_in_charge", (), None, None, SOURCE)
    for charge in _charges(register, one):
        yield fact(one.ref, "units_in_charge", f"organ:{charge.organ_id}", charge.start, charge.end)
        heads += [s for s in register.principals(charge.organ_id) if _meet(s, charge.start, charge.end)]
    yield from _seats(one, "heads_in_charge", heads)


def _meet(seat: Seat, start: date, end: date | None) -> bool:
    return seat.starts <= (end or date.max) and (seat.ends or date.max) >= start
