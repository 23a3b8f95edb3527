"""An issue as PDF/A-2b, as pictures, and on which page each piece stands."""

from __future__ import annotations

import json
from typing import Any

from zeren.papers.bulletin.model import PrintedIssue
from zeren.papers.official.fonts import Chosen, choose
from zeren.papers.printable import cleaned
from zeren.papers.typesetting import compiled, layout


def render_pdf(issue: PrintedIssue, fonts: Chosen | None = None) -> bytes:
    """The PDF. Raises NoChineseFont."""
    made = _made(issue, fonts, format="pdf", pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


def render_sheets(issue: PrintedIssue, ppi: int = 100, fonts: Chosen | None = None) -> list[bytes]:
    """The sheets as pictures (PNG). Raises NoChineseFont."""
    made = _made(issue, fonts, format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _made(issue: PrintedIssue, fonts: Chosen | None, **asked: Any) -> Any:
    families = (fonts or choose()).families
    inputs = {
        "issue": json.dumps(cleaned(issue.plain()), ensure_ascii=False),
        "families": json.dumps(families, ensure_ascii=False),
    }
    return compiled(layout("zeren.papers.bulletin", "periodical.typ"), inputs, **asked)
