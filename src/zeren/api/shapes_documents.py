"""What the operations on documents and on the periodical answer."""

from __future__ import annotations

from datetime import date

from ninja import Schema

from zeren.api.shapes import OrganRef


class WordingOut(Schema):
    """The wording of a document; ``body`` and ``annexes`` are lines, ``dated`` a day or empty (that of the signature)."""

    title: str
    body: str
    addressee: str
    annexes: str
    copies: str
    printed_by: str
    dated: str


class DocumentRow(Schema):
    """A document: where it stands, its number once it has one. ``head``: the last entry of its log."""

    id: int
    matter: int
    matter_number: str
    organ: OrganRef
    paper: str
    label: str
    title: str
    state: str
    important: bool
    number: str
    drafted_by: str
    signed_by: str
    signed_on: date | None
    issued_on: date | None
    corrects: int | None
    head: int


class DocumentPage(Schema):
    """A part of the documents; ``next`` goes on behind it."""

    rows: list[DocumentRow]
    next: str | None


class DocumentStepOut(Schema):
    """One step of a document: who did it when, with reason, opinion or number (``note``), and the wording it wrote."""

    seq: int
    act: str
    account: str
    at: str
    note: str
    wording: WordingOut | None


class KeptFilesOut(Schema):
    """What was kept at the issue: the day that the paper bears, the digests (SHA-256) of both files."""

    dated: date
    docx: str
    pdf: str


class DocumentOut(DocumentRow):
    """One document with its wording (none of a destroyed matter), its log, what the account may do now; ``why_not``: why
    it is another's turn."""

    wording: WordingOut | None
    log: list[DocumentStepOut]
    kept: KeptFilesOut | None
    corrected_by: list[int]
    may: list[str]
    why_not: list[str]


class IssueRow(Schema):
    """An issue of a periodical that is out. ``state``: ``issued``, or ``voided`` where it was withdrawn."""

    id: int
    title: str
    number: str
    organ: OrganRef
    issued_on: date
    state: str


class IssuePage(Schema):
    """A part of the issues; ``next`` goes on behind it."""

    rows: list[IssueRow]
    next: str | None


class BlockOut(Schema):
    """A paragraph. ``kind``: ``text``, ``sub`` (a sub-heading), ``part`` (解答 …), ``question``."""

    kind: str
    text: str


class PieceOut(Schema):
    """A piece. ``place``: by which its study is confirmed, from 1 through the issue."""

    place: int
    title: str
    label: str
    source: str
    blocks: list[BlockOut]


class SectionOut(Schema):
    """A section with its pieces, and the reading list at its end."""

    title: str
    pieces: list[PieceOut]
    reading: list[str]


class NoteOut(Schema):
    """A note that puts the issue right."""

    number: str
    text: str


class StudyListOut(Schema):
    """A duty list of this year on which the account's person stands: where its study is entered."""

    id: int
    organ: OrganRef
    year: int


class StudiedOut(Schema):
    """What the account's person confirmed: the list and number of the activity, the day."""

    list: int
    number: int
    at: date
    title: str
    meeting: bool


class IssueOut(IssueRow):
    """One issue as it was printed; ``withdrawn``: why, where it was withdrawn."""

    period: str
    editor: str
    sections: list[SectionOut]
    notes: list[NoteOut]
    withdrawn: str
    lists: list[StudyListOut]
    studied: list[StudiedOut]


class StudyKeptOut(Schema):
    """The activity that a confirmation wrote."""

    list: int
    number: int
