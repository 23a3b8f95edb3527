from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def zeren(tmp_path: Path) -> Any:
    """The console script on a data folder of its own."""
    env = {**os.environ, "ZEREN_HOME": str(tmp_path), "ZEREN_TODAY": "2026-03-16"}
    env.pop("ZEREN_DATABASE", None)
    env.pop("ZEREN_TEST_DB", None)

    def run(*words: str, **more: str) -> tuple[int, Any, str]:
        done = subprocess.run(
            [str(Path(sys.executable).parent / "zeren"), *words],
            env={**env, **more},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        return (
            done.returncode,
            json.loads(done.stdout) if "--json" in words and done.stdout else done.stdout,
            done.stderr,
        )

    return run


@pytest.fixture
def ready(zeren: Any, tmp_path: Path, migrated: Any) -> Any:
    """The script where ``zeren migrate`` has run."""
    migrated(tmp_path)
    return zeren


@pytest.mark.proof
def test_migrate_makes_the_tables_the_triggers_and_the_key(zeren: Any, tmp_path: Path) -> None:
    code, data, _ = zeren("migrate", "--json")
    assert code == 0 and data["database"] == "sqlite" and any("records" in step for step in data["applied"])
    assert (tmp_path / "keys.json").exists()
    assert zeren("migrate", "--json")[1]["applied"] == []
    assert zeren("verify", "--json")[:2] == (0, {"matters": 0, "events": 0, "trail": 0, "faults": []})
    code, told, _ = zeren("rebuild")
    assert code == 0 and "事项 0" in told
    assert zeren("refresh", "--json")[1] == {"matters": 0, "moved": []}


def test_verify_names_a_missing_trigger_with_exit_status_1(ready: Any, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "zeren.sqlite3") as database:
        database.execute("DROP TRIGGER zeren_records_event_update")
    code, data, _ = ready("verify", "--json")
    assert (code, [fault["where"] for fault in data["faults"]]) == (1, ["zeren_records_event_update"])
    assert "触发器" in ready("verify")[1]
    assert "zeren_records_event_update" in ready("migrate")[2]
    assert ready("verify")[0] == 0


def test_a_setting_that_cannot_be_used_ends_with_exit_status_2(zeren: Any) -> None:
    code, data, _ = zeren("verify", "--json", ZEREN_TODAY="soon")
    assert (code, data["errors"][0]["where"]) == (2, "ZEREN_TODAY")
    code, _, told = zeren("verify", ZEREN_DATABASE="mysql://x/y")
    assert code == 2 and "ZEREN_DATABASE" in told


def test_a_database_that_can_not_be_used_is_told_with_exit_status_2(zeren: Any, tmp_path: Path) -> None:
    code, data, _ = zeren("verify", "--json")
    assert (code, data["errors"][0]["where"]) == (2, "ZEREN_DATABASE") and "zeren migrate" in data["errors"][
        0
    ]["zh"]
    (tmp_path / "zeren.sqlite3").unlink(missing_ok=True)
    (tmp_path / "zeren.sqlite3").mkdir()
    code, _, told = zeren("verify")
    assert code == 2 and "数据库不能用" in told and "Traceback" not in told


@pytest.mark.proof
def test_the_first_migration_can_be_undone(ready: Any, tmp_path: Path) -> None:
    code = "import django; django.setup(); from django.core.management import call_command as c; c('migrate', 'access', 'zero', verbosity=0); c('migrate', 'records', 'zero', verbosity=0)"
    env = {**os.environ, "ZEREN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "zeren.settings"}
    env.pop("ZEREN_TEST_DB", None)
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(tmp_path / "zeren.sqlite3") as database:
        left = database.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'records_%' OR name LIKE 'access_%'"
        ).fetchall()
    assert left == []


def test_a_head_is_exported_and_the_trail_held_against_it(ready: Any, tmp_path: Path) -> None:
    file = tmp_path / "head.json"
    code, first, _ = ready("trail", "head", "--day", "2026-03-16", "--json")
    assert (code, first["seq"]) == (0, 0)
    code, head, _ = ready("trail", "head", "--day", "2026-03-16", "--out", str(file), "--json")
    assert (code, head["seq"], json.loads(file.read_text())) == (0, 1, head)
    assert ready("verify", "--head", str(file), "--json")[:2] == (
        0,
        {"matters": 0, "events": 0, "trail": 2, "faults": []},
    )
    file.write_text(json.dumps({**head, "seq": 9}))
    code, data, _ = ready("verify", "--head", str(file), "--json")
    assert (code, [fault["code"] for fault in data["faults"]]) == (1, ["exported_head_altered"])


def test_what_is_no_head_and_no_day_is_told_with_exit_status_2(ready: Any, tmp_path: Path) -> None:
    file = tmp_path / "head.json"
    file.write_text("{}")
    for words in (
        ("verify", "--head", str(file)),
        ("verify", "--head", str(tmp_path / "none.json")),
        ("trail", "head", "--day", "2026-03-17"),
        ("trail", "head", "--day", "today"),
    ):
        code, data, _ = ready(*words, "--json")
        assert code == 2 and data["errors"][0]["zh"], words


def test_the_vault_says_which_keys_it_uses_and_wraps_anew(ready: Any, tmp_path: Path) -> None:
    code, data, _ = ready("vault", "status", "--json")
    assert (code, data["old"], data["tables"]) == (0, 0, [])
    assert {"vault", "reporter", "chain", "lookup"} == set(data["current"])
    assert ready("vault", "rewrap", "--json")[:2] == (0, {"rewrapped": {}})
