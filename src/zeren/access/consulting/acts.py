"""Consulting is asked for, passed on, decided, withdrawn and done here only; each act with its trail in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zeren.access.accounts.models import Account
from zeren.access.consulting import approving, asking, checks, queries
from zeren.access.consulting.asking import Asking
from zeren.access.consulting.models import (
    ConsultDecision,
    ConsultForwarding,
    ConsultLook,
    ConsultLooker,
    ConsultRequest,
    ConsultWithdrawal,
)
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.materials import queries as materials
from zeren.records.materials.models import Material
from zeren.records.matters.numbers import next_number
from zeren.records.trail import acts as trail

Outcome = ConsultDecision.Outcome


def ask(actor: Actor, asked: Asking) -> ConsultRequest:
    """Ask to consult. Raises Refused with every place that is wrong; OutOfSight of a person one may not name."""
    with transaction.atomic():
        good = asking.checked(actor, asked)
        request = ConsultRequest.objects.create(
            number=next_number(good.organ, clock.today().year, asked.mark.strip()),
            organ=good.organ, asker=good.asker, sent_to=good.sent_to, person=good.person, kind=asked.kind,
            way=good.way.id, purpose=asked.purpose, years=" ".join(str(y) for y in sorted(set(asked.years))),
            sections=" ".join(s for s in good.kind.sections if s in asked.sections), reason=asked.reason.strip(),
            matter=good.matter, matter_number=asked.matter_number.strip(), begins=good.begins, ends=good.ends,
            pack=good.kind.ref, cite=good.way.cite, on=clock.today(), at=clock.now(),
        )  # fmt: skip
        ConsultLooker.objects.bulk_create(ConsultLooker(request=request, account=a) for a in good.lookers)
        _told(actor, "consult_asked", request, f"person {request.person_id} to {good.sent_to.signin}")
    return request


def forward(actor: Actor, pk: int, to: str) -> ConsultForwarding:
    """转送 what was sent to the wrong person. Raises OutOfSight, Refused: it is the sender's to decide, or not the taker's."""
    with transaction.atomic():
        request = _locked(actor, pk)
        if not queries.waits_for(actor, request):
            raise _refusal("actor", "这一件没有送给您", "it was not sent to this actor")
        right = approving.approvers_of(request)
        taker = next((one for one in right if one.signin == to), None)
        if taker is None:
            zh = f"应转送{checks.named(right) or '本机关主要负责人（没有登记）'}"
            raise _refusal("to", zh, "only the principal of the asker's own organ approves")
        done = ConsultForwarding.objects.create(
            request=request, sender=_account(actor), to=taker, at=clock.now()
        )
        _told(actor, "consult_forwarded", request, f"to {taker.signin}")
    return done


@dataclass(frozen=True, slots=True)
class Deciding:
    """A decision as it is given; the days only where something is granted, as asked or fewer."""

    outcome: str
    reasons: str = ""
    begins: date | None = None
    ends: date | None = None


def decide(actor: Actor, pk: int, given: Deciding) -> ConsultDecision:
    """Grant, return or refuse, for ever. Raises OutOfSight, Refused with what stands against it."""
    with transaction.atomic():
        request = _locked(actor, pk)
        _undecided(request)
        begins, ends = _decidable(actor, request, given)
        decision = ConsultDecision.objects.create(
            request=request, outcome=given.outcome, reasons=given.reasons.strip(), begins=begins, ends=ends,
            by=_account(actor), pack=request.pack, cite=request.cite, on=clock.today(), at=clock.now(),
        )  # fmt: skip
        days = f"{begins} {ends}" if begins else ""
        _told(actor, f"consult_{given.outcome}", request, days)
    return decision


def withdraw(actor: Actor, pk: int, reasons: str = "") -> ConsultWithdrawal:
    """提前收回, at once: by who granted it or the organ's principal of today. Raises OutOfSight, Refused."""
    with transaction.atomic():
        request = _locked(actor, pk)
        withdrawable(actor, request)
        done = ConsultWithdrawal.objects.create(
            request=request, by=_account(actor), reasons=reasons.strip(), at=clock.now()
        )
        _told(actor, "consult_withdrawn", request)
    return done


def withdrawable(actor: Actor, request: ConsultRequest) -> None:
    """Raises Refused where the request is not this actor's to withdraw, or nothing is open any more."""
    decision = request.part("decision")
    granted = decision is not None and decision.outcome == Outcome.GRANTED
    own = granted and decision.by.signin == actor.account
    if not (own or approving.is_principal(actor, request.organ_id)):
        raise _refusal("actor", "只能由批准的人或者本机关主要负责人收回", "not this actor's to withdraw")
    if not granted or request.part("withdrawal") is not None:
        raise _refusal("actor", "没有可以收回的批准", "nothing is granted that could be withdrawn")
    if queries.state_of(request) is queries.State.EXPIRED:
        raise _refusal("actor", "已经到期，不必收回", "it has expired already")


@dataclass(frozen=True, slots=True)
class Opened:
    """What one look shows: each document with the sections that it has of those approved."""

    request: ConsultRequest
    documents: tuple[tuple[Material, dict[str, str]], ...]


def look(actor: Actor, pk: int) -> Opened:
    """Open what was approved, once; the look is kept before anything is shown.

    Raises OutOfSight where nothing is open to the actor today, Refused without a second factor.
    """
    with transaction.atomic():
        request = _locked(actor, pk)
        permit = queries.permit_of(actor, request)
        if permit is None:
            raise OutOfSight(f"consultation {pk}")
        meant = materials.meant_by(permit)
        found = [(m, materials.open_sections(actor, m.pk, request.section_list, permit)) for m in meant]
        ConsultLook.objects.create(
            request=request, account=_account(actor), materials=" ".join(str(m.pk) for m, _ in found),
            sections=request.sections, at=clock.now(),
        )  # fmt: skip
        _told(actor, "consulted", request)
    return Opened(request, tuple(found))


# ---------------------------------------------------------------- what all of them do


def _locked(actor: Actor, pk: int) -> ConsultRequest:
    """The request, so that no two acts on it overlap (its row itself never changes). Raises OutOfSight."""
    list(ConsultRequest.objects.select_for_update().filter(pk=pk))
    return queries.get(actor, pk)


def _account(actor: Actor) -> Account:
    return Account.objects.select_related("person").get(signin=actor.account)


def _refusal(field: str, zh: str, en: str) -> Refused:
    return Refused([Problem(field, zh, en)])


def _told(actor: Actor, act: str, request: ConsultRequest, detail: str = "") -> None:
    trail.write(actor, act, "consultation", request.pk, detail=detail, basis=request.number)


def _undecided(request: ConsultRequest) -> None:
    decision = request.part("decision")
    if decision is not None:
        zh = f"这一件已经{Outcome(decision.outcome).label}，不能再批"
        raise _refusal("outcome", zh, "it is decided already")


def _decidable(actor: Actor, request: ConsultRequest, given: Deciding) -> tuple[date | None, date | None]:
    """The days granted (none otherwise). Raises Refused with everything that stands against it."""
    listed = checks.checks_of(request, _account(actor), actor)
    # To send back or refuse one has to be the right person; to grant, everything has to be right.
    wanted = None if given.outcome == Outcome.GRANTED else ("approver", "apart", "recusal")
    problems = [
        Problem(c.code, c.zh, f"check '{c.code}' failed")
        for c in listed
        if c.ok is False and (wanted is None or c.code in wanted)
    ]
    if given.outcome not in Outcome.values:
        problems.append(Problem("outcome", "请选批准、退回或者不批准", "no such outcome"))
    if given.outcome in (Outcome.RETURNED, Outcome.REFUSED) and not given.reasons.strip():
        problems.append(Problem("reasons", "退回、不批准，须写理由", "reasons are missing"))
    begins, ends = given.begins or request.begins, given.ends or request.ends
    if given.outcome == Outcome.GRANTED:
        problems += _shortened(request, begins, ends)
    if problems:
        raise Refused(problems)
    return (begins, ends) if given.outcome == Outcome.GRANTED else (None, None)


def _shortened(request: ConsultRequest, begins: date, ends: date) -> list[Problem]:
    asked = f"{request.begins:%m-%d} 至 {request.ends:%m-%d}"
    found: list[Problem] = []
    if begins < request.begins or ends > request.ends:
        found.append(Problem("days", f"期间只能改短，申请的是 {asked}", "the period may be shortened only"))
    if ends < begins:
        found.append(Problem("days", "止日在起日之前", "the last day is before the first"))
    elif ends < clock.today() <= request.ends:
        found.append(Problem("days", "止日已过", "the last day has passed"))
    return found
