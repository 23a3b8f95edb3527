"""One measured figure; times of many repetitions; progress bars on the error channel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

ThingT = TypeVar("ThingT")


@dataclass(frozen=True)
class Figure:
    """What was measured: in words, as a number, the aim, whether it is reached (None: there is no aim)."""

    name: str
    what: str
    measured: str
    value: float
    method: str
    aim: str = ""
    reached: bool | None = None
    database: str = "–"

    @property
    def verdict(self) -> str:
        """A mark for the table."""
        return "" if self.reached is None else "✓" if self.reached else "missed"

    def on(self, database: str) -> Figure:
        """The same, with its database."""
        return replace(self, database=database)

    def data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def timed(things: Iterable[ThingT], does: Callable[[ThingT], object]) -> list[float]:
    """Milliseconds of each, in ascending order."""
    found = []
    for thing in things:
        begin = time.perf_counter()
        does(thing)
        found.append((time.perf_counter() - begin) * 1000)
    return sorted(found)


def part(times: Sequence[float], share: float) -> float:
    """The value below which this share of the (ascending) times lies."""
    return times[min(len(times) - 1, int(len(times) * share))]


def spread(times: Sequence[float]) -> str:
    """Median, 95th percentile and greatest, in words."""
    return f"p50 {part(times, 0.5):.1f} ms, p95 {part(times, 0.95):.1f}, max {times[-1]:.1f}"


def bar() -> Progress:
    """A progress bar."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
