"""A list of candidates: typed or from a workbook, read and checked; nothing is written by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links, typed, workbook
from zeren.desk.components import Bit, Button, Empty, Head, Light, Link, Notice, Sign, Tab
from zeren.desk.precheck import naming, sheet
from zeren.desk.precheck.naming import Candidate
from zeren.desk.precheck.one import asks
from zeren.desk.precheck.page import ListPage, StartPage, WrongRow
from zeren.desk.precheck.rows import HEADINGS, LOOKS, lines_of, looks, rows_of
from zeren.desk.registers import kept
from zeren.papers.excel import writing
from zeren.papers.excel.columns import Problem
from zeren.papers.excel.reading import LARGEST_FILE, BadWorkbook, Reading, read
from zeren.papers.excel.writing import Heading, ledger
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.precheck import queries
from zeren.records.precheck.model import Answer
from zeren.records.trail import acts as trail

KEY = "precheck"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_safe
@asks
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook with its validation lists."""
    return workbook.sent("任前核查名单模板", writing.template(sheet.sheet()))


@require_http_methods(["GET", "HEAD", "POST"])
@asks
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a list; read it; show what can't be read, or go on to the answers."""
    if request.method != "POST":
        return _start(request, *_again(request))
    day = typed.day(request.POST.get("day", ""))
    if day is None:
        return _start(request, day_wrong="写成 2026-12-01", status=422)
    content = _content(request)
    if content is None:
        said = Notice("care", "没有名单。", "写人选，一行一名；或者选定 Excel 工作簿。")
        return _start(request, said=said, status=422)
    try:
        reading = read(sheet.sheet(), content)
    except BadWorkbook as bad:
        return _start(request, said=Notice("stop", "没有读取。", f"{bad.zh}。"), status=422)
    token = kept.keep(content)
    request.session[KEY] = {"token": token, "day": day.isoformat(), "typed": "file" not in request.FILES}
    made, wrong = naming.candidates(_actor(request), reading.rows, day)
    wrong = [*reading.problems, *wrong]
    if not wrong and made:
        return HttpResponseRedirect(links.with_query(links.named("precheck-list"), ("list", token)))
    return _told(request, reading, made, wrong, token)


def _content(request: HttpRequest) -> bytes | None:
    """The workbook that was given, or one made of what was typed."""
    given = request.FILES.get("file")
    if given is not None:
        return given.read(LARGEST_FILE + 1)
    rows = naming.typed(request.POST.get("text", "")[:200_000])
    if not rows:
        return None
    columns = sheet.sheet().columns
    wide = min(max(naming.widest(rows), 1), len(columns))
    headings = [Heading(column.title) for column in columns[:wide]]
    return ledger("名单", headings, [row[:wide] for row in rows], "")


def _again(request: HttpRequest) -> tuple[str, str]:
    """A list that was typed and is to be mended, with its day; empty without one, and for a workbook."""
    mine = request.session.get(KEY, {})
    if not request.GET.get("list") or not mine.get("typed"):
        return "", ""
    reading, day, _ = _kept(request)
    return "\n".join("，".join(cells).rstrip("，") for _, cells in reading.raw), day.isoformat()


def _start(
    request: HttpRequest, text: str = "", day: str = "", *, said: Notice | None = None, day_wrong: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    day = request.POST.get("day", "") or day or clock.today().isoformat()
    text = request.POST.get("text", "") or text
    page = StartPage(
        _head(buttons=(Button("全员核查", url=links.named("precheck-everybody")),)), links.named("precheck"), links.named("precheck-template"), day, text, said,
        day_wrong, "、".join(column.title for column in sheet.sheet().columns[:6]),
    )  # fmt: skip
    return render(request, "desk/precheck/start.html", {"page": page}, status=status)


def _head(sub: tuple[Bit, ...] = (), buttons: tuple[Button, ...] = ()) -> Head:
    usual = (Bit("只列限制、待查明和提交前要办的，不评价是否适合任用，不排名", tone="dim"),)
    crumbs = (Link("廉政档案", links.named("cadres")),)
    return Head("任前核查", crumbs, sub=((sub or usual),), buttons=buttons)


def _told(
    request: HttpRequest, reading: Reading, made: Sequence[Candidate], wrong: Sequence[Problem], token: str
) -> HttpResponse:
    light = Light(Sign.OVER, "不能核查")
    rows = tuple(
        WrongRow(p.row, light, p.column, p.found or "（空）", p.zh)
        for p in sorted(wrong, key=lambda p: p.row)
    )
    query = ("list", token)
    page = StartPage(
        _head((Bit(f"{len(reading.raw)} 行中 {len(made)} 行可以核查", strong=True),)), links.named("precheck"),
        links.named("precheck-template"), request.POST["day"],
        again=links.with_query(links.named("precheck"), query), typed=request.session[KEY]["typed"],
        wrong=rows[:200], good=len(made), bad=len({p.row for p in wrong}),
        token=links.with_query(links.named("precheck-list"), query) if made else "",
        annotated=links.with_query(links.named("precheck-annotated"), query), not_read=reading.not_read,
        said=None if wrong else Notice("care", "名单里没有人选。"),
    )  # fmt: skip
    return render(request, "desk/precheck/told.html", {"page": page}, status=422)


# ---------------------------------------------------------------- the answers


def _kept(request: HttpRequest) -> tuple[Reading, date, str]:
    """The list that this very session gave. 404 where it is not there any more."""
    mine, token = request.session.get(KEY, {}), request.GET.get("list", "")
    content = kept.take(token) if mine.get("token") == token else None
    if content is None:
        raise Http404
    return read(sheet.sheet(), content), date.fromisoformat(mine["day"]), token


def _answers(actor: Actor, reading: Reading, day: date) -> list[tuple[Candidate, Answer]]:
    made, _ = naming.candidates(actor, reading.rows, day)
    found = queries.check(actor, [candidate.asked for candidate in made])
    return list(zip(made, found, strict=True))


@require_safe
@asks
def listed(request: HttpRequest) -> HttpResponse:
    """Each candidate with what stands against; in the order of the list."""
    actor = _actor(request)
    reading, day, token = _kept(request)
    found = _answers(actor, reading, day)
    trail.note(actor, "prechecked", "list", token[:8], detail=str(len(found)))
    look = request.GET.get("look", "")
    look = look if look in LOOKS else ""
    shown = [pair for pair in found if looks(look, pair[1])]
    base = links.with_query(links.named("precheck-list"), ("list", token))
    page = ListPage(
        head=_head(
            (Bit(f"{len(found)} 名人选"), Bit(f"　·　核查日 {day.isoformat()}（名单另有写明的从其写明）", tone="dim")),
            (
                Button("导出 Excel", url=links.with_query(links.named("precheck-export"), ("list", token))),
                Button("打印", does="print"),
                Button("另一份名单", url=links.named("precheck")),
            ),
        ),
        tabs=tuple(
            Tab(title, f"{base}&look={name}" if name else base, name == look, str(sum(looks(name, a) for _, a in found)))
            for name, title in LOOKS.items()
        ),
        rows=rows_of(actor, shown),
        total=f"{len(shown)} 名",
        empty=None if shown else Empty("没有这一类的人选"),
    )  # fmt: skip
    return render(request, "desk/precheck/list.html", {"page": page})


@require_safe
@asks
def export(request: HttpRequest) -> HttpResponse:
    """The answers as a workbook: one line a norm, one for who has none."""
    actor = _actor(request)
    reading, day, _ = _kept(request)
    found = _answers(actor, reading, day)
    rows = lines_of(actor, found)
    content = ledger(f"任前核查 {day.isoformat()}", HEADINGS, rows, workbook.foot(request))
    return workbook.exported(request, "任前核查", content, len(rows))


@require_safe
@asks
def annotated(request: HttpRequest) -> HttpResponse:
    """The list as it came, with what is wrong in a first column."""
    reading, day, _ = _kept(request)
    _, wrong = naming.candidates(_actor(request), reading.rows, day)
    told = replace(reading, problems=(*reading.problems, *wrong))
    return workbook.exported(request, "任前核查名单批注", writing.annotated(told), len(reading.raw))
