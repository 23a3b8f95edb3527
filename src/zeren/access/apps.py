"""Accounts and roles as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Floor 3: who may see and do."""

    name = "zeren.access"
    label = "access"
    verbose_name = "权限"

    def ready(self) -> None:
        from zeren.records.triggers import append_only

        names = ("request", "looker", "forwarding", "decision", "withdrawal", "look")
        append_only(*(f"access_consult{name}" for name in names))
