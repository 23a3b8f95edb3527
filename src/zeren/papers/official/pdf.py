"""An official document as PDF/A-2b."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files

import typst

from zeren.papers.official.fonts import Chosen, choose
from zeren.papers.official.model import OfficialDocument, chinese_day


def render_pdf(document: OfficialDocument, fonts: Chosen | None = None) -> bytes:
    """Lay out ``document`` and return the PDF.

    Raises:
        NoChineseFont: when the machine has no Chinese font (never boxes).
    """
    chosen = fonts or choose()
    return typst.compile(
        files("zeren.papers.official").joinpath("gbt9704.typ").read_bytes(),
        format="pdf",
        sys_inputs={
            "document": json.dumps(_plain(document), ensure_ascii=False),
            "families": json.dumps(chosen.families, ensure_ascii=False),
        },
        pdf_standards=["a-2b"],
    )


def _plain(document: OfficialDocument) -> dict[str, object]:
    plain = asdict(document)
    for key in ("dated", "printed_on"):
        day = plain[key]
        plain[key] = chinese_day(day) if day else None
    return plain
