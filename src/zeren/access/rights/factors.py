"""The second factor as changes of rights need it, where this installation has one (``access.factors``)."""

from __future__ import annotations

import importlib
from dataclasses import replace
from types import ModuleType

from zeren.access.accounts.models import Account
from zeren.records.actor import Actor


def _acts() -> ModuleType | None:
    try:
        return importlib.import_module("zeren.access.factors.acts")
    except ModuleNotFoundError:
        return None


def available() -> bool:
    """Whether second factors exist here; without them none can be taken back."""
    return hasattr(_acts(), "reset")


def bound(account: Account) -> bool | None:
    """Whether the account has one; None where there are none here."""
    return getattr(account, "second_factor", None)


def reset(actor: Actor, account: Account) -> None:
    """Take the account's second factors back after a confirmed change; a new one is bound at the next sign-in."""
    acts = _acts()
    assert acts is not None
    # The confirmed change stands for the permission, whichever of the two confirmed.
    acts.reset(replace(actor, system=True), account)
