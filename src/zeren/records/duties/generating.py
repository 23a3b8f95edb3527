"""The proposal of a list: holders from the registers, duties from the packs in force. People change it afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zeren.records.duties import naming, norms
from zeren.records.duties.models import DutyList
from zeren.records.duties.register import Register, Seat
from zeren.records.organs.models import Organ

GROUPS = {
    "party_committee": ("leading_group", "plenary"),
    "discipline_commission": ("discipline_group",),
    "organization_department": ("leading_group", "organization_department"),
    "publicity_department": ("leading_group", "publicity_department"),
    "united_front_department": ("leading_group", "united_front_department"),
    "political_legal_department": ("leading_group", "political_legal_department"),
}
"""The capacities of an organ of a kind as a whole. A party group, a working organ: its leading group alone, until
people say which of the other capacities it has (人大、政府、法院 …)."""
OF_PEOPLE = {True: ("discipline_head", "discipline_member"), False: ("principal", "member")}


@dataclass(frozen=True, slots=True)
class Holder:
    """One responsible body as proposed."""

    capacity: str
    person: int | None = None
    post: str = ""
    starts: date | None = None
    ends: date | None = None

    @property
    def key(self) -> tuple[str, int | None, date | None]:
        """What tells it from the others of a list."""
        return self.capacity, self.person, self.starts


def holders(known: Register, organ: Organ, year: int) -> Iterator[Holder]:
    """The organ's group, then its principal and members who held a post in the year, in the order of the register."""
    for capacity in GROUPS.get(organ.kind, ("leading_group",)):
        yield Holder(capacity)
    first, last = date(year, 1, 1), date(year, 12, 31)
    seats = [s for s in known.seats.get(organ.pk, ()) if s.starts <= last and (s.ends or last) >= first]
    for seat in sorted(seats, key=lambda s: (not s.principal, s.starts, s.person)):
        yield _holder(organ, seat)


def _holder(organ: Organ, seat: Seat) -> Holder:
    head, other = OF_PEOPLE[organ.kind == "discipline_commission"]
    return Holder(head if seat.principal else other, seat.person, seat.post, seat.starts, seat.ends)


def proposal(known: Register, lst: DutyList, organ: Organ, day: date) -> dict[str, Any]:
    """The body of an entry that brings a list up to the registers and packs; ``{}`` where nothing is new.

    A holder or duty that stands is kept with its number; a new appointment brings its post's duties from its day, a
    new pack its norms; who left keeps the row, with the last day.
    """
    there = {(h.capacity, h.person_id, h.starts): h for h in lst.holders.all()}
    next_holder = max((h.number for h in there.values()), default=0) + 1
    rows: list[dict[str, Any]] = []
    numbers: dict[tuple[str, int | None, date | None], int] = {}
    for one in holders(known, organ, lst.year):
        found = there.get(one.key)
        numbers[one.key] = found.number if found else next_holder
        next_holder += found is None
        if found is None or (found.ends, found.post) != (one.ends, one.post):
            rows.append(holder_row(numbers[one.key], one))
    for key, holder in there.items():
        numbers.setdefault(key, holder.number)
    duties = list(_duties(lst, numbers))
    return (
        {"since": day.isoformat(), "holders": rows, "duties": duties, "reason": ""} if rows or duties else {}
    )


def bodies(lst: DutyList) -> list[str]:
    """The capacities that a list may take up besides: of a body as a whole, that owes something and is not on it yet."""
    shared = norms.installed().shared.lists.get(norms.HOLDERS)
    people = {word for pair in OF_PEOPLE.values() for word in pair}
    there = set(lst.holders.values_list("capacity", flat=True)) | people
    words = shared.items if shared is not None else ()
    return [w for w in words if w not in there and norms.owed(w, lst.year)]


def with_body(lst: DutyList, capacity: str, day: date, reason: str) -> dict[str, Any]:
    """The body of an entry that takes one of them up with what it owes."""
    number = max(lst.holders.values_list("number", flat=True), default=0) + 1
    one = Holder(capacity)
    rows = list(_duties(lst, {one.key: number}))
    return {
        "since": day.isoformat(), "holders": [holder_row(number, one)], "duties": rows, "reason": reason,
    }  # fmt: skip


def _duties(
    lst: DutyList, numbers: Mapping[tuple[str, int | None, date | None], int]
) -> Iterator[dict[str, Any]]:
    """A row for each norm that a holder owes and the list has not (a dropped one stays dropped)."""
    rows = list(lst.duties.select_related("holder"))
    there = {(d.holder.number, d.pack, d.norm) for d in rows}
    number = max((d.number for d in rows), default=0)
    for (capacity, _, _), holder in numbers.items():
        owing = norms.owed(capacity, lst.year)
        titles = naming.titles(owing)
        for owed in owing:
            if (holder, *owed.ref) not in there:
                number += 1
                yield duty_row(number, holder, owed, titles[owed.ref])


def holder_row(number: int, one: Holder) -> dict[str, Any]:
    """A holder as it stands in an entry."""
    return {
        "number": number, "capacity": one.capacity, "person": one.person, "post": one.post,
        "starts": one.starts.isoformat() if one.starts else None, "ends": one.ends.isoformat() if one.ends else None,
    }  # fmt: skip


def duty_row(number: int, holder: int, owed: norms.Owed, title: str) -> dict[str, Any]:
    """A duty as it stands in an entry."""
    return {
        "number": number, "holder": holder, "pack": owed.pack.id, "version": owed.pack.version.isoformat(),
        "norm": owed.norm.id, "standing": owed.standing, "title": title[:200],
    }  # fmt: skip
