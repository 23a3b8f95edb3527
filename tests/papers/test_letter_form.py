"""The letter form of GB/T 9704-2012, 10.1, in both files."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from docx import Document
from docx.shared import Mm
from pypdf import PdfReader

from zeren.papers.official.docx import render_docx
from zeren.papers.official.pdf import render_pdf
from zeren.papers.official.reminder import Printed, reminder

TEXT = (
    "青督〔2026〕3号“修路”一事，依据《督办办法》第二条，应当由承办单位反馈情况。",
    "到期日为2026年10月9日（含当日）；截至2026年10月13日，已过期限 4 日，未见记录；仍应作出。计算：期限为2026年10月9日（星期五）。",
    "请办理并登记；已经办理的，请如实补录时间并说明情况。",
    "特此函达。",
)
PRINTED = Printed(
    "中共青县县委办公室", "督提〔2026〕7号", "关于提醒反馈情况的函", TEXT, date(2026, 10, 13),
    ("青县交通局",), ("孙局长同志",),
)  # fmt: skip


def test_the_document_has_addressee_number_copies_and_the_day_of_issue() -> None:
    made = reminder(PRINTED, footer="内部")
    assert (made.form, made.issuer_mark, made.signed_by) == ("letter", PRINTED.organ, PRINTED.organ)
    assert (made.addressee, made.copies_to, made.number) == ("青县交通局", ("孙局长同志",), PRINTED.number)
    assert [p.text for p in made.body] == list(TEXT) and made.dated == date(2026, 10, 13)
    assert made.classification is None


def test_what_was_taken_back_says_so_beside_its_number() -> None:
    from dataclasses import replace

    made = reminder(replace(PRINTED, withdrawn=date(2026, 10, 14)))
    assert made.number == "督提〔2026〕7号（已于2026-10-14收回）"


def test_a_letter_of_usual_length_stands_on_one_sheet_without_a_page_number() -> None:
    pages = PdfReader(BytesIO(render_pdf(reminder(PRINTED, footer="内部")))).pages
    text = pages[0].extract_text()
    assert len(pages) == 1 and "特此函达" in text and "抄送" in text and "— 1 —" not in text


def test_a_long_one_goes_on_with_its_page_number_and_no_sheet_carries_the_signature_alone() -> None:
    from dataclasses import replace

    for times in range(4, 9):
        long = replace(PRINTED, text=(*TEXT[:1] * times, *TEXT))
        pages = [page.extract_text() for page in PdfReader(BytesIO(render_pdf(reminder(long)))).pages]
        last = pages[-1].replace(" ", "")
        assert "特此函达" in last and "2026年10月13日" in last and last.count("抄送：孙局长同志。") == 1
        assert [f"— {place} —" in text for place, text in enumerate(pages, 1)] == [
            False,
            *[True] * (len(pages) - 1),
        ]


def test_the_word_file_has_the_name_and_the_lines_on_its_first_sheet_alone() -> None:
    paper = Document(BytesIO(render_docx(reminder(PRINTED, classification="秘密", period="至2030年1月1日"))))
    section = paper.sections[0]
    assert section.different_first_page_header_footer
    assert abs(section.header_distance - Mm(30)) < Mm(0.1) and abs(section.footer_distance - Mm(20)) < Mm(0.1)
    head = section.first_page_header.paragraphs[0]
    assert head.text == "中共青县县委办公室" and "thickThinSmallGap" in head._p.xml
    assert "thinThickSmallGap" in section.first_page_footer.paragraphs[0]._p.xml
    assert section.header.paragraphs[0].text == ""
    lines = [p.text for p in paper.paragraphs]
    assert lines[0] == "秘密★至2030年1月1日\t督提〔2026〕7号"
    assert "青县交通局：" in lines and lines[-2:] != [] and "2026年10月13日" in lines
    assert lines[-1] == "抄送：孙局长同志。" and not paper.tables


def test_the_last_paragraph_stays_with_the_signature() -> None:
    paper = Document(BytesIO(render_docx(reminder(PRINTED))))
    last = next(p for p in paper.paragraphs if p.text == "特此函达。")
    assert last.paragraph_format.keep_with_next


def test_other_documents_stay_as_they_were() -> None:
    from dataclasses import replace

    made = replace(reminder(PRINTED), form="document")
    paper = Document(BytesIO(render_docx(made)))
    assert not paper.sections[0].different_first_page_header_footer
    assert abs(paper.sections[0].footer_distance - Mm(23)) < Mm(0.1)
