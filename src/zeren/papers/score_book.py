"""The score of a unit as a workbook of live formulas, to be computed again without this system.

A spreadsheet computes with binary numbers, in which most decimals do not exist. So every figure stands as two whole
numbers, one over the other; formulas multiply and add whole numbers alone, which is exact, and divide once for the eye.
No cell rounds; a grade compares whole numbers with whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from math import lcm

import xlsxwriter

from zeren.papers.excel.writing import SAFE

UNKNOWN = "待查明"
HUNDREDTH = 100
"""Points have at most two digits behind the point: written in hundredths they are whole."""


@dataclass(frozen=True, slots=True)
class BookItem:
    """A leaf of a scoring sheet: each scorer's points, what holds. ``way``: same, mean, decided."""

    number: str
    label: str
    full: Fraction
    each: tuple[Fraction, ...]
    held: Fraction
    way: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class BookSheet:
    """The part of a scoring sheet from which one figure comes."""

    title: str
    scorers: tuple[str, ...]
    items: tuple[BookItem, ...]


@dataclass(frozen=True, slots=True)
class BookBallot:
    """The slips from which one figure comes: label, how often, points. ``over``: what is divided by."""

    title: str
    options: tuple[tuple[str, int, Fraction], ...]
    over: int


@dataclass(frozen=True, slots=True)
class BookLine:
    """A number of the tree. A part has a weight; a bonus ``count``, ``each`` and ``cap``; ``value`` None: unknown."""

    label: str
    value: Fraction | None
    weight: Fraction | None = None
    below: tuple[BookLine, ...] = ()
    count: int | None = None
    each: Fraction = Fraction(0)
    cap: Fraction | None = None
    law: str = ""
    source: str = ""
    comes_of: BookSheet | BookBallot | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """A score: whose, its lines, the grades from the top, each with the score from which it holds."""

    title: str
    lines: tuple[BookLine, ...]
    value: Fraction | None
    bands: tuple[tuple[str, Fraction | None], ...]
    grade: str
    law: str
    notes: tuple[str, ...]


HEADINGS = (
    ("构成", 34), ("得分", 16), ("得分：分子", 16), ("得分：分母", 12), ("权重、项数", 12), ("权重、每项：分子", 12), ("权重、每项：分母", 12),
    ("折得", 16), ("封顶：分子", 10), ("封顶：分母", 10), ("依据", 26), ("来源", 60),
)  # fmt: skip
FIGURES, SOURCES = "算式", "来源"


@dataclass
class _Written:
    """A line that stands in the workbook: its row as Excel counts."""

    row: int
    line: BookLine
    below: list[_Written]


def book(given: Book) -> bytes:
    """The workbook: the tree with its formulas, and beside it the sheets and slips from which figures come."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as made:
        _Writer(made, given).write()
    return out.getvalue()


class _Writer:
    def __init__(self, made: xlsxwriter.Workbook, given: Book) -> None:
        self.given = given
        self.page = made.add_worksheet(FIGURES)
        self.beside = made.add_worksheet(SOURCES)
        self.bold = made.add_format({"bold": True, "bottom": 1, "bg_color": "#f0f3f6", "text_wrap": True})
        self.strong = made.add_format({"bold": True})
        self.wrapped = made.add_format({"text_wrap": True, "valign": "top"})
        self.row, self.at = 2, 1

    def write(self) -> None:
        self.page.write_string(0, 0, self.given.title, self.strong)
        for place, (title, width) in enumerate(HEADINGS):
            self.page.write_string(1, place, title, self.bold)
            self.page.set_column(place, place, width)
        self.page.freeze_panes(2, 1)
        self.beside.set_column(0, 0, 12)
        self.beside.set_column(1, 1, 36)
        self.beside.set_column(2, 20, 14)
        written = [self._line(line, 0) for line in self.given.lines]
        self._total(written)
        self._notes()
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)

    # ------------------------------------------------------------ lines

    def _line(self, line: BookLine, depth: int) -> _Written:
        self.row += 1
        here = _Written(self.row, line, [])
        row = self.row - 1
        self.page.write_string(row, 0, "　" * depth + line.label)
        here.below = [self._line(one, depth + 1) for one in line.below]
        if line.weight is None:
            self._bonus(row, line)
        else:
            self._part(row, here)
        n = row + 1
        self._formula(row, 1, f'=IF(COUNT(C{n},D{n})<2,"{UNKNOWN}",C{n}/D{n})', _points(line))
        worth = _worth(line)
        by = "" if line.weight is None else f"*F{n}"
        over = f"D{n}" if line.weight is None else f"(D{n}*G{n})"
        self._formula(row, 7, f'=IF(COUNT(C{n},D{n})<2,"{UNKNOWN}",C{n}{by}/{over})', worth)
        self.page.write_string(row, 10, line.law)
        self.page.write_string(row, 11, line.source, self.wrapped)
        return here

    def _part(self, row: int, here: _Written) -> None:
        line, n = here.line, row + 1
        assert line.weight is not None
        self.page.write_number(row, 5, line.weight.numerator)
        self.page.write_number(row, 6, line.weight.denominator)
        self._formula(row, 4, f"=F{n}/G{n}", line.weight)
        if here.below:
            self._sum(row, here.below)
        elif isinstance(line.comes_of, BookSheet):
            self._from(row, self._sheet(line.comes_of))
        elif isinstance(line.comes_of, BookBallot):
            self._from(row, self._slips(line.comes_of))
        elif line.value is not None:
            self.page.write_number(row, 2, line.value.numerator)
            self.page.write_number(row, 3, line.value.denominator)

    def _bonus(self, row: int, line: BookLine) -> None:
        n = row + 1
        if line.count is None:
            return
        self.page.write_number(row, 4, line.count)
        self.page.write_number(row, 5, line.each.numerator)
        self.page.write_number(row, 6, line.each.denominator)
        worth = line.count * line.each
        if line.cap is None:
            self._formula(row, 2, f"=E{n}*F{n}", Fraction(line.count * line.each.numerator))
            self._formula(row, 3, f"=G{n}", Fraction(line.each.denominator))
            return
        self.page.write_number(row, 8, line.cap.numerator)
        self.page.write_number(row, 9, line.cap.denominator)
        over = line.each.denominator * line.cap.denominator
        self._formula(row, 2, f"=MIN(E{n}*F{n}*J{n},I{n}*G{n})", min(worth, line.cap) * over)
        self._formula(row, 3, f"=G{n}*J{n}", Fraction(over))

    def _sum(self, row: int, parts: Sequence[_Written]) -> None:
        """A composite: over the least common multiple of its parts each part is whole."""
        n, known = row + 1, all(_worth(one.line) is not None for one in parts)
        over = lcm(*(_over(one.line) for one in parts))
        cells = ",".join(f"C{one.row},D{one.row}" for one in parts)
        lacks = f'COUNT({cells})<{2 * len(parts)},"{UNKNOWN}"'
        parted = [
            (
                one,
                "" if one.line.weight is None else f"*F{one.row}",
                f"D{one.row}" if one.line.weight is None else f"D{one.row}*G{one.row}",
            )
            for one in parts
        ]
        multiple = "LCM(" + ",".join(whole for _, _, whole in parted) + ")"
        added = "+".join(f"C{one.row}{by}*(D{n}/({whole}))" for one, by, whole in parted)
        total = sum((w for one in parts if (w := _worth(one.line)) is not None), Fraction(0))
        self._formula(row, 3, f"=IF({lacks},{multiple})", Fraction(over) if known else None)
        self._formula(row, 2, f"=IF({lacks},{added})", total * over if known else None)

    def _total(self, written: Sequence[_Written]) -> None:
        row = self.row = self.row + 1
        self.page.write_string(row - 1, 0, "综合得分", self.strong)
        self._sum(row - 1, written)
        self._formula(row - 1, 1, f'=IF(COUNT(C{row},D{row})<2,"{UNKNOWN}",C{row}/D{row})', self.given.value)
        self.page.write_string(row - 1, 10, self.given.law)
        self.page.write_string(row - 1, 11, "定等次以前不进位", self.wrapped)
        self.row += 1
        self.page.write_string(row, 0, "等次", self.strong)
        grades = "".join(
            f'IF(C{row}*{at.denominator}>={at.numerator}*D{row},"{name}",' if at is not None else f'"{name}"'
            for name, at in self.given.bands
        )
        closing = ")" * sum(1 for _, at in self.given.bands if at is not None)
        if self.given.bands:
            shown = self.given.grade if self.given.value is not None else UNKNOWN
            self.page.write_formula(
                row, 1, f'=IF(COUNT(C{row},D{row})<2,"{UNKNOWN}",{grades}{closing})', None, shown
            )
        self.page.write_string(row, 10, self.given.law)

    def _notes(self) -> None:
        for place, text in enumerate(self.given.notes):
            self.page.write_string(self.row + 1 + place, 0, text)

    # ------------------------------------------------------------ where figures come from

    def _from(self, row: int, cells: tuple[str, str, Fraction, int]) -> None:
        numerator, denominator, value, over = cells
        self._formula(row, 2, f"={SOURCES}!{numerator}", value * over)
        self._formula(row, 3, f"={SOURCES}!{denominator}", Fraction(over))

    def _sheet(self, sheet: BookSheet) -> tuple[str, str, Fraction, int]:
        """The items with each scorer's points in hundredths, what holds, and their sum; answers its cells."""
        page, last = self.beside, 3 + len(sheet.scorers)
        page.write_string(self.at - 1, 0, f"{sheet.title}　分值写成百分之一分的整数", self.strong)
        heads = (
            "序号",
            "项目",
            "满分×100",
            *(f"{name}×100" for name in sheet.scorers),
            "定为：分子",
            "定为：分母",
            "怎样定的",
        )
        for place, head in enumerate(heads):
            page.write_string(self.at, place, head, self.bold)
        first = self.at + 2
        for place, item in enumerate(sheet.items):
            self._item(first - 1 + place, item, last)
        end = first + len(sheet.items) - 1
        n, d = _name(last), _name(last + 1)
        over = lcm(*(_held_over(item) for item in sheet.items))
        value = sum((item.held for item in sheet.items), Fraction(0))
        page.write_string(end, 1, "合计", self.strong)
        added = "+".join(f"{n}{at}*({d}{end + 1}/{d}{at})" for at in range(first, end + 1))
        page.write_formula(end, last + 1, f"=LCM({d}{first}:{d}{end})", None, over)
        page.write_formula(end, last, f"={added}", None, float(value * over))
        self.at = end + 3
        return f"{n}{end + 1}", f"{d}{end + 1}", value, over

    def _item(self, row: int, item: BookItem, last: int) -> None:
        page, n = self.beside, row + 1
        page.write_string(row, 0, item.number)
        page.write_string(row, 1, item.label)
        page.write_number(row, 2, int(item.full * HUNDREDTH))
        for place, points in enumerate(item.each):
            page.write_number(row, 3 + place, int(points * HUNDREDTH))
        given = f"{_name(3)}{n}:{_name(last - 1)}{n}"
        over = _held_over(item)
        if item.way == "mean":
            page.write_formula(row, last, f"=SUM({given})", None, float(item.held * over))
            page.write_formula(row, last + 1, f"={HUNDREDTH}*COUNT({given})", None, over)
        elif item.way == "same":
            page.write_formula(row, last, f"={_name(3)}{n}", None, float(item.held * over))
            page.write_number(row, last + 1, over)
        else:
            page.write_number(row, last, int(item.held * over))
            page.write_number(row, last + 1, over)
        page.write_string(
            row, last + 2, item.why or {"same": "各人相同", "mean": "各人平均"}.get(item.way, "")
        )

    def _slips(self, ballot: BookBallot) -> tuple[str, str, Fraction, int]:
        """How often each option was chosen and its points; answers the cells of what comes of it."""
        page = self.beside
        page.write_string(self.at - 1, 0, ballot.title, self.strong)
        for place, head in enumerate(("", "选项", "票数", "分值×100", "票数×分值×100")):
            page.write_string(self.at, place, head, self.bold)
        first = self.at + 2
        for place, (label, count, points) in enumerate(ballot.options):
            row = first - 1 + place
            page.write_string(row, 1, label)
            page.write_number(row, 2, count)
            page.write_number(row, 3, int(points * HUNDREDTH))
            page.write_formula(row, 4, f"=C{row + 1}*D{row + 1}", None, int(points * HUNDREDTH) * count)
        end = first + len(ballot.options) - 1
        total = sum((count * points for _, count, points in ballot.options), Fraction(0))
        plain = sum(count for _, count, _ in ballot.options)
        page.write_string(end, 1, "合计；除以", self.strong)
        page.write_formula(end, 4, f"=SUM(E{first}:E{end})", None, float(total * HUNDREDTH))
        divided = (
            f"{HUNDREDTH}*SUM(C{first}:C{end})" if plain == ballot.over else f"{HUNDREDTH}*{ballot.over}"
        )
        page.write_formula(end, 5, f"={divided}", None, HUNDREDTH * ballot.over)
        self.at = end + 3
        return f"E{end + 1}", f"F{end + 1}", total / ballot.over, HUNDREDTH * ballot.over

    def _formula(self, row: int, column: int, formula: str, value: Fraction | None) -> None:
        """A formula with its value, for programs that show without computing."""
        self.page.write_formula(row, column, formula, None, UNKNOWN if value is None else float(value))


# ---------------------------------------------------------------- what the formulas give


def _points(line: BookLine) -> Fraction | None:
    return _worth(line) if line.weight is None else line.value


def _worth(line: BookLine) -> Fraction | None:
    if line.weight is not None:
        return None if line.value is None else line.value * line.weight
    if line.count is None:
        return None
    worth = line.count * line.each
    return worth if line.cap is None else min(worth, line.cap)


def _over(line: BookLine) -> int:
    """The denominator that stands in the line's cells, with that of its weight."""
    if line.weight is None:
        return line.each.denominator * (line.cap.denominator if line.cap is not None else 1)
    return _own_over(line) * line.weight.denominator


def _own_over(line: BookLine) -> int:
    if line.below:
        return lcm(*(_over(one) for one in line.below))
    if isinstance(line.comes_of, BookSheet):
        return lcm(*(_held_over(item) for item in line.comes_of.items))
    if isinstance(line.comes_of, BookBallot):
        return HUNDREDTH * line.comes_of.over
    return line.value.denominator if line.value is not None else 1


def _held_over(item: BookItem) -> int:
    return HUNDREDTH * len(item.each) if item.way == "mean" else HUNDREDTH


def _name(column: int) -> str:
    name: str = xlsxwriter.utility.xl_col_to_name(column)
    return name


def cells(given: Book) -> Iterator[tuple[str, Fraction | None]]:
    """What the workbook must compute, by the label of its line: to hold it against a program that computed it."""

    def walk(lines: Sequence[BookLine]) -> Iterator[tuple[str, Fraction | None]]:
        for line in lines:
            yield line.label, _points(line)
            yield from walk(line.below)

    yield from walk(given.lines)
    yield "综合得分", given.value
