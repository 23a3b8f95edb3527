"""Disposal: proposed by who keeps the files, confirmed by the principal; contents go, the stub and its chain stay.

What goes: every payload with its data key, drafts, the papers' names, keys and files, the matter's place in the search
index, its findings. What stays for ever: number, title, organ, days, who recorded when, every link; the proposal and
its answer; the trail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from django.db import transaction

from zeren.records import clock, vault
from zeren.records.actor import Actor, Role
from zeren.records.ballots import acts as ballots
from zeren.records.documents import acts as documents
from zeren.records.draws import projection as draws
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.lists import following as lists
from zeren.records.matters import access
from zeren.records.matters.files import path_of
from zeren.records.matters.models import Attachment, Disposal, Draft, Event, EventPayload, HandOver, Matter
from zeren.records.obligations import refresh
from zeren.records.retention import queries
from zeren.records.retention.models import DisposalAnswer, DisposalProposal, PaperDisposal
from zeren.records.retention.periods import Periods, kept_to, periods
from zeren.records.search import indexing
from zeren.records.trail import acts as trail

Answer = DisposalAnswer.Answer
MOST = 200


def propose(actor: Actor, matter_ids: Iterable[int], note: str = "") -> list[DisposalProposal]:
    """Propose that these matters be destroyed, all or none.

    Raises OutOfSight; Refused with every matter that may not be disposed of and why, or for another role.
    """
    wanted = sorted(set(matter_ids))
    problems = Problems()
    if not wanted:
        problems.add("matters", "没有选定案件", "no matter was chosen")
    if len(wanted) > MOST:
        problems.add("matters", f"一次不超过 {MOST} 件", f"at most {MOST} at once")
    if len(note) > 200:
        problems.add("note", "说明不超过 200 字", "the note has at most 200 characters")
    problems.refuse()
    with transaction.atomic():
        found = periods()
        made = [_propose(actor, pk, note.strip(), found, problems) for pk in wanted]
        problems.refuse()
    return [proposal for proposal in made if proposal]


def _propose(actor: Actor, pk: int, note: str, found: Periods, problems: Problems) -> DisposalProposal | None:
    matter = _locked(actor, pk)
    zh, en = (
        "销毁由管这一案的党委办公室或者组织部门提出",
        "disposal is this matter's archive keeper's to propose",
    )
    _in_role(actor, queries.KEEPERS, matter, zh, en)
    against = [*queries.against(matter, found, clock.today())]
    if matter.disposal_proposals.filter(answer__isnull=True).exists():
        against.append("已经提出，等确认")
    if against:
        problems.add(
            "matters", f"{matter.number}：{'；'.join(against)}", f"{matter.number} can't be disposed of"
        )
        return None
    period = found.of(matter.pack)
    assert matter.closed is not None and period.years is not None
    made = DisposalProposal.objects.create(
        matter=matter,
        kind=period.kind.id,
        years=period.years,
        ended=kept_to(matter.closed, period.years),
        basis=period.basis,
        note=note,
        at=clock.now(),
        account=actor.account,
        person=actor.person,
    )
    trail.write(actor, "disposal_proposed", "matter", matter.pk, detail=str(made.pk))
    return made


def _locked(actor: Actor, pk: int) -> Matter:
    matter = access.visible_to(actor).select_for_update(of=("self",)).filter(pk=pk).first()
    if matter is None:
        raise OutOfSight(f"matter {pk}")
    return matter


def _in_role(actor: Actor, roles: frozenset[Role], matter: Matter, zh: str, en: str) -> None:
    """Held at the matter's organ or above it: the same role elsewhere says nothing here."""
    if not (actor.system or access.over(actor, roles, matter)):
        raise Refused([Problem("actor", zh, en)])


def confirm(actor: Actor, proposal_id: int) -> DisposalAnswer:
    """Destroy what was proposed. Raises OutOfSight; Refused (same person, another role, answered, hindered since)."""
    with transaction.atomic():
        proposal, matter = _open(actor, proposal_id)
        against = tuple(queries.against(matter, periods(), clock.today()))
        if against:
            raise Refused(
                [Problem("matters", f"{matter.number}：{'；'.join(against)}", "can't be disposed of now")]
            )
        entries, papers = _contents(actor, matter, proposal), _papers(matter, proposal)
        _traces(matter)
        answer = _answer(actor, proposal, Answer.CONFIRMED, entries=entries, papers=papers)
        detail = f"{proposal.pk} {entries} {papers}"
        trail.write(actor, "disposal_confirmed", "matter", matter.pk, detail=detail, basis=_named(proposal))
    return answer


def refuse(actor: Actor, proposal_id: int, reason: str) -> DisposalAnswer:
    """Do not agree, with the reason. Raises OutOfSight, Refused."""
    if not reason.strip() or len(reason) > 200:
        raise Refused(
            [Problem("reason", "写明理由，不超过 200 字", "give the reason, at most 200 characters")]
        )
    with transaction.atomic():
        proposal, _ = _open(actor, proposal_id)
        answer = _answer(actor, proposal, Answer.REFUSED, reason=reason.strip())
        trail.write(
            actor,
            "disposal_refused",
            "matter",
            proposal.matter_id,
            detail=str(proposal.pk),
            basis=_named(proposal),
        )
    return answer


def _named(proposal: DisposalProposal) -> str:
    return f"销毁提议 {proposal.pk}，{proposal.account} 提出"


def _open(actor: Actor, pk: int) -> tuple[DisposalProposal, Matter]:
    """A proposal that waits for this actor's answer, with its matter locked."""
    proposal = queries.proposal(actor, pk)
    matter = access.locked(actor, proposal.matter_id)
    zh, en = "销毁由管这一案的主要负责人确认", "disposal is this matter's principal's to confirm"
    _in_role(actor, queries.CONFIRMERS, matter, zh, en)
    problems = Problems()
    if actor.account == proposal.account or (actor.person and actor.person == proposal.person):
        problems.add("actor", "提出的人不能确认", "who proposed can't confirm")
    elif DisposalAnswer.objects.filter(proposal=proposal).exists():
        problems.add("proposal", "已经答复过", "it was answered already")
    problems.refuse()
    return proposal, matter


def _answer(
    actor: Actor,
    proposal: DisposalProposal,
    answer: Answer,
    *,
    reason: str = "",
    entries: int = 0,
    papers: int = 0,
) -> DisposalAnswer:
    return DisposalAnswer.objects.create(
        proposal=proposal,
        answer=answer,
        reason=reason,
        entries=entries,
        papers=papers,
        at=clock.now(),
        account=actor.account,
        person=actor.person,
    )


# ---------------------------------------------------------------- what goes


def _contents(actor: Actor, matter: Matter, proposal: DisposalProposal) -> int:
    """The payloads: the disposal is entered first, else the database's trigger refuses."""
    events = list(Event.objects.filter(matter=matter, payload__isnull=False, disposal__isnull=True))
    now = clock.now()
    Disposal.objects.bulk_create(
        Disposal(event=event, at=now, by=proposal.account, confirmed_by=actor.account, basis=proposal.basis)
        for event in events
    )
    EventPayload.objects.filter(event__in=events).delete()
    return len(events)


def _papers(matter: Matter, proposal: DisposalProposal) -> int:
    papers = list(Attachment.objects.filter(matter=matter, disposal__isnull=True))
    for paper in papers:
        _forget_file(paper)
        vault.destroy(paper)
        # A name and a checksum may tell what was in it.
        paper.name, paper.checksum = "", ""
        paper.save(update_fields=["wrapped", "name", "checksum"])
        PaperDisposal.objects.create(attachment=paper, proposal=proposal)
    return len(papers)


def _forget_file(paper: Attachment) -> None:
    """Remove the file when the disposal is on the disk; one in clear (0.1) may belong to other papers as well."""
    others = Attachment.objects.filter(file="", checksum=paper.checksum).exclude(pk=paper.pk)
    if paper.file or not others.exists():
        transaction.on_commit(partial(_remove, path_of(paper)))


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # Its key is gone, so it opens no more; ``zeren verify`` names it.
        logging.getLogger("zeren").exception("the file of a destroyed paper could not be removed")


def _traces(matter: Matter) -> None:
    """What else repeats the contents: drafts, reasons, the search index, the three lists, ballots, documents, who was
    drawn, findings."""
    Draft.objects.filter(matter=matter).delete()
    HandOver.objects.filter(matter=matter).update(reason="")
    indexing.remove("matter", [matter.pk])
    lists.forget(matter)
    ballots.forget(matter)
    documents.forget(matter)
    matter.disposed = clock.today()
    draws.lay(matter)
    refresh.with_relatives(matter)
