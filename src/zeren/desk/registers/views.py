"""The registers: whoever keeps them enters rows by Excel; checked first, written as a whole or by choice in part."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links, listing, workbook
from zeren.desk.components import Bit, Cell, Empty, Head, Notice
from zeren.desk.listing import Field
from zeren.desk.registers import kept, page
from zeren.papers.excel import writing
from zeren.papers.excel.reading import LARGEST_FILE, BadWorkbook, Reading, read
from zeren.papers.register_sheets import SHEETS
from zeren.records import registers
from zeren.records.errors import Refused
from zeren.records.organs import queries as organ_queries

WHO_KEEPS = {
    "pool": "人才库由保管它的机关登记；您的角色没有这一项权限。",
    "risks": "廉政风险由本单位和上级机关登记；您的角色没有这一项权限。",
    "activities": "履责记录由本单位和上级机关登记；您的角色没有这一项权限。",
    "sheets": "评分细则由承办考核的人定；您的角色没有这一项权限。",
    "points": "评分由承办考核的人登记；您的角色没有这一项权限。",
    "assessed": "考核对象由承办考核的人登记；您的角色没有这一项权限。",
    "public": "公众评价由承办考核的人登记；您的角色没有这一项权限。",
}


def _keeps(request: HttpRequest, noun: str = "") -> bool:
    return registers.keeps(request.actor, noun)  # type: ignore[attr-defined]


def _words(choices: tuple[tuple[str, str], ...], kept_word: str) -> str:
    return next((shown for shown, word in choices if word == kept_word), kept_word)


def _fields() -> tuple[Field[Any], ...]:
    columns = {column.key: column for column in SHEETS["organs"].columns}
    kinds, levels = columns["kind"].values, columns["level"].values
    none = Cell("没有登记", dim=True)
    return (
        Field("organ_name", "名称", lambda o: Cell(o.name, url=links.with_query(links.named("ledger"), ("organ", o.name))), "text"),
        Field("short", "简称", lambda o: Cell(o.short) if o.short else none),
        Field("code", "代码", lambda o: Cell(o.code, dim=True)),
        Field("level", "层级", lambda o: Cell(_words(levels, o.level)) if o.level else none),
        Field("kind", "类别", lambda o: Cell(_words(kinds, o.kind)) if o.kind else none),
        Field("superior", "上级", lambda o: Cell(o.superior.name) if o.superior else Cell("—", dim=True)),
        Field("discipline", "纪检机关", lambda o: Cell(o.discipline_organ.name) if o.discipline_organ else none),
        Field("department", "组织部门", lambda o: Cell(o.organization_department.name) if o.organization_department else none),
        Field("until", "撤销", lambda o: Cell(o.until.isoformat()) if o.until else Cell("—", dim=True), usual=False),
    )  # fmt: skip


@require_safe
def organs(request: HttpRequest) -> HttpResponse:
    """Every organ, in the order of the tree."""
    actor, fields = request.actor, _fields()  # type: ignore[attr-defined]
    question = listing.asked(request.path, request.GET, fields)
    name = question.filters.get("organ_name", "")
    rows = organ_queries.register(actor, name)
    total = rows.count()
    start, stop = listing.window(question, total)
    grid = listing.grid(
        question, fields, list(rows[start:stop]), caption="机关登记", row_id=lambda o: str(o.pk), totals=(f"{total} 个机关",),
        empty=Empty("没有找到机关", "按名称或者简称查找。"),
    )  # fmt: skip
    said = request.session.pop("said", "")
    buttons = page.buttons(_keeps(request), links.named("register-import", "organs"))
    head = Head(
        "机关", sub=((Bit(f"{total} 个"),), (Bit("机构名称对全部登录人员公开"),)), buttons=tuple(buttons)
    )
    shown = page.OrgansPage(head, grid, listing.pages(question, total))
    nouns = (
        [
            (links.named("register-import", noun), title)
            for noun, title in page.NOUNS.items()
            if noun not in page.BACK
        ]
        if _keeps(request)
        else []
    )
    context = {"page": shown, "said": Notice("ok", said) if said else None, "nouns": nouns}
    return render(request, "desk/registers/organs.html", context)


def _urls(noun: str) -> dict[str, str]:
    if noun not in SHEETS:
        raise Http404
    return {name: links.named(f"register-{name}", noun) for name in ("template", "import", "annotated")}


def _allowed(request: HttpRequest, noun: str) -> None:
    if not _keeps(request, noun):
        usual = "登记机构和人员，由党委办公室、组织部门或者系统管理员办理。"
        raise PermissionDenied(WHO_KEEPS.get(noun, usual))


@require_safe
def template(request: HttpRequest, noun: str) -> HttpResponse:
    """The empty workbook with its validation lists."""
    _urls(noun)
    return workbook.sent(f"{page.NOUNS[noun]}模板", writing.template(SHEETS[noun]))


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, noun: str) -> HttpResponse:
    """Ask for a file; check it; write it if it is right, or its good rows if that was chosen."""
    urls = _urls(noun)
    _allowed(request, noun)
    if request.method != "POST":
        return render(request, "desk/registers/import.html", {"page": page.start(noun, urls)})
    if request.POST.get("token"):
        return _write(request, noun, urls)
    given = request.FILES.get("file")
    if given is None:
        return _again(request, noun, urls, Notice("care", "没有选定文件。", "选定 Excel 工作簿（.xlsx）。"))
    content = given.read(LARGEST_FILE + 1)
    try:
        reading = read(SHEETS[noun], content)
    except BadWorkbook as bad:
        return _again(
            request, noun, urls, Notice("stop", "没有读取，没有写入任何内容。", f"{given.name}：{bad.zh}。")
        )
    token = kept.keep(content)
    request.session["import"] = {"token": token, "noun": noun, "name": given.name[:120]}
    return _checked(request, noun, urls, reading, str(given.name), token)


def _checked(
    request: HttpRequest, noun: str, urls: dict[str, str], reading: Reading, name: str, token: str
) -> HttpResponse:
    report = registers.import_rows(request.actor, noun, [row.values for row in reading.rows], dry_run=True)  # type: ignore[attr-defined]
    what, crumbs = f"{page.NOUNS[noun]}登记", page.crumbs_of(noun)
    shown = page.result(noun, name, reading, report, urls, token, what, crumbs)
    return render(request, "desk/registers/result.html", {"page": shown})


def _again(request: HttpRequest, noun: str, urls: dict[str, str], said: Notice) -> HttpResponse:
    return render(request, "desk/registers/import.html", {"page": page.start(noun, urls, said)}, status=422)


def _kept(request: HttpRequest, noun: str, token: str) -> bytes | None:
    """The workbook that this very session checked."""
    mine = request.session.get("import", {})
    return kept.take(token) if mine.get("token") == token and mine.get("noun") == noun else None


def _write(request: HttpRequest, noun: str, urls: dict[str, str]) -> HttpResponse:
    token = request.POST["token"]
    content = _kept(request, noun, token)
    if content is None:
        return _again(
            request, noun, urls, Notice("care", "没有写入。", "核对过的文件已不在，请重新选定文件。")
        )
    if request.POST.get("do") == "none":
        kept.forget(token)
        return HttpResponseRedirect(urls["import"])
    reading = read(SHEETS[noun], content)
    partly = request.POST.get("do") == "good"
    if reading.problems and not partly:
        return _checked(request, noun, urls, reading, request.session["import"]["name"], token)
    try:
        report = registers.import_rows(
            request.actor, noun, [r.values for r in reading.rows], good_only=partly
        )  # type: ignore[attr-defined]
    except Refused as refused:
        return _again(
            request,
            noun,
            urls,
            Notice("stop", "没有写入任何内容。", "；".join(p.zh for p in refused.problems)),
        )
    if not report.written:
        return _checked(request, noun, urls, reading, request.session["import"]["name"], token)
    kept.forget(token)
    request.session["said"] = (
        f"{page.NOUNS[noun]}登记已写入：新增 {report.new}，更新 {report.changed}，没有变化 {report.same}。"
    )
    return HttpResponseRedirect(links.named(page.BACK.get(noun, ("", "organs"))[1]))


@require_safe
def annotated(request: HttpRequest, noun: str) -> HttpResponse:
    """The workbook as it came, with what is wrong in a first column."""
    _urls(noun)
    _allowed(request, noun)
    content = _kept(request, noun, request.GET.get("token", ""))
    if content is None:
        raise Http404
    reading = read(SHEETS[noun], content)
    report = registers.import_rows(request.actor, noun, [row.values for row in reading.rows], dry_run=True)  # type: ignore[attr-defined]
    content = writing.annotated(page.told(reading, report))
    return workbook.exported(request, f"{page.NOUNS[noun]}批注", content, len(reading.raw))
