"""Long lists: what stands in the address is read with care, kept in every link, and told when it is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from zeren.desk import listing
from zeren.desk.components import Cell

FIELDS = (
    listing.Field("number", "编号", lambda r: Cell(str(r)), "text", sort="number"),
    listing.Field("opened", "立项", lambda r: Cell(str(r)), "day"),
    listing.Field("state", "状态", lambda r: Cell(str(r)), "select", (("open", "在办"),)),
    listing.Field("more", "密级", lambda r: Cell("内部"), usual=False),
)


def asked(query: str) -> listing.Asked:
    return listing.asked("/ledger", QueryDict(query), FIELDS)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2026", (date(2026, 1, 1), date(2026, 12, 31))),
        ("2026-12", (date(2026, 12, 1), date(2026, 12, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("2026-10-13", (date(2026, 10, 13), date(2026, 10, 13))),
        ("2026-01..2026-03", (date(2026, 1, 1), date(2026, 3, 31))),
        ("..2026-03", (date.min, date(2026, 3, 31))),
        ("2026/10/13至2026/10/20", (date(2026, 10, 13), date(2026, 10, 20))),
        ("2026-13", None),
        ("2026-02-30", None),
        ("十月", None),
        ("..", (date.min, date.max)),
    ],
)
def test_a_span_of_days_is_read_as_people_write_it(text: str, span: object) -> None:
    assert listing.days_between(text) == span


@given(st.text(max_size=30))
def test_whatever_is_typed_as_a_day_never_breaks(text: str) -> None:
    found = listing.days_between(text)
    assert found is None or found[0] <= date.max


def test_filters_order_and_columns_stay_in_every_link() -> None:
    question = asked("number=青&sort=-number&col=number&col=more&page=3")
    assert question.filters == {"number": "青"} and question.down and question.columns == ("number", "more")
    assert question.url(page="4") == "/ledger?number=%E9%9D%92&sort=-number&col=number&col=more&page=4"
    assert question.without("number") == "/ledger?sort=-number&col=number&col=more"


def test_unknown_columns_orders_and_pages_are_left_out() -> None:
    question = asked("sort=payload&col=secret&page=-1")
    assert question.sort == "" and question.columns == ("number", "opened", "state") and question.page == 1


def test_a_filter_that_cannot_be_read_is_told_at_its_field() -> None:
    question = asked("opened=十月&state=lost")
    assert "2026-10" in question.wrong["opened"] and question.wrong["state"] == "请从列表中选"


@pytest.mark.parametrize(
    ("page", "total", "rows"),
    [(1, 120, (1, 50)), (3, 120, (101, 120)), (9, 120, (101, 120)), (1, 50, (1, 50)), (1, 51, (1, 50))],
)
def test_a_page_says_which_rows_it_shows(page: int, total: int, rows: tuple[int, int]) -> None:
    found = listing.pages(asked(f"page={page}"), total)
    assert found and (found.first_row, found.last_row) == rows
    start, stop = listing.window(asked(f"page={page}"), total)
    assert (start + 1, min(stop, total)) == rows


def test_nothing_found_has_no_pages() -> None:
    assert listing.pages(asked(""), 0) is None


def test_sorting_again_turns_the_order() -> None:
    def link(query: str) -> str:
        grid = listing.grid(asked(query), FIELDS, [], caption="x", row_id=str)
        return grid.columns[0].sort

    assert link("") == "/ledger?sort=number"
    assert link("sort=number") == "/ledger?sort=-number"
    assert link("sort=-number") == "/ledger?sort=number"
