"""The files of an export as they are read: each held against the manifest while it passes by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from zeren.records.moving import manifest
from zeren.records.moving.manifest import Manifest, Part
from zeren.records.moving.places import Source
from zeren.records.moving.tables import wrong
from zeren.records.moving.writing import PIECE, Told, silent

LONGEST_LINE = 1 << 28


def head(source: Source) -> Manifest:
    """The manifest. Raises Refused."""
    with source.open(manifest.NAME) as file:
        return manifest.read(file.read(manifest.LARGEST))


def check(source: Source, told: Told = silent) -> Manifest:
    """Read every file of an export again and hold it against the manifest. Raises Refused for what does not fit."""
    found = head(source)
    for name, part in found.tables.items():
        for _ in lines(source, manifest.member(name), part):
            pass
        told(name, part.rows, part.rows)
    for name, size, checksum in index(source, found.files):
        for _ in pieces(source, name, size, checksum):
            pass
    return found


def lines(source: Source, name: str, part: Part) -> Iterator[bytes]:
    """The lines of a file. Raises Refused as soon as there are more than told, and at the end for another checksum."""
    total, count, digest = 0, 0, hashlib.sha256()
    with source.open(name) as file:
        while line := file.readline(LONGEST_LINE):
            count, total = count + 1, total + len(line)
            if total > part.bytes or count > part.rows:
                break
            digest.update(line)
            yield line
    if (count, total, digest.hexdigest()) != (part.rows, part.bytes, part.sha256):
        raise altered(name)


def index(source: Source, part: Part) -> Iterator[tuple[str, int, str]]:
    """Name, length and checksum of each file beside the tables. Raises Refused for a name that leads elsewhere."""
    for line in lines(source, manifest.FILES, part):
        yield manifest.index_row(line)


def pieces(source: Source, name: str, size: int, checksum: str) -> Iterator[bytes]:
    """The content of a file, a piece at a time. Raises Refused where it is not what the index says."""
    left, digest = size, hashlib.sha256()
    with source.open(f"files/{name}") as file:
        while left >= 0 and (piece := file.read(min(PIECE, left + 1))):
            left -= len(piece)
            digest.update(piece)
            yield piece
    if left or digest.hexdigest() != checksum:
        raise altered(name)


def altered(name: str) -> Exception:
    """A file that is not what was exported."""
    return wrong(
        name, "行数、长度或校验和与清单不符，已损坏或被改动", "does not fit the manifest: damaged or altered"
    )
