"""How often a receipt code may be tried, and how many complaints are taken at once: not without end.

By the code's keyed digest and without any address: nothing tells who came back or when (``access.limits``).
"""

from __future__ import annotations

from zeren.access import limits

SECONDS = 600
OF_ONE, IN_ALL, SENT = 5, 300, 60
ALL = "12380 all"


def allowed(digest: str) -> bool:
    """Count a try; False where it is one too many."""
    # All first: who guesses many codes makes no bucket for each, and one code tried too often uses up no other's tries.
    if limits.full(ALL, IN_ALL):
        return False
    return limits.allow(_bucket(digest), OF_ONE, SECONDS) and limits.allow(ALL, IN_ALL, SECONDS)


def room() -> bool:
    """Count a complaint that is sent; False where too many come at once (a machine writes them)."""
    return limits.allow("12380 sent", SENT, SECONDS)


def right(digest: str) -> None:
    """A right try: what was tried before is forgotten."""
    limits.clear(_bucket(digest))


def _bucket(digest: str) -> str:
    return f"12380 {digest}"
