"""Run the checks: static ones, then pytest on PostgreSQL (what touches a database), then everything on SQLite.

``--proof`` runs, again on both databases, what is marked ``proof`` (kill rounds, large random populations) and
``exhaustive`` (the tables of every route, role and field), and on PostgreSQL what goes through a browser. What of the
tables touches no database is run without it as well; what is the same whatever the database (``anywhere``) on SQLite alone.
A part that the machine lacks is left out and named in pytest's last lines; with REQUIRE it fails instead.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

STATIC = (
    ("ruff", ["ruff", "check", "src", "tests", "tools"]),
    ("ruff format", ["ruff", "format", "--check", "src", "tests", "tools"]),
    ("mypy", ["mypy"]),
    ("import-linter", ["lint-imports"]),
)


def static() -> bool:
    """Run the static checks; print only what fails."""
    good = True
    for name, command in STATIC:
        done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True)
        print(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}", flush=True)
        if done.returncode:
            print(done.stdout[-6000:] + done.stderr[-6000:], flush=True)
            good = False
    return good


def texts_folder() -> str:
    """The folder of official texts: ZEREN_TEXTS, else ../shared/texts or texts/ beside the checkout."""
    named = os.environ.get("ZEREN_TEXTS")
    if named:
        return str((ROOT / named).resolve())
    for folder in (ROOT.parent / "shared" / "texts", ROOT / "texts"):
        if folder.is_dir():
            return str(folder)
    return ""


def pytest(database: str, marks: str, *more: str) -> bool:
    """One pytest run on one database; exit 5 (nothing selected) counts as good."""
    environment = dict(os.environ, ZEREN_TEST_DB=database, ZEREN_TEXTS=texts_folder())
    # Many tests start a process of their own: each would compile the whole program anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [str(BIN / "pytest"), "-q", "-m", marks, "-n", os.environ.get("ZEREN_TEST_WORKERS", "2")]
    # A worker keeps the tests of a file together: what they share is entered once (tests/once.py).
    command += ["--dist", "worksteal", "--durations=15", "--durations-min=5", *more]
    print(f"— pytest, {database}: {marks}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment).returncode in (0, 5)


def lay_tables(engines: list[str]) -> list[subprocess.Popen[bytes]]:
    """Begin to lay what the test databases are copies of (tests/template.py), each engine's in a process of its own."""
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))
    given = {"PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "zeren.settings"}
    code = "import sys, django, template; django.setup(); getattr(template, sys.argv[1])()"
    return [
        subprocess.Popen(
            [sys.executable, "-c", code, name], cwd=ROOT, env=os.environ | given | {"ZEREN_TEST_DB": name}
        )
        for name in engines
    ]


def postgres_answers() -> bool:
    """Whether the PostgreSQL server for tests answers."""
    import psycopg

    url = os.environ.get("ZEREN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
    try:
        with psycopg.connect(url, connect_timeout=3):
            return True
    except psycopg.Error:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--proof", action="store_true")
    parser.add_argument("--only-static", action="store_true")
    parser.add_argument("more", nargs="*", help="passed on to pytest")
    asked = parser.parse_args()
    if asked.proof:
        everything, on_postgres = "proof or exhaustive", "(proof or exhaustive or browser) and not anywhere"
    else:
        everything = "not proof and (not exhaustive or not database)"
        on_postgres = "not proof and not exhaustive and not browser"
    if asked.only_static:
        return 0 if static() else 1
    on_server = postgres_answers()
    begun = lay_tables(["sqlite", *(["postgres"] if on_server else [])])
    good = True if asked.proof else static()
    # Where one failed, the tests will say so.
    for process in begun:
        process.wait()
    if on_server:
        good = pytest("postgres", f"database and {on_postgres}", *asked.more) and good
    good = pytest("sqlite", everything, *asked.more) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
