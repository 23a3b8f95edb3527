"""What a sheet's columns are: one description for template, reading and export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

CellKind = Literal["text", "date", "integer", "yes_no", "one_of"]
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""A day outside is a slip: nobody could reckon from it."""
LONGEST_INTEGER = 9
"""Digits: no count of people, days or marks has more, and every database takes them."""
_DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
YES_NO = {"是": "yes", "否": "no"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``values`` maps what the sheet shows to what is kept (``one_of``; words that stand for a day, for yes or no);
    ``width`` in characters.

    ``also``: other headings that units write over it. ``heads``: a table without it is of another layout, though a
    cell of it may be empty.
    """

    key: str
    title: str
    kind: CellKind = "text"
    required: bool = False
    values: tuple[tuple[str, str], ...] = ()
    help: str = ""
    width: int = 16
    example: str = ""
    also: tuple[str, ...] = ()
    heads: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of one noun: its name, its columns, what identifies a row.

    ``numbers``: the column of the key that the system fills; a row without it is new, and no other's double.
    ``carried``: columns that merged cells leave empty below the first row; where all of them are, they are as above.
    ``word``: whether a table in a Word document is read as well.
    ``refused``: words in the heading of a column that is none of the sheet's for which the whole file is not taken,
    ``refusal`` says why (other foreign columns are told and not read).
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    note: str = ""
    numbers: str = ""
    carried: tuple[str, ...] = ()
    word: bool = False
    refused: tuple[str, ...] = ()
    refusal: str = ""

    def by_title(self) -> dict[str, Column]:
        """The columns by every heading that they may have."""
        return {title: column for column in self.columns for title in (column.title, *column.also)}


@dataclass(frozen=True, slots=True)
class Problem:
    """One cell that can't be taken: row as Excel counts it, heading, what stood there, what was expected."""

    row: int
    column: str
    found: str
    zh: str
    en: str


class BadCell(ValueError):
    """A cell that is not of its column's kind."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


def shown(value: object) -> str:
    """A cell's value as text: whole floats without a point, days as 2024-03-04."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if value.time() == value.min.time() else value.isoformat(" ", "minutes")
        )
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def take(column: Column, value: object) -> str:
    """The cell's value as it is kept (days as ISO text, yes/no, ids of a list).

    Raises:
        BadCell: saying what was expected, in both languages.
    """
    text = shown(value)
    if not text:
        if column.required:
            raise BadCell("必填，未填", "required, but empty")
        return ""
    return _TAKERS[column.kind](column, text)


def _text(column: Column, text: str) -> str:
    return text


def _date(column: Column, text: str) -> str:
    if text in dict(column.values):
        return dict(column.values)[text]
    found = _DAY.match(text)
    if found:
        try:
            day = date(*(int(part) for part in found.groups()))
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day.isoformat()
        except ValueError:
            pass
    raise BadCell("应为日期，如 2026-03-04", "expected a day such as 2026-03-04")


def _integer(column: Column, text: str) -> str:
    if re.fullmatch(rf"-?\d{{1,{LONGEST_INTEGER}}}", text):
        return str(int(text))
    raise BadCell("应为整数", "expected a whole number")


def _yes_no(column: Column, text: str) -> str:
    if text in (words := {**YES_NO, **dict(column.values)}):
        return words[text]
    raise BadCell("应填“是”或“否”", "expected 是 or 否")


def _one_of(column: Column, text: str) -> str:
    allowed = dict(column.values)
    if text in allowed:
        return allowed[text]
    if text in allowed.values():
        return text
    listed = "、".join(allowed)
    raise BadCell(f"应为：{listed}", f"expected one of: {listed}")


_TAKERS = {"text": _text, "date": _date, "integer": _integer, "yes_no": _yes_no, "one_of": _one_of}


def titles(columns: Sequence[Column]) -> list[str]:
    """The headings in order."""
    return [column.title for column in columns]
