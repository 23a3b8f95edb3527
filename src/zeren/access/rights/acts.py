"""The only writers of changes of rights: one administrator proposes, the other confirms or returns.

Raises everywhere: Refused (false, or not this actor's to do), OutOfSight (no such change for this actor).
"""

from __future__ import annotations

from typing import NoReturn

from django.db import IntegrityError, transaction

from zeren.access.accounts.models import Account
from zeren.access.accounts.writing import By
from zeren.access.rights import checks, effects, numbers, proposals
from zeren.access.rights.effects import Done
from zeren.access.rights.models import PAIR, HalfPassword, Kind, RightsChange, RightsDecision
from zeren.access.rights.proposals import Proposal
from zeren.records import clock, vault
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.trail import acts as trail

MARK = "权变"


def propose(actor: Actor, asked: Proposal) -> RightsChange:
    """Put a change forward; nothing takes effect before the other administrator confirms it.

    That it could not be confirmed (two of the three with one holder) refuses no proposal: the other sees why.
    """
    me, office = administrator(actor)
    with transaction.atomic():
        values = proposals.checked(asked)
        year = clock.today().year
        change = RightsChange.objects.create(
            year=year,
            seq=numbers.next_number(MARK, year),
            proposed_by=me,
            proposed_as=office,
            proposed=clock.now(),
            **values,
        )
        trail.write(
            actor, "rights_proposed", "rights", change.number, detail=f"{change.kind} {_whose(change)}"
        )
    return change


def confirm(actor: Actor, pk: int) -> tuple[RightsDecision, Done]:
    """Confirm a change of the other administrator; it takes effect at once. ``Done.half`` is shown this once."""
    me, office = administrator(actor)
    try:
        with transaction.atomic():
            change = _waiting(pk)
            _by_another(change, me, office)
            checks.hold(change)
            if checks.for_oneself(change, me):
                _refuse(
                    "变更的是您自己的账号或者权限，不能由您确认",
                    "the change is of the confirmer's own rights",
                )
            if stopped := checks.stops(change):
                zh = "；".join(f"{check.zh}（{check.two}）" if check.two else check.zh for check in stopped)
                _refuse(f"不能确认，只能退回：{zh}", "it can't be confirmed, only returned")
            done = effects.apply(change, By(actor, change.number))
            return _decide(actor, change, me, office, True, "", done), done
    except IntegrityError as error:
        # The database keeps the three administrators apart, whoever came in between.
        if not str(error).startswith(("zeren: three", "zeren: two")):
            raise
        _refuse("不能确认，只能退回：同一人不得兼任", "the database keeps the three administrators apart")


def send_back(actor: Actor, pk: int, reason: str) -> RightsDecision:
    """Return a change with the reason; it does not take effect."""
    me, office = administrator(actor)
    reason = reason.strip()
    if not reason:
        raise Refused([Problem("reason", "写明为什么退回", "say why it is returned")])
    if len(reason) > 200:
        raise Refused([Problem("reason", "原因不超过 200 字", "the reason is too long")])
    with transaction.atomic():
        change = _waiting(pk)
        _by_another(change, me, office)
        return _decide(actor, change, me, office, False, reason, Done())


def take_half(actor: Actor, pk: int) -> str:
    """The proposer's half of a one-time password: read once, then nobody reads it any more."""
    me, _ = administrator(actor)
    with transaction.atomic():
        half = (
            HalfPassword.objects.select_for_update(of=("self",))
            .filter(change=pk, change__proposed_by=me)
            .first()
        )
        if half is None:
            raise OutOfSight(f"half of change {pk}")
        if half.wrapped is None:
            _refuse("前半已经领取过，只显示一次", "the half was read before")
        if half.until <= clock.now():
            _refuse("一次性口令已过有效期，请重新提出重置", "the one-time password is out of date")
        said = vault.read(half, effects.place_of(half.change)).decode()
        vault.destroy(half)
        half.read = clock.now()
        half.save(update_fields=["wrapped", "read"])
        trail.write(actor, "half_password_read", "rights", half.change.number)
    return said


def administrator(actor: Actor) -> tuple[Account, str]:
    """The account and office of one of the two. Raises Refused for anybody else, the audit administrator too."""
    office = next((grant.role.value for grant in actor.grants if grant.role.value in PAIR), "")
    account = Account.objects.filter(signin=actor.account, is_active=True, own_only=False).first()
    if not office or account is None:
        _refuse(
            "权限由系统管理员和安全保密管理员办理",
            "rights are the system and security administrators' to change",
        )
    return account, office


def _waiting(pk: int) -> RightsChange:
    change = RightsChange.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if change is None:
        raise OutOfSight(f"change {pk}")
    if RightsDecision.objects.filter(change=change).exists():
        _refuse("这一件已经办过，没有再办", "the change was decided before")
    return change


def _by_another(change: RightsChange, me: Account, office: str) -> None:
    if me.same_holder(change.proposed_by):
        _refuse("提出的人不能确认，也不能退回", "who proposed decides nothing")
    if office == change.proposed_as:
        _refuse(
            "由另一类管理员确认：系统管理员提出的，安全保密管理员确认；反过来也一样",
            "the other office decides",
        )


def _decide(
    actor: Actor, change: RightsChange, me: Account, office: str, confirmed: bool, reason: str, done: Done
) -> RightsDecision:
    decision = RightsDecision.objects.create(
        change=change,
        confirmed=confirmed,
        by=me,
        decided_as=office,
        at=clock.now(),
        reason=reason,
        grant=done.grant if change.kind == Kind.GRANT else None,
        made=done.made,
    )
    act = "rights_confirmed" if confirmed else "rights_returned"
    detail = f"{change.kind} {_whose(change)} {change.proposed_by.signin}"
    trail.write(actor, act, "rights", change.number, detail=detail, basis=change.number)
    return decision


def _whose(change: RightsChange) -> str:
    return change.account.signin if change.account else change.signin or change.purpose


def _refuse(zh: str, en: str) -> NoReturn:
    raise Refused([Problem("change", zh, en)])
