"""The report on duties (半年、年终报告) drafted from the list: what was owed, how often it was done, on which days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zeren.law.addresses import to_chinese
from zeren.papers.official.model import Block, OfficialDocument, Paragraph


@dataclass(frozen=True, slots=True)
class Line:
    """One duty in the report: its name, provision, and a sentence on how it stands. ``url``: the records behind it."""

    title: str
    cite: str
    says: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The duties of one body; ``left``: how many more there are of which nothing is to be said."""

    title: str
    lines: tuple[Line, ...]
    left: str = ""


@dataclass(frozen=True, slots=True)
class DutyReport:
    """A draft: people complete the words; every figure is that of the ledger on the day."""

    title: str
    addressee: str
    opening: str
    parts: tuple[Part, ...]
    problems: tuple[str, ...]
    signed_by: str


def numbered(parts: Sequence[Part]) -> list[tuple[str, Part]]:
    """Each part with its heading: 一、…"""
    return [(f"{to_chinese(place)}、{part.title}", part) for place, part in enumerate(parts, start=1)]


def document(report: DutyReport, *, draft: bool = True) -> OfficialDocument:
    """As an official document in the manner of GB/T 9704; number and day are set when it is issued."""
    body: list[Block] = [Paragraph(report.opening)]
    for head, part in numbered(report.parts):
        body.append(Paragraph(head, "1"))
        for place, line in enumerate(part.lines, start=1):
            cite = f"（{line.cite}）" if line.cite else ""
            body.append(Paragraph(f"{place}. {line.title}{cite}。{line.says}"))
        if part.left:
            body.append(Paragraph(part.left))
    body.append(Paragraph(f"{to_chinese(len(report.parts) + 1)}、存在的问题和下一步打算", "1"))
    body += [Paragraph(text) for text in report.problems] or [Paragraph("（由起草人填写）")]
    return OfficialDocument(
        title=report.title,
        body=tuple(body),
        addressee=report.addressee,
        signed_by=report.signed_by,
        draft=draft,
    )
