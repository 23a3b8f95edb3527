"""What the logs of many matters say, of the steps that a page asks for: entries in force, facts, days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zeren.norms.model import FieldText
from zeren.records.matters import events, showing
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Event


def days_of(
    matters: Iterable[int], steps: Iterable[str], today: date
) -> dict[int, dict[str, list[tuple[date, int]]]]:
    """By matter and step, day and number of the entries in force up to ``today``: without opening a content."""
    rows = Event.objects.filter(matter__in=list(matters), type__in=set(steps))
    listed = list(
        rows.order_by("matter", "seq").values_list("matter", "seq", "type", "on", "corrects", "voids")
    )
    gone = {(matter, voids) for matter, _, _, _, _, voids in listed if voids}
    gone |= {(m, corrects) for m, seq, _, _, corrects, _ in listed if corrects and (m, seq) not in gone}
    found: dict[int, dict[str, list[tuple[date, int]]]] = {}
    for matter, seq, step, on, _, voids in listed:
        if not voids and (matter, seq) not in gone and on <= today:
            found.setdefault(matter, {}).setdefault(step, []).append((on, seq))
    return found


@dataclass(frozen=True, slots=True)
class Logged:
    """What a matter's log says: entries in force by step, and the facts stated of each subject; ``whole``: as it stands."""

    whole: tuple[Recorded, ...] = ()
    entries: Mapping[str, tuple[Recorded, ...]] = field(default_factory=dict)
    matter: Mapping[str, FieldText] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, FieldText]] = field(default_factory=dict)

    def last(self, step: str, ref: str) -> Recorded | None:
        """The last entry of a step about a subject."""
        about = [entry for entry in self.entries.get(step, ()) if ref in entry.subjects]
        return about[-1] if about else None

    def fact(self, ref: str, name: str) -> str:
        """A fact as last stated; empty where it never was."""
        return str(self.facts.get(ref, {}).get(name, ""))


def read(matters: Iterable[int], steps: Iterable[str], today: date) -> dict[int, Logged]:
    """The logs of these matters, of these steps and with all facts; one query."""
    wanted = {*steps, events.OPENED, events.FACTS}
    rows = Event.objects.filter(matter__in=list(matters), type__in=wanted).select_related("payload")
    listed: dict[int, list[Recorded]] = {}
    for row in rows.order_by("matter", "seq"):
        listed.setdefault(row.matter_id, []).append(events.read(row))
    return {pk: logged(entries, today) for pk, entries in listed.items()}


def logged(entries: Sequence[Recorded], today: date) -> Logged:
    """One log, up to a day."""
    steps: dict[str, list[Recorded]] = {}
    own: dict[str, FieldText] = {}
    facts: dict[str, dict[str, FieldText]] = {}
    # As the engine reads it: by day, then in the order of the log.
    for entry in sorted(showing.in_force(entries), key=lambda entry: (day_of(entry.at), entry.seq)):
        if day_of(entry.at) > today:
            continue
        if entry.type == events.OPENED or (entry.type == events.FACTS and not entry.subjects):
            own.update(entry.fields)
        elif entry.type == events.FACTS:
            for ref in entry.subjects:
                facts.setdefault(ref, {}).update(entry.fields)
        else:
            steps.setdefault(entry.type, []).append(entry)
    return Logged(tuple(entries), {name: tuple(found) for name, found in steps.items()}, own, facts)
