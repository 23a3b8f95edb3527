"""A page is filled to its 22 lines, whatever paragraph falls on its end (GB/T 9704-2012, 5.2.3)."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from zeren.papers.official.model import OfficialDocument, paragraphs
from zeren.papers.official.pdf import render_pdf


@pytest.mark.parametrize("before", range(8))
def test_no_line_is_left_free_at_the_foot_of_a_page(before: int) -> None:
    text = "\n".join(["首" * 10] * before + ["字" * 28 * 4] * 12)
    document = OfficialDocument(title="长文", body=paragraphs(text))
    pages = PdfReader(BytesIO(render_pdf(document))).pages
    second = [line for line in pages[1].extract_text().splitlines() if set(line.strip()) & {"字", "首"}]
    assert len(second) == 22
