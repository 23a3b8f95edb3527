"""A unit's table into the lists: rows with names and words become changes, and only what differs is changed.

A row holds a problem and one of its tasks; the row's number of the problem (or its words) says which problem it is,
the number of the task (or its words) which task. A column that the table lacks stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from zeren.norms.model import FieldText
from zeren.records.actor import Actor
from zeren.records.errors import Problem, Problems
from zeren.records.lists import acts, queries
from zeren.records.lists.board import Board, board_of
from zeren.records.lists.changes import Change
from zeren.records.lists.columns import PROBLEM, TASK
from zeren.records.lists.models import ListedProblem, ListedTask
from zeren.records.lists.numbering import next_numbers
from zeren.records.lists.people import Names
from zeren.records.lists.queries import Lists
from zeren.records.organs.models import Organ
from zeren.records.rows import Cells, Report

LONG = "long"
"""In place of a task's day: it is kept up for good (长期坚持)."""


@dataclass
class Found:
    """What one table says: its changes, of which row each is, and what is wrong."""

    changes: list[Change] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    new: int = 0
    changed: int = 0
    same: int = 0

    def add(self, change: Change, row: int) -> None:
        """Note a change of a row."""
        self.changes.append(change)
        self.rows.append(row)


def import_rows(
    actor: Actor, lists: Lists, rows: Sequence[Cells], *, dry_run: bool = False, good_only: bool = False
) -> Report:
    """Write the rows of a table into the lists, as one entry of the log. A row is column → text.

    Nothing is written if a row has a problem, unless ``good_only``; ``dry_run`` never writes.
    """
    found, problems = _tried(actor, lists, rows)
    if problems and good_only:
        bad = {problem.row for problem in problems}
        good = [{} if number in bad else cells for number, cells in enumerate(rows, start=1)]
        found, again = _tried(actor, lists, good)
        written = not again and not dry_run
        problems = (*problems, *again)
    else:
        written = not problems and not dry_run
    if written and found.changes:
        does = acts.change_own if lists.own else acts.change
        does(actor, lists.matter.pk, found.changes, reason="导入")
    return Report(len(rows), found.new, found.changed, found.same, tuple(problems), written)


def _tried(actor: Actor, lists: Lists, rows: Sequence[Cells]) -> tuple[Found, tuple[Problem, ...]]:
    """The changes of the table, and everything that is wrong with them at the table's rows."""
    found = changes_of(lists, rows)
    wrong = acts.try_changes(actor, lists.matter.pk, found.changes, own=lists.own) if found.changes else ()
    placed = [replace(p, row=found.rows[p.row - 1] if p.row else None) for p in wrong]
    return found, (*found.problems.found, *placed)


def changes_of(lists: Lists, rows: Sequence[Cells]) -> Found:
    """What the rows would change of the lists as they stand."""
    table = _Table(lists, Found())
    for number, cells in enumerate(rows, start=1):
        if cells:
            table.row(number, cells)
    return table.found


class _Table:
    """Reads the rows one after the other, against the lists and the rows above."""

    def __init__(self, lists: Lists, found: Found) -> None:
        self.lists, self.found = lists, found
        self.board = board_of(lists.matter, [unit.pk for unit in lists.units])
        self.who = _who(self.board)
        self.people = {unit.pk: Names(unit) for unit in lists.units}
        self.numbers = {unit.pk: next_numbers(lists.matter, unit.pk) for unit in lists.units}
        self.problems = {(k[0], row.text): k[1] for k, row in self.board.problems.items() if not row.void}
        self.tasks = {(*k[:2], row.text): k[2] for k, row in self.board.tasks.items()}
        self.said: dict[tuple[int, int, int], dict[str, FieldText]] = {}

    def row(self, number: int, cells: Cells) -> None:
        """One row: its problem, then its task."""
        unit = self._unit(number, cells)
        if unit is None:
            return
        before, wrong = len(self.found.changes), len(self.found.problems.found)
        problem = self._number(number, cells, unit, "problem_number", self.problems, (unit,), "problem_text")
        if problem is None:
            return
        made = self._change(number, (unit, problem, 0), _part(cells, "problem_"), "")
        if cells.get("task_text") or cells.get("task_number"):
            task = self._number(number, cells, unit, "task_number", self.tasks, (unit, problem), "task_text")
            if task is not None:
                key = (unit, problem, task)
                made |= self._change(number, key, _part(cells, "task_"), cells.get("reason", ""))
        if len(self.found.problems.found) == wrong:
            self._count(made, len(self.found.changes) > before)

    def _count(self, made: bool, differs: bool) -> None:
        if made:
            self.found.new += 1
        elif differs:
            self.found.changed += 1
        else:
            self.found.same += 1

    def _unit(self, number: int, cells: Cells) -> int | None:
        said, units = cells.get("unit", ""), self.lists.units
        if not said and len(units) == 1:
            return int(units[0].pk)
        fits = [unit for unit in units if said and said in (unit.name, unit.short, unit.code)]
        if len(fits) == 1:
            return int(fits[0].pk)
        known = "、".join(unit.short or unit.name for unit in units)
        zh = f"“{said}”不是本事项的整改单位，可为：{known}" if said else f"缺整改单位，可为：{known}"
        self.found.problems.add("unit", zh, f"'{said}' is no unit of this matter", number)
        return None

    def _number(
        self,
        row: int,
        cells: Cells,
        unit: int,
        column: str,
        known: dict[tuple[int, str], int] | dict[tuple[int, int, str], int],
        above: tuple[int, ...],
        words: str,
    ) -> int | None:
        """Which problem or task the row means: by its number, else by its words, else a new one."""
        said, text = cells.get(column, ""), cells.get(words, "")
        if said:
            if said.isascii() and said.isdigit() and 0 < int(said) <= 9999:
                known.setdefault((*above, text), int(said))  # type: ignore[arg-type]
                self._reserve(above, int(said))
                return int(said)
            self.found.problems.add(column, f"“{said}”应为 1 至 9999 的整数", f"'{said}' is no number", row)
            return None
        if not text:
            label = "问题" if column == "problem_number" else "任务"
            self.found.problems.add(words, f"缺“{label}”", f"'{words}' is missing", row)
            return None
        if (*above, text) not in known:
            known[(*above, text)] = self._reserve(above)  # type: ignore[index]
        return known[(*above, text)]  # type: ignore[index]

    def _reserve(self, above: tuple[int, ...], said: int = 0) -> int:
        """The next free number under a unit or a problem; ``said``: one that the table gives."""
        unit = above[0]
        free, under = self.numbers[unit]
        if len(above) == 1:
            number = said or free
            self.numbers[unit] = (max(free, number + 1), under)
        else:
            number = said or under.get(above[1], 1)
            under[above[1]] = max(under.get(above[1], 1), number + 1)
        return number

    def _change(self, row: int, key: tuple[int, int, int], cells: dict[str, str], reason: str) -> bool:
        """Note what differs; whether the row makes something new."""
        there = self.board.tasks.get(key) if key[2] else self.board.problems.get(key)
        now = self.said.get(key) or self._as_it_stands(key, there)
        wanted = self._wanted(row, key, cells)
        differs = {name: text for name, text in wanted.items() if now.get(name, "") != text}
        new = there is None and key not in self.said
        self.said[key] = {**now, **wanted}
        if new:
            differs = {name: text for name, text in differs.items() if text}
            differs.setdefault("text", cells.get("text", ""))
        if differs:
            self.found.add(Change(*key, set=differs, reason=reason), row)
        return new

    def _wanted(self, row: int, key: tuple[int, int, int], cells: dict[str, str]) -> dict[str, FieldText]:
        columns = TASK if key[2] else PROBLEM
        wanted: dict[str, FieldText] = {}
        for name, text in cells.items():
            if name not in columns:
                continue
            if columns[name].kind == "people":
                wanted[name] = self._people(row, key, name, text)
            else:
                wanted[name] = "" if text == "no" else text
        if wanted.get("due") == LONG:
            wanted |= {"due": "", "long_term": "yes"}
        return wanted

    def _people(self, row: int, key: tuple[int, int, int], column: str, text: str) -> tuple[str, ...]:
        found, wrong = self.people[key[0]].read(text)
        for zh in wrong:
            said = f"“{TASK[column].label}”中的{zh}"
            self.found.problems.add(f"task_{column}", said, f"'{text}': somebody can't be found", row)
        return found

    def _as_it_stands(
        self, key: tuple[int, int, int], there: ListedProblem | ListedTask | None
    ) -> dict[str, FieldText]:
        if there is None:
            return {}
        columns = TASK if key[2] else PROBLEM
        texts: dict[str, FieldText] = {
            name: _text(getattr(there, name))
            for name, column in columns.items()
            if column.kind not in ("people", "papers")
        }
        who = self.who.get(there.pk) if key[2] else None
        if key[2]:
            texts["leaders"] = tuple(f"person:{pk}" for pk, _ in who.leaders) if who else ()
            texts["handlers"] = tuple(f"person:{pk}" for pk, _ in who.handlers) if who else ()
        return texts


def shown_names(unit: Organ, tasks: Iterable[ListedTask]) -> dict[int, tuple[str, str]]:
    """By the task's number in the database: leaders and handlers as the table writes them."""
    names = Names(unit)
    return {
        pk: (names.written(who.leaders), names.written(who.handlers))
        for pk, who in queries.who_of(tasks).items()
    }


def _who(board: Board) -> dict[int, queries.Who]:
    return queries.who_of(board.tasks.values())


def _part(cells: Cells, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in cells.items() if name.startswith(prefix)}


def _text(value: object) -> str:
    if value is None or value is False:
        return ""
    return "yes" if value is True else value.isoformat() if hasattr(value, "isoformat") else str(value)
