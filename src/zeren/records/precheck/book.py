"""What the installed packs say of the check, read once: rules, acts of each intent, norms, who lifts what."""

from __future__ import annotations

from datetime import date

from zeren.law.packs.form import Norm, Pack
from zeren.norms.model import Missing
from zeren.records import packs
from zeren.records.packs import Installed
from zeren.records.precheck import lifting, rules
from zeren.records.precheck.model import Lift, Line, Weight, ordered
from zeren.records.precheck.rules import INTENTS, SHARED, Rule


class Book:
    """The packs of one installation as the check reads them."""

    def __init__(self, installed: Installed) -> None:
        self.installed = installed
        self.rules = rules.every(installed.packs)
        self.by_procedure = {(rule.pack, rule.procedure): rule for rule in self.rules}
        self.acts = {intent: self._acts(intent) for intent in INTENTS}
        self.retired = {intent for rule in self.rules for intent in rule.retired}
        self._packs = {pack.ref: pack for pack in installed.packs}
        self._norms: dict[tuple[str, str], tuple[Pack | None, Norm | None]] = {}
        self._lifts: dict[tuple[str, str], tuple[Lift, ...]] = {}
        self._required: dict[tuple[str, str], tuple[Lift, ...]] = {}
        self._read_by: dict[tuple[str, date, str, str], frozenset[str]] = {}
        self._expected: dict[tuple[str, date], tuple[tuple[Rule, Line], ...]] = {}
        self._unrecorded: dict[tuple[str, date], tuple[Line, ...]] = {}

    def _acts(self, intent: str) -> frozenset[str]:
        own = (act for rule in self.rules for act in rule.of(intent))
        return frozenset((*SHARED.get(intent, ()), *own))

    def of(self, intents: set[str]) -> tuple[Rule, ...]:
        """The rules that one of the intents asks."""
        return tuple(rule for rule in self.rules if any(rule.of(intent) for intent in intents))

    def pack(self, slug: str, version: date) -> Pack | None:
        """One version of a pack."""
        return self._packs.get(f"{slug}@{version.isoformat()}")

    def norm(self, ref: str, name: str) -> tuple[Pack | None, Norm | None]:
        """A norm with its pack; None where it is not installed."""
        if (ref, name) not in self._norms:
            pack = self._packs.get(ref)
            found = next((n for n in pack.norms if n.id == name), None) if pack else None
            self._norms[ref, name] = (pack, found)
        return self._norms[ref, name]

    def lifts(self, ref: str, name: str) -> tuple[Lift, ...]:
        """Who could end a bar, by its norm."""
        if (ref, name) not in self._lifts:
            pack, norm = self.norm(ref, name)
            shared = self.installed.shared
            self._lifts[ref, name] = lifting.lifts_of(pack, norm, shared) if pack and norm else ()
        return self._lifts[ref, name]

    def required(self, ref: str, name: str) -> tuple[Lift, ...]:
        """The steps that a condition demands before its act, and who does them."""
        if (ref, name) not in self._required:
            pack, norm = self.norm(ref, name)
            steps = lifting.required(norm) if pack and norm else ()
            self._required[ref, name] = tuple(self._lift(pack, step) for step in steps if pack)
        return self._required[ref, name]

    def _lift(self, pack: Pack, step: str) -> Lift:
        return Lift(step, lifting.roles_of(pack, step, self.installed.shared))

    def read_by(self, slug: str, version: date, ref: str, name: str) -> frozenset[str]:
        """The steps of a matter's pack (name and version) that a norm reads."""
        key = (slug, version, ref, name)
        if key not in self._read_by:
            pack, norm = self.pack(slug, version), self.norm(ref, name)[1]
            self._read_by[key] = frozenset(lifting.events_of(pack, norm) if pack and norm else ())
        return self._read_by[key]

    def unrecorded(self, intent: str, day: date) -> tuple[Line, ...]:
        """What is answered where nothing is recorded at all."""
        if (intent, day) not in self._unrecorded:
            self._unrecorded[intent, day] = ordered(line for _, line in self.expected(intent, day))
        return self._unrecorded[intent, day]

    def expected(self, intent: str, day: date) -> tuple[tuple[Rule, Line], ...]:
        """The procedures without whose record it can't be told, each with the line that says so and who keeps one."""
        if (intent, day) not in self._expected:
            named = (rule for rule in self.rules if intent in rule.expected)
            found = ((rule, self._not_recorded(rule, intent, day)) for rule in named)
            self._expected[intent, day] = tuple((rule, line) for rule, line in found if line is not None)
        return self._expected[intent, day]

    def _not_recorded(self, rule: Rule, intent: str, day: date) -> Line | None:
        pack = self.installed.on(rule.pack, day)
        procedure = pack.procedures.get(rule.procedure) if pack else None
        if pack is None or procedure is None:
            return None
        first = next(iter(procedure.steps.values()))
        missing = Missing(rule.procedure, tuple(first.by))
        return Line(Weight.OPEN, rule.of(intent), pack.ref, "", tuple(first.cite), missing=(missing,))


_books: list[Book] = []
"""Those that were read, by the very installation: packs that are put in for a while bring a book of their own."""
KEPT = 2


def book() -> Book:
    """That of the packs in use."""
    installed = packs.installed()
    for one in _books:  # the first, nearly always: asked several times a person
        if one.installed is installed:
            return one
    _books.insert(0, Book(installed))
    del _books[KEPT:]
    return _books[0]
