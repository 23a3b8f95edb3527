"""Five failures in a row lock an account for ten minutes, whichever secret was wrong.

For a name that does not exist the same is counted, in memory only, so that the answers do not tell who has an
account.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from zeren.access.accounts.models import Account
from zeren.records.actor import Actor
from zeren.records.trail import acts as trail

ATTEMPTS = 5
LOCKED_FOR = timedelta(minutes=10)
MOST_NAMES = 10_000


@dataclass
class Count:
    """Failures in a row of a name that does not exist."""

    failures: int = 0
    locked_until: datetime | None = None


Counted = Account | Count


def locked(counted: Counted, now: datetime) -> datetime | None:
    """Until when it is locked; None where it is not."""
    until = counted.locked_until
    return until if until and until > now else None


def count(by: Actor, account: Account, right: bool | None, now: datetime) -> None:
    """Count a try of a secret, and tell the trail where it brought the lock.

    Args:
        right: whether the secret was; ``None``: it was, but a factor is still wanted, so the failures stay.
    """
    if right:
        account.failures, account.locked_until = 0, None
    elif right is False:
        failed(account, now)
        if account.locked_until:
            trail.write(by, "account_locked", "account", account.signin)
    account.save(update_fields=["failures", "locked_until"])


def failed(counted: Counted, now: datetime) -> None:
    """One failure more (saved by the caller)."""
    counted.failures += 1
    counted.locked_until = None
    if counted.failures >= ATTEMPTS:
        counted.failures, counted.locked_until = 0, now + LOCKED_FOR


def left(counted: Counted) -> int:
    """How many tries remain before the lock."""
    return ATTEMPTS - counted.failures


_names: OrderedDict[str, Count] = OrderedDict()
_turn = threading.Lock()


def unknown(name: str) -> Count:
    """How a name that does not exist stands."""
    with _turn:
        count = _names.get(name, Count())
        return Count(count.failures, count.locked_until)


def unknown_failed(name: str, now: datetime) -> Count:
    """One failure more for a name that does not exist; how it then stands."""
    with _turn:
        count = _names.setdefault(name, Count())
        _names.move_to_end(name)
        while len(_names) > MOST_NAMES:
            _names.popitem(last=False)
        failed(count, now)
        return Count(count.failures, count.locked_until)


def forget() -> None:
    """Begin to count anew (tests)."""
    with _turn:
        _names.clear()
