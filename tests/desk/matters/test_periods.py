"""What comes back every year is demanded of a year at whose beginning the matter was open; of the year in which it was opened
the page says that it is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import lxml.html
import pytest

from desk.support_registers import client
from zeren.records.actor import SYSTEM
from zeren.records.matters import opening
from zeren.records.matters.models import Matter

pytestmark = pytest.mark.django_db
PLAN = ("zy-2014-staffing-control", "staff-plan")


def plan(opened: date, needed: str = "yes") -> Matter:
    """A plan of staff, for one unit."""
    from zeren.records.organs import queries as organs

    office, unit = organs.by_code("Q-JW"), organs.by_code("Q-01")
    assert office is not None and unit is not None
    ref = f"organ:{unit.pk}"
    asked = opening.Opening(
        *PLAN, office.pk, "用编", [ref], opened, mark="青编", subject_facts={ref: {"staff_needed": needed}}
    )
    return opening.open_matter(SYSTEM, asked)


def told(matter: Matter, show: str = "") -> tuple[str, list[str]]:
    """The text of the findings, and the lines of what is not demanded yet."""
    body = client("chengban").get(f"/matters/{matter.pk}/findings?show={show}").content.decode()
    page = lxml.html.fromstring(body)
    lines = page.xpath("//*[@id='not-yet']//li")
    return page.xpath("string(//main)"), [" ".join(line.text_content().split()) for line in lines]


@pytest.mark.parametrize("opened", (date(2023, 12, 31), date(2024, 1, 1)))
def test_of_a_year_at_whose_beginning_the_matter_was_open_everything_is_demanded(
    county: Any, opened: date
) -> None:
    text, lines = told(plan(opened), "pending")
    assert "12月10日" in text and lines == []


def test_of_the_year_in_which_it_was_opened_the_page_says_what_is_not_demanded(county: Any) -> None:
    text, lines = told(plan(date(2024, 1, 2)), "pending")
    assert "12月10日" not in text and "2024-01-02 立项时，本期已经开始" in text
    assert len(lines) == 2, lines
    assert all("每年" in line and line.endswith("从 2025-01-01 起核对") for line in lines)


def test_what_is_not_owed_anyway_is_not_said_to_come(county: Any) -> None:
    _, lines = told(plan(date(2024, 1, 2), needed="no"))
    assert len(lines) == 1, "nobody needs staff: no application, this year or the next"


def test_a_conduct_without_a_label_is_called_by_its_provision(county: Any) -> None:
    text, _ = told(plan(date(2024, 1, 1)), "standing")
    assert "over_quota_organ" not in text and "line_interference" not in text


def test_the_form_tells_of_the_day_before_the_matter_is_opened(county: Any) -> None:
    said = "从立项日以后第一个完整的年、季度、月起核对"
    assert said in client("chengban").get(f"/matters/new/{'/'.join(PLAN)}").content.decode()
    other = client("chengban").get("/matters/new/cn-2019-accountability/accountability")
    assert said not in other.content.decode()
