"""An issue as it goes out: both files with what makes the very same again; and as a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from zeren.papers.bulletin.docx import render_docx
from zeren.papers.bulletin.model import PrintedIssue, printed
from zeren.papers.bulletin.pdf import render_pdf
from zeren.papers.official.fonts import NoChineseFont, choose
from zeren.papers.official.issuing import ENGINES
from zeren.records.bulletin.queries import Placed
from zeren.records.bulletin.text import Issue
from zeren.records.documents.acts import Made
from zeren.records.documents.models import OfficialPaper
from zeren.records.errors import Problem, Refused


def number_of(document: OfficialPaper) -> str:
    """2026年第4期; empty before the number was given."""
    return f"{document.year}年第{document.serial}期" if document.serial else ""


def on_paper(
    document: OfficialPaper, issue: Issue, pieces: Iterable[Placed], receipt: Mapping[str, Any]
) -> PrintedIssue:
    """As it stands: the issued one from what its log keeps, else a draft."""
    if not receipt:
        return printed(issue, pieces, document.organ.name, draft=True)
    day = date.fromisoformat(receipt["issued_on"])
    return printed(issue, pieces, receipt["by"]["editor"], number=number_of(document), day=day)


def reproduced(paper: PrintedIssue, receipt: Mapping[str, Any]) -> dict[str, bool]:
    """Whether each file of an issue comes out again byte for byte."""
    made = {"docx": render_docx(paper), "pdf": render_pdf(paper)}
    return {kind: sha256(content).hexdigest() == receipt[kind] for kind, content in made.items()}


def render(document: OfficialPaper, issue: Issue, pieces: list[Placed], day: date) -> Made:
    """Both files of a numbered issue; it bears the day on which it goes out. Raises Refused without a Chinese font."""
    editor = issue.editor or document.organ.name
    paper = printed(issue, pieces, editor, number=number_of(document), day=document.issued_on)
    try:
        fonts = choose()
        files = render_docx(paper), render_pdf(paper, fonts)
    except NoChineseFont as none:
        raise Refused([Problem("mark", str(none), "no Chinese font on this machine")]) from None
    engines = {name: version(name) for name in ENGINES}
    by = {
        "editor": editor,
        "families": fonts.families,
        "substitutes": list(fonts.substitutes),
        "engines": engines,
    }
    return Made(*files, by)
