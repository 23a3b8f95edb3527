"""Which matters are rounds of a programme, and which steps say that a unit was taken: ``coverage`` in ``desk.yaml``.

It says only where to look; no rule follows from it. See docs/coverage.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zeren.law.packs.form import Pack, Procedure
from zeren.records.beside import RulesError, Section

KEYS = {"rounds", "counts", "here", "columns", "asks"}


@dataclass(frozen=True, slots=True)
class StepColumn:
    """A column of the page: the day of a step of the round."""

    title: str
    step: str


@dataclass(frozen=True, slots=True)
class Asks:
    """What the text asks of a unit, in a few words, with its provision and the norm that judges it."""

    norm: str
    cite: str
    text: str


@dataclass(frozen=True, slots=True)
class CoverageRules:
    """A programme: the procedure of its ``rounds``; the steps of a round that mean that its unit was taken (``counts``);
    those of the programme itself that say the same (``here``)."""

    rounds: str
    counts: tuple[str, ...]
    here: tuple[str, ...]
    columns: tuple[StepColumn, ...]
    asks: Asks

    @property
    def steps(self) -> frozenset[str]:
        """Every step of a round that is read."""
        return frozenset((*self.counts, *(column.step for column in self.columns)))


def rules_of(pack: Pack, procedure: Procedure) -> CoverageRules | None:
    """The rules of a programme; None for a procedure that is none. Raises RulesError."""
    return RULES.beside(pack).get(procedure.id)


def read(body: Mapping[str, Any]) -> CoverageRules:
    """One programme's rules from plain data. Raises RulesError for a key that is none, or that is not there."""
    if set(body) != KEYS:
        wrong = ", ".join(sorted(set(body) ^ KEYS))
        raise RulesError("coverage", f"{wrong}; needed are exactly {', '.join(sorted(KEYS))}")
    columns = tuple(StepColumn(**dict(column)) for column in body["columns"])
    return CoverageRules(
        str(body["rounds"]), _steps(body, "counts"), _steps(body, "here"), columns, Asks(**dict(body["asks"]))
    )


RULES: Section[CoverageRules] = Section("coverage", read)
check = RULES.check


def _steps(body: Mapping[str, Any], key: str) -> tuple[str, ...]:
    if not isinstance(body[key], list):
        raise RulesError("coverage", f"{key}: a list of steps is needed, as [onsite_ended]")
    return tuple(body[key])


def faults(rules: CoverageRules, pack: Pack, procedure: Procedure) -> list[str]:
    """What a programme's rules name that the pack does not have."""
    rounds = pack.procedures.get(rules.rounds)
    if rounds is None:
        return [f"rounds: no procedure {rules.rounds}"]
    found = [f"no step {name} in {rounds.id}" for name in sorted(rules.steps - set(rounds.steps))]
    found += [f"here: no step {name}" for name in rules.here if name not in procedure.steps]
    if rules.asks.norm not in {norm.id for norm in pack.norms}:
        found.append(f"asks: no norm {rules.asks.norm}")
    if rules.asks.cite not in pack.provisions:
        found.append(f"asks: no provision {rules.asks.cite}")
    return found
