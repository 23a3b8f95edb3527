"""The coverage of a programme: how many of how many, each figure the rows it counts, nothing of what is out of sight."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import lxml.html
import openpyxl
import pytest

from zeren.records.actor import SYSTEM
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter

pytestmark = pytest.mark.django_db

TOWNSHIP, OTHER = "Q-T1", "Q-T2"


def page(rounds: Any, query: str = "", who: str = "xunban") -> Any:
    """The page as an account gets it."""
    answer = rounds.client(who).get(rounds.url + query)
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content.decode())


def said(found: Any) -> str:
    """What stands under the title."""
    return " ".join(found.xpath("//*[@class='head']")[0].text_content().split())


def rows(found: Any) -> list[list[str]]:
    """The cells as they are read."""
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in found.xpath("//tr[contains(@class, 'row')]")
    ]


def new_round(rounds: Any, code: str, *steps: tuple[str, date]) -> Matter:
    """A second round, about one unit, with days of its steps."""
    day = min([date(2026, 9, 1), *(on for _, on in steps)])
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening(
            "zy-2015-inspection", "inspection", rounds.matter.organ_id, "第三轮巡察（第一组）", [rounds.ref(code)], day,
            mark="市巡三", classification="秘密", parents=((rounds.programme.pk, "joined"),),
        ),
    )  # fmt: skip
    for step, on in steps:
        acts.record_event(SYSTEM, matter.pk, step, on, by=("team",))
    return matter


def test_the_head_says_how_many_of_how_many_and_each_number_leads_to_its_rows(rounds: Any) -> None:
    found = page(rounds)
    assert "本届（2021-11-01 起）应覆盖 2 个，已巡察 0 个，没有记录 2 个" in said(found)
    assert "全部单位 4 个，已巡察 2 个，没有记录 2 个" in said(found)
    for link in found.xpath("//*[@class='head']//a[contains(@href, 'coverage?')]"):
        shown = page(rounds, link.get("href").removeprefix(rounds.url))
        assert len(rows(shown)) == int(link.text_content().split()[0]), link.get("href")


def test_a_unit_stands_with_its_round_its_days_and_its_lists_in_the_order_of_the_organs(rounds: Any) -> None:
    found = page(rounds)
    assert [row[0] for row in rows(found)] == ["县住建局", "县水务局", "青河镇党委", "柳湾镇党委"]
    assert rows(found)[0][1:11] == [
        "已巡察", f"{rounds.matter.number}{rounds.matter.title}", "04-19", "06-23", "07-19", "—", "7", "4", "10", "1",
    ]  # fmt: skip
    assert rows(found)[2][1:11] == ["没有记录", *["—"] * 9]
    asked, judged = rows(found)[2][11:]
    assert asked.startswith("四") and judged == "已历 1807 日"


def test_each_figure_of_the_lists_leads_to_the_tasks_it_counts(rounds: Any) -> None:
    team = rounds.client("zuzhang")
    cells = page(rounds, who="zuzhang").xpath(
        "//tr[contains(@class, 'row')][1]/td[contains(@class, 'num')]/a"
    )
    for link in cells:
        shown = lxml.html.fromstring(team.get(link.get("href")).content.decode())
        assert len(shown.xpath("//tr[@data-id]")) == int(link.text_content()), link.get("href")


def test_what_is_under_way_and_what_lies_before_the_term_is_not_taken(rounds: Any) -> None:
    new_round(rounds, TOWNSHIP, ("entered", date(2026, 10, 8)))
    new_round(rounds, OTHER, ("entered", date(2021, 5, 6)), ("onsite_ended", date(2021, 7, 6)))
    acts.close(
        SYSTEM, Matter.objects.get(title="第三轮巡察（第一组）", opened=date(2021, 5, 6)).pk, date(2026, 1, 5)
    )
    found = page(rounds)
    assert "应覆盖 2 个，已巡察 0 个，巡察中 1 个，没有记录 1 个" in said(found)
    assert [row[1] for row in rows(found)][2:] == ["巡察中", "没有记录"]
    assert "2021-05-06" in rows(found)[3]


def test_a_round_that_took_a_unit_asks_for_the_entry_in_the_programme(rounds: Any) -> None:
    new_round(rounds, TOWNSHIP, ("entered", date(2026, 8, 3)), ("onsite_ended", date(2026, 9, 30)))
    found = page(rounds)
    assert "已巡察 1 个" in said(found)
    assert (
        "青河镇党委：" in found.text_content()
        and "还没有记录“完成对乡镇（街道）的巡察”" in found.text_content()
    )
    acts.record_event(
        SYSTEM, rounds.programme.pk, "township_inspected", "2026-09-30",
        subjects=[rounds.ref(TOWNSHIP)], by=("inspection_office",),
    )  # fmt: skip
    found = page(rounds)
    assert "还没有记录" not in found.text_content() and rows(found)[2][-1] == "符合"


def test_an_entry_that_was_voided_does_not_count(rounds: Any) -> None:
    matter = new_round(rounds, TOWNSHIP, ("onsite_ended", date(2026, 9, 30)))
    seq = matter.events.get(type="onsite_ended").seq
    acts.void_event(SYSTEM, matter.pk, seq, reason="误记")
    assert rows(page(rounds))[2][1] == "巡察中"


def test_a_round_out_of_sight_is_neither_shown_nor_counted_nor_hinted_at(rounds: Any) -> None:
    matter = new_round(rounds, TOWNSHIP, ("onsite_ended", date(2026, 9, 30)))
    assert "市巡三" in page(rounds).text_content()
    Matter.objects.filter(pk=matter.pk).update(restricted=True)
    found = page(rounds)
    assert "市巡三" not in found.text_content() and rows(found)[2][1] == "没有记录"
    assert "只计您看得到的" in found.text_content() and "应覆盖 2 个，已巡察 0 个" in said(found)


@pytest.mark.parametrize(
    ("query", "units"),
    [
        ("?unit=镇", ["青河镇党委", "柳湾镇党委"]),
        ("?state=taken", ["县住建局", "县水务局"]),
        ("?asked=no&state=taken&unit=水务", ["县水务局"]),
        ("?state=x&asked=y", ["县住建局", "县水务局", "青河镇党委", "柳湾镇党委"]),
        ("?state=running", []),
    ],
)
def test_each_filter_narrows_to_what_it_says(rounds: Any, query: str, units: list[str]) -> None:
    found = page(rounds, query)
    assert [row[0] for row in rows(found)] == units
    assert bool(units) != ("没有符合筛选的单位" in found.text_content())


def test_the_workbook_holds_the_rows_of_the_filter_and_the_highest_level(rounds: Any) -> None:
    new_round(rounds, TOWNSHIP, ("entered", date(2026, 10, 8)))
    answer = rounds.client("xunban").get(f"{rounds.url}/export.xlsx?unit=镇")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    listed = [row for row in book.active.iter_rows(values_only=True) if row[1] in ("巡察中", "没有记录")]
    assert [row[0] for row in listed] == ["中共青岚县青河镇委员会", "中共青岚县柳湾镇委员会"]
    assert listed[0][11] == "党风廉政建设巡察工作暂行办法四"
    assert (
        listed[0][3].date() == date(2026, 10, 8)
        and "%E3%80%94%E7%A7%98%E5%AF%86" in answer["Content-Disposition"]
    )


def test_only_a_programme_has_the_page(rounds: Any) -> None:
    office = rounds.client("xunban")
    assert office.get(f"/matters/{rounds.matter.pk}/coverage").status_code == 404
    assert "/coverage" not in office.get(f"/matters/{rounds.matter.pk}/").content.decode()
    for name in ("lianluo", "chengban", "shouli"):
        assert rounds.client(name).get(rounds.url).status_code == 404
        assert rounds.client(name).get(f"{rounds.url}/export.xlsx").status_code == 404
    assert rounds.client("shiwei").get(rounds.url).status_code in (200, 302)
