"""The key ring: keys of the hash chains, in a file of its own, outside the database.

``{"current": "k1", "keys": {"k1": "<64 hex digits>"}}``, mode 0600, made on first use. Losing it means
that nothing can be verified any more, so it belongs into its own backup.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from zeren.env import SettingError, write_private


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Keys by id; ``current`` seals what is new, the others still verify what is old."""

    current: str
    keys: dict[str, bytes]

    def seal(self, message: bytes, key_id: str | None = None) -> str:
        """HMAC-SHA256 of the message, as hex. Raises KeyError for an unknown key id."""
        return hmac.new(self.keys[key_id or self.current], message, hashlib.sha256).hexdigest()


def ring() -> KeyRing:
    """The key ring of this installation; made if there is none yet. Raises SettingError for a broken file."""
    return _load(settings.ZEREN.key_file)


def exists() -> bool:
    """Whether the key file is there."""
    return bool(settings.ZEREN.key_file.exists())


def forget() -> None:
    """Read the file again at the next use (after a rotation)."""
    _load.cache_clear()


@cache
def _load(path: Path) -> KeyRing:
    if not path.exists():
        made = {"current": "k1", "keys": {"k1": secrets.token_hex(32)}}
        write_private(path, json.dumps(made, indent=2) + "\n")
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        keys = {name: bytes.fromhex(text) for name, text in data["keys"].items()}
        if data["current"] not in keys or any(len(key) < 32 for key in keys.values()):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError):
        zh = f"密钥文件 {path} 不能使用，应含 current 与 keys，每个密钥 64 个十六进制数字"
        en = f"key file {path} can't be used: expected current and keys, each of 64 hex digits"
        raise SettingError("ZEREN_KEY_FILE", zh, en) from None
    return KeyRing(data["current"], keys)
