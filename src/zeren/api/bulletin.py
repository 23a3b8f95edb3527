"""The periodical for its readers: the issues that are out, one as it was printed, its files, the confirmation of study.

Writing and checking pieces stays on the page: what a second person approves is the marked places, seen in their words.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from zeren.api import shapes_documents as shapes
from zeren.api.documents import FILE, KINDS, Kind
from zeren.api.door import actor_of, listed, writer_of
from zeren.api.given import Cursor, Given, Limit, Name, Number, Pk, cut, place_of
from zeren.api.problems import ERRORS
from zeren.api.recording import sent
from zeren.papers.bulletin.issuing import number_of, on_paper
from zeren.papers.bulletin.model import PrintedIssue, PrintedPiece
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.bulletin import queries, studying
from zeren.records.documents import queries as documents
from zeren.records.documents.models import OfficialPaper
from zeren.records.errors import OutOfSight
from zeren.records.trail import acts as trail

router = Router(tags=["bulletin"])


class StudyIn(Given):
    """The account's person studied an issue (``what`` 0) or one piece by its place, on a day; entered in a duty list on which
    the person stands. ``topics``: ``warning_education``, ``study_training``, where the person says so."""

    list: Number
    at: date
    what: Annotated[int, Field(ge=0, le=500)] = 0
    topics: list[Name] = Field(default_factory=list, max_length=2)


@router.get("/bulletin", response={200: shapes.IssuePage, **ERRORS})
def list_issues(request: HttpRequest, limit: Limit, cursor: Cursor) -> dict[str, Any]:
    """What was issued to the account's organs, the latest first."""
    start = min(place_of(cursor), 10**6)
    rows, more = cut(list(queries.published(actor_of(request))[start : start + limit + 1]), limit)
    listed(request, "bulletin", len(rows))
    return {"rows": [_row(row) for row in rows], "next": str(start + limit) if more else None}


def _row(one: OfficialPaper) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "number": number_of(one),
        "organ": {"id": one.organ_id, "name": one.organ.name},
        "issued_on": one.issued_on,
        "state": one.state,
    }


def _out(actor: Actor, pk: int) -> OfficialPaper:
    found = queries.published(actor).filter(pk=pk).first()
    if found is None:
        raise OutOfSight(f"issue {pk}")
    return found


@router.get("/bulletin/{int:pk}", response={200: shapes.IssueOut, **ERRORS})
def get_issue(request: HttpRequest, pk: Pk) -> dict[str, Any]:
    """One issue as it was printed, its notes, and where the account confirms its study."""
    actor = actor_of(request)
    found = _out(actor, pk)
    held = queries.content(found)
    if held is None:
        raise OutOfSight(f"issue {pk}")
    log = documents.log_of(found)
    issue = on_paper(found, held, queries.placed(found, held), documents.issue_of(log))
    trail.note(actor, "document_read", "document", pk)
    return {
        **_row(found),
        "period": issue.period,
        "editor": issue.editor,
        "sections": list(_sections(issue)),
        "notes": [_note(note) for note in queries.notes_of(found)],
        "withdrawn": next((str(said.says.get("reason", "")) for said in log if said.act == "voided"), ""),
        **_study(actor, found),
    }


def _sections(issue: PrintedIssue) -> Iterator[dict[str, Any]]:
    place = 0
    for section in issue.sections:
        pieces = [_piece(place + n, piece) for n, piece in enumerate(section.pieces, start=1)]
        place += len(pieces)
        yield {"title": section.title, "pieces": pieces, "reading": list(section.reading)}


def _piece(place: int, piece: PrintedPiece) -> dict[str, Any]:
    blocks = [{"kind": block.kind, "text": block.text} for block in piece.blocks]
    return {"place": place, "title": piece.title, "label": piece.label, "source": piece.source, "blocks": blocks}  # fmt: skip


def _note(note: OfficialPaper) -> dict[str, str]:
    text = documents.text_of(note)
    return {"number": note.number, "text": text.body if text else ""}


def _study(actor: Actor, issue: OfficialPaper) -> dict[str, Any]:
    lists = studying.lists_of(actor, clock.today().year)
    return {
        "lists": [
            {"id": lst.pk, "organ": {"id": lst.organ_id, "name": lst.organ.name}, "year": lst.year}
            for lst, _ in lists
        ],
        "studied": [
            {"list": one.list.pk, "number": one.number, "at": one.at, "title": one.title, "meeting": one.meeting}
            for one in studying.of_actor(actor, issue)
        ],
    }  # fmt: skip


@router.get("/bulletin/{int:pk}/files/{kind}", response=ERRORS, openapi_extra=FILE)
def read_issue(request: HttpRequest, pk: Pk, kind: Kind) -> HttpResponse:
    """A file as it was issued, byte for byte."""
    actor = actor_of(request)
    found = _out(actor, pk)
    content = documents.sealed_file(found, kind)
    if content is None:
        raise OutOfSight(f"issue {pk}")
    trail.note(actor, "paper_made", "document", pk, detail=f"bulletin.{kind}")
    return sent(f"{found.title}　{number_of(found)}.{kind}", KINDS[kind], content)


@router.post("/bulletin/{int:pk}/study", response={201: shapes.StudyKeptOut, **ERRORS})
def study_issue(request: HttpRequest, pk: Pk, given: StudyIn) -> Any:
    """The account's person studied it: an activity of the duty list, once."""
    actor = writer_of(request)
    number = studying.confirm(actor, pk, given.list, given.at, given.what, tuple(given.topics))
    return Status(201, {"list": given.list, "number": number})
