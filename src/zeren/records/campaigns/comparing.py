"""Distributions of a year: how many of each grade by kind of unit, and against the year before. Counts alone: nobody is named
and nothing is put in an order of points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zeren.law.packs.form import Grade, Pack
from zeren.records.actor import Actor
from zeren.records.campaigns import queries, standing
from zeren.records.campaigns.queries import Unit
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.campaigns.standing import Result
from zeren.records.matters.access import visible_to
from zeren.records.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Spread:
    """How many of one kind have each grade. ``without``: no grade is recorded; ``before``: the same a year earlier, where a
    programme of that year is in sight."""

    kind: str
    counts: Mapping[str, int]
    without: int
    before: Mapping[str, int] | None = None

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(self.counts.values()) + self.without


@dataclass(frozen=True, slots=True)
class Change:
    """A unit's grade of this year and of the year before: for one unit alone, never a list in order."""

    unit: Unit
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A year's distributions for groups and for cadres, by kind of unit; ``last``: the programme of the year before."""

    groups: tuple[Spread, ...]
    cadres: tuple[Spread, ...]
    changes: tuple[Change, ...] = ()
    last: Matter | None = None
    grades: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def grades_of(pack: Pack) -> list[tuple[str, ...]]:
    """The grades of each scheme of the pack, from the top."""
    return [tuple(band.grade for band in n.body.bands) for n in pack.norms if isinstance(n.body, Grade)]


def compare(actor: Actor, programme: Matter, pack: Pack, rules: CampaignRules, today: date) -> Compared:
    """The distributions of a programme's year."""
    units = queries.units_of(actor, programme, rules)
    kinds, years = _stated(units, rules, today)
    results = standing.results(units, rules, today)
    last = year_before(actor, programme, rules, max(years, default=0), today)
    before_units = queries.units_of(actor, last, rules) if last else ()
    before = standing.results(before_units, rules, today)
    before_kinds, _ = _stated(before_units, rules, today)
    schemes = grades_of(pack)
    group, cadre = schemes[0], schemes[-1]
    return Compared(
        _spreads(results, kinds, group, False, before if last else None, before_kinds),
        _spreads(results, kinds, cadre, True, before if last else None, before_kinds),
        tuple(_changes(units, results, before)) if last else (), last, {"group": group, "cadre": cadre},
    )  # fmt: skip


def _stated(units: Sequence[Unit], rules: CampaignRules, today: date) -> tuple[dict[int, str], set[int]]:
    """By matter, the kind of its unit; and the years that are stated."""
    found = standing.briefs(units, rules, today)
    kinds = {pk: one.kind for pk, one in found.items()}
    return kinds, {int(one.year) for one in found.values() if one.year.isdecimal()}


def year_before(
    actor: Actor, programme: Matter, rules: CampaignRules, year: int, today: date
) -> Matter | None:
    """The programme of the same organ whose units were assessed for the year before."""
    others = visible_to(actor).filter(
        pack=programme.pack,
        procedure=programme.procedure,
        organ=programme.organ_id,
        opened__lt=programme.opened,
    )
    for other in others.order_by("-opened")[:3] if year else ():
        _, years = _stated(queries.units_of(actor, other, rules), rules, today)
        if year - 1 in years:
            return other
    return None


def _spreads(
    results: Sequence[Result], kinds: Mapping[int, str], grades: Sequence[str], cadre: bool,
    before: Sequence[Result] | None, before_kinds: Mapping[int, str],
) -> tuple[Spread, ...]:  # fmt: skip
    found = []
    for kind in dict.fromkeys(kinds.values()):
        now = _count(results, kinds, kind, cadre)
        then = _count(before, before_kinds, kind, cadre) if before is not None else None
        counts = {grade: now.get(grade, 0) for grade in grades}
        earlier = {grade: then.get(grade, 0) for grade in grades} if then is not None else None
        found.append(Spread(kind, counts, sum(now.values()) - sum(counts.values()), earlier))
    return tuple(found)


def _count(results: Sequence[Result], kinds: Mapping[int, str], kind: str, cadre: bool) -> Counter[str]:
    return Counter(
        one.grade for one in results
        if (one.subject.person is not None) == cadre and kinds.get(one.subject.matter.pk) == kind
    )  # fmt: skip


def _changes(units: Sequence[Unit], now: Sequence[Result], before: Sequence[Result]) -> list[Change]:
    """Each unit's own, in the order of the organs."""
    was = {one.subject.ref: one.grade for one in before if one.subject.person is None}
    grade = {one.subject.ref: one.grade for one in now if one.subject.person is None}
    return [
        Change(u, grade.get(u.group.ref, ""), was[u.group.ref])
        for u in units
        if u.group and u.group.ref in was
    ]
