"""Reading the absences of a leading group in a month: only from matters in sight, of whichever packs know absences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q

from zeren.norms.model import Finding, State
from zeren.records import clock, evaluation, packs
from zeren.records.absences import rules as absence_rules
from zeren.records.absences.model import ONE_DAY, Absence, Both, Held, Mark, Month, Part
from zeren.records.absences.rules import AbsenceRules
from zeren.records.actor import SEES_TREE, Actor, Role
from zeren.records.matters import access
from zeren.records.matters import log as logs
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.matters.reading import Logged, read
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people
from zeren.records.people.models import Appointment, Person

SEES = SEES_TREE - {Role.TEAM_MEMBER}
"""An inspection team's sight is its unit's matters; who of a group is away is not its business."""
LONGEST = timedelta(days=366)
"""How far from the month a matter may have been opened that is still read: no absence of these texts lasts a year."""
LEADING = Q(post__principal=True) | Q(post__post_class__in=("principal", "member"))
TOLD = (State.BREACHED, State.UNDETERMINED, State.CONFLICT)


def organs(actor: Actor) -> list[Organ]:
    """The organs with a leading group under the actor's own, in their order."""
    found = access.scope(actor, SEES) if not actor.system else Q()
    leading = Appointment.objects.filter(LEADING).values("post__organ")
    return list(Organ.objects.filter(found, pk__in=leading).order_by("depth", "rank", "pk"))


def month(actor: Actor, organ: Organ, first: date) -> Month:
    """The month that begins with ``first``, as the records stand today. A fixed number of queries."""
    last = _last(first)
    group = _group(actor, organ, first, last)
    known = absence_rules.every(packs.installed().packs)
    absences = _absences(actor, [person for person, _ in group], known, first, last)
    matters = {part.matter.pk: part.matter for one in absences for part in one.parts}
    found = _findings(list(matters.values()))
    return Month(first, last, group, absences, _both(absences, found), _held(absences, found))


def _last(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1) - ONE_DAY


def _group(actor: Actor, organ: Organ, first: date, last: date) -> list[tuple[Person, str]]:
    """Who is in the leading group in the month, in sight: the principal first, then by post."""
    held = Appointment.objects.filter(LEADING, post__organ=organ, start__lte=last)
    held = held.filter(Q(end__isnull=True) | Q(end__gte=first), person__in=people.visible_to(actor))
    rows = held.select_related("person", "post").order_by("-post__principal", "post__code", "start")
    found: dict[int, tuple[Person, str]] = {}
    for row in rows:
        found.setdefault(row.person_id, (row.person, row.post.name))
    return list(found.values())


# ---------------------------------------------------------------- absences


def _absences(
    actor: Actor, group: Sequence[Person], known: Sequence[AbsenceRules], first: date, last: date
) -> list[Absence]:
    """The absences that touch the month, by their first day."""
    by_kind = {(rules.pack, rules.procedure): rules for rules in known}
    rows = _rows(actor, group, by_kind, first, last)
    steps = {step for rules in known for step in rules.steps}
    said = read({row.matter_id for row in rows}, steps, clock.today())
    joined: dict[tuple[int, object], list[Part]] = {}
    persons = {person.pk: person for person in group}
    for row in rows:
        rules = by_kind[row.matter.pack, row.matter.procedure]
        part = _part(row.matter, rules, row.ref, said[row.matter_id])
        # Recorded under two texts it is still one absence: the same person, leaving on the same day.
        when = part.begins or (part.went.on if part.went else None)
        joined.setdefault((row.person_id, when or row.pk), []).append(part)
    made = [Absence(persons[person], tuple(parts)) for (person, _), parts in joined.items()]
    inside = [one for one in made if _touches(one, first, last)]
    return sorted(inside, key=lambda one: (one.first() or date.max, one.person.pk))


def _touches(one: Absence, first: date, last: date) -> bool:
    begins, ends = one.first(), one.last(clock.today())
    return begins is not None and ends is not None and begins <= last and ends >= first


def _rows(
    actor: Actor, group: Sequence[Person], kinds: Iterable[tuple[str, str]], first: date, last: date
) -> list[MatterSubject]:
    wanted = Q(pk__in=())
    for pack, procedure in kinds:
        wanted |= Q(pack=pack, procedure=procedure)
    # Entered beforehand, or long after it was over.
    near = access.visible_to(actor).filter(wanted, opened__range=(first - LONGEST, last + LONGEST))
    rows = MatterSubject.objects.filter(person__in=[p.pk for p in group], matter__in=near.values("pk"))
    return list(rows.select_related("matter", "matter__organ").order_by("matter_id", "place"))


def _part(matter: Matter, rules: AbsenceRules, ref: str, said: Logged) -> Part:
    report, went = said.last(rules.reported, ref), said.last(rules.went, ref)
    both = rules.together
    return Part(
        matter, rules, ref, _mark(matter, report), _day(report, rules.begins), _day(report, rules.ends),
        _text(report, rules.place), _text(report, rules.reason), _text(report, rules.urgent) == "yes",
        _text(report, rules.acting), _text(report, rules.acting_by),
        _mark(matter, said.last(rules.approved, ref)), _mark(matter, went),
        tuple(m for e in said.entries.get(rules.changed, ()) if ref in e.subjects and (m := _mark(matter, e))),
        _mark(matter, said.last(rules.back, ref)),
        tuple((step, _mark(matter, said.last(step, ref))) for step in rules.after),
        said.fact(ref, both.fact) if both else "", _text(report, both.both) if both else "",
        _text(report, both.why) if both else "", _text(went, both.apart) == "yes" if both else False,
    )  # fmt: skip


def _mark(matter: Matter, entry: Recorded | None) -> Mark | None:
    return Mark(day_of(entry.at), entry.seq, matter.pk) if entry else None


def _text(entry: Recorded | None, name: str) -> str:
    value = entry.fields.get(name, "") if entry and name else ""
    return value if isinstance(value, str) else "、".join(value)


def _day(entry: Recorded | None, name: str) -> date | None:
    text = _text(entry, name)
    return date.fromisoformat(text[:10]) if text[:4].isdecimal() else None


# ---------------------------------------------------------------- what the packs find


def _findings(matters: list[Matter]) -> Mapping[int, Sequence[Finding]]:
    """By matter, everything that its packs find today."""
    today = clock.today()
    listed = list(zip(matters, logs.logs_of(logs.around_all(matters)), strict=True)) if matters else []
    return {m.pk: evaluation.judge(log, evaluation.packs_of(m), today).findings for m, log in listed}


def _about(part: Part, found: Mapping[int, Sequence[Finding]]) -> list[Finding]:
    """What is found about the part's person, or about the matter as a whole."""
    return [f for f in found[part.matter.pk] if f.subject in (None, "", part.ref)]


def _held(absences: Sequence[Absence], found: Mapping[int, Sequence[Finding]]) -> list[Held]:
    return [
        Held(one, part, finding)
        for one in absences
        for part in one.parts
        for finding in _about(part, found)
        if finding.status in TOLD
    ]


def _both(absences: Sequence[Absence], found: Mapping[int, Sequence[Finding]]) -> list[Both]:
    """Pairs of which the text says that they should not be away at once."""
    made = []
    for one in absences:
        for part in one.parts:
            for other in absences:
                made += [_pair(one, part, other, theirs, found) for theirs in other.parts]
    return [pair for pair in made if pair is not None]


def _pair(
    one: Absence, part: Part, other: Absence, theirs: Part, found: Mapping[int, Sequence[Finding]]
) -> Both | None:
    """The pair, where the text names these two and their days meet; a departure that does not count makes none."""
    said, days = part.rules.together, (one.first(), other.first())
    if said is None or one is other or part.apart or theirs.apart or not (days[0] and days[1]):
        return None
    if part.rules != theirs.rules or part.stands not in said.one or theirs.stands not in said.other:
        return None
    today = clock.today()
    ends = [day for day in (one.last(today), other.last(today)) if day]
    first, last = max(day for day in days if day), min(ends)
    if first > last:
        return None
    judged = [f for p in (part, theirs) for f in _about(p, found) if f.norm == said.norm]
    wanted = tuple(f for f in judged if f.status is not State.NOT_TRIGGERED)
    return Both(part.rules, (one, part), (other, theirs), first, last, wanted)
