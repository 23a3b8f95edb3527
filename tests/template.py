"""The tables of the test databases: laid by every migration from nothing, once, and copied for whoever needs them.

Every migration takes ten seconds of the processor and more. What they lay is kept until a migration, a trigger or
Django itself is another: a file for SQLite, a database of its own for PostgreSQL. That the migrations still lay it,
and nothing else, is what ``tests/records/test_migrations.py`` holds.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(tempfile.gettempdir()) / f"zeren-test-tables-{os.getuid()}"
PREFIX = "zeren_test_tables_"
OWN = "test_zeren_of_"
KEPT = 6
"""So many are kept of each kind: other working copies may stand on other migrations."""

SERVER = os.environ.get("ZEREN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


def digest() -> str:
    """What the tables depend on, in a few characters."""
    from zeren.records import triggers

    found = hashlib.sha256(
        repr((django.VERSION, triggers.APPEND_ONLY, triggers.CONTENT, triggers.RULES)).encode()
    )
    for file in sorted((ROOT / "src" / "zeren").rglob("migrations/*.py")):
        found.update(file.read_bytes())
    found.update(Path(triggers.__file__).read_bytes())
    return found.hexdigest()[:16]


def migrate(home: Path, url: str) -> None:
    """Lay every table into a database where there is none, as an installation does it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZEREN_", "PYTEST_"))}
    given = {"ZEREN_HOME": str(home), "ZEREN_DATABASE": url, "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", "from zeren.cli.main import run; run()", "migrate"]
    subprocess.run(command, env=kept | given, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """One process lays the tables, the others wait for it."""
    HERE.mkdir(mode=0o700, exist_ok=True)
    with (HERE / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sqlite() -> Path:
    """The file with every table."""
    found = HERE / f"{digest()}.sqlite3"
    with _alone("sqlite"):
        if not found.exists():
            with tempfile.TemporaryDirectory(dir=HERE) as home:
                migrate(Path(home), f"sqlite:///{home}/zeren.sqlite3")
                with closing(sqlite3.connect(f"{home}/zeren.sqlite3")) as made:
                    made.execute("VACUUM INTO ?", [f"{home}/whole"])
                Path(home, "whole").rename(found)
            for old in sorted(HERE.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
                old.unlink()
    return found


def postgres() -> str:
    """The name of the database with every table; nobody stays connected to it."""
    import psycopg

    name = PREFIX + digest()
    with _alone("postgres"), psycopg.connect(SERVER, autocommit=True) as server:
        there = [row[0] for row in server.execute("SELECT datname FROM pg_database ORDER BY oid")]
        if name not in there:
            server.execute(f"DROP DATABASE IF EXISTS {name}_begun WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}_begun")
            with tempfile.TemporaryDirectory() as home:
                migrate(Path(home), on_server(f"{name}_begun"))
            server.execute(f"ALTER DATABASE {name}_begun RENAME TO {name}")
            for old in [other for other in there if other.startswith(PREFIX)][: -KEPT + 1]:
                server.execute(f"DROP DATABASE IF EXISTS {old} WITH (FORCE)")
        for left in there:
            _drop_if_left(server, left)
    return name


def _drop_if_left(server: Any, name: str) -> None:
    """Drop the database of a run that was killed, and what a test made beside it."""
    import psycopg

    process = name.removeprefix(OWN).partition("_")[0]
    if name.startswith(OWN) and not Path("/proc", process).exists():
        with suppress(psycopg.errors.ObjectInUse):
            server.execute(f"DROP DATABASE IF EXISTS {name}")


def on_server(name: str) -> str:
    """The address of a database on the PostgreSQL server for tests."""
    return SERVER.rpartition("/")[0] + f"/{name}"


_held: list[sqlite3.Connection] = []


def for_tests(connection: Any) -> None:
    """Let the test database of this process be a copy, before Django makes it."""
    test = connection.settings_dict["TEST"]
    test["MIGRATE"] = False
    if connection.vendor == "postgresql":
        test["TEMPLATE"] = postgres()
        # A name of this process's own: two runs on one server do not take each other's away.
        test["NAME"] = f"{OWN}{os.getpid()}"
        # A test database is thrown away; those who look for what a crash leaves make one of their own.
        connection.settings_dict["OPTIONS"]["options"] = "-c synchronous_commit=off"
    else:
        name = connection.creation._get_test_db_name()
        _held.append(sqlite3.connect(name, uri=True))
        with closing(sqlite3.connect(sqlite())) as made:
            made.backup(_held[-1])


def into(home: Path) -> None:
    """Lay into a data folder an SQLite database with every table."""
    shutil.copyfile(sqlite(), home / "zeren.sqlite3")
