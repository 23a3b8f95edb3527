"""Everything out and in again: nothing is lost on the way, and what is not right comes in by no line."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
from django.db import OperationalError, connection
from typer.testing import CliRunner

from records import support_moving as support
from zeren.cli.main import register
from zeren.records import integrity, keys, triggers
from zeren.records.errors import Refused
from zeren.records.matters import acts, files
from zeren.records.moving import arriving, backup, manifest, noting, places, reading, sealing, writing
from zeren.records.moving.checked import check
from zeren.records.moving.snapshot import rows, snapshot
from zeren.records.moving.tables import schema_text, tables
from zeren.records.organs.models import Organ
from zeren.records.trail.models import TrailEntry, TrailHead, Verification

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 3, 16, 4, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def empty(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with every table and no row, made before anything is entered."""
    with django_db_blocker.unblock():
        name = support.lay_empty(tmp_path_factory.mktemp("empty"), "empty")
        yield name
        support.drop(name)


Elsewhere = Callable[..., AbstractContextManager[Path]]


@pytest.fixture
def elsewhere(empty: str, tmp_path: Path, settings: Any) -> Elsewhere:
    """Another installation, with the keys of this one unless said otherwise."""

    def go(name: str = "there", key_file: Path | None = tmp_path / "keys.json") -> Any:
        return support.installation(empty, tmp_path / name, key_file, settings)

    return go


@pytest.fixture
def exported(county: Any, opened: Any, tmp_path: Path) -> Path:
    """A matter with records, a correction, a paper; a row of JSON; all of it exported into a folder."""
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03", {"place": "会议室 ②"})
    acts.correct_event(county.zhao, matter.pk, 2, reason="写错", fields={"place": "二楼"})
    files.add_attachment(county.zhao, matter.pk, "说明.txt", "纸上的话".encode())
    Verification.objects.create(
        started=NOON, account="audit", total=1, reached=1, done=1, seconds=0.1, report={"列": [1, 0.1, None]}
    )
    folder = tmp_path / "out"
    folder.mkdir()
    writing.write(places.IntoFolder(folder), connection)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """The tables' files by their names."""
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").iterdir())}


def there_again(folder: Path) -> dict[str, bytes]:
    """The same of the installation that this process is now."""
    folder.mkdir()
    writing.write(places.IntoFolder(folder), connection)
    return contents(folder)


def parts_of(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_bytes())["tables"]


# ---------------------------------------------------------------- there and back


def test_every_row_every_paper_and_every_link_arrives(
    exported: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    here = integrity.verify()
    assert here.faults == () and here.events == 3
    store = {
        p.relative_to(tmp_path): p.read_bytes() for p in (tmp_path / "attachments").rglob("*") if p.is_file()
    }
    with elsewhere() as home:
        made = backup.restore(exported)
        assert there_again(home / "out") == contents(exported)
        assert parts_of(home / "out") == parts_of(exported)
        assert {
            p.relative_to(home): p.read_bytes() for p in (home / "attachments").rglob("*") if p.is_file()
        } == store
        assert integrity.verify() == here
        assert triggers.missing(connection) == []
        assert not (home / arriving.FOLDER).exists()
    assert len(store) == 1 and made.files.rows == 1 and made.missing == 0
    assert made.rows == sum(1 for text in contents(exported).values() for _ in text.splitlines()) > 30


def test_numbers_go_on_where_they_stopped_even_after_rows_that_are_gone(
    exported: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    gone = Organ.objects.create(code="X", name="x", short="x", level="county", kind="unit").pk
    Organ.objects.filter(pk=gone).delete()
    folder = tmp_path / "again"
    folder.mkdir()
    writing.write(places.IntoFolder(folder), connection)
    with elsewhere():
        backup.restore(folder)
        assert Organ.objects.create(code="X", name="x", short="x", level="county", kind="unit").pk == gone + 1


def test_an_empty_installation_moves_as_well(db: None, elsewhere: Elsewhere, tmp_path: Path) -> None:
    keys.ring()
    folder = tmp_path / "out"
    folder.mkdir()
    made = writing.write(places.IntoFolder(folder), connection)
    given = made.tables["records_organ"].last
    assert made.rows == 0 and given is not None
    with elsewhere():
        assert backup.restore(folder).rows == 0
        assert (
            Organ.objects.create(code="X", name="x", short="x", level="county", kind="unit").pk == given + 1
        )


def test_commands_take_it_in_back_it_up_and_restore_it(
    exported: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    """The whole way by the commands; each leaves its entry on the trail and nothing else."""
    app = register(typer.Typer())

    def zeren(*words: object) -> tuple[int, Any]:
        done = CliRunner().invoke(app, [*map(str, words), "--json"], catch_exceptions=False)
        return done.exit_code, json.loads(done.stdout)

    with elsewhere("one") as one:
        code, told = zeren("import", exported)
        assert (code, told["faults"], told["verified"]["events"]) == (0, [], 3)
        code, said = zeren("export", one / "out.zip")
        assert (code, said["rows"]) == (0, told["rows"] + 2)
        code, said = zeren("backup", one / "all.zb")
        assert (code, said["files"]) == (0, 1)
        assert zeren("backup", one / "all.zb")[0] == 2
        assert b"records_organ" not in (one / "all.zb").read_bytes()
        assert (one / "all.zb").stat().st_mode & 0o777 == 0o600
        assert [p.name for p in one.iterdir() if "partial" in p.name] == []
        assert zeren("import", exported)[0] == 2
        zeren("export", one / "here")
        kept = contents(one / "here")
    with elsewhere("two", None) as two:
        code, said = zeren("restore", tmp_path / "one" / "all.zb")
        assert (code, said["errors"][0]["where"]) == (2, "ZEREN_KEY_FILE")
        keys.ring()
        code, said = zeren("restore", tmp_path / "one" / "all.zb")
        assert (code, said["errors"][0]["where"]) == (2, "ZEREN_KEY_FILE")
        (two / "keys.json").write_bytes((tmp_path / "keys.json").read_bytes())
        keys.forget()
        code, said = zeren("restore", tmp_path / "one" / "all.zb")
        assert (code, said["faults"]) == (0, [])
        found = there_again(two / "out")
    differing = {name for name in kept if kept[name] != found[name]}
    assert differing == {"records_trailentry.jsonl", "records_trailhead.jsonl"}


def test_another_version_refuses_before_it_makes_a_table(exported: Path, tmp_path: Path) -> None:
    """Tables of the wrong version would keep the right one from taking it."""
    told_otherwise(exported, migrations={"records": "0001_x"})
    home = tmp_path / "bare"
    home.mkdir()
    shutil.copy(tmp_path / "keys.json", home)
    given = {name: kept for name, kept in os.environ.items() if not name.startswith("ZEREN_")}
    command = [
        sys.executable,
        "-c",
        "from zeren.cli.main import run; run()",
        "restore",
        str(exported),
        "--json",
    ]
    done = subprocess.run(command, env=given | {"ZEREN_HOME": str(home)}, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert json.loads(done.stdout)["errors"][0]["where"] == "manifest.json"
    with closing(sqlite3.connect(home / "zeren.sqlite3")) as made:
        assert made.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_what_was_altered_before_it_left_is_named_on_the_other_side(
    exported: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    resummed(exported, "records_event", b'"type":"noticed"', b'"type":"notices"')
    with elsewhere():
        done = CliRunner().invoke(register(typer.Typer()), ["import", str(exported), "--json"])
    assert (done.exit_code, {fault["code"] for fault in json.loads(done.stdout)["faults"]}) == (
        1,
        {"altered"},
    )


def test_where_the_trail_gives_no_turn_it_is_tried_again_and_without_an_entry_nothing_leaves(
    exported: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[str] = []

    def busy(_actor: Any, act: str, *_: Any, **__: Any) -> None:
        turns.append(act)
        if len(turns) != noting.TURNS + 3:
            raise OperationalError("database is locked")

    with elsewhere() as home:
        backup.restore(exported)
        monkeypatch.setattr(noting.trail, "note", busy)
        with pytest.raises(Refused, match="the trail could not be written"):
            backup.backup(home / "all.zb")
        assert not (home / "all.zb").exists() and len(turns) == noting.TURNS
        backup.backup(home / "all.zb")
        assert (home / "all.zb").exists() and turns[-1] == backup.MADE


def test_it_stands_on_the_trail_or_nothing_came_in(
    exported: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OperationalError("database or disk is full")

    with elsewhere():
        with monkeypatch.context() as patch, pytest.raises(Refused):
            patch.setattr(reading.trail, "note", full)
            backup.restore(exported, act="backup_restored")
        assert not Organ.objects.exists()
        made = backup.restore(exported, act="backup_restored")
        assert TrailEntry.objects.get(act="backup_restored").detail == str(made.rows)


# ---------------------------------------------------------------- what does not come in


def resummed(folder: Path, table: str, old: bytes, new: bytes) -> None:
    """Alter a table's file and make the manifest fit."""
    path = folder / manifest.member(table)
    text = path.read_bytes()
    assert old in text
    path.write_bytes(text.replace(old, new, 1))
    text = path.read_bytes()
    told = json.loads((folder / "manifest.json").read_bytes())
    part = told["tables"].get(table)
    part.update(rows=len(text.splitlines()), bytes=len(text), sha256=hashlib.sha256(text).hexdigest())
    (folder / "manifest.json").write_text(json.dumps(told))


def told_otherwise(folder: Path, **other: Any) -> None:
    told = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**told, **other}))


def indexed(folder: Path, name: str) -> None:
    """Another file in the index, the manifest made to fit."""
    text = manifest.index_line(name, 0, hashlib.sha256(b"").hexdigest())
    (folder / "files.jsonl").write_bytes(text)
    part = {"rows": 1, "bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    told_otherwise(folder, files=part)


def swap(path: Path, old: bytes, new: bytes) -> None:
    text = path.read_bytes()
    assert old in text
    path.write_bytes(text.replace(old, new, 1))


def link(folder: Path) -> None:
    path = folder / manifest.member("records_organ")
    path.rename(folder / "kept")
    path.symlink_to(folder / "kept")


ORGANS = "tables/records_organ.jsonl"
WRONG: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a line altered": (lambda f: swap(f / ORGANS, b"\xe6\x9f\x90", b"\xe7\x94\xb2"), ORGANS),
    "a line more": (lambda f: swap(f / ORGANS, b"\n", b"\n{}\n"), f"{ORGANS}:2"),
    "cut": (lambda f: (f / ORGANS).write_bytes((f / ORGANS).read_bytes()[:-40]), f"{ORGANS}:8"),
    "a table that is not there": (lambda f: (f / ORGANS).unlink(), ORGANS),
    "a link instead of a file": (link, ORGANS),
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "manifest.json"),
    "a manifest that is none": (lambda f: (f / "manifest.json").write_text("[]"), "manifest.json"),
    "a manifest too deep": (lambda f: (f / "manifest.json").write_text("[" * 100_000), "manifest.json"),
    "a manifest with a number for its keys": (lambda f: told_otherwise(f, keys=5), "manifest.json"),
    "a manifest with numbers for its steps": (lambda f: told_otherwise(f, migrations={"records": 1}), "manifest.json"),
    "a line too deep": (lambda f: resummed(f, "records_organ", b'{"id"', b"[" * 100_000 + b'{"id"'), f"{ORGANS}:1"),
    "a newer format": (lambda f: told_otherwise(f, version=2), "manifest.json"),
    "of another version": (lambda f: told_otherwise(f, migrations={"records": "0001_x"}), "manifest.json"),
    "tables unknown here": (lambda f: told_otherwise(f, tables={}), "manifest.json"),
    "sealed with another key": (lambda f: told_otherwise(f, keys={"k1": "00"}), "ZEREN_KEY_FILE"),
    "no line of JSON": (lambda f: resummed(f, "records_organ", b'{"id"', b'"id"'), f"{ORGANS}:1"),
    "a column more": (lambda f: resummed(f, "records_organ", b'{"id"', b'{"x":1,"id"'), f"{ORGANS}:1"),
    "another column": (lambda f: resummed(f, "records_organ", b'"code"', b'"cod"'), f"{ORGANS}:1"),
    "a text for a number": (lambda f: resummed(f, "records_organ", b'"depth":1', b'"depth":"1"'), f"{ORGANS}:1"),
    "a text too long": (lambda f: resummed(f, "records_organ", b'"code":"', b'"code":"' + b"x" * 999), f"{ORGANS}:1"),
    "a day that is none": (lambda f: resummed(f, "records_event", b'"on":"2026', b'"on":"2O26'), "tables/records_event.jsonl:1"),
    "bytes that are none": (lambda f: resummed(f, "records_eventpayload", b'"sealed":"', b'"sealed":"*'), "tables/records_eventpayload.jsonl:1"),
    "nothing where something must be": (lambda f: resummed(f, "records_event", b'"seq":1', b'"seq":null'), "tables/records_event.jsonl:1"),
    "a number twice": (lambda f: resummed(f, "records_organ", b'"code":"S"', b'"code":"C"'), "tables"),
    "a row that refers to none": (lambda f: resummed(f, "records_event", b'"matter_id":', b'"matter_id":9'), "tables"),
    "a file outside": (lambda f: indexed(f, "../outside"), "files.jsonl"),
    "a file of another kind": (lambda f: indexed(f, "keys.json"), "files.jsonl"),
    "a paper that is not there": (lambda f: indexed(f, "attachments/ab/" + "ab" * 16), "files/attachments/ab/" + "ab" * 16),
}  # fmt: skip


def refused_each(exported: Path, elsewhere: Elsewhere, scratch: Path, names: Iterable[str]) -> None:
    """Each is refused with its place, and nothing of it is left: no row, no file, no trigger less."""
    with elsewhere() as home:
        before = sorted(path.name for path in home.iterdir())
        for name in names:
            spoil, where = WRONG[name]
            shutil.copytree(exported, spoiled := scratch / "spoiled", symlinks=True)
            spoil(spoiled)
            with pytest.raises(Refused) as refused:
                backup.restore(spoiled)
            shutil.rmtree(spoiled)
            assert refused.value.problems[0].field == where, name
            assert not any(
                next(rows(connection, f"SELECT 1 FROM {t.name} LIMIT 1"), None) for t in tables()
            ), name
            assert sorted(p.name for p in home.iterdir() if "sqlite3-" not in p.name) == before, name
            assert triggers.missing(connection) == [], name


def test_what_is_not_right_is_refused_with_its_place_and_leaves_nothing(
    exported: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    names = (
        "a line altered",
        "a column more",
        "a row that refers to none",
        "sealed with another key",
        "a file outside",
        "a manifest with a number for its keys",
        "a line too deep",
    )
    refused_each(exported, elsewhere, tmp_path, names)


@pytest.mark.exhaustive
def test_whatever_is_not_right_is_refused(exported: Path, elsewhere: Elsewhere, tmp_path: Path) -> None:
    refused_each(exported, elsewhere, tmp_path, WRONG)


def test_what_holds_anything_takes_nothing(exported: Path, elsewhere: Elsewhere) -> None:
    with elsewhere() as home:
        (home / "attachments" / "ab").mkdir(parents=True)
        (home / "attachments" / "ab" / "paper").write_bytes(b"x")
        with pytest.raises(Refused, match="ZEREN_HOME"):
            backup.restore(exported)
        assert (home / "attachments" / "ab" / "paper").read_bytes() == b"x" and not TrailHead.objects.exists()
        (home / "attachments" / "ab" / "paper").unlink()
        Organ.objects.create(code="X", name="x", short="x", level="county", kind="unit")
        with pytest.raises(Refused, match="ZEREN_DATABASE"):
            backup.restore(exported)
        assert Organ.objects.count() == 1


def test_a_run_killed_before_its_last_step_is_taken_back_by_the_next(
    exported: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the disk looks when the process ends between the files' places and the database's own last step."""
    put = arriving.Arriving.put

    def killed(files: arriving.Arriving) -> None:
        put(files)
        raise KeyboardInterrupt

    with elsewhere() as home:
        with monkeypatch.context() as patched:
            patched.setattr(arriving.Arriving, "put", killed)
            patched.setattr(arriving.Arriving, "__exit__", lambda *_: None)
            with pytest.raises(KeyboardInterrupt):
                backup.restore(exported)
        assert (home / "attachments").exists() and (home / arriving.FOLDER).exists()
        assert not TrailHead.objects.exists()
        backup.restore(exported)
        assert not (home / arriving.FOLDER).exists() and integrity.verify().faults == ()


# ---------------------------------------------------------------- one moment


def test_it_is_one_moment_and_stops_nobody(elsewhere: Elsewhere, db: None) -> None:
    keys.ring()
    with elsewhere():
        Organ.objects.create(code="X", name="x", short="x", level="county", kind="unit")
        with snapshot() as reading:
            Organ.objects.create(code="Y", name="y", short="y", level="county", kind="unit")
            assert list(rows(reading, "SELECT code FROM records_organ ORDER BY id")) == [("X",)]
            with pytest.raises(Exception, match=r"readonly|read-only"), reading.cursor() as cursor:
                cursor.execute("UPDATE records_organ SET code = 'Z'")
        assert Organ.objects.count() == 2


def test_a_paper_that_is_gone_is_counted_and_the_rest_goes(exported: Path, tmp_path: Path) -> None:
    next(p for p in (tmp_path / "attachments").rglob("*") if p.is_file()).unlink()
    (tmp_path / "more").mkdir()
    assert writing.write(places.IntoFolder(tmp_path / "more"), connection).missing == 1


# ---------------------------------------------------------------- the published form


def test_the_published_schema_is_that_of_the_tables_and_each_line_keeps_it(exported: Path) -> None:
    assert (ROOT / "schema" / "export.schema.json").read_text(encoding="utf-8") == schema_text(), (
        "the tables have changed: zeren export schema/export.schema.json --schema"
    )
    assert (exported / "schema.json").read_text(encoding="utf-8") == schema_text()
    schema = json.loads(schema_text())
    lines = 0
    for path in (exported / "tables").iterdir():
        one = jsonschema.Draft202012Validator({**schema["$defs"][path.stem]})
        for line in path.read_bytes().splitlines():
            one.validate(json.loads(line))
            lines += 1
    assert lines > 30


# ---------------------------------------------------------------- what is no backup


def test_what_was_written_wrong_is_no_backup(
    exported: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read again before it counts: a disk that kept something else leaves no file."""
    with elsewhere() as home:
        backup.restore(exported)
        monkeypatch.setattr(sealing.Lock, "place", lambda self, number, last: os.urandom(4))
        with pytest.raises(Refused):
            backup.backup(home / "all.zb")
        assert [p.name for p in home.iterdir() if "all.zb" in p.name] == []


def test_a_bomb_in_a_zip_is_left_at_the_first_line_too_many(
    exported: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as box:
        for path in sorted(p for p in exported.rglob("*") if p.is_file()):
            content = path.read_bytes()
            more = b"\n" * (1 << 24) if path.name == "records_organ.jsonl" else b""
            box.writestr(str(path.relative_to(exported)), content + more)
    with backup.opened(bomb) as source, pytest.raises(Refused, match="records_organ"):
        check(source)
    with elsewhere(), pytest.raises(Refused, match="records_organ"):
        backup.restore(bomb)
