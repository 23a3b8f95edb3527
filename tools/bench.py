"""``make bench``: how fast it is, measured; no test, nothing fails. Method and last figures: ``docs/performance.md``.

Each database gets a process, a data folder and a database of its own, all made and removed here. The big
tables are filled by SQL, the same rows every time; whatever is measured goes through the product's own acts,
queries and server.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measuring.figures import Figure

PARTS = (
    "engine",
    "everybody",
    "recording",
    "worklist",
    "scope",
    "access",
    "lists",
    "duties",
    "scores",
    "search",
    "pages",
    "merge",
    "excel",
    "moving",
)
IN_DATABASE = PARTS[2:]
DATABASES = ("sqlite", "postgres")
ROWS = 1_000_000
TODAY = "2026-03-16"
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", action="append", choices=PARTS, help="only this part; may be repeated")
    parser.add_argument(
        "--rows", type=int, default=ROWS, help="obligations; a tenth of it matters, a fifth paragraphs"
    )
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--json", action="store_true", help="figures as JSON on the standard output")
    parser.add_argument("--inside", choices=DATABASES, help=argparse.SUPPRESS)
    found = parser.parse_args()
    found.only = found.only or list(PARTS)
    return found


# ---------------------------------------------------------------- a database of its own


@contextmanager
def postgres() -> Iterator[str]:
    """A new database beside the one that ZEREN_TEST_POSTGRES names; dropped afterwards."""
    import psycopg
    from psycopg import sql

    server = os.environ.get("ZEREN_TEST_POSTGRES", SERVER)
    name = f"zeren_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield server.rpartition("/")[0] + "/" + name
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def database(which: str, home: Path) -> Iterator[str]:
    """The database's address, as ZEREN_DATABASE takes it."""
    if which == "postgres":
        with postgres() as url:
            yield url
    else:
        yield f"sqlite:///{home / 'bench.sqlite3'}"


def postgres_answers() -> bool:
    """Whether the server is there."""
    import psycopg

    try:
        with psycopg.connect(os.environ.get("ZEREN_TEST_POSTGRES", SERVER), connect_timeout=3):
            return True
    except psycopg.Error:
        return False


def beside(which: str, wanted: argparse.Namespace) -> list[Figure]:
    """Measure on one database, in a process of its own (settings are read once a process)."""
    parts = [part for part in wanted.only if part in IN_DATABASE]
    with tempfile.TemporaryDirectory(prefix="zeren-bench-") as folder, database(which, Path(folder)) as url:
        given = {name: text for name, text in os.environ.items() if not name.startswith("ZEREN_")}
        given |= {
            "ZEREN_HOME": folder,
            "ZEREN_DATABASE": url,
            "ZEREN_TODAY": TODAY,
            "ZEREN_TEXTS": f"{folder}/none",
        }
        command = [sys.executable, __file__, "--inside", which, "--rows", str(wanted.rows)]
        command += [word for part in parts for word in ("--only", part)]
        done = subprocess.run(command, env=given, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"bench: {which} failed")
    return [Figure(**row) for row in json.loads(done.stdout)]


def inside(which: str, wanted: argparse.Namespace) -> list[Figure]:
    """The other process: tables, rows, measurements."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "zeren.settings"
    django.setup()
    from measuring import (
        acting,
        asking,
        duties,
        excel,
        filling,
        lists,
        merging,
        moving,
        scores,
        serving,
        sighting,
    )

    world = filling.fill(wanted.rows, set(wanted.only))
    made: list[Figure] = []
    for part, measure in (
        ("worklist", asking.worklist),
        ("scope", asking.scope),
        ("access", sighting.access),
        ("lists", lists.lists),
        ("duties", duties.duties),
        ("scores", scores.scores),
        ("search", asking.search),
        ("moving", moving.moving),
        ("pages", serving.pages),
        ("merge", merging.merge),
        ("excel", excel.excel),
        ("recording", acting.recording),
    ):
        if part in wanted.only:
            made += measure(world)
    return [figure.on(which) for figure in made]


# ---------------------------------------------------------------- the table


def shown(figures: list[Figure]) -> None:
    """The figures as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for heading in ("what", "database", "aim", "measured", ""):
        table.add_column(heading, overflow="fold")
    for f in figures:
        table.add_row(f.what, f.database, f.aim, f.measured, f.verdict)
    console = Console()
    console.print(table)
    for name, method in {f.what: f.method for f in figures}.items():
        console.print(f"{name}: {method}", style="dim", highlight=False)


def main() -> int:
    wanted = asked()
    if wanted.inside:
        print(json.dumps([figure.data() for figure in inside(wanted.inside, wanted)], ensure_ascii=False))
        return 0
    figures: list[Figure] = []
    if "engine" in wanted.only:
        from measuring import engine

        figures += engine.engine()
    if "everybody" in wanted.only:
        from measuring import everybody

        figures += everybody.everybody(wanted.rows)
    if set(wanted.only) & set(IN_DATABASE):
        for which in DATABASES if wanted.database == "both" else (wanted.database,):
            if which == "postgres" and not postgres_answers():
                print("left out (postgres): no PostgreSQL answers", file=sys.stderr)
            else:
                figures += beside(which, wanted)
    if wanted.json:
        print(
            json.dumps(
                {"load": os.getloadavg(), "figures": [f.data() for f in figures]},
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        shown(figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
