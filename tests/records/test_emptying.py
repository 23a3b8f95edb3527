"""A test database is emptied after a test that commits, whatever guards its rows; another one never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from records import conftest as county_module
from zeren.records import triggers
from zeren.records.matters.opening import Opening, open_matter
from zeren.records.organs.models import Organ


def rows() -> dict[str, int]:
    """How many rows each table holds, those that a migration fills left out."""
    tables = set(connection.introspection.table_names())
    found = {}
    with connection.cursor() as cursor:
        for table in tables - {"django_migrations", "django_content_type", "auth_permission"}:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("unguarded", [False, True])
def test_no_row_stays_and_every_trigger_is_there(transactional_db: None, home: Any, unguarded: bool) -> None:
    county = county_module.build()
    organ = county.organs["QJ"].pk
    asked = Opening("test-reminder", "reminder", organ, "提醒", [county.sun], date(2026, 3, 2), mark="青")
    open_matter(county.zhao, asked)
    filled = {table for table, number in rows().items() if number}
    assert {"records_event", "records_eventpayload", "records_trailentry", "records_searchgram"} <= filled
    if unguarded:
        triggers.remove(connection)
    call_command("flush", interactive=False, verbosity=0)
    assert not any(rows().values())
    assert triggers.missing(connection) == []


def test_records_are_not_emptied(db: None, settings: Any, home: Any) -> None:
    county_module.build()
    settings.ZEREN = replace(settings.ZEREN, testing=False)
    with pytest.raises(CommandError, match="只增不减"):
        call_command("flush", interactive=False, verbosity=0)
    assert Organ.objects.count() == len(county_module.ORGANS)
