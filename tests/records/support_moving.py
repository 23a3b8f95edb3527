"""Another installation beside the one of a test: the same tables with nothing in them, its own folder and keys."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import connection, connections

CREATED = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type = 'trigger', type = 'index'"


def lay_empty(folder: Path, name: str) -> str:
    """A database with this run's tables and no rows; answers its name. Nothing may be entered yet."""
    if connection.vendor == "postgresql":
        name = f"{connection.settings_dict['NAME']}_{name}"
        connection.close()
        _serve(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _serve(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
        return name
    import sqlite3

    path = str(folder / f"{name}.sqlite3")
    with connection.cursor() as cursor, sqlite3.connect(path) as made:
        for (statement,) in cursor.execute(CREATED).fetchall():
            made.execute(statement)
        rows = cursor.execute("SELECT id, app, name, applied FROM django_migrations").fetchall()
        made.executemany(
            "INSERT INTO django_migrations VALUES (?, ?, ?, ?)", [(*r[:3], str(r[3])) for r in rows]
        )
    made.close()
    return path


def drop(name: str) -> None:
    """Take the database away, and those that were copied from it."""
    for one in (name, *_copies):
        if connection.vendor == "postgresql":
            _serve(f'DROP DATABASE IF EXISTS "{one}" WITH (FORCE)')
    _copies.clear()


_copies: set[str] = set()


def _serve(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _copy(empty: str, home: Path) -> str:
    """The database of the installation in a folder: empty the first time, afterwards as it was left."""
    if connection.vendor != "postgresql":
        path = home / "zeren.sqlite3"
        return str(path if path.exists() else shutil.copy(empty, path))
    name = f"{empty}_{hashlib.sha256(str(home).encode()).hexdigest()[:8]}"
    if name not in _copies:
        _serve(f'CREATE DATABASE "{name}" TEMPLATE "{empty}"')
        _copies.add(name)
    return name


@contextmanager
def installation(empty: str, home: Path, key_file: Path | None, settings: Any) -> Iterator[Path]:
    """Within the block this process is another installation, empty the first time; answers its data folder.

    ``key_file``: whose keys it has; None: its own, none yet.
    """
    home.mkdir(exist_ok=True)
    if key_file:
        shutil.copy(key_file, home / "keys.json")
    there, before, was = connection.copy(), connections["default"], settings.ZEREN
    there.settings_dict["NAME"] = _copy(empty, home)
    connections["default"] = there
    settings.ZEREN = replace(was, home=home, key_file=home / "keys.json")
    try:
        yield home
    finally:
        there.close()
        connections["default"] = before
        settings.ZEREN = was
