"""The three administrators and some accounts of the small county, for the tests of rights and delegations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from zeren.access.accounts import acts, queries
from zeren.access.accounts.models import Account
from zeren.access.rights import acts as rights
from zeren.access.rights.models import RightsChange
from zeren.access.rights.proposals import Proposal
from zeren.records import clock
from zeren.records.actor import SYSTEM, Actor, Role

PASSWORD = "qinglan-2026"
# The real hasher is slow on purpose; seven accounts a test would cost seconds.
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]
THREE = (
    ("xitong", Role.SYSTEM_ADMIN),
    ("baomi", Role.SECURITY_ADMIN),
    ("shenji", Role.AUDIT_ADMIN),
)


@dataclass
class People:
    """Accounts by name, and who they are today."""

    county: SimpleNamespace
    accounts: dict[str, Account]

    def actor(self, name: str, day: date | None = None) -> Actor:
        return queries.actor_of(Account.objects.get(signin=name), day or clock.today())

    def account(self, name: str) -> Account:
        return Account.objects.get(signin=name)


def make(county: Any) -> People:
    """The three, a handler, a principal and a leader in charge, each with its account."""
    made = {}
    since = date(2026, 1, 1)

    def add(name: str, role: Role | None, organ: str, person: str = "", *functions: str) -> None:
        account = acts.make_account(
            SYSTEM, name, PASSWORD, person=county.people.get(person), organ=county.organs[organ], label=name
        )
        if role:
            acts.give_role(SYSTEM, account, role, county.organs[organ], since, functions=functions)
        made[name] = account

    for name, role in THREE:
        add(name, role, "Q")
    add("shuji", Role.PRINCIPAL, "QJ", "", "secretary", "office")
    add("qian", Role.CASE_HANDLER, "QJ", "qian", "office")
    add("zhao", None, "QJ", "zhao")
    add("zhou", Role.CASE_HANDLER, "BJ", "zhou")
    return People(county, made)


def proposed(who: People, asked: Proposal, by: str = "xitong") -> RightsChange:
    """A change put forward."""
    return rights.propose(who.actor(by), asked)


def confirmed(who: People, asked: Proposal, by: str = "xitong", other: str = "baomi") -> Any:
    """A change put forward and confirmed: what came of it."""
    return rights.confirm(who.actor(other), proposed(who, asked, by).pk)[1]
