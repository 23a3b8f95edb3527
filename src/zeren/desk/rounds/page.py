"""The coverage of a programme as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zeren.desk.components import Grid, Head, Notice, Pages, Tab
from zeren.norms.model import Finding
from zeren.records.lists.queries import Tally
from zeren.records.matters.models import Matter
from zeren.records.rounds.queries import Round, State, UnitRounds


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in one of its rounds; a unit without a round has one row as well. ``finding``: how the norm judges it;
    ``since``: the first day of its term, where one is on record; ``again``: the unit stands above already."""

    programme: Matter
    unit: UnitRounds
    round: Round | None
    state: State
    finding: Finding | None
    since: date | None
    tally: Tally | None
    again: bool = False

    @property
    def classification(self) -> str:
        """The level of what the row was read from."""
        return self.round.matter.classification if self.round else self.programme.classification


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The page: the tabs of the matter, the rows, where one stands."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    count: str
    previous: str = ""
    next: str = ""
    notices: tuple[Notice, ...] = ()
