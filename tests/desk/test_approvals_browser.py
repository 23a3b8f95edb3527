"""In a real browser: the principal approves, the named reads exactly one report, and it is shut when its days are over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from access.support_consulting import PAY, SECRET, asked, enter, people_of, report_pack
from desk.test_approvals import TODAY, browser
from records.support_packs import PACK, load_text
from zeren.records import packs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(
    transactional_db: None, live_server: Any, windows: Any, settings: Any, tmp_path: Path
) -> Iterator[Any]:  # fmt: skip
    """The county behind a live server; ``tab(name)`` is a page of a browser in which that account is signed in."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    with packs.using([load_text(PACK), report_pack()]):
        county = people_of(enter())

        def tab(name: str, *, strong: bool = False) -> Any:
            context = windows.new_context(viewport={"width": 1366, "height": 768})
            key = browser(name, strong=strong).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
            return context.new_page()

        yield SimpleNamespace(organs=county.organs, people=county.people, tab=tab, url=live_server.url)


def test_a_principal_approves_and_exactly_one_report_opens_until_its_last_day(
    world: Any, settings: Any
) -> None:
    request = asked(world)
    principal = world.tab("jishu")
    principal.goto(f"{world.url}/approvals")
    assert "孙局长" in principal.inner_text("#peek")
    # The keyboard alone: days, opinion, proof, submit.
    principal.fill("#peek input[name=ends]", "2026-03-18")
    principal.focus("#peek input[name=proof]")
    principal.keyboard.type("qinglan-jishu")
    principal.keyboard.press("Enter")
    principal.locator("text=已批准").first.wait_for()
    assert "0 次" in principal.inner_text("table.ap-g")

    looker = world.tab("qian", strong=True)
    looker.goto(f"{world.url}/consult")
    looker.click("a.go")
    looker.locator(".ap-open").wait_for()
    page = looker.content()
    assert f"{SECRET}2025" in page and f"{SECRET}2024" not in page and PAY not in page
    assert looker.locator(".ap-open section").count() == 1 and looker.locator(".ap-text").count() == 1
    looker.emulate_media(media="print")
    assert not looker.is_visible(".ap-open")

    principal.reload()
    assert "1 次" in principal.inner_text("table.ap-g")
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 3, 19))
    answer = looker.goto(f"{world.url}/consult/{request.pk}/open")
    assert answer.status == 404
    assert "3月18日已到期" in looker.inner_text("main") and SECRET not in looker.content()
    looker.goto(f"{world.url}/consult")
    assert "已到期" in looker.inner_text("main") and looker.locator("a.go[href$='open']").count() == 0


def test_the_form_to_ask_works_with_tab_and_keeps_what_was_typed(world: Any) -> None:
    tab = world.tab("fu")
    tab.goto(f"{world.url}/consult/new?person={world.people['sun'].pk}")
    tab.check("input[name=years][value='2025']")
    tab.fill("#f-reason", "核实一项")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.name") == "lookers"
    tab.click("form.form button.main")
    tab.locator(".say.stop").wait_for()
    said = tab.inner_text(".say.stop")
    assert "请选要看的项目" in said and "用途须在条文所列之内" in said and "缺理由" not in said
    assert tab.input_value("#f-reason") == "核实一项" and tab.is_checked("input[name=years][value='2025']")
