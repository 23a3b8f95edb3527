"""Finding words in what was issued: of the issues that the actor reads, and of no other, opened when they are asked for.

What a piece says is sealed, so none of it stands in the search index.
"""

from __future__ import annotations

from dataclasses import dataclass

from zeren.records.actor import Actor
from zeren.records.bulletin import queries
from zeren.records.bulletin.text import SECTIONS, Issue, Piece
from zeren.records.documents import queries as documents
from zeren.records.documents.models import OfficialPaper
from zeren.records.search.indexing import runs
from zeren.records.search.queries import LONGEST, says

OPENED = 100
"""Issues that are opened to look for words: the latest."""


@dataclass(frozen=True, slots=True)
class FoundPiece:
    """Where it is said: an issue, and a piece of it with its place (``section`` and ``place``, each from 1, as printed);
    of the issue as a whole (its name, number, reading list) no piece."""

    issue: OfficialPaper
    piece: Piece | None = None
    section: int = 0
    place: int = 0


def saying(actor: Actor, text: str, limit: int) -> list[FoundPiece]:
    """Of the latest :data:`OPENED` issues that the actor reads: those called so, and the pieces in which every word stands."""
    words = runs(text[:LONGEST])
    if not words:
        return []
    issues = list(queries.published(actor)[:OPENED])
    held = {pk: Issue.of(said) for pk, said in documents.texts_of({row.pk: 0 for row in issues}).items()}
    taken = {pk: seq for issue in held.values() for pk, seq in issue.pieces}
    pieces = {pk: Piece.of(said) for pk, said in documents.texts_of(taken).items()}
    found: list[FoundPiece] = []
    for row in issues:
        if row.pk in held:
            found += _of_issue(row, held[row.pk], pieces, words)
    return found[:limit]


def by_number(actor: Actor, text: str) -> list[OfficialPaper]:
    """The issues that the actor reads with this very number: 警示教育2026年第4期."""
    return documents.by_number(queries.published(actor), text)


def _of_issue(
    row: OfficialPaper, issue: Issue, pieces: dict[int, Piece], words: list[str]
) -> list[FoundPiece]:
    """The issue where its name, number, period or reading list says it, else its pieces."""
    name = f"{row.title}{row.year}年第{row.serial}期 {row.number} {issue.period} {issue.reading}"
    if says(name, words):
        return [FoundPiece(row)]
    here = [pieces[pk] for pk, _ in issue.pieces if pk in pieces]
    by_section = [[p for p in here if p.section == name] for name in SECTIONS]
    printed = [found for found in by_section if found]
    return [
        FoundPiece(row, piece, section, place)
        for section, found in enumerate(printed, start=1)
        for place, piece in enumerate(found, start=1)
        if says(piece.words, words)
    ]
