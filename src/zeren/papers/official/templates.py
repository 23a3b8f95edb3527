"""A paper made from an organ's own DOCX: fields ``{{title}}`` are filled, nothing in the file is carried out.

No template language: a field is a name of the list below and nothing else. A template with code, macros, embedded or
outside content is refused with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as DocxParagraph

from zeren.papers.official.checking.opening import open_docx
from zeren.papers.official.docx import LONGEST_PROPERTY, TYPEFACE, _same_bytes
from zeren.papers.official.fonts import STANDARD
from zeren.papers.official.model import OfficialDocument, Paragraph, chinese_day, text_of
from zeren.papers.printable import cleaned
from zeren.records.containers import Unsafe

FIELDS = {
    "title": "标题", "body": "正文（单独一段）", "signed_by": "署名", "dated": "成文日期", "number": "发文字号",
    "addressee": "主送", "annexes": "附件（单独一段）", "copies": "抄送", "printed_by": "印发机关", "printed_on": "印发日期",
    "classification": "密级和期限", "issuer_mark": "发文机关标志", "note": "附注",
}  # fmt: skip
NEEDED = ("title", "body", "signed_by", "dated")
WHOLE = ("body", "annexes")
"""Fields of many paragraphs: each stands in a paragraph of its own."""
FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
CODE = re.compile(r"\{%|%\}|\{#|#\}|<<|\$\{")
INSTRUCTIONS = {"PAGE", "NUMPAGES", "SECTIONPAGES"}
"""Field instructions of Word that may stand in a template: page numbers. Others fetch, run or ask."""
EMBEDDED = {qn("w:object"), qn("w:altChunk"), qn("w:control"), qn("w:subDoc")}
EMBEDDED_ELSEWHERE = re.compile(rb"<(?:[\w.-]+:)?(?:object|altChunk|control|subDoc)[\s/>]")
ASKED_ELSEWHERE = re.compile(rb"<(?:[\w.-]+:)?instrText[^<>]*>([^<]*)<|[\s:]instr\s*=\s*[\"']([^\"']*)[\"']")
"""Field instructions in parts that no field of ours stands in: notes, comments, building blocks."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a template asks for: its fields, those that are none, those that are missing."""

    fields: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def look(content: bytes) -> Looked:
    """The fields of a template. Raises Unsafe: no DOCX, macros, outside or embedded content, code."""
    paper = _opened(content)
    named = [name for line in _lines(paper) for name in FIELD.findall(line.text)]
    found = tuple(dict.fromkeys(named))
    missing = [name for name in NEEDED if name not in found]
    missing += [name for name in WHOLE if name in found and not _alone(paper, name)]
    return Looked(found, tuple(n for n in found if n not in FIELDS), tuple(dict.fromkeys(missing)))


def fill(content: bytes, document: OfficialDocument) -> bytes:
    """The paper from the template. Raises Unsafe as :func:`look`."""
    paper, document = _opened(content), cleaned(document)
    values = values_of(document)
    for line in list(_lines(paper)):
        names = FIELD.findall(line.text)
        if names == ["body"]:
            _many(line, text_of(document.body))
        elif names == ["annexes"]:
            _many(line, tuple(Paragraph(text, "flush") for text in _annexes(document)))
        elif names:
            _fill(line, values)
    if document.draft or document.footer:
        _mark(paper, document)
    paper.core_properties.title = document.title[:LONGEST_PROPERTY]
    paper.core_properties.author = (document.signed_by or "")[:LONGEST_PROPERTY]
    out = BytesIO()
    paper.save(out)
    return _same_bytes(out.getvalue())


def _mark(paper: Any, document: OfficialDocument) -> None:
    """A draft says so, and who took it out and when, before everything else: the template knows nothing of it."""
    said = "　".join(part for part in ("草稿" if document.draft else "", document.footer) if part)
    first = next(_lines(paper), None)
    line = first.insert_paragraph_before(said) if first is not None else paper.add_paragraph(said)
    line.runs[0].font.size = Pt(9)


def values_of(document: OfficialDocument) -> Mapping[str, str]:
    """What stands for each field of one line; what the paper has not is empty."""
    secrecy = "★".join(part for part in (document.classification, document.period) if part)
    return {
        "title": document.title, "signed_by": document.signed_by or "", "dated": _day(document.dated),
        "number": document.number or "", "addressee": document.addressee or "", "copies": "，".join(document.copies_to),
        "printed_by": document.printed_by or "", "printed_on": _day(document.printed_on), "classification": secrecy,
        "issuer_mark": document.issuer_mark or "", "note": document.note or "",
    }  # fmt: skip


def _day(day: date | None) -> str:
    return chinese_day(day) if day else ""


def _annexes(document: OfficialDocument) -> list[str]:
    several = len(document.annexes) > 1
    return [
        f"{'附件：' if n == 1 else '　　　'}{f'{n}. ' if several else ''}{text}"
        for n, text in enumerate(document.annexes, 1)
    ]


def starting(layout: bytes) -> bytes:
    """A built-in layout with fields for values, the day's field where the day stands; to be changed in Word or WPS."""
    paper = open_docx(layout)
    for line in _lines(paper):
        if line.text == "{{signed_by}}":
            day = deepcopy(line._p)
            line._p.addnext(day)
            _replace(DocxParagraph(day, line._parent), 0, len(line.text), "{{dated}}")
            break
    out = BytesIO()
    paper.save(out)
    return _same_bytes(out.getvalue())


# ---------------------------------------------------------------- looking through


def _opened(content: bytes) -> Any:
    paper = open_docx(content)
    if any(relation.is_external for relation in paper.part.package.iter_rels()):
        raise Unsafe("含有外部链接，不能作模板", "it links to something outside")
    for part in _roots(paper):
        _check_elements(part)
    for part in paper.part.package.iter_parts():
        _check_elsewhere(part.blob)
    for line in _lines(paper):
        _check_line(line.text)
    return paper


def _check_elements(part: Any) -> None:
    for element in part.iter():
        if element.tag in EMBEDDED:
            raise Unsafe("含有嵌入的对象，不能作模板", "it embeds an object")
        if element.tag in (qn("w:instrText"), qn("w:fldSimple")):
            _instruction(element.get(qn("w:instr"), ""))
            _instruction(element.text or "")


def _check_line(text: str) -> None:
    if CODE.search(text):
        raise Unsafe(f"含有程序代码：{text[:30]}", "it holds template code")
    for name in FIELD.findall(text):
        if not re.fullmatch(r"[a-z_]+", name):
            raise Unsafe(f"“{{{{{name[:30]}}}}}”不是字段，是程序代码", "it holds template code")


def _check_elsewhere(data: bytes) -> None:
    if EMBEDDED_ELSEWHERE.search(data):
        raise Unsafe("含有嵌入的对象，不能作模板", "it embeds an object")
    for asked in ASKED_ELSEWHERE.finditer(data):
        _instruction((asked[1] or asked[2] or b"").decode(errors="replace"))


def _instruction(text: str) -> None:
    word = text.split()[0].upper() if text.split() else ""
    if word and word not in INSTRUCTIONS:
        raise Unsafe(
            f"含有会取用外部内容的域：{word[:20]}", f"a field instruction that is not allowed: {word[:20]}"
        )


def _roots(paper: Any) -> Iterator[Any]:
    yield paper.element
    for section in paper.sections:
        for part in (
            section.header, section.footer, section.first_page_header, section.first_page_footer, section.even_page_header,
            section.even_page_footer,
        ):  # fmt: skip
            if not part.is_linked_to_previous:
                yield part._element


def _lines(paper: Any) -> Iterator[DocxParagraph]:
    """Every paragraph: of the text, of tables, of text boxes, of heads and feet."""
    for root in _roots(paper):
        for element in root.iter(qn("w:p")):
            yield DocxParagraph(element, paper)


def _alone(paper: Any, name: str) -> bool:
    return all(
        line.text.strip() == f"{{{{{name}}}}}"
        or FIELD.findall(line.text) == [name]
        and not FIELD.sub("", line.text).strip()
        for line in _lines(paper)
        if name in FIELD.findall(line.text)
    )


# ---------------------------------------------------------------- filling


def _fill(line: DocxParagraph, values: Mapping[str, str]) -> None:
    """A field takes the look of the run in which it begins, however the program that wrote the file cut the runs."""
    text = "".join(run.text for run in line.runs)
    for hit in reversed(list(FIELD.finditer(text))):
        _replace(line, hit.start(), hit.end(), values.get(hit.group(1), ""))


def _replace(line: DocxParagraph, start: int, end: int, value: str) -> None:
    at, first = 0, True
    for run in line.runs:
        text = run.text
        low, high = max(start - at, 0), min(end - at, len(text))
        if low < high:
            run.text = text[:low] + (value if first else "") + text[high:]
            first = False
        at += len(text)


def _many(line: DocxParagraph, paragraphs: Iterable[Paragraph]) -> None:
    """One paragraph for each, all like the one that holds the field; levels in their typefaces (GB/T 9704, 7.3.3)."""
    for paragraph in paragraphs:
        copy = deepcopy(line._p)
        line._p.addprevious(copy)
        made = DocxParagraph(copy, line._parent)
        for run in made.runs[1:]:
            run._r.getparent().remove(run._r)
        run = made.runs[0]
        run.text = paragraph.text
        if paragraph.level in ("1", "2"):
            fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
            for script in ("w:eastAsia", "w:hAnsi", "w:ascii"):
                fonts.set(qn(script), STANDARD[TYPEFACE[paragraph.level]][0])
    line._p.getparent().remove(line._p)
