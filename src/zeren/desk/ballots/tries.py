"""How often a wrong voting code may be tried at one machine: what limits one machine locks no other out.

A right code is never counted, and a code is one of 26^8. Where a machine stands is kept in memory only, as a digest
under a secret of this process, and only while it tries wrong codes (``access.limits``).
"""

from __future__ import annotations

import hmac
import secrets

from django.http import HttpRequest

from zeren.access import limits

SECONDS, WRONG, OPENING, LOCK = 600, 60, 600, 10
_SECRET = secrets.token_bytes(32)


def stopped(request: HttpRequest) -> int:
    """For how many seconds this machine waits; 0 where it may try."""
    bucket = _bucket(request)
    return limits.wait(bucket) if limits.full(bucket, WRONG) else 0


def wrong(request: HttpRequest) -> None:
    """Count a wrong code."""
    limits.allow(_bucket(request), WRONG, SECONDS)


def may_open(ballot: int) -> bool:
    """Count a try of the tellers' words; False where it is one too many."""
    return limits.allow(f"ballot words {ballot}", LOCK, OPENING)


def _bucket(request: HttpRequest) -> str:
    address = request.META.get("REMOTE_ADDR", "")
    return f"vote {hmac.digest(_SECRET, address.encode(), 'sha256').hex()}"
