"""In a real browser: the keyboard alone works a worklist, pop-overs behave, the lock keeps the page shut."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from desk.conftest import PASSWORD, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(
    live_server: Any,
    installed: Any,
    transactional_db: None,
    windows: Any,
) -> Iterator[Any]:
    """A signed-in page with three rows: one late, one out of order, one in time. Any error on it fails the test."""
    county = build()
    county.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    county.open("孙某某 提醒", ("noticed", date(2026, 10, 1)), ("heard", date(2026, 10, 12)), subject="sun")
    tab = windows.new_context(viewport={"width": 1366, "height": 768}).new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    tab.goto(f"{live_server.url}/")
    tab.fill("#u", "wang")
    tab.fill("#p", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("tr.row.on")
    # What is pressed before the script listens to keys goes nowhere.
    tab.wait_for_load_state("load")
    yield SimpleNamespace(tab=tab, url=live_server.url)
    tab.context.close()
    assert errors == []


def test_the_keyboard_alone_works_the_worklist(page: Any) -> None:
    tab = page.tab
    first = tab.inner_text("tr.row.on")
    assert "过期 5 日" in first and "作出" not in tab.inner_text("#peek h2")
    tab.keyboard.press("j")
    tab.locator("#peek h2", has_text="通知").wait_for()
    assert "次序不一致" in tab.inner_text("tr.row.on")
    assert tab.evaluate("document.activeElement.matches('tr.row.on')")
    assert tab.locator("tr.row[tabindex='0']").count() == 1
    tab.keyboard.press("k")
    tab.locator("#peek .sum").wait_for()
    tab.keyboard.press("t")
    assert tab.evaluate("document.activeElement.classList.contains('sum-block')")


def test_a_provision_opens_by_key_and_escape_gives_the_focus_back(page: Any) -> None:
    tab = page.tab
    tab.keyboard.press("y")
    assert tab.is_visible("tr.row.on details.cite .pop")
    tab.keyboard.press("Escape")
    assert not tab.is_visible("tr.row.on details.cite .pop")
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.matches('tr.row.on')")


def test_one_pop_over_at_a_time_and_inside_the_window(page: Any) -> None:
    tab = page.tab
    chips = tab.locator("tr.row details.cite > summary")
    chips.nth(0).click()
    chips.nth(1).evaluate("e => e.click()")
    assert tab.locator("details.cite[open]").count() == 1
    box = tab.locator("details.cite[open] .pop").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1366
    tab.click("h1")
    assert tab.locator("details.cite[open]").count() == 0


def test_picked_rows_bring_up_what_can_be_done_with_them(page: Any) -> None:
    tab = page.tab
    assert not tab.is_visible(".pickbar")
    tab.keyboard.press("x")
    assert "已选 1 件" in tab.inner_text(".pickbar")
    tab.click("text=移交给同事")
    assert "移交 1 件案件" in tab.inner_text("h1")


def test_single_letters_are_silent_in_fields_and_can_be_switched_off(page: Any) -> None:
    tab = page.tab
    before = tab.inner_text("tr.row.on")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "find"
    tab.keyboard.type("jk")
    assert tab.input_value("#find") == "jk" and tab.inner_text("tr.row.on") == before
    tab.keyboard.press("Escape")
    tab.keyboard.press("?")
    assert tab.is_visible("#keys")
    tab.check("[data-does=letters]")
    tab.keyboard.press("Escape")
    tab.keyboard.press("j")
    assert tab.inner_text("tr.row.on") == before


def test_two_letters_lead_from_page_to_page(page: Any) -> None:
    tab = page.tab
    for letter, path in (("l", "/ledger"), ("f", "/library"), ("c", "/cadres"), ("w", "/")):
        tab.keyboard.press("g")
        tab.keyboard.press(letter)
        tab.wait_for_url(f"{page.url}{path}")


def test_the_lock_shuts_the_page_and_returns_to_it(page: Any) -> None:
    tab = page.tab
    tab.goto(f"{page.url}/ledger?state=open")
    tab.keyboard.press("Control+Shift+L")
    tab.wait_for_selector("text=已锁定")
    assert "赵某某 提醒" not in tab.content()
    tab.fill("#p", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{page.url}/ledger?state=open")


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_nothing_scrolls_sideways(page: Any, width: int) -> None:
    tab = page.tab
    tab.set_viewport_size({"width": width, "height": 768})
    for path in ("/", "/library/test-reminder", "/search?q=提醒"):
        tab.goto(f"{page.url}{path}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path


def test_without_a_script_the_rows_still_lead_somewhere(page: Any) -> None:
    tab = page.tab
    links = tab.locator("tr.row a.it")
    assert links.count() == tab.locator("tr.row").count()
    assert all("/matters/" in links.nth(n).get_attribute("href") for n in range(links.count()))
