"""Grounds of a veto as candidates: what the records say of each, with its exceptions. Nobody is vetoed by it.

A veto exists only as the entry of the pack's own step, which people record with their reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import prefetch_related_objects

from zeren.law.packs.form import Happened
from zeren.norms.candidates import Candidate
from zeren.norms.model import Finding, State
from zeren.records import calendars, engine, packs
from zeren.records.actor import Actor
from zeren.records.campaigns.kept import Kept
from zeren.records.campaigns.queries import Subject
from zeren.records.campaigns.rules import CampaignRules, Trace
from zeren.records.duties import judging
from zeren.records.duties import queries as duties
from zeren.records.duties import register as registers
from zeren.records.matters import access, events, reading
from zeren.records.matters import log as logs
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Event, Matter, MatterSubject
from zeren.records.matters.reading import logged

NO_CASE = ("无", "没有")
"""What people write who name the cases of earlier vetoes where there is none."""


class Stand(StrEnum):
    """How a ground stands by the records."""

    HOLDS = "holds"
    ASIDE = "aside"
    OPEN = "open"
    PART = "part"
    NONE = "none"
    PEOPLE = "people"


SHOWN = (Stand.HOLDS, Stand.ASIDE, Stand.OPEN, Stand.PART)
"""What is a candidate or would be one but for what is said beside it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground for one subject, with the entries that it rests on."""

    candidate: Candidate
    stand: Stand
    records: tuple[Recorded, ...] = ()

    @property
    def subject(self) -> str:
        """Whom it is about."""
        return self.candidate.subject


def grounds_of(matter: Matter, rules: CampaignRules, today: date) -> list[Ground]:
    """Every ground for every subject of a unit's matter, in the order of the text."""
    return grounds_in(logs.around(matter), rules, today)


def grounds_in(around: logs.Around, rules: CampaignRules, today: date) -> list[Ground]:
    """The same of a log that was fetched already."""
    found = logged(around.entries, today)
    listed = engine.candidates(
        packs.installed().versions(around.matter.pack),
        logs.own_log(around),
        rules.veto.step,
        rules.veto.field,
        today,
        calendars.calendar(),
    )
    return [_ground(one, found.entries, rules) for one in listed if one.item.id != rules.veto.spread]


@dataclass(frozen=True, slots=True)
class Shown:
    """A ground that stands on the year's list; ``decided``: a recorded veto of the subject names it."""

    ground: Ground
    decided: bool


_kept: Kept[tuple[Shown, ...]] = Kept()


def shown_of(matters: Sequence[Matter], rules: CampaignRules, today: date) -> dict[int, tuple[Shown, ...]]:
    """By matter, the grounds that are candidates or would be one; what was asked of a log is kept."""

    def ask(lacking: Sequence[Matter]) -> dict[int, tuple[Shown, ...]]:
        prefetch_related_objects(list(lacking), "subjects")
        return {
            pk: one for name in {m.pack for m in lacking} for pk, one in _asked(name, lacking, rules, today)
        }

    return _kept.of(matters, today, ask)


def _asked(
    pack: str, matters: Sequence[Matter], rules: CampaignRules, today: date
) -> Iterator[tuple[int, tuple[Shown, ...]]]:
    """Of the matters of one pack; opened is what its grounds read: the most of a log is recorded of every subject by itself."""
    own = [m for m in matters if m.pack == pack]
    read = engine.reads(packs.installed().versions(pack), rules.veto.step, rules.veto.field)
    if read is None:
        found = logs.entries_of([m.pk for m in own])
    else:
        steps = {*read, rules.veto.step, *rules.veto.instead, *rules.veto.instead.values()}
        found = {pk: one.whole for pk, one in reading.read([m.pk for m in own], steps, today).items()}
    return ((m.pk, _shown(m, found.get(m.pk, ()), rules, today)) for m in own)


def _shown(
    matter: Matter, entries: tuple[Recorded, ...], rules: CampaignRules, today: date
) -> tuple[Shown, ...]:
    around = logs.Around(matter, tuple(row.ref for row in matter.subjects.all()), entries)
    past = decided(entries, rules, today)
    return tuple(
        Shown(one, is_decided(one, past, rules))
        for one in grounds_in(around, rules, today)
        if one.stand in SHOWN
    )


def is_decided(ground: Ground, past: Iterable[Recorded], rules: CampaignRules) -> bool:
    """Whether one of the recorded vetoes names the ground for its subject."""
    item = ground.candidate.item.id
    return any(
        ground.subject in one.subjects and item in one.fields.get(rules.veto.field, ()) for one in past
    )


def _ground(one: Candidate, entries: Mapping[str, Sequence[Recorded]], rules: CampaignRules) -> Ground:
    def about(names: Iterable[str]) -> tuple[Recorded, ...]:
        # An entry that names nobody speaks of everyone.
        every = (entry for name in names for entry in entries.get(name, ()))
        return tuple(entry for entry in every if not entry.subjects or one.subject in entry.subjects)

    records = about(one.reads)
    past = {name for name, other in rules.veto.instead.items() if about([other])}
    return Ground(one, _stand(one, bool(records), past), records)


def _stand(one: Candidate, recorded: bool, past: Collection[str]) -> Stand:
    """``past``: the acts that are not waited for any more, as it was found otherwise."""
    if one.by_people:
        return Stand.PEOPLE
    if one.truth is True:
        return Stand.ASIDE if one.lifted is True else Stand.OPEN if one.lifted is None else Stand.HOLDS
    if one.truth is None:
        return Stand.OPEN if recorded else Stand.NONE
    # What only was not recorded yet can still come; a figure that speaks against it can't.
    waits = all(
        part.truth is not False or (isinstance(part.condition, Happened) and part.condition.event not in past)
        for part in one.parts
    )
    return Stand.PART if waits and any(part.truth is True for part in one.parts) else Stand.NONE


# ---------------------------------------------------------------- how far a decided veto reaches


class Reach(StrEnum):
    """Whether a veto of the group reaches one of its cadres (第二十五条)."""

    VETOED = "vetoed"
    WITH_GROUP = "with_group"
    PRINCIPAL = "principal"
    DIRECT = "direct"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Reached:
    """A cadre of a vetoed group: how it reaches, by which entry."""

    subject: Subject
    reach: Reach
    by: Recorded | None = None


def reaches(matter: Matter, cadres: Iterable[Subject], rules: CampaignRules, today: date) -> list[Reached]:
    """Whom the veto of the group reaches: asked of the pack's item as if it were recorded with the group's veto.

    Where it hangs on the direct responsibility alone, that is for people to find: until they do it does not reach.
    """
    around = logs.around(matter)
    found = logged(around.entries, today)
    given = {rules.veto.with_group: "yes"}
    answers = engine.candidates(
        packs.installed().versions(matter.pack),
        logs.own_log(around),
        rules.veto.step,
        rules.veto.field,
        today,
        calendars.calendar(),
        given,
    )
    by_ref = {one.subject: one for one in answers if one.item.id == rules.veto.spread}
    return [_reached(one, found.last(rules.veto.step, one.ref), by_ref.get(one.ref), rules) for one in cadres]


def _reached(one: Subject, entry: Recorded | None, answer: Candidate | None, rules: CampaignRules) -> Reached:
    if entry is not None:
        with_group = entry.fields.get(rules.veto.with_group) == "yes"
        return Reached(one, Reach.WITH_GROUP if with_group else Reach.VETOED, entry)
    if answer is None or answer.truth is False:
        return Reached(one, Reach.NOT)
    return Reached(one, Reach.PRINCIPAL if answer.truth is True else Reach.DIRECT)


# ---------------------------------------------------------------- records elsewhere


@dataclass(frozen=True, slots=True)
class Traced:
    """A record of another matter in sight about a subject, of the year: for people to look at, and to enter or not."""

    matter: Matter
    event: str
    seq: int
    on: date
    rule: Trace
    refs: tuple[str, ...]


def traces(actor: Actor, refs: Sequence[str], rules: CampaignRules, year: int, today: date) -> list[Traced]:
    """Records of the kinds that the rules name, about these subjects, in the year; only of matters in sight."""
    by = {(one.pack, one.step): one for one in rules.veto.traces}
    people = [int(ref.partition(":")[2]) for ref in refs if ref.startswith("person:")]
    organs = [int(ref.partition(":")[2]) for ref in refs if ref.startswith("organ:")]
    rows = MatterSubject.objects.filter(matter__pack__in={pack for pack, _ in by})
    about: dict[int, list[str]] = {}
    for row in (*rows.filter(person__in=people), *rows.filter(organ__in=organs)):
        about.setdefault(row.matter_id, []).append(row.ref)
    seen = {one.pk: one for one in access.visible_to(actor).filter(pk__in=about)}
    listed = Event.objects.filter(
        matter__in=seen,
        type__in={step for _, step in by},
        on__gte=date(year, 1, 1),
        on__lte=min(date(year, 12, 31), today),
    )
    # By query and not by the logs' contents: which of the subjects it names stands in the matter itself.
    gone = set(Event.objects.filter(matter__in=seen, voids__isnull=False).values_list("matter", "voids"))
    gone |= set(
        Event.objects.filter(matter__in=seen, corrects__isnull=False).values_list("matter", "corrects")
    )
    return [
        Traced(seen[row.matter_id], events.event_id(row.matter_id, row.seq), row.seq, row.on, by[key], tuple(about[row.matter_id]))
        for row in listed.order_by("on", "matter", "seq")
        if (key := (seen[row.matter_id].pack, row.type)) in by and not row.voids and (row.matter_id, row.seq) not in gone
    ]  # fmt: skip


def missed_reports(
    actor: Actor, organ: int, pack: str, rules: CampaignRules, year: int, today: date
) -> list[Finding]:
    """Reports that the duty lists of the year want and do not find; empty where no list is in sight."""
    lst = duties.one(actor, organ, year)
    if lst is None:
        return []
    register = registers.around(lst.organ)
    found = [judging.stand(register, lst, holder, today) for holder in duties.holders_of(actor, lst)]
    return [
        finding
        for one in found
        for norm in rules.veto.reports
        for finding in one.of(pack, norm)
        if finding.status is State.BREACHED
    ]


def decided(entries: Sequence[Recorded], rules: CampaignRules, today: date) -> list[Recorded]:
    """The vetoes that people recorded, in force."""
    return list(logged(entries, today).entries.get(rules.veto.step, ()))
