"""The ledger of letters from a matter's log: written in the act's own transaction, equal to replay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from zeren.norms.model import FieldText, Finding, State
from zeren.records import refs
from zeren.records.letters.models import Letter, LetterRecipient
from zeren.records.matters import events
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Matter
from zeren.records.scope import columns_of

CAPACITIES = tuple(LetterRecipient.Capacity.values)


@dataclass
class Row:
    """One letter as its log says it: the columns of its row, and of each of its recipients."""

    columns: dict[str, Any]
    recipients: list[dict[str, Any]] = field(default_factory=list)


def project(matter: Matter, entries: Sequence[Recorded], findings: Iterable[Finding]) -> None:
    """Write the letters of a matter; a matter without any costs no query."""
    if not any(entry.type == events.REMINDED for entry in entries):
        return
    rows = {row.columns["seq"]: row for row in rows_of(matter, entries, tuple(findings))}
    there = {letter.seq: letter for letter in Letter.objects.filter(matter=matter)}
    Letter.objects.filter(matter=matter).exclude(seq__in=rows).delete()
    for seq, row in rows.items():
        _write(matter, there.get(seq), row)


def rows_of(matter: Matter, entries: Sequence[Recorded], findings: Sequence[Finding]) -> list[Row]:
    """The letters of a log in their order. One whose content was disposed of is no row any more."""
    found: dict[str, Row] = {}
    for entry in entries:
        if entry.disposed:
            continue
        if entry.type == events.REMINDED:
            found[entry.id] = _issued(matter, entry, findings)
        elif entry.re in found:
            _happened(found[entry.re], entry)
    return list(found.values())


def _issued(matter: Matter, entry: Recorded, findings: Sequence[Finding]) -> Row:
    said = entry.fields
    columns = {
        "organ_id": matter.organ_id,
        "seq": entry.seq,
        "on": day_of(entry.at),
        "account": entry.account,
        "subject": entry.subjects[0] if entry.subjects else "",
        "act": " ".join(many(said.get("act", ()))),
        "cites": " ".join(many(said.get("cites", ()))),
        "due": date.fromisoformat(str(said["due"])),
        "unit_id": _pk(said.get("owes", "")),
        "withdrawn": None,
        "restricted": matter.restricted,
        **{name: str(said.get(name, "")) for name in ("number", "light", "pack", "norm", "key")},
        **columns_of(matter),
    }
    return Row(columns | standing(columns, findings), list(_recipients(said)))


def _recipients(said: Any) -> Iterator[dict[str, Any]]:
    listed = [(capacity, ref) for capacity in CAPACITIES for ref in many(said.get(capacity, ()))]
    for place, (capacity, ref) in enumerate(listed):
        noun, pk = refs.parse(ref) or ("", None)
        yield {
            "place": place,
            "capacity": capacity,
            "person_id": pk if noun == "person" else None,
            "organ_id": pk if noun == "organ" else None,
            "received": None,
            "answered": None,
        }


def _happened(row: Row, entry: Recorded) -> None:
    """A later entry about the letter."""
    day = day_of(entry.at)
    if entry.type == events.REMINDER_WITHDRAWN:
        row.columns["withdrawn"] = day
    column = {events.REMINDER_RECEIVED: "received", events.REMINDER_ANSWERED: "answered"}.get(entry.type)
    who = refs.parse(str(entry.fields.get("recipient", "")))
    for one in row.recipients if column and who else ():
        if who == (("person", one["person_id"]) if one["person_id"] else ("organ", one["organ_id"])):
            one[column] = day


def standing(columns: dict[str, Any], findings: Sequence[Finding]) -> dict[str, Any]:
    """What became of the obligation: open; met, on which day and by which event; or not demanded any more."""
    asked = (columns["pack"], columns["norm"], columns["key"], columns["subject"])
    same = [f for f in findings if (f.pack, f.norm, f.key or "", f.subject or "") == asked]
    same.sort(key=lambda f: _day(f.due or f.nominal) != columns["due"])
    found = same[0] if same else None
    if found is None or found.status is State.NOT_TRIGGERED:
        return {"standing": Letter.Standing.GONE.value, "met_on": None, "met_by": ""}
    if found.done is not None or found.status is State.MET:
        by = found.because[-1] if found.because else ""
        return {"standing": Letter.Standing.MET.value, "met_on": _day(found.done), "met_by": by}
    return {"standing": Letter.Standing.OPEN.value, "met_on": None, "met_by": ""}


def _write(matter: Matter, there: Letter | None, row: Row) -> None:
    """Only what differs is written."""
    letter = there
    if letter is None:
        letter = Letter.objects.create(matter=matter, **row.columns)
    elif any(getattr(letter, name) != value for name, value in row.columns.items()):
        Letter.objects.filter(pk=letter.pk).update(**row.columns)
    names = ("place", "capacity", "person_id", "organ_id", "received", "answered")
    held = list(letter.recipients.order_by("place").values(*names)) if there else []
    if held != row.recipients:
        letter.recipients.all().delete()
        LetterRecipient.objects.bulk_create(LetterRecipient(letter=letter, **one) for one in row.recipients)


def many(value: FieldText) -> tuple[str, ...]:
    """A field that holds one text or several."""
    return tuple(value) if isinstance(value, list | tuple) else (value,) if value else ()


def _pk(value: FieldText) -> int | None:
    parsed = refs.parse(str(value))
    return parsed[1] if parsed else None


def _day(at: date | datetime | None) -> date | None:
    return at.date() if isinstance(at, datetime) else at
