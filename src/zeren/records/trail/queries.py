"""Reading the trail: the audit administrator's, and nobody else's."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from zeren.records.actor import Actor, Role
from zeren.records.trail.models import TrailEntry


def visible_to(actor: Actor) -> QuerySet[TrailEntry]:
    """Every entry for the audit administrator, none for others."""
    if actor.system or actor.has(Role.AUDIT_ADMIN):
        return TrailEntry.objects.order_by("-seq")
    return TrailEntry.objects.none()


def last_instant() -> datetime | None:
    """When the last entry was written; None on an empty trail."""
    return TrailEntry.objects.order_by("-seq").values_list("at", flat=True).first()
