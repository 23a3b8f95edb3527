"""Bulletins: columns (要闻摘登……), pieces, headings without numbers; counted in print order at each level."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.law.texts import marks, units
from zeren.law.texts.articles import Built
from zeren.law.texts.model import Paragraph
from zeren.law.texts.units import Unit

_COLUMN = re.compile(r"[^。，；：？！]{2,14}(?:……|…|\.{3,}|·{3,})")
_LONG_GAP = 8
"""So many blank lines end a piece: the end of a section, or a picture that was lost."""
_LONGEST_HEADING = 48


def columns(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Where the columns begin; empty if this is no bulletin of at least two."""
    found = [n for n, one in enumerate(paragraphs) if _COLUMN.fullmatch(one.text)]
    masthead = found and all(
        marks.is_bare(one.text) or one.text.startswith("（") for one in paragraphs[: found[0]]
    )
    return found if len(found) >= 2 and masthead else []


def build(
    paragraphs: Sequence[Paragraph], starts: Sequence[int], documents: Sequence[tuple[int, int]]
) -> Built:
    """The units of a bulletin. ``documents``: where a whole regulation stands (it has its own addresses)."""
    out = Built()
    for number, (start, end) in enumerate(units.stretches(starts, len(paragraphs)), 1):
        head = paragraphs[start]
        column = Unit(str(number), head.first, head.last, head.text)
        inner = [span for span in documents if start < span[0] < end]
        for place, (first, last, whole) in enumerate(_pieces(paragraphs, start + 1, end, inner), 1):
            column.add(_piece(place, paragraphs[first:last], whole))
        out.units.append(column)
    return out


def _pieces(
    paragraphs: Sequence[Paragraph], start: int, end: int, documents: Sequence[tuple[int, int]]
) -> list[tuple[int, int, bool]]:
    """The pieces of a column, as (first, end, is it a whole regulation)."""
    cuts: list[tuple[int, bool]] = [(start, False)] if start < end else []
    body = False
    for place in range(start, end):
        one = paragraphs[place]
        if any(place == span[0] for span in documents):
            cuts = [cut for cut in cuts if cut[0] != place] + [(place, True)]
        elif any(place == span[1] for span in documents) or (
            one.gap >= _LONG_GAP and body and _is_heading(one)
        ):
            cuts.append((place, False))
            body = False
        body = body or not _is_heading(one)
    spans = units.stretches([place for place, _ in cuts], end)
    return [
        (first, last, whole) for (first, last), (_, whole) in zip(spans, cuts, strict=True) if first < last
    ]


def _is_heading(paragraph: Paragraph) -> bool:
    """A short paragraph without a full stop; a question may head a section."""
    text = paragraph.text
    return len(text) <= _LONGEST_HEADING and (
        marks.is_bare(text) or (text.endswith(("？", "?")) and len(text) <= 30)
    )


def _piece(number: int, paragraphs: Sequence[Paragraph], whole: bool) -> Unit:
    """Title, ``lead`` before the first heading, then the headings with their paragraphs."""
    title = paragraphs[0]
    piece = Unit(str(number), title.first, paragraphs[-1].last, title.text)
    if whole:
        piece.text = "\n".join(one.text for one in paragraphs)
        return piece
    heads = [n for n, one in enumerate(paragraphs) if n and _is_heading(one)]
    lead = list(paragraphs[1 : heads[0] if heads else len(paragraphs)])
    if lead and heads:
        piece.add(units.group("lead", lead))
    elif lead:
        _paragraphs(piece, lead)
    for place, (start, end) in enumerate(units.stretches(heads, len(paragraphs)), 1):
        head = paragraphs[start]
        section = Unit(str(place), head.first, head.last, head.text)
        _paragraphs(section, list(paragraphs[start + 1 : end]))
        piece.add(section)
    return piece


def _paragraphs(unit: Unit, paragraphs: list[Paragraph]) -> None:
    """One paragraph is the unit's own text; several are ``p1``, ``p2``."""
    if len(paragraphs) == 1:
        unit.text += f"\n{paragraphs[0].text}"
        unit.last = max(unit.last, paragraphs[0].last)
        return
    for number, one in enumerate(paragraphs, 1):
        unit.add(units.paragraph_unit(f"p{number}", one))
