"""Who falls due until a day: every cadre in sight under an organ, held against the planned norms as of that day.

The engine answers; here it is only asked about a day ahead. No line says who is to go or to stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from zeren.law.packs.expressions import Compare, ElapsedValue, LastingValue, Period
from zeren.law.packs.form import Norm, Pack
from zeren.law.packs.walking import parts_of
from zeren.norms.counting import add_months
from zeren.norms.model import Fact, Finding, Log, Missing, State
from zeren.records import calendars, clock, engine, packs
from zeren.records.actor import SEES_TREE, Actor, Role
from zeren.records.matters import access
from zeren.records.matters import log as logs
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people
from zeren.records.people.facts import facts_about
from zeren.records.people.models import Appointment, Person
from zeren.records.planning import rules as planning_rules
from zeren.records.planning.rules import Planned
from zeren.records.scope import subtree

SEES = SEES_TREE - {Role.TEAM_MEMBER}
MOST = 2000
"""People of one list; an organ with more is asked by the organs below it."""
DUE = (State.PENDING, State.BREACHED)
MONTHS = {"years": 12, "months": 1}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of one person: ``day`` when it is full (None: not known), counted from ``since`` over ``period``;
    ``missing``: what is not known, and who can supply it; then the line says only what may fall due."""

    person: Person
    post: str
    unit: Organ | None
    planned: Planned
    pack: str
    cites: tuple[str, ...]
    act: tuple[str, ...]
    reading: str
    day: date | None
    since: date | None
    period: Period | None
    source: str
    missing: tuple[Missing, ...] = ()
    matter: Matter | None = None
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Other texts of which the same is unknown: their packs and provisions."""

    @property
    def classification(self) -> str:
        """The level of what the line was read from."""
        return self.matter.classification if self.matter else ""


@dataclass(frozen=True, slots=True)
class Group:
    """The people of a list with their main posts, and whether there were more than are shown."""

    held: Mapping[str, Appointment]
    more: bool


def organs(actor: Actor) -> list[Organ]:
    """The organs in which somebody holds a main post, in their order: those under the actor's own, and, by management
    authority, those where somebody works whom the committee served appoints; that committee first, with all of them."""
    held = people.main_posts_on(clock.today())
    found = access.scope(actor, SEES) & Q(pk__in=held.values("person__organ"))
    if actor.has(*people.BY_MANAGEMENT):
        managed = held.filter(person__in=Person.objects.filter(people.managed_by(actor)))
        found |= Q(pk__in=managed.values("person__organ"))
        found |= Q(pk__in=people.served_by(actor)) if managed.exists() else Q(pk__in=())
    return list(Organ.objects.filter(found).order_by("depth", "rank", "pk"))


def kinds() -> dict[str, str]:
    """The kinds of things that fall due, by their ids, as the packs in force name them."""
    return {planned.id: planned.title for planned, _ in _in_force()}


def _in_force() -> list[tuple[Planned, Pack]]:
    library, today = packs.installed(), clock.today()
    found = [(planned, library.on(planned.pack, today)) for planned in planning_rules.every(library.packs)]
    return [(planned, pack) for planned, pack in found if pack is not None]


def lines(actor: Actor, organ: Organ, until: date, kind: str = "") -> tuple[list[Line], bool]:
    """Every line of the people in sight under the organ, in the order of their posts; and whether there were too many
    people to be asked at once. Never about the actor."""
    group = _group(actor, organ)
    found: list[Line] = []
    for planned, pack in _in_force():
        if not kind or planned.id == kind:
            found += _lines(actor, group, planned, pack, until)
    place = {ref: n for n, ref in enumerate(group.held)}
    return sorted(_folded(found), key=lambda one: place[f"person:{one.person.pk}"]), group.more


def _folded(listed: Iterable[Line]) -> list[Line]:
    """What is unknown of one kind stands once, whatever the number of texts that want it."""
    found: dict[object, Line] = {}
    for n, line in enumerate(listed):
        key = (line.person.pk, line.planned.id, line.day) if line.missing else n
        first = found.get(key)
        found[key] = replace(first, also=(*first.also, (line.pack, line.cites))) if first else line
    return list(found.values())


def _group(actor: Actor, organ: Organ) -> Group:
    seen = people.visible_to(actor).filter(subtree(organ.pk, organ.depth))
    seen = seen.exclude(pk=actor.person) if actor.person else seen
    rows = people.main_posts_on(clock.today()).filter(person__in=seen.values("pk"))
    rows = rows.select_related("person__organ", "post__organ")
    listed = list(
        rows.order_by("person__organ__depth", "person__organ__rank", "-post__principal", "post__code")[
            : MOST + 1
        ]
    )
    held: dict[str, Appointment] = {}
    for row in listed[:MOST]:
        held.setdefault(f"person:{row.person_id}", row)
    return Group(held, len(listed) > MOST)


def _lines(actor: Actor, group: Group, planned: Planned, pack: Pack, until: date) -> list[Line]:
    of_matters = _matters(actor, group, planned)
    found: list[Line] = []
    named: set[str] = set()
    for matter, log in of_matters:
        subjects = tuple(ref for ref in log.subjects if ref in group.held)
        named.update(subjects)
        found += _judged(group, planned, pack, replace(log, subjects=subjects), until, matter)
    rest = tuple(ref for ref in group.held if ref not in named)
    log = Log("planning", planned.procedure, clock.today(), subjects=rest, facts=facts_about(rest))
    # Of whom no matter speaks, only what can be counted from the registers is asked after: that nothing is recorded of a
    # leave is no gap.
    judged = _judged(group, planned, pack, log, until, None) if rest else []
    return found + [line for line in judged if not line.missing or line.since]


def _matters(actor: Actor, group: Group, planned: Planned) -> list[tuple[Matter, Log]]:
    """Open matters of the procedure about these people, in sight, with what they state."""
    about = MatterSubject.objects.filter(person__in=[row.person_id for row in group.held.values()])
    rows = access.visible_to(actor).filter(
        pack=planned.pack, procedure=planned.procedure, state=Matter.State.OPEN, pk__in=about.values("matter")
    )
    listed = list(rows.select_related("organ").prefetch_related("subjects").order_by("pk"))
    return list(zip(listed, logs.logs_of(logs.around_all(listed)), strict=True)) if listed else []


def _judged(
    group: Group, planned: Planned, pack: Pack, log: Log, until: date, matter: Matter | None
) -> list[Line]:
    judged = engine.judge([packs.only(pack, planned.norms)], log, until, calendars.calendar())
    norms = {norm.id: norm for norm in pack.norms if norm.id in planned.norms}
    by_person: dict[str, list[Finding]] = {}
    for finding in judged.findings:
        if finding.norm in norms and finding.subject in group.held:
            by_person.setdefault(finding.subject or "", []).append(finding)
    made = [
        line
        for ref, listed in by_person.items()
        for line in _of_person(group, planned, log, norms, ref, listed, matter)
    ]
    births = [
        line for norm in norms.values() for line in _by_birth(group, planned, pack, norm, log, until, matter)
    ]
    return made + births + list(_by_terms(group, planned, pack, log, until, matter))


def _of_person(
    group: Group, planned: Planned, log: Log, norms: Mapping[str, Norm], ref: str, listed: Sequence[Finding],
    matter: Matter | None,
) -> Iterator[Line]:  # fmt: skip
    """A line for each norm that falls due; what is unknown is one line, however many norms want it."""
    for finding in listed:
        if finding.status in DUE and finding.starts is not None:
            yield _line(group, planned, log, norms, ref, (finding,), matter, finding.starts)
    unknown = [finding for finding in listed if finding.status is State.UNDETERMINED]
    if unknown:
        yield _line(group, planned, log, norms, ref, unknown, matter, None)


def _line(
    group: Group, planned: Planned, log: Log, norms: Mapping[str, Norm], ref: str, found: Sequence[Finding],
    matter: Matter | None, day: date | None,
) -> Line:  # fmt: skip
    held, first = group.held[ref], found[0]
    fact, period = _counted(norms[first.norm], log.facts, ref)
    since = fact.start if fact else None
    full = day or (_after(since, period) if since and period else None)
    missing = {one.what.partition("@")[0]: one for finding in found for one in finding.missing}
    return Line(
        held.person, held.post.name, held.person.organ, planned, first.pack,
        tuple(dict.fromkeys(cite for finding in found for cite in finding.cites)),
        tuple(dict.fromkeys(act for finding in found for act in finding.act)), first.reading or "",
        full, since, period, fact.source if fact else "", tuple(missing.values()), matter,
    )  # fmt: skip


def _counted(norm: Norm, facts: Iterable[Fact], ref: str) -> tuple[Fact | None, Period | None]:
    """The fact whose duration the norm asks for, as it holds now, and how long it has to have lasted."""
    for part in parts_of(norm):
        if (
            isinstance(part, Compare)
            and isinstance(part.value, LastingValue)
            and isinstance(part.right, Period)
        ):
            name = part.value.fact.name
            held = [f for f in facts if (f.of, f.name) == (ref, name) and f.start and f.end is None]
            return (min(held, key=lambda f: f.start or date.max) if held else None), part.right
    return None, None


def _after(day: date, period: Period) -> date | None:
    months = MONTHS.get(period.unit)
    return add_months(day, months * period.amount) if months else None


def _by_birth(
    group: Group, planned: Planned, pack: Pack, norm: Norm, log: Log, until: date, matter: Matter | None
) -> Iterator[Line]:
    """An age that the norm names, of the people whom a matter of its procedure is about."""
    period = next((p for p in map(_age, parts_of(norm)) if p), None)
    if period is None or matter is None:
        return
    for ref in log.subjects:
        held = group.held[ref]
        born = held.person.birth
        day = _after(born, period) if born else None
        missing = () if born else (Missing(f"{ref}.birth", ("register",)),)
        if day is None or day <= until:
            yield Line(
                held.person, held.post.name, held.person.organ, planned, pack.ref, norm.cite, (), norm.reading or "", day,
                born, period, "人员登记", missing, matter,
            )  # fmt: skip


def _by_terms(
    group: Group, planned: Planned, pack: Pack, log: Log, until: date, matter: Matter | None
) -> Iterator[Line]:
    """The last of so many terms in one post, by its registered end; without one the end is what is missing."""
    today, norm = clock.today(), next((norm for norm in pack.norms if norm.id in planned.norms), None)
    for fact in log.facts if planned.terms and norm else ():
        held = group.held.get(fact.of)
        if (
            held is None
            or fact.of not in log.subjects
            or (fact.name, fact.value) != ("term", str(planned.terms))
        ):
            continue
        if fact.end is not None and not today <= fact.end <= until:
            continue
        missing = () if fact.end else (Missing(f"{fact.of}.term_end", ("register",)),)
        yield Line(
            held.person, held.post.name, held.person.organ, planned, pack.ref, norm.cite if norm else (), (), (norm.reading or "") if norm else "",
            fact.end, fact.start, None, fact.source, missing, matter,
        )  # fmt: skip


def _age(part: object) -> Period | None:
    """``elapsed`` from the day of birth against a period."""
    if isinstance(part, Compare) and isinstance(part.value, ElapsedValue) and isinstance(part.right, Period):
        start = part.value.start
        return part.right if (start.head, start.name) == ("subject", "birth") else None
    return None
