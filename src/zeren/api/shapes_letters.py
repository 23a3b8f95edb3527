"""What the operations on reminder letters answer."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from zeren.api.shapes import ObligationOut, OrganRef


class RecipientOut(Schema):
    """Whom a letter goes to; when it was read in the system, when it was answered last."""

    capacity: str
    ref: str
    name: str
    received: date | None
    answered: date | None


class LetterRow(Schema):
    """A reminder letter. Its address is its matter and its place in the log (``seq``)."""

    matter: int
    seq: int
    number: str
    light: str
    on: date
    due: date
    organ: OrganRef
    unit: OrganRef | None
    pack: str
    norm: str
    act: list[str]
    cites: list[str]
    recipients: list[RecipientOut]
    standing: str
    met_on: date | None
    withdrawn: date | None


class LetterPage(Schema):
    """A part of the letters; ``next`` goes on behind it."""

    rows: list[LetterRow]
    next: str | None


class AnswerOut(Schema):
    """What a recipient answered."""

    recipient: str
    at: str
    text: str


class LetterOut(LetterRow):
    """One letter as it stands on paper, and what was said of it since."""

    title: str
    text: list[str]
    note: str
    answers: list[AnswerOut]
    withdrawn_reason: str
    sees_matter: bool
    may_withdraw: bool


class LetterDueOut(ObligationOut):
    """What calls for a letter today: the obligation with its ``key``, under which light."""

    key: str
    light: str


class LetterDuePage(Schema):
    """A part of what calls for a letter; ``next`` goes on behind it."""

    rows: list[LetterDueOut]
    next: str | None


class AddresseeOut(Schema):
    """Whom a letter would go to."""

    capacity: str
    ref: str
    name: str


class DraftOut(Schema):
    """A letter as it would be issued now. ``unknown``: recipients that are not known and who can supply them; ``left``:
    who would receive it and does not, and why; ``offered``: the organs that may be named as owing it."""

    light: str
    due: date
    owes: OrganRef | None
    offered: list[OrganRef]
    to: list[AddresseeOut]
    unknown: list[str]
    left: list[str]
    title: str
    text: list[str]
    before: list[str]


class FiguresOut(Schema):
    """An organ's figures today, in working days; ``source``: the paper that set them, empty for the defaults."""

    organ: OrganRef
    green: int
    amber: int
    mark: str
    source: str
    may_set: bool
