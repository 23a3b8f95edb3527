"""Punctuation and numbering in the text (GB/T 9704-2012, 7.3.3 and clause 9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from zeren.papers.official.checking.formatting import Line
from zeren.papers.official.checking.model import Check, held
from zeren.papers.official.checking.parts import Parts

HALF_WIDTH = re.compile(
    r"(?<=[\u4e00-\u9fff”》）])[,;:?!()](?!\d)|(?<=[\u4e00-\u9fff])\.(?![\d\w])|(?<![\w])[,;](?=[\u4e00-\u9fff])"
)
ENUMERATORS = re.compile(
    r"^(?:[(（][一二三四五六七八九十]+[)）][、.．]|[一二三四五六七八九十]+[.．,，]|[(（]\d+[)）][、.．]|\d+、)"
)
SHOWN = 3


def checks(parts: Parts) -> Iterator[Check]:
    """Half-width marks between Chinese characters; enumerators as the standard has them; annexes by figures."""
    lines = [*parts.title, *([parts.addressee] if parts.addressee else []), *parts.body, *parts.annexes]
    yield from _each(parts, "punctuation", "标点", "9", "全角标点（GB/T 15834）", lines, _half)
    yield from _each(
        parts, "enumerators", "结构层次序数", "7.3.3", "一、 （一） 1. （1）", parts.body, _enumerator
    )


def _half(line: Line) -> str:
    found = HALF_WIDTH.findall(line.text)
    return f"半角 {' '.join(dict.fromkeys(found))}" if found else ""


def _enumerator(line: Line) -> str:
    found = ENUMERATORS.match(line.text)
    return found.group() if found else ""


def _each(
    parts: Parts,
    id: str,
    what: str,
    clause: str,
    expected: str,
    lines: list[Line],
    wrong_of: Callable[[Line], str],
) -> Iterator[Check]:
    wrong = [(line, found) for line in lines if (found := wrong_of(line))]
    if not wrong:
        yield held(id, what, clause, "正文", expected, expected, True)
    for line, found in wrong[:SHOWN]:
        yield held(id, what, clause, parts.named(line), found, expected, False)
    if len(wrong) > SHOWN:
        yield held(id, what, clause, f"另有 {len(wrong) - SHOWN} 处", "同样的", expected, False)
