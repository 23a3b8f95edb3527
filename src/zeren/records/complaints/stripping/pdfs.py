"""PDF: its pages are written into a new file without description, scripts, attachments, annotations."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from zeren.records.complaints.stripping.common import NotClean, Stripped

MOST_PAGES = 300
HIDDEN = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/AA", "/A", "/OpenAction", "/JS", "/JavaScript",
          "/Annots", "/AF", "/EF", "/Author", "/Creator", "/Producer", "/ModDate", "/CreationDate")  # fmt: skip


def strip(content: bytes) -> Stripped:
    """The pages alone. Raises NotClean for what is protected, broken or too long."""
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise NotClean("加了密码，请去掉密码再传", "is protected by a password")
        if len(reader.pages) > MOST_PAGES:
            raise NotClean(f"超过 {MOST_PAGES} 页", f"has more than {MOST_PAGES} pages")
        removed = _hidden(reader)
        written = _anew(reader)
    except NotClean:
        raise
    except Exception:
        raise NotClean("不是完整的 PDF", "is no whole PDF") from None
    return Stripped("pdf", "application/pdf", written, removed)


def _anew(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        for name in HIDDEN:
            page.pop(name, None)
        writer.add_page(page)
    for held in writer._objects:
        if isinstance(held, DictionaryObject):
            _bare(held)
    writer.metadata = None
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _bare(held: DictionaryObject) -> None:
    """An object without description; a photograph in it without what its camera wrote."""
    if held.get("/Type") != "/Font":
        for name in HIDDEN:
            held.pop(name, None)
    if isinstance(held, StreamObject) and held.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        held._data = without_segments(held._data)


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without its application segments and comments, but for Adobe's, which says how colours are meant."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, at = bytearray(b"\xff\xd8"), 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        mark, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or mark == 0xEE:
            kept += jpeg[at : at + 2 + length]
        at += 2 + length
    return bytes(kept) + jpeg[at:]


def _hidden(reader: PdfReader) -> tuple[str, ...]:
    root: Any = reader.trailer["/Root"]
    root = root.get_object() if isinstance(root, IndirectObject) else root
    names = root.get("/Names", {})
    names = names.get_object() if isinstance(names, IndirectObject) else names
    found = []
    if reader.metadata or "/Metadata" in root:
        found.append("作者、软件、时间")
    if "/EmbeddedFiles" in names or "/AF" in root:
        found.append("附在里面的文件")
    if "/JavaScript" in names or "/OpenAction" in root or "/AA" in root:
        found.append("自动运行的程序")
    if any("/Annots" in page for page in reader.pages):
        found.append("批注和链接")
    return tuple(found)
