"""Files as people have them: encodings, HTML, DOCX; and the clear refusal of what is no text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from law.texts.invented import (
    ARTICLE_ADDRESSES,
    ARTICLES,
    HEADING_ADDRESSES,
    HEADINGS,
    Made,
    addresses,
    article_texts,
    heading_texts,
    only,
    parsed,
)
from zeren.law.texts import TextError, parse, parse_bytes, parse_file


def lines_of(text: str) -> list[str]:
    """The lines that are not blank."""
    return [line for line in text.split("\n") if line]


def as_html(text: str) -> str:
    """A page of a web site, with all that stands round a text."""
    body = "\n".join(f"<p style='text-indent:2em'><span>{line}</span></p>" for line in lines_of(text))
    return (
        "<!DOCTYPE html><html><head><title>规章</title><style>p{}</style><script>var a='第九条 别的。';</script></head>"
        "<body><div class='nav'><a href='/'>首页</a><a href='/a'>规章</a></div><!-- 第八条 注释。 -->"
        f"<div id='content'>{body}</div><div class='share'>分享到</div>"
        "<div class='footer'>版权所有 镇政府<br/>京ICP备00000000号</div></body></html>"
    )


def as_docx(text: str) -> bytes:
    """A word processor's file, one paragraph a line."""
    document = docx.Document()
    for line in lines_of(text):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# ---------------------------------------------------------------- HTML


@pytest.mark.parametrize(("text", "wanted"), [(ARTICLES, ARTICLE_ADDRESSES), (HEADINGS, HEADING_ADDRESSES)])
def test_a_page_gives_the_addresses_of_its_text(text: str, wanted: list[str]) -> None:
    document = only(as_html(text), "网页.html")
    assert addresses(document) == wanted
    assert [one.text for one in document.provisions] == [one.text for one in only(text).provisions]
    assert "markup" in {one.code for one in document.normalisations}


def test_a_page_saved_as_plain_text_is_known_by_its_tags() -> None:
    assert addresses(only(as_html(ARTICLES), "网页.txt")) == ARTICLE_ADDRESSES


def test_line_breaks_and_tables_of_a_page() -> None:
    broken = (
        "<html><body><table><tr><td>" + "<br>".join(lines_of(ARTICLES)) + "</td></tr></table></body></html>"
    )
    assert addresses(only(broken, "a.htm")) == ARTICLE_ADDRESSES


def test_the_lines_are_those_of_the_source() -> None:
    page = "<html>\n<body>\n<p>镇公园办法</p>\n\n<p>\n第一条\n爱护花木。</p>\n<p>第二条 照办。</p>\n</body></html>"
    document = only(page, "a.html")
    assert [(one.address, one.lines, one.text) for one in document.provisions] == [
        ("1", "6", "爱护花木。"),
        ("2", "8", "照办。"),
    ]


def test_front_matter_and_hidden_parts_are_no_text() -> None:
    page = f"---\ntitle: '别的'\ndate: x\n---\n\n<div><p style='display:none'>第七条 假。</p>{as_html(ARTICLES)}</div>"
    assert addresses(only(page, "a.txt")) == ARTICLE_ADDRESSES


def test_single_angle_brackets_of_a_plain_text_are_title_marks() -> None:
    text = ARTICLES.replace("制定本办法", "根据《关于印发<镇规划>的通知》和<<镇章程>>，制定本办法")
    assert "<镇规划>" in only(text).at("1").text  # type: ignore[union-attr]


@settings(max_examples=40, deadline=None)
@given(article_texts())
def test_generated_articles_as_page_and_as_word_file(made: Made) -> None:
    assert addresses(only(as_html(made.text), "a.html")) == list(made.starts)
    assert addresses(only(as_docx(made.text), "a.docx")) == list(made.starts)


@settings(max_examples=25, deadline=None)
@given(heading_texts())
def test_generated_headings_as_page_and_as_word_file(made: Made) -> None:
    assert addresses(only(as_html(made.text), "a.html")) == list(made.starts)
    assert addresses(only(as_docx(made.text), "a.docx")) == list(made.starts)


# ---------------------------------------------------------------- DOCX


@pytest.mark.parametrize(("text", "wanted"), [(ARTICLES, ARTICLE_ADDRESSES), (HEADINGS, HEADING_ADDRESSES)])
def test_a_word_file_gives_the_addresses_of_its_text(text: str, wanted: list[str]) -> None:
    document = only(as_docx(text), "文件.docx")
    assert addresses(document) == wanted
    assert document.provisions[-1].lines == str(len(lines_of(text)))


def test_a_word_file_is_known_by_its_content() -> None:
    assert addresses(only(as_docx(ARTICLES), "文件")) == ARTICLE_ADDRESSES


def test_automatic_numbers_are_written_out() -> None:
    document = docx.Document()
    part = document.part.numbering_part.element
    for child in list(part):
        part.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, text in ((0, "第%1条"), (1, "（%2）"))
    )
    part.append(parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="7">{levels}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="3"><w:abstractNumId w:val="7"/></w:num>'))
    document.add_paragraph("镇公园办法")
    for text, depth in (
        ("爱护花木。", 0),
        ("不得有下列行为：", 0),
        ("攀折；", 1),
        ("烧烤。", 1),
        ("违反的，劝阻：", 0),
        ("一次；", 1),
        ("两次。", 1),
    ):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>')
        )
    out = io.BytesIO()
    document.save(out)
    found = only(out.getvalue(), "a.docx")
    assert addresses(found) == ["1", "2", "2.1", "2.1.1", "2.1.2", "3", "3.1", "3.1.1", "3.1.2"]
    assert found.at("3.1.2").mark == "（二）"  # type: ignore[union-attr]
    assert [one.code for one in found.normalisations] == ["numbering"]


def test_deleted_text_is_left_out_inserted_text_and_tables_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("镇公园办法")
    paragraph = document.add_paragraph("第一条 爱护")
    for tag, inner, text in (("w:del", "w:delText", "座椅"), ("w:ins", "w:t", "花木。")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    document.add_table(1, 1).cell(0, 0).text = "第二条 照办。"
    out = io.BytesIO()
    document.save(out)
    found = only(out.getvalue(), "a.docx")
    assert [(one.address, one.text) for one in found.provisions] == [("1", "爱护花木。"), ("2", "照办。")]


def test_a_line_break_inside_a_paragraph_begins_a_new_line() -> None:
    document = docx.Document()
    document.add_paragraph("镇公园办法\n第一条 爱护花木。\n第二条 照办。")
    out = io.BytesIO()
    document.save(out)
    assert addresses(only(out.getvalue(), "a.docx")) == ["1", "2"]


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-16", "utf-8-sig"])
def test_encodings_of_simplified_texts(encoding: str) -> None:
    document = only(ARTICLES.encode(encoding))
    assert addresses(document) == ARTICLE_ADDRESSES
    noted = "encoding" in {one.code for one in parse_bytes(ARTICLES.encode(encoding), "a").normalisations}
    assert noted == (encoding != "utf-8-sig")


def test_big5() -> None:
    assert addresses(only(OpenCC("s2t").convert(ARTICLES).encode("big5", "ignore"))) == ARTICLE_ADDRESSES


# ---------------------------------------------------------------- refusals


def refusal(data: bytes, name: str) -> tuple[str, str, str]:
    """Where, Chinese and English of the error."""
    with pytest.raises(TextError) as caught:
        parse_bytes(data, name)
    return caught.value.where, caught.value.zh, caught.value.en


def _zip(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in files.items():
            package.writestr(name, text)
    return out.getvalue()


BAD = {
    "empty": (b"", "a.txt", "a.txt", "文件是空的，应为法规文本", "the file is empty; expected the text of a regulation"),
    "blank": (b" \n\n ", "a.txt", "a.txt", "文件是空的，应为法规文本", "the file is empty; expected the text of a regulation"),
    "no Chinese": (b"plain words", "a.txt", "a.txt", "没有找到中文内容，应为法规文本", "no Chinese text found; expected the text of a regulation"),
    "binary": ("第一条 甲\n\x00\x01乙".encode(), "a.txt", "a.txt:2", "含有二进制内容，应为纯文本、HTML 或 DOCX", "binary content; expected plain text, HTML or DOCX"),
    "no encoding": ("第一条 甲。\n".encode() + b"\xff\xfe\x80\xff", "a.txt", "a.txt:2", "编码认不出，应为 UTF-8 或 GB18030", "the encoding is not recognised; expected UTF-8 or GB18030"),
    "PDF": (b"%PDF-1.7\n", "a.pdf", "a.pdf", "这是PDF 文件，应为纯文本、HTML 或 DOCX", "this is a PDF file; expected plain text, HTML or DOCX"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1", "a.doc", "a.doc", "这是旧版 Word 文件（.doc），应为纯文本、HTML 或 DOCX", "this is an old Word file (.doc); expected plain text, HTML or DOCX"),
    "image": (b"\x89PNG\r\n", "a.txt", "a.txt", "这是图片，应为纯文本、HTML 或 DOCX", "this is an image; expected plain text, HTML or DOCX"),
    "broken DOCX": (as_docx(ARTICLES)[:2000], "a.docx", "a.docx", "文件已损坏或不是 DOCX", "the file is damaged or no DOCX"),
    "text named DOCX": (ARTICLES.encode(), "a.docx", "a.docx", "文件已损坏或不是 DOCX", "the file is damaged or no DOCX"),
    "zip of other things": (_zip(readme="x"), "a.zip", "a.zip", "文件已损坏或不是 DOCX", "the file is damaged or no DOCX"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_text_is_refused_with_its_place(kind: str) -> None:
    data, name, where, zh, en = BAD[kind]
    assert refusal(data, name) == (where, zh, en)


def test_a_damaged_part_inside_a_word_file() -> None:
    source = zipfile.ZipFile(io.BytesIO(as_docx(ARTICLES)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in source.namelist():
            package.writestr(name, b"<broken" if name == "word/document.xml" else source.read(name))
    assert refusal(out.getvalue(), "a.docx") == (
        "a.docx",
        "文件已损坏或不是 DOCX",
        "the file is damaged or no DOCX",
    )


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path, zh in ((tmp_path / "没有.txt", "文件不存在"), (tmp_path, "是文件夹，应为文件")):
        with pytest.raises(TextError) as caught:
            parse_file(path)
        assert (caught.value.where, caught.value.zh) == (str(path), zh)


def test_a_file_gives_its_checksum_and_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "办法.txt"
    file.write_text(ARTICLES, encoding="utf-8")
    found = parse(file)
    assert found.file == "办法.txt"
    assert found.checksum == __import__("hashlib").sha256(ARTICLES.encode()).hexdigest()
    assert [one.name for one in tmp_path.iterdir()] == ["办法.txt"]


# ---------------------------------------------------------------- anything at all

PIECES = st.sampled_from(
    ["第一条", "第三条 ", "第二章", "一、", "（一）", "(二)", "1.", "（1）", "一是", "①", "问：", "答：", "《", "》", "办法", "关于",
     "……", "目录", "。", "；", "：", "，", "\n", "\n\n", " ", "　", "<p>", "</div>", "(dang)", "管理", "規", "\u200b", "〔2020〕1号", "（",
     "标题：", "法规正文：", "要闻摘登……\n", "A", "7", "\t", "“", "”", "附件", "意见", "镇委"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)),
    st.sampled_from(["a.txt", "a.html"]),
)
def test_no_text_raises_anything_but_the_declared_error(text: str, name: str) -> None:
    try:
        documents = parsed(text, name)
    except TextError as error:
        assert error.zh and error.en
        return
    for document in documents:
        found = addresses(document)
        assert len(found) == len(set(found))
        assert all(document.first <= one.first <= one.last <= document.last for one in document.provisions)
        assert all(at.rpartition(".")[0] in {"", *found} for at in found)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.html", "a.docx", "a"]))
def test_no_bytes_raise_anything_but_the_declared_error(data: bytes, name: str) -> None:
    try:
        parse_bytes(data, name)
    except TextError as error:
        assert error.where.startswith(name)
