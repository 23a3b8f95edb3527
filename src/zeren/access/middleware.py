"""What every request gets: a strict content policy, and the actor of the signed-in account."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from zeren.access.accounts import queries
from zeren.records.actor import Actor
from zeren.records.matters import kept

STRONG = "strong"
"""In the session: a second factor was given."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)

Next = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Own assets only: no inline script, no inline style, nothing from elsewhere."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class ActorOfRequest:
    """``request.actor``: whom the acts and queries are given; NOBODY without a sign-in. A page that only reads reads
    once what is kept from them."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        with kept.read_once() if request.method in ("GET", "HEAD") else nullcontext():
            return self.get_response(request)


def _actor(request: HttpRequest) -> Actor:
    actor = queries.actor_of_user(request.user)
    session = getattr(request, "session", None)
    return replace(actor, strong=True) if session is not None and session.get(STRONG) else actor
