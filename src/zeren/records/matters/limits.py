"""Figures of an entry that can't be true: more than the whole they are part of, points above the full mark.

The full marks are those of the pack's scores; which count is part of which stands beside the pack, under ``limits`` in
``desk.yaml``. A norm that is not kept is recorded and told; a figure that is arithmetically false is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zeren.law.packs.form import Pack, Procedure, Score
from zeren.norms.model import FieldText
from zeren.norms.values import number
from zeren.records.beside import RulesError, Section
from zeren.records.errors import Problems
from zeren.records.matters.events import Recorded

SECTION = "limits"


@dataclass(frozen=True, slots=True)
class Limit:
    """The fields ``of`` a step together are at most ``most``: a field of the same step, or ``step.field`` of the latest
    entry of another."""

    step: str
    of: tuple[str, ...]
    most: str

    @property
    def elsewhere(self) -> str:
        """The other step that is asked; empty for the same."""
        return self.most.partition(".")[0] if "." in self.most else ""


def limits_of(pack: Pack, procedure: Procedure, step: str) -> tuple[Limit, ...]:
    """The limits of one step."""
    return tuple(one for one in RULES.beside(pack).get(procedure.id, ()) if one.step == step)


def read(given: Mapping[str, Any]) -> Limit:
    """One limit from plain data. Raises RulesError."""
    if set(given) != {"step", "of", "most"}:
        raise RulesError(SECTION, "step, of and most were expected")
    of = given["of"]
    return Limit(given["step"], tuple(of) if isinstance(of, list) else (of,), given["most"])


RULES: Section[tuple[Limit, ...]] = Section(SECTION, lambda listed: tuple(read(one) for one in listed))
check = RULES.check


def faults(limit: Limit, procedure: Procedure) -> list[str]:
    """What a limit names that the procedure does not have."""
    named = [(limit.step, name) for name in limit.of]
    named.append((limit.elsewhere or limit.step, limit.most.rpartition(".")[2]))
    steps = procedure.steps
    return [
        f"no field {step}.{name}"
        for step, name in named
        if step not in steps or name not in steps[step].record
    ]


def hold(
    pack: Pack,
    procedure: Procedure,
    step: str,
    fields: Mapping[str, FieldText],
    others: Sequence[Recorded],
    problems: Problems,
) -> None:
    """Note every figure that can't be true, with what it is held against. ``others``: entries in force of the steps that
    the limits ask."""
    for limit in limits_of(pack, procedure, step):
        found = [_number(fields.get(name)) for name in limit.of]
        known = [one for one in found if one is not None]
        most = _most(limit, fields, others)
        if most is not None and known and sum(known, Fraction(0)) > most:
            words = "、".join(_label(procedure, step, name) for name in limit.of)
            whole = _label(procedure, limit.elsewhere or step, limit.most.rpartition(".")[2])
            total = sum(known, Fraction(0))
            zh = f"{words}{'合计' if len(limit.of) > 1 else ''} {total}，多于{whole} {most}"
            problems.add(limit.of[0], zh, f"{' + '.join(limit.of)} is {total}, more than {limit.most} {most}")
    for name, full in full_marks(pack, step).items():
        points = _number(fields.get(name))
        if points is not None and not 0 <= points <= full:
            zh = f"{_label(procedure, step, name)} {fields[name]} 应在 0 至满分 {full} 之间"
            problems.add(name, zh, f"{name} is {fields[name]}, expected 0 to its full mark {full}")


def _most(limit: Limit, fields: Mapping[str, FieldText], others: Sequence[Recorded]) -> Fraction | None:
    name = limit.most.rpartition(".")[2]
    if not limit.elsewhere:
        return _number(fields.get(name))
    there = [one.fields for one in others if one.type == limit.elsewhere]
    return _number(there[-1].get(name)) if there else None


def full_marks(pack: Pack, step: str) -> dict[str, Fraction]:
    """By field of a step, the most that the pack's scores let it have."""
    bodies = [norm.body for norm in pack.norms if isinstance(norm.body, Score)]
    parts = (part for body in bodies for part in body.parts)
    return {
        p.field.name: p.max
        for p in parts
        if p.field is not None and p.field.head == step and p.max is not None
    }


def _label(procedure: Procedure, step: str, name: str) -> str:
    declared = procedure.steps[step].record.get(name) if step in procedure.steps else None
    return f"“{(declared.label if declared else '') or name}”"


def _number(value: FieldText | None) -> Fraction | None:
    return number(value) if isinstance(value, str) else None
