"""Making an issue: begin, write and check pieces, order them, hand on, sign, print, withdraw, put right.

Every step is one of a document (``records.documents``), with what a periodical asks besides. Raises everywhere:
OutOfSight, Refused (all that is wrong at once).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db import transaction

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.bulletin import asking, queries, sources
from zeren.records.bulletin.queries import PACK, PROCEDURE, Placed
from zeren.records.bulletin.text import PARTS, SECTIONS, STUDY, WARNING, Issue, Piece, check_piece
from zeren.records.documents import acts as documents
from zeren.records.documents import queries as document_queries
from zeren.records.documents.acts import Made, Paper, Render
from zeren.records.documents.models import ISSUE, PIECE, OfficialPaper, State
from zeren.records.documents.text import Text
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import access, opening
from zeren.records.matters import acts as matters
from zeren.records.matters.events import Entry
from zeren.records.organs import queries as organs

EDITOR = ("editor",)
AS_ISSUE = Paper(ISSUE, "刊物", "issue_printed")
AS_PIECE = Paper(PIECE, "刊物稿件", "section_composed")
AS_ASKING = Paper(asking.ASKING, "商请函", "issue_printed")
AS_NOTE = Paper("bulletin-note", "更正说明", "issue_printed")


def begin(actor: Actor, organ_id: int, issue: Issue, mark: str) -> OfficialPaper:
    """Begin an issue: its file (``mark``: of the file's number), and the draft of its document."""
    organ = organs.by_id(organ_id)
    if organ is None or organ.pk not in document_queries.organs_of(actor):
        raise OutOfSight
    _named(issue)
    with transaction.atomic():
        asked = opening.Opening(
            PACK, PROCEDURE, organ.pk, f"{issue.title}　{issue.period}".strip(), [f"organ:{organ.pk}"], clock.today(),
            mark=mark.strip(), classification="内部",
        )  # fmt: skip
        matter = opening.open_matter(actor, asked)
        return documents.draft(actor, matter.pk, AS_ISSUE, issue.text())


def describe(actor: Actor, pk: int, issue: Issue, seen: int) -> OfficialPaper:
    """Another name, period, editor or reading list of an issue that is not signed."""
    _named(issue)
    _issue(actor, pk)
    return documents.change(actor, pk, issue.text(), seen)


def write(actor: Actor, issue_pk: int, piece: Piece) -> OfficialPaper:
    """A new piece of an issue that is being drafted; a warning tells of a case that may be told of, or of none."""
    document = _issue(actor, issue_pk, State.DRAFT, State.RETURNED)
    check_piece(piece)
    if piece.case:
        _case(actor, piece, document.organ_id)
    return documents.draft(actor, document.matter_id, AS_PIECE, piece.text())


def ask(actor: Actor, issue_pk: int, organ_id: int, text: Text) -> OfficialPaper:
    """A letter that asks another organ for a case, drafted; it goes through every stage of a document, and reaches the organ
    when it is issued. The asker writes what is public of the case; the system looks nothing up."""
    document, organ = _issue(actor, issue_pk), organs.by_id(organ_id)
    if document.state in document_queries.OUT:
        raise Refused([Problem("state", "本期已经发行，不再商请", "the issue is out")])
    if organ is None or organ.pk == document.organ_id:
        raise Refused([Problem("organ", "请选本机关以外的经办机关", "another organ than one's own")])
    return documents.draft(actor, document.matter_id, replace(AS_ASKING, subject=f"organ:{organ.pk}"), text)


def rewrite(actor: Actor, pk: int, piece: Piece, seen: int) -> OfficialPaper:
    """Another wording of a piece by who drafts it; whoever checks it gives it back, so that two have read the very words."""
    before = _piece(actor, pk)
    check_piece(piece)
    _not_gone_on(before)
    if before.state not in (State.DRAFT, State.RETURNED):
        raise Refused([Problem("state", "送核以后改动的，请先退回", "give it back before it is changed")])
    return documents.change(actor, pk, piece.text(), seen)


def hand_on(actor: Actor, pk: int, seen: int) -> OfficialPaper:
    """A piece to be checked by somebody else; with an open place it goes to nobody."""
    document = _piece(actor, pk)
    _refuse(queries.against_piece(_said(document), document.organ_id))
    return documents.submit(actor, pk, seen)


def approve(actor: Actor, pk: int, seen: int, opinion: str = "") -> OfficialPaper:
    """A piece is right and gives nobody away: by another than who ever worded it."""
    document = _piece(actor, pk)
    _refuse(queries.against_piece(_said(document), document.organ_id))
    return documents.review(actor, pk, seen, opinion)


def send_back_piece(actor: Actor, pk: int, seen: int, reason: str) -> OfficialPaper:
    """A piece back to who wrote it, with the reason; an approved one too, until its issue was handed on."""
    _not_gone_on(_piece(actor, pk))
    return documents.send_back(actor, pk, seen, reason)


def take_out(actor: Actor, pk: int, reason: str) -> OfficialPaper:
    """A piece is not printed; what was written of it is kept."""
    _not_gone_on(_piece(actor, pk))
    return documents.drop(actor, pk, reason)


def move(actor: Actor, pk: int, piece_pk: int, by: int, seen: int) -> OfficialPaper:
    """A piece one place up (-1) or down (+1) in its section; at the end of it nothing changes."""
    document = _issue(actor, pk, State.DRAFT, State.RETURNED)
    pieces = queries.placed(document)
    at = next((n for n, p in enumerate(pieces) if p.document.pk == piece_pk), None)
    if at is None:
        raise OutOfSight
    other = at + by
    if 0 <= other < len(pieces) and pieces[other].piece.section == pieces[at].piece.section:
        pieces[at], pieces[other] = pieces[other], pieces[at]
    issue = _held(document)
    return documents.change(actor, pk, replace(issue, pieces=_order(pieces, 0)).text(), seen)


def submit(actor: Actor, pk: int, seen: int) -> OfficialPaper:
    """An issue to be examined: every piece approved, each kept with the very entry that was approved."""
    with transaction.atomic():
        document = _issue(actor, pk, State.DRAFT, State.RETURNED)
        pieces = queries.placed(document)
        _refuse(queries.against_issue(pieces, taken=False))
        issue = replace(_held(document), pieces=_order(pieces, None))
        return documents.forward(actor, pk, issue.text(), seen, "submit")


def review(actor: Actor, pk: int, seen: int, opinion: str = "") -> OfficialPaper:
    """An issue was examined by somebody who did not make it up."""
    _whole(_issue(actor, pk))
    return documents.review(actor, pk, seen, opinion)


def sign(actor: Actor, pk: int, seen: int, opinion: str = "") -> OfficialPaper:
    """An issue is signed by a leader."""
    _whole(_issue(actor, pk))
    return documents.sign(actor, pk, seen, opinion)


def send_back(actor: Actor, pk: int, seen: int, reason: str) -> OfficialPaper:
    """An issue back to who makes it up, with the reason."""
    _issue(actor, pk)
    return documents.send_back(actor, pk, seen, reason)


Print = Callable[[OfficialPaper, Issue, list[Placed], date], Made]
"""Makes both files of a numbered issue."""


def publish(actor: Actor, pk: int, seen: int, render: Print) -> OfficialPaper:
    """Number, print and keep a signed issue; what was composed is entered in its file, as the pack asks it."""
    with transaction.atomic():
        document = _issue(actor, pk, State.SIGNED)
        asking.lock(placed.piece for placed in queries.placed(document))
        pieces, issue = _whole(document), _held(document)
        matters.record_in_turn(actor, document.matter_id, _entries(pieces))
        return documents.issue(actor, pk, seen, issue.title, _rendering(issue, pieces, render))


def _rendering(issue: Issue, pieces: list[Placed], render: Print) -> Render:
    return lambda document, _, day: render(document, issue, pieces, day)


def withdraw(actor: Actor, pk: int, reason: str) -> OfficialPaper:
    """An issue that is out is withdrawn, with the reason; number, files and words stay."""
    _issue(actor, pk)
    return documents.void(actor, pk, reason)


def put_right(actor: Actor, pk: int, note: str, reason: str) -> OfficialPaper:
    """A note that puts an issue right, drafted; it goes through every stage of a document and stands beside the issue then."""
    document = _issue(actor, pk, State.ISSUED)
    name = f"《{document.title}》{document.year}年第{document.serial}期"
    return documents.correct(actor, pk, reason, Text(f"关于更正{name}的说明", note), AS_NOTE)


# ---------------------------------------------------------------- parts


def _issue(actor: Actor, pk: int, *states: State) -> OfficialPaper:
    found = queries.one(actor, pk)
    if found is None or found.organ_id not in document_queries.organs_of(actor):
        raise OutOfSight(f"issue {pk}")
    if states and found.state not in states:
        zh = f"本期{State(found.state).label}，不能这样办"
        raise Refused([Problem("state", zh, f"the issue is {found.state}")])
    return found


def _piece(actor: Actor, pk: int) -> OfficialPaper:
    found = queries.piece(actor, pk)
    if found is None:
        raise OutOfSight(f"piece {pk}")
    return found


def _not_gone_on(piece: OfficialPaper) -> None:
    """A piece stands still while its issue is examined and once it is out."""
    issue = queries.issue_of_piece(piece)
    if issue.state not in (State.DRAFT, State.RETURNED):
        zh = f"所在的一期{State(issue.state).label}，稿件不再改动"
        raise Refused([Problem("state", zh, f"its issue is {issue.state}")])


def _said(document: OfficialPaper) -> Piece:
    text = document_queries.text_of(document)
    assert text is not None
    return Piece.of(text)


def _held(document: OfficialPaper) -> Issue:
    issue = queries.content(document)
    assert issue is not None
    return issue


def _order(pieces: list[Placed], taken: int | None) -> tuple[tuple[int, int], ...]:
    return tuple((p.document.pk, p.document.head if taken is None else taken) for p in pieces)


def _whole(document: OfficialPaper) -> list[Placed]:
    """The pieces of an issue that goes on. Raises Refused where one is not as it was handed on."""
    pieces = queries.placed(document)
    _refuse(queries.against_issue(pieces, taken=True))
    return pieces


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(problems)


def _named(issue: Issue) -> None:
    wrong = []
    if not issue.title or len(issue.title) > 20 or any(c.isdigit() or c.isspace() for c in issue.title):
        wrong.append(Problem("title", "请写刊名，不超过 20 字，不带年份、期数", "the periodical's name"))
    for name in ("period", "editor"):
        if len(getattr(issue, name)) > 40:
            wrong.append(Problem(name, "不超过 40 字", "at most 40 characters"))
    if len(issue.reading) > 2000:
        wrong.append(Problem("reading", "书目不超过 2000 字", "at most 2000 characters"))
    _refuse(wrong)


def _case(actor: Actor, piece: Piece, organ: int) -> None:
    """A case that may be told of: another organ's by its consent alone, else one in sight."""
    if piece.asked:
        _refuse(asking.against(piece, organ))
        return
    found = access.visible_to(actor).filter(pk=piece.case, organ=organ).first()
    if found is None:
        raise OutOfSight(f"matter {piece.case}")
    _refuse(sources.against(found))


def _entries(pieces: list[Placed]) -> list[Entry]:
    """What was composed, as steps of the pack: sections in their places, cases, questions, printed, closed."""
    today = clock.today().isoformat()
    present = {p.piece.section for p in pieces}
    found = [
        Entry("section_composed", today, {"section": name, "place": str(place)}, by=EDITOR)
        for place, name in enumerate(SECTIONS, start=1)
        if name in present
    ]
    found += [
        Entry("warning_composed", today, _warning(p.piece), by=EDITOR)
        for p in pieces
        if p.piece.section == WARNING
    ]
    found += [
        Entry("questions_composed", today, {"holds": _answered(p.piece)}, by=EDITOR)
        for p in pieces
        if p.piece.section == STUDY and p.piece.asks
    ]
    return [*found, Entry("issue_printed", today, by=EDITOR), Entry("issue_closed", today, by=EDITOR)]


def _warning(piece: Piece) -> dict[str, str | tuple[str, ...]]:
    return {
        "holds": piece.holds,
        "offender": piece.offender or "surname_or_role",
        "others": piece.others or "nobody",
    }


def _answered(piece: Piece) -> tuple[str, ...]:
    """The pack's words for what a question and answer holds."""
    words = {"related": "related_case", "further": "further_reading"}
    found = [words.get(name, name) for name in PARTS if getattr(piece, name)]
    return (*found, "citations") if "条" in piece.answer and "第" in piece.answer else tuple(found)
