"""In a real browser, by the keyboard alone: the unit finds its row, fills it in, applies; the team goes on to what waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from desk.lists.conftest import TODAY, enter, found
from zeren.records.lists.models import ListedTask, Standing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk_of(
    live_server: Any, transactional_db: None, windows: Any, settings: Any, tmp_path: Path
) -> Iterator[Any]:
    """Opens a window signed in as somebody of the demonstration's round. Any error on a page fails the test."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    enter()
    errors: list[str] = []

    def signed_in(name: str) -> Any:
        tab = windows.new_context(viewport={"width": 1366, "height": 768}).new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        tab.goto(f"{live_server.url}/signin")
        tab.fill("#u", name)
        tab.fill("#p", f"qinglan-{name}")
        tab.keyboard.press("Enter")
        tab.wait_for_url(lambda url: "/signin" not in url)
        return tab

    yield SimpleNamespace(signed_in=signed_in, url=live_server.url, lists=found())
    assert errors == []


def test_the_unit_fills_in_its_task_and_applies_by_the_keyboard_alone(desk_of: Any) -> None:
    tab, lists = desk_of.signed_in("lianluo"), desk_of.lists
    tab.goto(f"{desk_of.url}{lists.own}?problem=2 名股长&state=near")
    tab.wait_for_load_state("load")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{desk_of.url}{lists.own}/{lists.housing}/3/1")
    tab.wait_for_load_state("load")
    tab.focus("#f-progress")
    tab.keyboard.type("已印发")
    tab.fill("#f-done", "2026-10-12")
    tab.keyboard.press("Control+s")
    tab.get_by_text("已保存").wait_for()
    tab.locator("button", has_text="申请销号").focus()
    tab.keyboard.press("Enter")
    tab.get_by_text("任务 3-1已申请销号").wait_for()
    row = ListedTask.objects.get(unit=lists.housing, problem__number=3, number=1)
    assert (row.standing, row.progress) == (Standing.APPLIED, "已印发")


def test_the_team_goes_from_one_that_waits_to_the_next(desk_of: Any) -> None:
    tab, lists = desk_of.signed_in("zuzhang"), desk_of.lists
    tab.goto(f"{desk_of.url}{lists.organ}?state=applied")
    tab.wait_for_load_state("load")
    tab.keyboard.press("j")
    tab.keyboard.press("e")
    tab.wait_for_url(f"{desk_of.url}{lists.organ}/{lists.housing}/2/1")
    tab.locator("button", has_text="销号").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{desk_of.url}{lists.organ}/{lists.housing}/4/2")
    assert ListedTask.objects.get(unit=lists.housing, problem__number=2, number=1).standing == Standing.CLOSED


def test_nothing_scrolls_sideways_but_the_table(desk_of: Any) -> None:
    tab, lists = desk_of.signed_in("zuzhang"), desk_of.lists
    for path in (
        f"{lists.organ}/{lists.housing}/3/1",
        f"{lists.organ}/import",
        "/lists/overview",
        "/lists/checks",
    ):
        tab.goto(f"{desk_of.url}{path}")
        for width in (1366, 1024, 683):
            tab.set_viewport_size({"width": width, "height": 768})
            fits = tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            assert fits, (path, width)


def test_while_a_table_is_read_the_page_says_so(desk_of: Any, tmp_path: Path) -> None:
    tab, lists = desk_of.signed_in("zuzhang"), desk_of.lists
    tab.goto(f"{desk_of.url}{lists.organ}/import")
    tab.wait_for_load_state("load")
    bar = tab.locator("progress")
    assert not bar.is_visible()
    (tmp_path / "清单.xlsx").write_bytes(b"PK")
    tab.set_input_files("#file", tmp_path / "清单.xlsx")
    tab.evaluate("document.querySelector('main form').addEventListener('submit', e => e.preventDefault())")
    tab.locator("button", has_text="核对").click()
    assert bar.is_visible()
