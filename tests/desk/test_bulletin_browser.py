"""In a real browser: pieces ordered by keys, a marked place given its reason, an issue carried out and studied."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from desk.test_bulletin import begun, published, written
from desk.test_documents_browser import installed, press, walk

__all__ = ["installed", "walk"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pieces_are_ordered_by_keys_and_a_place_gets_its_reason(walk: SimpleNamespace) -> None:
    client = walk.office.as_("wang")
    issue = begun(client)
    written(client, issue)
    two = written(client, issue, title="乙要闻", body="经群众举报。")
    tab = walk.window("wang")
    tab.goto(f"{walk.url}{issue}?piece={two.rpartition('/')[2]}")
    titles = lambda: tab.locator(".issue li a").all_inner_texts()  # noqa: E731
    assert titles() == ["甲要闻", "乙要闻"]
    tab.keyboard.press("Alt+ArrowUp")
    tab.get_by_text("次序已调整。").wait_for()
    assert titles() == ["乙要闻", "甲要闻"]
    tab.goto(f"{walk.url}{two}")
    tab.get_by_label("“举报”为什么可以留").fill("泛指，不指哪一件")
    tab.get_by_role("button", name="保存，送另一人核").focus()
    tab.keyboard.press("Enter")
    tab.get_by_text("已送另一人核。").wait_for()
    press(walk.window("li"), f"{walk.url}{two}", "审定，可以进本期", "已审定，可以进本期。")
    assert walk.errors == []


def test_what_was_issued_is_read_and_its_contents_lead_on(walk: SimpleNamespace) -> None:
    issue = published(walk.office)
    tab = walk.window("li")
    tab.goto(f"{walk.url}{issue}")
    tab.get_by_role("link", name="甲要闻").click()
    tab.wait_for_url("**#s1p1")
    assert tab.locator("#s1p1").is_visible()
    assert walk.errors == []
