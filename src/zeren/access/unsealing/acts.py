"""Opening a sealed reporter: asked with purpose and ground, granted by two, opened once for 30 minutes to one person.

Each step and each look is on the trail; a look names both who granted. Nothing of the reporter is written anywhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db import transaction

from zeren.access.accounts import queries as accounts
from zeren.access.unsealing import deciders
from zeren.access.unsealing.models import Unsealing, UnsealingDecision, UnsealingLook
from zeren.access.unsealing.queries import State, state_of, visible_to
from zeren.records import clock, vault
from zeren.records.actor import Actor, Role
from zeren.records.ciphers import Unreadable
from zeren.records.complaints import acts as complaints
from zeren.records.complaints import conflicts, log, queries
from zeren.records.complaints.models import Complaint, Reporter
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.trail import acts as trail

LONGEST = 1000
Verdict = UnsealingDecision.Verdict


@dataclass(frozen=True, slots=True)
class Identity:
    """The opened reporter: shown, never kept."""

    name: str
    contact: str


def ask(actor: Actor, complaint_id: int, purpose: str, ground: str, looker: str) -> Unsealing:
    """Ask that the reporter be opened to one person. Raises OutOfSight, Refused with everything that is false."""
    with transaction.atomic():
        complaint = complaints.locked(actor, complaint_id)
        _asked(complaint, purpose, ground, looker).refuse()
        row = Unsealing(
            complaint=complaint, use=purpose, asker=actor.account, looker=looker, asked=clock.now()
        )
        vault.write(row, place_of(complaint, "ground", actor.account), ground.strip().encode())
        row.save(force_insert=True)
        trail.write(
            actor, "unsealing_asked", "complaint", complaint.number, detail=f"unsealing:{row.pk} {looker}"
        )
    return row


def _asked(complaint: Complaint, purpose: str, ground: str, looker: str) -> Problems:
    problems = Problems()
    if not queries.sealed_reporter(complaint):
        problems.add("purpose", "此件没有封存举报人身份", "no reporter is sealed with it")
    if purpose not in Unsealing.Use.values:
        problems.add("purpose", "请选用途", "choose the purpose")
    _words("ground", "事由", ground, problems)
    if looker not in {account for account, _ in lookers(complaint)}:
        problems.add(
            "looker", "请选由谁来看：办理机关的举报受理人员", "choose an officer of the organ that holds it"
        )
    for row in complaint.unsealings.all():
        if state_of(row) in (State.WAITING, State.GRANTED, State.OPEN):
            problems.add("purpose", "已经提出过，还没有办完", "one is under way")
            break
    return problems


def _strong(actor: Actor, problems: Problems) -> None:
    if not actor.strong:
        problems.add("actor", "须先通过第二重验证", "a second factor is wanted")


def _words(field: str, label: str, text: str, problems: Problems) -> None:
    if not text.strip():
        problems.add(field, f"“{label}”还没有写", f"{field} is empty")
    if len(text) > LONGEST:
        problems.add(field, f"“{label}”最多 {LONGEST} 字", f"{field} is too long")


def lookers(complaint: Complaint) -> list[tuple[str, str]]:
    """Who may be named to look: officers of the organ that holds it, none of them barred. Account and name."""
    rows = accounts.serving((Role.COMPLAINT_OFFICER,), (complaint.holder_id,)).select_related("person")
    actors = [accounts.actor_of(account) for account in rows.order_by("id")]
    return [(a.account, a.name) for a in actors if not conflicts.above(a).barred_from(complaint)]


def decide(actor: Actor, unsealing_id: int, verdict: str, reason: str) -> Unsealing:
    """Grant or refuse, with a second factor. Raises OutOfSight; Refused where it is not this person's, or no reason."""
    with transaction.atomic():
        row = _locked(actor, unsealing_id)
        problems = Problems()
        _strong(actor, problems)
        if verdict not in (Verdict.GRANTED, Verdict.REFUSED):
            problems.add("verdict", "请选批准或者不批准", "choose")
        _words("reason", "理由", reason, problems)
        seat, why = deciders.seat_of(actor, row)
        if seat is None:
            problems.add("actor", why, "not this person's to decide")
        if state_of(row) is not State.WAITING:
            problems.add("verdict", "已经办完，不能再批", "it is decided already")
        problems.refuse()
        assert seat is not None
        _decided(actor, row, verdict, seat.words, reason)
    return row


def take_back(actor: Actor, unsealing_id: int, reason: str) -> Unsealing:
    """Withdraw: by who asked or who granted, as long as it is not shut. Raises OutOfSight, Refused."""
    with transaction.atomic():
        row = _locked(actor, unsealing_id)
        granted = row.decisions.filter(account=actor.account, verdict=Verdict.GRANTED).exists()
        problems = Problems()
        _words("reason", "理由", reason, problems)
        if not (granted or actor.account == row.asker):
            problems.add("actor", "由提出的人或者批准的人收回", "only who asked or granted may withdraw")
        if state_of(row) not in (State.WAITING, State.GRANTED, State.OPEN):
            problems.add("verdict", "已经关上", "it is shut")
        problems.refuse()
        _decided(actor, row, Verdict.WITHDRAWN, "批准人" if granted else "提出人", reason)
    return row


def _decided(actor: Actor, row: Unsealing, verdict: str, seat: str, reason: str) -> None:
    decision = UnsealingDecision(
        unsealing=row, verdict=verdict, account=actor.account, person=actor.person, seat=seat, at=clock.now()
    )
    vault.write(
        decision, place_of(row.complaint, f"{row.pk} {verdict}", actor.account), reason.strip().encode()
    )
    decision.save(force_insert=True)
    trail.write(
        actor, f"unsealing_{verdict}", "complaint", row.complaint.number, detail=f"unsealing:{row.pk}"
    )


def look(actor: Actor, unsealing_id: int) -> Identity:
    """The reporter, to the one named looker, with a second factor, within 30 minutes of the first look.

    Raises OutOfSight; Refused where it is not granted, shut, another's to look at, or the row was altered.
    """
    with transaction.atomic():
        row = _locked(actor, unsealing_id)
        problems = Problems()
        if actor.account != row.looker or conflicts.above(actor).barred_from(row.complaint):
            problems.add("actor", "只打开给申请中写明的那一人", "only for the one who was named")
        if not queries.may_write(actor, row.complaint):
            problems.add(
                "actor",
                "只打开给现在办理此件的机关的举报受理人员",
                "not an officer of the organ that holds it",
            )
        _strong(actor, problems)
        if state_of(row) not in (State.GRANTED, State.OPEN):
            problems.add("actor", "没有批准，或者已经关上", "it is not granted, or shut")
        problems.refuse()
        identity = _opened(row.complaint)
        UnsealingLook.objects.create(unsealing=row, account=actor.account, at=clock.now())
        both = sorted(row.decisions.filter(verdict=Verdict.GRANTED).values_list("account", flat=True))
        trail.write(
            actor,
            "reporter_opened",
            "complaint",
            row.complaint.number,
            detail=" ".join(both),
            basis=f"unsealing:{row.pk}",
        )
    return identity


def _opened(complaint: Complaint) -> Identity:
    sealed = Reporter.objects.get(complaint=complaint)
    try:
        told = json.loads(vault.read(sealed, log.place_of_reporter(complaint)))
    except Unreadable:
        raise Refused([Problem("reporter", "封存的身份已被改动，不予显示", "it was altered")]) from None
    return Identity(told["name"], told["contact"])


def _locked(actor: Actor, unsealing_id: int) -> Unsealing:
    """The request in sight, one act at a time: its complaint's row is held before anything is read. Raises OutOfSight."""
    asked = Unsealing.objects.filter(pk=unsealing_id)
    list(Complaint.objects.select_for_update().filter(pk__in=asked.values("complaint")))
    row = visible_to(actor).filter(pk=unsealing_id).first()
    if row is None:
        raise OutOfSight(f"unsealing {unsealing_id}")
    return row


def words_of(row: Unsealing | UnsealingDecision) -> str:
    """The ground of a request, or the reason of a decision. Raises Refused where it was altered."""
    if isinstance(row, Unsealing):
        place = place_of(row.complaint, "ground", row.asker)
    else:
        place = place_of(row.unsealing.complaint, f"{row.unsealing_id} {row.verdict}", row.account)
    try:
        return vault.read(row, place).decode()
    except Unreadable:
        raise Refused([Problem("text", "内容已被改动，不予显示", "the content was altered")]) from None


def place_of(complaint: Complaint, what: str, account: str) -> str:
    """For which place a ground or reason is sealed."""
    return f"unsealing {complaint.pk} {what} {account}"


def name_of(account: str) -> str:
    """The name of an account."""
    found = accounts.find(account)
    return accounts.name_of(found) if found else account
