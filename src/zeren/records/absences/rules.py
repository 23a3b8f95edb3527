"""Which procedure is an absence and which of its steps say what: ``absences`` in ``desk.yaml`` beside the pack.

It names steps, fields and norms of the pack; no rule follows from it. See docs/absences.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zeren.law.packs.form import Pack, Procedure
from zeren.records.beside import RulesError, Section

SECTION = "absences"


@dataclass(frozen=True, slots=True)
class Together:
    """Who may not be away at the same time: ``norm`` judges it; ``one`` and ``other`` are values of the subject's fact.

    ``both`` says on the report that both are away, ``why`` explains it; ``apart``: a departure that does not count.
    """

    norm: str
    fact: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    both: str
    why: str
    apart: str


@dataclass(frozen=True, slots=True)
class AbsenceRules:
    """One procedure. Steps: ``reported``, ``went``, ``back``, ``changed``; ``approved`` where the text asks for it; ``after``
    what is owed after the return. Fields of the report: ``begins`` to ``acting_by``, empty where the text has none."""

    pack: str
    procedure: str
    reported: str
    went: str
    back: str
    changed: str
    begins: str
    ends: str
    place: str
    reason: str
    urgent: str
    approved: str = ""
    after: tuple[str, ...] = ()
    acting: str = ""
    acting_by: str = ""
    together: Together | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """Every step that the calendar reads."""
        named = (self.reported, self.approved, self.went, self.changed, self.back, *self.after)
        return tuple(step for step in named if step)


def every(installed: Iterable[Pack]) -> tuple[AbsenceRules, ...]:
    """The rules of all packs. Raises RulesError for a file that can't be used."""
    return tuple(
        AbsenceRules(pack.id, procedure, **given) for pack, procedure, given in RULES.every(installed)
    )


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """One procedure's rules from plain data. Raises RulesError for a key that is none, or that is not there."""
    known = set(AbsenceRules.__slots__) - {"pack", "procedure"}
    wanted = known - {"approved", "after", "acting", "acting_by", "together"}
    wrong = sorted((set(given) - known) | (wanted - set(given)))
    if wrong:
        raise RulesError(SECTION, f"{', '.join(wrong)}: not known, or missing")
    found = dict(given)
    if "after" in found:
        found["after"] = tuple(found["after"])
    if "together" in found:
        said = found["together"]
        found["together"] = Together(**{**said, "one": tuple(said["one"]), "other": tuple(said["other"])})
    return found


RULES: Section[dict[str, Any]] = Section(SECTION, read)
check = RULES.check


def faults(rules: AbsenceRules, pack: Pack, procedure: Procedure) -> list[str]:
    """What the rules name that the pack does not have."""
    found = [f"no step {name}" for name in rules.steps if name not in procedure.steps]
    if found:
        return found
    report, both = procedure.steps[rules.reported].record, rules.together
    fields = [
        rules.begins,
        rules.ends,
        rules.place,
        rules.reason,
        rules.urgent,
        rules.acting,
        rules.acting_by,
    ]
    fields += [both.both, both.why] if both else []
    found += [f"no field {name}" for name in fields if name and name not in report]
    if both is not None:
        found += [] if both.norm in {norm.id for norm in pack.norms} else [f"no norm {both.norm}"]
        found += [] if both.fact in procedure.subject_facts else [f"no fact {both.fact}"]
        found += [] if both.apart in procedure.steps[rules.went].record else [f"no field {both.apart}"]
    return found
