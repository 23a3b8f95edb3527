"""密钥轮换: a confirmed change that the system administrator carries out; the security administrator confirmed it.

A new key is made; what is new is sealed with it at once. Then the data keys of older rows are wrapped anew, some at
a time, while people go on working; afterwards the older key may be taken out of the ring.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NoReturn

from django.db import transaction

from zeren.access.accounts.models import Account
from zeren.access.accounts.register import keeps_accounts
from zeren.access.rights.models import KeyRotation, Kind, RightsChange
from zeren.records import clock, keys, vault
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.keys import Purpose
from zeren.records.trail import acts as trail

WRAP = (Purpose.VAULT, Purpose.REPORTER)
"""Keys that wrap the data keys of rows; the others sign and look up."""
PARTS = 20
"""How many parts (of 500 rows) one request wraps anew."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of the ring, never its secret. ``made``: the day of its rotation; None for a key of the first set-up."""

    id: str
    purpose: Purpose
    method: str
    current: bool
    made: date | None
    rows: int | None
    """How many rows are wrapped with it; None for a key that wraps none (chain, look-up)."""


def ring_of(actor: Actor) -> tuple[KeyRow, ...]:
    """The keys, for the two administrators. Raises Refused for anybody else."""
    if not keeps_accounts(actor):
        raise Refused(
            [Problem("actor", "密钥由系统管理员操作，安全保密管理员在场", "keys are not this actor's")]
        )
    ring = keys.ring()
    made = {row.key: row.at.astimezone(clock.BEIJING).date() for row in KeyRotation.objects.all()}
    wrapped: Counter[str] = Counter()
    for sealing in vault.status():
        wrapped[sealing.key_id] += sealing.count
    rows = (
        KeyRow(
            key.id,
            key.purpose,
            key.method.value,
            ring.current[key.purpose] == key.id,
            made.get(key.id),
            wrapped[key.id] if key.purpose in WRAP else None,
        )
        for key in ring.keys.values()
    )
    order = list(Purpose)
    return tuple(sorted(rows, key=lambda row: (order.index(row.purpose), not row.current, row.id)))


def to_carry_out(actor: Actor) -> list[RightsChange]:
    """Confirmed rotations that wait for the system administrator."""
    if not keeps_accounts(actor):
        return []
    rows = RightsChange.objects.filter(kind=Kind.ROTATE, decision__confirmed=True, rotation__isnull=True)
    return list(rows.select_related("decision__by__person", "proposed_by__person").order_by("decision__at"))


def carry_out(actor: Actor, pk: int) -> KeyRotation:
    """Make the new key. Raises Refused (not the system administrator, not confirmed, done before), OutOfSight."""
    _system_administrator(actor)
    with transaction.atomic():
        change = RightsChange.objects.select_for_update(of=("self",)).filter(pk=pk, kind=Kind.ROTATE).first()
        if change is None:
            raise OutOfSight(f"rotation {pk}")
        if not RightsChange.objects.filter(pk=pk, decision__confirmed=True).exists():
            _refuse("还没有确认，不能轮换", "the rotation is not confirmed")
        if KeyRotation.objects.filter(change=change).exists():
            _refuse("这一次轮换已经办过", "the rotation was carried out before")
        key = keys.rotate(Purpose(change.purpose))
        me = Account.objects.get(signin=actor.account)
        done = KeyRotation.objects.create(change=change, key=key.id, by=me, at=clock.now())
        trail.write(actor, "key_rotated", "key", key.id, detail=change.purpose, basis=change.number)
    return done


def rewrap_some(actor: Actor, purpose: str) -> tuple[int, int]:
    """Wrap some rows anew with the current key; how many were, and how many are left.

    Raises Refused where the actor is not the system administrator, or the purpose wraps nothing.
    """
    _system_administrator(actor)
    if purpose not in WRAP:
        _refuse("这种密钥不包裹内容，没有要换的", "keys of this purpose wrap nothing")
    wanted = Purpose(purpose)
    done = sum(islice(vault.rewrap(wanted), PARTS))
    rest = vault.waiting(wanted)
    if done:
        trail.note(actor, "rows_rewrapped", "key", keys.ring().of(wanted).id, detail=f"{done} {rest}")
    return done, rest


def _system_administrator(actor: Actor) -> None:
    if not actor.has(Role.SYSTEM_ADMIN):
        _refuse("由系统管理员操作", "the system administrator does this")


def _refuse(zh: str, en: str) -> NoReturn:
    raise Refused([Problem("key", zh, en)])
