"""A document as files and pictures, at its stage: a draft until it was issued, then as it was issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.conf import settings
from PIL import Image

from zeren.desk.matters import downloads
from zeren.desk.matters.case import Case
from zeren.papers.official import issuing, office
from zeren.papers.official.fonts import NoChineseFont
from zeren.papers.official.issuing import Layout
from zeren.papers.official.model import Form, OfficialDocument, chinese_day, text_of
from zeren.papers.official.of_matter import specs_of
from zeren.papers.official.office import NotLaidOut
from zeren.papers.official.pdf import render_pdf, render_sheets
from zeren.papers.official.specs import PaperSpec
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.documents.acts import Made
from zeren.records.documents.models import OfficialPaper
from zeren.records.documents.text import Text
from zeren.records.errors import Problem, Refused
from zeren.records.matters import secrecy
from zeren.records.organs.models import Organ
from zeren.records.templates import queries as templates
from zeren.records.templates.models import PaperTemplate

MOST_SHEETS = 8
"""Sheets that the picture shows."""
GAP = 14


def first_text(case: Case, spec: PaperSpec, place: int) -> Text:
    """What the matter's records give for a paper: the wording to begin with."""
    made = downloads.composed(case, spec, place).document
    return Text(
        title=made.title,
        addressee=made.addressee or "",
        body="\n".join(paragraph.text for paragraph in text_of(made.body)),
        annexes="\n".join(made.annexes),
        copies="，".join(made.copies_to),
        dated=made.dated.isoformat() if made.dated and not made.draft else "",
    )


def layout_of(document: OfficialPaper) -> Layout:
    """Red head, organ and level, as they are today."""
    matter = document.matter
    spec = next((s for s in specs_of(_pack(document)) if s.id == document.paper), None)
    level, until = matter.classification, matter.classified_until
    classified = secrecy.rank(level) >= secrecy.rank(secrecy.SECRET)
    return Layout(
        issuer_mark=_head(document.organ, spec.form) if spec is not None and spec.headed else "",
        form=spec.form if spec is not None else "document",
        signed_by=document.organ.name,
        classification=level if classified else "",
        period=f"至{chinese_day(until)}" if classified and until else "",
    )


def _pack(document: OfficialPaper) -> Any:
    from zeren.records import packs

    found = packs.words(document.matter.pack, document.matter.version, document.matter.procedure)
    assert found is not None
    return found.pack


def _head(organ: Organ, form: Form) -> str:
    return organ.name if form == "letter" else f"{organ.name}文件"


def render(document: OfficialPaper, text: Text, day: date) -> Made:
    """Both files of a numbered document. Raises Refused where no Chinese font is there."""
    layout = layout_of(document)
    paper = issuing.on_paper(text, layout, document.number, day, document.issued_on)
    try:
        return issuing.made(paper, layout, template_of(document), program())
    except NoChineseFont as none:
        raise Refused([Problem("mark", str(none), "no Chinese font on this machine")]) from None
    except NotLaidOut as none:
        raise Refused([Problem("mark", none.zh, none.en)]) from None


def program() -> str | None:
    """The LibreOffice by which the PDF of a document with a template is laid out; None: none is there, or used."""
    return office.found(settings.ZEREN.office)


def template_of(document: OfficialPaper, receipt: Mapping[str, Any] | None = None) -> PaperTemplate | None:
    """The organ's template from which the DOCX is made: of an issued one that which its log names; None: built in."""
    if not receipt:
        return templates.in_use(document.organ_id, document.matter.pack, document.paper)
    named = receipt["by"].get("template")
    return templates.kept(named["id"]) if named else None


def docx_of(
    document: OfficialPaper, paper: OfficialDocument, receipt: Mapping[str, Any] | None = None
) -> bytes:
    """The DOCX at its stage. Raises Refused where the template can't be used."""
    return issuing.docx_of(paper, template_of(document, receipt))


def on_paper(
    document: OfficialPaper, text: Text, receipt: Mapping[str, Any], **more: Any
) -> OfficialDocument:
    """As it stands: the issued one from what its log keeps, else a draft."""
    if receipt:
        return issuing.again(text, receipt)
    return issuing.on_paper(text, layout_of(document), dated=document.signed_on, **more)


def draft_file(actor: Actor, document: OfficialPaper, text: Text, kind: str) -> bytes:
    """A draft to take along: it names who took it out and when. Raises NoChineseFont, NotLaidOut."""
    now = clock.now()
    said = f"{actor.name or actor.account}　{now:%Y-%m-%d %H:%M}"
    footer = f"{secrecy.mark_of(document.matter)}　{said} 生成"
    paper = on_paper(document, text, {}, footer=footer, watermark=said)
    if kind != "pdf":
        return docx_of(document, paper)
    template = template_of(document)
    return issuing.pdf_of(paper, issuing.docx_of(paper, template) if template else None, program())


def picture(document: OfficialPaper, text: Text, receipt: Mapping[str, Any]) -> bytes:
    """The sheets under one another as one PNG. Raises NoChineseFont."""
    return under_one_another(render_sheets(on_paper(document, text, receipt))[:MOST_SHEETS])


def under_one_another(made: list[bytes]) -> bytes:
    """Sheets (PNG) as one picture."""
    sheets = [Image.open(BytesIO(sheet)).convert("RGB") for sheet in made]
    width, height = max(s.width for s in sheets), sum(s.height + GAP for s in sheets) - GAP
    whole = Image.new("RGB", (width, height), (223, 228, 232))
    top = 0
    for sheet in sheets:
        whole.paste(sheet, (0, top))
        top += sheet.height + GAP
    out = BytesIO()
    whole.quantize(32, method=Image.Quantize.FASTOCTREE).save(out, "PNG")
    return out.getvalue()


def reproduced(document: OfficialPaper, text: Text, receipt: Mapping[str, Any]) -> dict[str, bool | None]:
    """Whether each file comes out again byte for byte; None: made by LibreOffice, which writes the time and an id of its
    own into each, and so is not made anew."""
    paper = on_paper(document, text, receipt)
    found: dict[str, bool | None] = {"docx": _same(docx_of(document, paper, receipt), receipt["docx"])}
    by_office = issuing.OFFICE in receipt["by"]["engines"]
    found["pdf"] = None if by_office else _same(render_pdf(paper), receipt["pdf"])
    return found


def _same(content: bytes, digest: str) -> bool:
    return sha256(content).hexdigest() == digest
