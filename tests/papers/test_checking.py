"""The format check: our own papers satisfy it; each departure is named with place, measure, demand and clause."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from papers.kinds import KINDS, decision, of_packs
from zeren.papers.official.checking import check, opening
from zeren.papers.official.docx import render_docx
from zeren.records.containers import Unsafe

DECISION = render_docx(decision())


def saved(word: Any) -> bytes:
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def changed(change: Callable[[Any], None], content: bytes = DECISION) -> bytes:
    """The decision with something wrong."""
    word = Document(BytesIO(content))
    change(word)
    return saved(word)


def line(word: Any, begins: str) -> Any:
    return next(p for p in word.paragraphs if p.text.strip().startswith(begins))


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "draft"])
def test_our_own_documents_satisfy_it_whole(kind: str) -> None:
    report = check(render_docx(KINDS[kind]))
    assert report.departures == () and report.of("unknown") == ()
    assert len(report.of("met")) > 35


def test_every_paper_beside_every_pack_satisfies_it() -> None:
    wrong = {name: check(render_docx(document)).departures for name, document in of_packs().items()}
    assert len(wrong) > 25 and {name: found for name, found in wrong.items() if found} == {}


def test_a_draft_lacks_its_number_and_that_is_no_departure() -> None:
    report = check(render_docx(KINDS["draft"]))
    assert report.departures == () and [c.id for c in report.of("unknown")] == ["number"]


def margin(side: str, value: float) -> Callable[[Any], None]:
    return lambda word: setattr(word.sections[0], f"{side}_margin", Mm(value))


@pytest.mark.parametrize(("side", "usual"), [("top", 37), ("bottom", 35), ("left", 28), ("right", 26)])
def test_a_margin_may_be_a_millimetre_off_and_no_more(side: str, usual: int) -> None:
    def found(value: float) -> set[str]:
        return {c.id for c in check(changed(margin(side, value))).departures}

    assert f"margin-{side}" not in found(usual - 0.9) and f"margin-{side}" in found(usual - 1.2)


def pitch(points: float) -> Callable[[Any], None]:
    def change(word: Any) -> None:
        for paragraph in word.paragraphs:
            paragraph.paragraph_format.line_spacing = Pt(points)

    return change


@pytest.mark.parametrize(
    ("points", "lines"), [(27.0, "23 行"), (28.0, "22 行"), (29.0, "22 行"), (30.0, "21 行")]
)
def test_lines_of_a_page_are_counted_from_the_pitch(points: float, lines: str) -> None:
    found = next(c for c in check(changed(pitch(points))).checks if c.id == "lines")
    assert found.found.startswith(lines) and (found.verdict == "met") == (lines == "22 行")


def test_characters_of_a_line_are_counted_with_what_the_file_adds_to_each() -> None:
    def plain(word: Any) -> None:
        for spacing in word.styles.element.iter(qn("w:spacing")):
            if spacing.getparent().tag == qn("w:rPr"):
                spacing.set(qn("w:val"), "0")

    found = next(c for c in check(changed(plain)).checks if c.id == "characters")
    assert (found.verdict, found.found[:4], found.clause) == ("departure", "27 字", "5.2.3")


def face(begins: str, name: str, size: float | None = None) -> Callable[[Any], None]:
    def change(word: Any) -> None:
        for run in line(word, begins).runs:
            run._element.rPr.find(qn("w:rFonts")).set(qn("w:eastAsia"), name)
            if size:
                run.font.size = Pt(size)

    return change


def text(begins: str, becomes: str) -> Callable[[Any], None]:
    return lambda word: setattr(line(word, begins).runs[0], "text", becomes)


def align(begins: str, where: Any) -> Callable[[Any], None]:
    return lambda word: setattr(line(word, begins).paragraph_format, "alignment", where)


def red(word: Any) -> None:
    line(word, "经查").runs[0].font.color.rgb = RGBColor(0, 0, 255)


def flush(word: Any) -> None:
    line(word, "经查").paragraph_format.first_line_indent = Mm(0)


def drop_footer(word: Any) -> None:
    for footer in (word.sections[0].footer, word.sections[0].even_page_footer):
        for paragraph in list(footer.paragraphs):
            paragraph._p.getparent().remove(paragraph._p)
        footer.add_paragraph("")


def blank_gone(word: Any) -> None:
    line(word, "附件")._p.getprevious().getparent().remove(line(word, "附件")._p.getprevious())


@pytest.mark.parametrize(
    ("change", "id", "clause", "says"),
    [
        (face("关于对", "宋体"), "title-face", "7.3.1", "宋体"),
        (face("关于对", "方正小标宋简体", 18), "title-size", "7.3.1", "18 磅"),
        (align("关于对", WD_ALIGN_PARAGRAPH.LEFT), "title-centre", "7.3.1", "没有居中"),
        (face("经查", "宋体"), "face-text", "7.3.3", "宋体"),
        (face("一、问责", "仿宋"), "face-1", "7.3.3", "仿宋"),
        (face("（一）", "仿宋"), "face-2", "7.3.3", "仿宋"),
        (face("经查", "仿宋", 14), "body-size", "5.2.2", "14 磅"),
        (flush, "body-indent", "7.3.3", "左空 0.0 字"),
        (red, "color", "5.2.4", "0000FF"),
        (text("青纪发", "青纪发[2026]31号"), "number-brackets", "7.2.5", "[2026]"),
        (text("青纪发", "青纪发〔2026〕第031号"), "number-serial", "7.2.5", "第031号"),
        (text("青纪发", "青纪发〔26〕31号"), "number-year", "7.2.5", "26"),
        (text("县住建局", "县住建局党组:"), "addressee-colon", "7.3.2", ":"),
        (text("2026年10月13日", "2026年03月04日"), "day-figures", "7.3.5.4", "03月"),
        (text("2026年10月13日", "二〇二六年十月十三日"), "day-figures", "7.3.5.4", "二〇二六"),
        (align("2026年10月13日", WD_ALIGN_PARAGRAPH.LEFT), "day-place", "7.3.5.1", "没有居右"),
        (text("2. 申诉", "　　　2. 申诉权利告知书。"), "annex-end", "7.3.4", "有标点"),
        (text("群众来信", "群众来信14件,没有答复。"), "punctuation", "9", "半角 ,"),
        (text("（一）", "（一）、经过"), "enumerators", "7.3.3", "（一）、"),
        (drop_footer, "page-number", "7.5", "没有页码"),
        (blank_gone, "annex-gap", "7.3.4", "空 0.0 行"),
    ],
)  # fmt: skip
def test_a_departure_is_named_with_what_was_found_and_the_clause(
    change: Callable[[Any], None], id: str, clause: str, says: str
) -> None:
    found = {c.id: c for c in check(changed(change)).checks if c.verdict != "met"}
    assert id in found or id == "title", sorted(found)
    if id in found:
        assert (
            found[id].clause == clause and says in found[id].found and found[id].where and found[id].expected
        )


def test_like_departures_are_told_once_with_their_places() -> None:
    content = render_docx(decision(body=KINDS["decision"].body * 2))

    def change(word: Any) -> None:
        for paragraph in word.paragraphs:
            for run in paragraph.runs:
                if paragraph.text.startswith(("经查", "群众", "2026年10月9日")):
                    run.font.size = Pt(15)

    (found,) = [c for c in check(changed(change, content)).departures if c.id == "body-size"]
    assert found.where.startswith("正文第 1 段“经查") and found.where.endswith("等 6 段")


def test_what_word_says_by_style_theme_and_grid_is_read_too() -> None:
    """A plain file of Word: nothing said at the paragraphs themselves."""
    word = Document()
    word.add_paragraph("关于某事的通知", style="Title")
    word.add_paragraph("根据规定，现通知如下。")
    found = {c.id: c for c in check(saved(word)).departures}
    assert found["title-size"].found == "26 磅" and found["body-size"].found == "11 磅"
    assert found["face-text"].found == "宋体" and "paper" in found


# ---------------------------------------------------------------- hostile files


def with_member(name: str, data: bytes, content: bytes = DECISION) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, data)
    return out.getvalue()


def member(name: str) -> bytes:
    with ZipFile(BytesIO(DECISION)) as box:
        return box.read(name)


def png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


ENTITY = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
OUTSIDE = (
    b'<Relationship Id="r9" Type="http://x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External"/>'
)


def with_relation(given: bytes) -> bytes:
    name = "word/_rels/document.xml.rels"
    return with_member(name, member(name).replace(b"</Relationships>", given + b"</Relationships>"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "不是完整的"), (b"PK\x03\x04 cut off", "不是完整的"), (with_member("word/vbaProject.bin", b"x"), "宏"),
        (with_member("word/activeX/activeX1.xml", b"<x/>"), "宏"),
        (with_member("word/embeddings/oleObject1.bin", b"x"), "宏"),
        (with_member("[Content_Types].xml", member("[Content_Types].xml").replace(b"document.main+xml", b"document.macroEnabled.main+xml")), "宏"),
        (with_member("word/document.xml", ENTITY + b"<d>&e;</d>"), "外部实体"),
        (with_member("word/styles.xml", ENTITY.decode().encode("utf-16")), "外部实体"),
        (with_member("word/other.dat", ENTITY + b"<d>&e;</d>"), "外部实体"),
        (with_relation(OUTSIDE), "文件以外"),
        (with_relation(OUTSIDE.replace(b"r9", b"r>9")), "文件以外"), (with_relation(OUTSIDE.replace(b"External", b"&#69;xternal")), "文件以外"),
        (with_relation(b"<Relationship "), "不是完整的 DOCX"),
        (with_member("word/media/image1.png", png(60_000, 60_000)), "过大的图片"),
        (with_member("word/document.xml", b"<not"), "不是完整的 DOCX"),
        (with_member("word/filler.xml", b"\0" * 210 * 1024 * 1024), "超过 200 MB"),
    ],
    ids=["empty", "cut", "macro", "activex", "ole", "macro-type", "entity", "entity-utf16", "entity-other-name", "template", "template-with-a-sign", "template-by-a-number", "relation-without-an-end", "picture", "broken", "bomb"],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_its_reason(content: bytes, says: str) -> None:
    with pytest.raises(Unsafe) as refused:
        check(content)
    assert says in refused.value.zh


def test_parts_of_many_tags_are_counted_together_before_any_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_TAGS", 60_000)
    head = b'<w:hdr xmlns:w="x">' + b"<w:p/>" * 30_000 + b"</w:hdr>"
    with pytest.raises(Unsafe, match="篇幅过长"):
        check(with_member("word/header8.xml", head, with_member("word/header9.xml", head)))
    check(with_member("word/media/image1.emf", b"<" * 70_000))


def test_a_span_that_claims_millions_of_cells_is_not_laid_out() -> None:
    document = member("word/document.xml").replace(b"<w:tcW", b'<w:gridSpan w:val="99999999"/><w:tcW', 1)
    assert check(with_member("word/document.xml", document)).form == "document"


@pytest.mark.parametrize(("was", "becomes"), [(b'w:top="2098"', b'w:top="x"'), (b"<w:pgMar ", b'<w:pgMarNone '), (b"<w:pgSz ", b"<w:none ")])  # fmt: skip
def test_a_setting_that_is_none_or_not_there_is_told_and_breaks_nothing(was: bytes, becomes: bytes) -> None:
    document = member("word/document.xml")
    assert was in document
    spoiled = with_member("word/document.xml", document.replace(was, becomes))
    try:
        assert check(spoiled).departures
    except Unsafe as refused:
        assert "读不懂的设置" in refused.zh


def test_more_than_a_hundred_sheets_are_refused() -> None:
    body = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 3001
    document = member("word/document.xml").replace(b"<w:sectPr", body + b"<w:sectPr", 1)
    with pytest.raises(Unsafe) as refused:
        check(with_member("word/document.xml", document))
    assert "篇幅过长" in refused.value.zh


def test_a_picture_of_usual_size_and_a_link_to_click_are_no_danger() -> None:
    word = Document(BytesIO(with_member("word/media/image1.png", png(2480, 3508))))
    word.part.relate_to("http://example.org", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True)  # fmt: skip
    assert check(saved(word)).form == "document"


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize(
    ("content", "code"), [(DECISION, 0), (changed(margin("top", 20)), 1), (b"nothing", 2)]
)
def test_the_command_says_by_its_exit_status_whether_something_departs(
    tmp_path: Any, content: bytes, code: int
) -> None:
    import json

    import typer
    from typer.testing import CliRunner

    from zeren.cli import papers

    app, file = typer.Typer(), tmp_path / "甲.docx"
    papers.add(app)
    app.callback()(lambda: None)
    file.write_bytes(content)
    done = CliRunner().invoke(app, ["papers", "check", str(file), "--json"])
    said = json.loads(done.stdout)
    assert done.exit_code == code and ("errors" in said) == (code == 2)
    if code < 2:
        assert said["standard"] == "GB/T 9704-2012" and (said["counted"]["departure"] > 0) == bool(code)
        assert set(said["checks"][0]) == {"id", "what", "where", "found", "expected", "clause", "verdict"}
