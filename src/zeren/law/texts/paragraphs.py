"""From lines to paragraphs: page furniture out, broken lines joined, glued headings separated."""

from __future__ import annotations

import re
import unicodedata

from zeren.law.texts import marks
from zeren.law.texts.model import Ledger, Line, Paragraph

_PAGE = re.compile(
    r"[-—－–\s]*第?\s*[0-9０-９]{1,4}\s*页?[-—－–\s]*(?:共\s*[0-9]{1,4}\s*页)?|[-—－–]\s*[0-9]{1,4}\s*[-—－–]|[0-9]{1,3}\s*/\s*[0-9]{1,3}"
)
_WEB = re.compile(
    r"(?:【?(?:打印|关闭|关闭窗口|打印本页|收藏|字体|分享|返回顶部|返回首页|我要纠错|大中小|字号)】?[\s|：:]*)+"
    r"|(?:责任编辑|编辑|来源|信息来源|发布时间|浏览次数|点击数|阅读次数|作者|审核)[：:].{0,40}"
    r"|(?:上一篇|下一篇|相关链接|相关阅读|相关附件|扫一扫)[：:]?.{0,60}|当前位置[：:].{0,80}|首页\s*>.{0,80}"
    r"|(?:版权所有|Copyright|ICP备|京公网安备|技术支持).{0,120}|.{0,20}ICP备.{0,60}|-{3,}|\*{3,}|={3,}|_{3,}|—{3,}"
)


def build(lines: list[Line], ledger: Ledger) -> list[Paragraph]:
    """The paragraphs of a file, in order."""
    written = [(line, _is_furniture(line, ledger)) for line in lines if line.text]
    dropped = {line.number for line, furniture in written if furniture}
    kept = _unglue([line for line, furniture in written if not furniture], ledger)
    wrapped = Wrapping(kept)
    out: list[Paragraph] = []
    previous: Line | None = None
    for line in kept:
        gap = max(line.number - (previous.number if previous else 0) - 1, 0)
        if previous is not None and wrapped.continues(previous, line):
            _join(out[-1], line, "page_break" if gap > wrapped.usual_gap else "joined", ledger)
        elif (
            previous is not None
            and previous.number < line.number
            and _is_torn(out[-1].text, line.text, _between(dropped, previous, line))
        ):
            _join(out[-1], line, "page_break", ledger)
        else:
            out.append(Paragraph(line.text, line.number, line.number, gap, line.text))
        previous = line
    return _without_contents(out, ledger)


def _between(dropped: set[int], line: Line, after: Line) -> bool:
    """Was a page number or the like dropped between two lines?"""
    return any(number in dropped for number in range(line.number + 1, after.number))


def _is_furniture(line: Line, ledger: Ledger) -> bool:
    """Page numbers, buttons and notes of web pages: a whole line of that form and nothing else."""
    found = _PAGE.fullmatch(line.text) or _WEB.fullmatch(line.text)
    if found:
        ledger.note("furniture", line.number)
    return found is not None


def _join(paragraph: Paragraph, line: Line, code: str, ledger: Ledger) -> None:
    between = (
        " " if paragraph.text[-1:].isascii() and line.text[:1].isascii() and line.text[:1].isalnum() else ""
    )
    paragraph.text += between + line.text
    paragraph.last = line.number
    ledger.note(code, line.number)


# ---------------------------------------------------------------- broken lines


def width(text: str) -> int:
    """Half-width columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


class Wrapping:
    """Does the file break its lines inside sentences, how wide is a line, how does it show a paragraph's end?

    Broken: five lines and more, and a third of all, are of nearly the full width (at most 60 characters), end
    without a closing mark, and a line without an enumerator follows.
    """

    def __init__(self, lines: list[Line]) -> None:
        widths = sorted(width(line.text) for line in lines)
        self.full = widths[len(widths) * 85 // 100] if widths else 0
        torn = sum(1 for line, after in zip(lines, lines[1:], strict=False) if self._runs_on(line, after))
        self.active = torn >= 5 and torn * 3 >= len(lines) and 20 <= self.full <= 120
        self.trailing = self.active and _some(sum(line.closes for line in lines), len(lines))
        self.indents = self.active and _some(sum(line.indented for line in lines), len(lines))
        gaps = sorted(after.number - line.number - 1 for line, after in zip(lines, lines[1:], strict=False))
        self.usual_gap = gaps[len(gaps) // 2] if gaps else 0

    def _runs_on(self, line: Line, after: Line) -> bool:
        return self._wide(line) and line.text[-1:] not in marks.CLOSING and marks.head(after.text) is None

    def _wide(self, line: Line) -> bool:
        return width(line.text) * 4 >= self.full * 3

    def continues(self, line: Line, after: Line) -> bool:
        """Does ``after`` go on with the paragraph of ``line``?"""
        if not self.active or not self._wide(line) or line.number == after.number:
            return False
        if self.trailing:
            return not line.closes or line.text[-1:] in "，、"
        if self.indents:
            return not after.indented
        if _UNDER_TITLE.match(after.text):
            return False
        if line.text[-1:] in marks.CLOSING:
            return width(line.text) >= self.full - 5 and marks.head(after.text) is None
        return True


_UNDER_TITLE = re.compile(r"[（(][^）)]*(?:[0-9]{4}年|〔[0-9]{4}〕)")


def _some(count: int, whole: int) -> bool:
    """Enough to be a habit of the file, too few to be on every line."""
    return 5 * whole < 100 * count < 60 * whole


_TORN = 60
"""A longer line that breaks off without a mark is no heading but a torn sentence (characters)."""
_TORN_AT_PAGE = 12
"""The same where a page number stood after it and the line has a comma or the like inside."""


def _is_torn(text: str, after: str, page: bool) -> bool:
    """A sentence torn by a page break in a file that otherwise keeps its lines."""
    if marks.head(after) is not None or after[:1] in "《（(":
        return False
    if text[-1:] in "，、":
        return True
    mark = marks.head(text)
    if (
        not marks.is_bare(text)
        or text[-1:] in "》）)”"
        or (mark is not None and mark.style in ("chapter", "一、"))
    ):
        return False
    if page and (mark is None or re.search("[，；。]", text)):
        return len(text) > _TORN_AT_PAGE
    return len(text) > _TORN


# ---------------------------------------------------------------- contents, glued headings

_CONTENTS = re.compile(r"目\s*[录錄次]")
_LEADERS = re.compile(r"[\s.…·．]*[（(]?[0-9]{0,4}[）)]?$")


def _without_contents(paragraphs: list[Paragraph], ledger: Ledger) -> list[Paragraph]:
    """Drops a table of contents: from 目录 to where its first entry stands again."""
    at = next((n for n, one in enumerate(paragraphs) if _CONTENTS.fullmatch(one.text)), None)
    if at is None or at + 1 >= len(paragraphs):
        return paragraphs
    first = _plain(paragraphs[at + 1].text)
    again = next((n for n in range(at + 2, len(paragraphs)) if _plain(paragraphs[n].text) == first), None)
    if again is None or any(not marks.is_bare(_plain(one.text)) for one in paragraphs[at + 1 : again]):
        return paragraphs
    for one in paragraphs[at:again]:
        ledger.note("contents", one.first)
    return paragraphs[:at] + paragraphs[again:]


def _plain(text: str) -> str:
    return _LEADERS.sub("", re.sub(r"\s", "", text))


_GLUED = re.compile(
    r"(?<=[。；：！？”）])\s*(?P<article>第[零〇一二三四五六七八九十百]+[条章](?!第))"
    r"|(?<=[。！？])\s*(?P<part>[一二三四五六七八九十]+、)"
)
_BARE_AT_END = re.compile(
    r"(?<=[。！？])\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十百]+章)[^。；：！？]{2,40}(?<![，、])$"
)
_CHAPTER_ARTICLE = re.compile(
    r"^第[一二三四五六七八九十百]+章\s*[^。；：，]{1,20}?(?P<article>第[一二三四五六七八九十百]+条)"
)
_CUT = ("article", "chapter", "一、")


def _unglue(lines: list[Line], ledger: Ledger) -> list[Line]:
    """Separates what is glued; ``running`` keeps the last number of each style, so that a reference is not cut."""
    out: list[Line] = []
    running: dict[str, int] = {}
    for line in lines:
        for piece in _pieces(line, running, ledger):
            mark = marks.head(piece.text)
            if mark is not None:
                running[mark.style] = mark.number
            out.append(piece)
    return out


def _pieces(line: Line, running: dict[str, int], ledger: Ledger) -> list[Line]:
    """Cuts 。第三条… and 第一章总则第一条… where the number is the next one, and a bare heading at the line's end."""
    expected = dict(running)
    own = marks.head(line.text)
    if own is not None:
        expected[own.style] = own.number
    cuts = {found.start("article") for found in (_CHAPTER_ARTICLE.match(line.text),) if found}
    cuts |= {found.start() for found in (_BARE_AT_END.search(line.text),) if found}
    for found in _GLUED.finditer(line.text):
        inner = marks.head(line.text[found.start() :].lstrip())
        if inner is None or inner.style not in _CUT:
            continue
        if inner.number == expected.get(inner.style, 0) + 1 or inner.printed == "一、":
            cuts.add(found.start())
            expected[inner.style] = inner.number
    if not cuts:
        return [line]
    ledger.note("split", line.number, len(cuts))
    places = [0, *sorted(cuts), len(line.text)]
    texts = [line.text[a:b].strip() for a, b in zip(places, places[1:], strict=False)]
    last = len(texts) - 1
    return [
        Line(line.number, text, line.closes if n == last else True, line.indented if n == 0 else True)
        for n, text in enumerate(texts)
        if text
    ]
