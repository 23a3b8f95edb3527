"""An official document as PDF/A-2b."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from zeren.papers.official.fonts import Chosen, choose
from zeren.papers.official.model import (
    FIGURE,
    SIGNED,
    OfficialDocument,
    chinese_day,
    laid_out,
    signature_right,
)
from zeren.papers.official.titles import title_lines
from zeren.papers.printable import cleaned
from zeren.papers.typesetting import compiled, layout


def render_pdf(document: OfficialDocument, fonts: Chosen | None = None) -> bytes:
    """Lay out ``document`` and return the PDF.

    Raises:
        NoChineseFont: when the machine has no Chinese font (never boxes).
    """
    made = compiled(_layout(), _inputs(document, fonts), format="pdf", pdf_standards=["a-2b"])
    assert isinstance(made, bytes)
    return made


def render_sheets(document: OfficialDocument, ppi: int = 100, fonts: Chosen | None = None) -> list[bytes]:
    """The sheets as pictures (PNG), by the engine that makes the PDF. Raises NoChineseFont."""
    made = compiled(_layout(), _inputs(document, fonts), format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _layout() -> bytes:
    return layout("zeren.papers.official", "gbt9704.typ")


def _inputs(document: OfficialDocument, fonts: Chosen | None) -> dict[str, str]:
    chosen = fonts or choose()
    return {
        "document": json.dumps(_plain(cleaned(document)), ensure_ascii=False),
        "families": json.dumps(chosen.families, ensure_ascii=False),
    }


def _plain(document: OfficialDocument) -> dict[str, object]:
    plain = asdict(replace(document, body=laid_out(document)))
    plain["signed_line"], plain["figure"] = SIGNED, FIGURE
    plain["title_lines"] = title_lines(document.title)
    borne = document.dated or document.printed_on
    plain["day"] = [borne.year, borne.month, borne.day] if borne else None
    for key in ("dated", "printed_on"):
        day = plain[key]
        plain[key] = chinese_day(day) if day else None
    free = signature_right(document.signed_by or "", str(plain["dated"] or ""))
    plain["signed_free"], plain["dated_free"] = free
    return plain
