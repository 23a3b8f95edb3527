"""The migrations lay exactly what the models say, and what the tests stand on."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

import template

OF_SQLITE = (
    "SELECT name, tbl_name, sql FROM sqlite_master WHERE name <> 'sqlite_sequence'",
    "SELECT app, name FROM django_migrations",
    "SELECT app_label, model FROM django_content_type",
)
OF_POSTGRES = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "SELECT extname FROM pg_extension",
    *OF_SQLITE[1:],
)


@pytest.mark.django_db
def test_no_model_says_what_no_migration_lays() -> None:
    try:
        call_command("makemigrations", "--check", "--dry-run")
    except SystemExit:
        pytest.fail("the models have changed and no migration says so: make one")


@pytest.fixture
def from_nothing(tmp_path: Path) -> Iterator[Any]:
    """A connection to a database that had no table before every migration ran, on the engine of this run."""
    if connection.vendor == "sqlite":
        template.migrate(tmp_path, f"sqlite:///{tmp_path / 'zeren.sqlite3'}")
        with closing(sqlite3.connect(tmp_path / "zeren.sqlite3")) as laid:
            yield laid
        return
    import psycopg

    name = f"zeren_from_nothing_{os.getpid()}"
    with psycopg.connect(template.SERVER, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            template.migrate(tmp_path, template.on_server(name))
            with psycopg.connect(template.on_server(name)) as laid:
                yield laid
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.proof
@pytest.mark.django_db
def test_every_migration_from_nothing_lays_what_the_tests_stand_on(from_nothing: Any) -> None:
    for question in OF_SQLITE if connection.vendor == "sqlite" else OF_POSTGRES:
        with connection.cursor() as cursor:
            cursor.execute(question)
            assert sorted(map(repr, cursor.fetchall())) == sorted(
                map(repr, from_nothing.execute(question))
            ), question
