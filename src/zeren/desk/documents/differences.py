"""Two wordings held against each other, character by character, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from zeren.records.documents.text import LABELS, Text

SHORT = 4
"""Between two changes, fewer kept characters than this are told as changed too: single characters in common help
nobody to read."""
AROUND = 30
"""Characters that are shown before and after a change."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: ``kind`` is empty (kept), ``ins``, ``del`` or ``cut`` (left out because nothing changed)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs."""

    label: str
    pieces: tuple[Piece, ...]


def between(before: Text, after: Text) -> tuple[Difference, ...]:
    """The fields that differ, in the order of the form."""
    old, new = before.as_dict(), after.as_dict()
    return tuple(
        Difference(label, tuple(_short(pieces(old[name], new[name]))))
        for name, label in LABELS.items()
        if old[name] != new[name]
    )


def pieces(before: str, after: str) -> list[Piece]:
    """What was kept, taken out and put in."""
    found: list[Piece] = []
    for kind, a, b, c, d in _blocks(before, after):
        if kind == "equal":
            found.append(Piece("", before[a:b]))
        else:
            found += [Piece("del", before[a:b])] if b > a else []
            found += [Piece("ins", after[c:d])] if d > c else []
    return found


def _blocks(before: str, after: str) -> list[tuple[str, int, int, int, int]]:
    """The matcher's blocks, with short kept stretches between two changes taken into them."""
    found: list[tuple[str, int, int, int, int]] = []
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for place, (kind, a, b, c, d) in enumerate(blocks):
        inside = 0 < place < len(blocks) - 1
        name = "equal" if kind == "equal" and not (inside and b - a < SHORT) else "other"
        if found and name == found[-1][0] == "other":
            _, a, _, c, _ = found.pop()
        found.append((name, a, b, c, d))
    return found


def _short(found: list[Piece]) -> Iterator[Piece]:
    """Long kept stretches are cut to what stands around the changes."""
    for place, piece in enumerate(found):
        first, last = place == 0, place == len(found) - 1
        most = AROUND if first or last else 2 * AROUND
        if piece.kind or len(piece.text) <= most + 4:
            yield piece
            continue
        if not first:
            yield Piece("", piece.text[:AROUND])
        yield Piece("cut", "……")
        if not last:
            yield Piece("", piece.text[-AROUND:])
