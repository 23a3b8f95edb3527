"""A paper leaves the house as GB/T 9704-2012 lays it out, or not at all."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from pypdf import PdfReader

from zeren.papers.official.docx import render_docx
from zeren.papers.official.fonts import STANDARD, NoChineseFont, choose
from zeren.papers.official.model import OfficialDocument, chinese_day, paragraphs
from zeren.papers.official.pdf import render_pdf

MM = 72 / 25.4


def decision(**changes: object) -> OfficialDocument:
    parts: dict[str, object] = {
        "title": "关于对李某某同志问责的决定",
        "issuer_mark": "中共青岚县纪律检查委员会文件",
        "number": "青纪问〔2026〕17号",
        "addressee": "县住房和城乡建设局党组",
        "body": paragraphs("经查，督促不力。\n一、事实\n（一）经过\n来信未答复。"),
        "annexes": ("事实材料清单", "申诉权利告知书"),
        "signed_by": "中共青岚县纪律检查委员会",
        "dated": date(2026, 10, 3),
        "copies_to": ("县委组织部",),
        "printed_by": "县纪委办公室",
        "printed_on": date(2026, 10, 9),
    }
    return OfficialDocument(**(parts | changes))  # type: ignore[arg-type]


def pdf_lines(document: OfficialDocument, page: int = 0) -> list[str]:
    text = PdfReader(BytesIO(render_pdf(document))).pages[page].extract_text()
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_headings_take_their_level_from_the_enumerator() -> None:
    levels = [p.level for p in paragraphs("一、甲\n（二）乙\n3.丙\n（4）丁\n\n平文")]
    assert levels == ["1", "2", "3", "4", "text"]


def test_the_day_is_written_without_leading_zeros() -> None:
    assert chinese_day(date(2024, 3, 4)) == "2024年3月4日"


def test_pdf_is_a4_and_archival() -> None:
    pdf = render_pdf(decision())
    page = PdfReader(BytesIO(pdf)).pages[0]
    assert float(page.mediabox.width) == pytest.approx(210 * MM, abs=0.5)
    assert float(page.mediabox.height) == pytest.approx(297 * MM, abs=0.5)
    assert b"pdfaid" in pdf or "pdfaid" in str(PdfReader(BytesIO(pdf)).xmp_metadata.stream.get_data())


def test_a_page_holds_22_lines_of_28_characters() -> None:
    full = decision(
        issuer_mark=None, number=None, addressee=None, body=paragraphs("字" * 28 * 60), annexes=()
    )
    lines = [line for line in pdf_lines(full, page=1) if set(line) == {"字"}]
    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_every_part_stands_in_the_pdf_in_its_order() -> None:
    text = "\n".join(pdf_lines(decision()))
    order = [
        "中共青岚县纪律检查委员会文件",
        "青纪问〔2026〕17号",
        "关于对李某某同志问责的决定",
        "县住房和城乡建设局党组：",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert "2026年10月3日" in "".join(
        PdfReader(BytesIO(render_pdf(decision()))).pages[-1].extract_text().split()
    )


def test_a_draft_says_so_on_every_sheet() -> None:
    pages = PdfReader(BytesIO(render_pdf(decision(draft=True, body=paragraphs("字" * 28 * 60))))).pages
    assert all("草稿" in page.extract_text().replace(" ", "") for page in pages)
    assert "草稿" not in "".join(pdf_lines(decision()))


def test_without_a_chinese_font_the_paper_is_refused_and_says_what_to_install() -> None:
    with pytest.raises(NoChineseFont) as refused:
        choose(frozenset({"DejaVu Sans", "Liberation Serif"}))
    assert "fonts-noto-cjk" in str(refused.value)
    assert "No Chinese font" in str(refused.value)


def test_a_substitute_is_named_and_the_standards_own_face_is_preferred() -> None:
    chosen = choose(frozenset({"Noto Serif CJK SC", "SimHei"}))
    assert chosen.families["black"] == "SimHei"
    assert chosen.families["body"] == "Noto Serif CJK SC"
    assert any(line.startswith("仿宋：本机未装") for line in chosen.substitutes)
    assert not any(line.startswith("黑体") for line in chosen.substitutes)


def test_docx_carries_margins_and_the_typefaces_of_the_standard() -> None:
    paper = Document(BytesIO(render_docx(decision())))
    section = paper.sections[0]
    assert (section.top_margin, section.left_margin) == (
        pytest.approx(Mm(37), abs=700),
        pytest.approx(Mm(28), abs=700),
    )
    assert (section.bottom_margin, section.right_margin) == (
        pytest.approx(Mm(35), abs=700),
        pytest.approx(Mm(26), abs=700),
    )
    title = next(p for p in paper.paragraphs if p.text == "关于对李某某同志问责的决定")
    fonts = title.runs[0]._element.rPr.find(qn("w:rFonts"))
    assert fonts.get(qn("w:eastAsia")) == STANDARD["title"][0]
    assert title.runs[0].font.size.pt == 22


def test_docx_says_what_the_pdf_says() -> None:
    paper = Document(BytesIO(render_docx(decision())))
    text = "\n".join(p.text for p in paper.paragraphs)
    for part in (
        "青纪问〔2026〕17号",
        "附件：1. 事实材料清单",
        "2. 申诉权利告知书",
        "中共青岚县纪律检查委员会",
        "2026年10月3日",
    ):
        assert part in text
    assert paper.tables[0].rows[1].cells[1].text == "2026年10月9日印发"


def test_markup_in_a_name_stays_text() -> None:
    """A name or title is text: nothing in it is carried out by the layout engine."""
    odd = decision(title='#panic("x") *粗* $x$ \\ 决定')
    assert '#panic("x") *粗* $x$ \\ 决定' in " ".join(pdf_lines(odd))
