"""In a real browser: a decision from draft through three people to its number; the files satisfy the checker."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from desk.conftest import build
from desk.support_documents import decided
from records import support_packs
from zeren.papers.official.checking import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


installed = support_packs.installed


@pytest.fixture
def walk(live_server: Any, transactional_db: None, windows: Any, installed: Any) -> SimpleNamespace:
    """A window for each of the people; an error on any page fails the test."""
    office, errors = decided(build()), []

    def window(name: str) -> Any:
        client = office.as_(name)
        context = windows.new_context(viewport={"width": 1366, "height": 768})
        key = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        tab = context.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        return tab

    return SimpleNamespace(window=window, url=live_server.url, office=office, errors=errors)


def press(tab: Any, url: str, button: str, then: str, **fields: str) -> None:
    """Open, fill, press a button, and wait for what it says."""
    tab.goto(url)
    for where, text in fields.items():
        tab.fill(f"#{where.replace('_', '-')}", text)
    tab.get_by_role("button", name=button, exact=True).focus()
    tab.keyboard.press("Enter")
    tab.get_by_text(then).first.wait_for()


def test_a_decision_goes_from_draft_to_a_numbered_docx_and_pdf(walk: SimpleNamespace) -> None:
    handler = walk.window("wang")
    handler.goto(f"{walk.url}/matters/{walk.office.matter}/materials")
    handler.get_by_role("link", name="起草送批").first.click()
    handler.fill("#f-body", "经查，赵某某督促不力。\n一、决定\n给予诫勉。")
    handler.fill("#f-printed_by", "县纪委监委办公室")
    handler.keyboard.press("Control+s")
    handler.get_by_text("已存为第一稿").wait_for()
    url = handler.url
    assert (
        handler.locator("img.sheets").evaluate("async one => { await one.decode(); return one.naturalWidth }")
        > 600
    )
    press(handler, url, "送审核", "已送审核")
    press(walk.window("fenguan"), url, "审核同意，送签发", "送签发", a_review="同意")
    press(walk.window("jiwei"), url, "签发", "已签发", a_sign="发")
    press(handler, url, "编号印发", "青纪发〔2026〕1号", a_mark="青纪发")
    assert "处不符" not in handler.content()
    with handler.expect_download() as taken:
        handler.get_by_role("link", name="DOCX").first.click()
    report = check(taken.value.path().read_bytes())
    assert report.departures == () and report.of("unknown") == () and walk.errors == []
