"""The key ring: the keys of chains, vault, sealed reporters and look-ups, in one file outside the database.

``{"current": {"chain": "k1", …}, "keys": {"k1": {"for": "chain", "with": "hmac-sha256", "key": "<hex>"}, …}}``,
mode 0600, made on first use, but never beside records that other keys sealed. What is new is sealed with the current
key of its purpose, what is old still opens with its own. Losing the file means that nothing can be verified or opened
any more, so it belongs into a backup of its own, in other hands than the database's.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from zeren.env import SettingError, replace_private, write_private
from zeren.records import ciphers
from zeren.records.ciphers import Method

LOCK_SECONDS = 10


class Purpose(StrEnum):
    """What a key is for; no key serves two."""

    CHAIN = "chain"
    VAULT = "vault"
    REPORTER = "reporter"
    LOOKUP = "lookup"


METHODS: dict[str, dict[Purpose, Method]] = {
    "international": {
        Purpose.CHAIN: Method.HMAC_SHA256,
        Purpose.VAULT: Method.AES_GCM,
        Purpose.REPORTER: Method.AES_GCM,
        Purpose.LOOKUP: Method.HMAC_SHA256,
    },
    "national": {
        Purpose.CHAIN: Method.HMAC_SM3,
        Purpose.VAULT: Method.SM4_GCM,
        Purpose.REPORTER: Method.SM4_GCM,
        Purpose.LOOKUP: Method.HMAC_SM3,
    },
}
"""Which method a new key gets (``ZEREN_CIPHERS``); a key keeps its own for ever."""
LETTERS = {Purpose.CHAIN: "k", Purpose.VAULT: "v", Purpose.REPORTER: "r", Purpose.LOOKUP: "l"}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its id, what it is for, how it is used."""

    id: str
    purpose: Purpose
    method: Method
    secret: bytes

    def seal(self, message: bytes) -> str:
        """The keyed digest of a message, as hex."""
        return ciphers.mac(self.method, self.secret, message)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id, and the current one of each purpose."""

    keys: Mapping[str, Key]
    current: Mapping[Purpose, str]

    def of(self, purpose: Purpose, key_id: str | None = None) -> Key:
        """The current key of a purpose, or the one of that id. Raises KeyError where there is none."""
        found = self.keys[key_id or self.current[purpose]]
        if found.purpose is not purpose:
            raise KeyError(key_id)
        return found

    @property
    def chain(self) -> str:
        """The id of the key that seals what is new on a chain."""
        return self.current[Purpose.CHAIN]

    def seal(self, message: bytes, key_id: str | None = None) -> str:
        """The chain's seal of a message, as hex. Raises KeyError for an unknown key id."""
        return self.of(Purpose.CHAIN, key_id).seal(message)


def ring() -> KeyRing:
    """The key ring of this installation; made if there is none yet.

    Raises SettingError for a broken file, and for a missing one where something is recorded already.
    """
    path = settings.ZEREN.key_file
    return _load(path, settings.ZEREN.ciphers, _stamp(path))


def _stamp(path: Path) -> int:
    """When the file was written last: a rotation by another process is seen at the next use."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def exists() -> bool:
    """Whether the key file is there."""
    return bool(settings.ZEREN.key_file.exists())


def forget() -> None:
    """Read the file again at the next use, whatever its time says."""
    _load.cache_clear()


def rotate(purpose: Purpose) -> Key:
    """Make a new current key of a purpose; the earlier ones stay, to open what they sealed.

    Raises SettingError where the file can't be read.
    """
    path = settings.ZEREN.key_file
    ring()
    with _alone(path):
        data = _read(path)
        made = _new(purpose, settings.ZEREN.ciphers, data["keys"])
        data["keys"].update(made)
        data["current"][purpose.value] = next(iter(made))
        _replace(path, data)
    forget()
    return ring().of(purpose)


@lru_cache(maxsize=4)
def _load(path: Path, kind: str, stamp: int) -> KeyRing:
    if not path.exists():
        if _recorded():
            raise _lost(path)
        write_private(path, _text(_completed({"current": {}, "keys": {}}, kind)))
    data = _read(path)
    if set(data["current"]) != {purpose.value for purpose in Purpose}:
        with _alone(path):
            data = _completed(_read(path), kind)
            _replace(path, data)
    return _ring_of(path, data)


def _recorded() -> bool:
    """Whether anything was sealed already: whatever is done leaves an entry on the trail."""
    heads = apps.get_model("records", "TrailHead")
    there = heads._meta.db_table in connection.introspection.table_names()
    return there and bool(heads._default_manager.filter(seq__gt=0).exists())


def _lost(path: Path) -> SettingError:
    zh = f"密钥文件 {path} 不在，而库中已有记录：请从密钥备份恢复后再用，不会另造新钥"
    en = f"key file {path} is missing, but the database holds records: restore it from its backup; no new keys are made"
    return SettingError("ZEREN_KEY_FILE", zh, en)


def _completed(data: dict[str, Any], kind: str) -> dict[str, Any]:
    """With a key for every purpose: what an earlier version did not need yet is made."""
    for purpose in Purpose:
        if purpose.value not in data["current"]:
            made = _new(purpose, kind, data["keys"])
            data["keys"].update(made)
            data["current"][purpose.value] = next(iter(made))
    return data


def _new(purpose: Purpose, kind: str, there: Mapping[str, Any]) -> dict[str, Any]:
    method = METHODS[kind][purpose]
    letter = LETTERS[purpose]
    number = next(n for n in range(1, len(there) + 2) if f"{letter}{n}" not in there)
    made = {"for": purpose.value, "with": method.value, "key": ciphers.new_key(method).hex()}
    return {f"{letter}{number}": made}


def _read(path: Path) -> dict[str, Any]:
    """The file as data; one of version 0.1, which held chain keys only, in today's form."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data["current"], str):
            old = {
                name: {"for": Purpose.CHAIN.value, "with": Method.HMAC_SHA256.value, "key": text}
                for name, text in data["keys"].items()
            }
            data = {"current": {Purpose.CHAIN.value: data["current"]}, "keys": old}
        _ring_of(path, data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise _broken(path) from None
    return dict(data)


def _ring_of(path: Path, data: Mapping[str, Any]) -> KeyRing:
    try:
        keys = {name: _key(name, told) for name, told in data["keys"].items()}
        current = {Purpose(name): key_id for name, key_id in data["current"].items()}
        ring = KeyRing(keys, current)
        for purpose in current:
            ring.of(purpose)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _broken(path) from None
    return ring


def _key(name: str, told: Mapping[str, str]) -> Key:
    method = Method(told["with"])
    secret = bytes.fromhex(told["key"])
    if len(secret) != ciphers.KEY_BYTES[method]:
        raise ValueError(name)
    return Key(name, Purpose(told["for"]), method, secret)


def _broken(path: Path) -> SettingError:
    zh = f"密钥文件 {path} 不能使用，应含 current 与 keys，每个密钥写明 for、with、key（十六进制数字）"
    en = (
        f"key file {path} can't be used: expected current and keys, each key with for, with, key (hex digits)"
    )
    return SettingError("ZEREN_KEY_FILE", zh, en)


def _text(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2) + "\n"


def _replace(path: Path, data: Mapping[str, Any]) -> None:
    """Write the file anew, whole or not at all, readable by its owner only."""
    replace_private(path, _text(data))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else changes the file meanwhile. Raises SettingError where somebody does for too long."""
    lock, until = path.with_name(path.name + ".lock"), time.monotonic() + LOCK_SECONDS
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            break
        except FileExistsError:
            if time.monotonic() > until:
                zh, en = f"{lock} 在，另有程序正在更换密钥", f"{lock} is there: somebody is changing the keys"
                raise SettingError("ZEREN_KEY_FILE", zh, en) from None
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
