"""The log of a duty list: appended to under a lock, chained and sealed at its end like every other chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from zeren.records import chain, clock, keys
from zeren.records.actor import Actor
from zeren.records.duties.models import DutyEntry, DutyList
from zeren.records.trail import acts as trail


class Act(StrEnum):
    """What an entry does."""

    GENERATED = "generated"
    CHANGED = "changed"
    SIGNED = "signed"
    PUBLISHED = "published"
    EXPLAINED = "explained"
    OCCASION = "occasion"
    RECORDED = "recorded"
    CORRECTED = "corrected"
    VOIDED = "voided"
    COUNTERSIGNED = "countersigned"
    ATTACHED = "attached"


ON_THE_LIST = (Act.GENERATED, Act.CHANGED, Act.SIGNED, Act.PUBLISHED, Act.EXPLAINED)
"""The acts on the list itself; the others are what was done for it."""


def locked(pk: int) -> DutyList:
    """The list, locked until the transaction ends. Raises DutyList.DoesNotExist."""
    return DutyList.objects.select_for_update().get(pk=pk)


def append(actor: Actor, lst: DutyList, act: Act, body: Mapping[str, Any]) -> DutyEntry:
    """Add one entry to a locked list, with its line on the trail. The projection is the caller's next step."""
    ring = keys.ring()
    entry = DutyEntry(
        list=lst, seq=lst.seq + 1, act=act, recorded=clock.now(), account=actor.account, person=actor.person,
        organ=actor.organ, body=chain.canonical(body), key_id=ring.chain,
    )  # fmt: skip
    entry.link = link_of(entry, lst.link)
    entry.save(force_insert=True)
    lst.seq, lst.link, lst.key_id = entry.seq, entry.link, ring.chain
    lst.seal = chain.seal_of_head(ring, ring.chain, f"duty_list {lst.pk}", lst.seq, lst.link)
    lst.save(update_fields=["seq", "link", "key_id", "seal"])
    trail.write(actor, f"duty_{act}", "duty_list", lst.pk, head=(lst.seq, lst.link))
    return entry


def link_of(entry: DutyEntry, previous: str) -> str:
    """The link that this entry should have after ``previous``."""
    parts = (
        entry.list_id, entry.seq, entry.act, entry.recorded.astimezone(clock.BEIJING).isoformat(),
        entry.account, entry.person, entry.organ, entry.body,
    )  # fmt: skip
    return chain.link(keys.ring(), entry.key_id, previous or chain.GENESIS, parts)


def body_of(entry: DutyEntry) -> dict[str, Any]:
    """What an entry holds."""
    found: dict[str, Any] = json.loads(entry.body)
    return found


def head_fits(lst: DutyList) -> bool:
    """Whether the end of the chain carries the seal that the key gives."""
    return chain.head_fits(keys.ring(), lst.key_id, f"duty_list {lst.pk}", lst.seq, lst.link, lst.seal)
