"""Which tokens an account has."""

from __future__ import annotations

from django.db.models import QuerySet

from zeren.access.tokens.models import Token
from zeren.records import clock
from zeren.records.actor import Actor


def visible_to(actor: Actor) -> QuerySet[Token]:
    """One's own; the command line sees all."""
    rows = Token.objects.select_related("account")
    return rows if actor.system else rows.filter(account__signin=actor.account)


def listed(actor: Actor, most: int | None = 200) -> list[Token]:
    """The newest first; so many of them, or all (None)."""
    return list(visible_to(actor).order_by("-made", "-id")[:most])


def state_of(token: Token) -> str:
    """``working``, ``revoked``, ``expired``, or ``password`` where a new password ended it."""
    if token.revoked is not None:
        return "revoked"
    if token.expires < clock.today():
        return "expired"
    return "working" if token.password_mark == token.account.get_session_auth_hash() else "password"
