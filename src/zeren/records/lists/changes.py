"""What one entry of the log changes in the lists, as plain data: columns set, or a task moved on its way to closing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from zeren.norms.model import FieldText

Key = tuple[int, int, int]
"""Unit, number of the problem (0: the words of its public report), number of the task (0: the problem itself)."""


class Move(StrEnum):
    """对账销号: the unit applies, somebody else examines; a return visit may open again. What a check asked about is
    looked at by somebody, who says what was found. What is published of a problem, and the words around it, are
    reviewed by somebody who did not write them."""

    APPLY = "apply"
    CLOSE = "close"
    RETURN = "return"
    REOPEN = "reopen"
    VOID = "void"
    JUDGE = "judge"
    PUBLISH_REVIEW = "publish_review"
    PUBLISH_RETURN = "publish_return"


PUBLISHING = (Move.PUBLISH_REVIEW, Move.PUBLISH_RETURN)


@dataclass(frozen=True, slots=True)
class Change:
    """Of one problem or task: the columns that are set (days in ISO form, people and papers by their names in
    ``refs``), or its move; ``reason`` where one is asked for. A task or problem that is not there is made. A review of
    a public wording sets the very words that were read, so that no others can pass by it."""

    unit: int
    problem: int
    task: int = 0
    set: Mapping[str, FieldText] = field(default_factory=dict)
    move: Move | None = None
    reason: str = ""

    @property
    def key(self) -> Key:
        """Which problem or task."""
        return self.unit, self.problem, self.task


def written(changes: Iterable[Change]) -> tuple[str, ...]:
    """The changes as an entry's field holds them."""
    return tuple(json.dumps(_plain(c), ensure_ascii=False, separators=(",", ":")) for c in changes)


def read(field_text: FieldText) -> list[Change]:
    """The changes of an entry, in their order."""
    texts = (field_text,) if isinstance(field_text, str) else field_text
    return [_change(json.loads(text)) for text in texts if text]


def _plain(change: Change) -> dict[str, Any]:
    whole = {
        "unit": change.unit,
        "problem": change.problem,
        "task": change.task,
        "set": {name: list(v) if isinstance(v, tuple) else v for name, v in change.set.items()},
        "move": change.move.value if change.move else "",
        "reason": change.reason,
    }
    return {name: value for name, value in whole.items() if value}


def _change(body: Mapping[str, Any]) -> Change:
    return Change(
        body["unit"],
        body.get("problem", 0),
        body.get("task", 0),
        {name: tuple(v) if isinstance(v, list) else v for name, v in body.get("set", {}).items()},
        Move(body["move"]) if body.get("move") else None,
        body.get("reason", ""),
    )
