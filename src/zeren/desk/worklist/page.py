"""The worklist as plain data: groups of tasks, and the peek beside them."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.desk.components import (
    Button,
    Citation,
    DaySum,
    Empty,
    Head,
    Light,
    Notice,
    Pages,
    Strip,
    Tab,
)


@dataclass(frozen=True, slots=True)
class Task:
    """A row: what is to be done in which matter, by when, on which provision, by whom, and the verb."""

    id: str
    light: Light
    day: str
    what: str
    matter: str
    person: str
    cite: Citation | None
    who: str
    verb: str
    url: str
    verb_url: str
    peek_url: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one state of time; ``note`` says what the state means and does not mean."""

    title: str
    count: int
    tasks: tuple[Task, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SideLine:
    """What stands on the other party's side."""

    text: str
    cite: str
    light: Light


@dataclass(frozen=True, slots=True)
class Peek:
    """The chosen row: the sum, the strip calendar, the provision, the other side, two acts at most.

    ``letters``: the reminder letters issued about it (number, address, light); ``letter_url``: where one is drafted.
    """

    matter: str
    person: str
    post: str
    what: str
    light: Light
    who: str
    acts: tuple[Button, ...]
    sum: DaySum | None = None
    strip: Strip | None = None
    no_sum: str = ""
    missing: tuple[tuple[str, str], ...] = ()
    cites: tuple[Citation, ...] = ()
    side_title: str = ""
    side: tuple[SideLine, ...] = ()
    letters: tuple[tuple[str, str, Light], ...] = ()
    letter_url: str = ""


@dataclass(frozen=True, slots=True)
class Worklist:
    """The page."""

    head: Head
    tabs: tuple[Tab, ...]
    groups: tuple[Group, ...]
    peek: Peek | None
    empty: Empty | None = None
    pages: Pages | None = None
    day_title: str = "到期日"
    may_pick: bool = True
    handover_url: str = ""
    batch_url: str = ""
    said: tuple[Notice, ...] = ()

    @property
    def far(self) -> bool:
        """Whether a day of another year wants room for the year."""
        return any(len(task.day) > len("10-14") for group in self.groups for task in group.tasks)
