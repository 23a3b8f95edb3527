"""The proposal of a list: holders from the registers, duties from the packs in force. People change it afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from zeren.records.duties import naming, norms
from zeren.records.duties.models import DutyHolder, DutyList
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
    whole = joined(known.seats.get(organ.pk, ()))
    seats = [s for s in whole if s.starts <= last and (s.ends or last) >= first]
    for seat in sorted(seats, key=lambda s: (not s.principal, s.starts, s.person)):
        yield _holder(organ, seat)


def joined(seats: Iterable[Seat]) -> list[Seat]:
    """Seats as the duties see them: what somebody holds at once as principal, or one after the other as member, is one.

    Two posts of one person (党组书记、局长) owe once; another post among the members ends no duty. A principal appointed
    again begins a new term.
    """
    found: list[Seat] = []
    for seat in sorted(seats, key=lambda s: (s.person, s.principal, s.starts, s.ends or date.max)):
        before = found[-1] if found else None
        if before is not None and _goes_on(before, seat):
            found[-1] = _both(before, seat)
        else:
            found.append(seat)
    return found


def _goes_on(before: Seat, seat: Seat) -> bool:
    if (before.person, before.principal) != (seat.person, seat.principal):
        return False
    if before.ends is None or seat.starts < before.ends:
        return True
    return not seat.principal and seat.starts <= before.ends + timedelta(days=1)


def _both(before: Seat, seat: Seat) -> Seat:
    """One seat of two, called by what is held at its end."""
    ends = None if None in (before.ends, seat.ends) else max(filter(None, (before.ends, seat.ends)))
    held = (s.post for s in (before, seat) if s.ends == ends)
    return replace(before, post="、".join(dict.fromkeys(held)), ends=ends)


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
    proposed = list(holders(known, organ, lst.year))
    left = [h for key, h in there.items() if key not in {one.key for one in proposed}]
    for one in proposed:
        found = there.get(one.key) or _earlier(left, one)
        numbers[one.key] = found.number if found else next_holder
        next_holder += found is None
        if found is None or (found.starts, found.ends, found.post) != (one.starts, one.ends, one.post):
            rows.append(holder_row(numbers[one.key], one))
    kept = set(numbers.values())
    for key, holder in there.items():
        if holder.number not in kept:
            numbers.setdefault(key, holder.number)
    duties = list(_duties(lst, numbers))
    return (
        {"since": day.isoformat(), "holders": rows, "duties": duties, "reason": ""} if rows or duties else {}
    )


def behind(known: Register, lst: DutyList, organ: Organ, day: date) -> tuple[int, int]:
    """How many holders and duties the registers and packs of today tell that the list has not, or has otherwise."""
    body = proposal(known, lst, organ, day)
    return len(body.get("holders", ())), len(body.get("duties", ()))


def _earlier(left: Iterable[DutyHolder], one: Holder) -> DutyHolder | None:
    """The holder that one goes on in: a post was entered later that began before the one on the list."""
    if one.starts is None:
        return None
    return next(
        (
            h
            for h in left
            if (h.capacity, h.person_id) == (one.capacity, one.person)
            and h.starts is not None
            and one.starts < h.starts < (one.ends or date.max)
        ),
        None,
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
