"""Which units of a programme were taken by which rounds: from the logs of the rounds that the viewer sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zeren.records.actor import Actor
from zeren.records.matters import events, showing
from zeren.records.matters.access import visible_to
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Event, Matter, MatterSubject
from zeren.records.organs.models import Organ
from zeren.records.rounds.rules import CoverageRules


class State(StrEnum):
    """How far a unit is in its term."""

    TAKEN = "taken"
    UNDER_WAY = "running"
    UNKNOWN = "unknown"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Round:
    """A round about one unit: the first day of each step that the rules name, and of one that counts."""

    matter: Matter
    days: Mapping[str, date]
    counted: date | None = None


@dataclass(frozen=True, slots=True)
class UnitRounds:
    """A unit of the programme with its rounds; ``here``: the days on which the programme itself says it was taken."""

    organ: Organ
    rounds: tuple[Round, ...] = ()
    here: tuple[date, ...] = ()

    @property
    def ref(self) -> str:
        """The unit as entries and findings name it."""
        return f"organ:{self.organ.pk}"


def units_of(actor: Actor, programme: Matter, rules: CoverageRules, today: date) -> tuple[UnitRounds, ...]:
    """Every unit that the programme concerns, in the order of the organs, with the rounds in sight that are joined to it.

    The caller has the programme in sight. Four queries, whatever there is.
    """
    subjects = MatterSubject.objects.filter(matter=programme, organ__isnull=False).select_related("organ")
    organs = [row.organ for row in subjects.order_by("organ__rank", "organ__pk") if row.organ]
    rounds = visible_to(actor).filter(
        parent_links__parent=programme, pack=programme.pack, procedure=rules.rounds
    )
    matters = list(rounds.select_related("organ").order_by("opened", "pk"))
    about = _about(matters)
    logs = _logs([programme, *matters], rules.steps | set(rules.here), today)
    return tuple(
        UnitRounds(
            organ,
            tuple(
                _round(matter, f"organ:{organ.pk}", logs.get(matter.pk, ()), rules)
                for matter in matters
                if organ.pk in about.get(matter.pk, ())
            ),
            _said_here(f"organ:{organ.pk}", logs.get(programme.pk, ()), rules),
        )
        for organ in organs
    )


def state_of(unit: UnitRounds, since: date | None) -> State:
    """How far the unit is; of what lies before ``since``, the first day of its term, nothing counts."""
    days = [*unit.here, *(one.counted for one in unit.rounds if one.counted)]
    if any(since is None or day >= since for day in days):
        return State.TAKEN
    if any(one.matter.state == Matter.State.OPEN and not one.counted for one in unit.rounds):
        return State.UNDER_WAY
    # Of a round whose contents were destroyed nobody knows any more whom its steps were about.
    return State.UNKNOWN if any(one.matter.disposed for one in unit.rounds) else State.NONE


def _about(matters: Sequence[Matter]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = MatterSubject.objects.filter(matter__in=matters, organ__isnull=False)
    for matter, organ in rows.values_list("matter", "organ"):
        found.setdefault(matter, set()).add(organ)
    return found


def _logs(matters: Iterable[Matter], steps: Iterable[str], today: date) -> dict[int, list[Recorded]]:
    """By matter, the entries in force of these steps, up to ``today``."""
    read: dict[int, list[Recorded]] = {}
    rows = Event.objects.filter(matter__in=matters, type__in=steps).select_related("payload")
    for event in rows.order_by("matter", "seq"):
        read.setdefault(event.matter_id, []).append(events.read(event))
    return {
        matter: [entry for entry in showing.in_force(entries) if day_of(entry.at) <= today]
        for matter, entries in read.items()
    }


def _round(matter: Matter, ref: str, entries: Iterable[Recorded], rules: CoverageRules) -> Round:
    days: dict[str, date] = {}
    for entry in entries:
        if ref in entry.subjects and entry.type in rules.steps:
            day = day_of(entry.at)
            days[entry.type] = min(day, days.get(entry.type, day))
    counted = min((days[name] for name in rules.counts if name in days), default=None)
    return Round(matter, days, counted)


def _said_here(ref: str, entries: Iterable[Recorded], rules: CoverageRules) -> tuple[date, ...]:
    return tuple(day_of(e.at) for e in entries if e.type in rules.here and ref in e.subjects)
