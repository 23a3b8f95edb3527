"""Drafting, examining, signing, numbering and voiding a document; three different people, every change kept.

Raises everywhere: OutOfSight (no such document, or not this organ's), Refused (all that is wrong at once). The stages
are those of the regulation on official documents (《党政机关公文处理工作条例》第十八条至第二十五条).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from zeren.records import clock, evaluation, vault
from zeren.records.actor import Actor
from zeren.records.documents import queries, rules
from zeren.records.documents.models import PIECE, OfficialPaper, OfficialPaperEntry, State
from zeren.records.documents.text import Text, checked, gaps_problem
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import access, files
from zeren.records.matters.models import Matter
from zeren.records.matters.numbers import DOCUMENT, next_serial
from zeren.records.search import indexing
from zeren.records.trail import acts as trail

MOST = 500
"""Characters of a reason or an opinion."""
NAMING = (*queries.WORDING, "issued")
"""The steps after which a document may be called otherwise: what stands in the search index is written anew."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Which paper beside the pack: its id, what people call it, the step that it records, whom it is about."""

    id: str
    label: str
    step: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """Both files of an issued document, and what they were made by (engine, typefaces)."""

    docx: bytes
    pdf: bytes
    by: Mapping[str, Any]


Render = Callable[[OfficialPaper, Text, date], Made]
"""Makes the files of a numbered document; the day is the one that it bears."""


def draft(actor: Actor, matter_id: int, paper: Paper, text: Text, important: bool = False) -> OfficialPaper:
    """Begin a document of a matter."""
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        _of_organ(actor, matter)
        text = checked(text, clock.today())
        _refuse_withheld(matter, paper.step, paper.subject)
        document = OfficialPaper(
            organ=matter.organ, matter=matter, paper=paper.id, step=paper.step, label=paper.label, subject=paper.subject,
            title=text.title, important=important, drafted_by=actor.account, began=clock.now(),
        )  # fmt: skip
        document.save(force_insert=True)
        _enter(actor, document, "drafted", {"text": text.as_dict(), "important": important})
        return document


def change(actor: Actor, pk: int, text: Text, seen: int, important: bool | None = None) -> OfficialPaper:
    """Another wording: of a draft by who drafts, at examination or signature by whose turn it is.

    ``seen``: the entry up to which the actor read. The same wording enters nothing.
    """
    with transaction.atomic():
        document = _locked(actor, pk, State.DRAFT, State.RETURNED, State.REVIEW, State.SIGN, seen=seen)
        text = checked(text, clock.today())
        own = document.state in (State.DRAFT, State.RETURNED)
        weight = important if own and important is not None else document.important
        if queries.text_of(document) == text and weight == document.important:
            return document
        if own:
            document.drafted_by = actor.account
        else:
            _whose_turn(actor, document)
        document.title, document.important = text.title, weight
        said = {"text": text.as_dict(), "important": weight}
        _enter(actor, document, "drafted" if own else "amended", said)
        return document


def submit(actor: Actor, pk: int, seen: int) -> OfficialPaper:
    """Hand a draft over to be examined; one with gaps goes to nobody."""
    with transaction.atomic():
        document = _locked(actor, pk, State.DRAFT, State.RETURNED, seen=seen)
        text = queries.text_of(document)
        if text is not None and text.gaps:
            raise Refused(gaps_problem(text))
        _withheld(document)
        _unapproved(document, State.REVIEW)
        _enter(actor, document, "submitted", {})
        return document


def review(actor: Actor, pk: int, seen: int, opinion: str = "") -> OfficialPaper:
    """Examined by another than who drafted, and handed on to be signed; a piece of a periodical is then approved."""
    with transaction.atomic():
        document = _locked(actor, pk, State.REVIEW, seen=seen)
        _whose_turn(actor, document)
        document.state = State.SIGNED if document.paper == PIECE else State.SIGN
        document.reviewed_by = actor.account
        _enter(actor, document, "reviewed", {"opinion": short(opinion)})
        return document


def sign(actor: Actor, pk: int, seen: int, opinion: str = "") -> OfficialPaper:
    """Signed by a leader who neither drafted nor examined; an important one by the principal alone."""
    with transaction.atomic():
        document = _locked(actor, pk, State.SIGN, seen=seen)
        _whose_turn(actor, document)
        _withheld(document)
        today = clock.today()
        document.state, document.signed_by, document.signed_on = State.SIGNED, actor.account, today
        _enter(actor, document, "signed", {"opinion": short(opinion), "on": today.isoformat()})
        return document


def forward(
    actor: Actor, pk: int, text: Text, seen: int, then: str, opinion: str = "", important: bool | None = None
) -> OfficialPaper:
    """The wording as it stands in the form, and ``submit``, ``review`` or ``sign`` with it: both or neither."""
    with transaction.atomic():
        document = change(actor, pk, text, seen, important)
        if then == "submit":
            return submit(actor, pk, document.head)
        return {"review": review, "sign": sign}[then](actor, pk, document.head, opinion)


def send_back(actor: Actor, pk: int, seen: int, reason: str) -> OfficialPaper:
    """Return it to who drafted, with the reason; after the signature too (复核), then it is signed anew."""
    with transaction.atomic():
        document = _locked(actor, pk, State.REVIEW, State.SIGN, State.SIGNED, seen=seen)
        if document.state != State.SIGNED:
            _whose_turn(actor, document)
        said = {"reason": reason_of(reason)}
        _unapproved(document, State.RETURNED)
        _enter(actor, document, "returned", said)
        return document


def drop(actor: Actor, pk: int, reason: str, seen: int | None = None) -> OfficialPaper:
    """Give up a document that has no number yet: by who drafts it, or by who might sign it."""
    with transaction.atomic():
        document = _locked(actor, pk, *queries.UNDER_WAY, seen=seen)
        if actor.account != document.drafted_by and (against := rules.against_signing(actor, document)):
            raise Refused(against)
        said = {"reason": reason_of(reason)}
        document.state = State.DROPPED
        _enter(actor, document, "dropped", said)
        return document


def issue(actor: Actor, pk: int, seen: int, mark: str, render: Render) -> OfficialPaper:
    """Number a signed document and keep both files as they go out, sealed among the matter's papers.

    The number is taken last of all and with the files: where they can't be made none is used.
    """
    with transaction.atomic():
        document = _locked(actor, pk, State.SIGNED, seen=seen)
        if document.paper == PIECE:
            raise Refused([Problem("state", "稿件随刊物付印，自己不编号", "a piece goes out with its issue")])
        _withheld(document)
        text, today = queries.text_of(document), clock.today()
        assert text is not None and document.signed_on is not None
        document.mark, document.year, document.issued_on = _mark(mark), today.year, today
        document.serial = next_serial(document.organ, today.year, document.mark, DOCUMENT)
        document.state = State.ISSUED
        day = text.day or document.signed_on
        made = render(document, text, day)
        document.docx = files.keep(actor, document.matter, f"{_name(document)}.docx", made.docx)
        document.pdf = files.keep(actor, document.matter, f"{_name(document)}.pdf", made.pdf)
        _enter(actor, document, "issued", _receipt(document, day, made))
        if document.corrects is not None:
            _put_right(actor, document)
        return document


def void(actor: Actor, pk: int, reason: str, seen: int | None = None) -> OfficialPaper:
    """Declare an issued document void: its number stays used, the reason stands beside it for ever."""
    with transaction.atomic():
        document = _locked(actor, pk, State.ISSUED, seen=seen)
        if against := rules.against_signing(actor, document):
            raise Refused(against)
        said = {"reason": reason_of(reason)}
        document.state = State.VOIDED
        _enter(actor, document, "voided", said)
        return document


def correct(
    actor: Actor, pk: int, reason: str, text: Text | None = None, paper: Paper | None = None, seen: int | None = None
) -> OfficialPaper:  # fmt: skip
    """Begin a document that puts an issued one right; it goes through every stage itself. It begins with the wording
    before, or with another ``text`` as another ``paper`` (a note beside an issue of a periodical)."""
    with transaction.atomic():
        before = _locked(actor, pk, State.ISSUED, seen=seen)
        said = {"reason": reason_of(reason)}
        open_ = before.corrected_by.exclude(state__in=(State.DROPPED, State.VOIDED)).first()
        if open_ is not None:
            zh = "这一件已经另有更正" + (f"（{open_.number}）" if open_.number else "在办")
            raise Refused([Problem("state", zh, "it is being corrected already")])
        text = queries.text_of(before) if text is None else checked(text, clock.today())
        assert text is not None
        of = paper or Paper(before.paper, before.label, before.step, before.subject)
        _refuse_withheld(before.matter, of.step, of.subject)
        document = OfficialPaper(
            organ=before.organ, matter=before.matter, paper=of.id, step=of.step, label=of.label, subject=of.subject,
            title=text.title, important=before.important, drafted_by=actor.account, corrects=before, began=clock.now(),
        )  # fmt: skip
        document.save(force_insert=True)
        _enter(actor, document, "drafted", {"text": text.as_dict(), "important": before.important, **said})
        return document


def answer(actor: Actor, pk: int, act: str, says: Mapping[str, Any], seen: int) -> OfficialPaper:
    """A leader of the organ to which an issued document is addressed (its ``subject``) answers it: an entry of its log, whose
    words (``act``) are the caller's. Of the document's matter the answering organ sees nothing."""
    with transaction.atomic():
        found = OfficialPaper.objects.select_for_update(of=("self",)).select_related("organ", "matter")
        document = found.filter(pk=pk, state__in=queries.OUT).first()
        asked = {f"organ:{organ}" for organ in queries.organs_of(actor)}
        if document is None or document.subject not in asked:
            raise OutOfSight(f"document {pk}")
        _unchanged(document, seen, State.ISSUED)
        if document.subject not in {f"organ:{organ}" for organ in queries.organs_of(actor, queries.SIGNS)}:
            raise Refused([Problem("actor", "由本机关的领导答复", "only a leader of the organ answers")])
        _enter(actor, document, act, says, int(document.subject.partition(":")[2]))
        return document


def forget(matter: Matter) -> None:
    """A matter is destroyed: what its documents said opens no more; numbers, states and days stay."""
    documents = OfficialPaper.objects.filter(matter=matter)
    for entry in OfficialPaperEntry.objects.filter(document__in=documents):
        vault.destroy(entry)
        entry.save(update_fields=["wrapped"])
    indexing.remove("document", documents.values_list("pk", flat=True))
    documents.update(title="")


# ---------------------------------------------------------------- parts


def _locked(actor: Actor, pk: int, *states: State, seen: int | None = None) -> OfficialPaper:
    """The document for writing, its matter locked before it; out of sight where another organ's."""
    found = queries.one(actor, pk)
    if found is None or found.organ_id not in queries.organs_of(actor):
        raise OutOfSight(f"document {pk}")
    access.locked(actor, found.matter_id)
    document = (
        OfficialPaper.objects.select_for_update(of=("self",))
        .select_related("organ", "matter", "corrects")
        .get(pk=pk)
    )
    _unchanged(document, seen, *states)
    return document


def _unchanged(document: OfficialPaper, seen: int | None, *states: State) -> None:
    """Refuses one that is in another state, or that was changed since it was read."""
    if document.state not in states:
        zh = f"这一件{State(document.state).label}，不能这样办"
        raise Refused([Problem("state", zh, f"the document is {document.state}")])
    if seen is not None and seen != document.head:
        zh = "您看过以后又有改动，请再看一遍"
        raise Refused([Problem("seen", zh, "it was changed since you read it")])


def _unapproved(document: OfficialPaper, state: State) -> None:
    """In this state, and by nobody examined or signed."""
    document.state, document.reviewed_by, document.signed_by, document.signed_on = state, "", "", None


def _of_organ(actor: Actor, matter: Matter) -> None:
    if matter.organ_id not in queries.organs_of(actor):
        raise Refused([Problem("actor", "公文由承办机关自己起草", "only the organ of the matter drafts")])


def _whose_turn(actor: Actor, document: OfficialPaper) -> None:
    if against := rules.against_turn(actor, document):
        raise Refused(against)


def _withheld(document: OfficialPaper) -> None:
    _refuse_withheld(document.matter, document.step, document.subject)


def _refuse_withheld(matter: Matter, step: str, subject: str) -> None:
    """What the desk withholds as a paper goes no way round by a document."""
    if evaluation.withheld(matter, step, subject=subject or None):
        zh = "该文书暂不出具，缺项见案件的材料页；补齐或者记明理由以后再办"
        raise Refused([Problem("withheld", zh, "the paper is withheld: see the materials of the matter")])


def _receipt(document: OfficialPaper, day: date, made: Made) -> dict[str, Any]:
    return {
        "number": document.number, "dated": day.isoformat(), "issued_on": clock.today().isoformat(),
        "docx": sha256(made.docx).hexdigest(), "pdf": sha256(made.pdf).hexdigest(), "by": dict(made.by),
    }  # fmt: skip


def _put_right(actor: Actor, document: OfficialPaper) -> None:
    before = OfficialPaper.objects.select_for_update(of=("self",)).get(pk=document.corrects_id)
    _enter(actor, before, "corrected", {"number": document.number})


def _name(document: OfficialPaper) -> str:
    return f"{document.number} {document.label}"


def _mark(text: str) -> str:
    clean = text.strip()
    if not clean or len(clean) > 20 or any(c in "〔〕[]（）()" or c.isdigit() or c.isspace() for c in clean):
        zh = "请写发文代字，如“青纪发”；不带年份、括号和序号"
        raise Refused([Problem("mark", zh, "the mark of the number: no year, brackets or serial")])
    return clean


def reason_of(text: str) -> str:
    """A reason as it is kept. Raises Refused where there is none."""
    if not text.strip():
        raise Refused([Problem("reason", "请写明理由", "the reason is missing")])
    return short(text)


def short(text: str) -> str:
    """A reason or opinion, cut to what is kept."""
    return text.strip()[:MOST]


def _enter(
    actor: Actor, document: OfficialPaper, act: str, says: Mapping[str, Any], organ: int | None = None
) -> None:
    """One entry of the log, sealed; the row of the document and the trail go with it. ``organ``: in whose name, where it is
    not the document's."""
    document.head += 1
    entry = OfficialPaperEntry(
        document=document, seq=document.head, act=act, account=actor.account, at=clock.now()
    )
    vault.write(entry, queries.place_of(entry), json.dumps(says, ensure_ascii=False).encode())
    entry.save(force_insert=True)
    document.save()
    if act in NAMING:
        indexing.put("document", document.pk, queries.named(document))
    basis = _basis(actor, document, act, organ or document.organ_id)
    trail.write(actor, f"document_{act}", "document", document.pk, detail=document.number, basis=basis)


def _basis(actor: Actor, document: OfficialPaper, act: str, organ: int) -> str:
    """The delegation that the act rests on, where no own role of the actor gives the right to it."""
    roles = rules.roles_for(act, document) if organ == document.organ_id else queries.SIGNS
    reaching = [g for g in actor.grants if g.role in roles and g.organ == organ]
    own = any(not grant.delegated_by for grant in reaching)
    return "" if own or not reaching else reaching[0].basis
