"""Opening a DOCX that came from outside: looked through first, nothing in it is carried out or fetched."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from docx import Document
from docx.image.image import Image
from docx.oxml.ns import qn
from lxml import etree

from zeren.records import containers
from zeren.records.containers import NoContainer, Unsafe

LARGEST = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
"""An A4 sheet at 600 dpi has 35 million."""
LARGEST_XML = 20 * 1024 * 1024
MOST_PARAGRAPHS, MOST_RUNS = 3_000, 15_000
"""More than a hundred sheets."""
MOST_TAGS = 1_500_000
"""Opening and closing ones of all parts together, counted before any is read: each takes many times its length then."""
MEDIA = "word/media/"
MAIN = "word/document.xml"
MACROS = re.compile(r"vba|macro|activex|\.bin$", re.IGNORECASE)
DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def open_docx(content: bytes) -> Any:
    """The document. Raises Unsafe with the reason."""
    if len(content) > LARGEST:
        raise Unsafe("超过 20 MB，没有打开", "it is larger than 20 MB")
    members = containers.members_of(content)
    if MAIN not in members:
        raise NoContainer
    if sum(data.count(b"<") for name, data in members.items() if not name.startswith(MEDIA)) > MOST_TAGS:
        raise Unsafe("篇幅过长，没有打开", f"its parts have more than {MOST_TAGS} tags")
    for name, data in members.items():
        _member(name, data)
    try:
        opened = Document(BytesIO(content))
        many = [len(opened.element.body.findall(f".//{qn(tag)}")) for tag in ("w:p", "w:r")]
    # The library answers a damaged file with whatever its parts stumble over.
    except Exception:
        raise Unsafe("不是完整的 DOCX", "this is no whole DOCX") from None
    if many[0] > MOST_PARAGRAPHS or many[1] > MOST_RUNS:
        raise Unsafe(
            "篇幅过长，没有打开", f"it has more than {MOST_PARAGRAPHS} paragraphs or {MOST_RUNS} runs"
        )
    return opened


def _member(name: str, data: bytes) -> None:
    if MACROS.search(name) or (name == "[Content_Types].xml" and b"macroEnabled" in data):
        raise Unsafe("含有宏或者嵌入的程序，没有打开", "it holds a macro or an embedded program")
    if name.endswith((".xml", ".rels")) and len(data) > LARGEST_XML:
        raise Unsafe("篇幅过长，没有打开", f"a part of it is larger than {LARGEST_XML} bytes")
    # Any part may be read as XML, whatever its name: the file itself says which are.
    if DECLARED.search(_plain(data)):
        raise Unsafe("含有外部实体声明，没有打开", "it declares an entity")
    if name.endswith(".rels"):
        _relations(data)
    if name.startswith(MEDIA):
        _picture(data)


def _plain(data: bytes) -> bytes:
    """UTF-16 without its zero bytes, so that a declaration is seen in it too."""
    return data.replace(b"\0", b"")


def _relations(data: bytes) -> None:
    """A link that somebody may click is no danger; a picture, template or frame that would be fetched is."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise Unsafe("不是完整的 DOCX", "this is no whole DOCX") from None
    for relation in root.iter("{*}Relationship"):
        outside = relation.get("TargetMode", "").strip().lower() == "external"
        if outside and not relation.get("Type", "").endswith("/hyperlink"):
            raise Unsafe("引用了文件以外的内容，没有打开", "it refers to something outside the file")


def _picture(data: bytes) -> None:
    try:
        picture = Image.from_blob(data)
    except Exception:
        # A drawing of a kind that is not read here; its size was counted with the container.
        return
    if picture.px_width * picture.px_height > MOST_PIXELS:
        raise Unsafe("含有过大的图片，没有打开", "it holds an oversized picture")
