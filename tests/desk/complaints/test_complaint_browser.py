"""In a real browser: an anonymous complaint is made and followed up by code; a reporter is opened by two people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from desk.complaints.conftest import PASSWORD, build, take_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(live_server: Any, home: Any, transactional_db: None, windows: Any) -> Iterator[Any]:
    """The county and a browser. Any error on a page fails the test."""
    county, errors = build(), []

    def tab(name: str = "", **options: Any) -> Any:
        context = windows.new_context(viewport={"width": 1366, "height": 768}, **options)
        if name:
            cookie = county.browser(name).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        return page

    yield SimpleNamespace(county=county, tab=tab, url=live_server.url)
    for context in windows.contexts:
        context.close()
    assert [error for error in errors if "422" not in error] == []


def come_back(page: Any, world: Any, receipt: list[str]) -> None:
    page.goto(f"{world.url}/12380/back")
    page.fill("#b1", receipt[0])
    page.fill("input[name=code2]", receipt[1])
    page.fill("#b2", " ".join(receipt[2:]))
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=token]", state="attached")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_complaint_is_made_without_a_name_and_followed_up_by_code(world: Any, scripts: bool) -> None:
    reporter = world.tab(java_script_enabled=scripts)
    reporter.goto(f"{world.url}/12380")
    reporter.check(f"input[name=organ][value='{world.county.organs['QZ'].pk}']")
    reporter.fill("#c-about", "某镇　镇长")
    reporter.click("button[value=submit]")
    reporter.wait_for_selector("text=“什么事”还没有写")
    assert reporter.input_value("#c-about") == "某镇　镇长"
    reporter.fill("#c-text", "定人没有开会")
    reporter.click("button[value=preview]")
    reporter.click("button[value=submit]")
    reporter.wait_for_selector(".receipt dd span")
    receipt = reporter.locator(".receipt dd span").all_inner_texts()
    assert len(receipt) == 6 and not reporter.context.cookies()

    officer = world.tab("shouli")
    officer.goto(f"{world.url}/complaints")
    officer.click("table a.it")
    officer.check("input[name=act][value=asked]")
    officer.fill("#a-text", "是哪一个站？")
    officer.click("button:has-text('记下') >> nth=0")
    officer.wait_for_selector("text=已记下。")

    come_back(reporter, world, receipt)
    reporter.wait_for_selector("text=是哪一个站？")
    reporter.fill("#c-text", "农技站")
    reporter.click("button[value=add]")
    reporter.wait_for_selector("text=收到了。")
    assert not reporter.context.cookies()
    assert not any(sign in reporter.url for sign in receipt)
    officer.reload()
    assert officer.is_visible("text=农技站")
    if scripts:
        reporter.click("text=马上离开本页")
        reporter.wait_for_url("about:blank")


def test_a_reporter_is_opened_by_two_and_both_stand_on_the_trail(world: Any) -> None:
    from zeren.records.trail.models import TrailEntry

    complaint = take_in(world.county)
    officer = world.tab("shouli")
    officer.goto(f"{world.url}/complaints/{complaint.pk}")
    assert officer.is_visible("text=封存：举报人身份 1 份，须两人批准") and not officer.is_visible(
        "text=佟晓禾"
    )
    officer.select_option("#u-purpose", "protect")
    officer.fill("#u-ground", "遇报复")
    officer.select_option("#u-looker", "shouli")
    officer.click("text=送两人批准")
    officer.wait_for_url(re.compile("/unsealings/"))
    for name in ("buzhang", "fubuzhang"):
        leader = world.tab(name)
        leader.goto(f"{world.url}/unsealings")
        leader.click("tr.row a.it")
        leader.fill("#d-reason", "同意")
        leader.fill("#d-proof", PASSWORD)
        leader.click("text=送出意见")
        leader.wait_for_selector("text=已批准。")
    officer.reload()
    officer.fill("#l-proof", PASSWORD)
    officer.click("button:has-text('打开举报人身份')")
    officer.wait_for_selector("text=佟晓禾")
    entry = TrailEntry.objects.get(act="reporter_opened")
    assert (entry.account, entry.detail) == ("shouli", "buzhang fubuzhang")


def test_on_a_phone_nothing_runs_out_of_the_page_and_targets_are_large(world: Any) -> None:
    page = world.tab()
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("", "/back", "/ways"):
        page.goto(f"{world.url}/12380{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        small = page.evaluate(
            "[...document.querySelectorAll('.btn, nav a, .opts label, input[type=text], summary')]"
            ".filter(x => x.offsetParent && x.getBoundingClientRect().height < 44).map(x => x.outerHTML)"
        )
        assert small == []
