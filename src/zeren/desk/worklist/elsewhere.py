"""The rows of what the viewer's organs owe in matters that others handle: they lead to the share, never to the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from zeren.desk import links
from zeren.desk.worklist.build import Builder
from zeren.norms.calendar import Calendar
from zeren.records import refs
from zeren.records.actor import Actor
from zeren.records.shares import queries as shares


class Elsewhere(Builder):
    """Builds these rows: of the matter only its number, who handles it, and whom the duty is about."""

    def __init__(self, rows: Sequence[Any], today: date, calendar: Calendar, actor: Actor) -> None:
        super().__init__(rows, today, calendar, actor.person)
        self.shares = shares.in_matters(actor, [row.matter_id for row in rows])
        # Only where the matter has one subject: of several, some may not have been put before the organ.
        listed = {row.matter_id: [one.ref for one in row.matter.subjects.all()] for row in rows}
        self.sole = {pk: found[0] if len(found) == 1 else "" for pk, found in listed.items()}
        self.names |= refs.names_of(filter(None, self.sole.values()))

    def person(self, row: Any) -> str:
        """Whom the duty is about; never the matter's title."""
        return self.names.get(row.subject or self.sole[row.matter_id], "")

    def share_url(self, row: Any, **query: str) -> str:
        """The page of the share by which the row is the viewer's."""
        held = self.shares.get(row.matter_id, [])
        mine = next((share for share in held if share.role in row.who.split()), None)
        if mine is None:
            return ""
        return links.with_query(links.named("share", row.matter_id, mine.role), *query.items())

    def matter_url(self, row: Any) -> str:
        """Where the row leads."""
        return self.share_url(row)

    def verb(self, row: Any) -> str:
        """One verb."""
        return "办理"

    def act_url(self, row: Any) -> str:
        """The form of the step."""
        return self.share_url(row, act=row.act.split()[0]) + "#act"
