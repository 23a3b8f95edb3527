"""Who an account is on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zeren.access.accounts.models import Account, RoleGrant
from zeren.records import clock
from zeren.records.actor import NOBODY, Actor, Grant, Role


def actor_of(account: Account, day: date | None = None) -> Actor:
    """The actor with the roles that the account has on the day (default: today)."""
    day = day or clock.today()
    held = held_on(account, day)
    grants = tuple(
        Grant(Role(row.role), row.organ_id, row.organ.depth, tuple(row.functions.split()))
        for row in held.select_related("organ").order_by("id")
    )
    return Actor(
        account=account.signin,
        name=account.person.name if account.person else str(account),
        person=account.person_id,
        organ=account.organ_id,
        grants=grants,
        as_of=day,
    )


def held_on(account: Account, day: date) -> QuerySet[RoleGrant]:
    """The roles that the account holds on a day: begun, not ended, and its appointment not ended."""
    begun = RoleGrant.objects.filter(account=account, start__lte=day)
    own = Q(end__isnull=True) | Q(end__gte=day)
    post = Q(appointment__isnull=True) | Q(appointment__end__isnull=True) | Q(appointment__end__gte=day)
    return begun.filter(own, post)


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


def holders(role: Role, day: date | None = None) -> list[Account]:
    """The active accounts that hold a role on the day (default: today)."""
    day = day or clock.today()
    found = Account.objects.filter(is_active=True, grants__role=role.value).distinct().order_by("signin")
    return [account for account in found if held_on(account, day).filter(role=role.value).exists()]
