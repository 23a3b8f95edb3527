"""The complete list of normalisations: nothing else is ever changed in a copy."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from zeren.law.texts.model import Ledger, Normalisation, span

CODES: dict[str, tuple[str, str]] = {
    "encoding": ("按 GB18030、Big5 或 UTF-16 读出", "read as GB18030, Big5 or UTF-16"),
    "markup": ("去掉网页标记、脚本和样式", "markup, scripts and styles removed"),
    "numbering": ("写出 Word 自动编号", "automatic numbering of the word processor written out"),
    "furniture": ("去掉页码、页眉和网页零件", "page numbers, running heads and page furniture dropped"),
    "contents": ("去掉目录", "table of contents dropped"),
    "pinyin": ("去掉括号中的拼音", "pinyin in brackets removed"),
    "doubled": ("合并重影的叠字", "characters printed twice over taken once"),
    "traditional": ("繁体转为简体", "traditional script converted to simplified"),
    "punctuation": ("半角标点转为全角", "half-width punctuation made full-width"),
    "spaces": ("去掉多余空格", "stray spaces removed"),
    "joined": ("接上行末断开的段落", "lines joined into their paragraph"),
    "page_break": ("接上被分页断开的句子", "sentence joined across a page break"),
    "split": ("分开粘连的标题或条款", "heading or article separated from the text it was glued to"),
}
"""Code of every normalisation, with its Chinese and English description."""


def ranges(numbers: Iterable[int]) -> str:
    """``{3, 4, 5, 9}`` → ``"3-5,9"``."""
    runs = groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0])
    found = [[number for _, number in run] for _, run in runs]
    return ",".join(span(run[0], run[-1]) for run in found)


def report(ledger: Ledger, first: int, last: int) -> tuple[Normalisation, ...]:
    """The normalisations made on the lines from ``first`` to ``last``."""
    out = []
    for code, (zh, en) in CODES.items():
        here = {
            line: count
            for (kind, line), count in ledger.counts.items()
            if kind == code and first <= line <= last
        }
        if here:
            out.append(Normalisation(code, sum(here.values()), ranges(here), zh, en))
    return tuple(out)
