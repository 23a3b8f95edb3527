"""In a real browser, by the keyboard alone: the list is announced, the seed drawn by, one replaced, the step recorded."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from desk.conftest import BACKEND, build
from desk.support_draw import inspection, pool_of
from records import support_packs
from zeren.records.actor import SYSTEM
from zeren.records.draws import queries

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


installed = support_packs.installed


@pytest.fixture
def page(live_server: Any, installed: Any, transactional_db: None, windows: Any) -> Iterator[Any]:
    """The draw of an inspection, opened by its handler. Any error on the page fails the test, but a refusal's 422."""
    from django.test import Client

    county = build()
    people = pool_of(8)
    matter = inspection(county)
    client = Client()
    client.force_login(county.accounts["wang"], backend=BACKEND)
    context = windows.new_context(viewport={"width": 1366, "height": 768})
    key = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    tab = context.new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    tab.goto(f"{live_server.url}/matters/{matter.pk}/draw")
    yield SimpleNamespace(tab=tab, url=live_server.url, matter=matter, people=people)
    tab.context.close()
    assert [error for error in errors if "422" not in error] == []


def go(tab: Any, wanted: str) -> None:
    """Tab on until the focus is there: whatever is wanted must be reached so."""
    for _ in range(120):
        if tab.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by Tab")


def fill(tab: Any, wanted: str, text: str) -> None:
    go(tab, wanted)
    tab.keyboard.type(text)


def press(tab: Any, wanted: str, then: str) -> None:
    go(tab, wanted)
    tab.keyboard.press("Enter")
    tab.locator(then).first.wait_for()


def test_the_keyboard_alone_draws_a_team_from_the_list_to_the_recorded_step(page: Any) -> None:
    tab = page.tab
    fill(tab, "#f-heads", "1")
    fill(tab, "#f-deputies", "1")
    press(tab, "#announce button.main", ".say.stop")
    # The summary takes the focus and leads to the fields; what was typed is kept.
    tab.wait_for_function("document.activeElement.matches('.say.stop')")
    assert "请写巡察员人数" in tab.inner_text(".say.stop") and tab.input_value("#f-heads") == "1"

    fill(tab, "#f-inspectors", "3")
    go(tab, "input[name=kind]")
    tab.keyboard.press("ArrowRight")
    assert tab.is_checked("input[name=kind][value=witnessed]")
    fill(tab, "#f-source", "当众掷骰三次")
    fill(tab, "#f-known_on", "10132026")
    fill(tab, f"#out-{page.people['R005'].pk}", "正在休假")
    press(tab, "#announce button.main", "#list")
    assert "候选 7 人" in tab.inner_text("#list") and "正在休假" in tab.inner_text("#list")
    (held,) = queries.of_matter(SYSTEM, page.matter.pk)
    assert held.digest in tab.inner_text("#list")

    fill(tab, "#f-seed", "4 2 6")
    fill(tab, "#f-witnesses", "某某（县委办）")
    press(tab, "#draw button.main", "#team")
    assert tab.locator("#team tbody tr").count() == 5
    assert "与记录一致" in tab.inner_text("#check") and "sha256sum" in tab.inner_text("#check")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")

    last = "#team tbody tr:last-child"
    go(tab, f"{last} details.away > summary")
    tab.keyboard.press("Enter")
    fill(tab, f"{last} input[name=reason]", "住院")
    tab.keyboard.press("Enter")
    tab.locator("text=已由同一排序的下一名替补").wait_for()
    assert "住院" in tab.inner_text("#team")

    press(tab, "a.btn[href*='act=team_drawn']", "#act")
    assert "按第 3 号随机抽取：3" in tab.inner_text("#act") and tab.input_value("#f-inspectors") == ""


def test_on_paper_the_list_the_result_and_the_check_stand_and_no_form(page: Any) -> None:
    from zeren.records.draws import acts
    from zeren.records.draws.acts import Asked

    tab, organ = page.tab, page.matter.organ_id
    from zeren.records import clock

    seats = {"heads": 1, "deputies": 1, "inspectors": 3}
    acts.announce(SYSTEM, page.matter.pk, Asked(organ, seats, "witnessed", "掷骰", clock.today()))
    acts.draw(SYSTEM, page.matter.pk, "4 2 6", ["某某"])
    tab.reload()
    tab.emulate_media(media="print")
    assert all(tab.is_visible(part) for part in ("#team", "#ranking", "#check", "#list"))
    assert not any(tab.is_visible(part) for part in ("#team details.away", "#announce", ".bar", ".btn"))
