from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zeren import env
from zeren.env import SettingError
from zeren.records import keys


def test_the_defaults_keep_everything_in_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    found = env.read({})
    assert (found.home, found.key_file) == (tmp_path / "data", tmp_path / "data" / "keys.json")
    assert found.database == f"sqlite:///{tmp_path / 'data' / 'zeren.sqlite3'}"
    assert (found.debug, found.https, found.today, found.testing) == (False, False, None, False)
    assert found.hosts == ("127.0.0.1", "localhost", "[::1]")


def test_each_setting_is_taken(tmp_path: Path) -> None:
    found = env.read(
        {
            "ZEREN_HOME": str(tmp_path), "ZEREN_DATABASE": "postgres://u:p%40ss@db:5433/z?sslmode=require",
            "ZEREN_KEY_FILE": str(tmp_path / "k"), "ZEREN_TEXTS": str(tmp_path), "ZEREN_DEBUG": "yes",
            "ZEREN_HOSTS": "a.example, b.example", "ZEREN_TODAY": "2026-03-16", "ZEREN_SECRET": "s", "ZEREN_HTTPS": "1",
        }
    )  # fmt: skip
    assert (found.key_file, found.texts, found.debug, found.https) == (tmp_path / "k", tmp_path, True, True)
    assert (found.hosts, found.today, env.secret_key(found)) == (
        ("a.example", "b.example"),
        date(2026, 3, 16),
        "s",
    )
    database = env.database_settings(found.database)
    assert {k: database[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "z", "USER": "u", "PASSWORD": "p@ss", "HOST": "db", "PORT": "5433", "OPTIONS": {"sslmode": "require"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"), [("ZEREN_DEBUG", "maybe"), ("ZEREN_TODAY", "2026-02-30"), ("ZEREN_TODAY", "today")]
)
def test_a_value_that_cannot_be_used_is_named_in_both_languages(name: str, value: str) -> None:
    with pytest.raises(SettingError) as error:
        env.read({name: value, "ZEREN_HOME": "/tmp/x"})
    assert error.value.name == name and value in error.value.zh and value in error.value.en


def test_libreoffice_is_what_is_there_unless_it_is_named_or_switched_off(tmp_path: Path) -> None:
    """In tests it is used where a test asks for it: to start it takes seconds."""
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    given = {"ZEREN_HOME": str(tmp_path)}
    assert env.read(given).office == "" and env.read(given | {"ZEREN_TEST_DB": "sqlite"}).office == "no"
    assert [env.read(given | {"ZEREN_OFFICE": word}).office for word in ("no", "No", "0")] == ["no"] * 3
    for wrong in (str(program), str(tmp_path), str(tmp_path / "none"), "yes"):
        with pytest.raises(SettingError) as error:
            env.read(given | {"ZEREN_OFFICE": wrong})
        assert error.value.name == "ZEREN_OFFICE" and wrong in error.value.zh and wrong in error.value.en
    program.chmod(0o755)
    assert env.read(given | {"ZEREN_OFFICE": str(program)}).office == str(program)


def test_an_unknown_database_is_refused() -> None:
    with pytest.raises(SettingError) as error:
        env.database_settings("mysql://x/y")
    assert "postgres://" in error.value.en


def test_sqlite_takes_its_lock_at_the_beginning_and_waits() -> None:
    options = env.database_settings("sqlite:////data/zeren.sqlite3")
    assert options["NAME"] == "/data/zeren.sqlite3"
    assert options["OPTIONS"]["transaction_mode"] == "IMMEDIATE" and options["OPTIONS"]["timeout"] == 30
    assert "journal_mode=WAL" in options["OPTIONS"]["init_command"]


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    found = replace(env.read({"ZEREN_HOME": str(tmp_path)}), testing=False)
    secret = env.secret_key(found)
    assert len(secret) >= 48 and env.secret_key(found) == secret
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_the_key_ring_is_made_once_and_only_its_owner_reads_it(home: Path) -> None:
    ring = keys.ring()
    assert [len(ring.of(purpose).secret) for purpose in keys.Purpose] == [32, 32, 32, 32]
    assert stat.S_IMODE((home / "keys.json").stat().st_mode) == 0o600
    keys.forget()
    assert keys.ring() == ring


@pytest.mark.parametrize(
    "text", ["", "[]", '{"current": "k1"}', '{"current": "k2", "keys": {"k1": "00"}}', '{"current": "k1", "keys": {"k1": "00"}}', '{"current": "k1", "keys": {"k1": "xyz"}}']
)  # fmt: skip
def test_a_broken_key_file_is_refused_and_not_replaced(home: Path, text: str) -> None:
    (home / "keys.json").write_text(text)
    with pytest.raises(SettingError) as error:
        keys.ring()
    assert error.value.name == "ZEREN_KEY_FILE" and (home / "keys.json").read_text() == text


def test_a_key_file_of_version_0_1_is_completed_and_keeps_its_key(home: Path) -> None:
    (home / "keys.json").write_text(json.dumps({"current": "k1", "keys": {"k1": "ab" * 32}}))
    ring = keys.ring()
    assert ring.of(keys.Purpose.CHAIN).secret == bytes.fromhex("ab" * 32) and ring.chain == "k1"
    assert set(ring.current) == set(keys.Purpose)
    keys.forget()
    assert keys.ring() == ring
    assert stat.S_IMODE((home / "keys.json").stat().st_mode) == 0o600


@pytest.mark.django_db
def test_a_key_serves_its_own_purpose_alone(home: Path) -> None:
    ring = keys.ring()
    with pytest.raises(KeyError):
        ring.of(keys.Purpose.CHAIN, ring.current[keys.Purpose.VAULT])


@pytest.mark.django_db
def test_national_ciphers_are_a_switch_for_new_keys(home: Path, settings: Any) -> None:
    before = keys.ring()
    settings.ZEREN = replace(settings.ZEREN, ciphers="national")
    made = {purpose: keys.rotate(purpose) for purpose in keys.Purpose}
    methods = {purpose.value: key.method.value for purpose, key in made.items()}
    assert methods == {"chain": "hmac-sm3", "vault": "sm4-gcm", "reporter": "sm4-gcm", "lookup": "hmac-sm3"}
    assert keys.ring().of(keys.Purpose.CHAIN, before.chain) == before.of(keys.Purpose.CHAIN)


def test_an_unknown_kind_of_ciphers_is_refused() -> None:
    with pytest.raises(SettingError) as error:
        env.read({"ZEREN_CIPHERS": "rot13"})
    assert error.value.name == "ZEREN_CIPHERS" and "international" in error.value.zh
