"""The ledger of accounts: what the system and the security administrator see, and nobody else."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce, Least

from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.accounts.queries import holding, name_of, serving
from zeren.access.rights.models import Kind
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, WRITES, Actor, Role
from zeren.records.errors import OutOfSight
from zeren.records.matters import access
from zeren.records.matters.models import Matter

STATES = (
    ("active", "在用"),
    ("own", "只留本人页"),
    ("locked", "锁定"),
    ("stopped", "停用"),
)
LAPSED_DAYS = 60
LONG_AFTER = date(9999, 12, 31)


def keeps_accounts(actor: Actor) -> bool:
    """Whether the actor is one of the two who change rights."""
    return actor.has(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


def visible_to(actor: Actor) -> QuerySet[Account]:
    """Every account for the two who change rights; one's own for anybody else."""
    if actor.system or keeps_accounts(actor):
        return Account.objects.all()
    return Account.objects.filter(signin=actor.account) if actor.account else Account.objects.none()


def register(actor: Actor, texts: dict[str, str]) -> QuerySet[Account]:
    """The accounts by sign-in name or holder, organ, role held today, state; each with ``held``, today's roles."""
    if not (actor.system or keeps_accounts(actor)):
        return Account.objects.none()
    today, found = clock.today(), Account.objects.select_related("person", "organ")
    if text := texts.get("holder"):
        named = Q(signin__contains=text) | Q(label__contains=text) | Q(person__name__contains=text)
        found = found.filter(named)
    if text := texts.get("organ"):
        found = found.filter(Q(organ__name__contains=text) | Q(organ__short__contains=text))
    if role := texts.get("role"):
        held = RoleGrant.objects.filter(holding(today), account=OuterRef("pk"), role=role)
        found = found.filter(Exists(held))
    if state := texts.get("state"):
        found = found.filter(_state(state))
    grants = RoleGrant.objects.filter(holding(today)).select_related("organ").order_by("id")
    return found.prefetch_related(Prefetch("grants", queryset=grants, to_attr="held"))


def _state(state: str) -> Q:
    locked = Q(locked_until__gt=clock.now())
    return {
        "active": Q(is_active=True, own_only=False) & ~locked,
        "own": Q(is_active=True, own_only=True) & ~locked,
        "locked": Q(is_active=True) & locked,
        "stopped": Q(is_active=False),
    }.get(state, Q(pk__in=()))


def state_of(account: Account) -> str:
    """The state of an account, a word of ``STATES``."""
    if not account.is_active:
        return "stopped"
    if account.locked_until and account.locked_until > clock.now():
        return "locked"
    return "own" if account.own_only else "active"


def get(actor: Actor, signin: str) -> Account:
    """One account. Raises OutOfSight."""
    found = visible_to(actor).filter(signin=signin).select_related("person", "organ").first()
    if found is None:
        raise OutOfSight(f"account {signin}")
    return found


def grants_of(actor: Actor, account: Account) -> list[RoleGrant]:
    """Every role that was ever given to an account in sight, newest first, with who confirmed it."""
    if not visible_to(actor).filter(pk=account.pk).exists():
        return []
    rows = RoleGrant.objects.filter(account=account).select_related("organ", "appointment__post__organ")
    decided = rows.prefetch_related("confirmed_in__by__person", "confirmed_in__change__proposed_by__person")
    return list(decided.order_by("-start", "-id"))


def held_today(grant: RoleGrant, account: Account) -> bool:
    """Whether a role is held today."""
    day, post = clock.today(), grant.appointment
    if grant.withdrawn or (account.own_only and grant.role != Role.SUBJECT.value) or not account.is_active:
        return False
    ends = [end for end in (grant.end, post.end if post else None) if end]
    return grant.start <= day and all(end >= day for end in ends)


def three(actor: Actor) -> dict[Role, list[str]]:
    """Who the three administrators are today, for the two who change rights: names by role."""
    names: dict[Role, list[str]] = {
        role: [] for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
    }
    if keeps_accounts(actor):
        for grant in administrators().select_related("account__person").order_by("id"):
            names[Role(grant.role)].append(name_of(grant.account))
    return names


def administrators(day: date | None = None) -> QuerySet[RoleGrant]:
    """The administrators' roles that are held on a day (default: today) by an account that is in use."""
    roles = [role.value for role in ADMINISTRATORS]
    return RoleGrant.objects.filter(
        holding(day or clock.today()), role__in=roles, account__is_active=True, account__own_only=False
    )


def lapsed(actor: Actor) -> QuerySet[RoleGrant]:
    """到期自停: roles that came to their day, or to the end of their appointment, within the last two months.

    Each carries ``last``, its last day. Those taken back by a change are not among them.
    """
    if not keeps_accounts(actor):
        return RoleGrant.objects.none()
    today = clock.today()
    ended = Least(Coalesce("end", LONG_AFTER), Coalesce("appointment__end", LONG_AFTER))
    rows = RoleGrant.objects.filter(withdrawn=False).annotate(last=ended)
    rows = rows.filter(last__lt=today, last__gte=today - timedelta(days=LAPSED_DAYS))
    taken = Q(
        account__changes__kind=Kind.REVOKE,
        account__changes__grant=F("pk"),
        account__changes__decision__confirmed=True,
    )
    stopped = Q(
        account__changes__kind=Kind.STOP, account__changes__decision__confirmed=True, account__is_active=False
    )
    rows = rows.exclude(pk__in=RoleGrant.objects.filter(taken | stopped).values("pk"))
    return rows.select_related("account__person", "organ", "appointment").order_by("-last", "-id")


def left_behind(actor: Actor) -> QuerySet[Matter]:
    """Open matters in sight of a leader whose handler no longer holds a role that records: they wait to be handed over.

    A handler who never had an account is not among them.
    """
    if not actor.has(Role.PRINCIPAL, Role.LEADER_IN_CHARGE):
        return Matter.objects.none()
    accounts = Account.objects.filter(person__isnull=False)
    open_ones = access.visible_to(actor).filter(
        state=Matter.State.OPEN, handler__in=accounts.values("person")
    )
    rows = open_ones.exclude(handler__in=serving(WRITES).filter(person__isnull=False).values("person"))
    return rows.select_related("handler", "organ").order_by("handler__name", "pk")
