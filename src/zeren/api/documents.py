"""Documents from draft to number: those in sight, one with its log, its files; and every step, as on the page.

What belongs to a periodical has operations of its own (``api.bulletin``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from pydantic import Field

from zeren.api import shapes_documents as shapes
from zeren.api.door import actor_of, listed, writer_of
from zeren.api.given import Cursor, Given, Head, Limit, Line, Name, Pk, Text, cut, place_of
from zeren.api.matters import Filter, matter_of
from zeren.api.problems import ERRORS
from zeren.api.recording import sent
from zeren.desk.documents import paper as papers
from zeren.desk.documents.views import PERIODICAL
from zeren.desk.matters import downloads
from zeren.desk.matters.case import Case
from zeren.desk.matters.downloads import DOCX
from zeren.records.actor import Actor
from zeren.records.documents import acts, queries, rules
from zeren.records.documents.acts import Paper
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.documents.queries import Said
from zeren.records.documents.text import Text as Wording
from zeren.records.errors import Between, ConcurrentChange, OutOfSight, Refused
from zeren.records.matters import secrecy
from zeren.records.trail import acts as trail

router = Router(tags=["documents"])
KINDS = {"docx": DOCX, "pdf": "application/pdf"}
Kind = Literal["docx", "pdf"]
FILE = {
    "responses": {
        200: {
            "description": "The file as it was issued.",
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS.values()},
        }
    }
}


class WordingIn(Given):
    """A wording; what is left out stays as it is (of a new document: as the records give it)."""

    title: Line | None = None
    body: Text | None = None
    addressee: Annotated[Text, Field(max_length=400)] | None = None
    annexes: Annotated[Text, Field(max_length=2000)] | None = None
    copies: Annotated[Text, Field(max_length=1000)] | None = None
    printed_by: Line | None = None
    dated: date | None = None

    def over(self, before: Wording) -> Wording:
        """The wording before with what is given."""
        given = self.model_dump(exclude_unset=True)
        return replace(
            before, **{name: str(text) if text is not None else "" for name, text in given.items()}
        )


class BeginIn(Given):
    """Which paper of the matter (its id beside the pack), about which of its subjects (``of``, from 1)."""

    paper: Name
    of: Annotated[int, Field(ge=1, le=500)] = 1
    wording: WordingIn = Field(default_factory=WordingIn)
    important: bool | None = None


class StepIn(Given):
    """``expected_head``: the ``head`` up to which the document was read; 409 where somebody acted since."""

    expected_head: Head


class ChangeIn(StepIn):
    """Another wording; ``important`` only of a draft."""

    wording: WordingIn
    important: bool | None = None


class OpinionIn(StepIn):
    """An opinion, or none."""

    opinion: Annotated[Text, Field(max_length=acts.MOST)] = ""


class ReasonIn(StepIn):
    """A reason."""

    reason: Annotated[Text, Field(max_length=acts.MOST)]


class IssueIn(StepIn):
    """The mark of the number (青纪发), without year, brackets and serial."""

    mark: Line


# ---------------------------------------------------------------- reading

Tab = Literal["", "mine", "way", "out", "numbers"]


@router.get("/documents", response={200: shapes.DocumentPage, **ERRORS})
def list_documents(
    request: HttpRequest, limit: Limit, cursor: Cursor, title: Filter, number: Filter, tab: Tab = ""
) -> dict[str, Any]:
    """Documents in sight, the latest first: all, what waits for the account (``mine``), under way, issued, the register of
    numbers. ``number``: the very number, its brackets of any kind."""
    actor, after = actor_of(request), place_of(cursor)
    found = _rows(actor, tab).exclude(paper__in=PERIODICAL).filter(title__icontains=title)
    if number:
        found = found.filter(pk__in=[row.pk for row in queries.by_number(found, number)])
    found = found.filter(pk__lt=after) if after else found
    rows, more = cut(list(found.order_by("-pk")[: limit + 1]), limit)
    listed(request, "document", len(rows))
    return {"rows": [_row(row) for row in rows], "next": str(rows[-1].pk) if more else None}


def _rows(actor: Actor, tab: Tab) -> QuerySet[OfficialPaper]:
    if tab == "mine":
        return queries.my_turn(actor)
    if tab == "numbers":
        return queries.numbered(actor)
    seen = queries.visible_to(actor)
    states = {"way": queries.UNDER_WAY, "out": queries.OUT}.get(tab)
    return seen.filter(state__in=states) if states else seen


def _row(one: OfficialPaper) -> dict[str, Any]:
    names = ("paper", "label", "title", "state", "important", "number", "drafted_by", "signed_by", "signed_on", "issued_on", "head")  # fmt: skip
    return {
        "id": one.pk,
        "matter": one.matter_id,
        "matter_number": one.matter.number,
        "organ": {"id": one.organ_id, "name": one.organ.name},
        "corrects": one.corrects_id,
        **{name: getattr(one, name) for name in names},
    }


def _seen(actor: Actor, pk: int) -> OfficialPaper:
    found = queries.one(actor, pk)
    if found is None or found.paper in PERIODICAL:
        raise OutOfSight(f"document {pk}")
    return found


@router.get("/documents/{int:pk}", response={200: shapes.DocumentOut, **ERRORS})
def get_document(request: HttpRequest, pk: Pk) -> dict[str, Any]:
    """One document with every wording and step."""
    actor = actor_of(request)
    found = _seen(actor, pk)
    trail.note(actor, "document_read", "document", pk)
    return _whole(actor, found)


def _whole(actor: Actor, one: OfficialPaper) -> dict[str, Any]:
    log = queries.log_of(one)
    versions, receipt = queries.versions(log), queries.issue_of(log)
    turn = one.state in (State.REVIEW, State.SIGN) and rules.of_organ(actor, one)
    return {
        **_row(one),
        "wording": versions[-1][1].as_dict() if versions else None,
        "log": [_step(said) for said in log],
        "kept": {name: receipt[name] for name in ("dated", "docx", "pdf")} if receipt else None,
        "corrected_by": list(one.corrected_by.order_by("pk").values_list("pk", flat=True)),
        "may": sorted(rules.offered(actor, one)) if versions else [],
        "why_not": [problem.zh for problem in rules.against_turn(actor, one)] if turn else [],
    }


def _step(said: Said) -> dict[str, Any]:
    note = next((str(said.says[name]) for name in ("reason", "opinion", "number") if said.says.get(name)), "")
    text = said.says.get("text") if said.act in queries.WORDING else None
    wording = Wording.of(text).as_dict() if text else None
    return {"seq": said.seq, "act": said.act, "account": said.account, "at": said.at.isoformat(), "note": note, "wording": wording}  # fmt: skip


@router.get("/documents/{int:pk}/files/{kind}", response=ERRORS, openapi_extra=FILE)
def read_document(request: HttpRequest, pk: Pk, kind: Kind) -> HttpResponse:
    """A file as it was issued, byte for byte; 404 before the issue."""
    actor = actor_of(request)
    found = _seen(actor, pk)
    content = queries.sealed_file(found, kind)
    if content is None:
        raise OutOfSight(f"document {pk}")
    trail.note(actor, "paper_made", "document", pk, detail=f"{found.paper}.{kind}")
    name = f"{found.label}　{found.number}.{kind}"
    return sent(secrecy.marked(found.matter.classification, name), KINDS[kind], content)


# ---------------------------------------------------------------- acting


@router.post("/matters/{int:pk}/documents", response={201: shapes.DocumentOut, **ERRORS})
def draft_document(request: HttpRequest, pk: Pk, given: BeginIn) -> Any:
    """Begin a document of a matter, with the wording that the records give where none is given."""
    actor = writer_of(request)
    matter = matter_of(actor, pk)
    if matter.organ_id not in queries.organs_of(actor):
        raise OutOfSight(f"matter {pk}")
    case = Case(matter, actor)
    spec, place = downloads.spec_of(case, given.paper), given.of - 1
    paper = Paper(spec.id, spec.label, spec.on, downloads.subject_at(case, place) or "")
    important = bool(spec.mark and not spec.served) if given.important is None else given.important
    text = given.wording.over(papers.first_text(case, spec, place))
    return Status(201, _whole(actor, acts.draft(actor, pk, paper, text, important)))


def _done(request: HttpRequest, pk: int, given: StepIn, act: Callable[[Actor], OfficialPaper]) -> Any:
    """One step of a document. Raises ConcurrentChange where somebody acted since it was read."""
    actor = writer_of(request)
    _seen(actor, pk)
    try:
        made = act(actor)
    except Refused as refused:
        if [problem.field for problem in refused.problems] != ["seen"]:
            raise
        raise ConcurrentChange(_between(_seen(actor, pk), given.expected_head)) from None
    return Status(201, _whole(actor, made))


def _between(one: OfficialPaper, head: int) -> list[Between]:
    log = (said for said in queries.log_of(one) if said.seq > head)
    return [Between(said.seq, said.act, said.account, said.at.isoformat()) for said in log]


@router.post("/documents/{int:pk}/change", response={201: shapes.DocumentOut, **ERRORS})
def change_document(request: HttpRequest, pk: Pk, given: ChangeIn) -> Any:
    """Another wording, by whose turn it is; the same wording enters nothing."""

    def act(actor: Actor) -> OfficialPaper:
        before = queries.text_of(_seen(actor, pk))
        if before is None:
            raise OutOfSight(f"document {pk}")
        return acts.change(actor, pk, given.wording.over(before), given.expected_head, given.important)

    return _done(request, pk, given, act)


@router.post("/documents/{int:pk}/submit", response={201: shapes.DocumentOut, **ERRORS})
def submit_document(request: HttpRequest, pk: Pk, given: StepIn) -> Any:
    """Hand a draft over to be examined."""
    return _done(request, pk, given, lambda actor: acts.submit(actor, pk, given.expected_head))


@router.post("/documents/{int:pk}/review", response={201: shapes.DocumentOut, **ERRORS})
def review_document(request: HttpRequest, pk: Pk, given: OpinionIn) -> Any:
    """Examined by another than who drafted."""
    return _done(request, pk, given, lambda actor: acts.review(actor, pk, given.expected_head, given.opinion))


@router.post("/documents/{int:pk}/sign", response={201: shapes.DocumentOut, **ERRORS})
def sign_document(request: HttpRequest, pk: Pk, given: OpinionIn) -> Any:
    """Signed by a leader who neither drafted nor examined."""
    return _done(request, pk, given, lambda actor: acts.sign(actor, pk, given.expected_head, given.opinion))


@router.post("/documents/{int:pk}/return", response={201: shapes.DocumentOut, **ERRORS})
def return_document(request: HttpRequest, pk: Pk, given: ReasonIn) -> Any:
    """Back to who drafted, with the reason."""
    return _done(request, pk, given, lambda actor: acts.send_back(actor, pk, given.expected_head, given.reason))  # fmt: skip


@router.post("/documents/{int:pk}/issue", response={201: shapes.DocumentOut, **ERRORS})
def issue_document(request: HttpRequest, pk: Pk, given: IssueIn) -> Any:
    """Number a signed document; both files are made and kept."""
    return _done(request, pk, given, lambda actor: acts.issue(actor, pk, given.expected_head, given.mark, papers.render))  # fmt: skip


@router.post("/documents/{int:pk}/drop", response={201: shapes.DocumentOut, **ERRORS})
def drop_document(request: HttpRequest, pk: Pk, given: ReasonIn) -> Any:
    """Give up a document that has no number yet."""
    return _done(request, pk, given, lambda actor: acts.drop(actor, pk, given.reason, given.expected_head))


@router.post("/documents/{int:pk}/void", response={201: shapes.DocumentOut, **ERRORS})
def void_document(request: HttpRequest, pk: Pk, given: ReasonIn) -> Any:
    """Declare an issued document void; its number stays used."""
    return _done(request, pk, given, lambda actor: acts.void(actor, pk, given.reason, given.expected_head))


@router.post("/documents/{int:pk}/correct", response={201: shapes.DocumentOut, **ERRORS})
def correct_document(request: HttpRequest, pk: Pk, given: ReasonIn) -> Any:
    """Begin the document that puts an issued one right; the answer is the new one."""
    return _done(request, pk, given, lambda actor: acts.correct(actor, pk, given.reason, seen=given.expected_head))  # fmt: skip
