"""An official document as DOCX that opens in Word and WPS, laid out to GB/T 9704-2012.

The file names the typefaces of the standard; a machine without them shows its own substitute.
"""

from __future__ import annotations

import struct
from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph

from zeren.papers.official.docx_table import draw
from zeren.papers.official.fonts import STANDARD
from zeren.papers.official.model import OfficialDocument, Paragraph, chinese_day, laid_out, signature_right
from zeren.papers.official.titles import title_lines
from zeren.papers.printable import cleaned

SIZE_2, SIZE_3, SIZE_4 = Pt(22), Pt(16), Pt(14)
EPOCH = struct.pack("<HH", 0, (1 << 5) | 1)
"""Midnight of 1980-01-01 as a container writes it."""
LINES, CHARACTERS = 22, 28
"""GB/T 9704-2012, 5.2.3: 22 lines of 28 characters."""
TEXT_WIDTH, TEXT_HEIGHT = Mm(156), Mm(225)
LINE_PITCH = Length(TEXT_HEIGHT // LINES)
CELL = Length(TEXT_WIDTH // CHARACTERS)
RED = RGBColor(0xD0, 0x02, 0x1B)
LONGEST_PROPERTY = 255
"""Signs of a title or author among a DOCX file's properties."""
TYPEFACE = {"1": "black", "2": "kai", "3": "body", "4": "body", "text": "body", "flush": "body"}


def render_docx(document: OfficialDocument) -> bytes:
    """Lay out ``document`` and return the DOCX file."""
    document = cleaned(document)
    paper = Document()
    _page(paper)
    _page_numbers(paper)
    letter = document.form == "letter"
    if letter:
        _letter_sheet(paper, document)
    else:
        _marks(paper, document)
    if letter:
        _letter_head(paper, document)
    elif document.issuer_mark is not None:
        _red_head(paper, document)
    elif document.number:
        _line(paper, document.number, align=WD_ALIGN_PARAGRAPH.RIGHT)
        _blank(paper, 1)
    _title(paper, document.title)
    _body(paper, document)
    _annexes(paper, document)
    last = len(paper.paragraphs) - 1
    _signature(paper, document)
    if letter:
        _copies(paper, document)
    # What comes last stays with the signature: no sheet carries the signature alone (7.3.5).
    for paragraph in paper.paragraphs[last:-1]:
        paragraph.paragraph_format.keep_with_next = True
    if not letter:
        _imprint(paper, document)
    paper.core_properties.title = document.title[:LONGEST_PROPERTY]
    paper.core_properties.author = (document.signed_by or "")[:LONGEST_PROPERTY]
    out = BytesIO()
    paper.save(out)
    return _same_bytes(out.getvalue())


def _same_bytes(content: bytes) -> bytes:
    """The container with the first day that it can name as the time of every member: the same document is the same
    file. Both places are written in which a container keeps it; nothing is packed anew."""
    made = bytearray(content)
    with ZipFile(BytesIO(content)) as box:
        members, at = box.infolist(), box.start_dir
    for member in members:
        made[member.header_offset + 10 : member.header_offset + 14] = EPOCH
        made[at + 12 : at + 16] = EPOCH
        at += 46 + sum(struct.unpack_from("<HHH", made, at + 28))
    return bytes(made)


def _page(paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    # 7 mm below the text area (7.5)
    section.footer_distance = Mm(35 - 7 - 5)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(LINE_PITCH.pt * 20)))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)
    style = paper.styles["Normal"]
    properties = style.element.get_or_add_rPr()
    _typeface(style.font, properties, "body", SIZE_3)
    # 28 characters of 16 pt are 2 mm too wide: each gives way by a fifth of a point (twentieths here)
    squeeze = OxmlElement("w:spacing")
    squeeze.set(qn("w:val"), str(round((CELL.pt - SIZE_3.pt) * 20)))
    properties.append(squeeze)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    paper.settings.odd_and_even_pages_header_footer = True


def _typeface(font, properties, use: str, size: Length) -> None:
    name = STANDARD[use][0]
    font.size, font.name = size, "Times New Roman" if use == "song" else name
    fonts = properties.find(qn("w:rFonts"))
    for script in ("w:eastAsia", "w:hAnsi", "w:ascii"):
        fonts.set(qn(script), name)


def _run(
    paragraph: DocxParagraph,
    text: str,
    use: str = "body",
    size: Length = SIZE_3,
    color: RGBColor | None = None,
):
    run = paragraph.add_run(text)
    _typeface(run.font, run._element.get_or_add_rPr(), use, size)
    if color is not None:
        run.font.color.rgb = color
    return run


def _line(
    paper,
    text: str,
    use: str = "body",
    size: Length = SIZE_3,
    align=WD_ALIGN_PARAGRAPH.LEFT,
    indent: Length | None = None,
    color: RGBColor | None = None,
    pitch: Length = LINE_PITCH,
) -> DocxParagraph:
    paragraph = paper.add_paragraph()
    shape = paragraph.paragraph_format
    shape.alignment = align
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    if indent is not None:
        shape.first_line_indent = indent
    if text:
        _run(paragraph, text, use, size, color)
    return paragraph


def _blank(paper, lines: int) -> None:
    for _ in range(lines):
        _line(paper, "")


def _marks(paper, document: OfficialDocument) -> None:
    for mark in _marks_of(document):
        _line(paper, mark, "black")


def _marks_of(document: OfficialDocument) -> list[str]:
    """Copy number, classification with its period, urgency: those that there are."""
    secrecy = document.classification
    if secrecy and document.period:
        secrecy = f"{secrecy}★{document.period}"
    return [mark for mark in (document.copy_number, secrecy, document.urgency) if mark]


def _red_head(paper, document: OfficialDocument) -> None:
    """7.2.4–7.2.7: heading 35 mm down, number two lines below it, red line 4 mm below the number."""
    size = Pt(min(38, TEXT_WIDTH.pt / len(document.issuer_mark)))
    head = _line(
        paper,
        document.issuer_mark,
        "title",
        size,
        WD_ALIGN_PARAGRAPH.CENTER,
        color=RED,
        pitch=Length(size * 1.3),
    )
    above = sum(1 for mark in (document.copy_number, document.classification, document.urgency) if mark)
    head.paragraph_format.space_before = Length(max(0, Mm(35) - above * LINE_PITCH))
    _blank(paper, 2)
    number = _line(paper, document.number or "", align=WD_ALIGN_PARAGRAPH.CENTER)
    _border(number, "bottom", 12, "D0021B", space=11)
    _blank(paper, 2)


def _letter_sheet(paper, document: OfficialDocument) -> None:
    """10.1: on the first sheet alone the name 30 mm down, double red lines under it and 20 mm from the foot."""
    section = paper.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance, section.footer_distance = Mm(30), Mm(20)
    head = section.first_page_header.paragraphs[0]
    size = Pt(min(34, TEXT_WIDTH.pt / len(document.issuer_mark or " ")))
    shape = head.paragraph_format
    shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Length(int(size * 1.1))
    _run(head, document.issuer_mark or "", "title", size, RED)
    foot = section.first_page_footer.paragraphs[0]
    foot.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    foot.paragraph_format.line_spacing = Pt(6)
    for paragraph, line, space in ((head, "thickThinSmallGap", 11), (foot, "thinThickSmallGap", 1)):
        # 170 mm, centred on the page: the text area lies 28 mm from the left, 26 mm from the right.
        paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = Mm(-8), Mm(-6)
        _border(paragraph, "bottom", 24, "D0021B", space=space, kind=line)
    for footer in (section.footer, section.even_page_footer):
        # 3 mm above the foot line's place, so that the number stands 7 mm below the text area as ever.
        footer.paragraphs[0].paragraph_format.space_after = Mm(3)


def _letter_head(paper, document: OfficialDocument) -> None:
    """10.1: 7/8 of a character under the line the first mark at the left and the number at the right; the title two
    lines below."""
    marks = _marks_of(document)
    first = _line(paper, marks[0] if marks else "", "black")
    first.paragraph_format.space_before = Length(int(SIZE_3 * 7 / 8))
    first.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _run(first, f"\t{document.number or ''}")
    for mark in marks[1:]:
        _line(paper, mark, "black")
    _blank(paper, 1)
    _line(paper, "", pitch=Length(LINE_PITCH // 2))


def _border(
    paragraph: DocxParagraph, side: str, eighths: int, color: str, space: int = 1, kind: str = "single"
) -> None:
    """A line at one side of the paragraph; ``eighths`` of a point thick, ``space`` points away."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )
    edge = OxmlElement(f"w:{side}")
    for key, value in (("val", kind), ("sz", str(eighths)), ("space", str(space)), ("color", color)):
        edge.set(qn(f"w:{key}"), value)
    borders.append(edge)


def _title(paper, title: str) -> None:
    for line in title_lines(title):
        _line(paper, line, "title", SIZE_2, WD_ALIGN_PARAGRAPH.CENTER, pitch=Length(int(LINE_PITCH * 1.2)))
    _blank(paper, 1)


def _body(paper, document: OfficialDocument) -> None:
    if document.addressee:
        _line(paper, f"{document.addressee}：")
    for block in laid_out(document):
        if isinstance(block, Paragraph):
            _paragraph(paper, block)
        else:
            draw(paper, block, TEXT_WIDTH, _run, named_rows=document.form == "sheet")


def _paragraph(paper, paragraph: Paragraph) -> None:
    indent = None if paragraph.level == "flush" else Length(2 * CELL)
    line = _line(
        paper, paragraph.text, TYPEFACE[paragraph.level], align=WD_ALIGN_PARAGRAPH.JUSTIFY, indent=indent
    )
    line.paragraph_format.keep_with_next = paragraph.level in ("1", "2") or None


def _annexes(paper, document: OfficialDocument) -> None:
    if not document.annexes:
        return
    _blank(paper, 1)
    several = len(document.annexes) > 1
    for order, annex in enumerate(document.annexes, 1):
        lead = "附件：" if order == 1 else "　　　"
        _line(paper, f"{lead}{f'{order}. ' if several else ''}{annex}", indent=Length(2 * CELL))


def _signature(paper, document: OfficialDocument) -> None:
    """7.3.5.1: the date four characters from the right, the name centred over it."""
    if document.signed_by or document.dated:
        # A letter and a form of usual length stand on one sheet.
        _blank(paper, 2 if document.form == "document" else 1)
        dated = chinese_day(document.dated) if document.dated else ""
        name = document.signed_by or ""
        for text, free in zip((name, dated), signature_right(name, dated), strict=True):
            if text:
                line = _line(paper, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
                line.paragraph_format.right_indent = Length(int(free * CELL))
                line.paragraph_format.keep_together = True
    if document.note:
        _line(paper, f"（{document.note}）", indent=Length(2 * CELL))


def _copies(paper, document: OfficialDocument) -> None:
    """10.1: a letter's copies, without lines, on the sheet of the signature."""
    if document.copies_to:
        line = _line(paper, f"抄送：{'，'.join(document.copies_to)}。", size=SIZE_4, pitch=Pt(20))
        line.paragraph_format.space_before = Mm(2)
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = SIZE_4


def _imprint(paper, document: OfficialDocument) -> None:
    """7.4.1–7.4.3: 4th size between a thick line above, a thin one between, a thick one below."""
    rows = []
    if document.copies_to:
        rows.append((f"抄送：{'，'.join(document.copies_to)}。", ""))
    if document.printed_by:
        rows.append(
            (document.printed_by, f"{chinese_day(document.printed_on)}印发" if document.printed_on else "")
        )
    if not rows:
        return
    _blank(paper, 1)
    table = paper.add_table(rows=0, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _to_page_foot(table)
    for place, (left, right) in enumerate(rows):
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Mm(96), Mm(60)
        if not right:
            cells[0].merge(cells[1])
        _cell(cells[0], left, WD_ALIGN_PARAGRAPH.LEFT)
        if right:
            _cell(cells[1], right, WD_ALIGN_PARAGRAPH.RIGHT)
        for cell in cells:
            _cell_edges(cell, first=place == 0, last=place == len(rows) - 1)
    # a floating table hangs on the paragraph after it
    _line(paper, "")


def _to_page_foot(table) -> None:
    place = OxmlElement("w:tblpPr")
    for key, value in (
        ("vertAnchor", "margin"),
        ("tblpYSpec", "bottom"),
        ("horzAnchor", "margin"),
        ("tblpXSpec", "center"),
    ):
        place.set(qn(f"w:{key}"), value)
    table._tbl.tblPr.insert_element_before(place, "w:tblW", "w:jc", "w:tblLayout", "w:tblLook")


def _cell(cell, text: str, align) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.alignment = align
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = (
        SIZE_4 if text else None
    )
    _run(paragraph, text, size=SIZE_4)


def _cell_edges(cell, first: bool, last: bool) -> None:
    """Thick 0.35 mm (8 eighths of a point), thin 0.25 mm (6 eighths)."""
    edges = OxmlElement("w:tcBorders")
    for side, thick in (("top", first), ("bottom", last)):
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "8" if thick else "6"), ("color", "000000")):
            edge.set(qn(f"w:{key}"), value)
        edges.append(edge)
    cell._element.get_or_add_tcPr().append(edges)


def _page_numbers(paper) -> None:
    """7.5: — 1 — in 4th size Song, odd pages right, even pages left, one character in."""
    section = paper.sections[0]
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.paragraph_format.alignment = align
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = SIZE_4
        _run(paragraph, "— ", "song", SIZE_4)
        _field(_run(paragraph, "", "song", SIZE_4), "PAGE")
        _run(paragraph, " —", "song", SIZE_4)


def _field(run, name: str) -> None:
    for kind in ("begin", None, "end"):
        if kind is None:
            part = OxmlElement("w:instrText")
            part.text = name
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._element.append(part)
