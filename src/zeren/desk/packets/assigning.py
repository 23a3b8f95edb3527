"""Assigning to a subordinate: rows of a form, or of a workbook that fills them; looked at, then made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links, workbook
from zeren.desk.components import Bit, Button, Head, Link
from zeren.desk.packets.reporting import CHOICES, partners_of
from zeren.desk.packets.words import actor_of, download, looks, told
from zeren.desk.typed import figure
from zeren.papers.excel import writing
from zeren.papers.excel.reading import LARGEST_FILE, BadWorkbook, read
from zeren.papers.packet_sheets import ASSIGNMENTS
from zeren.records import clock
from zeren.records.errors import Problems, Refused
from zeren.records.packets import access, acts
from zeren.records.packets.gathering import Preview, Scope
from zeren.records.packets.models import Relation

FIRST, MORE, MOST = 3, 3, 100
"""Rows of an empty form, rows that are added, rows that a form holds; more go by the command line."""
NAMES = ("key", "organ", "title", "text", "due", "cites")
TITLES = {"key": "编号", "organ": "机关代码", "title": "标题", "text": "内容", "due": "期限", "cites": "依据"}


@dataclass(frozen=True, slots=True)
class AssignRow:
    """One row as it was filled in."""

    place: int
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AssignPage:
    """The form, and what would leave by it."""

    head: Head
    partners: CHOICES
    to: str
    rows: tuple[AssignRow, ...]
    decides: bool
    found: Preview | None = None
    errors: tuple[str, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@looks
def assign(request: HttpRequest) -> HttpResponse:
    """The form; POST ``do``: ``more`` rows, ``read`` a workbook (``file``), ``look``, ``make``."""
    given, do = request.POST, request.POST.get("do", "")
    rows = _rows(request) if request.method == "POST" else []
    if do == "make" and not access.decides(actor_of(request)):
        raise PermissionDenied("制作数据包由本单位负责人，或者受其委托的人办理。")
    try:
        if do == "read":
            rows = _from_workbook(request)
        if do not in ("look", "make"):
            return _shown(request, rows, blank=FIRST if not rows else MORE if do == "more" else 0)
        content = _content(rows)
        found = acts.preview(actor_of(request), given.get("to", ""), Scope(), content)
        if do == "make":
            return download(acts.made(actor_of(request), given.get("to", ""), Scope(), content))
    except Refused as wrong:
        return _shown(request, rows, errors=told(wrong))
    return _shown(request, rows, found=found)


def _rows(request: HttpRequest) -> list[dict[str, str]]:
    """The rows in which something stands."""
    given = request.POST
    number = min(max(figure(given.get("rows", "0")), 0), MOST)
    found = [{name: given.get(f"{name}-{place}", "").strip() for name in NAMES} for place in range(number)]
    return [row for row in found if any(row.values())]


def _from_workbook(request: HttpRequest) -> list[dict[str, str]]:
    """Raises Refused: no workbook, a cell that can't be taken, more rows than a form holds."""
    problems, upload = Problems(), request.FILES.get("file")
    if upload is None:
        problems.add("file", "没有选 Excel 文件", "no workbook was chosen")
        raise Refused(problems.found)
    try:
        found = read(ASSIGNMENTS, upload.read(LARGEST_FILE + 1))
    except BadWorkbook as bad:
        problems.add("file", bad.zh, bad.en)
        raise Refused(problems.found) from None
    for one in found.problems:
        problems.add(f"第 {one.row} 行 {one.column}", f"“{one.found}”{one.zh}", one.en)
    if len(found.rows) > MOST:
        zh = f"{len(found.rows)} 行，一次最多 {MOST} 行；更多的请分几次，或者用命令行"
        problems.add("file", zh, f"{len(found.rows)} rows, at most {MOST}")
    problems.refuse()
    return [{name: row.values.get(name, "") for name in NAMES} for row in found.rows]


def _content(rows: list[dict[str, str]]) -> bytes:
    """The rows as the acts take them. Raises Refused with each row and cell that is empty or no day."""
    problems = Problems()
    for number, row in enumerate(rows, 1):
        for name in ("key", "organ", "title", "text"):
            if not row[name]:
                problems.add(f"第 {number} 行 {TITLES[name]}", "没有填", "is empty")
    problems.refuse()
    return "\n".join(json.dumps(_item(row), ensure_ascii=False) for row in rows).encode()


def _item(row: dict[str, str]) -> dict[str, Any]:
    cites = [part for part in (one.strip() for one in row["cites"].split("、")) if part]
    return {name: row[name] for name in ("key", "organ", "title", "text")} | {
        "due": row["due"] or None,
        "cites": cites,
    }


def _shown(
    request: HttpRequest,
    rows: list[dict[str, str]],
    blank: int = 0,
    found: Preview | None = None,
    errors: tuple[str, ...] = (),
) -> HttpResponse:
    filled = (rows + [dict.fromkeys(NAMES, "") for _ in range(blank)])[:MOST]
    filled = filled or [dict.fromkeys(NAMES, "")]
    head = Head(
        "交办", (Link("数据包", links.named("packets")),),
        sub=((Bit("对方收下以后列在他们的数据包里，并送回回执", tone="dim"),),),
        buttons=(Button("取 Excel 模板", url=links.named("packet-assign-template")),),
    )  # fmt: skip
    page = AssignPage(
        head, partners_of(Relation.SUBORDINATE), request.POST.get("to", ""),
        tuple(AssignRow(place, row) for place, row in enumerate(filled)), access.decides(actor_of(request)), found, errors,
    )  # fmt: skip
    return render(
        request,
        "desk/packets/assign.html",
        {"page": page, "today": clock.today()},
        status=422 if errors else 200,
    )


@require_safe
@looks
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook."""
    return workbook.sent("交办事项模板", writing.template(ASSIGNMENTS))
