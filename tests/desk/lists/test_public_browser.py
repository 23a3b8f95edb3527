"""In a real browser: from the report to a wording that waits, reviewed and back, by the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from desk.lists.conftest import TODAY, enter, found
from zeren.cli.demo.round import LOGINS
from zeren.records.lists.models import ListedProblem

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(
    live_server: Any, transactional_db: None, windows: Any, settings: Any, tmp_path: Path
) -> Iterator[Any]:
    """Somebody of the office, signed in. Any error on a page fails the test."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    enter()
    lists = found()
    tab = windows.new_context(viewport={"width": 1366, "height": 768}).new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    tab.goto(f"{live_server.url}/signin")
    login = next(login for login in LOGINS if login.signin == "xunban")
    tab.fill("#u", login.signin)
    tab.fill("#p", login.password)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("header.bar nav")
    tab.wait_for_load_state("load")
    yield SimpleNamespace(tab=tab, url=live_server.url, lists=lists)
    tab.context.close()
    assert errors == []


def reach(tab: Any, selector: str) -> None:
    """Tab forward until it has the focus."""
    for _ in range(80):
        if tab.evaluate("s => document.activeElement.matches(s)", selector):
            return
        tab.keyboard.press("Tab")
    raise AssertionError(f"{selector} can't be reached")


def test_a_wording_that_waits_is_reviewed_by_the_keyboard_alone(page: Any) -> None:
    tab = page.tab
    tab.goto(f"{page.url}{page.lists.organ}/public")
    tab.wait_for_load_state("load")
    assert "来信答复超过承诺日期" not in tab.inner_text(".public-sheet")
    reach(tab, "tr[data-id='2'] a, tr[data-id='2']")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/{page.lists.housing}/2/public")
    tab.wait_for_load_state("load")
    assert tab.locator("mark.ask").all_inner_texts() == ["举报", "0936-8212345"]
    reach(tab, "#why-publish_review")
    tab.keyboard.type("公开的咨询电话，没有反映人")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/lists/public?unit=*")
    assert "已审核" in tab.inner_text("[role=status]")
    assert "群众举报的 7 件已逐件答复" in tab.inner_text(".public-sheet")
    assert ListedProblem.objects.get(unit=page.lists.housing, number=2).reviewed_by == "xunban"


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_nothing_scrolls_sideways(page: Any, width: int) -> None:
    tab, organ = page.tab, page.lists.organ
    tab.set_viewport_size({"width": width, "height": 768})
    for path in ("/public", f"/{page.lists.housing}/2/public", f"/{page.lists.housing}/0/public"):
        tab.goto(f"{page.url}{organ}{path}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
