"""Holds parsed documents against a catalogue of provisions: which addresses agree, what differs and why.

An entry of the catalogue has ``id``, ``source: {file, lines}`` and ``provisions: [{at, lines}]``. Only this
module knows that form; the parser never sees a catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zeren.law.addresses import AddressError, parse
from zeren.law.texts.model import ParsedDocument, ParsedFile


@dataclass(frozen=True, slots=True)
class Expected:
    """One entry of a catalogue."""

    id: str
    file: str
    first: int
    last: int
    provisions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """``kind``: missing (expected, not found), surplus (found, not expected), lines (another place).

    ``line``, ``text``: the line of the file that causes it, as parsed, and how it begins.
    """

    address: str
    kind: str
    line: int
    text: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """One document: counts of addresses, and every difference."""

    id: str
    title: str
    expected: int
    found: int
    agreeing: int
    differences: tuple[Difference, ...]

    @property
    def all(self) -> int:
        """Addresses of both sides, each once."""
        return self.expected + sum(1 for one in self.differences if one.kind == "surplus")


class CatalogueError(ValueError):
    """An entry of the catalogue that cannot be read: where, what, expected."""

    def __init__(self, where: str, zh: str, en: str) -> None:
        super().__init__(f"{where}：{zh} / {en}")
        self.where, self.zh, self.en = where, zh, en


def expected(entry: Any, where: str) -> Expected:
    """One entry from its loaded YAML; :class:`CatalogueError` if it lacks what the check needs."""
    try:
        first, last = _span(str(entry["source"]["lines"]))
        listed = {str(one["at"]): str(one["lines"]) for one in entry["provisions"]}
        for address in listed:
            parse(address)
        return Expected(str(entry["id"]), str(entry["source"]["file"]), first, last, listed)
    except (KeyError, TypeError, ValueError, AddressError) as error:
        raise CatalogueError(
            where,
            f"不是条文目录（{error}），应有 id、source.file、source.lines、provisions 的 at 和 lines",
            f"no catalogue entry ({error}); expected id, source.file, source.lines, and at and lines of provisions",
        ) from error


def _span(lines: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", lines.strip())
    if found is None:
        raise ValueError(f"lines {lines}")
    return int(found[1]), int(found[2] or found[1])


def check(files: Iterable[ParsedFile], catalogue: Iterable[Expected]) -> list[Agreement]:
    """Every entry whose file is among ``files`` against the document that stands on its lines."""
    by_name = {one.file: one for one in files}
    return [_compare(entry, by_name[entry.file]) for entry in catalogue if entry.file in by_name]


def overall(agreements: Sequence[Agreement]) -> Fraction:
    """Agreeing addresses of all addresses, expected and surplus; 1 when there is nothing to compare."""
    whole = sum(one.all for one in agreements)
    return Fraction(sum(one.agreeing for one in agreements), whole) if whole else Fraction(1)


def _document(entry: Expected, file: ParsedFile) -> ParsedDocument | None:
    """The document that shares most lines with the entry, weighed by what either has alone."""

    def likeness(one: ParsedDocument) -> Fraction:
        common = min(one.last, entry.last) - max(one.first, entry.first) + 1
        both = max(one.last, entry.last) - min(one.first, entry.first) + 1
        return Fraction(max(common, 0), both)

    best = max(file.documents, key=likeness, default=None)
    return best if best is not None and likeness(best) > 0 else None


def _compare(entry: Expected, file: ParsedFile) -> Agreement:
    document = _document(entry, file)
    found = {one.address: one for one in document.provisions} if document else {}
    differences = []
    agreeing = 0
    for address, lines in entry.provisions.items():
        one = found.get(address)
        if one is None:
            differences.append(_missing(address, lines, document))
        elif one.first != _span(lines)[0] or one.last != _span(lines)[1]:
            differences.append(Difference(address, "lines", one.first, one.whole[:60], lines, one.lines))
        else:
            agreeing += 1
    for address, one in found.items():
        if address not in entry.provisions:
            differences.append(Difference(address, "surplus", one.first, one.whole[:60], "", one.lines))
    differences.sort(key=lambda one: (one.line, parse(one.address).sort_key))
    title = document.title if document else ""
    return Agreement(entry.id, title, len(entry.provisions), len(found), agreeing, tuple(differences))


def _missing(address: str, lines: str, document: ParsedDocument | None) -> Difference:
    line = _span(lines)[0]
    inside = [one for one in document.provisions if one.first <= line <= one.last] if document else []
    text = min(inside, key=lambda one: one.last - one.first).whole[:60] if inside else ""
    return Difference(address, "missing", line, text, lines, "")
