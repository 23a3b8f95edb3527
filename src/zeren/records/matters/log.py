"""A matter's log as the engine reads it: its events, the facts around them, its children's and parents' events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from zeren.law.packs.form import Duty, OpenEvery
from zeren.norms.model import Event as NormEvent
from zeren.norms.model import Fact, FieldText, Log
from zeren.records import packs
from zeren.records.matters import events
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Event, Matter, MatterLink
from zeren.records.parameters.queries import values_for
from zeren.records.people.facts import facts_about
from zeren.records.restrictions import facts as restrictions

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Around:
    """A matter with everything its evaluation reads, fetched in a fixed number of queries."""

    matter: Matter
    subjects: tuple[str, ...]
    entries: tuple[Recorded, ...]
    children: tuple[tuple[Matter, tuple[Recorded, ...]], ...] = ()
    parents: tuple[tuple[Matter, tuple[Recorded, ...]], ...] = ()


def entries_of(matter_ids: Iterable[int], *, but: tuple[str, ...] = ()) -> dict[int, tuple[Recorded, ...]]:
    """Every entry of these matters, in the order of the chain; ``but``: kinds that are left out."""
    found: dict[int, list[Recorded]] = {pk: [] for pk in matter_ids}
    rows = Event.objects.filter(matter__in=found).exclude(type__in=but).select_related("payload")
    for row in rows.order_by("matter_id", "seq"):
        found[row.matter_id].append(events.read(row))
    return {pk: tuple(listed) for pk, listed in found.items()}


def around(matter: Matter) -> Around:
    """The matter with its relatives."""
    return around_all([matter])[0]


def around_all(matters: Sequence[Matter]) -> list[Around]:
    """Several matters, each with its relatives, in as many queries as one; what they share is opened once."""
    wanted = [matter.pk for matter in matters]
    links = MatterLink.objects.filter(Q(parent__in=wanted) | Q(child__in=wanted))
    # A programme may have hundreds of matters under it, of which its norms read nothing: those are left out.
    joined = [
        link
        for link in links.select_related("parent", "child").order_by("pk")
        if link.child_id in wanted or reads(link.parent, link.child)
    ]
    relatives = {pk for link in joined for pk in (link.parent_id, link.child_id)}
    # The engine reads nothing of the three lists and of filled sheets, and a round's may have thousands of entries.
    entries = entries_of({*wanted, *relatives}, but=(events.LISTS, events.SHEET_FILLED))
    subjects = {matter.pk: tuple(row.ref for row in matter.subjects.all()) for matter in matters}
    return [
        Around(
            matter,
            subjects[matter.pk],
            entries[matter.pk],
            tuple(
                (link.child, entries[link.child_id])
                for link in joined
                if link.parent_id == matter.pk and reads(matter, link.child)
            ),
            tuple((link.parent, entries[link.parent_id]) for link in joined if link.child_id == matter.pk),
        )
        for matter in matters
    ]


def reads(upper: Matter, lower: Matter, act: str = "") -> bool:
    """Whether the norms over ``upper`` read acts of ``lower``: any, or this one."""
    asked = packs.installed().asked_of(upper.pack, upper.procedure)
    begin = f"child.{lower.procedure}."
    return any(name == f"{begin}{act}" if act else name.startswith(begin) for name in asked)


def reads_above(lower: Matter, act: str) -> bool:
    """Whether the norms over ``lower`` read this act of the matters above it."""
    return f"parent.{act}" in packs.installed().asked_of(lower.pack, lower.procedure)


def log_of(found: Around) -> Log:
    """The log. Corrections, voids and ``known_at`` are the engine's; the record's own events become facts."""
    return logs_of([found])[0]


def logs_of(found: Sequence[Around]) -> list[Log]:
    """The logs of several matters; registers and settings are asked once for all that one organ handles."""
    registered: dict[int, dict[str, list[Fact]]] = {}
    for organ in {one.matter.organ_id: one.matter.organ for one in found}.values():
        named = set[str]().union(*(_named(one) for one in found if one.matter.organ_id == organ.pk))
        for fact in facts_about(named, organ):
            registered.setdefault(organ.pk, {}).setdefault(fact.of, []).append(fact)
    barred = restrictions.facts_about({ref for one in found for ref in one.subjects})
    settings: dict[tuple[int, str, date], dict[str, FieldText]] = {}
    for one in found:
        key = (one.matter.organ_id, one.matter.pack, one.matter.opened)
        if key not in settings:
            settings[key] = values_for(*key)
    return [
        _log(
            one,
            registered.get(one.matter.organ_id, {}),
            [fact for matter, fact in barred if matter != one.matter.pk and fact.of in one.subjects],
            settings[one.matter.organ_id, one.matter.pack, one.matter.opened],
        )
        for one in found
    ]


def _log(
    found: Around,
    registered: Mapping[str, Sequence[Fact]],
    barred: Sequence[Fact],
    params: Mapping[str, FieldText],
) -> Log:
    matter = found.matter
    return Log(
        id=f"m{matter.pk}",
        procedure=matter.procedure,
        opened=matter.opened,
        facts_day=matter.facts_day,
        taken_over=matter.taken_over,
        subjects=found.subjects,
        matter=_matter_facts(found.entries),
        events=tuple(_events(found)),
        facts=_facts(found, registered, barred),
        params=params,
    )


def own_log(found: Around) -> Log:
    """What the matter itself says, without registers, parameters and relatives: for norms that read nothing else."""
    matter = found.matter
    return Log(
        id=f"m{matter.pk}", procedure=matter.procedure, opened=matter.opened, facts_day=matter.facts_day,
        taken_over=matter.taken_over, subjects=found.subjects, matter=_matter_facts(found.entries),
        events=tuple(_acts(matter, found.entries, "")), facts=tuple(_stated(found)),
    )  # fmt: skip


def _events(found: Around) -> Iterable[NormEvent]:
    yield from _acts(found.matter, found.entries, "")
    for child, entries in found.children:
        yield from _acts(child, entries, f"child.{child.procedure}.")
    for parent, entries in found.parents:
        yield from _acts(parent, entries, "parent.")


def _acts(matter: Matter, entries: Sequence[Recorded], prefix: str) -> Iterable[NormEvent]:
    for entry in entries:
        if not entry.type.startswith("_"):
            yield events.for_engine(entry, matter.pk, prefix)


def _matter_facts(entries: Sequence[Recorded]) -> dict[str, FieldText]:
    """The ``matter.x`` values: those of the opening, over them those stated later."""
    facts: dict[str, FieldText] = {}
    for entry in entries:
        if entry.type == events.OPENED or (entry.type == events.FACTS and not entry.subjects):
            facts.update(entry.fields)
    return facts


def _stated(found: Around) -> list[Fact]:
    """Facts of subjects stated in this matter; each holds until the next statement, the first also before it.

    A term (任期, of which every one opens a duty) begins on the day stated, unless that is only the day of opening; so
    does a fact whose duration counts.
    """
    said = _said(found.entries)
    terms = _term_facts(found.matter) if said else frozenset()
    facts: list[Fact] = []
    for (subject, name), values in said.items():
        latest = {day: (value, source) for day, value, source in values}
        days = sorted(latest)
        if name in terms:
            # Told again, it is no other term.
            days = [
                day
                for place, day in enumerate(days)
                if not place or latest[days[place - 1]][0] != latest[day][0]
            ]
        for place, day in enumerate(days):
            end = days[place + 1] - ONE_DAY if place + 1 < len(days) else None
            begins = place > 0 or (name in terms and day != found.matter.opened)
            facts.append(Fact(subject, name, latest[day][0], day if begins else None, end, latest[day][1]))
    return facts


def _term_facts(matter: Matter) -> frozenset[str]:
    """The facts of which the matter's pack opens a duty for each value (届次), or asks how long they have held (离岗)."""
    pack = packs.installed().exactly(matter.pack, matter.version)
    openers = (norm.body.opener for norm in pack.norms if isinstance(norm.body, Duty)) if pack else ()
    named = (opener.term_fact for opener in openers if isinstance(opener, OpenEvery))
    lasting = packs.installed().lasting(matter.pack, matter.version)
    return lasting | {fact.rsplit(".", 1)[-1] for fact in named if fact}


def _said(entries: Sequence[Recorded]) -> dict[tuple[str, str], list[tuple[date, FieldText, str]]]:
    """By subject and fact: from which day, what, in which entry."""
    said: dict[tuple[str, str], list[tuple[date, FieldText, str]]] = {}
    for entry in entries:
        if entry.type == events.FACTS:
            for subject in entry.subjects:
                for name, value in entry.fields.items():
                    said.setdefault((subject, name), []).append((events.day_of(entry.at), value, entry.id))
    return said


def _facts(
    found: Around, registered: Mapping[str, Sequence[Fact]], barred: Sequence[Fact]
) -> tuple[Fact, ...]:
    """What was stated in the matter, and what the registers know besides."""
    stated = _stated(found)
    said = {(fact.of, fact.name) for fact in stated}
    known = [fact for ref in sorted(_named(found)) for fact in registered.get(ref, ())]
    return (*stated, *barred, *(fact for fact in known if (fact.of, fact.name) not in said))


def _named(found: Around) -> set[str]:
    """Whom the register is asked about: subjects of the matter, and the people and units its acts name."""
    named = set(found.subjects)
    for entry in found.entries:
        named.update(entry.subjects)
        named.update(ref for ref in entry.by if ref.startswith("person:"))
        if entry.unit:
            named.add(entry.unit)
    return named
