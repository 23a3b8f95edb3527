"""The columns of the three lists: which may be chosen, how they stand in the table, what each takes out to Excel."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from zeren.desk.components import Choice


@dataclass(frozen=True, slots=True)
class ListsColumn:
    """A column: its words, of which list it is, its width, whether it is usual or always there (``fixed``), and the
    columns of the table (``papers.list_sheets``) that stand in its cell."""

    key: str
    title: str
    part: str
    width: str
    takes: tuple[str, ...] = ()
    usual: bool = True
    fixed: bool = False


OF_PROBLEM = ("problem_text", "problem_self_found", "problem_kind", "problem_provision", "problem_severity")
COLUMNS = (
    ListsColumn("number", "序", "problem", "w-n", ("unit", "problem_number"), fixed=True),
    ListsColumn("problem", "问题", "problem", "w-p", OF_PROBLEM, fixed=True),
    ListsColumn("page", "原文页码", "problem", "w-d", ("problem_page",), usual=False),
    ListsColumn("task", "任务", "task", "w-t", ("task_number", "task_text"), fixed=True),
    ListsColumn("leaders", "牵头领导", "people", "w-l", ("task_leaders",)),
    ListsColumn("office", "承办", "people", "w-o", ("task_office",)),
    ListsColumn("handlers", "承办人", "people", "w-l", ("task_handlers",), usual=False),
    ListsColumn("partners", "配合单位", "people", "w-o", ("task_partners",), usual=False),
    ListsColumn("due", "完成日", "closing", "w-d", ("task_due", "task_long_term", "task_stage")),
    ListsColumn("light", "期限状态", "closing", "w-s"),
    ListsColumn("progress", "进展", "closing", "w-g", ("task_progress",), usual=False),
    ListsColumn("evidence", "佐证", "closing", "", ("task_evidence",)),
    ListsColumn("closing", "销号", "closing", "w-c"),
    ListsColumn("changes", "延期、重开", "closing", "w-e", usual=False),
)
MANY = 10
"""So many columns leave none of them the rest of the width: each has its own."""

USUAL = tuple(column.key for column in COLUMNS if column.usual)
PARTS = ("problem", "task", "people", "closing")


@dataclass(frozen=True, slots=True)
class Shown:
    """The columns of one page. ``on``: the class of each that is shown, by its key; ``spans``: how many each of the
    lists has; ``chosen``: what the address names, nothing for the usual ones."""

    columns: tuple[ListsColumn, ...]
    on: Mapping[str, str]
    spans: Mapping[str, int]
    choices: tuple[Choice, ...] = ()
    chosen: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many there are to choose from, with those that always stand."""
        return len(COLUMNS)

    @property
    def takes(self) -> frozenset[str]:
        """The columns of the table (``papers.list_sheets``) that stand on the page."""
        return frozenset(name for column in self.columns for name in column.takes)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that were not fixed, as an address names them."""
        return tuple(column.key for column in self.columns if not column.fixed)


def asked(given: Collection[str]) -> tuple[str, ...]:
    """The columns that an address names, in their order; unknown ones are left out."""
    return tuple(column.key for column in COLUMNS if column.key in given and not column.fixed)


def shown(chosen: Collection[str] = ()) -> Shown:
    """The columns of a page: the chosen ones beside those that always stand, else the usual ones."""
    wanted = chosen or USUAL
    listed = tuple(column for column in COLUMNS if column.fixed or column.key in wanted)
    if len(listed) > MANY:
        listed = tuple(replace(column, width=column.width or "w-v") for column in listed)
    spans = {part: sum(column.part == part for column in listed) for part in PARTS}
    return Shown(
        listed,
        dict(_classes(listed)),
        spans | {"all": len(listed), "after": len(listed) - spans["problem"]},
        tuple(Choice(c.key, c.title, c.key in wanted) for c in COLUMNS if not c.fixed),
        tuple(chosen),
    )


def _classes(listed: tuple[ListsColumn, ...]) -> Iterator[tuple[str, str]]:
    """Between two lists stands a line."""
    before = PARTS[0]
    for column in listed:
        yield column.key, "t gap" if column.part != before else "t"
        before = column.part
