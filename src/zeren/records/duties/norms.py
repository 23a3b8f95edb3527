"""Which norms of the packs in force make the duties of a holder: those that name the capacity and an activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from zeren.law.packs.expressions import All, Compare, Const, FieldValue, OpenEvery, OpenOn, Path
from zeren.law.packs.form import Duty, Kind, Norm, Pack, Standing
from zeren.norms.compiling import PackSet
from zeren.records.packs import Installed, installed

ACTIVITY = "activity"
"""The shared event that shows a duty done (packs/vocabulary.yaml)."""
HOLDERS = "duty_holders"
KINDS = "activity_kinds"
TOPICS = "duty_topics"
RECIPIENTS = "report_recipients"


@dataclass(frozen=True, slots=True)
class Owed:
    """One norm of one pack version that somebody of a capacity owes."""

    pack: Pack
    norm: Norm

    @property
    def ref(self) -> tuple[str, str]:
        """Pack and norm."""
        return self.pack.id, self.norm.id

    @property
    def standing(self) -> bool:
        """Whether it has no figure: records are shown, nothing is judged."""
        return self.norm.kind is Kind.STANDING


def is_duty(norm: Norm) -> bool:
    """Whether a norm belongs into a duty list: its act is an activity."""
    body = norm.body
    if isinstance(body, Duty):
        return ACTIVITY in body.act.names
    return isinstance(body, Standing) and ACTIVITY in body.act


def capacities_of(pack: Pack, norm: Norm) -> tuple[str, ...]:
    """Who owes it: the words of ``duty_holders`` among its roles, where the pack means by them what is meant here."""
    shared = installed().shared
    words = shared.lists.get(HOLDERS)
    by: tuple[str, ...] = getattr(norm.body, "by", ())
    own, common = pack.vocabulary.roles, shared.roles
    return tuple(
        w for w in by if words is not None and w in words.items and own.get(w) in (None, common.get(w))
    )


def of_term(norm: Norm) -> bool:
    """Whether a duty is owed once in each term (每届), not in a year."""
    body = norm.body
    return isinstance(body, Duty) and isinstance(body.opener, OpenEvery) and body.opener.term_fact is not None


def occasions_of(norm: Norm) -> tuple[str, ...]:
    """The events that open the duty; empty for one that a period or nothing opens."""
    body = norm.body
    return body.opener.events if isinstance(body, Duty) and isinstance(body.opener, OpenOn) else ()


IN_CHARGE = Path("unit", "in_charge")


def forced(capacities: Iterable[str], year: int) -> Iterator[tuple[Owed, str]]:
    """The duties of some capacities that an event opens, each with each of its events, in the order of the packs."""
    for capacity in capacities:
        for one in owed(capacity, year):
            yield from ((one, event) for event in occasions_of(one.norm))


def by_unit(one: Owed) -> bool:
    """Whether it is owed by whoever is in charge of the unit that the event names (分管): without a unit nobody can tell."""
    return one.norm.per == IN_CHARGE


def in_force(year: int) -> Iterator[Pack]:
    """Every pack version in force on some day of the year, oldest first."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    library = installed()
    for pack in sorted(library.packs, key=lambda p: (p.level, p.id, p.version)):
        if pack.version <= last and (pack.valid_to is None or pack.valid_to >= first):
            yield pack


def owed(capacity: str, year: int) -> tuple[Owed, ...]:
    """What somebody of that capacity owes in a year, in the order of the packs; of two versions the later."""
    return _owed(installed(), capacity, year)


@lru_cache(maxsize=256)
def _owed(library: Installed, capacity: str, year: int) -> tuple[Owed, ...]:
    found: dict[tuple[str, str], Owed] = {}
    for pack in in_force(year):
        for norm in pack.norms:
            if is_duty(norm) and capacity in capacities_of(pack, norm):
                found[(pack.id, norm.id)] = Owed(pack, norm)
    return tuple(found.values())


RESTS_ON = (Kind.DEFINE, Kind.EXCEPTION)
COUNTERSIGNED = Compare(FieldValue(Path("this", "countersigned")), "is", Const("yes"))
"""What a list asks of an activity where it demands countersigning; a pack may ask the same (``this.countersigned``)."""
Refs = frozenset[tuple[str, str]]
"""Packs and norms."""
NONE: Refs = frozenset()


@lru_cache(maxsize=256)
def _packset(library: Installed, capacity: str, year: int, countersigned: Refs, term: bool) -> PackSet:
    versions = []
    for pack in in_force(year):
        norms = tuple(
            n
            for n in pack.norms
            if n.kind in RESTS_ON
            or (is_duty(n) and of_term(n) is term and capacity in capacities_of(pack, n))
        )
        if any(is_duty(n) for n in norms):
            asked = tuple(_asked(n) if (pack.id, n.id) in countersigned else n for n in norms)
            versions.append(replace(pack, norms=asked))
    return PackSet(versions)


def _asked(norm: Norm) -> Norm:
    """A norm that counts only what is countersigned, besides what it asks of itself."""
    body = norm.body
    if not isinstance(body, Duty):
        return norm
    asks = All((body.with_, COUNTERSIGNED)) if body.with_ is not None else COUNTERSIGNED
    return replace(norm, body=replace(body, with_=asks))


def packset(capacity: str, year: int, countersigned: Refs = NONE, *, term: bool = False) -> PackSet:
    """The packs in force in a year, compiled, with the duties of one capacity and what these rest on.

    ``countersigned``: the norms for which a list demands countersigning; ``term``: the duties of each term, instead of those
    of the year.
    """
    return _packset(installed(), capacity, year, countersigned, term)


def own_topics() -> frozenset[str]:
    """The topics that the packs' standing duties name besides those of the shared list."""
    return _own_topics(installed())


@lru_cache(maxsize=8)
def _own_topics(library: Installed) -> frozenset[str]:
    bodies = [norm.body for pack in library.packs for norm in pack.norms if is_duty(norm)]
    return frozenset(b.topic for b in bodies if isinstance(b, Standing) and b.topic)
