"""Everything out and in again: the commands themselves, each a process of its own, on the rows that were filled."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from measuring.figures import Figure, bar
from measuring.filling import World

ZEREN = str(Path(sys.executable).parent / "zeren")
METHOD = "zeren {} on the filled rows, a process of its own, without its start and the verifying afterwards; greatest resident memory from the system; tables laid before"


def moving(world: World) -> list[Figure]:
    """Export, import, backup, restore."""
    from zeren.records import keys

    keys.ring()
    connection.close()
    found = []
    with tempfile.TemporaryDirectory(prefix="zeren-moving-") as folder, bar() as progress:
        task = progress.add_task(f"{connection.vendor}: out and in", total=4)
        for out, back, name in (("export", "import", "all"), ("backup", "restore", "all.zb")):
            place = Path(folder) / name
            found.append(_measured(out, place, dict(os.environ)))
            progress.advance(task)
            with _empty(Path(folder) / back) as elsewhere:
                found.append(_measured(back, place, elsewhere))
            progress.advance(task)
    return found


def _measured(command: str, place: Path, env: dict[str, str]) -> Figure:
    process = subprocess.Popen([ZEREN, command, str(place), "--json"], env=env, stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    # The rows that were filled have no chain, which verifying afterwards rightly says (exit status 1).
    if os.waitstatus_to_exitcode(status) > 1:
        sys.exit(f"bench: zeren {command}: {said.decode()[-2000:]}")
    told = json.loads(said)
    seconds = told["seconds"]
    size = sum(f.stat().st_size for f in ([place] if place.is_file() else place.rglob("*")) if f.is_file())
    measured = (
        f"{seconds:.0f} s for {told['rows']:,} rows ({told['rows'] / seconds:,.0f} a second), "
        f"{used.ru_utime + used.ru_stime:.0f} s of the processor with start and verifying; {size / 1e6:.0f} MB, at most {used.ru_maxrss / 1024:.0f} MB of memory"
    )
    return Figure(f"moving_{command}", f"zeren {command}", measured, seconds, METHOD.format(command))


@contextmanager
def _empty(home: Path) -> Iterator[dict[str, str]]:
    """The environment of another installation with the same keys: tables and nothing in them."""
    home.mkdir()
    shutil.copy(settings.ZEREN.key_file, home / "keys.json")
    env = {**os.environ, "ZEREN_HOME": str(home), "ZEREN_DATABASE": f"sqlite:///{home / 'moved.sqlite3'}"}
    name = f"{connection.settings_dict['NAME']}_moved"
    if connection.vendor == "postgresql":
        env["ZEREN_DATABASE"] = os.environ["ZEREN_DATABASE"] + "_moved"
        _serve(f'CREATE DATABASE "{name}"')
    try:
        subprocess.run([ZEREN, "migrate", "--json"], env=env, check=True, stdout=subprocess.DEVNULL)
        yield env
    finally:
        if connection.vendor == "postgresql":
            _serve(f'DROP DATABASE "{name}" WITH (FORCE)')
        shutil.rmtree(home)


def _serve(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
