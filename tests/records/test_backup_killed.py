"""A backup under load, and processes that are killed while they back up or restore: whole or not at all."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from records.test_killed import ROOT, Place, check, own_database, place

__all__ = ["place"]
ZEREN = str(Path(sys.executable).parent / "zeren")
COUNT = """
import django; django.setup()
from zeren.records.moving.snapshot import one
from zeren.records.moving.tables import tables
from django.db import connection
print(sum(one(connection, f"SELECT count(*) FROM {table.name}") for table in tables()))
"""
READS = """
import django; django.setup()
from pathlib import Path
from zeren.records.moving.backup import opened
from zeren.records.moving.checked import check
with opened(Path({!r})) as source:
    print(check(source).rows)
"""
pytestmark = [pytest.mark.proof, pytest.mark.database]


@pytest.fixture
def elsewhere(tmp_path: Path, migrated: Any, place: Place) -> Iterator[Place]:
    """Another machine with the same keys and an empty database."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    shutil.copy(tmp_path / "keys.json", home / "keys.json")
    env = {**place.env, "ZEREN_HOME": str(home)}
    drop: Any = lambda: None  # noqa: E731
    if env["ZEREN_DATABASE"].startswith("sqlite"):
        migrated(home)
        env["ZEREN_DATABASE"] = f"sqlite:///{home / 'zeren.sqlite3'}"
    else:
        env["ZEREN_DATABASE"], drop = own_database(f"zeren_restored_{os.getpid()}")
    yield Place(env)
    drop()


def zeren(place: Place, *words: object) -> subprocess.CompletedProcess[str]:
    command = [ZEREN, *map(str, words), "--json"]
    return subprocess.run(command, env=place.env, cwd=ROOT, capture_output=True, text=True)


def killed(place: Place, seconds: float, *words: object) -> bool:
    """Start a command and kill it after some seconds; whether it was still at work."""
    process = subprocess.Popen([ZEREN, *map(str, words)], env=place.env, cwd=ROOT, stdout=subprocess.DEVNULL)
    time.sleep(seconds)
    running = process.poll() is None
    process.kill()
    process.wait()
    return running


def test_a_backup_taken_while_others_record_restores_and_verifies(
    place: Place, elsewhere: Place, tmp_path: Path
) -> None:
    # One writer that never pauses: several of them starve each other on SQLite, backup or not.
    worker = place.worker("w", 0)
    assert worker.stdout is not None
    said = worker.stdout.readline().strip()
    done = zeren(place, "backup", tmp_path / "all.zb")
    assert worker.poll() is None, worker.communicate()[1][-2000:]
    worker.kill()
    worker.communicate()
    assert done.returncode == 0, done.stderr
    restored = zeren(elsewhere, "restore", tmp_path / "all.zb")
    assert restored.returncode == 0, restored.stdout
    assert json.loads(restored.stdout)["faults"] == []
    found, source = check(elsewhere), check(place)
    assert found["faults"] == source["faults"] == []
    assert said in found["keys"] and set(found["keys"]) <= set(source["keys"])
    assert len(found["keys"]) < len(source["keys"])


def test_killed_at_any_moment_there_is_a_whole_backup_or_none_and_a_whole_restore_or_none(
    place: Place, elsewhere: Place, tmp_path: Path
) -> None:
    worker = place.worker("w", 300)
    worker.communicate()
    begin = time.monotonic()
    done = zeren(place, "backup", tmp_path / "whole.zb")
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    took = time.monotonic() - begin
    whole = int(place.python(READS.format(str(tmp_path / "whole.zb"))))
    chance, cut = random.Random(20261130), 0
    for number in range(6):
        file = tmp_path / f"{number}.zb"
        cut += killed(place, chance.uniform(0.3 * took, took), "backup", file)
        assert not file.exists() or int(place.python(READS.format(str(file)))) >= whole
    assert cut and check(place)["faults"] == []
    for _ in range(6):
        killed(elsewhere, chance.uniform(0.3 * took, 1.2 * took), "restore", tmp_path / "whole.zb")
        if found := int(elsewhere.python(COUNT)):
            break
    else:
        assert zeren(elsewhere, "restore", tmp_path / "whole.zb").returncode == 0
        found = int(elsewhere.python(COUNT))
    # The entry that tells of the restoring may be there or not.
    assert found in (whole, whole + 1)
    assert check(elsewhere)["faults"] == []
