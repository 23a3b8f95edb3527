"""Where an export or a backup is written: whole or not at all, and what a killed run left goes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from zeren.records.errors import Refused
from zeren.records.moving import backup, places


def test_a_name_that_is_taken_and_a_place_that_is_none_are_told(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("kept")
    for place in (tmp_path / "there", tmp_path / "there" / "inside"):
        with pytest.raises(Refused), places.new(place):
            raise AssertionError
    assert (tmp_path / "there").read_text() == "kept"
    (tmp_path / ".new.00.partial").mkdir()
    with pytest.raises(KeyError), places.new(tmp_path / "new") as made:
        made.mkdir()
        raise KeyError
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


WRITER = """
import django; django.setup()
import sys, time
from pathlib import Path
from zeren.records.moving import places
with places.new(Path(sys.argv[1])) as made:
    made.write_text("half")
    print("begun", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_run_left_goes_with_the_next_and_what_is_being_written_stays(tmp_path: Path) -> None:
    def writer(name: str) -> subprocess.Popen[str]:
        code = [sys.executable, "-c", WRITER, str(tmp_path / name)]
        run = subprocess.Popen(code, stdout=subprocess.PIPE, text=True)
        assert run.stdout is not None and run.stdout.readline() == "begun\n"
        return run

    (tmp_path / ".theirs.0a1b2c3d.partial").write_text("of another program, or of a version without a lock")
    (tmp_path / ".odd.partial.lock").write_text("")
    killed, living = writer("2026-10-12.zeren"), writer("2026-10-13.zeren")
    killed.kill()
    killed.wait()
    try:
        for name in ("2026-10-14.zeren", "2026-10-13.zeren"):
            with places.new(tmp_path / name) as made:
                made.write_text("whole")
        left = sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("."))
        assert {".odd.partial.lock", ".theirs.0a1b2c3d.partial"} < set(left) and len(left) == 4
        assert [name for name in left if name.startswith(".2026-10-12")] == []
        assert [name[-8:] for name in left if name.startswith(".2026-10-13")] == [".partial", "ial.lock"]
    finally:
        living.kill()
        living.wait()
        assert living.stdout is not None and killed.stdout is not None
        living.stdout.close()
        killed.stdout.close()


def test_what_is_neither_folder_nor_zip_nor_backup_is_told(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    for place in (tmp_path / "text", tmp_path / "none"):
        with pytest.raises(Refused), backup.opened(place):
            raise AssertionError
