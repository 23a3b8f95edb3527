"""Writing on the trail: always inside the transaction of the act it tells of, and as its last lock."""

from __future__ import annotations

from django.db import connection, transaction

from zeren.records import chain, clock, keys
from zeren.records.actor import Actor
from zeren.records.trail.models import TrailEntry, TrailHead


def write(
    actor: Actor,
    act: str,
    noun: str,
    target: object,
    *,
    detail: str = "",
    head: tuple[int, str] | None = None,
) -> None:
    """One entry. ``head`` is the end of a matter's chain after the act, so that a cut tail is noticed.

    Raises RuntimeError outside a transaction: an act and its trail stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the trail is written inside the act's transaction")
    last, ring = _head(), keys.ring()
    entry = TrailEntry(
        seq=last.seq + 1,
        at=clock.now(),
        account=actor.account,
        person=actor.person,
        organ=actor.organ,
        act=act,
        noun=noun,
        target=str(target),
        detail=detail,
        head_seq=head[0] if head else None,
        head_link=head[1] if head else "",
        salt=chain.new_salt(),
        key_id=ring.current,
    )
    entry.link = link_of(entry, last.link)
    entry.save(force_insert=True)
    last.seq, last.link, last.key_id = entry.seq, entry.link, ring.current
    last.seal = chain.seal_of_head(ring, ring.current, "trail", entry.seq, entry.link)
    last.save()


def note(actor: Actor, act: str, noun: str, target: object, *, detail: str = "") -> None:
    """One entry of its own transaction: for looking at a thing or taking it out, where nothing else is written."""
    with transaction.atomic():
        write(actor, act, noun, target, detail=detail)


def link_of(entry: TrailEntry, previous: str) -> str:
    """The link that this entry should have after ``previous``."""
    parts = (
        entry.seq,
        entry.at.isoformat() if not entry.at.tzinfo else entry.at.astimezone(clock.BEIJING).isoformat(),
        entry.account,
        entry.person,
        entry.organ,
        entry.act,
        entry.noun,
        entry.target,
        entry.detail,
        entry.head_seq,
        entry.head_link,
        entry.salt,
    )
    return chain.link(keys.ring(), entry.key_id, previous or chain.GENESIS, parts)


def _head() -> TrailHead:
    """The end of the trail, locked until the transaction ends."""
    found = TrailHead.objects.select_for_update().filter(pk=1).first()
    if found is None:
        TrailHead.objects.get_or_create(pk=1)
        found = TrailHead.objects.select_for_update().get(pk=1)
    return found
