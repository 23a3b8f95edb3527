"""The second factor as changes of rights need it, where this installation has one (``access.factors``)."""

from __future__ import annotations

import importlib
from types import ModuleType

from zeren.access.accounts.models import Account
from zeren.records.actor import Actor


def _module(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(f"zeren.access.factors.{name}")
    except ModuleNotFoundError:
        return None


def available() -> bool:
    """Whether second factors exist here; without them none can be taken back."""
    return hasattr(_module("acts"), "reset")


def bound(account: Account) -> bool | None:
    """Whether the account has one; None where there are none here."""
    asked = getattr(_module("queries"), "bound", None)
    return None if asked is None else bool(asked(account))


def reset(actor: Actor, account: Account, basis: str) -> None:
    """Take the account's second factors back; a new one is bound at the next sign-in."""
    acts = _module("acts")
    assert acts is not None
    acts.reset(actor, account, basis=basis)
