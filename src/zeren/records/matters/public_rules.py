"""Which steps of a procedure publish how the problems were put right: ``public`` in ``desk.yaml`` beside the pack.

Whether one of them may be done now, and until when, the pack alone says; a procedure that is not named there has no
publishing step.
"""

from __future__ import annotations

from typing import Any

from zeren.law.packs.form import Pack, Procedure, Step
from zeren.records.beside import RulesError, Section


def steps_of(pack: Pack, procedure: Procedure) -> tuple[Step, ...]:
    """The publishing steps of one procedure, in the order they are named; those that this version has."""
    named = RULES.beside(pack).get(procedure.id, ())
    return tuple(procedure.steps[name] for name in named if name in procedure.steps)


def faults(pack: Pack) -> list[str]:
    """What the section names that no procedure of the pack has."""
    found = []
    for name, steps in RULES.beside(pack).items():
        procedure = pack.procedures.get(name)
        if procedure is None:
            found.append(f"no procedure {name}")
        else:
            found += [f"{name}: no step {step}" for step in steps if step not in procedure.steps]
    return found


def _steps(named: Any) -> tuple[str, ...]:
    if not isinstance(named, list) or not all(isinstance(step, str) and step for step in named):
        raise RulesError("public", "expected a list of steps")
    return tuple(named)


RULES: Section[tuple[str, ...]] = Section("public", _steps)
check = RULES.check
