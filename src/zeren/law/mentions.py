"""Citations in running text: 《中国共产党问责条例》第七条第一款第（三）项、第十条, or 问责条例第十二条.

Only a title that is known names a document; nothing is guessed. A place without a title (本条例第三条), a title of several
documents and 第二十条之一, which no address writes, stay plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from zeren.law.addresses import NUMERAL, Address, AddressError, Part, parse

_N = rf"(?:[0-9]{{1,4}}|{NUMERAL})"
_BELOW = rf"(?:第{_N}款)?(?:第[（(]?{_N}[）)]?项)?(?:第[（(]?{_N}[）)]?目)?"
_PLACE = re.compile(rf"第{_N}条(?!之{_N}){_BELOW}")
_NEXT = re.compile(rf"(?:、|，|和|与|及|以及|或|或者|至|到)(?=第)(?P<place>第{_N}条(?!之{_N}){_BELOW}|第{_N}款{_BELOW}|第[（(]{_N}[）)]项)")  # fmt: skip
_TITLE = re.compile(r"《(?P<title>[^《》]{2,80})》[ 　]*(?=第)")
_CALLED = re.compile(
    r"《(?P<title>[^《》]{2,80})》[^《》（）。]{0,12}（以下简?称[“《](?P<alias>[^《》“”]{2,20})[”》]）"
)
_BEFORE = (
    "按照|根据|依据|依照|遵照|对照|参照|参见|违反|适用|引用|执行|以及|或者|见|按|依|和|与|及|或|在|对|即|由"
)
"""After these a short title may begin; after any other word it may be the end of another title (某省问责条例)."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One provision that a text names: ``start`` and ``end`` in the text, the document's id, the address, and how the place
    alone is written (第七条第3项)."""

    start: int
    end: int
    document: str
    address: Address
    place: str


def flat(title: str) -> str:
    """One form of a title: without outer marks and blanks, inner ones as 〈〉."""
    inner = title.strip().removeprefix("《").removesuffix("》")
    return re.sub(
        r"\s", "", inner.replace("《", "〈").replace("》", "〉").replace("(", "（").replace(")", "）")
    )


def known(titles: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Title to document, of pairs ``(title, document)``; a title of several documents names none."""
    found: dict[str, set[str]] = {}
    for title, document in titles:
        found.setdefault(flat(title), set()).add(document)
    return {title: next(iter(ids)) for title, ids in found.items() if len(ids) == 1 and len(title) > 1}


def aliases(text: str, titles: Mapping[str, str]) -> dict[str, str]:
    """What a text says it calls a known document: 《…条例》（以下简称《条例》）. One that names two names none."""
    pairs = ((m["alias"], titles.get(flat(m["title"]), "")) for m in _CALLED.finditer(text))
    return {alias: document for alias, document in known(pairs).items() if document}


def mentions(
    text: str, titles: Mapping[str, str], called: Mapping[str, str] | None = None
) -> tuple[Mention, ...]:
    """Every provision of a known document that the text names, in order. ``called``: see :func:`aliases`; such a name counts
    within 《》 alone."""
    marked = {**titles, **(called or {})}
    heads = [(m.start(), m.end(), marked.get(flat(m["title"]))) for m in _TITLE.finditer(text)]
    heads += [
        (m.start("title"), m.end(), titles[m["title"]]) for m in _short(frozenset(titles)).finditer(text)
    ]
    found: list[Mention] = []
    for start, end, document in sorted(heads, key=lambda head: head[0]):
        if document is not None:
            found += _places(text, start, end, document)
    return tuple(found)


@lru_cache(maxsize=8)
def _short(titles: frozenset[str]) -> re.Pattern[str]:
    """A known title without marks, right before a place."""
    names = "|".join(re.escape(title) for title in sorted(titles, key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"(?:^|(?<=[^\w])|{_BEFORE})(?P<title>{names})(?=第{_N}条)")


def _places(text: str, start: int, end: int, document: str) -> Iterator[Mention]:
    """The places that follow a title, each with its own stretch of the text; the first with the title."""
    first = _PLACE.match(text, end)
    address = _parsed(first.group()) if first else None
    if first is None or address is None:
        return
    yield Mention(start, first.end(), document, address, first.group())
    last, at = address, first.end()
    while (following := _NEXT.match(text, at)) is not None:
        written = following["place"]
        next_one = _parsed(written) if "条" in written else _under(last, written)
        if next_one is None:
            return
        yield Mention(following.start("place"), following.end(), document, next_one, written)
        last, at = next_one, following.end()


def _parsed(place: str) -> Address | None:
    try:
        return parse(place)
    except AddressError:
        return None


def _under(last: Address, place: str) -> Address | None:
    """第三款, 第（二）项 after another place of the same article: 第七条第一款、第三款."""
    article = Address(last.parts[:1])
    if "款" in place:
        return _parsed(f"第{article}条{place}")
    paragraph = last.parts[1] if len(last) > 1 else Part("number", 1)
    item = _parsed(f"第{article}条第{paragraph}款{place}")
    return item if len(last) > 2 else None
