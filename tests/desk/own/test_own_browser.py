"""In a real browser, by the keyboard alone: the person concerned reads the facts, states, receives, appeals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk.conftest import PASSWORD
from desk.own.test_own_pages import ANNOUNCED, about, enter_person, told, with_person
from records import support_packs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tab(home: Path, live_server: Any, transactional_db: None, windows: Any) -> Iterator[Any]:
    """The person concerned has signed in. Any error on a page fails the test."""
    with support_packs.delivered():
        county = with_person(enter_person())
        told(county)
        about(county, "sun", "announced", ANNOUNCED, to=("subject",))
        page = windows.new_context(viewport={"width": 1366, "height": 768}).new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{live_server.url}/signin")
        page.fill("#u", "zhao")
        page.fill("#p", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/own/")
        yield page
        page.context.close()
        assert errors == []


def tab_to(page: Any, words: str) -> None:
    """Press Tab until the thing with these words, or this id, has the focus."""
    here = "() => { const e = document.activeElement; return e.matches('body, main') ? '' : (e.innerText || '') + '#' + e.id; }"
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in page.evaluate(here):
            return
    raise AssertionError(f"Tab does not reach {words}")


def test_the_person_reads_states_receives_and_appeals_by_the_keyboard_alone(tab: Any) -> None:
    tab_to(tab, "确认收到决定")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/own/*/")
    with tab.expect_download() as paper:
        tab_to(tab, "明材料.txt")
        tab.keyboard.press("Enter")
    assert paper.value.suggested_filename == "明材料.txt"
    tab_to(tab, "陈述、申辩")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**act=statement_submitted*")
    tab_to(tab, "#own-text")
    tab.keyboard.type("当日在外参加培训")
    tab.keyboard.press("Control+s")
    tab.wait_for_url("**/receipts/*")
    assert "回执编号" in tab.inner_text("main")
    tab_to(tab, "回到本事项")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/own/*/")
    tab_to(tab, "确认收到 ")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/receipts/*")
    tab_to(tab, "回到本事项")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/own/*/")
    tab.wait_for_selector("#own-text")
    assert "11月13日（含当日）以前可以申诉" in tab.inner_text("h1")
    tab_to(tab, "#own-text")
    tab.keyboard.type("请求重新核实")
    tab_to(tab, "提交申诉")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/receipts/*")
    assert "提出书面申诉" in tab.inner_text("main")


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_nothing_scrolls_sideways(tab: Any, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 768})
    for place in (
        "/own/",
        "/own/materials",
        "/own/submitted",
        "/own/help",
        tab.get_attribute(".own-list a", "href"),
    ):
        tab.goto(tab.url.partition("/own/")[0] + place)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, place
