"""Documents in headings (一、（一）1.（1）一是) and documents of mere paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.law.texts import marks, units
from zeren.law.texts.articles import Built
from zeren.law.texts.model import Paragraph
from zeren.law.texts.outline import Node, Outline, entries
from zeren.law.texts.units import Unit

_IGNORED = frozenset(("article", "chapter"))
_FINAL_CLAUSE = re.compile(r"^本\w{2,8}.{0,40}(?:解释|施行|实施|执行|生效)")
_WHOLE_PART = re.compile("^(?:同时|此外|另外|以上|上述)")


def is_headings(paragraphs: Sequence[Paragraph]) -> bool:
    """At least two paragraphs begin with a mark."""
    return sum(1 for entry in entries(paragraphs, _IGNORED) if entry.mark) >= 2


def build(paragraphs: Sequence[Paragraph], notice: Sequence[Paragraph] = (), excerpt: bool = False) -> Built:
    """The units of a document in headings. An excerpt has no closing."""
    out = Built()
    listed = entries(paragraphs, _IGNORED)
    outline = Outline(listed, excerpt)
    preamble: list[Paragraph] = []
    last_mark = max(place for place, entry in enumerate(listed) if entry.mark)
    for place, entry in enumerate(listed[: last_mark + 1]):
        if entry.mark is not None:
            outline.take(place)
        elif outline.stack:
            _attach(outline.stack[-1], entry.paragraph)
        else:
            preamble.append(entry.paragraph)
    closing = _closing(outline.stack[-1], [one.paragraph for one in listed[last_mark + 1 :]], excerpt)
    if notice:
        out.units.append(units.group("notice", list(notice)))
    if preamble:
        out.units.append(units.group("preamble", preamble))
    out.units.extend(node_unit(node) for node in outline.tops)
    if closing:
        out.units.append(units.group("closing", closing))
    out.defects = outline.defects
    return out


def _attach(node: Node, paragraph: Paragraph) -> None:
    (node.after if node.nodes else node.paragraphs).append(paragraph)


def _closing(node: Node, tail: list[Paragraph], excerpt: bool) -> list[Paragraph]:
    """What follows the last unit: closing when that unit's text stands on its heading's line, else the unit's own.

    Clauses on interpretation and entry into force, and signatures, close the document in any case.
    """
    own = 0
    if excerpt or node.bare:
        own = next((n for n, one in enumerate(tail) if not excerpt and _ends_document(one)), len(tail))
    for paragraph in tail[:own]:
        _attach(node, paragraph)
    return tail[own:]


def _ends_document(paragraph: Paragraph) -> bool:
    return bool(_FINAL_CLAUSE.match(paragraph.text)) or marks.is_bare(paragraph.text)


# ---------------------------------------------------------------- one unit


def node_unit(node: Node) -> Unit:
    """A heading or point with its text, lead, sub-units and paragraphs."""
    place = node.entry.paragraph
    unit = Unit(str(node.number), place.first, place.last, mark=node.mark.printed)
    unit.defect = units.told(node.fault, node.mark.printed, node.number)
    if node.nodes:
        _with_nodes(unit, node)
    elif node.paragraphs:
        _with_paragraphs(unit, node)
    else:
        _on_its_line(unit, node.text, place)
    return unit


def _with_nodes(unit: Unit, node: Node) -> None:
    """Heading, lead (the rest of the line and the paragraphs before the first sub-unit), sub-units, closing."""
    place = node.entry.paragraph
    end = len(node.text) if node.bare else marks.first_sentence(node.text)
    unit.text = node.text[:end]
    rest = node.text[end:].strip()
    leads = ([Paragraph(rest, place.first, place.last)] if rest else []) + node.paragraphs
    if leads:
        lead = unit.add(units.group("lead", leads))
        lead.inline = bool(rest)
    closing = _for_the_whole_part(node)
    for inner in node.nodes:
        unit.add(node_unit(inner))
    if closing:
        child = unit.add(units.paragraph_unit("closing", closing))
        child.defect = "没有编号，对本部分通用 / without a number, speaks for the whole part"
    for number, paragraph in enumerate(node.after, 1):
        unit.add(units.paragraph_unit(f"p{number}", paragraph))


def _for_the_whole_part(node: Node) -> Paragraph | None:
    """The points are bare headings with one paragraph each, and the last has one more that begins 同时 or the like."""
    if len(node.nodes) < 2 or not all(one.bare and not one.nodes for one in node.nodes):
        return None
    if [len(one.paragraphs) for one in node.nodes] != [1] * (len(node.nodes) - 1) + [2]:
        return None
    if not _WHOLE_PART.match(node.nodes[-1].paragraphs[1].text):
        return None
    return node.nodes[-1].paragraphs.pop()


def _with_paragraphs(unit: Unit, node: Node) -> None:
    """``p1`` is the paragraph on the heading's line, or directly under a bare heading."""
    place = node.entry.paragraph
    if node.bare and len(node.paragraphs) == 1:
        unit.text = node.text
        _single(unit, node.paragraphs[0])
        return
    found = list(node.paragraphs)
    if node.bare:
        unit.text = node.text
    else:
        end = marks.first_sentence(node.text)
        rest = node.text[end:].strip()
        unit.text = node.text[:end] if rest else ""
        found.insert(0, Paragraph(rest or node.text, place.first, place.last))
    for number, paragraph in enumerate(found, 1):
        child = Unit(f"p{number}", paragraph.first, paragraph.last, inline=not node.bare and number == 1)
        units.fill(child, paragraph.text, paragraph, lead=False)
        unit.add(child)


def _single(unit: Unit, paragraph: Paragraph) -> None:
    """One paragraph under a bare heading is the unit's own text; a list inside it gives sub-units."""
    before, found, after = units.members(paragraph.text, paragraph)
    unit.last = max(unit.last, paragraph.last)
    if not found:
        unit.text += f"\n{paragraph.text}" if unit.text else paragraph.text
        return
    if before:
        unit.add(Unit("lead", paragraph.first, paragraph.last, before))
    for child in found:
        unit.add(child)
    if after:
        unit.add(Unit("closing", paragraph.first, paragraph.last, after, inline=True))


def _on_its_line(unit: Unit, text: str, place: Paragraph) -> None:
    """The unit is one line: its text, or heading, lead and list."""
    before, found, after = units.members(text, place)
    end = marks.first_sentence(before)
    if not found:
        unit.text = text
        return
    unit.text = before[:end]
    if before[end:].strip():
        unit.add(Unit("lead", place.first, place.last, before[end:].strip(), inline=True))
    for child in found:
        unit.add(child)
    if after:
        unit.add(Unit("closing", place.first, place.last, after, inline=True))


def build_paragraphs(paragraphs: Sequence[Paragraph], notice: Sequence[Paragraph] = ()) -> Built:
    """A document without headings: ``p1``, ``p2``; a list inside one gives ``p2.1``."""
    out = Built()
    if notice:
        out.units.append(units.group("notice", list(notice)))
    for number, paragraph in enumerate(paragraphs, 1):
        unit = Unit(f"p{number}", paragraph.first, paragraph.last)
        units.fill(unit, paragraph.text, paragraph, lead=False)
        out.units.append(unit)
    return out
