"""A file's paragraphs into its documents: where each begins and ends, and what belongs to none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from zeren.law.texts import articles, bulletin, headings, marks, questions, titles, units
from zeren.law.texts.model import Paragraph
from zeren.law.texts.titles import Head


@dataclass(slots=True)
class Piece:
    """One document: its head, its body, a covering notice, the issuers printed above the title."""

    head: Head | None
    first: int
    body: list[Paragraph]
    notice: list[Paragraph] = field(default_factory=list)
    issuers: str = ""
    columns: list[int] = field(default_factory=list)
    inner: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Split:
    """The documents in order, and the paragraphs that belong to none."""

    pieces: list[Piece] = field(default_factory=list)
    outside: list[Paragraph] = field(default_factory=list)


def split(paragraphs: Sequence[Paragraph]) -> Split:
    """The documents of a file."""
    starts = bulletin.columns(paragraphs)
    if starts:
        return _bulletin(paragraphs, starts)
    heads = titles.find(paragraphs)
    if not heads:
        first = paragraphs[0].first if paragraphs else 1
        return Split([Piece(None, first, list(paragraphs))] if paragraphs else [])
    return _compilation(paragraphs, heads)


# ---------------------------------------------------------------- compilations


def _compilation(paragraphs: Sequence[Paragraph], heads: list[Head]) -> Split:
    out = Split()
    starts = [_start(paragraphs, heads, place, out) for place in range(len(heads))]
    ends = [start for _, start, _ in starts[1:]] + [len(paragraphs)]
    opening = list(paragraphs[: starts[0][1]])
    for head, (above, _, issuers), end in zip(heads, starts, ends, strict=True):
        body = list(paragraphs[head.end : end])
        out.pieces.append(Piece(head, paragraphs[above].first, body, issuers=issuers))
    _merge(out)
    _opening(out, opening)
    return out


def _start(
    paragraphs: Sequence[Paragraph], heads: list[Head], place: int, out: Split
) -> tuple[int, int, str]:
    """Where the document itself begins, where the one before it ends, and the issuers above the title."""
    head = heads[place]
    floor = heads[place - 1].end + 1 if place else 0
    above = head.start
    while above > floor and _is_issuer(paragraphs, above - 1, heads, place):
        above -= 1
    issuers = "、".join(one.text for one in paragraphs[above : head.start])
    if place == 0 and above == head.start:
        above = _headline(paragraphs, above)
    end = above
    while end > floor and _is_collection_heading(paragraphs, end - 1, end == above):
        end -= 1
    out.outside.extend(paragraphs[end:above])
    return above, end, issuers


def _is_issuer(paragraphs: Sequence[Paragraph], place: int, heads: list[Head], number: int) -> bool:
    """A line of organs above a title is its issuer when the title begins with 关于 or the line cannot be a signature.

    It cannot be the signature of the document before when that one names its issuer before its title.
    """
    head = heads[number]
    if not titles.is_organs(paragraphs[place].text) or head.issuer_before_marks:
        return False
    return number == 0 or head.starts_with_about or heads[number - 1].issuer_before_marks


def _headline(paragraphs: Sequence[Paragraph], place: int) -> int:
    """Bare lines at the very beginning of a file that directly precede the first title belong to it."""
    above = place
    while (
        above > 0
        and marks.is_bare(paragraphs[above - 1].text)
        and marks.head(paragraphs[above - 1].text) is None
    ):
        above -= 1
    return above if above == 0 else place


def _is_collection_heading(paragraphs: Sequence[Paragraph], place: int, first: bool) -> bool:
    """A heading with no text under it, directly before a document: it is the collection's, not the last document's."""
    text = paragraphs[place].text
    if not marks.is_bare(text) or titles.is_organs(text) or titles.is_date(text) or len(text) > 40:
        return False
    mark = marks.head(text)
    if mark is not None:
        return first and mark.style in ("一、", "（一）", "chapter", "section")
    return True


def _merge(out: Split) -> None:
    """A notice that only carries the regulation after it is that regulation's ``notice``."""
    merged: list[Piece] = []
    for piece in out.pieces:
        before = merged[-1] if merged else None
        if before is not None and _carries(before, piece):
            piece.notice = before.body
            piece.first = before.first
            if piece.head and before.head:
                piece.issuers = piece.issuers or before.issuers or before.head.issuer
                piece.head.number = piece.head.number or before.head.number
                piece.head.dated = piece.head.dated or before.head.dated
            merged.pop()
        merged.append(piece)
    out.pieces = merged


def _carries(notice: Piece, piece: Piece) -> bool:
    """No units of its own, and it names this title in a notice of issue."""
    if notice.head is None or piece.head is None or not notice.body:
        return False
    if articles.is_articles(notice.body) or headings.is_headings(notice.body):
        return False
    said = notice.head.title + "".join(one.text for one in notice.body)
    named = re.sub("（.*?）$", "", piece.head.named)
    return (named in said) and re.search("印发|全文如下|发布|公布|通知", said) is not None


def _opening(out: Split, opening: list[Paragraph]) -> None:
    """What stands before the first document: its covering notice, headings of a collection, or a text of its own."""
    texts = [one for one in opening if not marks.is_bare(one.text)]
    first = out.pieces[0]
    said = "".join(one.text for one in texts)
    known = {one.first for one in out.outside}
    if texts and first.head and first.head.named in said and re.search("印发|全文|发布|公布", said):
        first.notice = texts
        first.first = texts[0].first
        opening = [one for one in opening if one not in texts]
    elif articles.is_articles(opening) or headings.is_headings(opening):
        out.pieces.insert(0, Piece(None, opening[0].first, opening))
        opening = []
    out.outside = [one for one in opening if one.first not in known] + out.outside


# ---------------------------------------------------------------- bulletins


def _bulletin(paragraphs: Sequence[Paragraph], starts: list[int]) -> Split:
    """The bulletin as one document, and each regulation printed whole in it as another."""
    out = Split()
    whole = Piece(None, paragraphs[0].first, list(paragraphs), columns=starts)
    out.pieces.append(whole)
    for start, end in units.stretches(starts, len(paragraphs)):
        found = [head for head in titles.find(paragraphs[:end]) if head.start > start]
        regulations = [head for head in found if articles.is_articles(paragraphs[head.end : end])]
        for head, (first, limit) in zip(
            regulations, units.stretches([h.start for h in regulations], end), strict=True
        ):
            whole.inner.append((first, limit))
            out.pieces.append(Piece(head, paragraphs[head.start].first, list(paragraphs[head.end : limit])))
    return out


def kind_of(piece: Piece) -> str:
    """How the document is divided."""
    if piece.columns:
        return "bulletin"
    if articles.is_articles(piece.body):
        return "articles"
    if questions.is_questions(piece.body):
        return "questions"
    return "headings" if headings.is_headings(piece.body) else "paragraphs"
