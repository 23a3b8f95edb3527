"""Which second factors an account has; never their secrets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zeren.access.factors.models import OneTimeCode, Passkey, RecoveryCode
from zeren.records.actor import Actor


@dataclass(frozen=True, slots=True)
class Key:
    """A passkey as its owner knows it."""

    pk: int
    label: str
    host: str
    made: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What is bound. ``code``: since when a phone gives codes; ``recovery``: how many recovery codes are left."""

    code: datetime | None = None
    passkeys: tuple[Key, ...] = ()
    recovery: int = 0

    @property
    def bound(self) -> bool:
        """Whether a second factor is bound at all; recovery codes alone are none."""
        return self.code is not None or bool(self.passkeys)


def of_actor(actor: Actor) -> Factors:
    """The factors of the actor's own account."""
    return of_signin(actor.account)


def of_signin(signin: str) -> Factors:
    """The factors of an account."""
    code = OneTimeCode.objects.filter(account__signin=signin, pending=False).first()
    rows = Passkey.objects.filter(account__signin=signin).order_by("made")
    keys = tuple(Key(row.pk, row.label, row.host, row.made, row.used) for row in rows)
    left = RecoveryCode.objects.filter(account__signin=signin, used__isnull=True).count()
    return Factors(code.made if code else None, keys, left)


def gives_codes(actor: Actor) -> bool:
    """Whether the actor's account has a phone that gives codes."""
    return OneTimeCode.objects.filter(account__signin=actor.account, pending=False).exists()


def credentials(signin: str, host: str) -> list[bytes]:
    """The public credentials that work under a host name."""
    rows = Passkey.objects.filter(account__signin=signin, host=host).order_by("made")
    return [bytes(row.credential) for row in rows]
