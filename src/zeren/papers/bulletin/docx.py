"""An issue as DOCX that opens in Word and WPS: the same head, contents and sections.

The contents' page numbers are fields: Word sets them anew when the fields are updated or the file is printed.
"""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from zeren.papers.bulletin.model import READING, Block, PrintedIssue, PrintedPiece, PrintedSection
from zeren.papers.official.docx import LONGEST_PROPERTY, _border, _field, _same_bytes, _typeface
from zeren.papers.official.model import chinese_day
from zeren.papers.printable import cleaned

RED, RED_HEX = RGBColor(0xB3, 0x13, 0x1B), "B3131B"
BODY, PITCH = Pt(14), Pt(26)
WIDTH = Mm(152)


def render_docx(issue: PrintedIssue) -> bytes:
    """Lay out ``issue`` and return the DOCX file."""
    issue = cleaned(issue)
    paper = Document()
    _page(paper, issue)
    _head(paper, issue)
    _contents(paper, issue)
    for s, section in enumerate(issue.sections):
        _section(paper, section, s)
    paper.core_properties.title = f"{issue.name}　{issue.number}"[:LONGEST_PROPERTY]
    paper.core_properties.author = issue.editor[:LONGEST_PROPERTY]
    out = BytesIO()
    paper.save(out)
    return _same_bytes(out.getvalue())


def _page(paper, issue: PrintedIssue) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(32), Mm(30)
    section.left_margin = section.right_margin = Mm(29)
    section.header_distance, section.footer_distance = Mm(20), Mm(16)
    section.different_first_page_header_footer = True
    style = paper.styles["Normal"]
    _typeface(style.font, style.element.get_or_add_rPr(), "body", BODY)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    head = section.header.paragraphs[0]
    _run(head, f"{issue.name}　{issue.number}".strip(), "body", Pt(10.5))
    _border(head, "bottom", 4, RED_HEX, space=2)
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(line, "— ", "song", Pt(10.5))
        _field(_run(line, "", "song", Pt(10.5)), "PAGE")
        _run(line, f" —{'　' + issue.footer if issue.footer else ''}", "song", Pt(10.5))


def _run(line: Paragraph, text: str, use: str = "body", size: Length = BODY, color: RGBColor | None = None):
    run = line.add_run(text)
    _typeface(run.font, run._element.get_or_add_rPr(), use, size)
    if color is not None:
        run.font.color.rgb = color
    return run


def _line(
    paper, text: str, use: str = "body", size: Length = BODY, color: RGBColor | None = None,
    align=WD_ALIGN_PARAGRAPH.LEFT, before: float = 0, after: float = 0, pitch: Length = PITCH,
) -> Paragraph:  # fmt: skip
    line = paper.add_paragraph()
    shape = line.paragraph_format
    shape.alignment = align
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    if text:
        _run(line, text, use, size, color)
    return line


def _head(paper, issue: PrintedIssue) -> None:
    size = min(48.0, WIDTH.pt / len(issue.name))
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _line(paper, issue.name, "title", Pt(size), RED, centre, before=17, pitch=Pt(size * 1.3))
    number = issue.number or "　　　年第　　期"
    period = f"（{issue.period}）" if issue.period else ""
    _line(paper, number + period, "kai", Pt(16), align=centre, before=8)
    day = chinese_day(issue.day) if issue.day else "　　　年　　月　　日"
    line = _line(paper, issue.editor, "kai", before=8)
    line.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    _run(line, f"\t{day}", "kai")
    _border(line, "bottom", 18, RED_HEX, space=4, kind="thickThinSmallGap")
    if issue.draft:
        _line(paper, "（草稿）", "black", color=RED, align=centre, before=4)


def _contents(paper, issue: PrintedIssue) -> None:
    _line(paper, "目　录", "black", Pt(18), align=WD_ALIGN_PARAGRAPH.CENTER, before=24, after=10)
    for s, section in enumerate(issue.sections):
        _line(paper, section.title, "black", Pt(15), RED, before=10, after=2)
        for p, piece in enumerate(section.pieces):
            _entry(paper, piece.title, f"s{s}p{p}")
        if section.reading:
            _entry(paper, READING, "reading")


def _entry(paper, title: str, mark: str) -> None:
    line = _line(paper, title)
    line.paragraph_format.left_indent = Pt(28)
    line.paragraph_format.right_indent = Mm(10)
    line.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _run(line, "\t")
    _field(_run(line, ""), f"PAGEREF {mark}")


def _section(paper, section: PrintedSection, s: int) -> None:
    head = _line(paper, section.title, "title", Pt(24), RED, after=16, pitch=Pt(36))
    head.paragraph_format.page_break_before = True
    _border(head, "bottom", 10, RED_HEX, space=4)
    for p, piece in enumerate(section.pieces):
        _piece(paper, piece, f"s{s}p{p}", s * 100 + p, first=p == 0)
    if section.reading:
        line = _line(paper, READING, "black", color=RED, before=36, after=4)
        _bookmark(line, "reading", 9999)
        line.paragraph_format.keep_with_next = True
        for number, text in enumerate(section.reading, start=1):
            _line(paper, f"{number}. {text}")


def _piece(paper, piece: PrintedPiece, mark: str, number: int, first: bool) -> None:
    before = 0 if first else 36
    if piece.label:
        label = _line(paper, piece.label, "kai", color=RED, before=before)
        label.paragraph_format.keep_with_next = True
        before = 0
    title = _line(
        paper,
        piece.title,
        "title",
        Pt(20),
        align=WD_ALIGN_PARAGRAPH.CENTER,
        before=before,
        after=12,
        pitch=Pt(32),
    )
    title.paragraph_format.keep_with_next = True
    _bookmark(title, mark, number)
    for block in piece.blocks:
        _block(paper, block)
    if piece.source:
        _line(paper, f"（{piece.source}）", "kai", Pt(12), align=WD_ALIGN_PARAGRAPH.RIGHT, before=8)


def _block(paper, block: Block) -> None:
    if block.kind == "text":
        line = _line(paper, block.text, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
        line.paragraph_format.first_line_indent = Length(2 * BODY)
        return
    use, color = (
        ("kai", None) if block.kind == "question" else ("black", RED if block.kind == "part" else None)
    )
    text = f"问：{block.text}" if block.kind == "question" else block.text
    line = _line(paper, text, use, Pt(15) if block.kind == "question" else BODY, color, before=6, after=4)
    line.paragraph_format.keep_with_next = True


def _bookmark(line: Paragraph, name: str, number: int) -> None:
    for kind in ("bookmarkStart", "bookmarkEnd"):
        mark = OxmlElement(f"w:{kind}")
        mark.set(qn("w:id"), str(number))
        if kind == "bookmarkStart":
            mark.set(qn("w:name"), name)
            line._p.insert(1 if line._p.pPr is not None else 0, mark)
        else:
            line._p.append(mark)
