"""Head, number, addressee, annex note, signature and day, imprint (GB/T 9704-2012, clauses 7.2–7.4 and 10.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from zeren.papers.official.checking.faces import face_of
from zeren.papers.official.checking.formatting import Line
from zeren.papers.official.checking.model import Check, held
from zeren.papers.official.checking.parts import ANNEX, DAY, NUMBER, Parts, behind_tab, red_header
from zeren.papers.official.model import width_of

HALF = 0.5
"""Of a line or a character: what a blank line may lack or have too much."""


SIDES = {"left": "居左", "right": "居右", "center": "居中", "both": "居左"}


def checks(parts: Parts) -> Iterator[Check]:
    """The parts in the order of the sheet; one that a form does not have is not asked for."""
    if parts.form == "document":
        yield from _mark(parts)
    if parts.form == "letter":
        yield from _letter(parts)
    if parts.number is not None:
        yield from _number(parts, parts.number)
    elif parts.form != "plain":
        yield held("number", "发文字号", "7.2.5", "版头", "没有认出发文字号", "机关代字〔年份〕序号", None)
    if parts.form == "document":
        yield from _rule(parts)
    yield from _addressee(parts)
    yield from _annexes(parts)
    yield from _signature(parts)
    yield from _imprint(parts)


def _mark(parts: Parts) -> Iterator[Check]:
    mark = parts.mark
    assert mark is not None
    where = parts.named(mark)
    faces = "、".join(dict.fromkeys(run.face or "未写字体" for run in mark.runs))
    yield held("mark-face", "发文机关标志字体", "7.2.4", where, faces, "小标宋（推荐）", all(face_of(r.face) == "title" for r in mark.runs))  # fmt: skip
    yield held("mark-centre", "发文机关标志位置", "7.2.4", where, SIDES.get(mark.alignment, mark.alignment), "居中", mark.alignment == "center")  # fmt: skip
    above = sum(line.pitch(parts.grid.pitch) for line in parts.lines[: mark.place]) + mark.points(
        "spacing", "before"
    )
    down = above * 25.4 / 72
    yield held("mark-down", "发文机关标志距版心上边缘", "7.2.4", where, f"{down:.0f} 毫米", "35 毫米，误差 3 毫米", abs(down - 35) <= 3)  # fmt: skip


def _letter(parts: Parts) -> Iterator[Check]:
    """10.1: the name 30 mm from the page's edge, a double line of 170 mm below it and one 20 mm from the foot."""
    name, section = red_header(parts), parts.section
    assert name is not None
    where = parts.named(name)
    down = (section.header_distance or 0) / 36000
    yield held("letter-down", "发文机关标志距上页边", "10.1", where, f"{down:.0f} 毫米", "30 毫米，误差 1 毫米", abs(down - 30) <= 1)  # fmt: skip
    feet = [Line(p, parts.styles, 0) for p in section.first_page_footer._element.findall(qn("w:p"))]
    foot = next((line for line in feet if line.border("bottom")), None)
    for id, line, what in (("letter-line", name, "信函的上双线"), ("letter-foot", foot, "信函的下双线")):
        border = line.border("bottom") if line is not None else None
        wide = (
            (parts.width - line.points("ind", "left") - line.points("ind", "right")) * 25.4 / 72
            if line
            else 0.0
        )
        found = f"{wide:.0f} 毫米" if border else "没有"
        yield held(id, what, "10.1", where if line is name else "首页页脚", found, "红色双线，170 毫米", bool(border) and abs(wide - 170) <= 1)  # fmt: skip
    if parts.number is not None:
        right = parts.number.alignment == "right" or "\t" in parts.number.raw
        yield held("letter-number", "发文字号位置", "10.1", parts.named(parts.number), "居右" if right else "没有居右", "顶格居右", right)  # fmt: skip


def _number(parts: Parts, line: Line) -> Iterator[Check]:
    where, text = parts.named(line), behind_tab(line.text)
    found = NUMBER.match(text)
    assert found
    _, opens, year, closes, ordinal, serial = found.groups()
    yield held("number-brackets", "发文字号的括号", "7.2.5", where, f"{opens}{year}{closes}", "六角括号〔〕", (opens, closes) == ("〔", "〕"))  # fmt: skip
    yield held("number-year", "发文字号的年份", "7.2.5", where, year, "写全四位", len(year) == 4)
    good = not ordinal and not serial.startswith("0")
    yield held(
        "number-serial", "发文顺序号", "7.2.5", where, f"{ordinal}{serial}号", "不加“第”字，不编虚位", good
    )
    if parts.form == "document" and parts.mark is not None:
        signer = "签发人" in line.text
        yield held("number-place", "发文字号位置", "7.2.5", where, SIDES.get(line.alignment, line.alignment), "居中；上行文居左空一字", line.alignment == "center" or signer)  # fmt: skip
        gap = parts.gap(parts.mark, line)
        yield held("number-gap", "发文机关标志与发文字号之间", "7.2.5", where, f"空 {gap:.1f} 行", "空二行", abs(gap - 2) <= HALF)  # fmt: skip


def _rule(parts: Parts) -> Iterator[Check]:
    """The red line below the number, as a border or a drawing; the title two lines below it."""
    number = parts.number
    if number is None:
        return
    border = number.border("bottom")
    drawn = any(line.p.find(f".//{qn('w:drawing')}") is not None or line.p.find(f".//{qn('w:pict')}") is not None for line in parts.lines[: number.place + 3])  # fmt: skip
    if border is not None:
        red = border[0].upper()[:2] >= "A0" and border[0] != "auto"
        yield held("rule", "版头的红色分隔线", "7.2.7", parts.named(number), "红线" if red else f"颜色 {border[0]}", "与版心等宽的红线", red)  # fmt: skip
    else:
        yield held("rule", "版头的红色分隔线", "7.2.7", parts.named(number), "图形，没有量" if drawn else "没有", "与版心等宽的红线", None if drawn else False)  # fmt: skip
    if parts.title and border is not None:
        gap = parts.gap(number, parts.title[0])
        yield held("title-gap", "分隔线与标题之间", "7.3.1", parts.named(parts.title[0]), f"空 {gap:.1f} 行", "空二行", abs(gap - 2) <= HALF)  # fmt: skip


def _addressee(parts: Parts) -> Iterator[Check]:
    line = parts.addressee
    if line is None:
        return
    where = parts.named(line)
    yield held(
        "addressee-colon",
        "主送机关后的冒号",
        "7.3.2",
        where,
        line.text[-1],
        "全角冒号",
        line.text.endswith("："),
    )
    left = line.indent(parts.advance)
    yield held("addressee-left", "主送机关位置", "7.3.2", where, "顶格" if left < 0.2 else f"左空 {left:.1f} 字", "居左顶格", left < 0.2)  # fmt: skip
    if parts.title:
        gap = parts.gap(parts.title[-1], line)
        yield held(
            "addressee-gap",
            "标题与主送机关之间",
            "7.3.2",
            where,
            f"空 {gap:.1f} 行",
            "空一行",
            abs(gap - 1) <= HALF,
        )


def _annexes(parts: Parts) -> Iterator[Check]:
    if not parts.annexes:
        return
    first, where = parts.annexes[0], parts.named(parts.annexes[0])
    yield held("annex-colon", "“附件”后的冒号", "7.3.4", where, "全角" if "附件：" in first.text.replace(" ", "") else "半角", "全角冒号", ANNEX.match(first.text) is not None and "：" in first.text)  # fmt: skip
    left = first.indent(parts.advance)
    yield held(
        "annex-indent",
        "附件说明位置",
        "7.3.4",
        where,
        f"左空 {left:.1f} 字",
        "左空二字",
        abs(left - 2) <= 0.3,
    )
    ends = [line for line in parts.annexes if line.text.endswith(("。", "；", "，", ".", ";", ","))]
    yield held("annex-end", "附件名称后", "7.3.4", parts.named(ends[0]) if ends else where, "有标点" if ends else "没有标点", "不加标点", not ends)  # fmt: skip
    if parts.body:
        gap = parts.gap(parts.body[-1], first)
        yield held(
            "annex-gap",
            "正文与附件说明之间",
            "7.3.4",
            where,
            f"空 {gap:.1f} 行",
            "空一行",
            abs(gap - 1) <= HALF,
        )


def _signature(parts: Parts) -> Iterator[Check]:
    day = parts.day
    if day is None:
        yield held("day", "成文日期", "7.3.5", "落款", "没有认出成文日期", "单独一行，如 2026年10月3日", None)
        return
    where, text = parts.named(day), day.text.replace(" ", "")
    found = DAY.match(day.text)
    assert found
    year, month, date = found.groups()
    good = text.replace("年", "").replace("月", "").replace("日", "").isascii() and len(year) == 4
    good = good and not month.startswith("0") and not date.startswith("0")
    yield held(
        "day-figures", "成文日期", "7.3.5.4", where, day.text, "阿拉伯数字，年份写全，月日不编虚位", good
    )
    if parts.signer is None:
        yield held(
            "signer", "发文机关署名", "7.3.5", where, "日期上面没有认出署名", "署名在成文日期之上", None
        )
    if day.alignment != "right":
        yield held("day-place", "成文日期位置", "7.3.5.1", where, "没有居右", "右空四字；不加盖印章的右空二字", None if day.left(parts.advance) > 4 else False)  # fmt: skip
        return
    right = day.right(parts.advance)
    usual = any(abs(right - wanted) <= HALF for wanted in (2, 4)) or _under_longer(parts, right)
    yield held(
        "day-place",
        "成文日期位置",
        "7.3.5.1",
        where,
        f"右空 {right:.1f} 字",
        "右空四字；不加盖印章的右空二字",
        usual,
    )
    if parts.signer is not None:
        yield _centred(parts, parts.signer, day, right)


def _under_longer(parts: Parts, right: float) -> bool:
    """A name so long that it begins at the right edge: the day stands further in, under its middle."""
    signer = parts.signer
    return signer is not None and right > 4 and abs(signer.right(parts.advance)) <= HALF


def _centred(parts: Parts, signer: Line, day: Line, right: float) -> Check:
    """The name is centred over the day (sealed), or begins two characters to its left (unsealed, 7.3.5.2)."""
    where = parts.named(signer)
    half = (width_of(signer.text) - width_of(day.text)) / 2
    off = signer.right(parts.advance) + half - right
    shift = signer.right(parts.advance) + width_of(signer.text) - (right + width_of(day.text))
    good = signer.alignment == "right" and (abs(off) <= 1 or abs(shift - 2) <= HALF)
    found = f"中线偏 {abs(off):.1f} 字" if signer.alignment == "right" else "没有居右"
    return held("signer-place", "发文机关署名位置", "7.3.5.1", where, found, "以成文日期为准居中", good)


def _imprint(parts: Parts) -> Iterator[Check]:
    table = parts.imprint_table
    lines = parts.imprint
    if table is not None:
        lines = [Line(p, parts.styles, 0) for p in table.iter(qn("w:p"))]
        lines = [line for line in lines if line.text]
        yield _lines_of(table)
    if not lines:
        return
    sizes = dict.fromkeys(run.size for line in lines for run in line.runs)
    shown = "、".join(f"{size:g} 磅" for size in sizes)
    yield held("imprint-size", "版记字号", "7.4", "版记", shown, "14 磅（4号）", set(sizes) == {14.0})
    copies = next((line for line in lines if line.text.startswith("抄送")), None)
    if copies is not None:
        yield held("copies-end", "抄送机关末尾", "7.4.2", parts.named(copies), copies.text[-1], "句号", copies.text.endswith("。"))  # fmt: skip


def _lines_of(table: Any) -> Check:
    """Lines as wide as the text area: the first and the last thick, those between thin."""
    edges = list(table.iter(qn("w:tcBorders"), qn("w:tblBorders")))
    sizes = [float(edge.get(qn("w:sz")) or 0) / 8 * 25.4 / 72 for borders in edges for edge in borders if edge.get(qn("w:val")) not in ("nil", "none")]  # fmt: skip
    good = bool(sizes) and max(sizes) >= 0.3
    found = f"粗线 {max(sizes):.2f} 毫米" if sizes else "没有线"
    return held(
        "imprint-lines",
        "版记的分隔线",
        "7.4.1",
        "版记",
        found,
        "首末粗线 0.35 毫米，中间细线 0.25 毫米",
        good,
    )
