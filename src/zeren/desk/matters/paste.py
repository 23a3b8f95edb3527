"""从 Excel 粘贴在办案件: rows copied from a sheet become matters taken over; all right rows or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links
from zeren.desk.components import Bit, Head, Link, Notice
from zeren.desk.matters.start import Asked
from zeren.papers.excel.columns import BadCell, Column, take
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.errors import RecordsError, Refused

COLUMNS = (
    Column("number", "编号", required=True, example="青纪问〔2026〕3号"),
    Column("subjects", "对象", required=True, example="王某某"),
    Column("title", "事由", required=True, example="王某某 问责"),
    Column("opened", "立项日", kind="date", required=True, example="2026-03-04"),
    Column("taken_over", "接管日", kind="date", example="2026-10-13"),
)
MOST = 500


@dataclass(frozen=True, slots=True)
class Pasted:
    """One row as it was pasted, and what is wrong with it."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastePage:
    """The field to paste into, the rows as read, and what becomes of them."""

    head: Head
    columns: tuple[str, ...]
    text: str
    procedures: tuple[tuple[str, str], ...]
    procedure: str
    rows: tuple[Pasted, ...]
    good: int
    bad: int
    notices: tuple[Notice, ...] = ()


@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """GET: the field. POST: what would become of the rows; with ``write``: the rows become matters."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text, chosen = request.POST.get("text", ""), request.POST.get("procedure", "")
    rows = read(text)
    if request.method == "POST" and rows and chosen:
        rows = tried(
            actor, chosen, rows, write=bool(request.POST.get("write")) and not any(r.problems for r in rows)
        )
        if request.POST.get("write") and not any(row.problems for row in rows):
            request.session["said"] = f"已接管 {len(rows)} 件在办案件。"
            return HttpResponseRedirect(links.named("worklist"))
    return render(
        request, "desk/matters/paste.html", {"page": _page(text, chosen, rows, request.method == "POST")}
    )


def read(text: str) -> tuple[Pasted, ...]:
    """The pasted lines as rows; a heading line is known by its first cell."""
    found = []
    for number, line in enumerate(text.splitlines()[:MOST], 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells) or cells[0] in (COLUMNS[0].title, f"{COLUMNS[0].title}*"):
            continue
        padded = (*cells, *[""] * len(COLUMNS))[: len(COLUMNS)]
        found.append(Pasted(number, tuple(padded), tuple(_wrong(padded))))
    return tuple(found)


def _wrong(cells: Sequence[str]) -> list[str]:
    problems = []
    for column, cell in zip(COLUMNS, cells, strict=True):
        try:
            take(column, cell)
        except BadCell as bad:
            problems.append(f"{column.title}：{bad.zh}")
    return problems


def tried(actor: Actor, chosen: str, rows: tuple[Pasted, ...], write: bool) -> tuple[Pasted, ...]:
    """Open each row's matter inside one transaction; kept only when every row is right and ``write`` is asked."""
    done = []
    with transaction.atomic():
        for row in rows:
            problems = row.problems or _open(actor, chosen, row)
            done.append(Pasted(row.number, row.cells, problems))
        if not write or any(row.problems for row in done):
            transaction.set_rollback(True)
    return tuple(done)


def _open(actor: Actor, chosen: str, row: Pasted) -> tuple[str, ...]:
    pack, _, procedure = chosen.partition("/")
    found = packs.installed().on(pack, clock.today())
    if found is None or procedure not in found.procedures:
        return ("程序：请重新选择",)
    values = {c.key: take(c, cell) for c, cell in zip(COLUMNS, row.cells, strict=True)}
    values["taken_over"] = values["taken_over"] or clock.today().isoformat()
    from django.http import QueryDict

    given = QueryDict(mutable=True)
    given.update({**values, "take_over": "1"})
    try:
        with transaction.atomic():
            Asked(actor, found, found.procedures[procedure], given).open()
    except Refused as refused:
        return tuple(problem.zh for problem in refused.problems)
    except RecordsError:
        return ("您的账号不在本机关立项",)
    return ()


def _page(text: str, chosen: str, rows: tuple[Pasted, ...], posted: bool) -> PastePage:
    today: date = clock.today()
    library = packs.installed()
    in_force = [pack for pack in {p.id: library.on(p.id, today) for p in library.packs}.values() if pack]
    procedures = tuple(
        (f"{p.id}/{name}", f"{proc.title}（{p.title}）")
        for p in in_force
        for name, proc in p.procedures.items()
    )
    bad = sum(1 for row in rows if row.problems)
    notices: tuple[Notice, ...] = ()
    if posted and not rows:
        notices = (Notice("care", "没有读到行。", "在 Excel 里选中各行复制，粘贴到下面。"),)
    elif posted and bad:
        notices = (
            Notice("stop", f"{bad} 行需要补正，没有写入任何内容。", "改好以后重新粘贴，或者在下面直接改。"),
        )
    elif posted:
        notices = (Notice("ok", f"{len(rows)} 行都可以接管，尚未写入。", "核对无误后按“写入”。"),)
    head = Head(
        "从 Excel 粘贴在办案件",
        (Link("究责", links.named("matters")), Link("粘贴")),
        sub=((Bit("列的次序：" + "、".join(c.title for c in COLUMNS)),),),
    )
    return PastePage(
        head, tuple(c.title for c in COLUMNS), text, procedures, chosen, rows, len(rows) - bad, bad, notices
    )
