"""The packs of this installation, read once; what the records need to know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache

from django.conf import settings

from zeren.law.packs.form import (
    Bar,
    Choice,
    Kind,
    LastingValue,
    Pack,
    Procedure,
    RecordField,
    Role,
    Step,
    Vocabulary,
    WordList,
)
from zeren.law.packs.library import PackLibrary
from zeren.law.packs.readings import SWITCHES, load_switches
from zeren.law.packs.walking import parts_of
from zeren.records.absences import rules as absences
from zeren.records.ballots import rules as ballot_rules
from zeren.records.bulletin import rules as bulletin
from zeren.records.campaigns import rules as campaigns
from zeren.records.dossiers import rules as dossiers
from zeren.records.draws import rules as draw_rules
from zeren.records.materials import report_rules
from zeren.records.matters import limits, order, own_rules, public_rules
from zeren.records.planning import rules as planning
from zeren.records.precheck import rules as precheck
from zeren.records.reviews import rules as reviews
from zeren.records.risks import provisions as risks
from zeren.records.rosters import rules as rosters
from zeren.records.rounds import rules as coverage
from zeren.records.scores import rules as score_rules
from zeren.records.shares import rules as share_rules
from zeren.records.situations import rules as situations
from zeren.records.statistics import rules as statistics

SEVERAL = ("norm", "norms")
"""Fields of the built-in events that may name several norms at once."""


def _built_in(name: str, label: str, fields: dict[str, str]) -> Step:
    record = {
        field: RecordField(field, "many_of" if field in SEVERAL else "text", (), required=True, label=words)
        for field, words in fields.items()
    }
    return Step(id=name, label=label, record=record)


BUILT_IN = {
    step.id: step
    for step in (
        _built_in(
            "conduct_found", "有权组织作出认定", {"conduct": "认定的行为", "reasons": "认定的依据和理由"}
        ),
        _built_in("departure_reasoned", "记明理由", {"norm": "对哪一项要求", "reasons": "理由"}),
        _built_in(
            "conflict_settled",
            "确定适用的条文",
            {"norms": "不一致的要求", "prevails": "适用哪一项", "reasons": "理由"},
        ),
    )
}
"""Events that every procedure has (pack format, section 1)."""


@dataclass(frozen=True, eq=False)
class Installed:
    """Every pack in every version, with the shared words. Told apart by identity, so that what follows from it is kept
    (``lru_cache``) without comparing its contents."""

    packs: tuple[Pack, ...] = ()
    shared: Vocabulary = field(default_factory=Vocabulary)
    _relevant: dict[tuple[str, str], tuple[Pack, ...]] = field(default_factory=dict, repr=False)
    _lasting: dict[tuple[str, date], frozenset[str]] = field(default_factory=dict, repr=False)
    _asked: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict, repr=False)

    def versions(self, pack: str) -> tuple[Pack, ...]:
        """The versions of a pack, oldest first."""
        return tuple(sorted((p for p in self.packs if p.id == pack), key=lambda p: p.version))

    def on(self, pack: str, day: date) -> Pack | None:
        """The version in force on the day; None where none is."""
        found = [p for p in self.versions(pack) if p.version <= day]
        last = found[-1] if found else None
        return last if last and (last.valid_to is None or day <= last.valid_to) else None

    def exactly(self, pack: str, version: date) -> Pack | None:
        """This very version."""
        return next((p for p in self.packs if p.id == pack and p.version == version), None)

    def relevant(self, pack: str, procedure: str) -> tuple[Pack, ...]:
        """The packs that speak to a procedure: its own in every version, and the bars that its acts set off elsewhere.

        A decision under one regulation may begin a restriction period of another (pack format, section 2: a bar
        reaches across matters). Nothing else of the other regulation binds this procedure: its own steps, deadlines
        and appeals are not the other's.
        """
        found = self._relevant.get((pack, procedure))
        if found is None:
            # Asked at every evaluation; the packs do not change while they are installed.
            found = self._relevant[(pack, procedure)] = self._speaking_to(pack, procedure)
        return found

    def asked_of(self, pack: str, procedure: str) -> frozenset[str]:
        """The acts of other matters that the packs of a procedure read: ``child.<procedure>.<act>``, ``parent.<act>``."""
        found = self._asked.get((pack, procedure))
        if found is None:
            norms = [p.norms for p in self.relevant(pack, procedure)]
            found = self._asked[(pack, procedure)] = frozenset(_relatives_in(norms))
        return found

    def lasting(self, pack: str, version: date) -> frozenset[str]:
        """The facts of which a pack asks how long they have held."""
        found = self._lasting.get((pack, version))
        if found is None:
            one = self.exactly(pack, version)
            found = self._lasting[(pack, version)] = frozenset(_lasting_in(one.norms if one else ()))
        return found

    def _speaking_to(self, pack: str, procedure: str) -> tuple[Pack, ...]:
        own = self.versions(pack)
        acts = {step for p in own if procedure in p.procedures for step in p.procedures[procedure].steps}
        others = (_bars_of(other) for other in self.packs if other.id != pack)
        return (*own, *(other for other in others if acts & _begin_bars(other)))


BARS_REST_ON = (Kind.BAR, Kind.DEFINE, Kind.EXCEPTION)


@cache
def _bars_by_digest(digest: str, pack: str, version: date) -> Pack:
    found = next(p for p in installed().packs if (p.digest, p.id, p.version) == (digest, pack, version))
    return replace(found, norms=tuple(norm for norm in found.norms if norm.kind in BARS_REST_ON))


def _bars_of(pack: Pack) -> Pack:
    """The pack with its bars, and the terms and exceptions that they rest on; the same object at every call."""
    return _bars_by_digest(pack.digest, pack.id, pack.version)


def _relatives_in(norms: object) -> Iterator[str]:
    """The acts of matters above and below that norms name."""
    for part in parts_of(norms):
        if isinstance(part, str) and part.startswith(("child.", "parent.")):
            yield part


def _lasting_in(norms: object) -> Iterator[str]:
    """The names of the facts whose duration norms ask for."""
    for part in parts_of(norms):
        if isinstance(part, LastingValue):
            yield part.fact.name


def _begin_bars(pack: Pack) -> set[str]:
    """The shared events with which the pack's bars begin (its own steps belong to its own procedures)."""
    declared = {step for procedure in pack.procedures.values() for step in procedure.steps}
    return {name for norm in pack.norms if isinstance(norm.body, Bar) for name in norm.body.from_} - declared


_given: list[Installed] = []


def installed() -> Installed:
    """The packs in use: those of ``ZEREN_PACKS``, read at the first call."""
    return _given[-1] if _given else _read()


@contextmanager
def using(packs: Iterable[Pack], shared: Vocabulary | None = None) -> Iterator[Installed]:
    """Other packs for a while: for tests and for trying out a pack before it is installed."""
    _given.append(Installed(tuple(packs), shared or Vocabulary()))
    try:
        yield _given[-1]
    finally:
        _given.pop()


def reload() -> None:
    """Read the packs again at the next call."""
    _read.cache_clear()


RESTED_ON = (Kind.DEFINE, Kind.EXCEPTION)


def only(pack: Pack, names: tuple[str, ...]) -> Pack:
    """The pack with these norms alone and what they rest on, to ask about a day nothing else; the same object at every call."""
    return _only(pack.digest, pack.id, pack.version, names)


@lru_cache(maxsize=64)
def _only(digest: str, name: str, version: date, names: tuple[str, ...]) -> Pack:
    pack = next(p for p in installed().packs if (p.digest, p.id, p.version) == (digest, name, version))
    return replace(pack, norms=tuple(n for n in pack.norms if n.id in names or n.kind in RESTED_ON))


BESIDE = (
    own_rules,
    draw_rules,
    public_rules,
    bulletin,
    coverage,
    campaigns,
    share_rules,
    risks,
    situations,
    score_rules,
    ballot_rules,
    limits,
    order,
    precheck,
    absences,
    report_rules,
    planning,
    dossiers,
    reviews,
    statistics,
    rosters,
)
"""What reads a section of the file beside each pack."""


@cache
def _read() -> Installed:
    """With the readings that this installation switched, as they stand when the process first asks.

    Raises PackErrors for a folder with a pack, or a switch, that can't be used, SettingError for what stands beside
    a pack: nothing is half-installed.
    """
    library = PackLibrary.load(settings.ZEREN.packs, load_switches(settings.ZEREN.home / SWITCHES))
    for rules in BESIDE:
        rules.check(library.packs)
    return Installed(library.packs, library.vocabulary)


@dataclass(frozen=True, slots=True)
class Words:
    """One pack's words over the shared ones: steps of a procedure, roles, lists."""

    pack: Pack
    procedure: Procedure
    shared: Vocabulary

    def step(self, name: str) -> Step | None:
        """The event type of that name, wherever it is declared."""
        for steps in (self.procedure.steps, self.pack.vocabulary.events, self.shared.events, BUILT_IN):
            if name in steps:
                return steps[name]
        return None

    def fields(self, name: str) -> dict[str, RecordField]:
        """The fields of an event type; empty for one that is not declared."""
        step = self.step(name)
        return dict(step.record) if step else {}

    def list(self, name: str) -> WordList | None:
        """The list of that name."""
        return self.pack.vocabulary.lists.get(name) or self.shared.lists.get(name)

    def role(self, name: str) -> Role | None:
        """The role of that name."""
        return self.pack.vocabulary.roles.get(name) or self.shared.roles.get(name)

    def choices(self, event: str, name: str) -> tuple[str, ...]:
        """The items that the pack's ``choice`` norms list for a field."""
        bodies = [norm.body for norm in self.pack.norms if isinstance(norm.body, Choice)]
        return tuple(
            dict.fromkeys(item.id for b in bodies if (b.event, b.field) == (event, name) for item in b.items)
        )


def words(pack: str, version: date, procedure: str) -> Words | None:
    """The words of one procedure in one version; None where the pack is not installed."""
    library = installed()
    found = library.exactly(pack, version)
    if found is None or procedure not in found.procedures:
        return None
    return Words(found, found.procedures[procedure], library.shared)
