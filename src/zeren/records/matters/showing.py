"""What of a log is the person's own to see, by the rules beside the pack. Pure: plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from zeren.norms.model import FieldText
from zeren.records import refs
from zeren.records.matters.events import SHOWN, Recorded, day_of
from zeren.records.matters.own_rules import OwnRules, Shown


def replaced(entries: Sequence[Recorded]) -> dict[int, Recorded]:
    """By its number, every entry that is out of force, with the correction or the void that took it out.

    A correction that was itself voided takes nothing out: what it corrected is in force again.
    """
    voids = {entry.voids: entry for entry in entries if entry.voids}
    return {e.corrects: e for e in entries if e.corrects and e.seq not in voids} | voids


def in_force(entries: Sequence[Recorded]) -> list[Recorded]:
    """Entries that no later one corrects or voids; a correction stands in the place of what it corrects."""
    out = replaced(entries)
    return [entry for entry in entries if entry.seq not in out and not entry.voids]


def shown_to(rules: OwnRules, ref: str, entries: Sequence[Recorded]) -> list[Recorded]:
    """The entries about ``ref`` that the rules show: nothing of other subjects, nothing of other steps."""
    theirs = [
        entry
        for entry in in_force(entries)
        if ref in entry.subjects and entry.type in rules.steps and _says(rules.steps[entry.type], entry)
    ]
    kinds = {entry.type for entry in theirs}
    return [entry for entry in theirs if _is_known(rules.steps[entry.type], kinds)]


def _says(shown: Shown, entry: Recorded) -> bool:
    """Whether the entry fulfils the step's condition: announced to the person, not only to the unit."""
    return all(wanted in _texts(entry.fields.get(name, ())) for name, wanted in shown.if_.items())


def _texts(value: FieldText) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _is_known(shown: Shown, kinds: set[str]) -> bool:
    """What the person did is known to them; of the organ's acts what was made known (a decision: once announced)."""
    return shown.does is not None or not shown.once or bool(kinds & set(shown.once))


def since(rules: OwnRules, ref: str, entries: Sequence[Recorded]) -> date | None:
    """The day from which the matter stands on the desk of ``ref``: the first opening step about them, or the day
    on which the organ put the whole matter before those concerned. None: not yet."""
    opening = [entry.at for entry in shown_to(rules, ref, entries) if entry.type in rules.opens]
    put = [entry.at for entry in entries if entry.type == SHOWN]
    return min(map(day_of, (*opening, *put)), default=None)


def fields_shown(shown: Shown, entry: Recorded) -> dict[str, FieldText]:
    """The fields of an entry that the rules name, in their order."""
    return {name: entry.fields[name] for name in shown.fields if name in entry.fields}


def papers_shown(shown: Shown, entry: Recorded) -> tuple[int, ...]:
    """The ids of the papers that the entry puts before the person: those it names, and those in its shown fields."""
    named = papers_named(entry) if shown.papers else ()
    return tuple(dict.fromkeys((*named, *_referred(fields_shown(shown, entry).values()))))


def papers_named(entry: Recorded) -> tuple[int, ...]:
    """The ids of the papers that an entry itself names."""
    return tuple(int(item["id"]) for item in entry.attachments)


def _referred(values: Iterable[FieldText]) -> Iterable[int]:
    parsed = (refs.parse(text) for value in values for text in _texts(value))
    return (found[1] for found in parsed if found and found[0] == "attachment")


def own_made(entry: Recorded) -> bool:
    """Whether an entry was given in by the person concerned, or for the unit by the one whom it names."""
    who = f"person:{entry.person}"
    return bool(entry.person) and not (entry.corrects or entry.voids) and who in (*entry.subjects, *entry.by)
