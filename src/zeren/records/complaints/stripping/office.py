"""DOCX: only the parts that hold words, forms and pictures go over; who wrote, marked or commented does not."""

from __future__ import annotations

import posixpath
import re
import zipfile
from io import BytesIO

from lxml import etree

from zeren.records.complaints.stripping import pictures
from zeren.records.complaints.stripping.common import NotClean, Stripped

MOST_PARTS, MOST_BYTES, MOST_RATIO = 1000, 60 * 1024 * 1024, 200
MAIN = "word/document.xml"
WORDS = re.compile(
    r"word/(document|styles|numbering|footnotes|endnotes|comments|header\d*|footer\d*|theme/theme\d*)\.xml"
)
PICTURE = re.compile(r"word/media/[^/]+\.(?:jpe?g|png)", re.IGNORECASE)
RELATIONS = re.compile(r"(?:_rels/\.rels|word/_rels/[^/]+\.rels)")
PROGRAMS = re.compile(r"vbaProject|activeX|embeddings/|afchunk", re.IGNORECASE)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AUTHORS = tuple(W + name for name in ("author", "initials", "date"))
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
NOTHING = "about:blank"
EPOCH = (1980, 1, 1, 0, 0, 0)


def strip(content: bytes) -> Stripped:
    """The document without properties, authors, thumbnail. Raises NotClean for a bomb, a program inside, another kind."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as box:
            parts = _unpacked(box)
        made, removed = _anew(parts)
    except NotClean:
        raise
    except Exception:
        raise NotClean("不是完整的 DOCX", "is no whole DOCX") from None
    return Stripped(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", made, removed
    )


def _unpacked(box: zipfile.ZipFile) -> dict[str, bytes]:
    """The parts that may go over, read within limits."""
    listed = box.infolist()
    if MAIN not in {part.filename for part in listed}:
        raise NotClean("不是 DOCX", "is no DOCX")
    if any(PROGRAMS.search(part.filename) for part in listed):
        raise NotClean("里面有宏或者嵌入的文件，请存成 PDF 再传", "holds macros or embedded files")
    whole = sum(part.file_size for part in listed)
    if len(listed) > MOST_PARTS or whole > MOST_BYTES:
        raise NotClean("解开以后太大", "is too large when unpacked")
    if any(part.file_size > MOST_RATIO * max(part.compress_size, 512) for part in listed):
        raise NotClean("压缩得不正常", "is packed in a strange way")
    return {part.filename: _read(box, part) for part in listed if not part.is_dir()}


def _read(box: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """One part; what its head says of its size is not believed."""
    with box.open(part) as file:
        read = file.read(part.file_size + 1)
    if len(read) > part.file_size:
        raise NotClean("解开以后太大", "is too large when unpacked")
    return read


def _anew(parts: dict[str, bytes]) -> tuple[bytes, tuple[str, ...]]:
    kept = {
        name: _part(name, body)
        for name, body in parts.items()
        if WORDS.fullmatch(name) or PICTURE.fullmatch(name)
    }
    lost = {name for name in parts if name.startswith("word/media/") and name not in kept}
    if lost:
        raise NotClean(
            "里面的图片只收 JPG、PNG，请存成 PDF 再传", "holds pictures that are neither JPG nor PNG"
        )
    for name, body in parts.items():
        if RELATIONS.fullmatch(name):
            kept[name] = _relations(name, body, kept)
    kept["[Content_Types].xml"] = _types(parts["[Content_Types].xml"], kept)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name in sorted(kept):
            box.writestr(zipfile.ZipInfo(name, EPOCH), kept[name], zipfile.ZIP_DEFLATED)
    return out.getvalue(), _removed(parts)


def _part(name: str, body: bytes) -> bytes:
    if PICTURE.fullmatch(name):
        return pictures.strip(body).content
    root = _tree(body)
    for node in root.iter():
        for attribute in list(node.attrib):
            if attribute in AUTHORS:
                # The attribute is wanted by the format; what it says is not.
                node.attrib[attribute] = "" if attribute != AUTHORS[2] else "1980-01-01T00:00:00Z"
            elif attribute.startswith(W + "rsid"):
                del node.attrib[attribute]
    return _written(root)


def _relations(name: str, body: bytes, kept: dict[str, bytes]) -> bytes:
    """Only to parts that went over; what leads outside (a link, a template's path) leads nowhere."""
    folder = posixpath.dirname(posixpath.dirname(name))
    root = _tree(body)
    for relation in list(root):
        if relation.get("TargetMode") == "External":
            relation.set("Target", NOTHING)
        else:
            target = relation.get("Target", "")
            there = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join(folder, target))
            )
            if there not in kept:
                root.remove(relation)
    return _written(root)


def _types(body: bytes, kept: dict[str, bytes]) -> bytes:
    root = _tree(body)
    for node in list(root):
        part = node.get("PartName")
        if part is not None and part.lstrip("/") not in kept:
            root.remove(node)
    return _written(root)


def _removed(parts: dict[str, bytes]) -> tuple[str, ...]:
    found = []
    if any(name.startswith(("docProps/", "customXml/")) for name in parts):
        found.append("作者、单位、软件、时间")
    marks = b"".join(body for name, body in parts.items() if WORDS.fullmatch(name))
    if b":author=" in marks:
        found.append("批注和修订人的名字")
    if "docProps/thumbnail.jpeg" in parts:
        found.append("缩略图")
    return tuple(found)


def _tree(body: bytes) -> etree._Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise NotClean("不是正常的 DOCX", "declares entities")
    return etree.fromstring(body, PARSER)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
