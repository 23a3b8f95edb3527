"""Zip containers that would fill the memory, leave their place or hide something: told and not taken."""

from __future__ import annotations

import stat
import struct
import zipfile
from io import BytesIO

import docx
import pytest
import xlsxwriter

from zeren.papers.excel import extent, word_tables
from zeren.papers.excel.extent import MOST_COLUMNS, MOST_ROWS
from zeren.papers.excel.reading import BadWorkbook, read
from zeren.papers.list_sheets import LISTS
from zeren.papers.register_sheets import SHEETS
from zeren.records import containers
from zeren.records.errors import Refused
from zeren.records.matters import files

WHOLE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".ofd": "OFD.xml"}
MB = 1024 * 1024


def box(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A container with the members that every kind needs, and these."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name in WHOLE.values():
            made.writestr(name, "<x/>")
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def lying(content: bytes) -> bytes:
    """The directory says that every member unpacks to one byte."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place : at + place + 4] = struct.pack("<I", 1)
            at = changed.find(mark, at + 4)
    return bytes(changed)


def encrypted(content: bytes) -> bytes:
    changed = bytearray(content)
    at = changed.find(b"PK\x01\x02")
    changed[at + 8] |= 1
    return bytes(changed)


def many(number: int) -> bytes:
    return box(*((f"m{n}", b"") for n in range(number - len(WHOLE))), method=zipfile.ZIP_STORED)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits made small, so that a test need not really unpack two hundred megabytes."""
    monkeypatch.setattr(containers, "LARGEST_UNPACKED", 4 * MB)


def nested(depth: int) -> bytes:
    made = box()
    for _ in range(depth - 1):
        made = box(("inner.zip", made))
    return made


HOSTILE = {
    "a bomb": (box(("big", b"\0" * (5 * MB))), "展开后超过"),
    "a bomb that says it is small": (lying(box(("big", b"\0" * (5 * MB)))), "展开后超过"),
    "a bomb of many small parts": (box(*((f"p{n}", b"\0" * MB) for n in range(5))), "展开后超过"),
    "a bomb inside a container": (box(("in.xlsx", box(("big", b"\0" * (5 * MB))))), "展开后超过"),
    "containers in containers": (nested(3), "套叠"),
    "very many members": (many(containers.MOST_MEMBERS + 1), "内含文件超过"),
    "a link": (box((link("word/link"), b"/etc/passwd")), "内含链接"),
    "a name upwards": (box(("../../evil", b"x")), "越出本文件"),
    "a name upwards in the other manner": (box(("..\\..\\evil", b"x")), "越出本文件"),
    "an absolute name": (box(("/etc/evil", b"x")), "越出本文件"),
    "a drive": (box(("C:evil", b"x")), "越出本文件"),
    "one name twice": (box(("Word/Document.xml", b"<y/>")), "重名"),
    "an encrypted member": (encrypted(box()), "加密"),
    "an unusual packing": (box(("x", b"x" * 100), method=zipfile.ZIP_BZIP2), "少见的压缩方法"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("ending", WHOLE)
def test_a_hostile_container_is_refused_as_an_attachment(name: str, ending: str) -> None:
    content, why = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        files.check_file(f"a{ending}", content)
    assert why in refused.value.problems[0].zh and f"a{ending}" in refused.value.problems[0].zh


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_container_is_refused_as_a_workbook(name: str) -> None:
    content, why = HOSTILE[name]
    with pytest.raises(BadWorkbook) as refused:
        read(SHEETS["people"], content)
    assert why in refused.value.zh


@pytest.mark.parametrize("ending", WHOLE)
def test_what_stays_within_the_limits_is_taken(ending: str) -> None:
    inside = 4 * MB - 3 * len("<x/>")
    for content in (box(), nested(2), many(containers.MOST_MEMBERS), box(("big", b"\0" * inside))):
        assert files.check_file(f"a{ending}", content)


def test_what_is_cut_off_or_damaged_is_no_container(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = box(("x", b"abc" * 1000))
    for content in (whole[: len(whole) // 2], b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18 + b"\xff" * 40):
        with pytest.raises(Refused):
            files.check_file("a.docx", content)
    damaged = bytearray(whole)
    at = damaged.find(b"x", damaged.rfind(b"PK\x03\x04") + 30) + 1
    damaged[at : at + 6] = b"\xff" * 6
    with pytest.raises((containers.Unsafe, Refused)):
        files.check_file("a.docx", bytes(damaged))


# ---------------------------------------------------------------- workbooks whose cells lie far out


def workbook(row: int, column: int) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet()
        for place, heading in enumerate(c.title for c in SHEETS["people"].columns):
            sheet.write(0, place, heading)
        sheet.write(row - 1, column - 1, "x")
    return out.getvalue()


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 16_384), (MOST_ROWS + 1, 1), (1, MOST_COLUMNS + 1)])
def test_a_cell_far_out_is_refused_before_the_field_between_is_laid_out(row: int, column: int) -> None:
    with pytest.raises(BadWorkbook, match="超出"):
        read(SHEETS["people"], workbook(row, column))


def test_the_last_row_and_column_are_read() -> None:
    reading = read(SHEETS["people"], workbook(2, MOST_COLUMNS))
    assert [number for number, _ in reading.raw] == [2]


def sheet_of(rows: bytes) -> bytes:
    """A workbook whose only sheet holds these rows as they stand."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook(2, 1))) as before, zipfile.ZipFile(out, "w", 8) as made:
        for name in before.namelist():
            page = (
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
                % rows
            )
            made.writestr(name, page if name == "xl/worksheets/sheet1.xml" else before.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c><v>1</v></c></row>',
        b'<row r="1048576">' + b"<c/>" * 16_383 + b"<c><v>1</v></c></row>",
        b"<row>" + b"<c/>" * MOST_COLUMNS + b"<c><v>1</v></c></row>",
        b"<row><c><v>1</v></c></row>" * (MOST_ROWS + 1),
        b"<row><c s='r=\"A1\"' r='XFD1'/></row>",
        b"<row><c t='>' r='XFD1'/></row>",
        b"<x:row r='60001'/>",
        b"&bad;<row r='1048576'><c><v>1</v></c></row>",
    ],
)
def test_cells_that_tell_no_place_or_hide_it_are_counted_all_the_same(rows: bytes) -> None:
    with pytest.raises(BadWorkbook, match="超出"):
        read(SHEETS["people"], sheet_of(rows))


@pytest.mark.parametrize("broken", [b"<c ", b"<c <", b"<row a='", b"<c \"<c '", b"<c " + b"a" * MB])
def test_tags_without_an_end_are_refused_at_once(broken: bytes) -> None:
    rows = b"<row>" + broken * (MB // len(broken) + 1) + b"<c><v>1</v></c></row>"
    with pytest.raises(BadWorkbook):
        read(SHEETS["people"], sheet_of(rows))


def test_more_cells_and_tags_than_a_list_ever_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "MOST_CELLS", 50)
    with pytest.raises(BadWorkbook, match="超过"):
        read(SHEETS["people"], sheet_of(b"<row><c><v>1</v></c></row>" * 50))
    monkeypatch.setattr(extent, "MOST_TAGS", 50)
    with pytest.raises(BadWorkbook, match="超过"):
        read(SHEETS["people"], sheet_of(b"<si/>" * 50))


def test_a_workbook_that_the_reader_stumbles_over_is_refused_and_not_an_error() -> None:
    beyond = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="0"><c r="A0"><v>1</v></c></row>'
    with pytest.raises(BadWorkbook):
        read(SHEETS["people"], sheet_of(beyond))


@pytest.mark.parametrize("kind", ["mimetype", "xl/workbook.bin"])
def test_a_container_that_is_of_another_format_too_is_no_workbook(kind: str) -> None:
    with pytest.raises(BadWorkbook, match="不是 Excel"):
        read(SHEETS["people"], box((kind, b"application/vnd.oasis.opendocument.spreadsheet")))


def document(change: tuple[bytes, bytes]) -> bytes:
    """A Word document with one table, a piece of it changed."""
    whole, out = BytesIO(), BytesIO()
    paper = docx.Document()
    paper.add_table(rows=2, cols=2)
    paper.save(whole)
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(out, "w", 8) as made:
        for name in before.namelist():
            data = before.read(name)
            made.writestr(name, data.replace(*change, 1) if name == "word/document.xml" else data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "zh"),
    [
        ((b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="300000000"/>'), "超过 200 列"),
        ((b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="abc"/>'), "没有表头"),
        ((b"</w:document>", b""), "没有表头"),
        ((b"<w:body>", b"<w:other>"), "没有表头"),
    ],
)
def test_a_hostile_or_damaged_table_in_word_is_refused_with_its_reason(
    change: tuple[bytes, bytes], zh: str
) -> None:
    with pytest.raises(BadWorkbook, match=zh):
        read(LISTS, document(change))


def test_a_document_of_too_many_parts_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_tables, "MOST_TAGS", 50)
    with pytest.raises(BadWorkbook, match="太大"):
        read(LISTS, document((b"", b"")))


def test_entities_of_a_workbook_are_not_followed(tmp_path: object) -> None:
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "'
        + b"a" * 1000
        + b'"><!ENTITY b "'
        + b"&a;" * 1000
        + b'">]><x><c r="&b;"/></x>'
    )
    with pytest.raises(BadWorkbook):
        read(SHEETS["people"], box(("xl/worksheets/sheet1.xml", bomb)))
