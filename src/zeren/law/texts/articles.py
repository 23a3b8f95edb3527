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
    listed = entries(paragraphs)
    before, articles, chapters = _divide(listed, out.defects)
    if before:
        out.units.append(units.group(_sort_of_opening(before), before))
    closing = _take_closing(articles[-1]) if articles else []
    made = [_article_unit(article, out.defects) for article in articles]
    out.units.extend(_with_chapters(made, chapters))
    if closing:
        out.units.append(units.group("closing", closing))
    return out


def _sort_of_opening(before: Sequence[Paragraph]) -> str:
    """A covering notice or report, else the regulation's own preamble."""
    text = "".join(one.text for one in before)
    return "notice" if re.search("全文如下|印发|通知|予以发布|现予公布", text) else "preamble"


def _divide(
    listed: list[Entry], defects: list[Defect]
) -> tuple[list[Paragraph], list[Article], list[tuple[Entry, int, int]]]:
    """What stands before the first article; the articles; the chapters, each with the count of articles before it."""
    before: list[Paragraph] = []
    articles: list[Article] = []
    chapters: list[tuple[Entry, int, int]] = []
    for place, entry in enumerate(listed):
        mark = entry.mark
        if mark and mark.style in _ABOVE and (len(mark.rest) <= 30 and marks.is_bare(mark.rest)):
            if mark.style == "chapter":
                chapters.append((entry, _chapter_number(chapters, entry, defects), len(articles)))
            continue
        found = _counted(listed, place, articles, defects) if mark and mark.style == "article" else None
        if found is not None:
            articles.append(Article(entry, found.number, found.fault))
        elif articles:
            articles[-1].body.append(entry)
        elif not chapters:
            before.append(entry.paragraph)
    return before, articles, chapters


def _chapter_number(chapters: list[tuple[Entry, int, int]], entry: Entry, defects: list[Defect]) -> int:
    assert entry.mark is not None
    if not chapters:
        return entry.mark.number
    found = units.count(chapters[-1][1], entry.mark.number, None)
    if found.fault:
        defects.append(units.fault(found.fault, entry.mark.printed, found.number, entry.paragraph.first))
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
        if mark.number == previous:
            defects.append(units.fault("repeated", mark.printed, previous, entry.paragraph.first))
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


def _with_chapters(made: list[Unit], chapters: list[tuple[Entry, int, int]]) -> list[Unit]:
    """Chapters stand before their first article; they reach from their heading to their last article's last line."""
    out = list(made)
    spans = units.stretches([before for _, _, before in chapters], len(made))
    for (entry, number, _), (start, end) in reversed(list(zip(chapters, spans, strict=True))):
        mark = entry.mark
        assert mark is not None
        last = made[end - 1].last if end > start else entry.paragraph.last
        out.insert(start, Unit(f"ch{number}", entry.paragraph.first, last, mark.rest, mark.printed))
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
        mark = self.article.body[place].mark
        if self._restarts(mark):
            self.made.append((_empty(self.article.body[place].paragraph), []))
            self.outline = Outline(self.article.body)
            self.made[-1] = (self.made[-1][0], self.outline.tops)
        self.outline.take(place)
        self.defects.extend(self.outline.defects)
        self.outline.defects.clear()

    def _restarts(self, mark: marks.Mark | None) -> bool:
        return not self.made or mark is None

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


def _empty(paragraph: Paragraph) -> Paragraph:
    return Paragraph("", paragraph.first, paragraph.first)


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
