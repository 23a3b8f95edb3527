"""How accounts and roles are written. Who may is asked before: ``acts`` takes the system, ``rights`` a confirmed change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zeren.access.accounts.models import Account, RoleGrant
from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import Problem, Refused
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person
from zeren.records.trail import acts as trail


@dataclass(frozen=True, slots=True)
class By:
    """Who writes, and the change that it rests on."""

    actor: Actor
    basis: str = ""

    def tell(self, act: str, account: Account, detail: str = "") -> None:
        """One entry on the trail about an account."""
        trail.write(self.actor, act, "account", account.signin, detail=detail, basis=self.basis)


def make_account(
    by: By, signin: str, password: str | None, person: Person | None, organ: Organ | None, label: str
) -> Account:
    """A new account; without a password nobody signs in with it yet. Raises Refused where the name is taken."""
    if Account.objects.filter(signin=signin).exists():
        raise Refused([Problem("signin", f"登录名“{signin}”已有人使用", f"sign-in name '{signin}' is taken")])
    account = Account(
        signin=signin, person=person, organ=organ, label=label or (person.name if person else "")
    )
    account.set_password(password)
    account.save()
    by.tell("account_made", account)
    return account


def give_role(
    by: By,
    account: Account,
    role: Role,
    organ: Organ,
    start: date,
    end: date | None = None,
    functions: Iterable[str] = (),
    appointment: Appointment | None = None,
    basis: str = "",
) -> RoleGrant:
    """A role in an organ from a day on."""
    grant = RoleGrant.objects.create(
        account=account,
        role=role.value,
        organ=organ,
        start=start,
        end=end,
        functions=" ".join(functions),
        appointment=appointment,
        basis=basis,
    )
    by.tell("role_given", account, f"{role.value} {organ.code}")
    return grant


def end_role(by: By, grant: RoleGrant, last: date) -> None:
    """The role's last day."""
    grant.end = last
    grant.save(update_fields=["end"])
    by.tell("role_ended", grant.account, f"{grant.role} {last}")


def stop_role(by: By, grant: RoleGrant) -> None:
    """The role ends at once: yesterday was its last day; one that only begins today or later was held on none."""
    yesterday = clock.today() - timedelta(days=1)
    if grant.start <= yesterday:
        end_role(by, grant, yesterday)
        return
    grant.withdrawn = True
    grant.save(update_fields=["withdrawn"])
    by.tell("role_ended", grant.account, f"{grant.role} {grant.start} withdrawn")


def set_password(by: By, account: Account, password: str, until: datetime | None = None) -> None:
    """A new password; with ``until`` a one-time one, to be changed first. Whoever was locked out may try again."""
    account.set_password(password)
    account.demonstration, account.one_time_until = False, until
    account.failures, account.locked_until = 0, None
    account.must_change = until is not None
    account.save(
        update_fields=[
            "password", "generation", "demonstration", "one_time_until", "must_change", "failures", "locked_until",
        ]
    )  # fmt: skip
    by.tell("password_set", account)
