"""Questions and answers: the ordinal of the question, then the printed 一是, 二是 of its answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zeren.law.texts import units
from zeren.law.texts.articles import Built
from zeren.law.texts.headings import node_unit
from zeren.law.texts.model import Paragraph
from zeren.law.texts.outline import Outline, entries
from zeren.law.texts.units import Unit

_QUESTION = re.compile(r"^(?:问|记者问?|提问)\s*[：:]\s*")
_ANSWER = re.compile(r"^(?:答|回答|\w{0,12}负责(?:人|同志))\s*[：:]\s*")


def is_questions(paragraphs: Sequence[Paragraph]) -> bool:
    """At least one question that an answer follows."""
    pairs = zip(paragraphs, paragraphs[1:], strict=False)
    return any(_QUESTION.match(one.text) and _ANSWER.match(after.text) for one, after in pairs)


def build(paragraphs: Sequence[Paragraph]) -> Built:
    """``preamble`` before the first question, then one unit a question, from 问 to the end of 答."""
    starts = [n for n, one in enumerate(paragraphs) if _QUESTION.match(one.text)]
    out = Built()
    if starts[0]:
        out.units.append(units.group("preamble", list(paragraphs[: starts[0]])))
    for number, (start, end) in enumerate(units.stretches(starts, len(paragraphs)), 1):
        out.units.append(_question(number, paragraphs[start:end]))
    return out


def _question(number: int, paragraphs: Sequence[Paragraph]) -> Unit:
    """The question is the unit's text; a short answer joins it, a list gives ``lead`` and members."""
    first = paragraphs[0]
    mark = _QUESTION.match(first.text)
    assert mark is not None
    unit = Unit(str(number), first.first, first.last, first.text[mark.end() :], mark[0].strip())
    answers = [Paragraph(_ANSWER.sub("", one.text), one.first, one.last) for one in paragraphs[1:]]
    for one in answers:
        unit.last = max(unit.last, one.last)
    if len(answers) == 1:
        _answer(unit, answers[0])
    elif answers:
        _answers(unit, answers)
    return unit


def _answer(unit: Unit, answer: Paragraph) -> None:
    before, found, after = units.members(answer.text, answer)
    if not found:
        unit.text += f"\n{answer.text}"
        return
    if before:
        unit.add(Unit("lead", answer.first, answer.last, before))
    for child in found:
        unit.add(child)
    if after:
        unit.add(Unit("closing", answer.first, answer.last, after, inline=True))


def _answers(unit: Unit, answers: list[Paragraph]) -> None:
    """An answer of several paragraphs: those that begin with a mark are members, else ``p1``, ``p2``."""
    listed = entries(answers)
    marked = [n for n, entry in enumerate(listed) if entry.mark]
    if len(marked) < 2:
        for number, one in enumerate(answers, 1):
            child = Unit(f"p{number}", one.first, one.last)
            units.fill(child, one.text, one, lead=False)
            unit.add(child)
        return
    if marked[0]:
        unit.add(units.group("lead", [entry.paragraph for entry in listed[: marked[0]]]))
    outline = Outline(listed)
    for place, entry in enumerate(listed[marked[0] :], marked[0]):
        if entry.mark:
            outline.take(place)
        else:
            outline.stack[-1].paragraphs.append(entry.paragraph)
    for node in outline.tops:
        unit.add(node_unit(node))
