"""One pack in one version, compiled: its conditions as closures, its roles, its days, its units."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from zeren.law.packs.form import Authority, Choice, Condition, Define, Norm, Pack, Score
from zeren.norms.conditions import compile_condition
from zeren.norms.context import Test
from zeren.norms.model import FieldText, Missing
from zeren.norms.values import Getter, compile_value, number
from zeren.norms.view import Ev

if TYPE_CHECKING:
    from zeren.norms.units import Unit


class Env:
    """What the norms of one pack share. Conditions are compiled once and kept."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.first: date = pack.version
        self.last: date = pack.valid_to or date.max
        self._tests: dict[int, tuple[Condition, Test]] = {}
        self._values: dict[str, Getter] = {}
        self._missing: dict[tuple[str, str], Missing] = {}
        self._terms = {n.body.term: n.body for n in pack.norms if isinstance(n.body, Define)}
        self.scores = {n.body.name: n.id for n in pack.norms if isinstance(n.body, Score)}
        self._authorities: dict[str, list[Unit]] = {}
        self._choices: dict[tuple[str, str], list[Unit]] = {}
        self.units: list[Unit] = []
        self.by_id: dict[str, Unit] = {}
        self._doers = {step.id: step.by for p in pack.procedures.values() for step in p.steps.values()}
        self._doers.update({step.id: step.by for step in pack.vocabulary.events.values()})
        self.roles = _roles(pack)
        counting = pack.conventions.get("counting")
        self.roll = counting.roll if counting else None
        authority = pack.conventions.get("authority")
        self.at_least = authority is not None and authority.use == "at_least"

    # ------------------------------------------------------------ conditions

    def test(self, condition: Condition) -> Test:
        """The closure of a condition of this pack."""
        found = self._tests.get(id(condition))
        if found is None or found[0] is not condition:
            found = (condition, compile_condition(condition, self))
            self._tests[id(condition)] = found
        return found[1]

    def term_condition(self, term: str) -> Condition | None:
        """The condition that a ``define`` names."""
        body = self._terms.get(term)
        return body.that if body else None

    def term(self, term: str) -> Test:
        """The closure of a named condition. Raises KeyError for a term the pack does not define."""
        condition = self._terms[term].that
        if condition is None:
            raise KeyError(f"{self.pack.ref}: term {term} is a figure, not a condition")
        return self.test(condition)

    def term_value(self, term: str) -> Getter:
        """The getter of a named figure. Raises KeyError for a term the pack does not define."""
        if term not in self._values:
            value = self._terms[term].value
            if value is None:
                raise KeyError(f"{self.pack.ref}: term {term} is a condition, not a figure")
            self._values[term] = compile_value(value, self)
        return self._values[term]

    # ------------------------------------------------------------ what is missing, and who knows

    def who_of(self, type_: str) -> tuple[str, ...]:
        """The roles that do, and so record, an act."""
        return self._doers.get(type_, ())

    def field_missing(self, type_: str, name: str) -> Missing:
        """An unknown field of an event."""
        key = (type_, name)
        if key not in self._missing:
            self._missing[key] = Missing(f"{type_}.{name}", self.who_of(type_))
        return self._missing[key]

    def number_of(self, event: Ev, field: str) -> Fraction | None:
        """A field of an event as an exact number, where it is one."""
        value: FieldText | None = event.fields.get(field)
        return number(value) if isinstance(value, str) else None

    def entitled(self, wanted: tuple[str, ...]) -> frozenset[str]:
        """The roles that suffice where some are wanted: these, and those above them where a level is the minimum."""
        if not self.at_least:
            return frozenset(wanted)
        above = (r for r in self.pack.vocabulary.roles if not self._below(r).isdisjoint(wanted))
        return frozenset((*wanted, *above))

    def authorities(self, act: str) -> list[Unit]:
        """Every authority over an act: they are alternatives."""
        if act not in self._authorities:
            found = (u for u in self.units if isinstance(u.norm.body, Authority))
            self._authorities[act] = [u for u in found if act in u.act]
        return self._authorities[act]

    def choices(self, event: str, field: str) -> list[Unit]:
        """Every choice over a field: they are alternatives."""
        if (event, field) not in self._choices:
            found = ((u, u.norm.body) for u in self.units)
            self._choices[event, field] = [
                u
                for u, body in found
                if isinstance(body, Choice) and (body.event, body.field) == (event, field)
            ]
        return self._choices[event, field]

    def _below(self, role: str) -> set[str]:
        below: set[str] = set()
        todo = [role]
        while todo:
            known = self.pack.vocabulary.roles.get(todo.pop())
            for lower in known.above if known else ():
                if lower not in below:
                    below.add(lower)
                    todo.append(lower)
        return below


def _roles(pack: Pack) -> frozenset[str]:
    """Every word that this pack uses for a role."""
    found = set(pack.vocabulary.roles)
    for procedure in pack.procedures.values():
        for step in procedure.steps.values():
            found.update(step.by)
    for norm in pack.norms:
        found.update(_norm_roles(norm))
    return frozenset(found)


def _norm_roles(norm: Norm) -> tuple[str, ...]:
    by: tuple[str, ...] = getattr(norm.body, "by", ())
    return (*by, *getattr(norm.body, "to", ()), *getattr(norm.body, "signed_by", ()))
