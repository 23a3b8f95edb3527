"""A workbook between checking and writing: in the data folder, readable by its owner, gone after use or a day."""

from __future__ import annotations

import os
import re
import secrets
import time
from pathlib import Path

from django.conf import settings

LIFETIME = 24 * 60 * 60
_TOKEN = re.compile(r"^[0-9a-f]{32}$")


def _folder() -> Path:
    folder: Path = settings.ZEREN.home / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep(content: bytes) -> str:
    """Put a workbook aside; the token names it."""
    forget_old()
    token = secrets.token_hex(16)
    handle = os.open(_folder() / token, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return token


def take(token: str) -> bytes | None:
    """The workbook of a token; None where there is none any more."""
    path = _folder() / token if _TOKEN.match(token) else None
    return path.read_bytes() if path and path.is_file() else None


def forget(token: str) -> None:
    """Remove one."""
    if _TOKEN.match(token):
        (_folder() / token).unlink(missing_ok=True)


def forget_old() -> None:
    """Remove what nobody came back for."""
    limit = time.time() - LIFETIME
    for path in _folder().iterdir():
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
