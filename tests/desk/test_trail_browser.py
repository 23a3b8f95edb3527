"""In a real browser: the audit administrator finds the row that somebody altered with a database tool."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from desk.conftest import PASSWORD, build
from zeren.access.accounts import acts as accounts
from zeren.access.factors import acts as factors
from zeren.records import triggers
from zeren.records.actor import SYSTEM, Role
from zeren.records.trail.models import TrailEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(
    live_server: Any,
    installed: Any,
    transactional_db: None,
    windows: Any,
) -> Iterator[Any]:
    """The audit administrator, signed in, over a trail with a matter's acts. Any error on the page fails the test."""
    county = build()
    account = accounts.make_account(
        SYSTEM, "shenji", PASSWORD, organ=county.organs["Q"], label="审计员甲", demonstration=True
    )
    accounts.give_role(SYSTEM, account, Role.AUDIT_ADMIN, county.organs["Q"], date(2020, 1, 1))
    factors.bind_code(account)
    matter = county.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    tab = windows.new_context(viewport={"width": 1366, "height": 768}).new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    tab.goto(f"{live_server.url}/signin")
    tab.fill("#u", "shenji")
    tab.fill("#p", PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda url: "/factor?" in url)
    tab.fill("input[name=code]", factors.current_code(account)[0])
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{live_server.url}/trail")
    yield SimpleNamespace(tab=tab, url=live_server.url, matter=matter)
    tab.context.close()
    assert errors == []


def alter(matter: Any) -> int:
    """Straight in the database, the triggers off; answers the entry's number."""
    entry = TrailEntry.objects.filter(act="event_recorded", target=str(matter.pk)).latest("seq")
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_trailentry SET account = 'li' WHERE seq = %s", [entry.seq])
    triggers.install(connection)
    return entry.seq


def test_the_audit_administrator_finds_the_altered_row(page: Any) -> None:
    tab, seq = page.tab, alter(page.matter)
    tab.reload()
    assert "不一致" in tab.inner_text(f"tr[data-id='{seq}']")
    tab.goto(f"{page.url}/trail/verify")
    tab.click("main .head .do button")
    tab.locator("article.finding.breached").wait_for()
    box = tab.inner_text("article.finding.breached")
    assert f"第 {seq} 条，内容在系统以外被改过" in box
    assert "前一条相符，后一条相符" in box and "日志本身不能说明" in box and page.matter.number in box
    assert "条中 1 处不一致" in tab.inner_text("h1")
    tab.goto(f"{page.url}/trail")
    assert f"第 {seq} 条" in tab.inner_text("article.finding.breached")
    assert tab.locator("tr.row.on").count() == 1
    tab.click("text=报主要负责人")
    assert "日志校验情况报告" in tab.inner_text("h1")


def test_the_keyboard_alone_filters_and_nothing_scrolls_sideways(page: Any) -> None:
    tab = page.tab
    tab.focus("input[name=no]")
    tab.keyboard.type("3")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**no=3*")
    assert tab.locator("tr.row").count() == 1
    for width in (683, 1366):
        tab.set_viewport_size({"width": width, "height": 768})
        for path in ("/trail/verify", "/trail/heads"):
            tab.goto(page.url + path)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_long_run_goes_on_by_itself(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from zeren.records.trail import verifying

    read_on = verifying._read_on
    monkeypatch.setattr(verifying, "BATCH", 10)
    monkeypatch.setattr(verifying, "_read_on", lambda walk, _until: read_on(walk, 0.0))
    page.tab.goto(f"{page.url}/trail/verify")
    page.tab.click("main .head .do button")
    page.tab.locator("#run progress").wait_for()
    page.tab.locator("text=没有改动、缺号、换序。").wait_for()
