"""Writing on the trail: always inside the transaction of the act it tells of, and as its last lock.

Looking at something writes nothing else, so looks that come at the same time share one transaction (group
commit): each waits until its own entry is on the disk.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from django.db import connection, transaction

from zeren.records import chain, clock, keys
from zeren.records.actor import SYSTEM, Actor
from zeren.records.trail.models import TrailEntry, TrailHead

HEAD_ALTERED = "trail_head_altered"


@dataclass(frozen=True, slots=True)
class Told:
    """What one entry tells. ``head``: the end of a matter's chain after the act, so that a cut tail is noticed;
    ``basis``: the approval that the act rests on."""

    actor: Actor
    act: str
    noun: str
    target: str
    detail: str = ""
    basis: str = ""
    head: tuple[int, str] | None = None


def write(
    actor: Actor,
    act: str,
    noun: str,
    target: object,
    *,
    detail: str = "",
    basis: str = "",
    head: tuple[int, str] | None = None,
) -> None:
    """One entry. Raises RuntimeError outside a transaction: an act and its trail stand or fall together."""
    if not connection.in_atomic_block:
        raise RuntimeError("the trail is written inside the act's transaction")
    _append([Told(actor, act, noun, str(target), detail, basis, head)])


def note(actor: Actor, act: str, noun: str, target: object, *, detail: str = "", basis: str = "") -> None:
    """One entry of its own: for looking at a thing or taking it out, where nothing else is written.

    Returns when the entry is committed. Raises what the database raises; then nothing may be shown.
    """
    told = Told(actor, act, noun, str(target), detail, basis)
    if connection.in_atomic_block:
        _append([told])
    else:
        _group.write(told)


def _append(all_told: list[Told]) -> None:
    last, ring = _head(), keys.ring()
    for told in [*_altered(last), *all_told]:
        entry = TrailEntry(
            seq=last.seq + 1,
            at=clock.now(),
            account=told.actor.account,
            person=told.actor.person,
            organ=told.actor.organ,
            act=told.act,
            noun=told.noun,
            target=told.target,
            detail=told.detail,
            basis=told.basis,
            head_seq=told.head[0] if told.head else None,
            head_link=told.head[1] if told.head else "",
            salt=chain.new_salt(),
            key_id=ring.chain,
        )
        entry.link = link_of(entry, last.link)
        entry.save(force_insert=True)
        last.seq, last.link, last.key_id = entry.seq, entry.link, ring.chain
    last.seal = chain.seal_of_head(ring, ring.chain, "trail", last.seq, last.link)
    last.save()


def link_of(entry: TrailEntry, previous: str) -> str:
    """The link that this entry should have after ``previous``."""
    parts: tuple[object, ...] = (
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
    # Entries of version 0.1 knew no basis; without one the link is theirs.
    parts = (*parts, entry.basis) if entry.basis else parts
    return chain.link(keys.ring(), entry.key_id, previous or chain.GENESIS, parts)


def _head() -> TrailHead:
    """The end of the trail, locked until the transaction ends; one that is gone goes on from the last entry."""
    found = TrailHead.objects.select_for_update().filter(pk=1).first()
    if found is None:
        entry = TrailEntry.objects.order_by("-seq").values("seq", "link", "key_id").first()
        TrailHead.objects.get_or_create(pk=1, defaults=entry or {})
        found = TrailHead.objects.select_for_update().get(pk=1)
    return found


def _altered(last: TrailHead) -> list[Told]:
    """The end itself altered from outside is told before anything is built on it: the new seal would hide it."""
    fits = chain.head_fits(keys.ring(), last.key_id, "trail", last.seq, last.link, last.seal)
    return [] if fits or not last.seq else [Told(SYSTEM, HEAD_ALTERED, "trail", str(last.seq))]


# ---------------------------------------------------------------- group commit


@dataclass(slots=True)
class _Waiting:
    told: Told
    done: bool = False
    failed: BaseException | None = None


@dataclass
class _Group:
    """Whoever comes while nobody writes becomes the writer of all who wait; the others wait for that commit."""

    waiting: list[_Waiting] = field(default_factory=list)
    writing: bool = False
    turn: threading.Condition = field(default_factory=threading.Condition)

    def write(self, told: Told) -> None:
        """Returns when it is committed."""
        mine = _Waiting(told)
        with self.turn:
            self.waiting.append(mine)
            while self.writing and not mine.done:
                self.turn.wait()
            if not mine.done:
                self.writing, part = True, self.waiting
                self.waiting = []
        if not mine.done:
            self._commit(part)
        if mine.failed is not None:
            raise mine.failed

    def _commit(self, part: list[_Waiting]) -> None:
        failed: BaseException | None = None
        try:
            with transaction.atomic():
                _append([one.told for one in part])
        except BaseException as error:
            failed = error
        with self.turn:
            for one in part:
                one.done, one.failed = True, failed
            self.writing = False
            self.turn.notify_all()


_group = _Group()
