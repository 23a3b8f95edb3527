"""What every page of a matter has at its top: head, tabs, the day it is seen from, the matters before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zeren.desk import links
from zeren.desk.components import Head, Tab
from zeren.desk.matters.case import Case
from zeren.desk.matters.page import head_of, next_words, tabs_of


@dataclass(frozen=True, slots=True)
class Frame:
    """The top of a page."""

    head: Head
    tabs: tuple[Tab, ...]
    as_of: str
    previous: str
    next: str


def frame(case: Case, tab: str) -> dict[str, Any]:
    """The values of a :class:`Frame`; ``tab`` is the one that stands open."""
    before, after = case.neighbours
    return {
        "head": head_of(case, next_words(case, case.next_step())),
        "tabs": tabs_of(case, tab),
        "as_of": case.today.isoformat(),
        "previous": links.matter(before) if before else "",
        "next": links.matter(after) if after else "",
    }
