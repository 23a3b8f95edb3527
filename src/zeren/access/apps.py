"""Accounts and roles as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Floor 3: who may see and do."""

    name = "zeren.access"
    label = "access"
    verbose_name = "权限"

    def ready(self) -> None:
        from zeren.records import triggers

        triggers.sealed_append_only(
            "access_unsealing", "complaint_id", "use", "asker", "looker", "asked", "sealed"
        )
        triggers.sealed_append_only(
            "access_unsealingdecision",
            "unsealing_id",
            "verdict",
            "account",
            "person",
            "seat",
            '"at"',
            "sealed",
        )
        triggers.append_only("access_unsealinglook")
