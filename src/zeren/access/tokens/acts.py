"""Tokens are made and revoked here only; every making and revoking is on the trail."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction

from zeren.access.accounts import queries as accounts
from zeren.access.accounts.models import Account
from zeren.access.tokens.models import Token
from zeren.records import clock, vault
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.trail import acts as trail

PREFIX = "zeren_"
LONGEST_DAYS, MOST = 365, 20
"""A token runs for a year at most; an account has at most twenty that work."""


def make(
    actor: Actor, label: str, scope: str, days: int, *, account: Account | None = None
) -> tuple[Token, str]:
    """Make a token for the actor's own account (``account``: for another, from the server's command line only).

    Args:
        label: what it is for; scope: ``read``, ``write`` or ``calendar``; days: how long it works, 1 to 365.

    Returns:
        The token and its secret, which is told this once.

    Raises Refused with every problem.
    """
    label = label.strip()
    with transaction.atomic():
        owner = _owner(actor, account)
        _check(owner, label, scope, days)
        secret = PREFIX + secrets.token_urlsafe(32)
        token = Token.objects.create(
            account=owner,
            label=label,
            digest=digest_of(secret),
            password_mark=owner.get_session_auth_hash(),
            scope=scope,
            made=clock.now(),
            expires=clock.today() + timedelta(days=days),
        )
        trail.write(
            actor, "token_made", "account", owner.signin, detail=f"{token.pk} {scope} {token.expires}"
        )
    return token, secret


def _owner(actor: Actor, account: Account | None) -> Account:
    """The account that the token will be of, locked so that no two makings pass the limit together."""
    if account is not None and not actor.system:
        raise Refused([Problem("account", "令牌由账号本人建立", "a token is made by the account's holder")])
    rows = Account.objects.select_for_update(of=("self",)).filter(is_active=True)
    found = rows.filter(signin=account.signin if account else actor.account).first()
    if found is None:
        raise Refused(
            [Problem("account", "没有这个账号，或者已停用", "no such account, or it is switched off")]
        )
    return found


def _check(owner: Account, label: str, scope: str, days: int) -> None:
    problems = Problems()
    if not label or len(label) > 60 or "\0" in label:
        problems.add("label", "写明用途，不超过 60 字", "say what it is for, in at most 60 characters")
    if scope not in Token.Scope.values:
        problems.add(
            "scope", "范围应为只读、读和记录，或者日历订阅", "the scope must be read, write or calendar"
        )
    if not 1 <= days <= LONGEST_DAYS:
        problems.add("days", f"有效期为 1 至 {LONGEST_DAYS} 日", f"it works for 1 to {LONGEST_DAYS} days")
    # Those that a new password ended work no more, and can't be revoked to make room.
    working = Token.objects.filter(
        account=owner,
        revoked__isnull=True,
        expires__gte=clock.today(),
        password_mark=owner.get_session_auth_hash(),
    )
    if working.count() >= MOST:
        zh = f"已有 {MOST} 个在用的令牌，请先停用不用的"
        problems.add("label", zh, f"{MOST} tokens work already; revoke those that are not used")
    problems.refuse()


def revoke(actor: Actor, token_id: int) -> Token:
    """End a token at once: one's own, or as security administrator anybody's. Raises OutOfSight."""
    with transaction.atomic():
        rows = Token.objects.select_for_update(of=("self",)).select_related("account")
        if not (actor.system or actor.has(Role.SECURITY_ADMIN)):
            rows = rows.filter(account__signin=actor.account)
        token = rows.filter(pk=token_id).first()
        if token is None:
            raise OutOfSight(f"token {token_id}")
        if token.revoked is None:
            token.revoked = clock.now()
            token.save(update_fields=["revoked"])
            trail.write(actor, "token_revoked", "account", token.account.signin, detail=str(token.pk))
    return token


PROGRAMS = (Token.Scope.READ, Token.Scope.WRITE)
"""The scopes of the interface. A calendar's address may be seen by others on the way, so it opens the feed alone."""


def use(secret: str, *scopes: str) -> tuple[Actor, str] | None:
    """Who a token stands for today, and its scope; None where it does not work (why is not told).

    ``scopes``: those that are good here; none named: those of the interface.

    The actor is never ``strong``: a program gives no second factor, so sealed material opens to no token.
    """
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    today = clock.today()
    rows = Token.objects.filter(
        revoked__isnull=True, expires__gte=today, account__is_active=True, scope__in=scopes or PROGRAMS
    )
    token = rows.filter(digest=digest_of(secret)).select_related("account", "account__person").first()
    if token is None:
        return None
    if not secrets.compare_digest(token.password_mark, token.account.get_session_auth_hash()):
        return None
    if token.last_used != today:
        Token.objects.filter(pk=token.pk).update(last_used=today)
    return accounts.actor_of(token.account), token.scope


def digest_of(secret: str) -> str:
    """What the database holds of a secret."""
    return vault.lookup("token", secret)
