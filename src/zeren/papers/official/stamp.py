"""What stands across the sheets of a draft, and of a paper that somebody took out, on a PDF that another program laid out."""

from __future__ import annotations

import json
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from zeren.papers.official.fonts import choose
from zeren.papers.official.model import OfficialDocument
from zeren.papers.printable import cleaned
from zeren.papers.typesetting import compiled, layout


def stamped(pdf: bytes, document: OfficialDocument) -> bytes:
    """The PDF, with 草稿 and the watermark across each sheet where the document has them; else as it is."""
    if not (document.draft or document.watermark):
        return pdf
    said = {"draft": document.draft, "watermark": document.watermark, "families": choose().families}
    inputs = {"said": json.dumps(cleaned(said), ensure_ascii=False)}
    over = PdfReader(
        BytesIO(compiled(layout("zeren.papers.official", "stamp.typ"), inputs, format="pdf"))
    ).pages[0]
    paper = PdfWriter(clone_from=BytesIO(pdf))
    for sheet in paper.pages:
        sheet.merge_page(over)
    out = BytesIO()
    paper.write(out)
    return out.getvalue()
