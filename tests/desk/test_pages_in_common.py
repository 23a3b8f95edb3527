"""What holds for every page: own assets only, a title, landmarks, no inline style or script; error pages in words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template import loader
from django.test import Client, RequestFactory

import zeren.desk
from zeren.desk import errors

DESK = Path(zeren.desk.__file__).parent
TEMPLATES = sorted(DESK.rglob("templates/**/*.html"))
PAGES = (
    "/",
    "/?tab=organ",
    "/?tab=done",
    "/ledger",
    "/cadres",
    "/library",
    "/library/conflicts",
    "/library/import",
    "/library/test-reminder",
    "/search?q=提醒",
    "/organs",
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: p.name)
def test_no_template_has_inline_style_script_or_handlers(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"(src|href)=\"https?:", source)


@pytest.mark.parametrize("url", PAGES)
def test_every_page_has_its_frame(desk: SimpleNamespace, url: str) -> None:
    desk.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    found = desk.sign_in("shuji").get(url)
    text = found.content.decode()
    assert found.status_code == 200
    assert '<html lang="zh-CN">' in text and text.count("<h1") == 1
    assert 'class="skip" href="#main"' in text and 'id="main"' in text
    assert 'class="wm" aria-hidden="true"' in text and "2026-10-13" in text
    assert not re.search(r"\sstyle=|<script>|None\b", text)


def test_every_id_stands_once(desk: SimpleNamespace) -> None:
    desk.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    text = desk.sign_in().get("/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))


def test_a_missing_page_says_so_without_saying_whether_it_exists(desk: SimpleNamespace) -> None:
    answer = desk.sign_in().get("/nonsense")
    assert answer.status_code == 404
    assert "没有这一页，或者不在您的查看范围内" in answer.content.decode()


def test_a_fault_has_a_number_that_stands_in_the_log(caplog: pytest.LogCaptureFixture, home: Path) -> None:
    answer = errors.failed(RequestFactory().get("/ledger"))
    number = re.search(r"E-2026-1013-[0-9a-f]{6}", answer.content.decode())
    assert answer.status_code == 500 and number
    assert number[0] in caplog.text


def test_a_fault_inside_a_page_answers_that_page(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.desk.ledger import views

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(views.ledger, "filtered", broken)
    client = desk.sign_in()
    client.raise_request_exception = False
    answer = client.get("/ledger")
    assert answer.status_code == 500 and "没有办成，没有写入任何内容" in answer.content.decode()


def test_assets_are_served_to_anybody(client: Client) -> None:
    for name in ("zeren.css", "zeren.js", "mark.svg", "vendor/htmx-2.0.11.min.js"):
        assert client.get(f"/static/desk/{name}").status_code == 200


def test_the_style_sheet_keeps_to_old_chromium() -> None:
    css = (DESK / "static/desk/zeren.css").read_text(encoding="utf-8")
    assert not re.search(
        r":has\(|:is\(|:where\(|@layer|@container|color-mix|\binset:|aspect-ratio|\ddvh", css
    )
    assert css.count("{") == css.count("}")


def test_every_template_compiles() -> None:
    for path in TEMPLATES:
        loader.get_template(
            str(path.relative_to(DESK / "templates")) if "desk/templates" in str(path) else str(path)
        )
