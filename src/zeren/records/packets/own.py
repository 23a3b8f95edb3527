"""The keys that this installation signs and opens packets with, in a file of its own beside the key file; cards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings

from zeren.env import SettingError, replace_private, write_private
from zeren.records.moving.tables import wrong
from zeren.records.packets import sm2
from zeren.records.signs import printable

NAME, FORMAT = "exchange.json", "zeren-card"


@dataclass(frozen=True, slots=True)
class Own:
    """The private halves, and the organ that they speak for; those of SM2 (PKCS #8, with their points) where made."""

    code: str
    name: str
    sign: Ed25519PrivateKey
    open: X25519PrivateKey
    sm2_sign: bytes = field(default=b"", repr=False)
    sm2_open: bytes = field(default=b"", repr=False)
    sm2_sign_key: str = ""
    sm2_open_key: str = ""

    def card(self) -> Card:
        """What others may know."""
        sign, open_ = self.sign.public_key().public_bytes_raw(), self.open.public_key().public_bytes_raw()
        return Card(self.code, self.name, sign.hex(), open_.hex(), self.sm2_sign_key, self.sm2_open_key)


@dataclass(frozen=True, slots=True)
class Card:
    """The public halves with the organ that they speak for; of SM2 the points, or nothing."""

    code: str
    name: str
    sign_key: str
    open_key: str
    sm2_sign_key: str = ""
    sm2_open_key: str = ""

    @property
    def keys(self) -> str:
        """The fingerprint of all keys: what is compared by voice. By SM3 where keys of SM2 are among them."""
        first = bytes.fromhex(self.sign_key + self.open_key)
        if not self.sm2_sign_key:
            return hashlib.sha256(first).hexdigest()
        return sm3(first + bytes.fromhex(self.sm2_sign_key + self.sm2_open_key)).hex()

    def text(self) -> str:
        """As a file."""
        return json.dumps(self.told(), ensure_ascii=False, indent=1) + "\n"

    def told(self) -> dict[str, Any]:
        """As plain data. What knows no SM2 takes no card of version 2: its fingerprint would be another one."""
        told = {"format": FORMAT, "version": 1, "code": self.code, "name": self.name}
        told |= {"sign_key": self.sign_key, "open_key": self.open_key}
        if not self.sm2_sign_key:
            return told
        return told | {"version": 2, "sm2_sign_key": self.sm2_sign_key, "sm2_open_key": self.sm2_open_key}


def sm3(content: bytes) -> bytes:
    """Its digest by SM3."""
    found = hashes.Hash(hashes.SM3())
    found.update(content)
    return found.finalize()


def path() -> Path:
    """Where the file lies."""
    key_file: Path = settings.ZEREN.key_file
    return key_file.with_name(NAME)


def make(code: str, name: str) -> Own:
    """The keys for an organ, made where there are none yet; those of SM2 as well where ``ZEREN_CIPHERS`` is national.

    Raises Refused where they speak for another organ, or the machine has no SM2.
    """
    national = settings.ZEREN.ciphers == "national"
    if not path().exists():
        told = _first(code, name) | (_sm2() if national else {})
        write_private(path(), json.dumps(told, ensure_ascii=False) + "\n")
    found = own()
    if found.code != code:
        zh = f"{path()} 是 {found.code} 的交换密钥"
        raise wrong("--organ", zh, f"{path()} holds the keys of {found.code}")
    if national and not found.sm2_sign:
        replace_private(path(), json.dumps(_file() | _sm2(), ensure_ascii=False) + "\n")
        return own()
    return found


def _sm2() -> dict[str, str]:
    """Two new pairs: one signs, one opens. Raises Refused where the machine has no SM2."""
    made: dict[str, str] = {}
    for name in ("sm2_sign", "sm2_open"):
        private = sm2.new_key()
        made |= {name: private.hex(), f"{name}_key": sm2.public_of(private).hex()}
    return made


def _first(code: str, name: str) -> dict[str, str]:
    sign, open_ = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    raw = {"sign": sign.private_bytes_raw().hex(), "open": open_.private_bytes_raw().hex()}
    return {"code": code, "name": name, **raw}


def speaks_for() -> str:
    """The code of the organ that the keys speak for; empty where none were made, or the file can't be read."""
    try:
        return str(json.loads(path().read_text(encoding="utf-8"))["code"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def spoken(keys: str) -> str:
    """A fingerprint in groups of four, as it is read out."""
    return " ".join(keys[place : place + 4] for place in range(0, len(keys), 4))


def own() -> Own:
    """The keys. Raises Refused where none were made; SettingError for a file that can't be used."""
    if not path().exists():
        raise wrong(
            "card",
            "还没有交换密钥：请先运行 zeren packet card",
            "no exchange keys yet: run zeren packet card",
        )
    told = _file()
    try:
        sign, open_ = (bytes.fromhex(told[name]) for name in ("sign", "open"))
        national = [bytes.fromhex(told.get(name, "")) for name in ("sm2_sign", "sm2_open")]
        keys = Ed25519PrivateKey.from_private_bytes(sign), X25519PrivateKey.from_private_bytes(open_)
        points = (told.get(name, "") for name in ("sm2_sign_key", "sm2_open_key"))
        return Own(told["code"], told["name"], *keys, *national, *points)
    except (ValueError, KeyError, TypeError):
        raise _unusable() from None


def _file() -> dict[str, str]:
    """The file as it stands. Raises SettingError where it can't be read."""
    try:
        told = json.loads(path().read_text(encoding="utf-8"))
        return {name: str(told[name]) for name in told if {"code", "name"} <= set(told)}
    except (OSError, ValueError, TypeError):
        raise _unusable() from None


def _unusable() -> SettingError:
    zh, en = f"交换密钥文件 {path()} 不能使用", f"exchange key file {path()} can't be used"
    return SettingError("ZEREN_KEY_FILE", zh, en)


def read_card(content: bytes) -> Card:
    """A card from a file. Raises Refused."""
    try:
        told = json.loads(content)
        found = Card(*(told[name] for name in ("code", "name", "sign_key", "open_key")), *_national(told))
        fits = told["format"] == FORMAT and _names(found) and found.told().items() <= told.items()
        lengths = {len(bytes.fromhex(key)) for key in (found.sign_key, found.open_key)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        fits, lengths = False, set()
    if not fits or lengths != {32}:
        raise wrong("card", "不是交换名片", "is no card of an installation")
    return found


def _names(card: Card) -> bool:
    """Whether code and name are texts that can be kept and shown."""
    limits = ((card.code, 40), (card.name, 100))
    return all(
        isinstance(text, str) and 0 < len(text) <= most and printable(text) == text for text, most in limits
    )


def _national(told: Mapping[str, Any]) -> tuple[str, str]:
    """The points of a card of version 2, or nothing. Raises ValueError, KeyError."""
    if told["version"] == 1:
        return "", ""
    sign, open_ = bytes.fromhex(told["sm2_sign_key"]), bytes.fromhex(told["sm2_open_key"])
    if not sm2.is_point(sign) or not sm2.is_point(open_) or sign == open_:
        raise ValueError("no two points of the curve")
    return sign.hex(), open_.hex()
