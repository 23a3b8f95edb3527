"""The lists as a table, in and out: checked first, written as a whole or by choice in part; out with the same filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import workbook
from zeren.desk.components import Bit, Head, Link, Notice
from zeren.desk.lists import states
from zeren.desk.lists.build import Builder, asked
from zeren.desk.lists.door import Seen, seen
from zeren.desk.matters import others
from zeren.desk.registers import kept, page
from zeren.desk.registers.page import ImportPage
from zeren.papers.excel import writing
from zeren.papers.excel.reading import LARGEST_FILE, BadWorkbook, Reading, read
from zeren.papers.excel.writing import Heading, ledger
from zeren.papers.list_sheets import LISTS
from zeren.records.errors import Refused
from zeren.records.lists import importing
from zeren.records.lists.models import ListedProblem, ListedTask
from zeren.records.matters import levels

TITLE = "三个清单"
NOUN = "lists"


def _writing(request: HttpRequest, pk: int, own: bool) -> Seen:
    found = seen(request, pk, own)
    if not found.writes:
        raise Http404
    return found


def _urls(found: Seen) -> dict[str, str]:
    return {name: found.url(f"lists-{name}") for name in ("template", "import", "annotated")}


@require_safe
def template(request: HttpRequest, pk: int, own: bool) -> HttpResponse:
    """The empty table."""
    seen(request, pk, own)
    return workbook.sent("三个清单模板", writing.template(LISTS))


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest, pk: int, own: bool) -> HttpResponse:
    """Ask for a table; check it; write it if it is right, or its good rows if that was chosen."""
    found = _writing(request, pk, own)
    if request.method != "POST":
        return _start(request, found)
    if request.POST.get("token"):
        return _write(request, found)
    given = request.FILES.get("file")
    if given is None:
        said = Notice("care", "没有选定文件。", "选定 Excel 工作簿（.xlsx）或者 Word 文档（.docx）。")
        return _start(request, found, said)
    content = given.read(LARGEST_FILE + 1)
    try:
        reading = read(LISTS, content)
    except BadWorkbook as bad:
        return _start(
            request, found, Notice("stop", "没有读取，没有写入任何内容。", f"{given.name}：{bad.zh}。")
        )
    token = kept.keep(content)
    request.session["import"] = {"token": token, "noun": _noun(found), "name": str(given.name)[:120]}
    return _checked(request, found, reading, str(given.name), token)


def _noun(found: Seen) -> str:
    return f"{NOUN}-{found.lists.matter.pk}-{found.lists.own}"


def _rows(reading: Reading) -> list[dict[str, str]]:
    return [row.values for row in reading.rows]


def _checked(request: HttpRequest, found: Seen, reading: Reading, name: str, token: str) -> HttpResponse:
    report = importing.import_rows(found.actor, found.lists, _rows(reading), dry_run=True)
    shown = page.result(NOUN, name, reading, report, _urls(found), token, TITLE, _crumbs(found))
    return render(request, "desk/registers/result.html", {"page": shown})


def _crumbs(found: Seen) -> tuple[Link, ...]:
    return Link(found.lists.matter.number, found.matter_url), Link(TITLE, found.url())


def _start(request: HttpRequest, found: Seen, said: Notice | None = None) -> HttpResponse:
    sub = ((Bit("先核对，后写入；只改有变化的格，已有的号按更新处理"),),)
    urls = _urls(found)
    shown = ImportPage(
        Head("导入三个清单", _crumbs(found), sub=sub),
        NOUN,
        urls["import"],
        said,
        template_url=urls["template"],
        word=True,
        whole_url=found.url("lists-export"),
    )
    return render(request, "desk/registers/import.html", {"page": shown}, status=422 if said else 200)


def _kept(request: HttpRequest, found: Seen, token: str) -> bytes | None:
    mine = request.session.get("import", {})
    return kept.take(token) if mine.get("token") == token and mine.get("noun") == _noun(found) else None


def _write(request: HttpRequest, found: Seen) -> HttpResponse:
    token = request.POST["token"]
    content = _kept(request, found, token)
    if content is None:
        return _start(request, found, Notice("care", "没有写入。", "核对过的文件已不在，请重新选定文件。"))
    if request.POST.get("do") == "none":
        kept.forget(token)
        return HttpResponseRedirect(found.url("lists-import"))
    reading, partly = read(LISTS, content), request.POST.get("do") == "good"
    name = request.session["import"]["name"]
    if reading.problems and not partly:
        return _checked(request, found, reading, name, token)
    try:
        report = importing.import_rows(found.actor, found.lists, _rows(reading), good_only=partly)
    except Refused as refused:
        said = Notice("stop", "没有写入任何内容。", "；".join(p.zh for p in refused.problems))
        return _start(request, found, said)
    if not report.written:
        return _checked(request, found, reading, name, token)
    kept.forget(token)
    told = f"新增 {report.new}，更新 {report.changed}，没有变化 {report.same}。"
    others.say(request, Notice("ok", "表格已写入。", told))
    return HttpResponseRedirect(found.url())


@require_safe
def annotated(request: HttpRequest, pk: int, own: bool) -> HttpResponse:
    """The table as it came, with what is wrong in a first column."""
    found = _writing(request, pk, own)
    content = _kept(request, found, request.GET.get("token", ""))
    if content is None:
        raise Http404
    reading = read(LISTS, content)
    report = importing.import_rows(found.actor, found.lists, _rows(reading), dry_run=True)
    return workbook.exported(
        request, "三个清单批注", writing.annotated(page.told(reading, report)), len(reading.raw)
    )


# ---------------------------------------------------------------- out


@require_safe
def export(request: HttpRequest, pk: int, own: bool) -> HttpResponse:
    """The columns and the filter of the page; where the address names no columns, the whole table. With its numbers:
    edited and brought back, only what differs is changed, and a column that was not taken out stays as it is."""
    found = seen(request, pk, own)
    builder = Builder(found, asked(request.GET))
    tasks = builder.rows.order_by("unit__rank", "unit", "problem__number", "number").select_related(
        "problem", "unit"
    )
    out = _out(found, builder)
    rows = list(_exported(found, builder, list(tasks[: workbook.MOST]), out))
    headings = [Heading(one.title, one.width) for one in out]
    level = found.lists.matter.classification or levels.USUAL
    chosen = "，".join(f"{name}＝{value}" for name, value, _ in builder.chips())
    title = f"{found.lists.matter.title} {TITLE}"[:60] + (f"（{chosen}）"[:120] if chosen else "")
    content = ledger(title, headings, workbook.told_cut(rows), workbook.foot(request, level))
    return workbook.exported(request, TITLE, content, len(rows), level)


@dataclass(frozen=True, slots=True)
class _Out:
    """A column of the workbook: of the table, or of what the page shows besides (``says``)."""

    title: str
    width: int
    key: str = ""
    says: Callable[[ListedTask], str] | None = None


def _out(found: Seen, builder: Builder) -> list[_Out]:
    """The table's columns that are wanted, then how each task stands."""
    shown = builder.shown
    whole = not builder.wanted.columns
    columns = [c for c in LISTS.columns if whole or c.key in shown.takes]
    made = [_Out(column.title, column.width, column.key) for column in columns]

    def light(task: ListedTask) -> str:
        return states.light(task, found.today, found.calendar).words

    def closing(task: ListedTask) -> str:
        return " ".join(filter(None, states.closing(task, found.today)))

    if whole or "light" in shown.on:
        made.append(_Out("期限状态", 14, says=light))
    if whole or "closing" in shown.on:
        made.append(_Out("销号", 18, says=closing))
    if "changes" in shown.on:
        made.append(_Out("延期、重开", 14, says=states.changes))
    return made


def _exported(found: Seen, builder: Builder, tasks: list[ListedTask], out: list[_Out]) -> Iterable[list[Any]]:
    """A row for each task; problems without one stand as well, where nothing was filtered."""
    names: dict[int, tuple[str, str]] = {}
    for unit in found.lists.units:
        names |= importing.shown_names(unit, [task for task in tasks if task.unit_id == unit.pk])
    by_problem: dict[int, list[ListedTask]] = {}
    for task in tasks:
        by_problem.setdefault(task.problem_id, []).append(task)
    for problem in builder.chosen_problems():
        for task in by_problem.get(problem.pk, [None]):  # type: ignore[list-item]
            yield _row(problem, task, names.get(task.pk, ("", "")) if task else ("", ""), out)


def _row(problem: ListedProblem, task: ListedTask | None, who: tuple[str, str], out: list[_Out]) -> list[Any]:
    people = dict(zip(("leaders", "handlers"), who, strict=True))
    return [
        (one.says(task) if task else None) if one.says else _cell(problem, task, people, one.key)
        for one in out
    ]


def _cell(
    problem: ListedProblem, task: ListedTask | None, people: dict[str, str], key: str
) -> str | date | int | None:
    """What the table says in one of its columns; the reason of a later day is never told, only asked for."""
    if key == "unit":
        return problem.unit.short or problem.unit.name
    if key == "reason":
        return None
    prefix, _, name = key.partition("_")
    if prefix == "problem":
        return problem.number if name == "number" else _value(problem, name)
    if name == "number":
        return task.number if task else None
    return people[name] if name in people else _task_value(task, name)


def _task_value(task: ListedTask | None, name: str) -> str | date | None:
    if task is None:
        return None
    return "长期坚持" if name == "due" and task.long_term and task.due is None else _value(task, name)


def _value(row: Any, name: str) -> str | date | None:
    value = getattr(row, name)
    return ("是" if value else None) if isinstance(value, bool) else value
