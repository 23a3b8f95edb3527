"""A paper from an organ's own DOCX: fields filled however they were cut, hostile files refused with their reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from papers.kinds import decision
from zeren.papers.official import many, templates
from zeren.papers.official.docx import render_docx
from zeren.papers.official.fonts import NoFontFor
from zeren.papers.official.model import OfficialDocument, paragraphs
from zeren.papers.official.pdf import render_pdf
from zeren.records.containers import Unsafe

pytestmark = pytest.mark.anywhere
LINES = ("{{title}}", "{{ addressee }}：", "{{body}}", "{{annexes}}", "{{signed_by}}　{{dated}}")


def made(*lines: str, change: Callable[[Any], None] | None = None) -> bytes:
    paper = Document()
    for line in lines or LINES:
        paper.add_paragraph(line)
    if change:
        change(paper)
    out = BytesIO()
    paper.save(out)
    return out.getvalue()


def texts(content: bytes) -> list[str]:
    return [line.text for line in Document(BytesIO(content)).paragraphs]


def test_every_field_is_filled_and_the_body_has_its_paragraphs() -> None:
    found = texts(templates.fill(made(), decision()))
    assert found[:2] == ["关于对李某某予以问责的决定", "县住建局党组："]
    assert found[2].startswith("经查") and "一、问责事实" in found and "附件：1. 事实材料清单" in found
    assert found[-1] == "中共青岚县纪律检查委员会　2026年10月13日"
    assert not [line for line in found if "{{" in line]


def test_the_same_paper_is_the_same_file() -> None:
    assert templates.fill(made(), decision()) == templates.fill(made(), decision())


def test_a_field_cut_into_runs_takes_the_look_of_its_first() -> None:
    def cut(paper: Any) -> None:
        line = paper.add_paragraph("")
        for text, bold in (("甲{{", False), ("num", True), ("ber}}乙", False)):
            line.add_run(text).bold = bold

    content = templates.fill(made(*LINES, change=cut), decision())
    assert texts(content)[-1] == "甲青纪发〔2026〕31号乙"


def test_a_value_that_looks_like_a_field_is_no_field() -> None:
    paper = decision(title="{{body}}", body=paragraphs("{{signed_by}}"), signed_by="{{title}}")
    found = texts(templates.fill(made(), paper))
    assert found[0] == "{{body}}" and "{{signed_by}}" in found and found[-1].startswith("{{title}}")


def test_fields_in_tables_heads_and_feet_are_filled() -> None:
    def elsewhere(paper: Any) -> None:
        paper.add_table(1, 1).cell(0, 0).text = "{{number}}"
        paper.sections[0].header.paragraphs[0].text = "{{title}}"
        paper.sections[0].footer.paragraphs[0].text = "{{copies}}"

    paper = Document(BytesIO(templates.fill(made(*LINES, change=elsewhere), decision())))
    assert paper.tables[0].cell(0, 0).text == "青纪发〔2026〕31号"
    assert paper.sections[0].header.paragraphs[0].text == "关于对李某某予以问责的决定"
    assert paper.sections[0].footer.paragraphs[0].text == "县委办公室，县委组织部"


def test_a_draft_says_so_first() -> None:
    found = texts(templates.fill(made(), decision(draft=True, footer="甲　2026-10-13 生成")))
    assert found[0] == "草稿　甲　2026-10-13 生成"


@pytest.mark.parametrize(
    ("lines", "unknown", "missing"),
    [
        (LINES, (), ()), ((*LINES, "{{titel}}"), ("titel",), ()), (LINES[:2], (), ("body", "signed_by", "dated")),
        ((*LINES[:2], "正文：{{body}}", *LINES[3:]), (), ("body",)),
    ],
)  # fmt: skip
def test_unknown_and_missing_fields_are_named(
    lines: tuple[str, ...], unknown: tuple[str, ...], missing: tuple[str, ...]
) -> None:
    looked = templates.look(made(*lines))
    assert (looked.unknown, looked.missing) == (unknown, missing)


def instruction(text: str) -> Callable[[Any], None]:
    def add(paper: Any) -> None:
        run = paper.add_paragraph("").add_run("")
        element = OxmlElement("w:instrText")
        element.text = text
        run._r.append(element)

    return add


def embedded(paper: Any) -> None:
    paper.add_paragraph("").add_run("")._r.append(OxmlElement("w:object"))


@pytest.mark.parametrize(
    "content",
    [
        made(*LINES, "{% for x in y %}"), made(*LINES, "{{ title.__class__ }}"), made(*LINES, "{{ 7*7 }}"), made(*LINES, "{{title|safe}}"),
        made(*LINES, "{# 注 #}"), made(*LINES, "${title}"), made(*LINES, change=instruction(" INCLUDETEXT c:\\x ")),
        made(*LINES, change=instruction("DDEAUTO cmd")), made(*LINES, change=embedded), b"PK\x03\x04", b"",
    ],
)  # fmt: skip
def test_code_outside_and_embedded_content_is_refused(content: bytes) -> None:
    for act in (templates.look, lambda c: templates.fill(c, decision())):
        with pytest.raises(Unsafe):
            act(content)


def test_a_link_to_somewhere_is_refused_in_the_text_and_in_a_head() -> None:
    def linked(part: Any) -> None:
        part.relate_to("http://example.test/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    for where in (lambda p: p.part, lambda p: p.sections[0].header.part):
        with pytest.raises(Unsafe, match="links to something outside"):
            templates.look(made(*LINES, change=lambda paper, where=where: linked(where(paper))))


@pytest.mark.parametrize("name", ["word/vbaProject.bin", "word/activeX/activeX1.xml"])
def test_macros_are_refused(name: str) -> None:
    out = BytesIO(made())
    with ZipFile(out, "a") as box:
        box.writestr(name, b"x")
    with pytest.raises(Unsafe, match="macro"):
        templates.look(out.getvalue())


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOTES_TYPE = b'<Override PartName="/word/notes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'
NOTES_LINK = b'<Relationship Id="rN" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="notes.xml"/></Relationships>'


def notes(instruction: str) -> bytes:
    """A template with notes at the foot that hold a field instruction."""
    out = BytesIO()
    with ZipFile(BytesIO(made())) as before, ZipFile(out, "w") as box:
        for name in before.namelist():
            data = before.read(name).replace(b"</Types>", NOTES_TYPE)
            if name == "word/_rels/document.xml.rels":
                data = data.replace(b"</Relationships>", NOTES_LINK)
            box.writestr(name, data)
        said = f"<w:footnotes {W}><w:footnote><w:p><w:r>{instruction}</w:r></w:p></w:footnote></w:footnotes>"
        box.writestr("word/notes.xml", said)
    return out.getvalue()


@pytest.mark.parametrize(
    "instruction",
    [
        '<w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText>',
        "<w:fldSimple w:instr='INCLUDEPICTURE x'/>",
        "<w:altChunk/>",
    ],
)
def test_what_would_be_fetched_by_a_note_is_refused_too(instruction: str) -> None:
    with pytest.raises(Unsafe):
        templates.look(notes(instruction))


def test_page_numbers_in_notes_may_stand() -> None:
    assert not templates.look(notes("<w:instrText>PAGE</w:instrText>")).unknown


def test_the_instruction_of_a_field_counts_and_not_what_it_shows() -> None:
    def hidden(paper: Any) -> None:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "INCLUDEPICTURE x")
        field.text = "PAGE"
        paper.add_paragraph("")._p.append(field)

    with pytest.raises(Unsafe):
        templates.look(made(*LINES, change=hidden))


def test_signs_that_nobody_sees_and_titles_of_any_length_break_nothing() -> None:
    paper = replace(decision(), title="关\x01于" * 200, body=paragraphs("经\ufffe查\x1b。"))
    for content in (templates.fill(made(), paper), render_docx(paper)):
        assert "经查。" in texts(content) and "关于关于" in "".join(texts(content))
    assert render_pdf(paper).startswith(b"%PDF")


def test_a_sign_that_no_font_has_is_named_and_no_box_is_printed() -> None:
    with pytest.raises(NoFontFor, match="“U\\+E000”"):
        render_pdf(replace(decision(), body=paragraphs("任\ue000同志")))
    assert many.laid([(replace(decision(), body=paragraphs("任\ue000同志")), None)]) == [many.NO_FONT]


def test_page_numbers_may_stand(tmp_path: Any) -> None:
    assert templates.look(made(*LINES, change=instruction(" PAGE "))).unknown == ()


def test_the_one_to_begin_with_is_whole() -> None:
    named = {name: f"{{{{{name}}}}}" for name in templates.FIELDS}
    paper = OfficialDocument(
        title=named["title"], body=paragraphs(named["body"]), signed_by=named["signed_by"]
    )
    assert templates.look(templates.starting(render_docx(paper))).missing == ()
