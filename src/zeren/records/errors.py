"""What an act answers when it does not do what was asked. Nothing is half-written when one is raised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: which field (or row and column), in Chinese and English."""

    field: str
    zh: str
    en: str
    row: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain data."""
        return asdict(self)


class RecordsError(Exception):
    """Every answer of the records floor that is not the one hoped for."""


class Refused(RecordsError):
    """What was given is false or not this actor's to do; ``problems`` names each place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.field}: {p.en}" for p in self.problems))

    def by_field(self) -> dict[str, list[str]]:
        """What is wrong in Chinese, by the field in which it stands."""
        found: dict[str, list[str]] = {}
        for problem in self.problems:
            found.setdefault(problem.field, []).append(problem.zh)
        return found


class OutOfSight(RecordsError):
    """The object does not exist, or not for this actor: the two are not told apart (404)."""


@dataclass(frozen=True, slots=True)
class Between:
    """One event that came in between: its place, step, who recorded it and when."""

    seq: int
    type: str
    account: str
    recorded: str


class ConcurrentChange(RecordsError):
    """Somebody recorded on the same matter after the page was read; nothing was written."""

    def __init__(self, between: Iterable[Between]) -> None:
        self.between = tuple(between)
        super().__init__(f"{len(self.between)} events came in between")


@dataclass
class Problems:
    """Gathers problems, to refuse once with all of them."""

    found: list[Problem] = field(default_factory=list)

    def add(self, where: str, zh: str, en: str, row: int | None = None) -> None:
        """Note one problem."""
        self.found.append(Problem(where, zh, en, row))

    def refuse(self) -> None:
        """Raise Refused if anything was noted."""
        if self.found:
            raise Refused(self.found)
