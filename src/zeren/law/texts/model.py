"""What the parser gives: documents with their provisions by address, what was normalised, what is defective.

Stable: storage, library and command line build on these classes. ``line`` and ``lines`` count the lines
of the file, from 1; in a DOCX, which has no lines, its paragraphs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


class TextError(ValueError):
    """A file that is no text to parse. ``where`` is the file, with the line where one is known."""

    def __init__(self, where: str, zh: str, en: str) -> None:
        super().__init__(f"{where}：{zh} / {en}")
        self.where, self.zh, self.en = where, zh, en

    def as_json(self) -> dict[str, str]:
        """``where``, ``zh``, ``en``: the shape in which every command refuses its input."""
        return {"where": self.where, "zh": self.zh, "en": self.en}


Kind = Literal["articles", "headings", "questions", "bulletin", "paragraphs"]
"""How a document is divided; it decides how its addresses are counted and printed."""


def span(first: int, last: int) -> str:
    """``"47"`` or ``"45-67"``."""
    return str(first) if first == last else f"{first}-{last}"


@dataclass(frozen=True, slots=True)
class Provision:
    """One unit of a document.

    ``text`` is its own text without its mark and without its sub-units (for 第七条 with paragraphs: empty);
    ``whole`` is all of it, marks and sub-units included; ``mark`` the enumerator as printed (第七条, （三）, 1．).
    ``defect`` says in both languages what is wrong with the copy here, ``""`` if nothing.
    """

    address: str
    text: str
    whole: str
    mark: str
    first: int
    last: int
    defect: str = ""

    @property
    def lines(self) -> str:
        """The lines it extends over, with all its sub-units."""
        return span(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect of the copy, reported and not repaired: ``code`` is stable, ``zh``/``en`` say what stands there."""

    code: str
    line: int
    zh: str
    en: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Normalisation:
    """A kind of change made to the copy: how often and on which lines (``"3-9,12"``)."""

    code: str
    count: int
    lines: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One document or part of a document.

    ``title`` as printed without outer title marks, ``""`` where the copy prints none; ``issuer`` as printed
    before or in the title (a guess: ``""`` when nothing names one); ``number`` as printed (市委发〔2015〕44号);
    ``dated`` the bracketed line under the title; ``first``/``last`` lines of the file.
    """

    file: str
    title: str
    issuer: str
    number: str
    dated: str
    kind: Kind
    first: int
    last: int
    provisions: tuple[Provision, ...]
    defects: tuple[Defect, ...] = ()
    normalisations: tuple[Normalisation, ...] = ()

    @property
    def lines(self) -> str:
        """The lines of the file that it stands on."""
        return span(self.first, self.last)

    @property
    def full_title(self) -> str:
        """With its issuer where the title begins with 关于: 某市委关于……的意见. Packs may name it either way."""
        return self.issuer + self.title if self.title.startswith("关于") else self.title

    @property
    def articles(self) -> bool:
        """Is it cited as 第七条第一款, not as 二（一）3?"""
        return self.kind == "articles"

    def at(self, address: str) -> Provision | None:
        """The provision with this address in normal form, or None."""
        return next((found for found in self.provisions if found.address == address), None)


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A whole file: its documents in order, lines that belong to none (headings of a collection), all changes.

    ``checksum`` is the SHA-256 of the file's bytes, in hexadecimal.
    """

    file: str
    checksum: str
    documents: tuple[ParsedDocument, ...]
    outside: tuple[tuple[int, str], ...] = ()
    normalisations: tuple[Normalisation, ...] = ()


@dataclass(slots=True)
class Line:
    """A line of the file. ``closes``: the copy shows that a paragraph ends here; ``indented``: that one begins."""

    number: int
    text: str
    closes: bool = False
    indented: bool = False


@dataclass(slots=True)
class Paragraph:
    """Lines joined into one paragraph. ``gap``: blank lines before it; ``raw``: as the file has it."""

    text: str
    first: int
    last: int
    gap: int = 0
    raw: str = ""


@dataclass(slots=True)
class Ledger:
    """Collects what is changed while a file is read: how often, by kind and line."""

    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def note(self, code: str, line: int, count: int = 1) -> None:
        """``count`` more changes of this kind on this line."""
        if count:
            self.counts[code, line] = self.counts.get((code, line), 0) + count
