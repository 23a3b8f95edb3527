"""In a real browser: a county previews and makes a packet, its city takes it, the county takes the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desk.conftest import build
from desk.support_packets import two, upload
from records import support_moving as support

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", autouse=True)
def empty(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with every table and no row, made before anything is entered."""
    with django_db_blocker.unblock():
        name = support.lay_empty(tmp_path_factory.mktemp("empty"), "browserpackets")
        yield name
        support.drop(name)


@pytest.fixture
def walk(
    live_server: Any,
    transactional_db: None,
    windows: Any,
    home: Path,
    installed: Any,
    empty: str,
    settings: Any,
) -> SimpleNamespace:
    """The county's leader in a window; the city's installation beside it."""
    pair, errors = two(build(), empty, home, settings), []
    context = windows.new_context(viewport={"width": 1366, "height": 768})
    key = pair.sign_in("shuji").cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    tab = context.new_page()
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    return SimpleNamespace(tab=tab, url=live_server.url, pair=pair, errors=errors)


def test_a_report_goes_up_and_its_receipt_comes_back(walk: SimpleNamespace, tmp_path: Path) -> None:
    walk.pair.open("赵某某 提醒", ("noticed", date(2026, 9, 20)))
    tab = walk.tab
    tab.goto(f"{walk.url}/packets")
    tab.get_by_role("link", name="报送", exact=True).click()
    tab.get_by_role("button", name="先看会带出什么").focus()
    tab.keyboard.press("Enter")
    tab.get_by_text("将带出 1 件").wait_for()
    with tab.expect_download() as sent:
        tab.get_by_role("button", name="制作数据包").focus()
        tab.keyboard.press("Enter")
    file = Path(sent.value.path()).read_bytes()
    assert sent.value.suggested_filename == "某市委　报送第1号.zp"
    with walk.pair.city():
        city = walk.pair.at_city("shi")
        assert "新收" in upload(city, file).content.decode()
        url = city.post("/packets/take", {"do": "take"})["Location"]
        (tmp_path / "back.zp").write_bytes(city.post(f"{url}/receipt").content)
    tab.goto(f"{walk.url}/packets/take")
    tab.set_input_files("#f-file", tmp_path / "back.zp")
    tab.get_by_role("button", name="先看一看").click()
    tab.get_by_text("某市委（C）　回执").wait_for()
    tab.get_by_role("button", name="接收", exact=True).click()
    tab.get_by_text("回执已收").wait_for()
    tab.goto(f"{walk.url}/packets?receipt=came")
    tab.get_by_role("link", name="报送第 1 号").click()
    tab.get_by_text("新收").first.wait_for()
    assert walk.errors == []
