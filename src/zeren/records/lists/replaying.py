"""The lists of a matter written anew from its log alone."""

from __future__ import annotations

from typing import Any

from zeren.records.lists import following
from zeren.records.lists.board import Board, Stamp
from zeren.records.lists.changes import read
from zeren.records.lists.models import ListedPart, ListedProblem, ListedTask, Responsible, TaskPaper
from zeren.records.matters import events
from zeren.records.matters.models import Event, Matter


def replay(matter: Matter) -> None:
    """Write the rows anew; those of a matter whose contents were destroyed are gone with them."""
    following.forget(matter)
    board = Board(matter)
    for event in (
        Event.objects.filter(matter=matter, type=events.LISTS).select_related("payload").order_by("seq")
    ):
        entry = events.read(event)
        stamp = Stamp(event.on, event.account, event.person, event.recorded)
        for change in read(entry.fields.get("changes", ())):
            board.lay(change, stamp)
    board.write()


def standing_rows() -> dict[str, list[tuple[Any, ...]]]:
    """What stands in the lists, without the database's own numbers: to hold replay against what the acts wrote."""
    key = ("matter", "unit", "problem__number", "number")
    return {
        "ListedPart": sorted(ListedPart.objects.values_list(*_names(ListedPart)), key=repr),
        "ListedProblem": sorted(ListedProblem.objects.values_list(*_names(ListedProblem)), key=repr),
        "ListedTask": sorted(
            ListedTask.objects.values_list("problem__number", *_names(ListedTask, "problem_id")), key=repr
        ),
        "Responsible": sorted(
            Responsible.objects.values_list(*(f"task__{name}" for name in key), "person", "leads"), key=repr
        ),
        "TaskPaper": sorted(
            TaskPaper.objects.values_list(*(f"task__{name}" for name in key), "attachment"), key=repr
        ),
    }


def _names(model: Any, *but: str) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields if f.attname not in ("id", *but)]
