"""In a real browser: a reminder letter from the worklist to the paper by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from desk.conftest import PASSWORD, build
from zeren.records.actor import SYSTEM

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: Any, installed: Any, transactional_db: None, windows: Any) -> Iterator[Any]:
    """A colleague of the handler has signed in; one report is late. Any error on a page fails the test."""
    county = build()
    late = county.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    tab = windows.new_context(viewport={"width": 1366, "height": 768}).new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    tab.goto(f"{live_server.url}/")
    tab.fill("#u", "li")
    tab.fill("#p", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("tr.row.on")
    tab.wait_for_load_state("load")
    yield SimpleNamespace(tab=tab, url=live_server.url, late=late)
    tab.context.close()
    assert errors == []


def press_until(tab: Any, key: str, selector: str, most: int = 60) -> None:
    for _ in range(most):
        if tab.evaluate("s => !!document.activeElement && document.activeElement.matches(s)", selector):
            return
        tab.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached with {key}")


def test_a_letter_is_previewed_changed_issued_and_read_by_the_keyboard_alone(page: Any) -> None:
    from zeren.records.letters.models import Letter

    tab = page.tab
    assert "催办" in tab.inner_text("tr.row.on")
    tab.keyboard.press("e")
    tab.wait_for_url("**/letters/new?**")
    tab.wait_for_load_state("load")
    assert "草稿，未发出" in tab.inner_text(".gb.letter")
    press_until(tab, "Tab", "#note")
    tab.keyboard.type("请附整改照片。")
    tab.keyboard.press("Control+s")
    tab.wait_for_selector("text=还没有发。")
    tab.wait_for_load_state("load")
    assert "请附整改照片。" in tab.inner_text(".gb.letter") and Letter.objects.count() == 0
    press_until(tab, "Tab", "#note")
    tab.keyboard.press("Control+s")
    tab.wait_for_selector("text=已发。")
    assert tab.inner_text("h1") == "督提〔2026〕1号" and "草稿" not in tab.inner_text(".gb.letter")
    assert Letter.objects.get().number == "督提〔2026〕1号"


def test_the_ledger_opens_its_rows_by_key(page: Any) -> None:
    tab = page.tab
    tab.goto(f"{page.url}/letters/")
    tab.wait_for_load_state("load")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/letters/new?**")


def test_the_paper_prints_alone_and_whole(page: Any) -> None:
    from zeren.records.letters import acts
    from zeren.records.letters.drafting import Key
    from zeren.records.obligations.models import Obligation

    key = Key.of(Obligation.objects.get(matter=page.late, norm="report-10d"))
    letter = acts.issue(SYSTEM, key)
    tab = page.tab
    tab.goto(f"{page.url}/letters/{letter.matter_id}/{letter.seq}/")
    tab.emulate_media(media="print")
    assert not tab.is_visible("header.bar") and not tab.is_visible(".lt > .l") and not tab.is_visible(".head")
    box = tab.locator(".gb.letter").bounding_box()
    assert (
        abs(box["width"] - 210 * 96 / 25.4) < 2 and abs(box["height"] - 297 * 96 / 25.4) < 2 and box["y"] == 0
    )
    tab.emulate_media(media="screen")


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_nothing_scrolls_sideways(page: Any, width: int) -> None:
    from zeren.records.letters import acts
    from zeren.records.letters.drafting import Key
    from zeren.records.obligations.models import Obligation

    tab = page.tab
    tab.set_viewport_size({"width": width, "height": 768})
    row = Obligation.objects.get(matter=page.late, norm="report-10d")
    address = f"/letters/new?matter={page.late.pk}&pack={row.pack}&norm={row.norm}&key={row.key}&subject={row.subject}"
    letter = acts.issue(SYSTEM, Key.of(row))
    for path in ("/letters/figures", address, f"/letters/{letter.matter_id}/{letter.seq}/"):
        tab.goto(f"{page.url}{path}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
