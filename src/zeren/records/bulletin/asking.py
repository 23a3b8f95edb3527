"""商请刊用: a case of another organ is told of only with the consent of the organ that handled it.

The asking letter is a document of the issue's file (decision 28); the answer is an entry of its log, written by a leader of
the organ asked. What may be told is in the answer's own words: the asker sees nothing of the case besides. Raises everywhere:
OutOfSight, Refused (all that is wrong at once).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zeren.records.actor import Actor, Role
from zeren.records.bulletin import sources
from zeren.records.bulletin.text import LONGEST, Piece, clean
from zeren.records.documents import acts as documents
from zeren.records.documents import queries as document_queries
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.documents.text import GAP
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.lists.giveaways import unseen
from zeren.records.matters.models import Matter

ASKING = "bulletin-asking"
"""The paper with which an organ asks another for a case."""
CONSENTED, DECLINED, RECALLED = "consented", "declined", "recalled"
ANSWERS = (CONSENTED, DECLINED, RECALLED)


@dataclass(frozen=True, slots=True)
class Answer:
    """How an asking letter was answered last: ``act`` (empty: not yet), by whom, when, why; the case and what may be told of
    it, of a consent alone."""

    act: str = ""
    account: str = ""
    at: datetime | None = None
    reason: str = ""
    case: int = 0
    tells: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent in force: the letter, and what may be told."""

    letter: OfficialPaper
    answer: Answer


# ---------------------------------------------------------------- reading


def received(actor: Actor, roles: frozenset[Role] = document_queries.WORKS) -> QuerySet[OfficialPaper]:
    """The asking letters that came to the organs in which the actor works, once they were issued; the latest first."""
    mine = [f"organ:{organ}" for organ in document_queries.organs_of(actor, roles)]
    found = OfficialPaper.objects.filter(paper=ASKING, subject__in=mine, state__in=document_queries.OUT)
    return found.select_related("organ", "matter").order_by("-pk")


def waiting(actor: Actor, roles: frozenset[Role] = document_queries.WORKS) -> int:
    """How many of them were not answered yet."""
    return received(actor, roles).filter(state=State.ISSUED).exclude(entries__act__in=ANSWERS).count()


def asked_by(actor: Actor, issue: OfficialPaper) -> list[OfficialPaper]:
    """The asking letters of an issue, at any stage, for its own organ."""
    rows = document_queries.of_matter(actor, issue.matter_id).filter(paper=ASKING)
    return list(rows.filter(organ__in=document_queries.organs_of(actor)).exclude(state=State.DROPPED))


def answer_of(letter: OfficialPaper) -> Answer:
    """The last answer."""
    said = [one for one in document_queries.log_of(letter) if one.act in ANSWERS]
    if not said:
        return Answer()
    last, says = said[-1], said[-1].says
    case, tells = (int(says.get("case", 0)), str(says.get("tells", ""))) if last.act == CONSENTED else (0, "")
    return Answer(last.act, last.account, last.at, str(says.get("reason", "")), case, tells)


def given(organ: int) -> list[Consent]:
    """The consents in force to an organ whose cases may still be told of, the latest first."""
    rows = OfficialPaper.objects.filter(paper=ASKING, organ=organ, state=State.ISSUED).order_by("-pk")
    found = [Consent(row, answer_of(row)) for row in rows]
    return [one for one in found if one.answer.act == CONSENTED and not _against_case(one.answer.case)]


def consent_to(letter: int, organ: int) -> Consent | None:
    """The consent that a letter of an organ got, where it is in force."""
    row = OfficialPaper.objects.filter(pk=letter, paper=ASKING, organ=organ, state=State.ISSUED).first()
    answer = answer_of(row) if row else Answer()
    return Consent(row, answer) if row and answer.act == CONSENTED else None


def is_foreign(piece: Piece, organ: int) -> bool:
    """Whether a piece of an organ tells of a case that another handled."""
    return bool(piece.case) and not Matter.objects.filter(pk=piece.case, organ=organ).exists()


def against(piece: Piece, organ: int) -> list[Problem]:
    """Why a piece of an organ does not tell of another's case; empty: it may. What stands in the way in the case itself
    (an appeal, say) is not told to the asker."""
    consent = consent_to(piece.asked, organ)
    if consent is None or consent.answer.case != piece.case:
        zh = "经办机关没有同意刊用，或者已经收回同意"
        return [Problem("case", zh, "the organ that handled the case does not consent, or no longer")]
    if _against_case(piece.case):
        zh = "这一案件现在不能刊用，请问经办机关"
        return [Problem("case", zh, "the case can't be told of now: ask the organ that handled it")]
    return []


def lock(pieces: Iterable[Piece]) -> None:
    """Hold the letters of pieces: nobody takes a consent back while their issue is printed."""
    asked = sorted({piece.asked for piece in pieces if piece.asked})
    list(OfficialPaper.objects.select_for_update(of=("self",)).filter(pk__in=asked).order_by("pk"))


def _against_case(pk: int) -> list[Problem]:
    case = Matter.objects.filter(pk=pk).first()
    return sources.against(case) if case else [Problem("case", "案件已经没有", "the case is gone")]


# ---------------------------------------------------------------- answering


def consent(actor: Actor, pk: int, seen: int, case: int, tells: str, reason: str = "") -> OfficialPaper:
    """A leader of the organ asked consents: which of the organ's own cases, and in which words it may be told of."""
    letter, tells = _letter(actor, pk), clean(tells)
    problems = Problems()
    if answer_of(letter).act == CONSENTED:
        problems.add("state", "已经同意；要改的，先收回再答", "it was consented to already")
    organ = int(letter.subject.partition(":")[2])
    if case not in {matter.pk for matter in sources.offered(actor, organ)}:
        problems.add(
            "case",
            "请选本机关已办结、已公布、没有争议的案件",
            "one of the organ's own cases that may be told of",
        )
    _check(problems, tells)
    problems.refuse()
    says = {"case": case, "tells": tells, "reason": documents.short(reason)}
    return documents.answer(actor, pk, CONSENTED, says, seen)


def decline(actor: Actor, pk: int, seen: int, reason: str) -> OfficialPaper:
    """A leader of the organ asked says no, with the reason; whether there is such a case it does not tell."""
    if answer_of(_letter(actor, pk)).act == CONSENTED:
        raise Refused([Problem("state", "已经同意；不再同意的，请收回", "it was consented to: recall it")])
    return documents.answer(actor, pk, DECLINED, {"reason": documents.reason_of(reason)}, seen)


def recall(actor: Actor, pk: int, seen: int, reason: str) -> OfficialPaper:
    """A leader takes the consent back, with the reason: what is not out goes no further."""
    if answer_of(_letter(actor, pk)).act != CONSENTED:
        raise Refused([Problem("state", "没有同意过，不用收回", "there is no consent to recall")])
    return documents.answer(actor, pk, RECALLED, {"reason": documents.reason_of(reason)}, seen)


def _letter(actor: Actor, pk: int) -> OfficialPaper:
    found = received(actor).filter(pk=pk).first()
    if found is None:
        raise OutOfSight(f"letter {pk}")
    return found


def _check(problems: Problems, tells: str) -> None:
    if not tells:
        problems.add("tells", "请写可以刊用的内容", "what may be told is missing")
    if len(tells) > LONGEST:
        problems.add("tells", f"超过 {LONGEST} 字", f"longer than {LONGEST} characters")
    if GAP in tells:
        problems.add("tells", "里面还有〔待补〕", "there is still a gap (〔待补…〕)")
    if unseen(tells):
        problems.add("tells", "有看不见的符号，请删去", "signs that nobody sees")
