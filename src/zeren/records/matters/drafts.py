"""Forms not yet recorded. A draft belongs to its account alone and is never evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zeren.records import clock, vault
from zeren.records.actor import WRITES, Actor
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import access
from zeren.records.matters.models import Draft

LARGEST = 200_000


def save_draft(actor: Actor, matter_id: int | None, step: str, body: Mapping[str, Any]) -> Draft:
    """Keep what was typed; it replaces the account's earlier draft of that step (matter None: a new matter)."""
    with transaction.atomic():
        _may_keep(actor, matter_id)
        return keep(actor, matter_id, step, body)


def keep(actor: Actor, matter_id: int | None, step: str, body: Mapping[str, Any]) -> Draft:
    """The same for another module that asked whether the actor may. Raises Refused where it is too long."""
    text = json.dumps(body, ensure_ascii=False)
    if len(text) > LARGEST:
        raise Refused([Problem("body", "草稿过长", "the draft is too long")])
    with transaction.atomic():
        which = {"account": actor.account, "matter_id": matter_id, "step": step}
        draft = Draft.objects.select_for_update().filter(**which).first() or Draft(**which)
        vault.write(draft, _place(draft), text.encode())
        draft.saved = clock.now()
        draft.save()
    return draft


def _place(draft: Draft) -> str:
    return f"draft {draft.account} {draft.matter_id} {draft.step}"


def _may_keep(actor: Actor, matter_id: int | None) -> None:
    """Only who records keeps a form; the matter is locked, so that none comes after its disposal.

    Raises OutOfSight, or Refused where the actor only may look.
    """
    found = access.visible_to(actor).select_for_update(of=("self",)).filter(pk=matter_id)
    matter = found.first() if matter_id is not None else None
    if matter_id is not None and matter is None:
        raise OutOfSight(f"matter {matter_id}")
    writes = access.may_write(actor, matter) if matter else actor.system or actor.has(*WRITES)
    if not writes:
        raise Refused([Problem("actor", "您只能查看此事项", "this matter is only yours to see")])


def draft_of(actor: Actor, matter_id: int | None, step: str) -> dict[str, Any] | None:
    """The account's draft of that step."""
    found = Draft.objects.filter(account=actor.account, matter_id=matter_id, step=step).first()
    return json.loads(vault.read(found, _place(found))) if found else None


def drafts_of(actor: Actor) -> list[Draft]:
    """The account's drafts, the newest first."""
    return list(Draft.objects.filter(account=actor.account).select_related("matter").order_by("-saved")[:100])


def discard_draft(actor: Actor, matter_id: int | None, step: str) -> None:
    """Throw the account's draft away."""
    Draft.objects.filter(account=actor.account, matter_id=matter_id, step=step).delete()
