"""委托代批: a principal or leader in charge entrusts functions to somebody of the same organ tree, for a period.

No text gives or forbids it in general, so the longest period is a setting; what a provision wants of a named person
himself (第十二条, 个人有关事项的查阅) its own act refuses by ``Grant.delegated_by``. Raises Refused, OutOfSight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction

from zeren.access.accounts import queries
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.delegation.models import ENTRUSTING, Delegation, DelegationEnd
from zeren.access.rights.numbers import next_number
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, Actor, Role
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.organs.models import Organ
from zeren.records.trail import acts as trail

MARK = "权委"
LEADERS = tuple(role.value for role in ENTRUSTING)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a leader entrusts: which of the own roles, which of its functions, to whom, from when to when, why."""

    grant: int | None
    to: str
    functions: tuple[str, ...]
    start: date | None
    end: date | None
    reason: str


def entrust(actor: Actor, wish: Wish) -> Delegation:
    """Entrust; from its first day on the other acts with it, and every act names it on the trail."""
    problems = Problems()
    giver, grant = _own(actor, wish.grant, problems)
    to = _receiver(giver, grant, wish.to, problems)
    _functions(grant, wish.functions, problems)
    _days(wish, problems)
    reason = wish.reason.strip()
    if not 0 < len(reason) <= 200:
        problems.add("reason", "写明为什么委托，不超过 200 字", "say why, in at most 200 characters")
    problems.refuse()
    assert giver and grant and to and wish.start and wish.end
    try:
        with transaction.atomic():
            year = clock.today().year
            made = Delegation.objects.create(
                year=year,
                seq=next_number(MARK, year),
                giver=giver,
                to=to,
                grant=grant,
                role=grant.role,
                functions=" ".join(dict.fromkeys(wish.functions)),
                start=wish.start,
                end=wish.end,
                reason=reason,
                made=clock.now(),
            )
            detail = f"{grant.role} {wish.start} {wish.end}"
            trail.write(actor, "role_delegated", "account", to.signin, detail=detail, basis=made.number)
    except IntegrityError as error:
        if not str(error).startswith("zeren: three"):
            raise
        raise Refused([ADMINISTRATOR]) from error
    return made


def end(actor: Actor, pk: int, reason: str = "") -> DelegationEnd:
    """Take it back (the giver) or give it back (the other), at any time; it ends at once."""
    with transaction.atomic():
        row = (
            Delegation.objects.select_for_update(of=("self",))
            .select_related("giver", "to")
            .filter(pk=pk)
            .first()
        )
        if row is None or actor.account not in (row.giver.signin, row.to.signin) or not actor.account:
            raise OutOfSight(f"delegation {pk}")
        if DelegationEnd.objects.filter(delegation=row).exists() or row.end < clock.today():
            raise Refused([Problem("delegation", "这一委托已经终止", "the delegation is over")])
        me = row.giver if actor.account == row.giver.signin else row.to
        done = DelegationEnd.objects.create(
            delegation=row, by=me, at=clock.now(), reason=reason.strip()[:200]
        )
        trail.write(actor, "delegation_ended", "account", row.to.signin, basis=row.number)
    return done


ADMINISTRATOR = Problem("to", "三员不接受业务职权的委托", "an administrator takes no business role")


def _own(actor: Actor, pk: int | None, problems: Problems) -> tuple[Account | None, RoleGrant | None]:
    """The actor's own grant of a leader: a role that was entrusted to the actor is no grant and goes no further."""
    giver = Account.objects.filter(signin=actor.account, is_active=True, own_only=False).first()
    held = queries.held_on(giver, clock.today()).filter(pk=pk) if giver and pk else RoleGrant.objects.none()
    grant = held.select_related("organ").first()
    if grant is None:
        problems.add("grant", "只能委托您本人现有的职权", "only one's own present role can be entrusted")
    elif grant.role not in LEADERS:
        problems.add("grant", "主要负责人、分管领导才能委托", "only a principal or leader in charge entrusts")
    return giver, grant


def _receiver(
    giver: Account | None, grant: RoleGrant | None, signin: str, problems: Problems
) -> Account | None:
    to = (
        Account.objects.filter(signin=signin.strip(), is_active=True, own_only=False)
        .select_related("organ")
        .first()
    )
    if to is None:
        problems.add("to", f"没有可以委托的账号“{signin}”", f"there is no account '{signin}' to entrust")
        return None
    if to.same_holder(giver):
        problems.add("to", "不能委托给本人", "not to oneself")
    roles = set(queries.held_on(to, clock.today()).values_list("role", flat=True))
    if roles & {role.value for role in ADMINISTRATORS}:
        problems.found.append(ADMINISTRATOR)
    elif not roles - {Role.SUBJECT.value}:
        problems.add("to", "对方现在没有任职的角色", "the other holds no role of office")
    if grant is not None and not _in_tree(to.organ, grant.organ):
        problems.add("to", "只能委托给同一机关或者其下级机关的人", "only within the same organ tree")
    return to


def _in_tree(organ: Organ | None, top: Organ) -> bool:
    return organ is not None and getattr(organ, f"a{top.depth}") == top.pk


def _functions(grant: RoleGrant | None, wanted: Iterable[str], problems: Problems) -> None:
    held = set(grant.functions.split()) if grant else set()
    if grant is not None and set(wanted) - held:
        problems.add(
            "functions", "不能委托您没有的职责", "a function that one does not have can't be entrusted"
        )
    if grant is not None and held and not tuple(wanted):
        problems.add("functions", "选定委托哪些职责", "choose the functions to entrust")


def _days(wish: Wish, problems: Problems) -> None:
    most = settings.ZEREN.delegation_days
    if wish.start is None:
        problems.add("start", "写明从哪一天起，如 2026-10-13", "the first day is wanted")
    elif wish.start < clock.today():
        problems.add("start", "起日不早于今日", "the first day lies before today")
    if wish.end is None:
        problems.add("end", "写明到哪一天止，如 2026-10-26", "the last day is wanted")
    if wish.start is None or wish.end is None:
        return
    if wish.end < wish.start:
        problems.add("end", "止日早于起日", "the last day lies before the first")
    elif (wish.end - wish.start).days + 1 > most:
        problems.add("end", f"一次最多委托 {most} 日（含首尾两日）", f"at most {most} days at once")
