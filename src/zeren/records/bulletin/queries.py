"""Reading a periodical: its makers see an issue at every stage, whoever works under the same committee once it is out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zeren.records.actor import ADMINISTRATORS, WRITES, Actor, Role
from zeren.records.bulletin import asking, sources
from zeren.records.bulletin.text import SECTIONS, Issue, Piece
from zeren.records.documents import queries as documents
from zeren.records.documents.models import ISSUE, PIECE, OfficialPaper, State
from zeren.records.errors import Problem
from zeren.records.lists.giveaways import Giveaway
from zeren.records.matters import levels
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.organs.roles import DISCIPLINE, ORGANIZATION
from zeren.records.scope import COLUMNS

PACK, PROCEDURE = "cn-2021-bulletin", "bulletin-issue"
MAKES = WRITES - {Role.TEAM_MEMBER}
READS = frozenset(Role) - ADMINISTRATORS - {Role.SUBJECT}
"""Who reads what was issued: everybody with a post's role. The three administrators read no business content."""


OFFICES = (DISCIPLINE, ORGANIZATION, "working_organ", "resident_organ")
"""Kinds of organs that work for a committee: what they issue is for everybody under it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece in its issue: the document, what it holds, the entry that was approved for this issue (0: none yet)."""

    document: OfficialPaper
    piece: Piece
    taken: int = 0

    @property
    def approved(self) -> bool:
        """Whether somebody else has checked and approved it as it stands."""
        return bool(self.document.state == State.SIGNED)


def makes(actor: Actor) -> bool:
    """Whether the actor makes a periodical in some organ."""
    return bool(documents.organs_of(actor))


def in_the_making(actor: Actor) -> QuerySet[OfficialPaper]:
    """The issues of the actor's own organs that are not out, the latest first."""
    return _own(actor, ISSUE).exclude(state__in=documents.OUT).order_by("-pk")


def published(actor: Actor) -> QuerySet[OfficialPaper]:
    """What was issued to the actor's organs: by an organ above them, or by an office of a committee above them (its
    discipline commission, its departments), which a unit is not; the latest first."""
    if not actor.has(*READS):
        return OfficialPaper.objects.none()
    held = [organ for organ, _ in actor.scopes(READS)]
    above = {pk for row in Organ.objects.filter(pk__in=held).values_list(*COLUMNS) for pk in row if pk}
    of_committee = Q(organ__superior__in=above) | Q(organ__committee__in=above)
    issuing = Q(organ__in=above) | Q(organ__kind__in=OFFICES) & of_committee
    found = OfficialPaper.objects.filter(issuing, paper=ISSUE, state__in=documents.OUT)
    usual = Q(matter__classification__in=("", *levels.LEVELS[: levels.rank(levels.USUAL) + 1]))
    found = found.filter(usual, matter__restricted=False, matter__disposed__isnull=True)
    return found.select_related("organ", "matter").order_by("-issued_on", "-pk")


def one(actor: Actor, pk: int) -> OfficialPaper | None:
    """An issue: of the own organ at any stage, another's once it is out."""
    return _own(actor, ISSUE).filter(pk=pk).first() or published(actor).filter(pk=pk).first()


def piece(actor: Actor, pk: int) -> OfficialPaper | None:
    """A piece of the own organ."""
    return _own(actor, PIECE).filter(pk=pk).first()


def _own(actor: Actor, paper: str) -> QuerySet[OfficialPaper]:
    return documents.visible_to(actor).filter(paper=paper, organ__in=documents.organs_of(actor))


def issue_of_piece(document: OfficialPaper) -> OfficialPaper:
    """The issue that a piece was written for."""
    return OfficialPaper.objects.select_related("organ", "matter").get(paper=ISSUE, matter=document.matter)


def content(document: OfficialPaper) -> Issue | None:
    """What an issue holds; None of a destroyed matter."""
    text = documents.text_of(document)
    return Issue.of(text) if text else None


def placed(document: OfficialPaper, issue: Issue | None = None) -> list[Placed]:
    """The pieces in the order in which they are printed. Of an issue that is out: each as it was approved for it."""
    held = issue or content(document)
    if held is None:
        return []
    taken, out = dict(held.pieces), document.state in documents.OUT
    rows = OfficialPaper.objects.filter(matter=document.matter, paper=PIECE).select_related("organ", "matter")
    rows = rows.filter(pk__in=taken) if out else rows.exclude(state=State.DROPPED)
    found = [
        Placed(row, _as_of(row, taken.get(row.pk, 0) if out else 0), taken.get(row.pk, 0)) for row in rows
    ]
    order = {pk: place for place, (pk, _) in enumerate(held.pieces)}
    last = len(order)
    return sorted(found, key=lambda p: (_section(p), order.get(p.document.pk, last), p.document.pk))


def _section(found: Placed) -> int:
    return tuple(SECTIONS).index(found.piece.section)


def _as_of(document: OfficialPaper, seq: int) -> Piece:
    """What a piece said at an entry of its log; 0: says now."""
    versions = documents.versions(documents.log_of(document))
    texts = [text for said, text in versions if not seq or said.seq <= seq]
    return Piece.of(texts[-1])


def case_of(found: Piece) -> Matter | None:
    """The matter that a piece tells of."""
    return Matter.objects.filter(pk=found.case).first() if found.case else None


def places_of(found: Piece) -> tuple[tuple[Giveaway, str], ...]:
    """The places that may give somebody away, each kind of words once, with the reason why it may stand (empty: open)."""
    kept = dict(found.kept)
    marks = {mark.text: mark for mark in sources.marked(found.words, case_of(found))}
    return tuple((mark, kept.get(text, "")) for text, mark in marks.items())


def against_piece(found: Piece, organ: int) -> list[Problem]:
    """Why a piece of an organ can't be handed on, approved or printed; empty: it may."""
    wrong = [
        Problem(f"kept-{mark.text}", f"“{mark.text}”（{mark.kind}）：改写，或者写明为什么可以留", f"open place: {mark.kind}")
        for mark, why in places_of(found)
        if not why
    ]  # fmt: skip
    if asking.is_foreign(found, organ):
        return wrong + asking.against(found, organ)
    case = case_of(found)
    return wrong + (sources.against(case) if case else [])


def against_issue(pieces: list[Placed], taken: bool) -> list[Problem]:
    """Why an issue can't be handed on (``taken``: nor signed or printed); empty: it may."""
    if not pieces:
        return [Problem("pieces", "还没有稿件", "no pieces")]
    wrong = []
    for found in pieces:
        name = f"《{found.piece.title}》"
        if not found.approved:
            wrong.append(Problem("pieces", f"{name}还没有经另一人审定", "a piece is not approved"))
        elif taken and found.taken != found.document.head:
            wrong.append(
                Problem("pieces", f"{name}送审以后又有改动，请退回再送", "a piece was changed since")
            )
        wrong += [
            Problem("pieces", f"{name}{p.zh}", p.en)
            for p in against_piece(found.piece, found.document.organ_id)
        ]
    return wrong


def notes_of(document: OfficialPaper) -> list[OfficialPaper]:
    """The notes that put an issue right, those that are out."""
    return list(document.corrected_by.filter(state=State.ISSUED).order_by("issued_on", "pk"))


def last_of(organ: int) -> OfficialPaper | None:
    """The issue that the organ began last: name and editor of the next are the same."""
    return OfficialPaper.objects.filter(paper=ISSUE, organ=organ).order_by("-pk").first()
