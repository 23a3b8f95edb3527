"""Recording through the interface: the acts of the records, with their refusals; and papers up and down."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import File, Status
from ninja.files import UploadedFile
from pydantic import Field

from zeren.api import shapes
from zeren.api.door import actor_of, writer_of
from zeren.api.given import Given, Head, Line, Moment, Name, Number, Pk, Seq, Text
from zeren.api.matters import matter_of, router
from zeren.api.problems import ERRORS
from zeren.norms.model import FieldText
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight
from zeren.records.matters import acts, events, files, levels, queries
from zeren.records.matters.models import Attachment
from zeren.records.trail import acts as trail

Fields = dict[Name, Text | list[Text]]
Names = list[Line]


class EventIn(Given):
    """An act as it happened. ``subjects`` left out: all of the matter's. ``?`` in a field: unknown.

    ``expected_head``: the ``head_seq`` that was read; 409 where somebody recorded since. The same ``idempotency``
    again answers the entry of the first time.
    """

    type: Name
    at: Moment
    fields: Fields = Field(default_factory=dict, max_length=200)
    subjects: Names | None = Field(None, max_length=500)
    by: Names = Field(default_factory=list, max_length=50)
    unit: Line | None = None
    re: Line | None = None
    attachments: list[Number] = Field(default_factory=list, max_length=100)
    expected_head: Head | None = None
    idempotency: Name | None = None


class CorrectionIn(Given):
    """What replaces an earlier entry; what is left out stays."""

    reason: Text
    at: Moment | None = None
    fields: Fields = Field(default_factory=dict, max_length=200)
    subjects: Names | None = Field(None, max_length=500)
    by: Names | None = Field(None, max_length=50)
    expected_head: Head | None = None


class VoidIn(Given):
    """Why an earlier entry is taken out of force."""

    reason: Text
    expected_head: Head | None = None


def fields_of(given: Fields) -> dict[str, FieldText]:
    """Given fields as the acts take them."""
    return {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}


def _kept(kept: acts.Kept) -> dict[str, Any]:
    event = kept.event
    return {
        "seq": event.seq,
        "id": events.event_id(event.matter_id, event.seq),
        "head_seq": event.matter.head_seq,
        "missing": [{"where": p.field, "zh": p.zh, "en": p.en} for p in kept.missing],
        "repeated": kept.repeated,
    }


def _recorder(request: HttpRequest, pk: int) -> Actor:
    """Who records on a matter of the organ: to the one concerned the file does not exist. Raises Denied, OutOfSight."""
    actor = writer_of(request)
    matter_of(actor, pk)
    return actor


@router.post("/matters/{int:pk}/entries", response={201: shapes.KeptOut, 200: shapes.KeptOut, **ERRORS})
def record_event(request: HttpRequest, pk: Pk, given: EventIn) -> Any:
    """Record an act. Only what is false is refused; what is late or out of order is recorded and explained."""
    kept = acts.record_event(
        _recorder(request, pk), pk, given.type, given.at, fields_of(given.fields),
        subjects=given.subjects, by=given.by, unit=given.unit, re=given.re, attachments=given.attachments,
        expected_head=given.expected_head, idempotency=given.idempotency or None,
    )  # fmt: skip
    return Status(200 if kept.repeated else 201, _kept(kept))


@router.post("/matters/{int:pk}/entries/{int:seq}/correct", response={201: shapes.KeptOut, **ERRORS})
def correct_event(request: HttpRequest, pk: Pk, seq: Seq, given: CorrectionIn) -> Any:
    """Replace an entry by a new one that names it; both stay visible."""
    kept = acts.correct_event(
        _recorder(request, pk), pk, seq, reason=given.reason, at=given.at, fields=fields_of(given.fields),
        subjects=given.subjects, by=given.by, expected_head=given.expected_head,
    )  # fmt: skip
    return Status(201, _kept(kept))


@router.post("/matters/{int:pk}/entries/{int:seq}/void", response={201: shapes.KeptOut, **ERRORS})
def void_event(request: HttpRequest, pk: Pk, seq: Seq, given: VoidIn) -> Any:
    """Take an entry out of force by a new one that names it; both stay visible."""
    actor = _recorder(request, pk)
    event = acts.void_event(actor, pk, seq, reason=given.reason, expected_head=given.expected_head)
    return Status(201, _kept(acts.Kept(event)))


# ---------------------------------------------------------------- papers


@router.get("/matters/{int:pk}/attachments", response={200: list[shapes.AttachmentOut], **ERRORS})
def list_attachments(request: HttpRequest, pk: Pk) -> list[dict[str, Any]]:
    """The papers of a matter, without their contents."""
    actor = actor_of(request)
    matter_of(actor, pk)
    return [_paper(paper) for paper in queries.attachments(actor, pk)]


def _paper(paper: Attachment) -> dict[str, Any]:
    names = ("name", "media_type", "size", "checksum", "added", "account")
    return {"id": paper.pk, "entry": paper.event, **{name: getattr(paper, name) for name in names}}


@router.post("/matters/{int:pk}/attachments", response={201: shapes.AttachmentOut, **ERRORS})
def add_attachment(request: HttpRequest, pk: Pk, file: File[UploadedFile]) -> Any:
    """Give a paper to a matter: PDF, picture, DOCX, XLSX, OFD or text, 20 MB at most."""
    content = file.read(files.LARGEST + 1)
    return Status(201, _paper(files.add_attachment(_recorder(request, pk), pk, file.name or "", content)))


CONTENTS = {
    media_type: {"schema": {"type": "string", "format": "binary"}} for media_type, _ in files.KINDS.values()
}
FILE = {"responses": {200: {"description": "The paper as it was given.", "content": CONTENTS}}}


@router.get("/matters/{int:pk}/attachments/{int:paper}", response=ERRORS, openapi_extra=FILE)
def read_attachment(request: HttpRequest, pk: Pk, paper: Pk) -> HttpResponse:
    """One paper as it was given."""
    actor = actor_of(request)
    matter_of(actor, pk)
    found, content = files.read_attachment(actor, paper)
    if found.matter_id != pk:
        raise OutOfSight(f"attachment {paper}")
    trail.note(actor, "attachment_read", "matter", pk, detail=str(paper))
    return sent(levels.name_of(found), found.media_type, content)


def sent(name: str, media_type: str, content: bytes) -> HttpResponse:
    """A paper under its own name."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})
