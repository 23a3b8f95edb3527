"""自查 on the pages: the unit enters what it found itself; its day is drawn hollow, also when it is past."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest

from desk.lists.test_pages import fields, filled, text_of
from zeren.records.lists.models import ListedProblem

pytestmark = pytest.mark.django_db


def test_the_unit_enters_what_it_found_itself_and_it_is_shown_as_that_everywhere(lists: Any) -> None:
    unit, team = lists.client("lianluo"), lists.client("zuzhang")
    assert "登记自查问题" in text_of(unit.get(lists.own))
    assert "f-self_found" not in fields(unit.get(f"{lists.own}/new"))
    wrong = filled(unit, f"{lists.own}/new", text="", found="2026-10-20")
    assert wrong.status_code == 422 and "缺“问题”" in text_of(wrong) and "晚于今日" in text_of(wrong)
    done = filled(unit, f"{lists.own}/new", text="自查台账不全", found="2026-10-01")
    row = ListedProblem.objects.get(text="自查台账不全")
    assert row.self_found and "时限由单位自定" in text_of(done)
    mine = f"{lists.own}/{lists.housing}/{row.number}"
    filled(unit, mine, kind="台账")
    filled(unit, f"{mine}/new", text="补齐台账", due="2026-10-08")
    row.refresh_from_db()
    assert (row.kind, row.self_found) == ("台账", True)

    page = lxml.html.fromstring(team.get(f"{lists.organ}?problem=自查台账").content.decode())
    assert page.xpath("//span[@class='tag soft']/text()") == ["自查"]
    (light,) = [td for td in page.xpath("//td") if td.text_content().strip() == "过自定日 5 日"]
    # Hollow: no period of a regulation is past.
    assert light.xpath(".//use/@href") == ["#ah"]
    ledger = text_of(team.get("/lists?source=self&col=task&col=source"))
    assert "补齐台账" in ledger and "公布承诺时限" not in ledger
    sources = lxml.html.fromstring(team.get("/lists/overview").content.decode())
    assert sources.xpath("//a[contains(@href, 'source=self')]")
    # The team's form asks where it comes from, once.
    assert "f-self_found" in fields(team.get(f"{lists.organ}/new"))
    assert "f-self_found" not in fields(team.get(f"{lists.organ}/{lists.housing}/{row.number}"))


def test_a_unit_changes_no_problem_that_was_fed_back(lists: Any) -> None:
    unit = lists.client("lianluo")
    assert unit.post(f"{lists.own}/{lists.housing}/1", {"f-text": "改"}).status_code == 404
    assert lists.client("lianluo2").get(f"{lists.own}/new?unit={lists.housing}").status_code == 404
    assert not ListedProblem.objects.filter(self_found=True).exists()
