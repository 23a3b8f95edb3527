"""The sealed stream of a backup: it opens whole and at any place, and not at all where a byte is other than written."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zeren.records.errors import Refused
from zeren.records.moving import sealing


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, home: Path, db: None) -> None:
    """Pieces of a hundred bytes."""
    monkeypatch.setattr(sealing, "PIECE", 100)


def sealed(content: bytes) -> bytes:
    into = io.BytesIO()
    with sealing.Sealing(into) as stream:
        for start in range(0, len(content), 33):
            stream.write(content[start : start + 33])
    return into.getvalue()


def opened_again(content: bytes) -> bytes:
    return io.BufferedReader(sealing.Opened(io.BytesIO(content))).read()


@pytest.mark.parametrize("ciphers", ["international", "national"])
@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 1000])
def test_what_is_sealed_opens_whole_and_at_any_place(
    size: int, ciphers: str, small: None, settings: Any
) -> None:
    settings.ZEREN = replace(settings.ZEREN, ciphers=ciphers)
    content = os.urandom(size)
    given = sealed(content)
    assert opened_again(given) == content
    assert size < 99 or content[:50] not in given
    stream = io.BufferedReader(sealing.Opened(io.BytesIO(given)), 16)
    assert (stream.seek(-(size // 2), io.SEEK_END), stream.read()) == (
        size - size // 2,
        content[size - size // 2 :],
    )


def test_whatever_is_altered_moved_cut_or_added_does_not_open(small: None) -> None:
    content = os.urandom(350)
    given = sealed(content)
    head = given.index(b"\n", len(sealing.MAGIC)) + 1
    step = 100 + sealing.MORE
    first, second = given[head : head + step], given[head + step : head + 2 * step]
    spoiled = {
        "moved": given[:head] + second + first + given[head + 2 * step :],
        "a piece gone": given[:head] + given[head + step :],
        "cut at a piece": given[: head + 3 * step],
        "cut": given[:-1],
        "added": given + first,
        "of another file": sealed(content)[:head] + given[head:],
        "no backup": b"x" + given,
        "nothing": b"",
    }
    for place in (0, len(sealing.MAGIC) + 3, head - 3, head, head + 50, len(given) - 1):
        spoiled[f"altered at {place}"] = given[:place] + bytes([given[place] ^ 1]) + given[place + 1 :]
    for name, other in spoiled.items():
        with pytest.raises(Refused):
            opened_again(other)
            raise AssertionError(name)
