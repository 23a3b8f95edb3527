"""What a condition is judged in: the act, the subject, the day, the place in the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zeren.norms.model import Missing
from zeren.norms.view import Ev, View

if TYPE_CHECKING:
    from zeren.norms.running import Run

Truth = bool | None
"""True, False, or None: unknown."""


class Ctx:
    """The place at which a condition is asked. ``missing`` gathers what an unknown answer depends on.

    ``this`` is the act, ``opener`` the event that opened (inside ``where``: the act that asks); events
    after ``pos`` have not happened yet; facts are those of ``day``.
    """

    __slots__ = ("day", "missing", "opener", "pos", "run", "subject", "sure", "this", "view")

    def __init__(
        self,
        run: Run,
        this: Ev | None,
        opener: Ev | None,
        subject: str | None,
        day: date,
        pos: int,
    ) -> None:
        self.run = run
        self.view: View = run.view
        self.this = this
        self.opener = opener
        self.subject = subject
        self.day = day
        self.pos = pos
        self.missing: list[Missing] = []
        self.sure = False
        """Whether the norm's ``if`` is known to hold for the whole matter."""

    def take(self) -> tuple[Missing, ...]:
        """What is missing, each thing once; the list is emptied."""
        found = tuple(dict.fromkeys(self.missing))
        self.missing.clear()
        return found


Test = Callable[[Ctx], Truth]


@dataclass(frozen=True, slots=True)
class Elapsed:
    """A stretch of time; an unknown beginning is None."""

    start: date | None
    end: date


@dataclass(frozen=True, slots=True)
class NoEvent:
    """No such event is in the log: it was not done, as far as recorded."""


NO_EVENT = NoEvent()
