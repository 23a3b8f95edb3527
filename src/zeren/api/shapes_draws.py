"""What the operations on draws answer."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema

from zeren.api.shapes import OrganRef, SubjectOut


class SeatedOut(Schema):
    """Somebody in a seat, or on the list."""

    ref: str
    name: str
    code: str
    seat: str


class ExcludedOut(Schema):
    """Somebody kept off the list, and why."""

    ref: str
    name: str
    why: str
    text: str


class DrawResultOut(Schema):
    """The seed, who witnessed it, whom it drew."""

    seq: int
    at: str
    seed: str
    witnesses: list[str]
    seats: list[SeatedOut]


class ReplacedOut(Schema):
    """Somebody who can't serve, and who took the seat."""

    seq: int
    person: SubjectOut
    by: SubjectOut
    seat: str
    reason: str


class DrawOut(Schema):
    """One announcement and what came of it. ``list``: the text whose SHA-256 is ``digest``; ``seated``: who sits there
    now; ``superseded``: the later announcement that took its place (0: in force); ``agrees``: list and digest, seed and
    drawn still fit."""

    seq: int
    at: str
    recorded: datetime
    account: str
    pool: OrganRef
    kind: str
    source: str
    known_on: date
    reason: str
    list: str
    digest: str
    excluded: list[ExcludedOut]
    result: DrawResultOut | None
    replaced: list[ReplacedOut]
    seated: list[SeatedOut]
    superseded: int
    agrees: bool
