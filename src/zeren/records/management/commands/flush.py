"""Emptying the database: refused for records; a test database lays its triggers aside for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections, transaction

from zeren.records import triggers

LAID = ("django_migrations", "django_content_type", "auth_permission")
"""What migrating itself writes, and no test."""


class Command(Flush):
    """``flush`` for test databases only: it empties the tables that hold rows, and looks after every trigger."""

    def handle(self, **options: Any) -> None:
        """Empty the test database. Raises CommandError on any other."""
        if not settings.ZEREN.testing:
            raise CommandError("记录只增不减，不能清空 / records are append-only and can't be flushed")
        connection = connections[options["database"]]
        filled = _filled(connection)
        at_once = transaction.atomic(using=connection.alias)
        with triggers.lifted(connection, filled), at_once, connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA defer_foreign_keys = ON")
            for table in filled:
                cursor.execute(f"DELETE FROM {table}")
        if triggers.missing(connection):
            triggers.install(connection)


def _filled(connection: Any) -> list[str]:
    """The tables that hold rows, those left out that a migration fills."""
    tables = [table for table in connection.introspection.table_names() if table not in LAID]
    with connection.cursor() as cursor:
        asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables)
        cursor.execute(" UNION ALL ".join(asked))
        return [row[0] for row in cursor.fetchall()]
