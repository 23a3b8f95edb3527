"""Who an account is on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.delegation.models import Delegation
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, NOBODY, ROLE_LABELS, SYSTEM, Actor, Grant, Role
from zeren.records.people.models import Charge

# Asked at every request: the columns that are looked at, and no more.
OWN = ("role", "functions", "organ", "organ__depth")
LENT = ("year", "seq", "role", "functions", "giver__signin", "grant__organ__depth")


def actor_of(account: Account, day: date | None = None) -> Actor:
    """The actor with the roles that the account has on the day (default: today), entrusted ones included."""
    day = day or clock.today()
    own = tuple(_own(*row) for row in held_on(account, day).order_by("id").values_list(*OWN))
    # Who holds no post any more acts for nobody either: a delegation ends with either's appointment.
    works = any(grant.role is not Role.SUBJECT for grant in own)
    lent = tuple(_lent(row) for row in delegated_on(account, day).only(*LENT)) if works else ()
    own += _in_charge(account, own, day)
    return Actor(
        account=account.signin,
        name=name_of(account),
        person=account.person_id,
        organ=account.organ_id,
        grants=own + lent,
        as_of=day,
    )


def _own(role: str, functions: str, organ: int, depth: int) -> Grant:
    return Grant(Role(role), organ, depth, tuple(functions.split()))


def _in_charge(account: Account, own: tuple[Grant, ...], day: date) -> tuple[Grant, ...]:
    """分管: a leader in charge is so of the units of the division of work on the day, as of the own organ."""
    if account.person_id is None or not any(grant.role is Role.LEADER_IN_CHARGE for grant in own):
        return ()
    held = Charge.objects.filter(person=account.person_id, start__lte=day)
    held = held.filter(Q(end__isnull=True) | Q(end__gte=day)).select_related("organ").order_by("pk")
    there = {grant.organ for grant in own}
    units = [row.organ for row in held if row.organ_id not in there]
    return tuple(Grant(Role.LEADER_IN_CHARGE, unit.pk, unit.depth) for unit in units)


def _lent(row: Delegation) -> Grant:
    organ, functions = row.grant.organ, tuple(row.functions.split())
    return Grant(Role(row.role), organ.pk, organ.depth, functions, row.giver.signin, row.number)


def held_on(account: Account, day: date) -> QuerySet[RoleGrant]:
    """The roles that the account holds on a day: begun, not ended, and its appointment not ended.

    Of an account that only keeps the own desk nothing else counts, whatever is still written down.
    """
    held = RoleGrant.objects.filter(holding(day), account=account)
    return held.filter(role=Role.SUBJECT.value) if account.own_only else held


def holding(day: date, prefix: str = "") -> Q:
    """Grants that are held on a day; ``prefix`` leads to the grant."""
    begun = Q(**{f"{prefix}start__lte": day, f"{prefix}withdrawn": False})
    own = Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gte": day})
    post = Q(**{f"{prefix}appointment__isnull": True}) | Q(**{f"{prefix}appointment__end__isnull": True})
    return begun & own & (post | Q(**{f"{prefix}appointment__end__gte": day}))


def delegated_on(account: Account, day: date) -> QuerySet[Delegation]:
    """What is entrusted to the account on a day: within its days, not ended, and still held by the giver."""
    within = Delegation.objects.filter(to=account, start__lte=day, end__gte=day, ended__isnull=True)
    giver = within.filter(holding(day, "grant__"), giver__is_active=True, giver__own_only=False)
    return giver.select_related("grant__organ", "giver").order_by("id")


def actor_of_user(user: Any) -> Actor:
    """The actor of ``request.user``; NOBODY for a visitor."""
    return actor_of(user) if isinstance(user, Account) and user.is_active else NOBODY


def find(signin: str) -> Account | None:
    """The account of that sign-in name."""
    return Account.objects.filter(signin=signin).select_related("person", "organ").first()


def demonstrations() -> list[str]:
    """The active accounts whose password is still the one that the demonstration prints."""
    return list(
        Account.objects.filter(demonstration=True, is_active=True)
        .order_by("signin")
        .values_list("signin", flat=True)
    )


def serving(
    roles: Iterable[Role], organs: Iterable[int] | None = None, day: date | None = None
) -> QuerySet[Account]:
    """The accounts in use that hold one of the roles themselves on the day (default: today), in one of the organs.

    Not who only keeps the own desk, and not whom a role was entrusted to.
    """
    held = RoleGrant.objects.filter(holding(day or clock.today()), role__in=[role.value for role in roles])
    if organs is not None:
        held = held.filter(organ__in=list(organs))
    return Account.objects.filter(is_active=True, own_only=False, pk__in=held.values("account"))


def holders(role: Role, day: date | None = None) -> list[Account]:
    """The accounts that hold a role on the day (default: today), by sign-in name."""
    return list(serving((role,), day=day).order_by("signin"))


def people_with_account(people: Iterable[int]) -> set[int]:
    """Which of these people can sign in to work: an account in use that is no administrator's and no own desk alone."""
    rows = Account.objects.filter(person__in=list(people), is_active=True, own_only=False)
    held = RoleGrant.objects.filter(holding(clock.today()), role__in=[role.value for role in ADMINISTRATORS])
    found = rows.exclude(pk__in=held.values("account")).values_list("person", flat=True)
    return {pk for pk in found if pk is not None}


def name_of(account: Account) -> str:
    """Whose account it is, in words."""
    return account.person.name if account.person else str(account)


def called(text: str) -> tuple[str, ...]:
    """The sign-in names that a word finds: the name itself, or whose it is."""
    fits = Q(signin=text) | Q(label__contains=text) | Q(person__name__contains=text)
    return tuple(Account.objects.filter(fits).order_by("signin").values_list("signin", flat=True)[:100])


def shown(signins: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Each account's name and the word of its first role today."""
    names = set(signins)
    rows = Account.objects.filter(signin__in=names).select_related("person")
    held = RoleGrant.objects.filter(holding(clock.today()), account__in=rows)
    held = held.filter(Q(account__own_only=False) | Q(role=Role.SUBJECT.value))
    # The last one put in stays: the newest come first.
    roles = {pk: ROLE_LABELS[Role(role)] for pk, role in held.order_by("-id").values_list("account", "role")}
    found = {SYSTEM.account: (SYSTEM.name, "")} if SYSTEM.account in names else {}
    for account in rows:
        name, word = name_of(account), roles.get(account.pk, "")
        found[account.signin] = (name, "" if word == name else word)
    return found


def administrators() -> tuple[str, ...]:
    """The sign-in names of all who are or were one of the three administrators."""
    roles = [role.value for role in ADMINISTRATORS]
    names = RoleGrant.objects.filter(role__in=roles).values_list("account__signin", flat=True)
    return tuple(sorted(set(names)))
