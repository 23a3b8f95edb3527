"""A sealed stream: what is written goes out in pieces, each sealed for its place; what is read may be read anywhere.

``ZEREN BACKUP 1``, one line of JSON (which key, which salt), then pieces of 1 MiB, the last one shorter. The key of
one file is derived (HKDF) from the key ring's vault key and the file's salt, so whoever has the key file that opens
the records opens their backups, and nobody else. A piece that was altered, moved, taken away or added does not open.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import secrets
from dataclasses import dataclass
from typing import IO, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zeren.records import ciphers, keys
from zeren.records.ciphers import Method, Unreadable
from zeren.records.keys import Key, Purpose
from zeren.records.moving.manifest import print_of
from zeren.records.moving.tables import wrong

MAGIC = b"ZEREN BACKUP 1\n"
LONGEST_HEAD = 1000
PIECE = 1 << 20
MORE = ciphers.NONCE + ciphers.TAG
DIGESTS: dict[Method, Any] = {Method.AES_GCM: hashes.SHA256, Method.SM4_GCM: hashes.SM3}


@dataclass(frozen=True, slots=True)
class Lock:
    """What seals the pieces of one file."""

    method: Method
    secret: bytes
    head: bytes

    def place(self, number: int, last: bool) -> bytes:
        """Where a piece stands: in this file, at this place, and whether anything follows."""
        return f"{hashlib.sha256(self.head).hexdigest()} {number} {'last' if last else 'more'}".encode()


def _lock(key: Key, salt: bytes) -> Lock:
    head = {"key": key.id, "print": print_of(key.secret), "salt": base64.b64encode(salt).decode()}
    derived = HKDF(DIGESTS[key.method](), ciphers.KEY_BYTES[key.method], salt, b"zeren backup")
    line = json.dumps(head).encode() + b"\n"
    return Lock(key.method, derived.derive(key.secret), MAGIC + line)


class Sealing(io.RawIOBase):
    """A stream to write to; closing it seals the last piece."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._buffer, self._number = file, bytearray(), 0
        self._lock = _lock(keys.ring().of(Purpose.VAULT), secrets.token_bytes(16))
        file.write(self._lock.head)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, content: Any) -> int:
        """Take bytes; whole pieces go out, all but the last."""
        self._buffer += content
        while len(self._buffer) > PIECE:
            self._seal(bytes(self._buffer[:PIECE]), last=False)
            del self._buffer[:PIECE]
        return len(content)

    def close(self) -> None:
        """Seal what is left."""
        if not self.closed:
            self._seal(bytes(self._buffer), last=True)
        super().close()

    def _seal(self, piece: bytes, last: bool) -> None:
        place = self._lock.place(self._number, last)
        self._file.write(ciphers.encrypt(self._lock.method, self._lock.secret, piece, place))
        self._number += 1


class Opened(io.RawIOBase):
    """A sealed stream to read from, at any place. Raises Refused for what does not open."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._lock = file, _lock_of(file)
        begin = len(self._lock.head)
        sealed = file.seek(0, io.SEEK_END) - begin
        self._pieces = max(1, -(-sealed // (PIECE + MORE)))
        self._size = max(0, sealed - self._pieces * MORE)
        self._at, self._have, self._piece = 0, -1, b""

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read from one piece."""
        if self._at >= self._size:
            return 0
        number, inside = divmod(self._at, PIECE)
        found = self._open(number)[inside : inside + len(buffer)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _open(self, number: int) -> bytes:
        if self._have != number:
            self._file.seek(len(self._lock.head) + number * (PIECE + MORE))
            sealed, place = (
                self._file.read(PIECE + MORE),
                self._lock.place(number, number + 1 == self._pieces),
            )
            try:
                self._piece = ciphers.decrypt(self._lock.method, self._lock.secret, sealed, place)
            except Unreadable:
                raise _damaged(number) from None
            self._have = number
        return self._piece


def _lock_of(file: IO[bytes]) -> Lock:
    if file.read(len(MAGIC)) != MAGIC:
        raise wrong("file", "不是本系统的备份文件", "is no backup of this program")
    line = file.readline(LONGEST_HEAD)
    try:
        told = json.loads(line)
        salt, name, known = base64.b64decode(told["salt"], validate=True), told["key"], told["print"]
    except (ValueError, KeyError, TypeError):
        raise wrong("file", "备份文件的开头已损坏", "the head of the backup is damaged") from None
    try:
        key = keys.ring().of(Purpose.VAULT, name)
    except KeyError:
        key = None
    if key is None or print_of(key.secret) != known:
        zh = f"密钥文件里没有封这份备份的密钥 {name}（或者不是同一个）：请先由密钥备份放回密钥文件"
        raise wrong(
            "ZEREN_KEY_FILE", zh, f"the key file lacks {name}, or holds another: bring its backup first"
        )
    lock = _lock(key, salt)
    if lock.head != MAGIC + line:
        raise wrong("file", "备份文件的开头已损坏", "the head of the backup is damaged")
    return lock


def _damaged(number: int) -> Exception:
    zh = f"备份文件第 {number + 1} 段打不开：已损坏、被改动或者不完整"
    return wrong("file", zh, f"piece {number + 1} of the backup does not open: damaged, altered or cut")
