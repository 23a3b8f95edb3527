"""核对: what is checked before a change is confirmed. ``stop`` forbids it; then it may only be returned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Q

from zeren.access.accounts import register
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.delegation.models import Delegation
from zeren.access.rights.models import Kind, RightsChange
from zeren.access.rights.proposals import lengthens
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, ROLE_LABELS, Role
from zeren.records.organs.models import Organ

WIDENS = (Kind.MAKE, Kind.START, Kind.GRANT)
THREE = frozenset(role.value for role in ADMINISTRATORS)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was checked; ``two``: what follows from it."""

    state: Literal["ok", "care", "stop"]
    zh: str
    two: str = ""


def checks_of(change: RightsChange, viewer: Account) -> tuple[Check, ...]:
    """Every check of a change that waits, for the administrator who looks; what fails goes first."""
    found = [*_of_people(change, viewer), *BY_KIND.get(Kind(change.kind), _none)(change)]
    order = {"stop": 0, "care": 2, "ok": 1}
    return tuple(sorted(found, key=lambda check: order[check.state]))


def hold(change: RightsChange) -> None:
    """Lock the roles that the checks rest on until the transaction ends.

    Else two confirmations at the same time could each take away the other one of the last two administrators.
    """
    rows = RoleGrant.objects.filter(Q(role__in=THREE) | Q(pk=change.grant_id)).order_by("pk")
    list(rows.select_for_update())


def stops(change: RightsChange, viewer: Account | None = None) -> list[Check]:
    """Why it can't be confirmed, as things stand, by anybody or by the viewer."""
    own = _of_people(change, viewer) if viewer else ()
    return [c for c in (*own, *BY_KIND.get(Kind(change.kind), _none)(change)) if c.state == "stop"]


def for_oneself(change: RightsChange, viewer: Account) -> bool:
    """Whether the change would widen the viewer's own rights, or take the viewer's own factors back."""
    person = change.person_id is not None and change.person_id == viewer.person_id
    return change.kind in (*WIDENS, Kind.FACTOR) and (person or viewer.same_holder(change.account))


def _of_people(change: RightsChange, viewer: Account) -> Iterator[Check]:
    if viewer.same_holder(change.proposed_by):
        yield Check("stop", "提出人是您", "由另一位管理员确认")
    else:
        yield Check("ok", "提出人不是您")
    if for_oneself(change, viewer):
        yield Check("stop", "变更的是您自己的账号或者权限", "不能由本人确认")


def _none(change: RightsChange) -> Iterator[Check]:
    return iter(())


def _make(change: RightsChange) -> Iterator[Check]:
    taken = Account.objects.filter(signin=change.signin).exists()
    yield Check("stop", f"登录名“{change.signin}”已有人使用") if taken else Check("ok", "登录名没有人使用")
    if change.person is None:
        yield Check("care", "没有对应登记的人员", "只看显示名；这个账号没有本人页")
    elif other := Account.objects.filter(person=change.person, is_active=True).first():
        yield Check("care", f"本人已有账号 {other.signin}")
    else:
        yield Check("ok", "人员已登记，没有别的账号")


def _stop(change: RightsChange) -> Iterator[Check]:
    account = change.account
    assert account is not None
    state = register.state_of(account)
    done = state == "stopped" or (state == "own" and change.own_stays)
    yield Check("stop", "账号已经停用") if done else Check("ok", "账号在用")
    held = register.administrators().filter(account=account).values_list("role", flat=True)
    yield from (_last(role) for role in held if _is_last(role, clock.today(), Q(account=account)))
    if change.own_stays:
        yield Check("ok", "本人页保留", "本人仍可看材料、申辩、申诉")
    elif account.person_id:
        yield Check("care", "本人页不保留", "本人有权利、期限没有走完的，应当保留")


def _start(change: RightsChange) -> Iterator[Check]:
    account = change.account
    assert account is not None
    state = register.state_of(account)
    yield Check("stop", "账号在用，不必启用") if state == "active" else Check("ok", "账号现在停用")
    yield Check("care", "先前登记的角色，没有到期的随之恢复")


def _grant(change: RightsChange) -> Iterator[Check]:
    assert change.account is not None and change.organ is not None and change.start is not None
    yield _exclusive(change)
    if not change.account.is_active or change.account.own_only:
        yield Check("stop", "账号已停用", "先启用账号，再授权")
    yield _dates(change)
    yield _scope(change)
    same = RoleGrant.objects.filter(
        account=change.account, role=change.role, organ=change.organ, start=change.start, withdrawn=False
    )
    if same.exists():
        yield Check("stop", "同一天起的同一角色已经授过")
    unbound = Check("care", "动态口令还没有绑定", "绑定以前不能看封存材料")
    yield Check("ok", "动态口令已绑定") if change.account.second_factor else unbound


def _exclusive(change: RightsChange) -> Check:
    """三员互不兼任, asked beforehand; the database keeps it in any case."""
    account = change.account
    assert account is not None
    holder = Q(account=account)
    if account.person_id:
        holder |= Q(account__person=account.person_id)
    days = Q(end__isnull=True) | Q(end__gte=change.start)
    before = Q(start__lte=change.end) if change.end else Q()
    rows = RoleGrant.objects.filter(holder & days & before, withdrawn=False).exclude(role=change.role)
    for row in rows.order_by("id"):
        own_desk = row.account_id != account.pk and Role.SUBJECT.value in (row.role, change.role)
        if (row.role in THREE or change.role in THREE) and not own_desk:
            return Check(
                "stop", "同一人不得兼任", f"现有：{ROLE_LABELS[Role(row.role)]}（{row.account.signin}）"
            )
    if change.role in THREE and _entrusted(change):
        return Check("stop", "同一人不得兼任", "现有领导委托的职权")
    return Check("ok", "与三员不兼任")


def _entrusted(change: RightsChange) -> bool:
    account = change.account
    assert account is not None
    holder = Q(to=account) | (Q(to__person=account.person_id) if account.person_id else Q())
    last = Q(start__lte=change.end) if change.end else Q()
    return Delegation.objects.filter(holder & last, end__gte=change.start, ended__isnull=True).exists()


def _dates(change: RightsChange) -> Check:
    post, start = change.appointment, change.start
    assert start is not None
    if post is None:
        return Check("care", "没有登记任职", f"凭依据文号：{change.basis}；到期不会随任职自停")
    if post.end is not None and post.end < clock.today():
        return Check("stop", "任职已于 " + post.end.isoformat() + " 终止")
    if start < post.start:
        return Check("stop", "授权早于任职", f"任职自 {post.start.isoformat()} 起")
    return Check("ok", "任职文件已登记，日期相符", post.source)


def _scope(change: RightsChange) -> Check:
    """The organ of the post and what lies below it; a working organ also serves its committee."""
    organ, post = change.organ, change.appointment
    assert organ is not None
    if change.role == Role.TEAM_MEMBER.value:
        return Check("ok", "巡察组授权，按授权书的范围和期限")
    if post is None:
        return Check("care", "没有职务可以核对范围")
    home: Organ = post.post.organ
    reached = {home.pk, home.committee_id}
    within = organ.pk in reached or getattr(organ, f"a{home.depth}") == home.pk
    return (
        Check("ok", "不超过本职务的范围")
        if within
        else Check("care", "超出本职务所在的机关", "请对照依据文件")
    )


def _revoke(change: RightsChange) -> Iterator[Check]:
    grant = change.grant
    assert grant is not None
    today = clock.today()
    over = grant.withdrawn or (grant.end is not None and grant.end < today)
    yield Check("stop", "这一角色已经终止") if over else Check("ok", "这一角色现在有效")
    if lengthens(grant, change.end):
        yield Check("stop", "收权只能提前", f"现有末日是 {grant.end}")
    # The first day on which the role would be held no more.
    ends_now = change.end is None or change.end < today
    gone = today if ends_now else min(change.end, date.max - DAY) + DAY
    if grant.role in THREE and _is_last(grant.role, gone, Q(pk=grant.pk)):
        yield _last(grant.role)


def _is_last(role: str, day: date, taken: Q) -> bool:
    """Whether nobody would hold an administrator's role on a day once those grants are taken away."""
    held = register.administrators(day).filter(role=role)
    return held.filter(taken).exists() and not held.exclude(taken).exists()


def _last(role: str) -> Check:
    return Check("stop", f"这是唯一的{ROLE_LABELS[Role(role)]}", "先授给接替的人，再停")


def _unlock(change: RightsChange) -> Iterator[Check]:
    assert change.account is not None
    if register.state_of(change.account) == "locked":
        yield Check("ok", "账号锁定中")
    else:
        yield Check("care", "账号现在没有锁定")


def _password(change: RightsChange) -> Iterator[Check]:
    assert change.account is not None
    if not change.account.is_active:
        yield Check("stop", "账号已停用")
    yield Check("ok", "口令分两半，两名管理员各交一半", "谁也不能单独以本人身份登录")


def _factor(change: RightsChange) -> Iterator[Check]:
    yield Check("care", "请当面核验本人", "重置以后，本人下次登录时重新绑定")


BY_KIND = {
    Kind.MAKE: _make,
    Kind.STOP: _stop,
    Kind.START: _start,
    Kind.GRANT: _grant,
    Kind.REVOKE: _revoke,
    Kind.PASSWORD: _password,
    Kind.FACTOR: _factor,
    Kind.UNLOCK: _unlock,
}
