"""Accounts and roles as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Floor 3: who may see and do."""

    name = "zeren.access"
    label = "access"
    verbose_name = "权限"

    def ready(self) -> None:
        from zeren.access import exclusion

        exclusion.enter()
