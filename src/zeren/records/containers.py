"""Zip containers that come from outside (DOCX, XLSX, OFD): looked through before anything opens them.

What a container says of its sizes may be a lie, so every member is really unpacked here, piece by piece, and the
looking stops at the limit. Nothing is ever written to the disk under a member's name.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath

LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 5_000
DEEPEST = 2
"""A workbook may lie inside a document; a container inside that is no office document any more."""
PIECE = 1 << 20
ZIP = b"PK\x03\x04"
LOCAL_HEADER = 30
SYMBOLIC_LINK_BITS, ENCRYPTED = 16, 1


class Unsafe(ValueError):
    """A container that is not opened; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


class NoContainer(Unsafe):
    """It is no zip container at all, or not a whole one."""

    def __init__(self) -> None:
        super().__init__("不是完整的压缩格式文件", "this is no whole zip container")


@dataclass
class _Budget:
    """What is still allowed, of the container and all inside it together."""

    unpacked: int = field(default_factory=lambda: LARGEST_UNPACKED)
    members: int = field(default_factory=lambda: MOST_MEMBERS)

    def spend(self, unpacked: int = 0, members: int = 0) -> None:
        """Raises Unsafe where the limit is passed."""
        self.unpacked -= unpacked
        self.members -= members
        if self.unpacked < 0:
            limit = LARGEST_UNPACKED // (1024 * 1024)
            raise Unsafe(f"展开后超过 {limit} MB，没有收下", f"it unpacks to more than {limit} MB")
        if self.members < 0:
            raise Unsafe(
                f"内含文件超过 {MOST_MEMBERS} 个，没有收下", f"it holds more than {MOST_MEMBERS} files"
            )


def members_of(content: bytes) -> dict[str, bytes]:
    """Every member's content by its name.

    Raises Unsafe: no zip container, too large once unpacked, too many members, names that leave the container or
    stand twice, links, members that are encrypted or packed in an unusual way, containers nested too deep.
    """
    return dict(_members(content, _Budget(), 1))


def check(content: bytes) -> frozenset[str]:
    """The members' names. Raises Unsafe as :func:`members_of`; holds one member at a time in memory."""
    return frozenset(name for name, _ in _members(content, _Budget(), 1))


def _members(content: bytes, budget: _Budget, depth: int) -> Iterator[tuple[str, bytes]]:
    if depth > DEEPEST:
        raise Unsafe("压缩文件层层套叠，没有收下", "containers are nested too deep")
    listed = _directory(content)
    budget.spend(members=len(listed))
    seen: set[str] = set()
    for info in listed:
        _check_name(info, seen)
        data = _unpacked(content, info, budget)
        if data.startswith(ZIP):
            for _ in _members(data, budget, depth + 1):
                pass
        yield info.filename, data


def _directory(content: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as box:
            return box.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        raise NoContainer from None


def _check_name(info: zipfile.ZipInfo, seen: set[str]) -> None:
    name = info.orig_filename
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not name or name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name:
        raise Unsafe("内含文件的名称越出本文件，没有收下", "a member's name leads out of the container")
    if stat.S_ISLNK(info.external_attr >> SYMBOLIC_LINK_BITS):
        raise Unsafe("内含链接，没有收下", "it holds a link")
    if name.lower() in seen:
        raise Unsafe("内含重名文件，没有收下", "two members have one name")
    seen.add(name.lower())
    if info.flag_bits & ENCRYPTED:
        raise Unsafe("内含加密内容，没有收下", "a member is encrypted")


def _unpacked(content: bytes, info: zipfile.ZipInfo, budget: _Budget) -> bytes:
    """The member's real content, whatever the directory says of its size."""
    head = content[info.header_offset : info.header_offset + LOCAL_HEADER]
    if len(head) < LOCAL_HEADER or not head.startswith(ZIP):
        raise NoContainer
    name, extra = struct.unpack("<HH", head[26:30])
    start = info.header_offset + LOCAL_HEADER + name + extra
    packed = content[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        budget.spend(unpacked=len(packed))
        return packed
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise Unsafe("用了少见的压缩方法，没有收下", "a member is packed in an unusual way")
    return _inflated(packed, budget)


def _inflated(packed: bytes, budget: _Budget) -> bytes:
    unpacking, pieces = zlib.decompressobj(-zlib.MAX_WBITS), []
    try:
        while packed and not unpacking.eof:
            piece = unpacking.decompress(packed, PIECE)
            budget.spend(unpacked=len(piece))
            pieces.append(piece)
            packed = unpacking.unconsumed_tail
    except zlib.error:
        raise Unsafe("内容已损坏", "a member is damaged") from None
    return b"".join(pieces)
