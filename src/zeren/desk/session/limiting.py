"""How often secrets may be tried from one client address, and in all.

Beside the lock-out of an account, this slows down who tries many accounts. The numbers leave room for an office
that comes through one address at the beginning of the day. Addresses are counted in memory for five minutes and
written nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from zeren.access import limits
from zeren.desk import errors

FROM_ONE, IN_ALL, SECONDS = 60, 600, 300
ALL = "secrets"

View = Callable[..., HttpResponse]
ViewT = TypeVar("ViewT", bound=View)


def limited(view: ViewT) -> ViewT:
    """Answer 429 to a POST that comes too often."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and (seconds := exceeded(request)):
            return errors.too_many(request, seconds)
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def exceeded(request: HttpRequest) -> int:
    """In how many seconds one may try again; 0: now (and it is counted)."""
    # All first: who comes from many addresses makes no bucket for each, and one address alone uses up nobody's tries.
    if limits.full(ALL, IN_ALL):
        return limits.wait(ALL)
    # The server itself puts the client behind a trusted proxy here; no header is believed at this place.
    for bucket, most in ((f"secret {request.META.get('REMOTE_ADDR', '')}", FROM_ONE), (ALL, IN_ALL)):
        if not limits.allow(bucket, most, SECONDS):
            return limits.wait(bucket)
    return 0
