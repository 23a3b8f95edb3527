"""Lists as Excel workbooks: the same columns and filter as the page, with classification, viewer and minute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse

from zeren.desk.context import viewer_of
from zeren.desk.listing import Asked, Field
from zeren.papers.excel.writing import Heading, ledger, long_ledger
from zeren.records import clock
from zeren.records.matters import secrecy
from zeren.records.matters.ledger import MOST_ROWS
from zeren.records.rows import few
from zeren.records.trail import acts as trail

MOST = 20000
"""So many rows are held in memory, and no file is made of them."""
SHEET = MOST_ROWS
END = f"一张工作表到 {SHEET:,} 行为止，后面还有没列出的：请加上筛选，分几次导出"
AT_ONCE = 500
"""Of a longer list, so many rows are read and made ready together."""
CUT = f"至多导出 {MOST:,} 行，后面可能还有没列出的：请加上筛选，分几次导出"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def response(
    request: HttpRequest,
    title: str,
    question: Asked,
    fields: Sequence[Field[Any]],
    rows: Sequence[Any],
    level: str | None = None,
) -> HttpResponse:
    """The workbook of a list; it carries the highest level of its rows, or the one that is given."""
    if level is None:
        level = secrecy.highest(getattr(row, "classification", "") for row in rows)
    shown = [f for f in fields if f.key in question.columns]
    cells = told_cut([[_cell(f.value(row)) for f in shown] for row in rows])
    headings = [Heading(f.title, f.width) for f in shown]
    name = _named(title, question, fields)
    return exported(request, title, ledger(name, headings, cells, foot(request, level)), len(cells), level)


def whole(
    request: HttpRequest,
    title: str,
    question: Asked,
    fields: Sequence[Field[Any]],
    rows: QuerySet[Any],
    made: Callable[[list[Any]], Iterable[Any]] = list,
    count: int | None = None,
    level: str = secrecy.USUAL,
) -> HttpResponse | FileResponse:
    """The workbook of a query's rows, however many: a short list in memory, a long one some rows at a time.

    ``made``: what the columns read, of some of the query's rows at once; ``count``: how many rows that makes, where
    they are not as many as the query's. ``level``: their highest.
    """
    count = rows.count() if count is None else count
    if count < MOST:
        return response(request, title, question, fields, list(made(list(rows))), level)
    ready = (one for some in few(rows.iterator(AT_ONCE), AT_ONCE) for one in made(some))
    return long(request, title, question, fields, ready, count, level)


def told_cut(cells: list[Any]) -> list[Any]:
    """The rows; where there are as many as are exported at most, a last one says that there may be more."""
    return cells if len(cells) < MOST else [*cells, (CUT,)]


def _told_end(cells: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """As many rows as a sheet takes; where there are more, a last one says so."""
    left = iter(cells)
    yield from islice(left, SHEET)
    if next(left, None) is not None:
        yield (END,)


def exported(
    request: HttpRequest, title: str, content: bytes, rows: int, level: str = secrecy.USUAL
) -> HttpResponse:
    """A list that leaves the system, made in memory alone: which and how many rows stand on the trail before it goes."""
    trail.note(request.actor, "exported", "list", title, detail=f"{rows} Excel")  # type: ignore[attr-defined]
    return sent(title, content, level)


def long(
    request: HttpRequest,
    title: str,
    question: Asked,
    fields: Sequence[Field[Any]],
    rows: Iterable[Any],
    count: int,
    level: str,
) -> FileResponse:
    """The workbook of a list of more than ``MOST`` rows, one row in memory at a time; ``level``: their highest."""
    shown = [f for f in fields if f.key in question.columns]
    cells = ([_cell(f.value(row)) for f in shown] for row in rows)
    headings = [Heading(f.title, f.width) for f in shown]
    return streamed(request, title, _named(title, question, fields), headings, cells, count, level)


def streamed(
    request: HttpRequest,
    title: str,
    name: str,
    headings: Sequence[Heading],
    cells: Iterable[Sequence[Any]],
    count: int,
    level: str,
) -> FileResponse:
    """Cells of any number of rows as a download; ``name``: the list's words on the sheet.

    It is put together in the data folder, where only the program reads, and has no name there any more when it goes out.
    """
    trail.note(request.actor, "exported", "list", title, detail=f"{count} Excel")  # type: ignore[attr-defined]
    folder = Path(settings.ZEREN.home) / "lists"
    folder.mkdir(mode=0o700, exist_ok=True)
    book = long_ledger(folder, name, headings, _told_end(cells), foot(request, level))
    answer = FileResponse(book)
    # After it read what it could from the file: the name there is none of ours.
    for header, value in _headers(title, level).items():
        answer[header] = value
    return answer


def foot(request: HttpRequest, level: str = secrecy.USUAL) -> str:
    """内部　王某某 青岚县纪委监委 2026-10-13 09:14 导出."""
    viewer = viewer_of(request.actor)  # type: ignore[attr-defined]
    return f"{level}　{viewer.name} {viewer.organ} {clock.now():%Y-%m-%d %H:%M} 导出"


def sent(title: str, content: bytes, level: str = secrecy.USUAL) -> HttpResponse:
    """A workbook as a download, named after the list and the day, and from 秘密 on after its level; by itself only
    for one without contents."""
    return HttpResponse(content, headers=_headers(title, level))


def _headers(title: str, level: str) -> dict[str, str]:
    name = quote(secrecy.marked(level, f"{title} {clock.today().isoformat()}.xlsx"))
    return {"Content-Type": TYPE, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"}


def _named(title: str, question: Asked, fields: Sequence[Field[Any]]) -> str:
    """The title with the filters that are set."""
    set_ = [f"{f.title}＝{dict(f.choices).get(v, v)}" for f in fields if (v := question.filters.get(f.key))]
    return f"{title}（{'，'.join(set_)}）" if set_ else title


def _cell(value: Any) -> str | int | date | None:
    return value if value is None or isinstance(value, (str, int, date)) else str(value)
