"""What the web, printing and scanning leave in a line: taken out, and every change noted."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

from zeren.law.texts.model import Ledger, Line

CJK = "\u3400-\u9fff"
_WIDE = f"{CJK}\u3000-\u303f\uff00-\uffef“”‘’…—·"


def clean(lines: list[Line], ledger: Ledger) -> list[Line]:
    """The lines without noise, numbers unchanged. The order matters: pinyin hides the script and the marks."""
    text = "\n".join(line.text for line in lines)
    pinyin, traditional = has_pinyin(text), is_traditional(_PINYIN.sub("", text))
    out = []
    if pinyin:
        _torn_pinyin(lines, ledger)
    for line in lines:
        new = _invisible(line.text, line.number, ledger)
        new = without_marks(new, line.number, ledger)
        if pinyin:
            new = without_pinyin(new, line.number, ledger)
        new = once(new, line.number, ledger)
        if traditional:
            new = simplified(new, line.number, ledger)
        new = full_width(new, line.number, ledger)
        new = without_spaces(new, line.number, ledger)
        out.append(Line(line.number, new, line.closes, line.indented))
    return out


_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x0b\x0c]")


def _invisible(text: str, line: int, ledger: Ledger) -> str:
    new = _INVISIBLE.sub("", text).replace("\t", " ").replace("\u00a0", " ")
    if len(new) != len(text):
        ledger.note("spaces", line, len(text) - len(new))
    return new


_MARKDOWN = re.compile(r"^\s{0,3}#{1,6}\s+|(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)")


def without_marks(text: str, line: int, ledger: Ledger) -> str:
    """Heading and emphasis marks of Markdown: # at the head, ** and __ around words."""
    if "**" not in text and "__" not in text and not text.lstrip().startswith("#"):
        return text
    new, count = _MARKDOWN.subn("", text)
    ledger.note("markup", line, count)
    return new


# ---------------------------------------------------------------- pinyin, doubled signs, script

_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
_FINAL = (
    "(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|üan|ai|ei|ui|ao|ou|iu|ie|üe|ue|er|an|en|in|un|ün"
    "|ia|ua|uo|a|o|e|i|u|ü|v|ng|n|m)"
)
_PINYIN = re.compile(rf"(?<=[{CJK})）])[(（]{_INITIAL}{_FINAL}[)）]")
_TONED = re.compile(
    rf"(?<=[{CJK})）])[(（](?=[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ])[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+[)）]"
)


def has_pinyin(text: str) -> bool:
    """Is this a copy with pinyin? A bracket or two of Latin letters is no noise: it stays."""
    return len(_PINYIN.findall(text)) + len(_TONED.findall(text)) >= 5


def without_pinyin(text: str, line: int, ledger: Ledger) -> str:
    """党(dang)(dang)的(de) → 党的. Equal neighbours in the text itself stay: 团团伙伙 is genuine."""
    count, found = 0, 1
    while found:
        text, toneless = _PINYIN.subn("", text)
        text, toned = _TONED.subn("", text)
        found = toneless + toned
        count += found
    ledger.note("pinyin", line, count)
    return text


_TORN_END = re.compile(rf"(?<=[{CJK})）])\([a-zü]{{0,5}}$")
_TORN_START = re.compile(r"^\s*[a-zü]{0,5}\)")
_PAGE_NUMBER = re.compile(r"[-—－–\s第页0-9]*")


def _torn_pinyin(lines: list[Line], ledger: Ledger) -> None:
    """Takes out a pinyin bracket that a line or page break tore in two, and what of it is left on either side."""
    written = [line for line in lines if not _PAGE_NUMBER.fullmatch(line.text)]
    for line, after in zip(written, written[1:], strict=False):
        if _TORN_END.search(line.text) and _TORN_START.match(after.text):
            line.text, after.text = _TORN_END.sub("", line.text), _TORN_START.sub("", after.text)
            ledger.note("pinyin", line.number)


_DOUBLED = re.compile(rf"(?:([{_WIDE} 0-9])\1){{4,}}")


def once(text: str, line: int, ledger: Ledger) -> str:
    """第第七七条条条条例例 → 第七条条例: four or more pairs in a row were printed twice over (imitated bold)."""

    def single(found: re.Match[str]) -> str:
        if len(set(found[0])) < 3 or not re.search(f"[{CJK}]", found[0]):  # a row of dots, dashes or figures
            return found[0]
        ledger.note("doubled", line, len(found[0]) // 2)
        return found[0][::2]

    return _DOUBLED.sub(single, text)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


_TRADITIONAL = re.compile("[條規黨責問關領導幹組織紀檢監調處應當實執設決會議務員級負職為與對於國務]")


def is_traditional(text: str) -> bool:
    """Traditional script: more than one in a hundred of its characters is a common traditional form."""
    chinese = len(re.findall(f"[{CJK}]", text))
    return len(_TRADITIONAL.findall(text)) * 100 > max(chinese, 100)


def simplified(text: str, line: int, ledger: Ledger) -> str:
    """Simplified script, character by character as the converter's table of phrases has it."""
    new: str = _converter().convert(text)
    changed = sum(a != b for a, b in zip(text, new, strict=False)) + abs(len(text) - len(new))
    ledger.note("traditional", line, changed)
    return new


# ---------------------------------------------------------------- punctuation and spaces

_FULL = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_HALF_MARK = re.compile(rf"(?<=[{_WIDE}])[,:;?!]|[,:;?!](?=[{_WIDE}])|(?<=[{_WIDE}][0-9])[;,](?![0-9])")
_BRACKETS = re.compile(r"\(([^()\n]*)\)")


def full_width(text: str, line: int, ledger: Ledger) -> str:
    """Half-width marks beside Chinese are made full-width; those between figures and Latin letters stay."""
    count = 0
    while True:
        text, changed = _BRACKETS.subn(_full_brackets, text)
        count += sum(1 for _ in range(changed))
        if not changed or not _touching(text):
            break
    text, marks = _HALF_MARK.subn(lambda found: _FULL[found[0]], text)
    ledger.note("punctuation", line, count + marks)
    return text


def _full_brackets(found: re.Match[str]) -> str:
    around = (
        found.string[max(0, found.start() - 1) : found.start()] + found.string[found.end() : found.end() + 1]
    )
    if re.search(f"[{_WIDE}]", found[1] + around):
        return f"（{found[1]}）"
    return found[0]


def _touching(text: str) -> bool:
    """Is there another pair of half-width brackets to make full-width?"""
    return any(_full_brackets(found) != found[0] for found in _BRACKETS.finditer(text))


_HEAD = re.compile(r"第[零〇一二三四五六七八九十百0-9]+[编篇章节条]")
_SPREAD = re.compile(rf"(?<![{CJK}])([{CJK}])[ \u3000]+([{CJK}])(?![{CJK}])")
_BLANKS = re.compile("[ \u3000]+")


def without_spaces(text: str, line: int, ledger: Ledger) -> str:
    """Blanks beside Chinese go. In lines without sentence marks (titles, names side by side) one blank stays."""
    body = text.strip(" \u3000")
    new = _HEAD_SPACED.sub(lambda found: _BLANKS.sub("", found[0]), body)
    head = _HEAD.match(new)
    lead, rest = (new[: head.end()], new[head.end() :]) if head else ("", new)
    gap = " " if head and rest[:1] in (" ", "\u3000") else ""
    rest = _SPREAD.sub(r"\1\2", rest.strip(" \u3000"))
    sentence = re.search("[。；：，、]", rest) is not None
    rest = _BLANKS.sub(lambda found: _blank(found, sentence), rest)
    new = lead + gap + rest
    ledger.note("spaces", line, len(body) - len(new))
    return new


_HEAD_SPACED = re.compile("^第[ \u3000]*[零〇一二三四五六七八九十百0-9]+[ \u3000]*[编篇章节条]")


def _blank(found: re.Match[str], sentence: bool) -> str:
    before, after = (
        found.string[found.start() - 1 : found.start()],
        found.string[found.end() : found.end() + 1],
    )
    if not re.match(f"[{_WIDE}]", before) and not re.match(f"[{_WIDE}]", after):
        return " "
    both = re.match(f"[{CJK}]", before) and re.match(f"[{CJK}]", after)
    return " " if both and not sentence else ""
