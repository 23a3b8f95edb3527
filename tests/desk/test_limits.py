"""How long a session lasts, and how many tries are taken before the next is refused."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from desk.conftest import PASSWORD
from zeren.access.accounts.models import Account
from zeren.desk import gate
from zeren.desk.session import limiting


def test_a_session_ends_after_eight_hours_however_busy(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk.sign_in()
    began, at = gate.time.time(), [0.0]
    monkeypatch.setattr(gate.time, "time", lambda: began + at[0])
    for minutes in range(0, 8 * 60, 10):
        at[0] = minutes * 60.0
        assert client.get("/organs").status_code == 200
    at[0] = 8 * 3600 - 2
    assert client.get("/organs").status_code == 200
    at[0] = 8 * 3600 + 1
    assert client.get("/organs")["Location"] == "/signin?next=/organs"
    assert client.get("/organs")["Location"] == "/signin?next=/organs"


def test_an_account_that_is_switched_off_is_out_at_once(desk: SimpleNamespace) -> None:
    client = desk.sign_in()
    Account.objects.filter(signin="wang").update(is_active=False)
    assert client.get("/organs")["Location"].startswith("/signin")


def test_too_many_tries_from_one_address_are_answered_429_and_others_go_on(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "FROM_ONE", 6)
    client, wrong = Client(), {"password": "nonsense"}
    for number in range(6):
        assert client.post("/signin", {"username": f"nobody{number}", **wrong}).status_code == 422
    answer = client.post("/signin", {"username": "wang", "password": PASSWORD})
    assert answer.status_code == 429 and "试的次数太多" in answer.content.decode()
    assert 0 < int(answer["Retry-After"]) <= limiting.SECONDS
    assert client.get("/signin").status_code == 200
    other = Client(REMOTE_ADDR="10.0.0.9").post("/signin", {"username": "wang", "password": PASSWORD})
    assert other.status_code == 302
    forged = Client(headers={"X-Forwarded-For": "10.0.0.10"})
    assert forged.post("/signin", {"username": "wang", "password": PASSWORD}).status_code == 429


def test_too_many_tries_in_all_are_answered_429(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "IN_ALL", 3)
    got = [
        Client(REMOTE_ADDR=f"10.0.0.{n}").post("/signin", {"username": "x", "password": "y"}).status_code
        for n in range(4)
    ]
    assert got == [422, 422, 422, 429]


def test_the_lock_and_the_code_count_as_tries_but_locking_does_not(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "FROM_ONE", 2)
    client = desk.sign_in("wang")
    for _ in range(4):
        assert client.post("/lock", {}).status_code in (200, 302)
    assert [client.post("/lock", {"password": "nonsense"}).status_code for _ in range(3)] == [422, 422, 429]


def test_no_address_is_on_the_trail(desk: SimpleNamespace) -> None:
    from zeren.records.trail.models import TrailEntry

    Client(REMOTE_ADDR="10.11.12.13").post("/signin", {"username": "wang", "password": "nonsense"})
    last = TrailEntry.objects.order_by("-seq").values().first()
    assert last is not None and last["act"] == "sign_in_failed" and "10.11.12.13" not in str(last)
