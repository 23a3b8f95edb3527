"""Enumerated paragraphs into a tree: which mark opens a level, continues one, or closes several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zeren.law.texts import marks, units
from zeren.law.texts.model import Defect, Paragraph


@dataclass(slots=True)
class Entry:
    """A paragraph with its mark, if it has one that counts."""

    paragraph: Paragraph
    mark: marks.Mark | None


@dataclass(slots=True)
class Node:
    """A marked paragraph with what stands under it: ``paragraphs`` before ``nodes``, ``after`` after them."""

    entry: Entry
    number: int
    fault: str = ""
    paragraphs: list[Paragraph] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)

    @property
    def mark(self) -> marks.Mark:
        """The node's own mark."""
        assert self.entry.mark is not None
        return self.entry.mark

    @property
    def text(self) -> str:
        """The text on the line of the mark."""
        return self.mark.rest

    @property
    def bare(self) -> bool:
        """Is its line a heading without text?"""
        return marks.is_bare(self.text)

    @property
    def last(self) -> int:
        """The last line of all that stands under it."""
        ends = [self.entry.paragraph.last, *(one.last for one in (*self.paragraphs, *self.after))]
        return max(*ends, *(node.last for node in self.nodes)) if self.nodes else max(ends)


def entries(paragraphs: Sequence[Paragraph], ignored: frozenset[str] = frozenset()) -> list[Entry]:
    """Each paragraph with its mark; a line that holds several members of a list becomes several entries."""
    out = []
    for paragraph in paragraphs:
        mark = marks.head(paragraph.text)
        if mark is not None and mark.style in ignored:
            mark = None
        out.extend(_members(paragraph, mark))
    return out


def _members(paragraph: Paragraph, mark: marks.Mark | None) -> list[Entry]:
    """一是…。二是…。 on one line, the line beginning with the first of them."""
    if mark is None or mark.style not in marks.LISTS:
        return [Entry(paragraph, mark)]
    found = marks.inline_list(paragraph.text, mark)
    if not found or found[0].start != 0 or found[0].style != mark.style:
        return [Entry(paragraph, mark)]
    out = []
    for member in found:
        text = paragraph.text[member.start : member.end].strip()
        piece = Paragraph(text, paragraph.first, paragraph.last, paragraph.gap, text)
        out.append(Entry(piece, marks.head(text)))
    return out


class Outline:
    """Takes marked entries one by one and keeps the open levels."""

    def __init__(self, listed: Sequence[Entry], excerpt: bool = False) -> None:
        self.listed = listed
        self.excerpt = excerpt
        self.tops: list[Node] = []
        self.stack: list[Node] = []
        self.running: dict[str, int] = {}
        self.defects: list[Defect] = []

    def take(self, place: int) -> Node:
        """Puts the entry at ``place`` where its mark belongs."""
        entry = self.listed[place]
        mark = entry.mark
        assert mark is not None
        self._close_to(mark)
        siblings = self.stack[-1].nodes if self.stack else self.tops
        found = self._count(siblings, mark, place)
        node = Node(entry, found.number, found.fault)
        code = found.fault or ("sign" if mark.garbled else "")
        if code:
            self.defects.append(units.fault(code, mark.printed, found.number, entry.paragraph.first))
        siblings.append(node)
        self.stack.append(node)
        self.running[mark.style] = found.number
        return node

    def _close_to(self, mark: marks.Mark) -> None:
        """Pops the levels that this mark ends: down to its own style, else while the open style is a lower one."""
        styles = [node.mark.style for node in self.stack]
        if mark.style in styles:
            del self.stack[styles.index(mark.style) :]
            return
        while self.stack and marks.RANK[self.stack[-1].mark.style] > marks.RANK[mark.style]:
            self.stack.pop()

    def _count(self, siblings: list[Node], mark: marks.Mark, place: int) -> units.Counted:
        """A list goes on from its last number; a new one begins with 1, or runs on from the last part."""
        if siblings and siblings[-1].mark.style == mark.style:
            return units.count(siblings[-1].number, mark.number, self._following(mark, place))
        runs_on = self.running.get(mark.style, 0) + 1
        if mark.number in (1, runs_on) or not self.running or self.excerpt:
            return units.Counted(mark.number)
        if self._following(mark, place) == 2:
            return units.Counted(1, "garbled")
        return units.Counted(mark.number, "missing")

    def _following(self, mark: marks.Mark, place: int) -> int | None:
        """The number of the next mark of this style, unless a higher level begins before it."""
        for entry in self.listed[place + 1 :]:
            if entry.mark is None:
                continue
            if entry.mark.style == mark.style:
                return entry.mark.number
            if marks.RANK[entry.mark.style] < marks.RANK[mark.style]:
                return None
        return None
