"""Many rows at once into a register: each held against its columns, all or only the good ones written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeVar

from zeren.records.errors import Problem

Cells = Mapping[str, str]
ThingT = TypeVar("ThingT")


def cell(cells: Cells, name: str) -> str:
    """What stands in a column, without the blanks around it; empty where there is none."""
    return str(cells.get(name) or "").strip()


def few(things: Iterable[ThingT], size: int = 500) -> Iterator[list[ThingT]]:
    """Parts of at most ``size``: few enough for one query."""
    left = iter(things)
    while part := list(islice(left, size)):
        yield part


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the rows: how many are new, changed, the same; every problem with row and column.

    ``written`` is false for a trial and wherever a problem stopped the whole.
    """

    rows: int
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: tuple[Problem, ...] = ()
    written: bool = False

    @property
    def good(self) -> int:
        """Rows without a problem."""
        return self.rows - len({problem.row for problem in self.problems})


@dataclass
class Reading:
    """Reads the cells of one row and notes what is wrong, at its row and column."""

    cells: Cells
    row: int
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, column: str, zh: str, en: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(column, zh, en, self.row))

    def text(self, column: str, *, needed: bool = False, longest: int = 200) -> str:
        """A text; empty where there is none."""
        text = str(self.cells.get(column) or "").strip()
        if needed and not text:
            self.wrong(column, f"缺“{column}”", f"'{column}' is missing")
        if len(text) > longest:
            self.wrong(column, f"“{column}”超过 {longest} 字", f"'{column}' is longer than {longest}")
        return text

    def day(self, column: str, *, needed: bool = False) -> date | None:
        """A day, written 2026-03-01 or 2026/3/1 or 2026.3.1."""
        text = self.text(column, needed=needed)
        if not text:
            return None
        parts = text.split()[0].replace("/", "-").replace(".", "-").split("-")
        try:
            return date(*(int(part) for part in parts))
        except (ValueError, TypeError):
            self.wrong(column, f"“{text}”不是日期，应为年-月-日", f"'{text}' is no day, expected YYYY-MM-DD")
            return None

    def yes_no(self, column: str) -> bool:
        """是 or 否; empty is 否."""
        text = self.text(column)
        if text not in ("", "是", "否", "yes", "no"):
            self.wrong(column, f"“{text}”应为 是 或 否", f"'{text}' should be yes or no")
        return text in ("是", "yes")

    def number(self, column: str) -> int | None:
        """A whole number from 0 to 32767."""
        text = self.text(column)
        if text and not (text.isascii() and text.isdigit() and int(text) <= 32767):
            self.wrong(column, f"“{text}”应为整数", f"'{text}' should be a whole number")
            return None
        return int(text) if text else None


@dataclass
class Outcome:
    """What one writer of rows did; ``people``: whose facts changed, so that their matters follow."""

    new: int = 0
    changed: int = 0
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    people: set[int] = field(default_factory=set)

    def count(self, there: bool, differs: bool) -> None:
        """One row written, changed, or left as it was."""
        if not there:
            self.new += 1
        elif differs:
            self.changed += 1
        else:
            self.same += 1

    def problem(self, column: str, zh: str, en: str) -> None:
        """A problem of the rows as a whole."""
        self.problems.append(Problem(column, zh, en))
