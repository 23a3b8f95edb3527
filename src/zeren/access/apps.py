"""Accounts and roles as a Django application."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out


class AccessConfig(AppConfig):
    """Floor 3: who may see and do."""

    name = "zeren.access"
    label = "access"
    verbose_name = "权限"

    def ready(self) -> None:
        from zeren.access import exclusion
        from zeren.records.triggers import append_only, sealed_append_only

        exclusion.enter()
        names = ("request", "looker", "forwarding", "decision", "withdrawal", "look")
        append_only(*(f"access_consult{name}" for name in names))
        sealed_append_only("access_unsealing", "complaint_id", "use", "asker", "looker", "asked", "sealed")
        sealed_append_only(
            "access_unsealingdecision",
            "unsealing_id",
            "verdict",
            "account",
            "person",
            "seat",
            '"at"',
            "sealed",
        )
        append_only("access_unsealinglook")
        user_logged_out.connect(_signed_out, dispatch_uid="zeren.access.signed_out")


def _signed_out(user: Any = None, **_: Any) -> None:
    """Leaving is on the trail, whichever page it is done from."""
    from zeren.access.accounts.queries import actor_of_user
    from zeren.records.trail import acts as trail

    actor = actor_of_user(user)
    if actor.account:
        trail.note(actor, "signed_out", "account", actor.account)
