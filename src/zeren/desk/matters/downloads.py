"""What leaves a matter as a file: attachments, papers, the receipt; and files that come in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from urllib.parse import quote

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse

from zeren.desk import wording
from zeren.desk.components import Notice
from zeren.desk.matters.case import Case
from zeren.norms import receipt as receipts
from zeren.norms.model import Finding
from zeren.papers.official import office
from zeren.papers.official.docx import render_docx
from zeren.papers.official.fonts import NoChineseFont
from zeren.papers.official.issuing import docx_of, pdf_of
from zeren.papers.official.model import OfficialDocument, chinese_day
from zeren.papers.official.of_matter import Facts, make, specs_of
from zeren.papers.official.office import NotLaidOut
from zeren.papers.official.pdf import render_pdf
from zeren.papers.official.specs import Composed, PaperSpec
from zeren.records import clock, evaluation
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import files, secrecy
from zeren.records.matters import log as logs
from zeren.records.templates import queries as templates
from zeren.records.trail import acts as trail

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"docx": DOCX, "pdf": "application/pdf"}
"""What a paper is taken out as."""


def attach(case: Case, uploads: Sequence[UploadedFile], level: str = "") -> Notice:
    """Take files in, with a level of their own if one was chosen; each is kept or refused with its reason."""
    kept, wrong = [], []
    for upload in uploads:
        try:
            kept.append(
                files.add_attachment(
                    case.actor,
                    case.matter.pk,
                    upload.name or "",
                    upload.read(files.LARGEST + 1),
                    classification=level,
                ).name
            )
        except Refused as refused:
            wrong += [problem.zh for problem in refused.problems]
    if wrong:
        return Notice(
            "stop", f"{len(wrong)} 件没有收下。", "；".join(wrong), f"已收 {len(kept)} 件" if kept else ""
        )
    return (
        Notice("ok", f"已收 {len(kept)} 件。", "、".join(kept)) if kept else Notice("care", "没有选择文件。")
    )


def attachment(case: Case, pk: int) -> HttpResponse:
    """One attachment under its own name; looked at is on the trail."""
    try:
        paper, content = files.read_attachment(case.actor, pk)
    except OutOfSight:
        raise Http404 from None
    except Refused as refused:
        return HttpResponse(refused.problems[0].zh, status=409, content_type="text/plain; charset=utf-8")
    if paper.matter_id != case.matter.pk:
        raise Http404
    trail.note(case.actor, "attachment_read", "matter", case.matter.pk, detail=str(pk))
    return as_file(content, paper.media_type, secrecy.name_of(paper))


def as_file(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A download with a Chinese file name."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def document_file(
    document: OfficialDocument, kind: str, name: str, noted: Callable[[], object]
) -> HttpResponse:
    """A document as ``docx`` or ``pdf``, sent as by :func:`made_file`."""
    return made_file(
        lambda: render_pdf(document) if kind == "pdf" else render_docx(document), kind, name, noted
    )


def made_file(make: Callable[[], bytes], kind: str, name: str, noted: Callable[[], object]) -> HttpResponse:
    """What ``make`` lays out as ``docx`` or ``pdf``; ``noted`` puts it on the trail before it goes. Without a Chinese font,
    or where it is refused: a text that says so."""
    try:
        content = make()
    except (NoChineseFont, NotLaidOut) as lacking:
        return plain(str(lacking), 503)
    except Refused as refused:
        return plain(refused.problems[0].zh, 409)
    noted()
    return as_file(content, KINDS[kind], name)


# ---------------------------------------------------------------- papers


def facts_of(case: Case, place: int = 0) -> Facts:
    """What the papers about one of the matter's subjects are made from: what speaks of that one, nothing of others."""
    matter, ref = case.matter, subject_at(case, place)
    articles = wording.in_articles(case.words.pack)
    about = {
        kind: [entry for entry in listed if evaluation.concerns(entry.subjects, ref)]
        for kind, listed in case.in_force.items()
    }
    return Facts(
        words=case.words,
        short=wording.short_title(case.words.pack.title),
        number=matter.number,
        title=matter.title,
        opened=matter.opened,
        organ={"name": matter.organ.name, "short": matter.organ.short or matter.organ.name},
        subject=case.subject_facts(place),
        entries={kind: listed[-1] for kind, listed in about.items() if listed},
        findings=[f for f in case.findings if evaluation.concerns((f.subject,) if f.subject else (), ref)],
        names=case.names,
        address=lambda at: wording.address_words(at, articles),
    )


def subject_at(case: Case, place: int) -> str | None:
    """Whom a paper is about, by the place among the subjects; None for a matter without any. 404 for no place."""
    if not case.around.subjects and not place:
        return None
    if not 0 <= place < len(case.around.subjects):
        raise Http404
    return case.around.subjects[place]


def spec_of(case: Case, paper: str) -> PaperSpec:
    """A paper by its id, or 404."""
    found = next((spec for spec in specs_of(case.words.pack) if spec.id == paper), None)
    if found is None:
        raise Http404
    return found


def held_back(case: Case, spec: PaperSpec, place: int = 0) -> tuple[Finding, ...]:
    """Why a paper is withheld; empty: it may be made."""
    return case.withholding.of(spec.on, subject_at(case, place))


def composed(case: Case, spec: PaperSpec, place: int = 0) -> Composed:
    """The paper: a draft until the event that it records is there."""
    now, facts = clock.now(), facts_of(case, place)
    level = secrecy.mark_of(case.matter)
    footer = f"{level}　{case.actor.name}　{now:%Y-%m-%d %H:%M} 生成"
    # A number is given by the register of documents alone (records.documents).
    made = make(spec, facts, draft=spec.on not in facts.entries, number=None, footer=footer)
    mark = f"{case.actor.name or case.actor.account}　{now:%Y-%m-%d %H:%M}"
    return replace(made, document=replace(made.document, watermark=mark, **_secrecy(case)))


def _secrecy(case: Case) -> dict[str, str]:
    """Level and period at the head of a paper (GB/T 9704-2012, 7.2.2): only from 秘密 on."""
    level, until = case.matter.classification, case.matter.classified_until
    if secrecy.rank(level) < secrecy.rank(secrecy.SECRET):
        return {}
    return {"classification": level, **({"period": f"至{chinese_day(until)}"} if until else {})}


def paper(case: Case, name: str, kind: str, of: str = "1") -> HttpResponse:
    """A paper as a file, about the subject at the place ``of`` (from 1); a text that says why where it is withheld or
    no Chinese font is there."""
    spec = spec_of(case, name)
    if kind not in ("pdf", "docx") or not of.isdecimal() or len(of) > 6:
        raise Http404
    if case.disposed_words:
        return plain(f"案卷{case.disposed_words}，不能再出具文书。", 409)
    place = int(of) - 1
    if held_back(case, spec, place):
        return plain("该文书暂不出具，缺项见案件的材料页。", 409)
    made = composed(case, spec, place)
    try:
        template = templates.in_use(case.matter.organ_id, case.matter.pack, name)
        content = None if kind == "pdf" and template is None else docx_of(made.document, template)
        if kind == "pdf" or content is None:
            content = pdf_of(made.document, content, office.found(settings.ZEREN.office))
    except (NoChineseFont, NotLaidOut) as refused:
        return plain(str(refused), 503)
    whose = subject_at(case, place) if len(case.around.subjects) > 1 else None
    detail = f"{name}.{kind} {whose}" if whose else f"{name}.{kind}"
    trail.note(case.actor, "paper_made", "matter", case.matter.pk, detail=detail)
    media_type = "application/pdf" if kind == "pdf" else DOCX
    label = f"{spec.label}　{case.names.get(whose, whose)}" if whose else spec.label
    name = secrecy.marked(case.matter.classification, f"{label}　{case.matter.number}.{kind}")
    return as_file(content, media_type, name)


def plain(text: str, status: int) -> HttpResponse:
    """A short answer in words."""
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def receipt(case: Case) -> HttpResponse:
    """What reproduces today's answer years later, as JSON; of what was destroyed there is no answer."""
    if case.disposed_words:
        return plain(f"案卷{case.disposed_words}，没有可以核对的内容。", 409)
    found = receipts.receipt(
        evaluation.packs_of(case.matter), logs.log_of(case.around), case.today, case.boxes.calendar
    )
    trail.note(case.actor, "receipt_made", "matter", case.matter.pk)
    body = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    name = secrecy.marked(case.matter.classification, f"核对凭据　{case.matter.number}　{case.today}.json")
    return as_file(body.encode(), "application/json", name)
