"""A document of a matter on paper, at any stage: from its wording, and the head that its kind of paper has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from zeren.papers.official import office
from zeren.papers.official.docx import render_docx
from zeren.papers.official.fonts import choose
from zeren.papers.official.model import Form, OfficialDocument, paragraphs
from zeren.papers.official.pdf import render_pdf
from zeren.papers.official.stamp import stamped
from zeren.papers.official.templates import fill
from zeren.records.containers import Unsafe
from zeren.records.documents.acts import Made
from zeren.records.documents.text import Text
from zeren.records.errors import Problem, Refused
from zeren.records.templates.models import PaperTemplate
from zeren.records.templates.queries import content_of

ENGINES = ("typst", "python-docx")
OFFICE = "LibreOffice"


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands on the sheet besides the wording: the red head (empty: none), who signs, level and period, form."""

    issuer_mark: str
    signed_by: str
    classification: str = ""
    period: str = ""
    form: Form = "document"


def on_paper(
    text: Text,
    layout: Layout,
    number: str = "",
    dated: date | None = None,
    issued_on: date | None = None,
    **more: Any,
) -> OfficialDocument:
    """The document; without a number it is a draft and says so on every sheet."""
    return OfficialDocument(
        title=text.title,
        body=paragraphs(text.body),
        issuer_mark=layout.issuer_mark or None,
        number=number or None,
        addressee=text.addressee.rstrip("：:") or None,
        annexes=text.lines_of_annexes,
        signed_by=layout.signed_by,
        dated=dated or text.day,
        copies_to=tuple(one for one in re.split(r"[，、,；;]", text.copies.rstrip("。")) if one.strip()),
        printed_by=(text.printed_by or None) if issued_on else None,
        printed_on=issued_on,
        classification=layout.classification or None,
        period=layout.period or None,
        draft=not number,
        form=layout.form,
        **more,
    )


def docx_of(document: OfficialDocument, template: PaperTemplate | None) -> bytes:
    """The DOCX: from the organ's template where there is one, else in the built-in layout. Raises Refused: a template that
    was altered, or that was taken once and is not fit any more."""
    if template is None:
        return render_docx(document)
    try:
        return fill(content_of(template), document)
    except Unsafe as unsafe:
        zh = f"版式模板“{template.name}”{unsafe.zh}：请换一版，或者停用它"
        raise Refused([Problem("template", zh, f"template {template.pk}: {unsafe.en}")]) from None


def pdf_of(document: OfficialDocument, docx: bytes | None, program: str | None) -> bytes:
    """The PDF: of the ``docx`` made from an organ's template by LibreOffice (``program``) where there are both, else in
    the built-in layout. Raises NoChineseFont, NotLaidOut."""
    if docx is None or program is None:
        return render_pdf(document)
    return stamped(office.pdfs(program, [docx])[0], document)


def made(
    document: OfficialDocument,
    layout: Layout,
    template: PaperTemplate | None = None,
    program: str | None = None,
) -> Made:
    """Both files as they go out, with what made them: the built-in layout makes the very same again, LibreOffice does not.

    Raises:
        NoChineseFont: when the machine has no Chinese font. NotLaidOut: LibreOffice made no PDF. Refused: the
        template can't be used.
    """
    fonts, docx = choose(), docx_of(document, template)
    own = docx if template is not None and program else None
    by: dict[str, Any] = {
        "layout": asdict(layout), "families": fonts.families, "substitutes": list(fonts.substitutes),
        "engines": {name: version(name) for name in ENGINES},
    }  # fmt: skip
    if own is not None and program:
        by["engines"] = {OFFICE: office.version(program), "python-docx": version("python-docx")}
        by["substitutes"] = list(office.faces_of(own, fonts).substitutes)
    if template is not None:
        by["template"] = {
            "id": template.pk,
            "version": template.version,
            "checksum": template.checksum,
            "name": template.name,
        }
    return Made(docx, pdf_of(document, own, program), by)


def again(text: Text, receipt: Mapping[str, Any]) -> OfficialDocument:
    """The issued document from what its log keeps: the same file comes out where engine and typefaces are the same."""
    return on_paper(
        text, Layout(**receipt["by"]["layout"]), receipt["number"], date.fromisoformat(receipt["dated"]),
        date.fromisoformat(receipt["issued_on"]),
    )  # fmt: skip
