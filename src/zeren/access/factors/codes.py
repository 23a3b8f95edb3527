"""One-time codes by RFC 6238: six digits, thirty seconds, one step of tolerance on either side.

The clock is the real one: phones know no fixed day.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from hmac import compare_digest

import pyotp

SECONDS, TOLERANCE = 30, 1
ISSUER = "责任"
RECOVERY_CODES, RECOVERY_SIGNS = 10, 16
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which look alike when they are copied by hand. 16 of them are 79 bits."""


@dataclass(frozen=True, slots=True)
class Match:
    """The step of a code that was given; ``used``: it is right, but was accepted before."""

    step: int
    used: bool


def new_secret() -> str:
    """160 random bits in base 32, as RFC 4226 advises."""
    return pyotp.random_base32(32)


def address(secret: str, signin: str) -> str:
    """What the QR code says to the phone."""
    return pyotp.TOTP(secret).provisioning_uri(name=signin, issuer_name=ISSUER)


def match(secret: str, given: str, last_step: int) -> Match | None:
    """The step whose code was given, one before or after the present one at most; None where it is none of theirs."""
    otp, now = pyotp.TOTP(secret), int(time.time()) // SECONDS
    given = "".join(given.split())
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if compare_digest(otp.generate_otp(step).encode(), given.encode()):
            return Match(step, step <= last_step)
    return None


def current(secret: str) -> tuple[str, int]:
    """The code of now, and for how many more seconds it is the present one."""
    now = time.time()
    return pyotp.TOTP(secret).generate_otp(int(now) // SECONDS), SECONDS - int(now) % SECONDS


def new_recovery_codes() -> list[str]:
    """Ten codes, in fours to be copied by hand."""
    return [
        in_fours("".join(secrets.choice(SIGNS) for _ in range(RECOVERY_SIGNS))) for _ in range(RECOVERY_CODES)
    ]


def in_fours(text: str) -> str:
    """A long code in groups of four."""
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def plain(given: str) -> str:
    """A recovery code as it was typed, without blanks, hyphens and capitals."""
    return "".join(c for c in given.lower() if c.isalnum())


def is_recovery(given: str) -> bool:
    """Whether what was typed has the length of a recovery code."""
    return len(plain(given)) == RECOVERY_SIGNS
