"""Places in words for the public that may give somebody away. They are shown and asked about, never altered.

A name of the unit's people, a telephone number, an identity number, a word for complaints (举报、检举、控告).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

WIDE = str.maketrans("０１２３４５６７８９－Ｘｘ", "0123456789-Xx")
IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[- \u3000]?\d{4}){2}(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(?:0\d{2,3}[- \u3000]?)?[2-8]\d{6,7}(?!\d|[ .]?[\d元万亿亩])")
COMPLAINT = re.compile("举报|检举|控告")
SHORTEST = 2
"""A name of one sign would be found everywhere."""


@dataclass(frozen=True, slots=True)
class Giveaway:
    """One place: where it begins and ends, the words themselves, and what they may be."""

    start: int
    end: int
    text: str
    kind: str


def places(text: str, names: Iterable[str], *, contact: bool = False) -> tuple[Giveaway, ...]:
    """The places of ``text`` in their order, none inside another. In a ``contact`` a landline is what it is for."""
    found: list[Giveaway] = []
    for kind, pattern in _patterns(names, contact):
        for hit in pattern.finditer(text.translate(WIDE)):
            if not any(hit.start() < one.end and one.start < hit.end() for one in found):
                found.append(Giveaway(*hit.span(), text[slice(*hit.span())], kind))
    return tuple(sorted(found, key=lambda one: one.start))


def _patterns(names: Iterable[str], contact: bool) -> Iterator[tuple[str, re.Pattern[str]]]:
    yield "身份证号", IDENTITY
    yield "手机号", MOBILE
    if not contact:
        yield "电话号码", LANDLINE
    known = _any_of(tuple(names))
    if known:
        yield "本单位人员的姓名", known
    yield "举报方面的字样", COMPLAINT


@lru_cache(maxsize=32)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all names, the longest first; made once for a page of many wordings."""
    known = sorted({name for name in names if len(name) >= SHORTEST}, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, known))) if known else None


def unseen(text: str) -> bool:
    """Whether signs stand in it that nobody sees: between those of a name they would hide it, and no file takes them."""
    return any(unicodedata.category(sign) in ("Cc", "Cf") for sign in text if sign != "\n")
