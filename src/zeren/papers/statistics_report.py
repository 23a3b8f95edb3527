"""The yearly report on what was counted, drafted as an official document: figures in sentences, causes left to people."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.law.addresses import to_chinese
from zeren.papers.official.model import Block, OfficialDocument, Paragraph, Table


@dataclass(frozen=True, slots=True)
class Figures:
    """One table with its words: its heading, the sentences, the columns, the rows."""

    title: str
    sentences: tuple[str, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class StatisticsReport:
    """A draft. ``basis``: by what the figures are counted; it stands at the end."""

    title: str
    addressee: str
    opening: str
    parts: tuple[Figures, ...]
    basis: str
    signed_by: str


def document(report: StatisticsReport) -> OfficialDocument:
    """In the manner of GB/T 9704; number and day are set when it is issued."""
    body: list[Block] = [Paragraph(report.opening)]
    for place, part in enumerate(report.parts, start=1):
        body.append(Paragraph(f"{to_chinese(place)}、{part.title}", "1"))
        body += [Paragraph(sentence) for sentence in part.sentences]
        if part.rows:
            widths = (7, *([21 / (len(part.columns) - 1)] * (len(part.columns) - 1)))
            body.append(Table(widths, part.rows, part.columns))
    body.append(Paragraph(f"{to_chinese(len(report.parts) + 1)}、存在的问题和下一步打算", "1"))
    body.append(Paragraph("（由起草人填写）"))
    body.append(Paragraph(f"统计口径：{report.basis}"))
    return OfficialDocument(
        report.title, tuple(body), addressee=report.addressee, signed_by=report.signed_by, draft=True
    )
