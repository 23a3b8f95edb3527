"""Reading sheets and what was filled in: the sheets of a matter, those that serve a unit, finals and what was settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q, QuerySet

from zeren.norms.model import FieldText
from zeren.records import packs
from zeren.records.actor import Actor
from zeren.records.matters import access, events
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Event, Matter, MatterLink
from zeren.records.packs import Words
from zeren.records.scores import log, rules, sheets
from zeren.records.scores.log import Key, Marks, Settled
from zeren.records.scores.rules import ScoreRules
from zeren.records.scores.sheets import Item, Sheet


def words_of(matter: Matter) -> Words | None:
    """The pack's words for the procedure that is scored: the matter's own, or that of the units of its programme."""
    own = packs.words(matter.pack, matter.version, matter.procedure)
    scored = rules.scored(own.pack, own.procedure) if own else None
    return Words(own.pack, scored, own.shared) if own and scored else None


def rules_of(matter: Matter) -> ScoreRules | None:
    """How the units of this matter's procedure are scored; None where they are not."""
    found = words_of(matter)
    return rules.rules_of(found.pack, found.procedure) if found else None


def is_scored(matter: Matter) -> bool:
    """Whether the matter is a unit's own assessment, not the programme over it."""
    found = words_of(matter)
    return found is not None and found.procedure.id == matter.procedure


# ---------------------------------------------------------------- sheets


def versions_at(matter_ids: Iterable[int]) -> list[Sheet]:
    """Every version of every sheet fixed in these matters, in their order."""
    rows = Event.objects.filter(matter__in=list(matter_ids), type=events.SHEET_FIXED).select_related(
        "payload"
    )
    read = [(row.matter_id, events.read(row)) for row in rows.order_by("matter_id", "seq")]
    return [sheets.read(matter, entry.seq, entry.fields) for matter, entry in read if not entry.disposed]


def current(versions: Iterable[Sheet]) -> list[Sheet]:
    """The latest version of each sheet."""
    latest: dict[Key, Sheet] = {}
    for sheet in versions:
        latest[log.key_of(sheet)] = sheet
    return [latest[key] for key in sorted(latest)]


def holders_of(matter: Matter) -> list[int]:
    """The matters whose sheets serve this one: its programme, and itself."""
    return [
        *MatterLink.objects.filter(child=matter).order_by("pk").values_list("parent", flat=True),
        matter.pk,
    ]


def serving(matter: Matter) -> list[Sheet]:
    """The sheets that serve a unit by what is stated of it: of its year, of its kind or of every kind."""
    found = rules_of(matter)
    if found is None:
        return []
    facts = facts_of(matter)
    year, kind = str(facts.get(found.year, "")), str(facts.get(found.kind, ""))
    return [
        sheet
        for sheet in current(versions_at(holders_of(matter)))
        if sheet.year in (0, int(year) if year.isdecimal() else 0) and sheet.kind in ("", kind)
    ]


def facts_of(matter: Matter) -> dict[str, FieldText]:
    """What is stated of the matter itself: its year, its kind of unit."""
    stated = Event.objects.filter(matter=matter.pk, type__in=(events.OPENED, events.FACTS))
    facts: dict[str, FieldText] = {}
    for entry in map(events.read, stated.select_related("payload").order_by("seq")):
        if not entry.subjects or entry.type == events.OPENED:
            facts.update(entry.fields)
    return facts


def users_of(key: Key) -> dict[int, int]:
    """Where a sheet is in use, whoever asks: by unit's matter, how many finals stand in it."""
    units = Q(matter=key.matter) | Q(matter__in=MatterLink.objects.filter(parent=key.matter).values("child"))
    rows = Event.objects.filter(units, type=events.SHEET_FILLED).select_related("payload")
    withdrawn = Event.objects.filter(units, type=events.SHEET_WITHDRAWN)
    gone = set(withdrawn.values_list("matter", "voids"))
    standing = [row for row in rows.order_by("matter", "seq") if (row.matter_id, row.seq) not in gone]
    found: dict[int, int] = {}
    for row in standing:
        if events.read(row).fields.get("sheet") == str(key):
            found[row.matter_id] = found.get(row.matter_id, 0) + 1
    return found


# ---------------------------------------------------------------- what was filled in


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands for one sheet and subject: finals in force, those withdrawn, what was settled."""

    finals: tuple[Marks, ...] = ()
    withdrawn: tuple[Marks, ...] = ()
    settled: Settled | None = None

    def of(self, person: int | None) -> Marks | None:
        """The final of one scorer."""
        return next((one for one in self.finals if person is not None and one.person == person), None)

    def differing(self, sheet: Sheet) -> list[Item]:
        """The items on which the finals differ."""
        return [
            item for item in sheet.leaves if len({one.points.get(item.number) for one in self.finals}) > 1
        ]

    def agreed(self, sheet: Sheet) -> dict[str, Fraction]:
        """The points of the items on which all finals agree."""
        apart = {item.number for item in self.differing(sheet)}
        first = self.finals[0].points if self.finals else {}
        return {number: value for number, value in first.items() if number not in apart}


NOTHING = Filled()
Slot = tuple[Key, str]
"""A sheet and a subject."""


def filled_in(matter: Matter) -> dict[Slot, Filled]:
    """Everything that was filled in for a unit, by sheet and subject."""
    return filled_in_all([matter.pk]).get(matter.pk, {})


def filled_in_all(matters: Iterable[int]) -> dict[int, dict[Slot, Filled]]:
    """The same of several units, by matter; those without any are left out. Two queries."""
    rows = Event.objects.filter(matter__in=list(matters), type__in=log.TYPES[1:]).select_related("payload")
    entries: dict[int, list[Recorded]] = {}
    for row in rows.order_by("matter", "seq"):
        entries.setdefault(row.matter_id, []).append(events.read(row))
    voided = _voided_steps(entries)
    return {pk: _filled(found, voided) for pk, found in entries.items()}


def _filled(entries: Sequence[Recorded], voided: set[str]) -> dict[Slot, Filled]:
    gone = {entry.voids for entry in entries if entry.type == events.SHEET_WITHDRAWN}
    kept = [entry for entry in entries if not entry.disposed]
    made: dict[Slot, list[list[Marks]]] = {}
    for entry in kept:
        if entry.type == events.SHEET_FILLED:
            marks = log.marks_in(entry)
            made.setdefault((marks.key, marks.subject), [[], []])[entry.seq in gone].append(marks)
    done = {
        (one.marks.key, one.marks.subject): one
        for one in (log.settled_in(e) for e in kept if e.type == events.SHEET_SETTLED)
        if one.event not in voided
    }
    return {
        slot: Filled(tuple(made.get(slot, [[], []])[0]), tuple(made.get(slot, [[], []])[1]), done.get(slot))
        for slot in made.keys() | done.keys()
    }


def _voided_steps(entries: Mapping[int, Sequence[Recorded]]) -> set[str]:
    """The entries of steps that a settlement made and that were taken out of force since: it may be settled again."""
    settled = [pk for pk, found in entries.items() if any(e.type == events.SHEET_SETTLED for e in found)]
    if not settled:
        return set()
    voids = Event.objects.filter(matter__in=settled, voids__isnull=False).values_list("matter", "voids")
    return {events.event_id(matter, seq) for matter, seq in voids if seq is not None}


def may_score(actor: Actor, matter: Matter) -> bool:
    """Whether the actor fills in sheets here: whoever records on the matter and stands for a person."""
    return actor.person is not None and access.may_write(actor, matter)


def sees_points(actor: Actor, matter: Matter, sheet: Sheet, filled: Filled) -> bool:
    """Whether the others' points are open to the actor: once the own final is delivered, or all that are wanted are in.
    Until then each scores by himself."""
    return actor.system or filled.of(actor.person) is not None or len(filled.finals) >= sheet.scorers


def units(seen: QuerySet[Matter]) -> QuerySet[Matter]:
    """Of the matters in sight those of units that are scored, the newest first."""
    wanted = Q(pk__in=())
    for pack in packs.installed().packs:
        for procedure in pack.procedures.values():
            if rules.rules_of(pack, procedure) is not None:
                wanted |= Q(pack=pack.id, procedure=procedure.id)
    return seen.filter(wanted).select_related("organ").order_by("-opened", "-pk")
