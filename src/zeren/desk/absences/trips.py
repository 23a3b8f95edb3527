"""出国（境）beside the absences: what the text asks to be recorded of a trip, as a list and as signs on the calendar.

The text asks for no days of travel, so none are shown: approval, return, and the last day for the travel documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from zeren.desk import days, links, listing
from zeren.desk.absences.page import DayCell, TripList
from zeren.desk.components import Cell, Empty, Link
from zeren.desk.listing import Field
from zeren.desk.rosters import cells
from zeren.desk.rosters.build import fields_of
from zeren.norms.model import State
from zeren.records import packs
from zeren.records.absences.model import Month
from zeren.records.actor import WRITES, Actor
from zeren.records.matters.events import day_of
from zeren.records.rosters import queries
from zeren.records.rosters.queries import Row
from zeren.records.rosters.rules import CALENDAR, Column, Roster, every

UNDONE = (State.PENDING, State.BREACHED, State.UNDETERMINED)


class Trips:
    """The trips of a leading group that touch a month, as far as they are in sight."""

    def __init__(self, actor: Actor, month: Month, today: date) -> None:
        self.actor, self.month, self.today = actor, month, today
        group = [person.pk for person, _ in month.people]
        found = [(pack, roster) for _, pack, roster in every(packs.installed().packs, CALENDAR)]
        self.whole: list[tuple[Roster, list[Row]]] = [
            (
                roster,
                [
                    row
                    for row in queries.rows_of(actor, pack, roster, today, group)
                    if self._touches(roster, row)
                ],
            )
            for pack, roster in found
        ]

    def _touches(self, roster: Roster, row: Row) -> bool:
        """From its first entry to its last, or to today as long as something is undone."""
        entries = [entry for step in roster.steps if (entry := row.last(step))]
        if not entries:
            return False
        first, last = min(day_of(e.at) for e in entries), max(day_of(e.at) for e in entries)
        undone = any(f.status in UNDONE for one in roster.columns for f in cells.found_of(one, row))
        return (
            first <= self.month.last and (last if not undone else max(last, self.today)) >= self.month.first
        )

    def lists(self) -> tuple[TripList, ...]:
        """Each list that has rows, and the first always: where a trip is entered."""
        return tuple(self._list(roster, rows) for n, (roster, rows) in enumerate(self.whole) if rows or not n)

    def _list(self, roster: Roster, rows: list[Row]) -> TripList:
        name: Field[Row] = Field(
            "name", "姓名", lambda r: Cell(r.name, url=links.person(r.person.pk) if r.person else "")
        )
        matter: Field[Row] = Field(
            "matter", "事项", lambda r: Cell(r.matter.number, url=links.matter(r.matter.pk))
        )
        fields = (name, *fields_of(roster, self.today), matter)
        question = listing.Asked(links.named("absences"), {}, "", False, tuple(f.key for f in fields), 1, ())
        grid = listing.grid(
            question, fields, rows, caption=roster.title, row_id=lambda r: f"{r.matter.pk}-{r.ref}",
            row_url=lambda r: links.matter(r.matter.pk), empty=Empty(f"本月没有{roster.title}的记录", "审查、批准、返回和交回证件登记以后列在这里。"),
        )  # fmt: skip
        signs = tuple((one.sign, one.title) for one in roster.columns if one.sign)
        begin = links.named("matter-begin", roster.pack, roster.procedure) if self.actor.has(*WRITES) else ""
        return TripList(roster.title, grid, signs, Link(f"登记{roster.title}", begin) if begin else None)

    def marks(self) -> Mapping[tuple[int, date], DayCell]:
        """By person and day, the sign of the day."""
        return {
            (row.person.pk, day): DayCell(one.sign, "abroad", f"{days.in_sentence(day, self.today)}{one.title}：{roster.title}", links.matter(row.matter.pk))
            for roster, rows in self.whole for row in rows if row.person
            for one, day in self._marked(roster, row)
        }  # fmt: skip

    @staticmethod
    def _marked(roster: Roster, row: Row) -> Iterator[tuple[Column, date]]:
        for one in roster.columns:
            entry = row.last(one.step) if one.sign and one.step else None
            if entry:
                yield one, day_of(entry.at)
            for found in cells.found_of(one, row) if one.sign and one.norms else ():
                if found.due and found.done is None:
                    yield one, days.day_of(found.due)
