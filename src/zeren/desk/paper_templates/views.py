"""Templates: the list with the form, one version with its fields and its sample, its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.access.accounts import queries as accounts
from zeren.desk import links
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.desk.documents.page import NO_OFFICE, by_office
from zeren.desk.documents.paper import program
from zeren.desk.documents.registers import actor_of
from zeren.desk.gate import only
from zeren.desk.matters import others
from zeren.desk.matters.downloads import DOCX, as_file, plain
from zeren.desk.merging.runs import Asked, spec_of
from zeren.desk.merging.views import papers_listed
from zeren.desk.typed import figure
from zeren.papers.official import office
from zeren.papers.official import templates as filling
from zeren.papers.official.checking import Check, Report, check
from zeren.papers.official.docx import render_docx
from zeren.papers.official.fonts import NoChineseFont
from zeren.papers.official.model import OfficialDocument, paragraphs
from zeren.papers.official.office import NotLaidOut
from zeren.records import clock
from zeren.records.containers import Unsafe
from zeren.records.documents.queries import organs_of
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.organs import queries as organs
from zeren.records.templates import acts, queries
from zeren.records.templates.models import PaperTemplate
from zeren.records.trail import acts as trail

keeps = only(lambda actor: bool(organs_of(actor)), "版式模板由本机关的办公人员管理；您的角色没有这一项权限。")


@dataclass(frozen=True, slots=True)
class Row:
    """A version in the list."""

    url: str
    paper: str
    organ: str
    version: int
    name: str
    who: str
    added: str
    light: Light


@dataclass(frozen=True, slots=True)
class TemplatesPage:
    """The list with the form, or one version."""

    head: Head
    rows: tuple[Row, ...] = ()
    organs: tuple[tuple[int, str], ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    fields: tuple[tuple[str, str, bool], ...] = ()
    report: Report | None = None
    asks: tuple[Check, ...] = ()
    in_use: bool = False
    url: str = ""
    notices: tuple[Notice, ...] = ()
    errors: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps
def templates(request: HttpRequest) -> HttpResponse:
    """The templates of the viewer's organs; POST takes a ``file`` for a ``paper`` of an ``organ``."""
    if request.method != "POST":
        return render(request, "desk/paper_templates/list.html", {"page": _list(request)})
    given = request.POST
    try:
        made = _taken(request, given.get("paper", ""), figure(given.get("organ", "")))
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        shown = _list(request, tuple(p.zh for p in wrong.problems))
        return render(request, "desk/paper_templates/list.html", {"page": shown}, status=422)
    others.say(request, Notice("ok", f"已启用第 {made.version} 版。", "请看样张和格式检查。"))
    return HttpResponseRedirect(links.named("paper-template", made.pk))


def _taken(request: HttpRequest, named: str, organ: int) -> PaperTemplate:
    pack, _, paper = named.partition("/")
    upload = request.FILES.get("file")
    problems = []
    if spec_of(Asked(pack, paper)) is None:
        problems.append(Problem("paper", "请选文书", f"no paper {named}"))
    if upload is None or not (upload.name or "").lower().endswith(".docx"):
        problems.append(Problem("file", "请选一个 DOCX 文件", "a DOCX file is wanted"))
    if problems or upload is None:
        raise Refused(problems)
    content = upload.read(acts.LARGEST + 1)
    if len(content) <= acts.LARGEST:
        _looked_through(content)
    return acts.take(actor_of(request), organ, pack, paper, upload.name or "", content)


def _looked_through(content: bytes) -> None:
    """Raises Refused: not a file to be a template, fields that are none, fields that are missing."""
    try:
        looked = filling.look(content)
        filling.fill(content, sample())
    except Unsafe as unsafe:
        raise Refused([Problem("file", unsafe.zh, unsafe.en)]) from None
    wrong = [
        Problem("file", f"不认识的字段：{{{{{name}}}}}", f"unknown field {name}") for name in looked.unknown
    ]
    for name in looked.missing:
        zh = f"缺字段：{{{{{name}}}}}（{filling.FIELDS[name]}）"
        wrong.append(Problem("file", zh, f"missing or not alone: {name}"))
    if wrong:
        raise Refused(wrong)


def sample() -> OfficialDocument:
    """A paper of made-up values in every field."""
    body = "经研究，现将有关事项通知如下。\n一、事项\n（一）时间\n按所附安排。\n二、要求\n请按时办理。"
    return OfficialDocument(
        title="关于有关事项的通知（样张）", body=paragraphs(body), issuer_mark="某某机关文件", number="某发〔2026〕1号",
        addressee="某某单位", annexes=("安排表", "名单"), signed_by="某某机关", dated=date(2026, 1, 4), copies_to=("某某办公室",),
        printed_by="某某办公室", printed_on=date(2026, 1, 5), note="联系人：某某",
    )  # fmt: skip


def _list(request: HttpRequest, errors: tuple[str, ...] = ()) -> TemplatesPage:
    actor = actor_of(request)
    rows = list(queries.visible_to(actor))
    names = accounts.shown({row.account for row in rows})
    papers = dict(papers_listed())
    pdf = "PDF 由本机的 LibreOffice 按模板排版" if program() else f"PDF 都用系统的版面：{NO_OFFICE}"
    sub = ((Bit(f"不设模板的，用系统的 GB/T 9704 版面；{pdf}", tone="dim"),),)
    return TemplatesPage(
        Head("版式模板", (Link("公文", links.named("documents")),), sub=sub, buttons=(Button("取一份起步的模板", url=links.named("paper-template-start")),)),
        tuple(_row(row, papers, names) for row in rows),
        tuple((pk, organ.name) for pk in sorted(organs_of(actor)) if (organ := organs.by_id(pk))),
        tuple(papers.items()), request.POST.get("paper", ""), notices=() if errors else others.said(request), errors=errors,
        fields=tuple((name, label, name in filling.NEEDED) for name, label in filling.FIELDS.items()),
    )  # fmt: skip


def _row(row: PaperTemplate, papers: Mapping[str, str], names: Mapping[str, tuple[str, str]]) -> Row:
    light = Light(Sign.LAPSED, "已停用") if row.ended else Light(Sign.DONE, "在用")
    named = papers.get(f"{row.pack}/{row.paper}", f"{row.pack}/{row.paper}")
    added = f"{row.added.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}"
    who = names.get(row.account, (row.account, ""))[0]
    return Row(
        links.named("paper-template", row.pk), named, row.organ.name, row.version, row.name, who, added, light
    )


def _found(request: HttpRequest, pk: int) -> PaperTemplate:
    row = queries.one(actor_of(request), pk)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "HEAD", "POST"])
@keeps
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its fields, what the format check says of its sample; POST ends it."""
    row = _found(request, pk)
    if request.method == "POST":
        acts.end(actor_of(request), pk)
        others.say(request, Notice("ok", "已停用。", "以后用系统的版面；以前的公文仍按当时的一版。"))
        return HttpResponseRedirect(links.named("paper-templates"))
    content = queries.content_of(row)
    by, unfit = program(), None
    try:
        filled = filling.fill(content, sample())
        looked, report = filling.look(content), check(filled)
    except Unsafe as unsafe:
        # Taken once, and not fit any more: it can be looked at and ended.
        filled, looked, report = b"", filling.Looked((), (), ()), None
        unfit = Notice("stop", "这一版不能使用。", f"{unsafe.zh}：请换一版，或者停用。")
    papers = dict(papers_listed())
    urls = {what: links.named("paper-template-file", pk, what) for what in ("sample", "original")}
    head = Head(
        papers.get(f"{row.pack}/{row.paper}", row.paper), (Link("公文", links.named("documents")), Link("版式模板", links.named("paper-templates"))),
        sub=((Bit(light=Light(Sign.LAPSED, "已停用") if row.ended else Light(Sign.DONE, "在用")),), (Bit(f"第 {row.version} 版　{row.name}"),)),
        buttons=(
            Button("样张 DOCX", url=urls["sample"], main=True), *((Button("样张 PDF", url=f"{urls['sample']}?as=pdf"),) if by else ()),
            Button("模板原件", url=urls["original"]),
        ),
    )  # fmt: skip
    shown = TemplatesPage(
        head, fields=tuple((name, label, name in looked.fields) for name, label in filling.FIELDS.items()), report=report,
        asks=(*report.departures, *report.of("unknown")) if report else (), in_use=row.ended is None, url=links.named("paper-template", pk),
        notices=(*others.said(request), *([unfit] if unfit else ())),
        kept={"PDF：": by_office(by, filled) if by and filled else f"系统的版面。{'' if by else NO_OFFICE}", "SHA-256": row.checksum},
    )  # fmt: skip
    return render(request, "desk/paper_templates/one.html", {"page": shown})


@require_safe
@keeps
def file(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The template as it was given (``original``), or filled with made-up values (``sample``; ``?as=pdf`` its PDF)."""
    row = _found(request, pk)
    if what not in ("sample", "original"):
        raise Http404
    content = queries.content_of(row)
    trail.note(actor_of(request), "paper_made", "organ", row.organ_id, detail=f"template {row.pk} {what}")
    if what == "original":
        return as_file(content, DOCX, row.name)
    try:
        filled = filling.fill(content, sample())
    except Unsafe as unsafe:
        return plain(unsafe.zh, 409)
    if request.GET.get("as") != "pdf":
        return as_file(filled, DOCX, f"样张　{row.name}")
    by = program()
    if by is None:
        raise Http404
    try:
        made = office.pdfs(by, [filled])[0]
    except NoChineseFont as none:
        return plain(str(none), 503)
    except NotLaidOut as none:
        return plain(none.zh, 503)
    return as_file(made, "application/pdf", f"样张　{row.name.removesuffix('.docx')}.pdf")


@require_safe
@keeps
def start(request: HttpRequest) -> HttpResponse:
    """A template to begin with: the built-in layout with fields in the places of the values."""
    named = {name: f"{{{{{name}}}}}" for name in filling.FIELDS}
    paper = OfficialDocument(
        title=named["title"], body=paragraphs(named["body"]), issuer_mark=named["issuer_mark"], number=named["number"],
        addressee=named["addressee"], signed_by=named["signed_by"], note=None,
    )  # fmt: skip
    return as_file(filling.starting(render_docx(paper)), DOCX, "版式模板.docx")
