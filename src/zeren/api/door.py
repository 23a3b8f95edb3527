"""Who asks: a bearer token of an account, or the browser's session (with its form token for writes)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import BaseThrottle

from zeren.access import limits
from zeren.access.tokens import acts as tokens
from zeren.access.tokens.models import Token
from zeren.api.problems import Denied
from zeren.desk.gate import settled
from zeren.records.actor import Actor
from zeren.records.trail import acts as trail

MOST, SECONDS = 600, 60
"""Requests of one account in so many seconds."""


class Bearer(HttpBearer):
    """``Authorization: Bearer zeren_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The token's actor, or None (401)."""
        found = tokens.use(token)
        if found is None:
            return None
        actor, request.token_scope = found  # type: ignore[attr-defined]
        return actor


class Session(APIKeyCookie):
    """The session of the pages: signed in, not locked, not idle. A write carries ``X-CSRFToken``."""

    param_name = "sessionid"

    def __call__(self, request: HttpRequest) -> Any:
        """None where a token was given as well: a wrong one must not fall back on the browser's session."""
        if request.headers.get("Authorization") or not settled(request):
            return None
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:
        """The session's actor."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor


class PerAccount(BaseThrottle):
    """So many requests a minute and account, in each process."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether the account may ask once more."""
        return limits.allow(f"api {actor_of(request).account}", MOST, SECONDS)

    def wait(self) -> float:
        """After how many seconds there is room again for certain."""
        return SECONDS


DOOR = [Bearer(), Session()]
THROTTLE = PerAccount()


def actor_of(request: HttpRequest) -> Actor:
    """Whom the queries are given."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def writer_of(request: HttpRequest) -> Actor:
    """Whom the acts are given. Raises Denied for a token that only reads."""
    if getattr(request, "token_scope", Token.Scope.WRITE) != Token.Scope.WRITE:
        raise Denied("此令牌只读，不能记录", "this token only reads")
    return actor_of(request)


def listed(request: HttpRequest, noun: str, rows: int) -> None:
    """A list that left through the interface is an export: its row count is on the trail."""
    trail.note(actor_of(request), "exported", "list", noun, detail=f"{rows} JSON")
