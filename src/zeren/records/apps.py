"""The records as a Django application. Append-only triggers come back after every migration."""

from __future__ import annotations

import logging
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class RecordsConfig(AppConfig):
    """Floor 3: what happened. Models of every noun are gathered in ``zeren.records.models``."""

    name = "zeren.records"
    label = "records"
    verbose_name = "记录"

    def ready(self) -> None:
        pre_migrate.connect(_make_way, sender=self, dispatch_uid="zeren.records.rules")
        post_migrate.connect(_guard, sender=self, dispatch_uid="zeren.records.triggers")


def _make_way(using: str = "default", plan: Any = (), **_: Any) -> None:
    from django.db import connections

    from zeren.records import triggers

    if plan:
        triggers.remove_rules(connections[using])


def _guard(using: str = "default", plan: Any = (), **_: Any) -> None:
    from django.db import connections

    from zeren.records import triggers

    connection = connections[using]
    gone = triggers.missing(connection)
    # On SQLite an altered table silently loses its triggers, so they are laid anew each time.
    triggers.install(connection)
    # A migration itself makes way (see above) and brings tables that have none yet; else somebody took them away.
    if not plan and gone and len(gone) < len(triggers.names()):
        logging.getLogger("zeren").warning(
            "触发器曾缺失，已重装 / triggers were missing, laid anew: %s", ", ".join(gone)
        )
