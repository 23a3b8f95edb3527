"""Second factors are bound, given and taken away here only.

What is given wrongly counts in the account's lock-out, as a wrong password does. Only a factor ends the count of
an account that has one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from zeren.access.accounts import lockout
from zeren.access.accounts.acts import of, own
from zeren.access.accounts.models import Account
from zeren.access.factors import codes, passkeys, queries
from zeren.access.factors.models import OneTimeCode, Passkey, RecoveryCode
from zeren.access.factors.passkeys import Site, Unproven
from zeren.records import clock, vault
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.trail import acts as trail

MOST_PASSKEYS = 10


@dataclass(frozen=True, slots=True)
class Given:
    """What came of a factor that was given. ``used``: a right code, but one that was accepted before."""

    account: Account | None = None
    locked_until: datetime | None = None
    left: int = 0
    used: bool = False


# ---------------------------------------------------------------- giving


def give_code(actor: Actor, given: str) -> Given:
    """A one-time code. A code is accepted once only: a replayed one is refused, and does not count as a failure."""

    def check(account: Account) -> str:
        row = OneTimeCode.objects.filter(account=account, pending=False).first()
        found = codes.match(_secret(row), given, row.last_step) if row else None
        if row is None or found is None:
            return ""
        if found.used:
            return "used"
        row.last_step = found.step
        row.save(update_fields=["last_step"])
        return "code"

    return _give(actor, check)


def give_recovery_code(actor: Actor, given: str) -> Given:
    """A recovery code; it is used up with it."""

    def check(account: Account) -> str:
        digest = _digest(account, given)
        row = RecoveryCode.objects.filter(account=account, digest=digest, used__isnull=True).first()
        if row is None:
            return ""
        row.used = clock.now()
        row.save(update_fields=["used"])
        return "recovery_code"

    return _give(actor, check)


def give_passkey(actor: Actor, site: Site, state: dict[str, Any], answer: str) -> Given:
    """The browser's answer with a passkey. One whose counter did not grow may be a copy, and is refused."""

    def check(account: Account) -> str:
        try:
            proven = passkeys.read(site, state, answer, queries.credentials(account.signin, site.host))
        except Unproven:
            return ""
        row = Passkey.objects.get(account=account, digest=_mark(proven.id))
        if (row.count or proven.count) and proven.count <= row.count:
            return ""
        row.count, row.used = proven.count, clock.now()
        row.save(update_fields=["count", "used"])
        return "passkey"

    return _give(actor, check)


def _give(actor: Actor, check: Callable[[Account], str]) -> Given:
    with transaction.atomic():
        account, now = own(actor), clock.now()
        if until := lockout.locked(account, now):
            return Given(locked_until=until)
        kind = check(account)
        if kind == "used":
            trail.write(actor, "factor_failed", "account", account.signin, detail="used")
            return Given(used=True)
        # The first factor of a session completes the sign-in.
        right = "factor_given" if actor.strong else "signed_in"
        trail.write(actor, right if kind else "factor_failed", "account", account.signin, detail=kind)
        lockout.count(actor, account, bool(kind), now)
        if kind:
            return Given(account)
        until = account.locked_until
        return Given(locked_until=until, left=0 if until else lockout.left(account))


# ---------------------------------------------------------------- binding


def begin_code(actor: Actor) -> str:
    """A new secret for a phone, bound only when a code of it was given; the one of before holds until then."""
    with transaction.atomic():
        account = own(actor)
        OneTimeCode.objects.filter(account=account, pending=True).delete()
        return _new_code(account, pending=True)


def pending_secret(actor: Actor) -> str:
    """The secret that waits to be bound; empty where none does."""
    row = OneTimeCode.objects.filter(account__signin=actor.account, pending=True).first()
    return _secret(row) if row else ""


def confirm_code(actor: Actor, given: str) -> Account:
    """Bind the phone whose secret waits, by a code of it. Raises Refused for a wrong code or where none waits."""
    with transaction.atomic():
        account = own(actor)
        row = OneTimeCode.objects.filter(account=account, pending=True).first()
        found = codes.match(_secret(row), given, 0) if row else None
        if row is None or found is None:
            raise Refused([Problem("code", "动态口令不对，请核对手机的时间", "the code is not the phone's")])
        OneTimeCode.objects.filter(account=account, pending=False).delete()
        row.pending, row.made, row.last_step = False, clock.now(), found.step
        row.save(update_fields=["pending", "made", "last_step"])
        return _bound(actor, account, "factor_bound", "code")


def bind_code(account: Account) -> None:
    """Bind a phone of the demonstration, whose codes the command line tells. Raises Refused for any other account."""
    if not account.demonstration:
        raise Refused([Problem("account", "只给演示账号", "only for accounts of the demonstration")])
    with transaction.atomic():
        _new_code(account, pending=False)
        _bound(of(account), account, "factor_bound", "code")


def current_code(account: Account) -> tuple[str, int]:
    """The code of now and its seconds, of an account of the demonstration. Raises Refused for any other."""
    row = OneTimeCode.objects.filter(account=account, pending=False).first()
    if not account.demonstration or row is None:
        raise Refused(
            [Problem("account", "不是要动态口令的演示账号", "no account of the demonstration with codes")]
        )
    return codes.current(_secret(row))


def add_passkey(actor: Actor, label: str, site: Site, state: dict[str, Any], answer: str) -> Account:
    """Bind a passkey. Raises Refused for an answer that proves none, or where there are ten."""
    with transaction.atomic():
        account = own(actor)
        if Passkey.objects.filter(account=account).count() >= MOST_PASSKEYS:
            raise Refused([Problem("label", f"最多 {MOST_PASSKEYS} 个", f"at most {MOST_PASSKEYS}")])
        try:
            made = passkeys.read_new(site, state, answer)
        except Unproven:
            raise Refused([Problem("answer", "通行密钥没有建成，请再试", "no passkey was proven")]) from None
        Passkey.objects.create(
            account=account,
            label=label.strip()[:40] or "通行密钥",
            host=site.host,
            credential=made.credential,
            digest=_mark(made.id),
            count=made.count,
            made=clock.now(),
        )
        return _bound(actor, account, "factor_bound", "passkey")


def make_recovery_codes(actor: Actor) -> list[str]:
    """Ten new codes, told once and kept as digests; those of before open nothing any more."""
    with transaction.atomic():
        account = own(actor)
        RecoveryCode.objects.filter(account=account).delete()
        made = codes.new_recovery_codes()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, digest=_digest(account, code)) for code in made
        )
        trail.write(actor, "recovery_codes_made", "account", account.signin)
    return made


# ---------------------------------------------------------------- taking away


def remove_code(actor: Actor) -> Account:
    """Unbind the phone. Raises OutOfSight where none is bound."""
    with transaction.atomic():
        account = own(actor)
        if not OneTimeCode.objects.filter(account=account, pending=False).delete()[0]:
            raise OutOfSight
        return _bound(actor, account, "factor_removed", "code")


def remove_passkey(actor: Actor, pk: int) -> Account:
    """Take one of one's own passkeys away. Raises OutOfSight for any other."""
    with transaction.atomic():
        account = own(actor)
        if not Passkey.objects.filter(account=account, pk=pk).delete()[0]:
            raise OutOfSight
        return _bound(actor, account, "factor_removed", "passkey")


def reset(actor: Actor, account: Account) -> None:
    """Take every factor of another account away (phone and codes lost); its sessions are over.

    The security administrator's, and nobody's own. Raises Refused.
    """
    if not (actor.system or actor.has(Role.SECURITY_ADMIN)) or actor.account == account.signin:
        raise Refused(
            [Problem("actor", "由安全保密管理员为他人办理", "a security administrator's, for somebody else")]
        )
    with transaction.atomic():
        for model in (OneTimeCode, Passkey, RecoveryCode):
            model.objects.filter(account=account).delete()
        _bound(actor, Account.objects.select_for_update().get(pk=account.pk), "factors_reset", "")


def _bound(actor: Actor, account: Account, act: str, kind: str) -> Account:
    """After every change: whether a factor is bound now; sessions of before are over."""
    account.second_factor = queries.of_signin(account.signin).bound
    account.generation += 1
    account.save(update_fields=["second_factor", "generation"])
    trail.write(actor, act, "account", account.signin, detail=kind)
    return account


# ---------------------------------------------------------------- sealing


def _new_code(account: Account, pending: bool) -> str:
    secret = codes.new_secret()
    row = OneTimeCode(account=account, pending=pending, made=clock.now())
    vault.write(row, _place(account.pk), secret.encode())
    row.save()
    return secret


def _secret(row: OneTimeCode) -> str:
    return vault.read(row, _place(row.account_id)).decode()


def _place(account: int) -> str:
    return f"one-time code {account}"


def _digest(account: Account, code: str) -> str:
    return vault.lookup(f"recovery code {account.pk}", codes.plain(code))


def _mark(credential: bytes) -> str:
    return sha256(credential).hexdigest()
