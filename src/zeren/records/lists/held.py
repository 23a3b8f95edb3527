"""What changes of the lists are held against."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.records.actor import Actor
from zeren.records.lists.board import Board


@dataclass
class Held:
    """What changes are held against: the lists, whom each unit's tasks may name, who acts and for whom.

    ``own``: the units for which an account of the inspected side acts; empty for the organ that handles the matter.
    """

    actor: Actor
    board: Board
    people: dict[int, dict[int, str]]
    papers: set[int] = field(default_factory=set)
    own: frozenset[int] = frozenset()
