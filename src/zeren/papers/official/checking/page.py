"""Paper, margins, lines and characters, page numbers (GB/T 9704-2012, clauses 5 and 7.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from zeren.papers.official.checking.faces import FACES, face_of
from zeren.papers.official.checking.formatting import Line
from zeren.papers.official.checking.model import Check, held
from zeren.papers.official.checking.parts import Parts

EMU_MM = 36000
TOLERANCE = 1.0
"""Millimetres (5.2.1)."""
MARGINS = (
    ("top", "上白边（天头）", 37),
    ("bottom", "下白边", 35),
    ("left", "左白边（订口）", 28),
    ("right", "右白边", 26),
)
LINES, CHARACTERS = 22, 28
HAIR = 0.05
"""A line or character that lacks less than this still stands."""


def checks(parts: Parts) -> Iterator[Check]:
    """Every section for its paper and margins; the first for the rest."""
    several = len(parts.document.sections) > 1
    for place, section in enumerate(parts.document.sections, 1):
        where = f"第 {place} 节" if several else "页面"
        yield _paper(section, where)
        if (section.page_width or 0) <= (section.page_height or 0):
            yield from _margins(section, where)
    yield _lines(parts)
    yield _characters(parts)
    yield from _numbers(parts)


def _paper(section: Any, where: str) -> Check:
    width, height = sorted(((section.page_width or 0) / EMU_MM, (section.page_height or 0) / EMU_MM))
    good = abs(width - 210) <= TOLERANCE and abs(height - 297) <= TOLERANCE
    return held("paper", "幅面", "5.1", where, f"{width:.0f} × {height:.0f} 毫米", "A4，210 × 297 毫米", good)


def _margins(section: Any, where: str) -> Iterator[Check]:
    for side, name, wanted in MARGINS:
        found = (getattr(section, f"{side}_margin") or 0) / EMU_MM
        good = abs(found - wanted) <= TOLERANCE
        yield held(
            f"margin-{side}", name, "5.2.1", where, f"{found:.1f} 毫米", f"{wanted} 毫米，误差 1 毫米", good
        )


def _lines(parts: Parts) -> Check:
    what, clause, expected = "每面行数", "5.2.3", "22 行"
    if not parts.body:
        return held("lines", what, clause, "正文", "没有认出正文", expected, None)
    usual = parts.usual_pitch
    many = int(parts.height / usual + HAIR) if usual else 0
    found = f"{many} 行（行距 {usual:.2f} 磅）"
    return held("lines", what, clause, "正文", found, expected, many == LINES)


def _characters(parts: Parts) -> Check:
    what, clause, expected = "每行字数", "5.2.3", "28 字"
    if not parts.body:
        return held("characters", what, clause, "正文", "没有认出正文", expected, None)
    many = int(parts.width / parts.advance + HAIR) if parts.advance > 0 else 0
    found = f"{many} 字（每字 {parts.advance:.2f} 磅）"
    return held("characters", what, clause, "正文", found, expected, many == CHARACTERS)


# ---------------------------------------------------------------- page numbers


def _numbers(parts: Parts) -> Iterator[Check]:
    section = parts.section
    even = bool(parts.document.settings.odd_and_even_pages_header_footer)
    footers = [("单页", section.footer, "right")]
    if even:
        footers.append(("双页", section.even_page_footer, "left"))
    found = [(name, line, side) for name, footer, side in footers if (line := _numbered(parts, footer))]
    if not found:
        yield held(
            "page-number", "页码", "7.5", "页脚", "没有页码", "4号半角宋体，数字左右各一条一字线", False
        )
        return
    for name, line, side in found:
        yield from _number(name, line, side, even)
    if not even:
        yield held(
            "page-number-sides",
            "页码位置",
            "7.5",
            "页脚",
            "单双页相同",
            "单页居右空一字，双页居左空一字",
            False,
        )
    yield _below(parts, found[0][1])


def _numbered(parts: Parts, footer: Any) -> Line | None:
    lines = (Line(p, parts.styles, 0) for p in footer._element.iter(qn("w:p")))
    return next((line for line in lines if _field(line.p)), None)


def _field(p: Any) -> bool:
    typed = "".join(text.text or "" for text in p.iter(qn("w:instrText")))
    simple = "".join(field.get(qn("w:instr")) or "" for field in p.iter(qn("w:fldSimple")))
    return "PAGE" in f"{typed} {simple}".upper().split()


def _number(name: str, line: Line, side: str, even: bool) -> Iterator[Check]:
    where = f"{name}页脚"
    shown = line.text.replace(" ", "")
    yield held("page-number-dash", "页码的一字线", "7.5", where, shown or "没有", "数字左右各一条一字线", shown in ("——", "—1—", "——1——") or _dashes(shown))  # fmt: skip
    sizes = {run.size for run in line.runs}
    faces = {face_of(run.face) for run in line.runs}
    good = sizes <= {14.0} and faces <= {"song"}
    words = "、".join(sorted({run.face or "未写字体" for run in line.runs}))
    yield held("page-number-face", "页码字体字号", "7.5", where, f"{words} {'、'.join(f'{s:g}' for s in sorted(sizes))} 磅", f"{FACES['song'][0]} 14 磅（4号）", good)  # fmt: skip
    if even:
        yield held("page-number-side", "页码位置", "7.5", where, _SIDES.get(line.alignment, line.alignment), f"居{'右' if side == 'right' else '左'}空一字", line.alignment == side)  # fmt: skip


_SIDES = {"left": "居左", "right": "居右", "center": "居中"}


def _dashes(shown: str) -> bool:
    return shown[:1] == "—" and shown[-1:] == "—" and len(shown) >= 2


def _below(parts: Parts, line: Line) -> Check:
    """The dash stands 7 mm below the text area; the file gives the footer's distance from the edge and its height."""
    section = parts.section
    foot, margin = (section.footer_distance or 0) / EMU_MM, (section.bottom_margin or 0) / EMU_MM
    distance = margin - foot - 14 * 25.4 / 72 - line.points("spacing", "after") * 25.4 / 72
    return held("page-number-below", "页码距版心下边缘", "7.5", "页脚", f"{distance:.1f} 毫米", "7 毫米，误差 1 毫米", abs(distance - 7) <= TOLERANCE)  # fmt: skip
