"""Documents in articles (第X条): chapters, articles, paragraphs (款), items (项)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from zeren.law.texts import marks, units
from zeren.law.texts.model import Defect, Paragraph
from zeren.law.texts.outline import Entry, Node, Outline, entries
from zeren.law.texts.units import Unit

_ABOVE = frozenset(("chapter", "section"))


@dataclass(slots=True)
class Article:
    """An article's head and what follows it up to the next one."""

    entry: Entry
    number: int
    fault: str = ""
    body: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Built:
    """Units in document order and the defects found on the way."""

    units: list[Unit] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)


def is_articles(paragraphs: Sequence[Paragraph]) -> bool:
    """Two articles in order, or a first one, at the heads of paragraphs."""
    numbers = [mark.number for mark in map(_article, paragraphs) if mark]
    return numbers[:1] == [1] or any(b == a + 1 for a, b in zip(numbers, numbers[1:], strict=False))


def _article(paragraph: Paragraph) -> marks.Mark | None:
    mark = marks.head(paragraph.text)
    return mark if mark and mark.style == "article" else None


def build(paragraphs: Sequence[Paragraph]) -> Built:
    """The units of a document in articles."""
    out = Built()
    listed = [piece for entry in entries(paragraphs) for piece in _items_apart(entry)]
    parts = _Divided(listed)
    out.defects.extend(parts.defects)
    if parts.before:
        out.units.append(units.group(_sort_of_opening(parts.before), parts.before))
    closing = _take_closing(parts.articles[-1]) if parts.articles else []
    made = [_article_unit(article, out.defects) for article in parts.articles]
    out.units.extend(_with_chapters(made, parts.chapters))
    if closing:
        out.units.append(units.group("closing", closing))
    return out


_ITEM_STYLES = ("（一）", "（1）")


def _items_apart(entry: Entry) -> list[Entry]:
    """第七条 ……：（一）……；（二）……。 on one line: the items as entries of their own."""
    place, mark = entry.paragraph, entry.mark
    found = marks.inline_list(place.text, mark if mark and mark.style in _ITEM_STYLES else None, _ITEM_STYLES)
    if not found or (mark is not None and mark.style in _ABOVE):
        return [entry]
    cuts = sorted({0, *(one.start for one in found)})
    texts = [place.text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(place.text)], strict=True)]
    pieces = [Paragraph(text, place.first, place.last, place.gap, text) for text in texts]
    return [Entry(piece, marks.head(piece.text)) for piece in pieces]


def _sort_of_opening(before: Sequence[Paragraph]) -> str:
    """A covering notice or report, else the regulation's own preamble."""
    text = "".join(one.text for one in before)
    return "notice" if re.search("全文如下|印发|通知|予以发布|现予公布", text) else "preamble"


class _Divided:
    """What stands before the first article; the articles; the chapters."""

    def __init__(self, listed: list[Entry]) -> None:
        self.listed = listed
        self.before: list[Paragraph] = []
        self.articles: list[Article] = []
        self.chapters: list[Chapter] = []
        self.defects: list[Defect] = []
        self.heading = False
        for place, entry in enumerate(listed):
            self._take(place, entry)

    def _take(self, place: int, entry: Entry) -> None:
        mark = entry.mark
        untitled = self.heading and mark is None and _is_title(entry.paragraph.text)
        self.heading = False
        if mark and mark.style in _ABOVE and (not mark.rest or _is_title(mark.rest)):
            self._open(entry, mark)
        elif untitled and self.chapters:
            self.chapters[-1].add(entry.paragraph)
        elif (
            mark
            and mark.style == "article"
            and (found := _counted(self.listed, place, self.articles, self.defects))
        ):
            self.articles.append(Article(entry, found.number, found.fault))
        elif self.articles:
            self.articles[-1].body.append(entry)
        else:
            self.before.append(entry.paragraph)

    def _open(self, entry: Entry, mark: marks.Mark) -> None:
        """A chapter, or a section: a section has no address, its heading is kept with its chapter's."""
        self.heading = not mark.rest
        if mark.style == "chapter":
            number = _chapter_number(self.chapters, mark, entry.paragraph.first, self.defects)
            self.chapters.append(Chapter(entry, number, len(self.articles), mark.rest, entry.paragraph.last))
        elif self.chapters:
            self.chapters[-1].add(entry.paragraph)


@dataclass(slots=True)
class Chapter:
    """A chapter's heading; ``start``: how many articles stand before it."""

    entry: Entry
    number: int
    start: int
    text: str
    last: int

    def add(self, paragraph: Paragraph) -> None:
        """A title on a line of its own, or the heading of a section."""
        self.text += f"\n{paragraph.text}" if self.text else paragraph.text
        self.last = paragraph.last


def _is_title(text: str) -> bool:
    return len(text) <= 30 and marks.is_bare(text)


def _chapter_number(chapters: list[Chapter], mark: marks.Mark, line: int, defects: list[Defect]) -> int:
    if not chapters:
        return mark.number
    found = units.count(chapters[-1].number, mark.number, None)
    if found.fault:
        defects.append(units.fault(found.fault, mark.printed, found.number, line))
    return found.number


def _counted(
    listed: list[Entry], place: int, articles: list[Article], defects: list[Defect]
) -> units.Counted | None:
    """The article's number; None when the line only speaks of another article (第五条 after 第十七条)."""
    entry = listed[place]
    mark = entry.mark
    assert mark is not None
    if not articles:
        return units.Counted(mark.number)
    previous = articles[-1].number
    following = next(
        (one.mark.number for one in listed[place + 1 :] if one.mark and one.mark.style == "article"), None
    )
    if mark.number <= previous and following != previous + 2:
        inserted = re.match("之[一二三四五六七八九十]+", mark.rest)
        if mark.number == previous:
            printed = mark.printed + (inserted[0] if inserted else "")
            code = "inserted" if inserted else "again"
            defects.append(units.fault(code, printed, previous, entry.paragraph.first))
        return None
    found = units.count(previous, mark.number, following)
    if found.fault or mark.garbled:
        defects.append(units.fault(found.fault or "sign", mark.printed, found.number, entry.paragraph.first))
    return found


def _take_closing(article: Article) -> list[Paragraph]:
    """What follows the last article: from the first line without a mark and without a closing sign."""
    for place, entry in enumerate(article.body):
        if entry.mark is None and marks.is_bare(entry.paragraph.text):
            closing = [one.paragraph for one in article.body[place:]]
            del article.body[place:]
            return closing
    return []


def _with_chapters(made: list[Unit], chapters: list[Chapter]) -> list[Unit]:
    """Chapters stand before their first article; they reach from their heading to their last article's last line."""
    out = list(made)
    spans = units.stretches([chapter.start for chapter in chapters], len(made))
    for chapter, (start, end) in reversed(list(zip(chapters, spans, strict=True))):
        mark = chapter.entry.mark
        assert mark is not None
        last = max(made[end - 1].last if end > start else 0, chapter.last)
        unit = Unit(f"ch{chapter.number}", chapter.entry.paragraph.first, last, chapter.text, mark.printed)
        out.insert(start, unit)
    return out


# ---------------------------------------------------------------- one article


class _Paragraphs:
    """The paragraphs of an article, each with its list of items."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.outline = Outline(article.body)
        self.made: list[tuple[Paragraph, list[Node]]] = []
        self.defects: list[Defect] = []

    def open(self, paragraph: Paragraph) -> None:
        """A new paragraph (款): lists begin anew."""
        self.outline = Outline(self.article.body)
        self.made.append((paragraph, self.outline.tops))

    def item(self, place: int) -> None:
        """An item of the paragraph above."""
        if not self.made:
            first = self.article.body[place].paragraph.first
            self.open(Paragraph("", first, first))
        self.outline.take(place)
        self.defects.extend(self.outline.defects)
        self.outline.defects.clear()

    def extra(self, place: int) -> Node | None:
        """The item that an unnumbered paragraph belongs to; None when it is a paragraph of the article."""
        stack = self.outline.stack
        after = next((one.mark for one in self.article.body[place + 1 :] if one.mark), None)
        if after is not None:
            for node in reversed(stack):
                if node.mark.style == after.style and after.number == node.number + 1:
                    return node
        if stack and stack[-1].text.rstrip()[-1:] in ("：", ":"):
            return stack[-1]
        return None


def _article_unit(article: Article, defects: list[Defect]) -> Unit:
    """The article with its paragraphs and items."""
    work = _Paragraphs(article)
    mark, head = article.entry.mark, article.entry.paragraph
    assert mark is not None
    if mark.rest:
        work.open(Paragraph(mark.rest, head.first, head.last))
    for place, entry in enumerate(article.body):
        if entry.mark is not None and entry.mark.style not in ("article", *_ABOVE):
            work.item(place)
            continue
        node = work.extra(place)
        if node is None:
            work.open(entry.paragraph)
        else:
            node.paragraphs.append(entry.paragraph)
    defects.extend(work.defects)
    unit = Unit(str(article.number), head.first, head.last, mark=mark.printed)
    unit.defect = units.told(article.fault, mark.printed, article.number)
    _fill(unit, work.made, defects)
    return unit


def _fill(unit: Unit, made: list[tuple[Paragraph, list[Node]]], defects: list[Defect]) -> None:
    """An article of one paragraph without items is its own text; else 1, 2, … with their items."""
    if len(made) == 1 and not made[0][1]:
        unit.text = made[0][0].text
        unit.last = max(unit.last, made[0][0].last)
        return
    for number, (paragraph, nodes) in enumerate(made, 1):
        child = units.paragraph_unit(str(number), paragraph)
        for node in nodes:
            child.add(_item_unit(node, f"{unit.part}.{number}", defects))
        unit.add(child)


def _item_unit(node: Node, prefix: str, defects: list[Defect]) -> Unit:
    """An item; with further paragraphs its own line is ``p1``."""
    place = node.entry.paragraph
    unit = Unit(str(node.number), place.first, place.last, node.text, node.mark.printed)
    unit.defect = units.told(node.fault, node.mark.printed, node.number)
    address = f"{prefix}.{unit.part}"
    for inner in node.nodes:
        unit.add(_item_unit(inner, address, defects))
    if node.paragraphs:
        unit.text = ""
        unit.children.insert(0, Unit("p1", place.first, place.last, node.text, inline=True))
        for number, paragraph in enumerate(node.paragraphs, 2):
            child = unit.add(units.paragraph_unit(f"p{number}", paragraph))
            if _like_item(node.text) and _like_item(paragraph.text):
                found = units.fault("unnumbered", "", 0, paragraph.first, f"{address}.p{number}")
                child.defect = f"{found.zh} / {found.en}"
                defects.append(found)
    return unit


def _like_item(text: str) -> bool:
    """……的； or ……的。: so end the members of a list of cases, not the paragraphs that explain one."""
    return text.rstrip().endswith(("的；", "的。"))
