"""Enumerators: which kind, which number, where the text after it begins; lists inside a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.law.addresses import NUMERAL, AddressError, to_number

CLOSING = "。；：！？…”）》〉.;:!?"
"""A line that ends with one of these ends a sentence or announces a list."""

_SENTENCE_END = re.compile(r"[。！？][”’」』）]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """An enumerator at the head of a paragraph. ``style`` is one of :data:`STYLES`, ``rest`` the text after it."""

    style: str
    number: int
    printed: str
    rest: str
    garbled: bool = False


_N = NUMERAL
_STYLES: tuple[tuple[str, str], ...] = (
    ("chapter", rf"第\s*(?P<n>{_N}|[0-9]+)\s*章"),
    ("section", rf"第\s*(?P<n>{_N}|[0-9]+)\s*[编篇节]|第\s*(?P<n2>{_N})\s*部分[：:、]?"),
    ("article", rf"[第笫苐弟]\s*(?P<n>{_N}|[0-9]+)\s*[条條](?!(?:至|、|和|或|或者)?第)\s*[：:]?"),
    ("一、", rf"(?P<n>{_N})\s*[、．]|(?P<n2>{_N})\.(?![0-9])"),
    ("（一）", rf"[（(]\s*(?P<n>{_N})\s*[）)]\s*[、]?|(?P<n2>[㈠-㈩])"),
    ("1.", r"(?P<n>[0-9０-９]{1,3})\s*[．、]|(?P<n2>[0-9０-９]{1,3})\s*\.(?![0-9])"),
    ("（1）", r"[（(]\s*(?P<n>[0-9０-９]{1,3})\s*[）)]|(?P<n2>[0-9０-９]{1,2})[）)]|(?P<n3>[⑴-⒇])"),
    ("①", r"(?P<n>[①-⑳])"),
    ("一是", rf"(?P<n>{_N})是(?=[^否非]|$)"),
    ("第一，", rf"第(?P<n>{_N})[，、]"),
)
STYLES = tuple(name for name, _ in _STYLES)
"""All styles, outermost first as custom has it."""

RANK = {name: rank for rank, name in enumerate(STYLES)}
_PATTERNS = {name: re.compile(rf"(?:{pattern})") for name, pattern in _STYLES}
LISTS = ("（一）", "（1）", "①", "一是", "第一，")
"""Styles that also run inside a line."""


def number_of(found: re.Match[str]) -> int | None:
    """The number that a mark prints, whatever its style; None if it is no number from 1 to 999."""
    text = next(group for group in found.groupdict().values() if group)
    for first, start in (("①", 1), ("㈠", 1), ("⑴", 1)):
        if len(text) == 1 and ord(first) <= ord(text) < ord(first) + 20:
            return ord(text) - ord(first) + start
    try:
        return to_number(text)
    except AddressError:
        return None


def head(text: str) -> Mark | None:
    """The enumerator that a paragraph begins with."""
    for style in STYLES:
        found = _PATTERNS[style].match(text)
        if found is None:
            continue
        number = number_of(found)
        if number is None:
            continue
        printed = found[0].strip().rstrip("：:")
        return Mark(style, number, printed, text[found.end() :].lstrip(" 　"), printed[0] in "笫苐弟")
    return None


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a list inside a line: from ``start`` to ``end`` of the text, its words from ``body``."""

    style: str
    number: int
    start: int
    body: int
    end: int


def inline_list(text: str, opening: Mark | None = None, styles: tuple[str, ...] = LISTS) -> list[Member]:
    """The first list inside a line: marks of one style from one without a gap, each after 。 ； ： or ，.

    ``opening``: the line's own mark, which is then the list's first member. Empty if there is no list of two.
    """
    best: list[Member] = []
    for style in styles:
        members = _run(text, style, opening)
        if members and (not best or members[0].start < best[0].start):
            best = members
    return best


def _run(text: str, style: str, opening: Mark | None) -> list[Member]:
    found: list[Member] = []
    wanted = 1
    if opening is not None and opening.style == style:
        found.append(Member(style, opening.number, 0, 0, len(text)))
        wanted = opening.number + 1
    for match in _PATTERNS[style].finditer(text):
        if match.start() == 0 or text[: match.start()].rstrip()[-1:] not in tuple("。；：，;:,"):
            continue
        if number_of(match) == wanted:
            found.append(Member(style, wanted, match.start(), match.end(), len(text)))
            wanted += 1
    if len(found) < 2:
        return []
    ends = [member.start for member in found[1:]] + [len(text)]
    return [
        Member(one.style, one.number, one.start, one.body, end) for one, end in zip(found, ends, strict=True)
    ]


def first_sentence(text: str) -> int:
    """Where the first sentence ends (after 。 and closing quotation marks); the whole length if it has no end."""
    found = re.search(r"。[”’」』]*", text)
    return found.end() if found else len(text)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text: each ends at 。！？, closing quotation marks included."""
    start = 0
    for found in _SENTENCE_END.finditer(text):
        yield text[start : found.end()].strip()
        start = found.end()
    if text[start:].strip():
        yield text[start:].strip()


_ENDED = re.compile(r"[。；：！？;:!?…，、][”’」』）)]*$")


def is_bare(text: str) -> bool:
    """A heading line: it has no closing mark."""
    return _ENDED.search(text.rstrip()) is None
