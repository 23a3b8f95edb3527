"""How far the scorers of a year differ: by item of a sheet, and by scorer against the others of the same unit.

Only finals that are open to the actor (docs/scores.md): until then each scores by himself. Nothing is put in an order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zeren.records.actor import Actor
from zeren.records.campaigns.queries import Unit
from zeren.records.matters.models import Matter
from zeren.records.scores import queries as scores
from zeren.records.scores.log import Key, Marks, key_of
from zeren.records.scores.queries import Filled
from zeren.records.scores.sheets import Item, Sheet


@dataclass(frozen=True, slots=True)
class ItemSpread:
    """An item of a sheet: of how many units with several finals how many differ on it, the greatest difference in points."""

    item: Item
    units: int
    differing: int
    greatest: Fraction


@dataclass(frozen=True, slots=True)
class ScorerSpread:
    """A scorer by person: how many finals stand beside others', and how far their sums lie from the others' mean, on the
    mean of these units. Exact."""

    person: int
    finals: int
    apart: Fraction


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A unit whose finals differ and are not settled."""

    unit: Unit
    matter: Matter
    subject: str
    differing: int


@dataclass(frozen=True, slots=True)
class SheetSpread:
    """One sheet of the year."""

    sheet: Sheet
    items: tuple[ItemSpread, ...]
    scorers: tuple[ScorerSpread, ...]
    unsettled: tuple[Unsettled, ...]


_Slot = tuple[Unit, Matter, str, Filled]


def spreads(actor: Actor, programme: Matter, units: Sequence[Unit]) -> tuple[SheetSpread, ...]:
    """Of each sheet of the programme that several scorers filled in for the same unit."""
    sheets = {key_of(one): one for one in scores.current(scores.versions_at([programme.pk]))}
    if not sheets:
        return ()
    homes = {m.pk: (unit, m) for unit in units for m in unit.matters}
    listed: dict[Key, list[_Slot]] = {}
    for pk, found in scores.filled_in_all(homes).items():
        unit, matter = homes[pk]
        for (key, subject), filled in found.items():
            sheet = sheets.get(key)
            if sheet and len(filled.finals) > 1 and scores.sees_points(actor, matter, sheet, filled):
                listed.setdefault(key, []).append((unit, matter, subject, filled))
    return tuple(_sheet(sheets[key], slots) for key, slots in sorted(listed.items()))


def _sheet(sheet: Sheet, slots: Sequence[_Slot]) -> SheetSpread:
    filled = [one[3] for one in slots]
    unsettled = tuple(
        Unsettled(unit, matter, subject, len(one.differing(sheet)))
        for unit, matter, subject, one in slots
        if one.settled is None and one.differing(sheet)
    )
    return SheetSpread(
        sheet, tuple(_item(item, filled) for item in sheet.leaves), tuple(_scorers(filled)), unsettled
    )


def _item(item: Item, filled: Sequence[Filled]) -> ItemSpread:
    given = [[one.points[item.number] for one in slot.finals if item.number in one.points] for slot in filled]
    apart = [max(points) - min(points) for points in given if points]
    return ItemSpread(item, len(filled), sum(1 for one in apart if one), max(apart, default=Fraction(0)))


def _scorers(filled: Iterable[Filled]) -> Iterator[ScorerSpread]:
    """In the order in which they delivered."""
    apart: dict[int, list[Fraction]] = {}
    for slot in filled:
        for one in slot.finals:
            if one.person is not None:
                apart.setdefault(one.person, []).append(_sum(one) - _mean_of_others(one, slot.finals))
    for person, found in apart.items():
        yield ScorerSpread(person, len(found), sum(found, Fraction(0)) / len(found))


def _sum(one: Marks) -> Fraction:
    return sum(one.points.values(), Fraction(0))


def _mean_of_others(one: Marks, finals: Sequence[Marks]) -> Fraction:
    others = [_sum(other) for other in finals if other is not one]
    return sum(others, Fraction(0)) / len(others)
