"""Addresses: one value, one normal form for a unit of a text, however it is written.

``7.1.3``, ``一.（二）.3``, ``二（一）3`` and 第七条第一款第（三）项 all parse to an :class:`Address`; it prints
dotted (``str``) and in Chinese (:func:`chinese`). The convention: an address is the path of the
enumerators that the text prints; what has no printed enumerator carries a letter or a word.

    address = "title" / "ch" number / unit [ "." "s" number [ "." "e" number ] ]
    unit    = first *( "." ( number / "p" number / "lead" / "closing" ) )
    first   = number / "p" number / "preamble" / "notice" / "closing"
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import total_ordering
from typing import Literal, get_args

LARGEST = 999
"""The largest number that an enumerator may have."""

PATTERN = (
    r"^(title|ch[1-9]\d{0,2}|([1-9]\d{0,2}|p[1-9]\d{0,2}|preamble|notice|closing)"
    r"(\.([1-9]\d{0,2}|p[1-9]\d{0,2}|lead|closing))*(\.s[1-9]\d{0,2}(\.e[1-9]\d{0,2})?)?)$"
)
"""The dotted form as a regular expression, for schemas."""


class AddressError(ValueError):
    """Not an address (or not a number): what was found and what was expected, in both languages."""

    def __init__(self, text: str, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.text, self.zh, self.en = text, zh, en


# ---------------------------------------------------------------- numbers

_DIGITS = "零一二三四五六七八九"
NUMERAL = "[零〇一二三四五六七八九十百]+"
"""Chinese numerals, as a part of a regular expression."""


def to_chinese(number: int) -> str:
    """21 → 二十一, 105 → 一百零五; 1 to 999, else :class:`AddressError`."""
    if not 1 <= number <= LARGEST:
        raise AddressError(
            str(number),
            f"数字 {number} 超出范围，应为 1 至 {LARGEST}",
            f"number {number}: expected 1 to {LARGEST}",
        )
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


_NUMBERS = {to_chinese(n): n for n in range(1, LARGEST + 1)}


def from_chinese(text: str) -> int:
    """二十一 → 21; 〇 and 一十二 are read too; anything else is an :class:`AddressError`."""
    plain = text.replace("〇", "零")
    number = _NUMBERS.get(plain) or _NUMBERS.get(re.sub("^一十", "十", plain))
    if number is None:
        raise AddressError(
            text,
            f"“{text}”不是 1 至 {LARGEST} 的中文数字",
            f"“{text}” is not a Chinese number from 1 to {LARGEST}",
        )
    return number


def to_number(text: str) -> int:
    """A number in either script: ``12``, ``１２`` or 十二; else :class:`AddressError`."""
    plain = unicodedata.normalize("NFKC", text)
    if plain.isascii() and plain.isdecimal() and 1 <= len(plain) <= 3 and not plain.startswith("0"):
        return int(plain)
    return from_chinese(plain)


# ---------------------------------------------------------------- the value

Sort = Literal["title", "notice", "preamble", "ch", "number", "p", "lead", "closing", "s", "e"]

_COUNTED: frozenset[Sort] = frozenset(("ch", "number", "p", "s", "e"))
_FIRST: frozenset[Sort] = frozenset(("title", "ch", "number", "p", "preamble", "notice", "closing"))
_INNER: frozenset[Sort] = frozenset(("number", "p", "lead", "closing"))
_ORDER: tuple[Sort, ...] = ("title", "notice", "preamble", "s", "e", "lead", "p", "ch", "number", "closing")
_RANK = {sort: rank for rank, sort in enumerate(_ORDER)}


@dataclass(frozen=True, slots=True)
class Part:
    """One step of an address. ``number`` is 0 where the sort has none."""

    sort: Sort
    number: int = 0

    def __str__(self) -> str:
        if self.sort == "number":
            return str(self.number)
        return f"{self.sort}{self.number}" if self.number else self.sort


@total_ordering
@dataclass(frozen=True, slots=True)
class Address:
    """One unit of one document. Addresses compare in document order; a unit stands before its parts.

    Chapters do not enter the path, so without the text they sort before the articles.
    Raises :class:`AddressError` when the parts are no address.
    """

    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not _lawful(self.parts):
            text = ".".join(map(str, self.parts))
            raise AddressError(
                text, f"“{text}”不是条文地址，{_WANTED_ZH}", f"“{text}” is no address; {_WANTED_EN}"
            )

    def __str__(self) -> str:
        return ".".join(map(str, self.parts))

    def __lt__(self, other: Address) -> bool:
        return self.sort_key < other.sort_key

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def sort_key(self) -> tuple[tuple[int, int], ...]:
        """Document order."""
        return tuple((_RANK[part.sort], part.number) for part in self.parts)

    @property
    def parent(self) -> Address | None:
        """The unit that holds this one; None for a unit of the first level."""
        return Address(self.parts[:-1]) if len(self.parts) > 1 else None

    @property
    def prefixes(self) -> tuple[Address, ...]:
        """All units that hold this one, outermost first."""
        return tuple(Address(self.parts[:size]) for size in range(1, len(self.parts)))

    @property
    def unit(self) -> Address:
        """Without the sentence and the member of a series: the unit that a text lists."""
        kept = tuple(part for part in self.parts if part.sort not in ("s", "e"))
        return Address(kept)

    def holds(self, other: Address) -> bool:
        """Is ``other`` this unit or one under it?"""
        return other.parts[: len(self.parts)] == self.parts

    def child(self, part: str | int) -> Address:
        """The unit one step below: ``child(3)``, ``child("p2")``."""
        return Address((*self.parts, _part(str(part), f"{self}.{part}")))

    def chinese(self, articles: bool) -> str:
        """See :func:`chinese`."""
        return chinese(self, articles)


def _lawful(parts: tuple[Part, ...]) -> bool:
    """The grammar at the head of this module."""
    if not parts or parts[0].sort not in _FIRST:
        return False
    if any((part.sort in _COUNTED) != (1 <= part.number <= LARGEST) for part in parts):
        return False
    if any(part.number and part.sort not in _COUNTED for part in parts):
        return False
    if parts[0].sort in ("title", "ch"):
        return len(parts) == 1
    return (
        re.fullmatch(r"(number|p|lead|closing|,)*(s,(e,)?)?", "".join(f"{p.sort}," for p in parts[1:]))
        is not None
    )


# ---------------------------------------------------------------- reading

_WANTED_ZH = "应写成 7.1.3、第七条第一款第（三）项、二（一）3 或 title、notice、preamble、closing、ch2、p2 等"
_WANTED_EN = "expected a form such as 7.1.3, 第七条第一款第（三）项, 二（一）3, or title, notice, preamble, closing, ch2, p2"

_DOTTED = re.compile(r"(?P<word>[a-z]*)(?P<number>[1-9][0-9]{0,2})?")
_WORDS: dict[str, Sort] = {"": "number", **{sort: sort for sort in get_args(Sort) if sort != "number"}}


def parse(text: str) -> Address:
    """The address that ``text`` writes, dotted or Chinese; :class:`AddressError` for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", plain)
    try:
        if re.fullmatch(r"[a-z0-9.]+", plain):
            return Address(tuple(_part(piece, text) for piece in plain.split(".")))
        return Address(tuple(_chinese_parts(plain, text)))
    except AddressError as error:
        raise _no_address(text) from error


def _no_address(text: str) -> AddressError:
    return AddressError(text, f"“{text}”不是条文地址，{_WANTED_ZH}", f"“{text}” is no address; {_WANTED_EN}")


def _part(piece: str, text: str) -> Part:
    found = _DOTTED.fullmatch(piece)
    sort = _WORDS.get(found["word"]) if found else None
    if found is None or sort is None:
        raise _no_address(text)
    return Part(sort, int(found["number"] or 0))


_NUMBER = rf"(?:[0-9]+|{NUMERAL})"
_TOKEN = re.compile(
    rf"第\(?(?P<formal>{_NUMBER})\)?(?P<measure>[章条款项目段句个])|之(?P<below>{_NUMBER})"
    rf"|(?P<named>标题|印发通知|通知|前言|序言|开头|导语|结尾)"
    rf"|\((?P<bracketed>{_NUMBER})\)[.、]?|(?P<spoken>{NUMERAL})是|(?P<bare>{_NUMBER})[.、]?"
)
_NAMED: dict[str, Sort] = {
    "标题": "title", "印发通知": "notice", "通知": "notice", "前言": "preamble", "序言": "preamble",
    "开头": "lead", "导语": "lead", "结尾": "closing",
}  # fmt: skip
_MEASURES: dict[str, Sort] = {"章": "ch", "段": "p", "句": "s", "个": "e"}
_BELOW_ARTICLE = ("条", "款", "项", "目", "之")


def _chinese_parts(plain: str, text: str) -> Iterator[Part]:
    """The parts of a Chinese address; 第七条第三项 gets the paragraph that an item always carries."""
    place, last = 0, ""
    while place < len(plain):
        token = _TOKEN.match(plain, place)
        if token is None:
            raise _no_address(text)
        measure = token["measure"] or ("之" if token["below"] else "")
        if measure in _BELOW_ARTICLE:
            yield from _formal(measure, last, to_number(token["formal"] or token["below"]), text)
        elif measure:
            yield Part(_MEASURES[measure], to_number(token["formal"]))
        elif token["named"]:
            yield Part(_NAMED[token["named"]])
        else:
            _refuse_heading_after(last, text)
            yield Part("number", to_number(token["bracketed"] or token["spoken"] or token["bare"]))
        last = measure or token["named"] or "heading"
        place = token.end() + _dot(plain, token.end(), text)


def _dot(plain: str, place: int, text: str) -> int:
    """1 when a dot that joins two parts stands here."""
    if place >= len(plain) or plain[place] != ".":
        return 0
    if place + 1 == len(plain):
        raise _no_address(text)
    return 1


_AFTER = {
    "条": ("",),
    "款": ("条",),
    "项": ("条", "款", "段", *_NAMED),
    "目": ("项",),
    "之": ("目", "之"),
}


def _formal(measure: str, last: str, number: int, text: str) -> Iterator[Part]:
    if last not in _AFTER[measure]:
        raise _no_address(text)
    if measure == "项" and last == "条":
        yield Part("number", 1)
    yield Part("number", number)


def _refuse_heading_after(last: str, text: str) -> None:
    """Heading numbers follow only heading numbers: 第七条（三） is left to nobody's guess."""
    if last not in ("", "heading"):
        raise _no_address(text)


# ---------------------------------------------------------------- writing

_WORD = {"title": "标题", "notice": "印发通知", "preamble": "前言", "lead": "开头", "closing": "结尾"}
_COUNT = {"ch": "第{}章", "p": "第{}段", "s": "第{}句", "e": "第{}个"}


def chinese(address: Address, articles: bool) -> str:
    """The address as documents cite it.

    ``articles``: the document is written in articles: 第七条第一款第（三）项, 第二十条第一款. Otherwise in
    headings: 二（一）3, 五（五）第一段. Below a paragraph that is not numbered, items are 第（八）项.
    """
    out, depth, formal = "", 0, articles
    for part in address.parts:
        if part.sort == "number":
            out += _formal_number(depth, part.number) if formal else _heading_number(depth, part.number)
            depth += 1
        else:
            out += _WORD.get(part.sort) or _COUNT[part.sort].format(to_chinese(part.number))
            depth, formal = 2, True
    return out


def _formal_number(depth: int, number: int) -> str:
    """条, 款, 项, 目, and below them 之."""
    forms = (
        f"第{to_chinese(number)}条",
        f"第{to_chinese(number)}款",
        f"第（{to_chinese(number)}）项",
        f"第{number}目",
    )
    return forms[depth] if depth < len(forms) else f"之{number}"


def _heading_number(depth: int, number: int) -> str:
    """一, （一）, 1, （1）, then 1 and （1） in turn."""
    if depth < 2:
        return to_chinese(number) if depth == 0 else f"（{to_chinese(number)}）"
    return str(number) if depth % 2 == 0 else f"（{number}）"
