"""The answer of an evaluation: all findings, and the day on which they may differ without a new event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import overload

from zeren.norms.calendar import ONE_DAY
from zeren.norms.model import Finding, State
from zeren.norms.view import View


class Findings(Sequence[Finding]):
    """The findings of one matter on one day, in the packs' order."""

    __slots__ = ("_changes", "_items", "_view")

    def __init__(self, items: list[Finding], view: View, changes: Iterable[date] = ()) -> None:
        self._items = items
        self._view = view
        self._changes = changes

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> list[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | list[Finding]:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._items)

    @property
    def as_of(self) -> date:
        """The day asked about."""
        return self._view.as_of

    @property
    def next_change(self) -> date | None:
        """The next day on which an answer may differ without a new event; None if there is none."""
        today = self._view.as_of
        days = [d for d in self._changes if d > today]
        for fact in self._view.log.facts:
            if fact.start is not None and fact.start > today:
                days.append(fact.start)
            if fact.end is not None and today <= fact.end < date.max:
                days.append(fact.end + ONE_DAY)
        return min(days, default=None)

    def of(self, norm: str, subject: str | None = None) -> list[Finding]:
        """The findings of a norm (``norm`` or ``pack#norm``), for one subject if named."""
        pack, _, name = norm.rpartition("#")
        return [
            f
            for f in self._items
            if f.norm == name
            and (not pack or f.pack == pack or f.pack.split("@", 1)[0] == pack)
            and (subject is None or f.subject == subject)
        ]

    def with_status(self, *states: State) -> list[Finding]:
        """The findings with one of these statuses."""
        return [f for f in self._items if f.status in states]

    @property
    def breached(self) -> list[Finding]:
        """What was not kept."""
        return self.with_status(State.BREACHED)

    @property
    def open(self) -> list[Finding]:
        """Duties that are open, the earliest day first; those without a day last."""
        pending = [f for f in self.with_status(State.PENDING) if f.kind.value == "duty"]
        return sorted(pending, key=lambda f: (f.due is None, str(f.due or ""), f.norm))
