"""In a real browser: a cadre fills in the yearly report and gives it in, the department sees that it came, a discipline
officer consults one section with the principal's approval, and it is shut again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from access.support_consulting import PAY, SECRET, people_of, report_pack
from access.test_reporting import enter_reporter
from desk.test_approvals import TODAY, browser
from records.support_packs import PACK, load_text
from zeren.records import packs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLACE = "乙小区乙栋乙室"


@pytest.fixture
def world(
    transactional_db: None, live_server: Any, windows: Any, settings: Any, tmp_path: Path
) -> Iterator[Any]:  # fmt: skip
    """The county behind a live server; ``tab(name)`` is a page of a browser in which that account is signed in."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    with packs.using([load_text(PACK), report_pack()]):
        county = people_of(enter_reporter())

        def tab(name: str, *, strong: bool = False) -> Any:
            context = windows.new_context(viewport={"width": 1366, "height": 768})
            key = browser(name, strong=strong).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
            return context.new_page()

        yield SimpleNamespace(people=county.people, tab=tab, url=live_server.url)


def fill_in(tab: Any, url: str) -> None:
    """The form, by its fields: refused once for what is not answered, with everything typed still there."""
    tab.goto(f"{url}/own/reports")
    tab.click("a.btn.s >> nth=0")
    tab.locator("form[data-draft]").wait_for()
    assert f"{SECRET}2024" in tab.inner_text("#f-real_estate") and "待查明" in tab.inner_text("main")
    tab.fill("#f-reasons", "援外期间")
    tab.check("[name='real_estate.has'][value=yes]")
    tab.fill("[id='f-real_estate.0.owner']", "本人")
    tab.fill("[id='f-real_estate.0.where']", PLACE)
    tab.fill("[id='f-real_estate.0.area']", "约九十")
    tab.click("#f-real_estate >> text=再加一行")
    tab.locator("[id='f-real_estate.1.where']").wait_for()
    tab.keyboard.press("Control+s")
    tab.locator(".say.stop").wait_for()
    said = tab.inner_text(".say.stop")
    assert "“本人婚姻变化”没有作答" in said and "“约九十”应为数" in said
    assert tab.input_value("[id='f-real_estate.0.where']") == PLACE
    tab.fill("[id='f-real_estate.0.area']", "90.5")
    for radio in tab.locator("input[type=radio][value=no]").all():
        if radio.get_attribute("name") != "real_estate.has":
            radio.check()
    tab.click("form[data-draft] button.main")
    tab.locator(".own-receipt").wait_for()


def test_a_report_is_given_in_consulted_with_approval_and_shut_again(world: Any) -> None:
    cadre, url = world.tab("wu", strong=True), world.url
    fill_in(cadre, url)
    assert PLACE not in cadre.content()
    cadre.goto(f"{url}/own/reports")
    assert "已提交" in cadre.inner_text("main")

    receiver = world.tab("ganbu")
    receiver.goto(f"{url}/reports")
    assert "吴局长" in receiver.inner_text("main") and "本人在桌面提交" in receiver.inner_text("main")
    assert PLACE not in receiver.content()

    officer = world.tab("qian", strong=True)
    officer.goto(f"{url}/consult/new?person={world.people['wu'].pk}")
    officer.check("input[name=years][value='2025']")
    officer.check("input[name=sections][value=real_estate]")
    officer.check("input[name=purpose][value=performing_duties]")
    officer.fill("#f-reason", "核对约谈时说到的住房")
    officer.check("input[name=lookers][value=qian]")
    officer.check("input[name=sent_to][value=jishu]")
    officer.fill("#f-begins", TODAY.isoformat())
    officer.fill("#f-ends", TODAY.isoformat())
    officer.fill("#f-mark", "青纪查")
    officer.click("form.form button.main")
    officer.wait_for_url("**/consult")

    principal = world.tab("jishu")
    principal.goto(f"{url}/approvals")
    assert "吴局长" in principal.inner_text("#peek") and PLACE not in principal.content()
    principal.fill("#peek input[name=proof]", "qinglan-jishu")
    principal.keyboard.press("Enter")
    principal.locator("text=已批准").first.wait_for()

    officer.reload()
    officer.click("a.go")
    officer.locator(".ap-open").wait_for()
    page = officer.content()
    assert f"坐落：{PLACE}" in page and PAY not in page and "援外期间" not in page
    opened = officer.url

    principal.reload()
    principal.click("a[href$='withdraw']")
    principal.click("form button.main")
    principal.locator("text=已收回").first.wait_for()
    answer = officer.goto(opened)
    assert (
        answer.status == 404 and "已提前收回" in officer.inner_text("main") and PLACE not in officer.content()
    )
