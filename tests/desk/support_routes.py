"""What single persons of the cast of the table of routes have of their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyotp

TODAY = date(2024, 6, 28)


def keeper(name: str) -> Any:
    """The actor of an account of the cast."""
    from zeren.access.accounts import queries as accounts

    return accounts.actor_of(accounts.find(name), TODAY)  # type: ignore[arg-type]


def recusal() -> int:
    """The handler keeps away from everything about somebody else."""
    from zeren.records.people import queries as people
    from zeren.records.recusals import acts

    other = people.by_code("R002")
    assert other is not None
    return acts.declare_about(keeper("chengban"), other.pk, "kin").pk


def delegation() -> int:
    """The secretary entrusts the supervision officer from tomorrow on: today it opens nothing yet."""
    from zeren.access.accounts import queries as accounts
    from zeren.access.delegation import acts

    grant = accounts.held_on(accounts.find("shuji"), TODAY).get()  # type: ignore[arg-type]
    tomorrow = TODAY + timedelta(days=1)
    wish = acts.Wish(grant.pk, "jiandu", ("party_committee",), tomorrow, tomorrow, "外出学习")
    return acts.entrust(keeper("shuji"), wish).pk


def phone() -> None:
    """The secretary's phone is bound: own recovery codes and a binding to take away."""
    from zeren.access.factors import acts

    secret = acts.begin_code(keeper("shuji"))
    acts.confirm_code(keeper("shuji"), pyotp.TOTP(secret).now())
