"""A file to its documents: reading, cleaning, splitting, and the units of each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from zeren.law.texts import (
    articles,
    bulletin,
    headings,
    noise,
    paragraphs,
    questions,
    reading,
    splitting,
    titles,
)
from zeren.law.texts.articles import Built
from zeren.law.texts.ledger import report
from zeren.law.texts.model import Defect, Kind, Ledger, Paragraph, ParsedDocument, ParsedFile, Provision
from zeren.law.texts.splitting import Piece
from zeren.law.texts.units import provisions


def parse_file(path: Path | str) -> list[ParsedDocument]:
    """The documents of one file, in order. :class:`TextError` when it is no text; nothing is written."""
    return list(parse(path).documents)


def parse(path: Path | str) -> ParsedFile:
    """The same with the file's checksum, what belongs to no document, and all normalisations."""
    path = Path(path)
    return parse_bytes(reading.load(path), str(path))


def parse_bytes(data: bytes, where: str) -> ParsedFile:
    """The documents of a file's content; ``where`` names it in errors and tells its kind by its ending."""
    ledger = Ledger()
    lines = noise.clean(reading.read(data, where, ledger), ledger)
    found = paragraphs.build(lines, ledger)
    parts = splitting.split(found)
    name = Path(where).name
    documents = tuple(_document(piece, name, ledger) for piece in parts.pieces)
    outside = tuple((one.first, one.text) for one in parts.outside)
    everything = report(ledger, 0, max((line.number for line in lines), default=0))
    return ParsedFile(name, hashlib.sha256(data).hexdigest(), documents, outside, everything)


def _document(piece: Piece, name: str, ledger: Ledger) -> ParsedDocument:
    kind = splitting.kind_of(piece)
    built = _build(piece, kind)
    listed = tuple(provisions(built.units))
    body = [*piece.notice, *piece.body]
    last = max([piece.first, *(one.last for one in body)])
    defects = (*built.defects, *_twice(listed), *_copy_defects(body), *_head_defects(piece))
    head = piece.head
    return ParsedDocument(
        file=name,
        title=head.title if head else "",
        issuer=_issuer(piece),
        number=head.number if head else "",
        dated=head.dated if head else "",
        kind=_KINDS[kind],
        first=piece.first,
        last=last,
        provisions=listed,
        defects=tuple(sorted(defects, key=lambda one: one.line)),
        normalisations=report(ledger, piece.first, last),
    )


_KINDS: dict[str, Kind] = {
    "articles": "articles",
    "headings": "headings",
    "questions": "questions",
    "bulletin": "bulletin",
    "paragraphs": "paragraphs",
}


def _build(piece: Piece, kind: str) -> Built:
    if kind == "bulletin":
        return bulletin.build(piece.body, piece.columns, piece.inner)
    if kind == "articles":
        return articles.build([*piece.notice, *piece.body])
    if kind == "questions":
        return questions.build([*piece.notice, *piece.body])
    if kind == "headings":
        return headings.build(piece.body, piece.notice, piece.head is not None and piece.head.excerpt)
    return headings.build_paragraphs(piece.body, piece.notice)


def _issuer(piece: Piece) -> str:
    """As printed above the title, before it, inside it, or in the bracketed line."""
    if piece.issuers:
        return re.sub(r"\s+", "、", piece.issuers)
    if piece.head is None:
        return ""
    return piece.head.issuer or titles.organs_in(piece.head.dated)


# ---------------------------------------------------------------- defects of the copy


def _twice(listed: Sequence[Provision]) -> list[Defect]:
    """An address that two units claim: the numbering does not tell them apart."""
    seen: set[str] = set()
    out = []
    for one in listed:
        if one.address in seen:
            zh, en = f"地址 {one.address} 出现两次", f"the address {one.address} stands twice"
            out.append(Defect("twice", one.first, zh, en, one.address))
        seen.add(one.address)
    return out


_PAIRS = (("《", "》"), ("（", "）"), ("“", "”"))
_EMPTY = re.compile("“”|《》|（）")


def _copy_defects(body: Sequence[Paragraph]) -> list[Defect]:
    """Marks that do not pair and empty marks, with their line."""
    out = []
    for one in body:
        for opening, closing in _PAIRS:
            if one.text.count(opening) != one.text.count(closing):
                zh = f"“{opening}{closing}”不成对"
                out.append(Defect("unpaired", one.first, zh, f"{opening}{closing} do not pair"))
        for found in _EMPTY.finditer(one.text):
            out.append(Defect("empty", one.first, f"“{found[0]}”中没有内容", f"nothing inside {found[0]}"))
    return out


def _head_defects(piece: Piece) -> list[Defect]:
    if piece.columns:
        return []
    if piece.head is None:
        return [Defect("no_title", piece.first, "没有标题", "there is no title")]
    if not piece.head.number and not piece.head.dated:
        return [Defect("no_number", piece.first, "没有发文字号和日期", "neither number nor date is printed")]
    return []
