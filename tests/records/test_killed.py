"""Processes that are killed while they write, and processes that write at once, on a database of their own."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import template

ROOT = Path(__file__).resolve().parents[2]
WORKER = Path(__file__).with_name("worker.py")

SETUP = """
import django; django.setup()
from datetime import date
from records import conftest as county_module
from records.support_packs import PACK, load_text
from zeren.records import packs
from zeren.records.matters.opening import Opening, open_matter
with packs.using([load_text(PACK)]):
    county = county_module.build()
    asked = Opening("test-reminder", "reminder", county.organs["QJ"].pk, "提醒", [county.sun], date(2026, 3, 2), mark="青纪提")
    print(open_matter(county.zhao, asked).pk)
"""
CHECK = """
import django; django.setup()
import json
from zeren.records import integrity
from zeren.records.matters.models import Event
found = integrity.verify()
keys = sorted(Event.objects.exclude(idempotency=None).values_list("idempotency", flat=True))
print(json.dumps({"faults": [[f.code, f.where] for f in found.faults], "keys": keys}))
"""


@dataclass
class Place:
    """A database and data folder of their own, with one matter."""

    env: dict[str, str]
    matter: str = ""

    def python(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.env, cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip().splitlines()[-1]

    def worker(self, account: str, count: int, *expected: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, str(WORKER), self.matter, account, str(count), *expected],
            env=self.env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, migrated: Any) -> Iterator[Place]:
    """On the database of this run (``ZEREN_TEST_DB``)."""
    env = {
        **os.environ, "ZEREN_HOME": str(tmp_path), "ZEREN_TODAY": "2026-03-16", "DJANGO_SETTINGS_MODULE": "zeren.settings",
        "ZEREN_DATABASE": f"sqlite:///{tmp_path / 'zeren.sqlite3'}", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}",
    }  # fmt: skip
    drop = None
    if os.environ.get("ZEREN_TEST_DB") == "postgres":
        env["ZEREN_DATABASE"], drop = own_database(f"zeren_killed_{os.getpid()}_{random.randrange(10**6)}")
    else:
        migrated(tmp_path)
    found = Place(env)
    found.matter = found.python(SETUP)
    yield found
    if drop:
        drop()


def own_database(name: str) -> tuple[str, object]:
    """A PostgreSQL database of this test's own with every table, and how it goes away."""
    import psycopg

    def run(sql: str) -> None:
        with psycopg.connect(template.SERVER, autocommit=True) as server:
            server.execute(sql)

    run(f"CREATE DATABASE {name} TEMPLATE {template.postgres()}")
    return template.on_server(name), lambda: run(f"DROP DATABASE {name} WITH (FORCE)")


def check(place: Place) -> dict[str, list[str]]:
    import json

    return json.loads(place.python(CHECK))


def kill_rounds(place: Place, rounds: int) -> None:
    """Kill a writing process at a random moment, again and again: what it acknowledged is there, all links hold."""
    chance, acknowledged = random.Random(20260316), 0
    said: list[str] = []
    for _ in range(rounds):
        worker = place.worker("w", 0)
        assert worker.stdout is not None
        first = worker.stdout.readline().strip()
        assert first, worker.communicate()[1][-3000:]
        said.append(first)
        time.sleep(chance.uniform(0, 0.06))
        worker.kill()
        said += [
            line.strip() for line in worker.stdout.read().splitlines(keepends=True) if line.endswith("\n")
        ]
        worker.communicate()
        acknowledged = len(said)
    found = check(place)
    assert found["faults"] == []
    assert acknowledged >= rounds
    assert set(said) <= set(found["keys"])


@pytest.mark.database
def test_no_acknowledged_event_is_lost_when_the_process_is_killed(place: Place) -> None:
    kill_rounds(place, 10)


@pytest.mark.proof
@pytest.mark.database
def test_no_acknowledged_event_is_lost_in_200_kills(place: Place) -> None:
    kill_rounds(place, 200)


@pytest.mark.database
def test_processes_that_record_at_once_lose_nothing(place: Place) -> None:
    workers = [place.worker(f"w{number}", 15) for number in range(3)]
    said = []
    for worker in workers:
        out, err = worker.communicate(timeout=600)
        assert worker.returncode == 0, err[-2000:]
        said += out.split()
    found = check(place)
    assert found["faults"] == []
    assert len(said) == 45 and sorted(said) == found["keys"]


@pytest.mark.database
def test_of_processes_that_read_the_same_page_one_records_and_the_others_are_told(place: Place) -> None:
    workers = [place.worker(f"w{number}", 1, "1") for number in range(3)]
    said = [worker.communicate(timeout=600)[0].strip() for worker in workers]
    assert said.count("told") == 2
    assert check(place) == {"faults": [], "keys": [text for text in said if text != "told"]}
