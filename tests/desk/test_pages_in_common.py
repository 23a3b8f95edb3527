"""What holds for every page: own assets only, a title, landmarks, no inline style or script; error pages in words."""

from __future__ import annotations

import os
import re
import sqlite3
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
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


def broken_by(monkeypatch: pytest.MonkeyPatch, reason: Exception) -> None:
    from zeren.desk.ledger import views

    def broken(*_: object) -> None:
        raise reason

    monkeypatch.setattr(views.ledger, "filtered", broken)


def test_a_database_that_cannot_be_used_is_told_and_nothing_of_what_it_said(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken_by(monkeypatch, OperationalError('connection to server at "10.1.2.3" failed'))
    client = desk.sign_in()
    client.raise_request_exception = False
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get("/ledger", headers=headers)
        told = answer.content.decode()
        number = re.search(r"E-2026-1013-[0-9a-f]{6}", told)
        assert (
            answer.status_code == 503
            and number
            and f"{number[0]} at /ledger: the database: conn" in caplog.text
        )
        assert (
            "没有写入任何内容" in told
            and "数据库现在不能用，或者只能读不能写" in told
            and "请系统管理员按错误编号" in told
        )
        assert "10.1.2.3" not in told


def test_a_table_that_is_not_there_stays_a_fault_of_ours(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_by(monkeypatch, caused(sqlite3.OperationalError("no such table: t"), sqlite_errorcode=1))
    client = desk.sign_in()
    client.raise_request_exception = False
    assert client.get("/ledger").status_code == 500


def caused(cause: Exception, **codes: object) -> OperationalError:
    for name, code in codes.items():
        setattr(cause, name, code)
    made = OperationalError(str(cause))
    made.__cause__ = cause
    return made


@pytest.mark.parametrize(
    ("codes", "away"),
    [
        ({"sqlite_errorcode": sqlite3.SQLITE_FULL}, True),
        ({"sqlite_errorcode": sqlite3.SQLITE_BUSY_SNAPSHOT}, True),
        ({"sqlite_errorcode": sqlite3.SQLITE_ERROR}, False),
        ({"sqlstate": "53100"}, True),
        ({"sqlstate": "25006"}, True),
        ({"sqlstate": "42P01"}, False),
        ({"sqlstate": None}, True),
    ],
)
def test_which_faults_are_the_databases(codes: dict[str, object], away: bool) -> None:
    assert errors.away(caused(Exception("x"), **codes)) is away


@pytest.mark.skipif(
    os.environ.get("ZEREN_TEST_DB") == "postgres", reason="a file that is only read is SQLite's"
)
def test_a_file_that_is_only_to_be_read_writes_nothing_and_says_so(desk: SimpleNamespace) -> None:
    client = desk.sign_in()
    client.raise_request_exception = False
    desk.open("赵某某 提醒")
    person = f"/cadres/{desk.people['zhao'].pk}"
    # By the driver's own connection: what failed has ended this test's transaction for Django.
    connection.connection.execute("PRAGMA query_only = ON")
    try:
        answer = client.get(person)
    finally:
        connection.connection.execute("PRAGMA query_only = OFF")
    assert answer.status_code == 503 and "只能读不能写" in answer.content.decode()
    assert "readonly" not in answer.content.decode()


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
