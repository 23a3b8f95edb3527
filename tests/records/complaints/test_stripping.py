"""Hidden information is really gone: each file is read back and searched, and what can't be made anew is refused."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Any

import docx
import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from zeren.records.complaints import stripping
from zeren.records.complaints.stripping import pdfs, pictures
from zeren.records.errors import Refused

MARKS = (b"SecretPhone", b"SecretAuthor", b"2026:10:01", b"SecretScript", b"SecretFile", b"SecretComment")


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as told:
        stripping.clean(name, content)
    return told.value.problems[0].zh


def clean(content: bytes, name: str = "x") -> stripping.Clean:
    found = stripping.clean(name, content)
    assert not any(mark in found.content for mark in MARKS)
    return found


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **more: Any) -> bytes:
    exif = Image.Exif()
    exif[271], exif[272], exif[306] = "SecretPhone", "SecretPhone X", "2026:10:01 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 1.0, 2.0), 3: "E", 4: (104.0, 1.0, 2.0)})
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, exif=exif, **more)
    return out.getvalue()


def test_a_photograph_loses_place_camera_and_time_and_says_so() -> None:
    found = clean(photo(comment=b"SecretComment"))
    assert found.removed == ("文件名", "拍摄地点", "手机型号", "拍摄时间", "其他隐藏信息")
    with Image.open(BytesIO(found.content)) as image:
        assert not image.getexif() and "exif" not in image.info and "comment" not in image.info
        assert image.size == (64, 48) and image.getpixel((9, 9))[0] > 150
    assert b"Exif" not in found.content


def test_a_png_loses_its_texts() -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "SecretAuthor")
    found = clean(photo("PNG", pnginfo=texts))
    assert "其他隐藏信息" in found.removed and found.ending == "png"
    with Image.open(BytesIO(found.content)) as image:
        assert "Author" not in image.info and not image.getexif()


def test_a_turned_photograph_stands_upright_and_a_large_one_is_made_smaller() -> None:
    exif = Image.Exif()
    exif[274] = 6
    out = BytesIO()
    Image.new("RGB", (4000, 1000)).save(out, "JPEG", exif=exif)
    with Image.open(BytesIO(clean(out.getvalue()).content)) as image:
        assert image.size == (750, 3000)


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MOST_POINTS", 64 * 48)
    assert clean(photo(size=(64, 48))).ending == "jpg"
    monkeypatch.setattr(Image.Image, "load", lambda *_: pytest.fail("it was unpacked"))
    assert "像素太多" in refusal("a.jpg", photo_head(65, 48))


def photo_head(width: int, height: int) -> bytes:
    """The head of a PNG of that size, whatever follows."""
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    body = (13).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    data = b"IDAT"
    return b"\x89PNG\r\n\x1a\n" + body + (0).to_bytes(4, "big") + data + zlib.crc32(data).to_bytes(4, "big")


def paper() -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    raw = DecodedStreamObject()
    raw.set_data(photo())
    raw.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Width"): NumberObject(64), NameObject("/Height"): NumberObject(48),
        NameObject("/ColorSpace"): NameObject("/DeviceRGB"), NameObject("/BitsPerComponent"): NumberObject(8),
        NameObject("/Filter"): NameObject("/DCTDecode"),
    })  # fmt: skip
    image = writer._add_object(raw)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/I"): image})}
    )
    writer.add_metadata({"/Author": "SecretAuthor", "/Creator": "SecretPhone"})
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("SecretScript"),
    }
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(script)})
    writer.add_attachment("SecretFile.txt", b"SecretFile")
    writer.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><a>SecretAuthor</a></x:xmpmeta>"
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_loses_author_scripts_attachments_and_what_its_photographs_hide() -> None:
    found = clean(paper())
    assert {"作者、软件、时间", "附在里面的文件", "自动运行的程序"} <= set(found.removed)
    reader = PdfReader(BytesIO(found.content))
    root = reader.trailer["/Root"]
    assert (
        len(reader.pages) == 1
        and not reader.metadata
        and not reader.attachments
        and reader.xmp_metadata is None
    )
    assert not {"/Names", "/OpenAction", "/AA", "/Metadata"} & set(root)
    held = reader.pages[0]["/Resources"]["/XObject"]["/I"].get_object()
    with Image.open(BytesIO(held._data)) as image:
        assert image.size == (64, 48) and not image.getexif()


def test_a_protected_a_broken_and_a_long_pdf_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_blank_page(10, 10)
    plain, locked = BytesIO(), BytesIO()
    writer.write(plain)
    writer.encrypt("x")
    writer.write(locked)
    assert "加了密码" in refusal("a.pdf", locked.getvalue())
    assert "不是完整的 PDF" in refusal("a.pdf", b"%PDF-1.7 nothing")
    monkeypatch.setattr(pdfs, "MOST_PAGES", 2)
    assert clean(plain.getvalue()).ending == "pdf"
    monkeypatch.setattr(pdfs, "MOST_PAGES", 1)
    assert "超过 1 页" in refusal("a.pdf", plain.getvalue())


def document(picture: bytes | None = None) -> bytes:
    made = docx.Document()
    paragraph = made.add_paragraph("正文在此")
    if picture:
        made.add_picture(BytesIO(picture))
    made.add_comment(paragraph.runs, "SecretFree", author="SecretAuthor", initials="SecretAuthor")
    made.core_properties.author = "SecretAuthor"
    made.core_properties.last_modified_by = "SecretAuthor"
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as box:
        return {name: box.read(name) for name in box.namelist()}


def with_parts(content: bytes, **more: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, body in {
            **parts(content),
            **{n.replace("__", "/").replace("_dot_", "."): b for n, b in more.items()},
        }.items():
            box.writestr(name, body)
    return out.getvalue()


def test_a_document_loses_its_authors_and_still_opens() -> None:
    found = clean(document(photo()))
    inside = parts(found.content)
    assert not any(mark in body for body in inside.values() for mark in MARKS)
    assert not any(name.startswith(("docProps/", "customXml/")) for name in inside)
    assert {"作者、单位、软件、时间", "批注和修订人的名字"} <= set(found.removed)
    again = docx.Document(BytesIO(found.content))
    assert again.paragraphs[0].text == "正文在此" and len(again.inline_shapes) == 1


def test_what_leads_out_of_a_document_leads_nowhere() -> None:
    relations = parts(document())["word/_rels/document.xml.rels"]
    more = relations.replace(
        b"</Relationships>",
        b'<Relationship Id="rX" Type="t/attachedTemplate" Target="file:///C:/Users/SecretAuthor/a.dotx" TargetMode="External"/></Relationships>',
    )
    found = clean(with_parts(document(), word___rels__document_dot_xml_dot_rels=more))
    assert b"about:blank" in parts(found.content)["word/_rels/document.xml.rels"]


@pytest.mark.parametrize(
    ("part", "body", "said"),
    [
        ("word__vbaProject_dot_bin", b"x", "宏或者嵌入"),
        ("word__embeddings__a_dot_bin", b"x", "宏或者嵌入"),
        ("word__media__a_dot_emf", b"x", "只收 JPG、PNG"),
        ("word__footer9_dot_xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "不是正常的 DOCX"),
        ("word__document_dot_xml", b"<broken", "不是完整的 DOCX"),
        ("word__bomb_dot_xml", b"0" * 5_000_000, "压缩得不正常"),
    ],
)
def test_a_document_with_programs_bombs_or_entities_is_refused(part: str, body: bytes, said: str) -> None:
    assert said in refusal("a.docx", with_parts(document(), **{part: body}))


def test_another_zip_is_no_document() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr("../../etc/passwd", "x")
    assert "不是 DOCX" in refusal("a.docx", out.getvalue())


def test_a_text_keeps_its_words_in_one_encoding() -> None:
    found = clean("甲\u200b乙\r\n丙".encode("gb18030"), "a.txt")
    assert found.content == "甲乙\n丙".encode() and "看不见的字符" in found.removed
    assert clean("\ufeff丁".encode(), "a.TXT").content == "丁".encode()
    assert "不是文字文件" in refusal("a.txt", b"\xff\xff\x00")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jpg", b"", "是空文件"),
        ("a.exe", b"MZ", "不在可收之列"),
        ("a.html", b"<script>", "不在可收之列"),
        ("a.gif", b"GIF89a", "不在可收之列"),
        ("a.png", b"\x89PNG\r\n\x1a\nxx", "不是完整的图片"),
        ("C:\\x\\..\\a.doc", b"\xd0\xcf", "“a.doc”没有收"),
        ("a.txt", b"x" * (10 * 1024 * 1024 + 1), "超过 10 MB"),
    ],
)
def test_what_is_not_taken_is_told_why(name: str, content: bytes, said: str) -> None:
    assert said in refusal(name, content)


def test_ten_megabytes_are_taken() -> None:
    assert len(stripping.clean("a.txt", b"x" * (10 * 1024 * 1024)).content) == 10 * 1024 * 1024


def test_what_was_made_anew_is_made_anew_again() -> None:
    for content in (photo(), photo("PNG"), paper(), document(photo())):
        once = clean(content)
        assert clean(once.content).ending == once.ending
