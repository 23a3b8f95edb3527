"""Forms and lists as tables, titles that break well, a signature that never stands alone; in both files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from papers.kinds import DAY, ORGAN, every
from zeren.papers.official.docx import render_docx
from zeren.papers.official.model import OfficialDocument, Paragraph, Table, laid_out, paragraphs, width_of
from zeren.papers.official.pdf import render_pdf
from zeren.papers.official.specs import BadPapers, PaperSpec, compose, load_specs
from zeren.papers.official.titles import ROOM, title_lines

FORM = "请如实填写。\n一、约谈对象\n李某某\n县住建局\n二、审核意见\n签名：　　年　　月　　日"


def form() -> OfficialDocument:
    return OfficialDocument("约谈审核表", paragraphs(FORM), signed_by=ORGAN, dated=DAY, form="sheet")


def pages(document: OfficialDocument) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(render_pdf(document))).pages]


def test_a_heading_of_a_form_names_a_row_and_what_stands_under_it_is_its_answer() -> None:
    before, table = laid_out(form())
    assert before == Paragraph("请如实填写。") and isinstance(table, Table)
    assert table.rows == (("约谈对象", "李某某\n县住建局"), ("审核意见", "签名：　　年　　月　　日"))


def test_a_form_is_a_table_in_both_files() -> None:
    (drawn,) = Document(BytesIO(render_docx(form()))).tables
    assert [row.cells[0].text for row in drawn.rows] == ["约谈对象", "审核意见"]
    assert drawn.rows[0].cells[1].text == "李某某\n县住建局"
    (page,) = pages(form())
    assert "一、" not in page and "约谈对象" in page and "签名：" in page


def test_who_signs_has_room_above_the_line() -> None:
    (drawn,) = Document(BytesIO(render_docx(form()))).tables
    above = drawn.rows[1].cells[1].paragraphs[0].paragraph_format.space_before
    assert above is not None and above.mm > 15


def test_a_list_names_its_columns_on_every_sheet() -> None:
    rows = tuple((str(place), "听取来信办理情况汇报") for place in range(1, 61))
    listed = OfficialDocument("责任图表", (Table((3, 25), rows, ("序号", "责任")),))
    found = pages(listed)
    assert len(found) > 1 and all("序号" in page for page in found)
    first = Document(BytesIO(render_docx(listed))).tables[0].rows[0]
    assert first._tr.trPr is not None and first._tr.trPr.find(qn("w:tblHeader")) is not None


@pytest.mark.parametrize("kind", [name for name in every() if name != "draft"])
def test_no_sheet_carries_the_signature_alone(kind: str) -> None:
    last = pages(every()[kind])[-1].replace(" ", "")
    head, signed, _ = last.partition(f"{ORGAN}\n2026年10月13日")
    assert not signed or len(head.strip()) > 4


def test_the_heading_of_the_last_paragraph_goes_with_it() -> None:
    for before in range(6, 20):
        text = "\n".join([*(["一行"] * before), "三、申诉", "对本决定不服的，可以申诉。"])
        made = pages(OfficialDocument("决定", paragraphs(text), signed_by=ORGAN, dated=DAY))
        (page,) = [one for one in made if "三、申诉" in one]
        assert "对本决定不服的" in page


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于对李某某予以问责的决定", ("关于对李某某予以问责的决定",)),
        ("关于对李某某党风廉政建设考核情况的反馈意见", ("关于对李某某党风廉政建设", "考核情况的反馈意见")),
        ("中共青岚县纪律检查委员会2026年落实党风廉政建设责任图表", ("中共青岚县纪律检查委员会", "2026年落实党风廉政建设责任图表")),
        ("关于2026年度党风廉政建设责任制考核结果的通报", ("关于2026年度党风廉政建设", "责任制考核结果的通报")),
    ],
)  # fmt: skip
def test_a_title_breaks_into_lines_of_like_length_and_tears_no_word(
    title: str, lines: tuple[str, ...]
) -> None:
    assert title_lines(title) == lines


@given(st.text(alphabet="关于县纪委党风廉政建设（）、2026的", min_size=1, max_size=90))
def test_a_title_loses_nothing_and_every_line_fits(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(width_of(line) <= ROOM + 0.5 for line in lines)


def spec(**differs: object) -> PaperSpec:
    parts: dict[str, object] = {"id": "a", "label": "甲", "cite": ("1",), "on": "x", "kind": "甲", "title": "甲", "body": "{{ facts }}。"}  # fmt: skip
    return PaperSpec(**(parts | differs))  # type: ignore[arg-type]


@pytest.mark.parametrize(("facts", "stands"), [("没有答复", "没有答复。"), ("没有答复。", "没有答复。"), ("没有答复；", "没有答复。")])  # fmt: skip
def test_a_recorded_sentence_with_a_stop_of_its_own_ends_once(facts: str, stands: str) -> None:
    assert compose(spec(), {"facts": facts}).document.body[0].text == stands


def test_a_condition_at_the_end_of_a_line_leaves_the_next_line_alone() -> None:
    made = compose(spec(body="甲{% if b %}乙{% endif %}\n二、丙"), {"b": ""}).document
    assert [p.text for p in made.body] == ["甲", "二、丙"]


def test_a_letter_bears_its_organs_name_also_to_the_person_concerned() -> None:
    made = compose(
        spec(form="letter", mark="{{ organ }}", served=True), {"facts": "甲", "organ": ORGAN}
    ).document
    assert (made.form, made.issuer_mark) == ("letter", ORGAN)


@pytest.mark.parametrize(
    ("form", "says"), [("table", "应为 letter、sheet 或者不写"), ("letter", "信函要有 mark")]
)
def test_a_form_that_is_none_and_a_letter_without_a_head_are_refused(
    tmp_path: Path, form: str, says: str
) -> None:
    (tmp_path / "papers.yaml").write_text(
        f"papers:\n  - {{id: a, label: 甲, cite: '1', on: x, kind: 甲, title: 甲, body: 甲, form: {form}}}\n",
        encoding="utf-8",
    )
    with pytest.raises(BadPapers, match=says):
        load_specs(tmp_path)
