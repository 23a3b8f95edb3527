"""A spreadsheet small enough to be read: the formulas of a workbook as they stand, computed in binary numbers like Excel's.

Written from the formulas alone; it knows nothing of scores. Only what the workbooks use: + - * / comparisons, text,
COUNT SUM MIN LCM IF, references with and without a sheet, ranges.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

TOKEN = re.compile(
    r'\s*(?:(?P<text>"[^"]*")|(?P<ref>(?:[^\W\d]\w*!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)|(?P<name>[A-Z]+)(?=\()'
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<sign><=|>=|<>|[-+*/(),<>=]))"
)
Value = Any


class Spreadsheet:
    """A workbook whose cells are computed when they are asked for."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.stored = openpyxl.load_workbook(BytesIO(content), data_only=True)
        self.value = cache(self._value)

    def _value(self, sheet: str, at: str) -> Value:
        held = self.book[sheet][at].value
        if isinstance(held, str) and held.startswith("="):
            return Formula(self, sheet, held[1:]).result()
        return float(held) if isinstance(held, int | float) else held

    def range(self, sheet: str, at: str) -> list[Value]:
        left, top, right, bottom = range_boundaries(at)
        cells = (
            self.book[sheet].cell(row, column)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        )
        return [self.value(sheet, cell.coordinate) for cell in cells]

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Every cell with a formula."""
        for page in self.book:
            for row in page:
                for cell in row:
                    if isinstance(cell.value, str) and cell.value.startswith("="):
                        yield page.title, cell.coordinate

    def put(self, sheet: str, at: str, value: Value) -> None:
        """Type something into a cell; everything is computed again."""
        self.book[sheet][at].value = value
        self.value = cache(self._value)


class Formula:
    """One formula, read from left to right."""

    def __init__(self, book: Spreadsheet, sheet: str, text: str) -> None:
        self.book, self.sheet = book, sheet
        self.tokens = self._cut(text)
        self.at = 0

    def _cut(self, text: str) -> list[tuple[str, str]]:
        found, place = [], 0
        while place < len(text):
            match = TOKEN.match(text, place)
            assert match, f"not understood: {text[place:]}"
            found.append((str(match.lastgroup), match.group().strip()))
            place = match.end()
        return [*found, ("end", "")]

    def result(self) -> Value:
        value = self._comparison()
        assert self.tokens[self.at][0] == "end", self.tokens[self.at :]
        return value

    def _take(self, *signs: str) -> str:
        kind, text = self.tokens[self.at]
        if kind == "sign" and text in signs:
            self.at += 1
            return text
        return ""

    def _comparison(self) -> Value:
        left = self._sum()
        sign = self._take("<=", ">=", "<>", "<", ">", "=")
        if not sign:
            return left
        right = self._sum()
        return {
            "<=": left <= right, ">=": left >= right, "<": left < right, ">": left > right, "=": left == right, "<>": left != right,
        }[sign]  # fmt: skip

    def _sum(self) -> Value:
        value = self._product()
        while sign := self._take("+", "-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Value:
        value = self._atom()
        while sign := self._take("*", "/"):
            other = self._atom()
            value = value * other if sign == "*" else value / other
        return value

    def _atom(self) -> Value:
        if self._take("("):
            value = self._comparison()
            assert self._take(")")
            return value
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "text":
            return text[1:-1]
        if kind == "number":
            return float(text)
        if kind == "name":
            return self._call(text)
        sheet, _, at = text.replace("$", "").rpartition("!")
        where = sheet or self.sheet
        return self.book.range(where, at) if ":" in at else self.book.value(where, at)

    def _call(self, name: str) -> Value:
        assert self._take("(")
        if name == "IF":
            return self._if()
        given: list[Value] = []
        while True:
            value = self._comparison()
            given += value if isinstance(value, list) else [value]
            if not self._take(","):
                break
        assert self._take(")")
        numbers = [one for one in given if isinstance(one, float)]
        if name == "COUNT":
            return float(len(numbers))
        return {"SUM": math.fsum, "MIN": min, "LCM": lambda ns: float(math.lcm(*map(int, ns)))}[name](numbers)

    def _if(self) -> Value:
        """What is not chosen is read over, not computed: it may divide by what is not there."""
        asked = self._comparison()
        assert self._take(",")
        if asked:
            value = self._comparison()
            self._over()
            return value
        self._over(",")
        value = self._comparison()
        assert self._take(")")
        return value

    def _over(self, until: str = ")") -> None:
        """Read over to the end of this argument, or of the call."""
        depth = 0
        while True:
            kind, text = self.tokens[self.at]
            self.at += 1
            if kind == "sign" and depth == 0 and text == until:
                return
            depth += (text == "(") - (text == ")") if kind == "sign" else 0
