"""The workbook of a score, computed again by another program: its cells are the system's figures to the last digit."""

from __future__ import annotations

import random
from fractions import Fraction as F

import pytest

from papers.spreadsheet import Spreadsheet
from zeren.papers.score_book import UNKNOWN, Book, BookBallot, BookItem, BookLine, BookSheet, book, cells

BANDS = (("好", F(90)), ("较好", F(80)), ("一般", F(65)), ("较差", None))


def graded(value: F) -> str:
    return next(name for name, at in BANDS if at is None or value >= at)


def item(number: str, full: str, each: tuple[str, ...], way: str, held: F) -> BookItem:
    return BookItem(number, f"项目 {number}", F(full), tuple(F(one) for one in each), held, way)


SHEET = BookSheet(
    "县区评分细则（第 1 版）", ("贺明理", "史公正", "温有据"),
    (
        item("1.1", "40", ("38", "35.25", "36.5"), "mean", F("109.75") / 3),
        item("1.2", "60", ("50.55", "50.55", "50.55"), "same", F("50.55")),
    ),
)  # fmt: skip
DECIDED = BookSheet(
    "县区评分细则（第 1 版）",
    ("贺明理", "史公正"),
    (item("2.1", "100", ("88", "87.75"), "decided", F("87.75")),),
)
BALLOT = BookBallot(
    "会议测评", (("好", 78, F(100)), ("较好", 42, F(90)), ("一般", 54, F(70)), ("较差", 6, F(50))), 180
)


def whole(
    daily: F | None = F("91.2"), honours: int = 1, ballot: F = F(87), of: BookBallot | None = BALLOT
) -> Book:
    """A group's score as the assessment measures build it."""
    onsite1, onsite2, talks = F("109.75") / 3 + F("50.55"), F("87.75"), F("89.2")
    democratic = ballot * F(7, 10) + talks * F(3, 10)
    onsite = onsite1 * F(4, 10) + onsite2 * F(4, 10) + democratic * F(2, 10)
    bonus = min(F(honours), F(2))
    value = None if daily is None else daily * F(2, 10) + F("88.5") * F(1, 10) + onsite * F(7, 10) + bonus
    lines = (
        BookLine("日常监督评价", daily, F(2, 10)),
        BookLine("公众评价", F("88.5"), F(1, 10)),
        BookLine(
            "集中考核", onsite, F(7, 10),
            (
                BookLine("落实“两个责任”", onsite1, F(4, 10), comes_of=SHEET),
                BookLine("推进重点工作", onsite2, F(4, 10), comes_of=DECIDED),
                BookLine(
                    "民主测评", democratic, F(2, 10),
                    (BookLine("会议测评", ballot, F(7, 10), comes_of=of), BookLine("个别谈话", talks, F(3, 10))),
                ),
            ),
        ),
        BookLine("加分 市级", F(honours), count=honours, each=F(1), cap=F(2)),
    )  # fmt: skip
    return Book(
        "县委 得分算式",
        lines,
        value,
        BANDS,
        graded(value) if value is not None else "",
        "第二十条第二款",
        ("不进位",),
    )


def row_of(sheet: Spreadsheet, label: str) -> int:
    page = sheet.book["算式"]
    return next(
        row for row in range(1, page.max_row + 1) if str(page.cell(row, 1).value or "").strip("　") == label
    )


@pytest.mark.parametrize("honours", [0, 1, 2, 3])
def test_every_computed_cell_is_the_systems_figure_to_the_last_digit(honours: int) -> None:
    given = whole(honours=honours)
    sheet = Spreadsheet(book(given))
    for label, value in cells(given):
        assert value is not None
        row = row_of(sheet, label)
        # The nearest binary number to the exact fraction, not merely near it.
        assert sheet.value("算式", f"B{row}") == float(value), label
        numerator, denominator = sheet.value("算式", f"C{row}"), sheet.value("算式", f"D{row}")
        assert F(int(numerator), int(denominator)) == value, label
    assert sheet.value("算式", f"B{row_of(sheet, '等次')}") == given.grade


def test_what_stands_in_a_formula_cell_for_the_eye_is_what_it_computes() -> None:
    sheet = Spreadsheet(book(whole()))
    for page, at in sheet.formulas():
        assert sheet.stored[page][at].value == sheet.value(page, at), f"{page}!{at}"


def test_no_formula_rounds() -> None:
    sheet = Spreadsheet(book(whole()))
    said = [sheet.book[page][at].value for page, at in sheet.formulas()]
    assert len(said) > 30
    assert not any(word in text for text in said for word in ("ROUND", "INT(", "TRUNC", "FIXED", "TEXT("))


@pytest.mark.parametrize(
    ("value", "grade"),
    [
        (F(90), "好"),
        (F("89.99"), "较好"),
        (F(90) - F(1, 10**9), "较好"),
        (F(80), "较好"),
        (F("79.99"), "一般"),
        (F(65), "一般"),
        (F("64.99"), "较差"),
    ],
)
def test_the_boundary_belongs_to_the_upper_grade_and_nothing_below_reaches_it(value: F, grade: str) -> None:
    given = Book("甲", (BookLine("得分", value, F(1)),), value, BANDS, grade, "", ())
    sheet = Spreadsheet(book(given))
    assert sheet.value("算式", f"B{row_of(sheet, '等次')}") == grade


def test_what_is_unknown_stays_unknown_until_somebody_types_it() -> None:
    given = whole(daily=None)
    sheet = Spreadsheet(book(given))
    total, daily = row_of(sheet, "综合得分"), row_of(sheet, "日常监督评价")
    assert sheet.value("算式", f"B{total}") == UNKNOWN
    assert sheet.value("算式", f"B{row_of(sheet, '等次')}") == UNKNOWN
    assert sheet.value("算式", f"B{row_of(sheet, '集中考核')}") == float(given.lines[2].value or 0)
    sheet.put("算式", f"C{daily}", 912)
    sheet.put("算式", f"D{daily}", 10)
    known = whole()
    assert sheet.value("算式", f"B{total}") == float(known.value or 0)
    assert sheet.value("算式", f"B{row_of(sheet, '等次')}") == known.grade


def test_a_changed_point_and_a_changed_vote_go_through_to_the_total() -> None:
    sheet = Spreadsheet(book(whole()))
    total = row_of(sheet, "综合得分")
    before = sheet.value("算式", f"B{total}")
    page = sheet.book["来源"]
    cell = next(c for row in page for c in row if c.value == 3800)
    sheet.put("来源", cell.coordinate, 3800 + 300)
    # One scorer gives 3 points more: 1 in the mean, 0.4 × 0.7 of it in the total.
    assert sheet.value("算式", f"B{total}") - before == pytest.approx(0.28)


def test_any_scores_at_all_compute_to_the_systems_figures() -> None:
    chance = random.Random(15)
    for _ in range(40):
        counts = [chance.randint(0, 200) for _ in range(4)]
        counts[0] += 1
        points = [F(chance.randint(0, 10000), 100) for _ in range(4)]
        slips = BookBallot("会议测评", tuple(zip("好中差劣", counts, points, strict=True)), sum(counts))
        ballot = sum((p * n for p, n in zip(points, counts, strict=True)), F(0)) / sum(counts)
        given = whole(F(chance.randint(0, 10000), 100), chance.randint(0, 4), ballot, slips)
        sheet = Spreadsheet(book(given))
        assert sheet.value("算式", f"B{row_of(sheet, '综合得分')}") == float(given.value or 0)
        assert sheet.value("算式", f"B{row_of(sheet, '等次')}") == given.grade
