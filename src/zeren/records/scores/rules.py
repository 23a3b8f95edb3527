"""How a procedure is scored: its pack's ``score`` and ``grade`` norms, and ``scores`` in ``desk.yaml`` beside the pack.

What counts, and with which weight, is the pack's alone. Beside it stand short names, the field by which sheets differ
from one kind of unit to another, and which step takes the figures of a ballot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from zeren.law.packs.form import Grade, Norm, Pack, Procedure, Score, ScorePart, Step
from zeren.records.beside import RulesError, Section

SECTION = "scores"


@dataclass(frozen=True, slots=True)
class BallotRule:
    """Which step takes a ballot's result: the field of the points, of their basis, of the valid slips; ``options``: the
    field of each option in order, with the parameter that sets its points."""

    step: str
    points: str
    basis: str
    valid: str
    options: tuple[tuple[str, str], ...]
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BonusRule:
    """Which step brings bonuses: its fields for level, issuer, what for, and the paper that proves it."""

    step: str
    level: str
    issuer: str
    work: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ScoreRules:
    """How a procedure is scored, beside its norms. ``year``, ``kind``: the matter's fields by which sheets differ;
    ``named``: by step, the field that takes the name of the sheet; ``labels``: short names of parts and bonuses."""

    year: str = ""
    kind: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    ballot: BallotRule | None = None
    bonus: BonusRule | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of a score that is read from a field of a step: what a sheet can be laid under."""

    norm: Norm
    part: ScorePart
    step: str
    field: str
    label: str

    @property
    def full(self) -> Fraction | None:
        """The most that it may have."""
        return self.part.max


def rules_of(pack: Pack, procedure: Procedure) -> ScoreRules | None:
    """How a procedure is scored; None where the pack says nothing beside its norms, or has no score over it."""
    found = RULES.beside(pack).get(procedure.id)
    return found if found is not None and any(scores_of(pack)) else None


def scored(pack: Pack, procedure: Procedure) -> Procedure | None:
    """The procedure whose units are scored: this one, or the only one of its pack (a programme holds the sheets of its
    units)."""
    if rules_of(pack, procedure) is not None:
        return procedure
    others = [one for one in pack.procedures.values() if rules_of(pack, one) is not None]
    return others[0] if len(others) == 1 else None


def read(body: Mapping[str, Any]) -> ScoreRules:
    """One procedure's rules from plain data. Raises RulesError for a key that is none or is missing."""
    _keys(SECTION, body, set(), {"year", "kind", "labels", "named", "ballot", "bonus"})
    ballot, bonus = body.get("ballot"), body.get("bonus")
    return ScoreRules(
        body.get("year", ""),
        body.get("kind", ""),
        dict(body.get("labels", {})),
        dict(body.get("named", {})),
        _ballot(ballot) if ballot else None,
        _bonus(bonus) if bonus else None,
    )


RULES: Section[ScoreRules] = Section(SECTION, read)
check = RULES.check


def _ballot(given: Mapping[str, Any]) -> BallotRule:
    _keys("ballot", given, {"step", "points", "basis", "valid", "options"}, {"fixed"})
    return BallotRule(
        given["step"], given["points"], given["basis"], given["valid"],
        tuple(given["options"].items()), dict(given.get("fixed", {})),
    )  # fmt: skip


def _bonus(given: Mapping[str, Any]) -> BonusRule:
    names = ("step", "level", "issuer", "work", "evidence")
    _keys("bonus", given, set(names), set())
    return BonusRule(*(given[name] for name in names))


def _keys(where: str, given: Mapping[str, Any], needed: set[str], more: set[str]) -> None:
    unknown, absent = sorted(set(given) - needed - more), sorted(needed - set(given))
    if unknown:
        raise RulesError(where, f"{', '.join(unknown)}; known are {', '.join(sorted(needed | more))}")
    if absent:
        raise RulesError(where, f"{', '.join(absent)} is missing")


def faults(rules: ScoreRules, pack: Pack, procedure: Procedure) -> list[str]:
    """What the rules name that the pack or the procedure does not have."""
    found = [f"no field {name}" for name in (rules.year, rules.kind) if name and name not in procedure.matter]
    wanted = list(rules.named.items())
    if rules.ballot:
        own = (rules.ballot.points, rules.ballot.basis, rules.ballot.valid, *rules.ballot.fixed)
        wanted += [(rules.ballot.step, name) for name in (*own, *(name for name, _ in rules.ballot.options))]
        found += [f"no parameter {name}" for _, name in rules.ballot.options if name not in pack.parameters]
    if rules.bonus:
        named = (rules.bonus.level, rules.bonus.issuer, rules.bonus.work, rules.bonus.evidence)
        wanted += [(rules.bonus.step, name) for name in named]
    steps = procedure.steps
    found += [
        f"no field {step}.{name}"
        for step, name in wanted
        if step not in steps or name not in steps[step].record
    ]
    parts = {part.id for _, body in scores_of(pack) for part in (*body.parts, *body.plus)}
    return found + [f"no part {name}" for name in rules.labels if name not in parts]


# ---------------------------------------------------------------- what the norms say


def scores_of(pack: Pack) -> Iterator[tuple[Norm, Score]]:
    """The scores of a pack."""
    return ((norm, norm.body) for norm in pack.norms if isinstance(norm.body, Score))


def roots_of(pack: Pack) -> tuple[tuple[Norm, Score], ...]:
    """The scores that are no part of another: 综合得分."""
    listed = tuple(scores_of(pack))
    used = {part.score for _, body in listed for part in body.parts}
    return tuple((norm, body) for norm, body in listed if body.name not in used)


def grades_of(pack: Pack) -> dict[str, tuple[Norm, Grade]]:
    """The bands over each score, by its name."""
    return {norm.body.of: (norm, norm.body) for norm in pack.norms if isinstance(norm.body, Grade)}


def leaves_of(pack: Pack, procedure: Procedure, root: str) -> tuple[Leaf, ...]:
    """What one score rests on in the end, in the order of the text."""
    by_name = {body.name: (norm, body) for norm, body in scores_of(pack)}
    norm, body = by_name[root]
    found: list[Leaf] = []
    for part in body.parts:
        if part.score is not None:
            found.extend(leaves_of(pack, procedure, part.score))
        elif part.field is not None and (step := procedure.steps.get(part.field.head)):
            found.append(Leaf(norm, part, step.id, part.field.name, label_of(step, part.field.name)))
    return tuple(found)


def label_of(step: Step, name: str) -> str:
    """What a field of a step holds, in words; the step's own where the field says no more than 得分."""
    declared = step.record.get(name)
    label = declared.label if declared else ""
    return step.label if not label or label == "得分" else label
