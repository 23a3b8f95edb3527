"""Long lists: what the address asks for (filters, order, columns, page), read once and kept in every link.

A page module declares its columns as :class:`Field`; what a filter means is the noun's query's to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, Literal, TypeVar

from django.http import QueryDict

from zeren.desk.components import Cell, Choice, Column, Empty, Filter, Grid, GridRow, Pages
from zeren.desk.links import with_query
from zeren.records.matters import together

PAGE_SIZE = 50
RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Field(Generic[RowT]):
    """A column: its words, how it is filtered, by which key the query sorts it, how a row fills it.

    ``filters``: text, select, or two days (``from``, ``until`` are written into one field as ``2026-01..03``).
    ``excel``: the value in the exported workbook (default: the cell's text); ``width`` in characters there.
    """

    key: str
    title: str
    cell: Callable[[RowT], Cell]
    filters: Literal["", "text", "select", "day"] = ""
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    sort: str = ""
    usual: bool = True
    number: bool = False
    excel: Callable[[RowT], Any] | None = None
    width: int = 14

    def value(self, row: RowT) -> Any:
        """What the workbook says."""
        if self.excel:
            return self.excel(row)
        cell = self.cell(row)
        return cell.text or (cell.light.words if cell.light else cell.cite.label if cell.cite else "")


@dataclass(frozen=True)
class Asked:
    """What the address asks for, cleaned; ``wrong`` says what could not be read, by field."""

    path: str
    filters: dict[str, str]
    sort: str
    down: bool
    columns: tuple[str, ...]
    page: int
    kept: tuple[tuple[str, str], ...]
    wrong: dict[str, str] = field(default_factory=dict)

    def url(self, **changed: str) -> str:
        """The same list with something changed; going to another order or filter goes to its first page."""
        pairs = [(name, value) for name, value in self.kept if name not in changed]
        return with_query(self.path, *pairs, *changed.items())

    def without(self, name: str) -> str:
        """The same list without one filter."""
        return with_query(self.path, *[(n, v) for n, v in self.kept if n != name])


def asked(path: str, query: QueryDict, fields: Sequence[Field[Any]], more: Sequence[str] = ()) -> Asked:
    """Read the address. Unknown columns and orders are left out; a page that is no number is the first."""
    known = {f.key: f for f in fields}
    names = [f.key for f in fields if f.filters] + list(more)
    filters = {name: query.get(name, "").strip() for name in names if query.get(name, "").strip()}
    sort, down = query.get("sort", "").removeprefix("-"), query.get("sort", "").startswith("-")
    sort = sort if sort in known and known[sort].sort else ""
    wanted = [key for key in query.getlist("col") if key in known]
    columns = tuple(f.key for f in fields if (f.key in wanted if wanted else f.usual))
    kept = [*filters.items()]
    if sort:
        kept.append(("sort", ("-" if down else "") + sort))
    kept += [("col", key) for key in columns if wanted]
    wrong = {name: problem for name, value in filters.items() if (problem := _wrong(known.get(name), value))}
    return Asked(path, filters, sort, down, columns, _number(query.get("page", "")), tuple(kept), wrong)


def left_out(older: int, most: int, by: str) -> str:
    """只列最近立项的 300 件事项，更早的还有 12 件，按单位可查; empty where nothing is left out (``together.Newest``)."""
    if not older:
        return ""
    many = f"超过 {together.MANY}" if older > together.MANY else str(older)
    return f"只列最近立项的 {most} 件事项，更早的还有 {many} 件，按{by}可查"


def of_newest(title: str, most: int) -> str:
    """学员管理（最近立项的 300 件）."""
    return f"{title}（最近立项的 {most} 件）"


def plain(path: str, query: QueryDict, *kept: tuple[str, str]) -> Asked:
    """A list without filters or columns, of which the address asks for a page alone; ``kept`` stays in every link."""
    return Asked(path, {}, "", False, (), _number(query.get("page", "")), kept)


def _wrong(column: Field[Any] | None, value: str) -> str:
    if column is None:
        return ""
    if column.filters == "day" and days_between(value) is None:
        return "日期写成 2026、2026-10、2026-10-13，或者 2026-01..2026-03"
    if column.filters == "select" and value not in dict(column.choices):
        return "请从列表中选"
    return ""


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def days_between(text: str) -> tuple[date, date] | None:
    """``2026`` a year, ``2026-10`` a month, ``2026-10-13`` a day, ``A..B`` from A to B; None if it is none."""
    first, dots, last = text.replace("至", "..").replace("～", "..").partition("..")
    begin, end = _span(first), _span(last if dots else first)
    if dots and not first.strip():
        begin = (date.min, date.min)
    if dots and not last.strip():
        end = (date.max, date.max)
    return (begin[0], end[1]) if begin and end else None


def _span(text: str) -> tuple[date, date] | None:
    parts = text.strip().replace("/", "-").replace(".", "-").split("-")
    try:
        numbers = [int(part) for part in parts]
        if len(numbers) == 1:
            return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
        if len(numbers) == 2:
            after = date(numbers[0] + numbers[1] // 12, numbers[1] % 12 + 1, 1)
            return date(numbers[0], numbers[1], 1), date.fromordinal(after.toordinal() - 1)
        day = date(*numbers)
        return day, day
    except (ValueError, TypeError, OverflowError):
        return None


def grid(
    question: Asked,
    fields: Sequence[Field[RowT]],
    rows: Sequence[RowT],
    *,
    caption: str,
    row_id: Callable[[RowT], str],
    row_url: Callable[[RowT], str] = lambda _: "",
    totals: Sequence[str] = (),
    empty: Empty | None = None,
) -> Grid:
    """The list as it is drawn."""
    shown = [f for f in fields if f.key in question.columns]
    return Grid(
        caption=caption,
        columns=tuple(_column(question, f) for f in shown),
        rows=tuple(GridRow(row_id(row), tuple(_cell(f, row) for f in shown), row_url(row)) for row in rows),
        totals=tuple(totals),
        choices=tuple(Choice(f.key, f.title, f.key in question.columns) for f in fields),
        action=question.path,
        kept=tuple(pair for pair in question.kept if pair[0] != "col"),
        # What has no field in the filter row must not be lost when the row is sent.
        hidden=tuple(pair for pair in question.kept if pair[0] not in {f.key for f in shown if f.filters}),
        empty=empty,
        chips=tuple(_chips(question, fields)),
    )


def _cell(column: Field[RowT], row: RowT) -> Cell:
    """A cell of a column of numbers stands with them, where there is none too."""
    found = column.cell(row)
    return replace(found, number=True) if column.number and not found.number else found


def _column(question: Asked, f: Field[Any]) -> Column:
    state: Literal["", "ascending", "descending"] = ""
    if question.sort == f.key:
        state = "descending" if question.down else "ascending"
    order = ("" if state == "descending" else "-" if state == "ascending" else "") + f.key
    return Column(
        f.key, f.title, f.number, _filter(question, f), question.url(sort=order) if f.sort else "", state
    )


def _filter(question: Asked, f: Field[Any]) -> Filter | None:
    if not f.filters:
        return None
    return Filter(
        f.key,
        f"{f.title} 筛选",
        f.filters,
        question.filters.get(f.key, ""),
        (("", "全部"), *f.choices) if f.filters == "select" else (),
        f.hint or ("2026-10" if f.filters == "day" else ""),
        question.wrong.get(f.key, ""),
    )


def _chips(question: Asked, fields: Sequence[Field[Any]]) -> list[tuple[str, str, str]]:
    found = []
    for f in fields:
        if f.key in question.filters:
            value = question.filters[f.key]
            found.append((f.title, dict(f.choices).get(value, value), question.without(f.key)))
    return found


def pages(question: Asked, total: int, size: int = PAGE_SIZE) -> Pages | None:
    """Where one stands; None where nothing is found."""
    if not total:
        return None
    last = (total + size - 1) // size
    number = min(question.page, last)
    first_row = (number - 1) * size + 1

    def at(page: int) -> str:
        return question.url(page=str(page))

    return Pages(
        number=number,
        last=last,
        first_row=first_row,
        last_row=min(number * size, total),
        total=total,
        previous=at(number - 1) if number > 1 else "",
        next=at(number + 1) if number < last else "",
        first=at(1),
        end=at(last),
        hidden=question.kept,
    )


def up_to(most: int, number: int) -> str:
    """A figure that was counted up to ``most`` + 1: ``1000 以上`` above it."""
    return f"{most} 以上" if number > most else str(number)


def window(question: Asked, total: int, size: int = PAGE_SIZE) -> tuple[int, int]:
    """First row and the one after the last, counted from 0."""
    last = max(1, (total + size - 1) // size)
    start = (min(question.page, last) - 1) * size
    return start, start + size
