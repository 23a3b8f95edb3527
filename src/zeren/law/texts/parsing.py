"""A file to its documents: reading, cleaning, splitting, and the units of each."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
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
    listed, doubled = _once(provisions(built.units))
    body = [*piece.notice, *piece.body]
    last = max([piece.first, *(one.last for one in body)])
    numbering = [_placed(one, listed) for one in built.defects]
    defects = [*numbering, *doubled, *_copy_defects(body), *_head_defects(piece, kind)]
    head = piece.head
    return ParsedDocument(
        file=name,
        title=head.title if head else _masthead(piece),
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


def _masthead(piece: Piece) -> str:
    """The name of a bulletin: what stands first, before its first column."""
    return piece.body[0].text if piece.columns and piece.columns[0] else ""


def _issuer(piece: Piece) -> str:
    """As printed above the title, before it, inside it, or in the bracketed line."""
    if piece.issuers:
        return re.sub(r"\s+", "、", piece.issuers)
    if piece.head is None:
        return ""
    return piece.head.issuer or titles.organs_in(piece.head.dated)


# ---------------------------------------------------------------- defects of the copy


def _once(found: Iterable[Provision]) -> tuple[tuple[Provision, ...], list[Defect]]:
    """Every address once. What claims an address a second time is kept with the first, and reported."""
    listed: dict[str, Provision] = {}
    defects = []
    for one in found:
        first = listed.get(one.address)
        if first is None:
            listed[one.address] = one
            continue
        zh, en = f"地址 {one.address} 出现两次", f"the address {one.address} stands twice"
        defects.append(Defect("twice", one.first, zh, en, one.address))
        listed[one.address] = replace(
            first,
            text=f"{first.text}\n{one.text}".strip(),
            whole=f"{first.whole}\n{one.whole}",
            last=max(first.last, one.last),
            defect=first.defect or f"{zh} / {en}",
        )
    return tuple(listed.values()), defects


def _placed(defect: Defect, listed: Sequence[Provision]) -> Defect:
    """The defect with the address of the provision it stands in."""
    if defect.address:
        return defect
    found = next((one.address for one in listed if one.first == defect.line and one.defect), "")
    return replace(defect, address=found)


_PAIRS = (("《", "》"), ("（", "）"), ("“", "”"))
_EMPTY = re.compile("“”|《》|（）")


def _copy_defects(body: Sequence[Paragraph]) -> list[Defect]:
    """Marks that do not pair and empty marks, with their line."""
    out = []
    for place, one in enumerate(body):
        around = [body[n].text for n in (place - 1, place + 1) if 0 <= n < len(body)]
        for opening, closing in _PAIRS:
            odd = one.text.count(opening) - one.text.count(closing)
            if odd and all(text.count(opening) - text.count(closing) != -odd for text in around):
                zh = f"“{opening}{closing}”不成对"
                out.append(Defect("unpaired", one.first, zh, f"{opening}{closing} do not pair"))
        for found in _EMPTY.finditer(one.text):
            out.append(Defect("empty", one.first, f"“{found[0]}”中没有内容", f"nothing inside {found[0]}"))
    return out


_SELF = re.compile("本(实施细则|实施意见|实施办法|条例|规定|准则|规则|办法|细则|意见|决定|通知)")


def _head_defects(piece: Piece, kind: str) -> list[Defect]:
    """No title, no number and date, or a title that names another kind of document than the text names itself."""
    if piece.columns:
        return []
    if piece.head is None:
        return [Defect("no_title", piece.first, "没有标题", "there is no title")]
    out = []
    if not piece.head.number and not piece.head.dated:
        out.append(
            Defect("no_number", piece.first, "没有发文字号和日期", "neither number nor date is printed")
        )
    said = Counter(found for one in piece.body for found in _SELF.findall(one.text))
    name, count = said.most_common(1)[0] if said else ("", 0)
    if kind == "articles" and count >= 3 and not _of_kind(piece.head.title, name):
        zh = f"标题为“{piece.head.title}”，正文自称“本{name}”"
        en = f"the title is {piece.head.title}, but the text calls itself 本{name}"
        out.append(Defect("wrong_title", piece.first, zh, en))
    return out


def _of_kind(title: str, name: str) -> bool:
    """Is the document of the kind it calls itself? 实施细则 may call itself 细则, and the other way round."""
    return re.sub("^实施", "", name) in re.sub("的通知$", "", title)
