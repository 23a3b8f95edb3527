"""The phases in which the desk shows a procedure: ``desk.yaml`` beside the pack. Nothing is computed from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zeren.law.packs.form import Pack, Procedure, Step
from zeren.records.beside import Section


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a procedure's steps under one title (empty where the pack names no phases)."""

    title: str
    steps: tuple[Step, ...]


def phases_of(pack: Pack, procedure: Procedure) -> tuple[Phase, ...]:
    """The steps of ``procedure`` in the pack's order, parted where ``desk.yaml`` says."""
    starts = RULES.beside(pack).get(procedure.id, {})
    return tuple(_parted(tuple(procedure.steps.values()), starts))


def _parted(steps: Sequence[Step], starts: dict[str, str]) -> list[Phase]:
    parts: list[tuple[str, list[Step]]] = []
    for step in steps:
        if not parts or step.id in starts:
            parts.append((starts.get(step.id, ""), []))
        parts[-1][1].append(step)
    return [Phase(title, tuple(inside)) for title, inside in parts]


RULES: Section[dict[str, str]] = Section(
    "phases", lambda parts: {part["from"]: part["title"] for part in parts}
)
"""For each procedure, the step that begins a phase and the phase's title."""
