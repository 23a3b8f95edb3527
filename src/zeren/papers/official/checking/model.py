"""What the checker answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Form = Literal["document", "letter", "plain"]
"""``document``: red head; ``letter``: 信函格式; ``plain``: without a red head (served on a person, a table, a draft)."""

Verdict = Literal["met", "departure", "unknown"]
FORMS = {"document": "文件格式", "letter": "信函格式", "plain": "不带红头"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was held against the standard.

    ``unknown``: the file does not show it (a part was not found); never taken for met.
    """

    id: str
    what: str
    where: str
    found: str
    expected: str
    clause: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """All of them, in the order of the sheet."""

    form: Form
    checks: tuple[Check, ...]

    def of(self, verdict: Verdict) -> tuple[Check, ...]:
        """Those with one verdict."""
        return tuple(check for check in self.checks if check.verdict == verdict)

    @property
    def departures(self) -> tuple[Check, ...]:
        """What departs from the standard."""
        return self.of("departure")

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        counted = {verdict: len(self.of(verdict)) for verdict in ("met", "departure", "unknown")}
        return {"standard": "GB/T 9704-2012", "form": self.form, "counted": counted, "checks": [asdict(c) for c in self.checks]}  # fmt: skip


def held(id: str, what: str, clause: str, where: str, found: str, expected: str, good: bool | None) -> Check:
    """A check with its verdict; None: unknown."""
    verdict: Verdict = "unknown" if good is None else "met" if good else "departure"
    return Check(id, what, where, found, expected, clause, verdict)
