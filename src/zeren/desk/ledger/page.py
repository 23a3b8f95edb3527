"""The ledger as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.components import Grid, Head, Pages, Tab


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The page: tabs by state, the grid, where one stands."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    count: str
