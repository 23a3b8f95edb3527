"""Which step of a procedure a draw serves: ``draws`` in ``desk.yaml`` beside the pack. Without it there is no draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zeren.law.packs.form import Pack, Procedure
from zeren.records.beside import RulesError, Section


@dataclass(frozen=True, slots=True)
class SeatRule:
    """A kind of seat: its word, the step's field that takes how many were drawn, whether one must qualify as head."""

    id: str
    label: str
    fills: str
    qualified: bool = False


@dataclass(frozen=True, slots=True)
class DrawRules:
    """The draw of a procedure: the step that it serves, its provision and the pool's, the seats.

    ``known``: fields of the step that follow from a draw having been held (随机抽调 is 是). The form shows them as
    known; a draw records no step.
    """

    step: str
    cite: str
    pool: str
    seats: tuple[SeatRule, ...]
    known: Mapping[str, str] = field(default_factory=dict)

    def seat(self, name: str) -> SeatRule:
        """The seat of that name, or one that goes by its name alone (a list drawn under an earlier file)."""
        return next((seat for seat in self.seats if seat.id == name), SeatRule(name, name, ""))


def rules_of(pack: Pack, procedure: Procedure) -> DrawRules | None:
    """The draw of a procedure in one version; None where there is none, or the version has no such step."""
    found = RULES.beside(pack).get(procedure.id)
    return found if found is not None and found.step in procedure.steps else None


def read(body: Mapping[str, Any]) -> DrawRules:
    """One procedure's draw from plain data. Raises RulesError."""
    _keys("draws", body, {"step", "cite", "pool", "seats"}, {"known"})
    seats = tuple(_seat(name, given) for name, given in body["seats"].items())
    if not seats:
        raise RulesError("draws", "no seat")
    return DrawRules(body["step"], body["cite"], body["pool"], seats, body.get("known", {}))


RULES: Section[DrawRules] = Section("draws", read)
check = RULES.check


def _seat(name: str, given: Mapping[str, Any]) -> SeatRule:
    _keys(name, given, {"label", "fills"}, {"qualified"})
    return SeatRule(name, given["label"], given["fills"], given.get("qualified") == "yes")


def _keys(where: str, given: Mapping[str, Any], needed: set[str], more: set[str]) -> None:
    unknown, absent = sorted(set(given) - needed - more), sorted(needed - set(given))
    if unknown:
        raise RulesError(where, f"{', '.join(unknown)}; known are {', '.join(sorted(needed | more))}")
    if absent:
        raise RulesError(where, f"{', '.join(absent)} is missing")


def faults(rules: DrawRules, pack: Pack, procedure: Procedure) -> list[str]:
    """What a draw names that the pack or the step does not have."""
    step = procedure.steps.get(rules.step)
    if step is None:
        return [f"no step {rules.step}"]
    named = {*(seat.fills for seat in rules.seats), *rules.known}
    found = [f"no field {name}" for name in sorted(named - set(step.record))]
    return found + [f"no provision {at}" for at in (rules.cite, rules.pool) if at not in pack.provisions]
