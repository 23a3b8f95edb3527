"""DOCX to lines: one line a paragraph, automatic numbers written out, deleted revisions left out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

from zeren.law.addresses import to_chinese
from zeren.law.texts.model import Ledger, Line, TextError

LARGEST = 256 * 1024 * 1024
"""The largest content of a DOCX, unpacked, in bytes."""


def lines(data: bytes, where: str, ledger: Ledger) -> list[Line]:
    """The paragraphs of the body, tables included, numbered from 1; :class:`TextError` if it is no DOCX."""
    document = _open(data, where)
    numbering = Numbering(document)
    out = []
    number = 0
    for paragraph in document.element.body.iter(qn("w:p")):
        mark = numbering.mark(paragraph)
        for piece in _text(paragraph).split("\n"):
            number += 1
            text = mark + piece
            if mark:
                ledger.note("numbering", number)
            out.append(Line(number, text, bool(text.strip()), False))
            mark = ""
    return out


def _open(data: bytes, where: str) -> Document:
    broken = TextError(where, "文件已损坏或不是 DOCX", "the file is damaged or no DOCX")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(item.file_size for item in package.infolist()) > LARGEST:
                raise TextError(
                    where,
                    f"解开后超过 {LARGEST >> 20} MB，未读取",
                    f"more than {LARGEST >> 20} MB when unpacked; not read",
                )
            if package.testzip() is not None:
                raise broken
        return docx.Document(io.BytesIO(data))
    except TextError:
        raise
    except Exception as error:  # python-docx raises whatever its parts raise on a damaged package
        raise broken from error


_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset(
    (*(qn(name) for name in ("w:del", "w:moveFrom", "w:txbxContent", "w:pPr", "w:instrText")), _FALLBACK)
)


def _text(paragraph: etree._Element) -> str:
    """Runs, insertions and hyperlinks; line breaks as newlines; without deletions, fields' codes and text boxes."""
    out: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in _SKIPPED:
            continue
        if node.tag == qn("w:t"):
            out.append(node.text or "")
        elif node.tag == qn("w:tab"):
            out.append(" ")
        elif node.tag in (qn("w:br"), qn("w:cr")):
            out.append("\n")
        else:
            stack.extend(reversed(node))
    return "".join(out)


# ---------------------------------------------------------------- automatic numbers


class Numbering:
    """Writes the numbers that the word processor would print: 第一条, （三）, 1．."""

    def __init__(self, document: Document) -> None:
        self.levels: dict[tuple[str, int], etree._Element] = {}
        self.abstract: dict[str, str] = {}
        self.counts: dict[tuple[str, int], int] = {}
        self.styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))
        }
        root = self._part(document)
        if root is not None:
            self._learn(root)

    @staticmethod
    def _part(document: Document) -> etree._Element | None:
        try:
            found: etree._Element | None = document.part.numbering_part.element
        except (NotImplementedError, KeyError, AttributeError):
            return None
        return found

    def _learn(self, root: etree._Element) -> None:
        for abstract in root.iter(qn("w:abstractNum")):
            name = abstract.get(qn("w:abstractNumId"), "")
            for level in abstract.iter(qn("w:lvl")):
                self.levels[name, int(level.get(qn("w:ilvl"), "0"))] = level
        for num in root.iter(qn("w:num")):
            link = num.find(qn("w:abstractNumId"))
            if link is not None:
                self.abstract[num.get(qn("w:numId"), "")] = link.get(qn("w:val"), "")

    def mark(self, paragraph: etree._Element) -> str:
        """The printed number of a paragraph; empty when it has none. Counts on."""
        place = self._place(paragraph)
        if place is None:
            return ""
        name, depth = place
        level = self.levels.get(place)
        if level is None:
            return ""
        self.counts[place] = self.counts.get(place, self._start(place) - 1) + 1
        for key in [key for key in self.counts if key[0] == name and key[1] > depth]:
            del self.counts[key]
        return self._print(name, level)

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """Which list and which level: from the paragraph, else from its style."""
        for properties in self._properties(paragraph):
            found = properties.find(qn("w:numPr"))
            if found is None:
                continue
            num, depth = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
            name = self.abstract.get(num.get(qn("w:val"), "")) if num is not None else None
            if name is None:
                return None
            return name, int(depth.get(qn("w:val"), "0")) if depth is not None else 0
        return None

    def _properties(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        own = paragraph.find(qn("w:pPr"))
        if own is None:
            return
        yield own
        style = own.find(qn("w:pStyle"))
        entry = self.styles.get(style.get(qn("w:val"))) if style is not None else None
        inherited = entry.find(qn("w:pPr")) if entry is not None else None
        if inherited is not None:
            yield inherited

    def _start(self, place: tuple[str, int]) -> int:
        found = self.levels[place].find(qn("w:start"))
        return int(found.get(qn("w:val"), "1")) if found is not None else 1

    def _print(self, name: str, level: etree._Element) -> str:
        pattern = level.find(qn("w:lvlText"))
        text: str = pattern.get(qn("w:val"), "") if pattern is not None else ""
        for depth in range(9):
            if f"%{depth + 1}" in text:
                text = text.replace(f"%{depth + 1}", self._number(name, depth))
        return text if any(char.isalnum() for char in text) else ""

    def _number(self, name: str, depth: int) -> str:
        level = self.levels.get((name, depth))
        kind = level.find(qn("w:numFmt")) if level is not None else None
        form: str = kind.get(qn("w:val"), "decimal") if kind is not None else "decimal"
        count = self.counts.get((name, depth), 1)
        if ("chinese" in form or "ideograph" in form or "taiwanese" in form) and 0 < count < 1000:
            return to_chinese(count)
        return str(count)
