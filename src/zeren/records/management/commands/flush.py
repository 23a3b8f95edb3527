"""Emptying the database: refused for records; a test database lays its triggers aside for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections

from zeren.records import triggers


class Command(Flush):
    """``flush`` of Django, for test databases only."""

    def handle(self, **options: Any) -> None:
        """Empty the test database. Raises CommandError on any other."""
        if not settings.ZEREN.testing:
            raise CommandError("记录只增不减，不能清空 / records are append-only and can't be flushed")
        connection = connections[options["database"]]
        triggers.remove(connection)
        try:
            super().handle(**options)
        finally:
            triggers.install(connection)
