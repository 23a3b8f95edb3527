"""Signing in: no way round the door, no word whether an account exists, a lock that keeps the place."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from desk.conftest import PASSWORD
from zeren.access.accounts.acts import ATTEMPTS
from zeren.desk import gate

PAGES = ("/", "/ledger", "/library", "/cadres", "/search", "/library/conflicts", "/organs")


@pytest.mark.parametrize("page", PAGES)
def test_without_a_sign_in_every_page_leads_to_it_and_back(desk: SimpleNamespace, page: str) -> None:
    answer = Client().get(page)
    assert answer.status_code == 302
    assert answer["Location"] == f"/signin?next={page}"


def test_a_fragment_sends_the_whole_page_to_the_sign_in(desk: SimpleNamespace) -> None:
    answer = Client().get(
        "/worklist/peek/1", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/?tab=organ"}
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/signin?next=http%3A//testserver/%3Ftab%3Dorgan"


def test_name_and_password_open_the_page_that_was_asked_for(desk: SimpleNamespace) -> None:
    client = Client()
    answer = client.post("/signin", {"username": "wang", "password": PASSWORD, "next": "/ledger?state=open"})
    assert answer.status_code == 302
    assert answer["Location"] == "/ledger?state=open"
    assert "王某某" in client.get("/").content.decode()


def test_after_the_sign_in_nobody_is_led_to_another_site(desk: SimpleNamespace) -> None:
    answer = Client().post(
        "/signin", {"username": "wang", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_look_the_same(desk: SimpleNamespace) -> None:
    answers = [
        Client().post("/signin", {"username": name, "password": "nonsense"}) for name in ("wang", "nobody")
    ]
    texts = [answer.content.decode().replace("nobody", "wang") for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all(
        "账号或口令不对" in text and f"口令还剩 {ATTEMPTS - 1} 次机会，之后锁定 10 分钟" in text
        for text in texts
    )
    assert "aria-invalid" in texts[0]


def test_empty_fields_are_told_without_counting_an_attempt(desk: SimpleNamespace) -> None:
    answer = Client().post("/signin", {"username": "wang", "password": ""})
    assert "账号、口令都要填" in answer.content.decode()
    desk.accounts["wang"].refresh_from_db()
    assert desk.accounts["wang"].failures == 0


def test_after_five_failures_the_account_is_locked_and_says_until_when(desk: SimpleNamespace) -> None:
    client = Client()
    for _ in range(ATTEMPTS):
        answer = client.post("/signin", {"username": "wang", "password": "nonsense"})
    assert "账号已锁定" in answer.content.decode()
    right = client.post("/signin", {"username": "wang", "password": PASSWORD})
    assert "以后可以再试" in right.content.decode()


def test_a_lock_shows_nothing_until_the_password_and_then_returns(desk: SimpleNamespace) -> None:
    client = desk.sign_in()
    client.post("/lock", {"next": "/ledger"})
    assert client.get("/ledger")["Location"] == "/lock?next=/ledger"
    page = client.get("/lock?next=/ledger").content.decode()
    assert "已锁定" in page and "王某某" in page and "台账" not in page
    assert "口令不对" in client.post("/lock", {"next": "/ledger", "password": "nonsense"}).content.decode()
    assert client.post("/lock", {"next": "/ledger", "password": PASSWORD})["Location"] == "/ledger"
    assert client.get("/ledger").status_code == 200


def test_a_session_left_alone_for_fifteen_minutes_is_locked(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk.sign_in()
    assert client.get("/").status_code == 200
    began = gate.time.time()
    monkeypatch.setattr(gate.time, "time", lambda: began + gate.IDLE_MINUTES * 60 - 1)
    assert client.get("/").status_code == 200
    monkeypatch.setattr(gate.time, "time", lambda: began + 2 * gate.IDLE_MINUTES * 60 + 60)
    assert client.get("/")["Location"] == "/lock?next=/"


def test_somebody_else_may_take_the_seat_from_the_lock(desk: SimpleNamespace) -> None:
    client = desk.sign_in()
    client.post("/lock", {})
    assert client.post("/lock", {"leave": "1"})["Location"] == "/signin"
    assert client.get("/")["Location"].startswith("/signin")


def test_signing_out_ends_the_session(desk: SimpleNamespace) -> None:
    client = desk.sign_in()
    assert client.post("/signout")["Location"] == "/signin"
    assert client.get("/")["Location"].startswith("/signin")


def test_a_page_is_not_kept_by_the_browser_and_runs_own_assets_only(desk: SimpleNamespace) -> None:
    answer = desk.sign_in().get("/")
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_form_without_its_token_is_refused_in_words(desk: SimpleNamespace) -> None:
    answer = Client(enforce_csrf_checks=True).post("/signin", {"username": "wang", "password": PASSWORD})
    assert answer.status_code == 403
    assert "请重新打开本页" in answer.content.decode()
