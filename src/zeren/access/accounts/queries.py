"""Who an account is on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zeren.access.accounts.models import Account, RoleGrant
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, NOBODY, ROLE_LABELS, SYSTEM, Actor, Grant, Role


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


def called(text: str) -> tuple[str, ...]:
    """The sign-in names that a word finds: the name itself, or whose it is."""
    fits = Q(signin=text) | Q(label__contains=text) | Q(person__name__contains=text)
    return tuple(Account.objects.filter(fits).order_by("signin").values_list("signin", flat=True)[:100])


def shown(signins: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Each account's name and the word of its first role today."""
    names = set(signins)
    rows = Account.objects.filter(signin__in=names).select_related("person")
    found = {SYSTEM.account: (SYSTEM.name, "")} if SYSTEM.account in names else {}
    for account in rows:
        role = held_on(account, clock.today()).order_by("id").values_list("role", flat=True).first()
        name = account.person.name if account.person else str(account)
        word = ROLE_LABELS[Role(role)] if role else ""
        found[account.signin] = (name, "" if word == name else word)
    return found


def administrators() -> tuple[str, ...]:
    """The sign-in names of all who are or were one of the three administrators."""
    roles = [role.value for role in ADMINISTRATORS]
    names = RoleGrant.objects.filter(role__in=roles).values_list("account__signin", flat=True)
    return tuple(sorted(set(names)))
