"""Where a ballot's result goes: ``ballots`` in ``desk.yaml`` beside a pack. It is offered filled in, and people choose.

The text fixes the fields and the groups of voters; which of them takes what the count tells is said here once, so that
nobody copies figures from one page to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zeren.law.packs.form import Pack, Procedure
from zeren.records.beside import RulesError, Section

SECTION = "ballots"
LISTED = ("out", "votes", "none")
"""Whether who is voted on stands on the list of voters: without a slip, with one, not at all."""


@dataclass(frozen=True, slots=True)
class HandRule:
    """Which step takes the result. ``points`` and ``void``: its fields for them; ``options``: its fields by the label of
    an option; ``fixed``: what always holds; ``voters``: the field that says who voted, its values by the name of a group;
    ``own``: the field that says what became of a slip of one's own, its values by ``LISTED``; ``conversion`` and
    ``basis``: the step that fixed the points of the options, with fields of the same names, and its field for the basis.
    ``shown``: where the text gives no points, the field that takes the figures as the result shows them; ``options`` is then
    a list of labels."""

    step: str
    points: str
    options: Mapping[str, str]
    void: str = ""
    valid: str = ""
    shown: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    voters: tuple[str, Mapping[str, str]] = ("", {})
    own: tuple[str, Mapping[str, str]] = ("", {})
    conversion: str = ""
    basis: str = ""


def rule_of(pack: Pack, procedure: Procedure) -> HandRule | None:
    """Where the result of a ballot goes; None where the pack says nothing of it."""
    return RULES.beside(pack).get(procedure.id)


def read(body: Mapping[str, Any]) -> HandRule:
    """One procedure's rule from plain data. Raises RulesError for a key that is none or is missing."""
    needed = {"step", "shown" if "shown" in body else "points", "options"}
    unknown = sorted(set(body) - needed - {"void", "valid", "fixed", "voters", "own", "conversion", "basis"})
    if unknown or needed - set(body):
        raise RulesError(SECTION, f"{', '.join(unknown or sorted(needed - set(body)))}: unknown or missing")
    options = (
        dict.fromkeys(body["options"], "")
        if "shown" in body
        else {label: name for name, label in body["options"].items()}
    )
    voters = {group: item for item, group in body.get("voters", {}).get("of", {}).items()}
    own = {word: body["own"][word] for word in LISTED} if "own" in body else {}
    return HandRule(
        body["step"], body.get("points", ""), options, body.get("void", ""), body.get("valid", ""), body.get("shown", ""), dict(body.get("fixed", {})),
        (body.get("voters", {}).get("field", ""), voters), (body.get("own", {}).get("field", ""), own),
        body.get("conversion", ""), body.get("basis", ""),
    )  # fmt: skip


RULES: Section[HandRule] = Section(SECTION, read)
check = RULES.check


def faults(rule: HandRule, procedure: Procedure) -> list[str]:
    """What a rule names that the procedure does not have."""
    named = [
        rule.points,
        rule.void,
        rule.valid,
        rule.shown,
        *rule.options.values(),
        *rule.fixed,
        rule.voters[0],
        rule.own[0],
    ]
    wanted = [(rule.step, name) for name in named if name]
    if rule.conversion:
        wanted += [(rule.conversion, name) for name in (*rule.options.values(), rule.basis) if name]
    steps = procedure.steps
    return [f"no field {s}.{name}" for s, name in wanted if s not in steps or name not in steps[s].record]
