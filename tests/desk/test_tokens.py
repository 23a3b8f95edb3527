"""Tokens: shown once, kept as a keyed digest, never more than the account, ended by many things."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from desk.conftest import BACKEND, PASSWORD
from zeren.access.accounts import acts as account_acts
from zeren.access.accounts import queries as accounts
from zeren.access.tokens import acts, queries
from zeren.access.tokens.models import Token
from zeren.api import door
from zeren.desk import gate
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.trail.models import TrailEntry

TODAY = date(2026, 10, 13)


def holder(desk: SimpleNamespace, name: str = "wang") -> Any:
    return accounts.actor_of(desk.accounts[name])


def on(settings: Any, day: date) -> None:
    settings.ZEREN = replace(settings.ZEREN, today=day)


def test_a_token_stands_for_its_account_and_holds_no_second_factor(desk: SimpleNamespace) -> None:
    _, secret = acts.make(replace(holder(desk), strong=True), "同步", "read", 30)
    found = acts.use(secret)
    assert found is not None
    actor, scope = found
    assert (actor.account, scope, actor.strong) == ("wang", "read", False)
    assert actor.grants == holder(desk).grants


def test_the_secret_is_kept_nowhere(desk: SimpleNamespace) -> None:
    import hashlib

    token, secret = acts.make(holder(desk), "同步", "read", 30)
    assert len(secret) >= 40
    kept = [str(value) for value in Token.objects.filter(pk=token.pk).values_list()[0]]
    told = [str(value) for row in TrailEntry.objects.values_list() for value in row]
    assert not any(secret in text or secret.removeprefix("zeren_") in text for text in kept + told)
    # Keyed outside the database: a row written with a database tool opens nothing.
    assert hashlib.sha256(secret.encode()).hexdigest() != token.digest


@pytest.mark.parametrize(
    "given", ("", "zeren_", "zeren_x", "Bearer", "zeren_" + "字" * 20, "zeren_" + "x" * 10_000)
)
def test_what_is_no_token_opens_nothing(desk: SimpleNamespace, given: str) -> None:
    acts.make(holder(desk), "同步", "read", 30)
    assert acts.use(given) is None


def test_it_works_on_its_last_day_and_not_on_the_next(desk: SimpleNamespace, settings: Any) -> None:
    token, secret = acts.make(holder(desk), "同步", "read", 30)
    assert token.expires == TODAY + timedelta(days=30)
    on(settings, token.expires)
    assert acts.use(secret) is not None
    assert Token.objects.get(pk=token.pk).last_used == token.expires
    on(settings, token.expires + timedelta(days=1))
    assert acts.use(secret) is None
    assert queries.state_of(token) == "expired"


def test_revoked_it_is_dead_at_once_and_both_acts_are_on_the_trail(desk: SimpleNamespace) -> None:
    token, secret = acts.make(holder(desk), "同步", "write", 30)
    acts.revoke(holder(desk), token.pk)
    assert acts.use(secret) is None
    kept = list(
        TrailEntry.objects.filter(act__startswith="token_")
        .order_by("seq")
        .values_list("account", "act", "target")
    )
    assert kept == [("wang", "token_made", "wang"), ("wang", "token_revoked", "wang")]


def test_nobody_ends_or_sees_the_token_of_another_but_the_security_administrator_ends_it(
    desk: SimpleNamespace,
) -> None:
    token, secret = acts.make(holder(desk), "同步", "read", 30)
    with pytest.raises(OutOfSight):
        acts.revoke(holder(desk, "li"), token.pk)
    with pytest.raises(OutOfSight):
        acts.revoke(holder(desk, "guanli"), token.pk)
    assert queries.listed(holder(desk, "li")) == []
    assert acts.use(secret) is not None
    made = account_acts.make_account(SYSTEM, "baomi", "qinglan-2026", organ=desk.organs["B"])
    account_acts.give_role(SYSTEM, made, Role.SECURITY_ADMIN, desk.organs["B"], date(2020, 1, 1))
    desk.accounts["baomi"] = made
    acts.revoke(holder(desk, "baomi"), token.pk)
    assert acts.use(secret) is None


def test_a_new_password_a_switched_off_account_or_an_ended_role_ends_what_it_opens(
    desk: SimpleNamespace,
) -> None:
    _, secret = acts.make(holder(desk), "同步", "read", 30)
    grant = desk.accounts["wang"].grants.get()
    account_acts.end_role(SYSTEM, grant, TODAY - timedelta(days=1))
    found = acts.use(secret)
    assert found is not None and found[0].grants == ()
    account_acts.set_password(SYSTEM, accounts.find("wang"), "another-qinglan-2026")  # type: ignore[arg-type]
    assert acts.use(secret) is None
    _, second = acts.make(holder(desk, "li"), "同步", "read", 30)
    type(desk.accounts["li"]).objects.filter(signin="li").update(is_active=False)
    assert acts.use(second) is None


@pytest.mark.parametrize(
    ("label", "scope", "days", "field"),
    [("", "read", 30, "label"), ("字" * 61, "read", 30, "label"), ("同步", "all", 30, "scope"), ("同步", "read", 0, "days"),
     ("同步", "read", 366, "days"), ("同步\0", "read", 30, "label")],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_field(
    desk: SimpleNamespace, label: str, scope: str, days: int, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        acts.make(holder(desk), label, scope, days)
    assert [p.field for p in refused.value.problems] == [field]
    assert not Token.objects.exists()


@pytest.mark.parametrize("days", (1, 365))
def test_the_ends_of_the_range_are_taken(desk: SimpleNamespace, days: int) -> None:
    token, _ = acts.make(holder(desk), "字" * 60, "read", days)
    assert (token.expires - TODAY).days == days


def test_the_twenty_first_working_token_is_refused(desk: SimpleNamespace, settings: Any) -> None:
    def one_more(days: int = 2) -> Token:
        return acts.make(holder(desk), "同步", "read", days)[0]

    def refused() -> bool:
        with pytest.raises(Refused) as told:
            one_more()
        return [(p.field, p.zh) for p in told.value.problems] == [
            ("label", "已有 20 个在用的令牌，请先停用不用的")
        ]

    tokens = [one_more(1), *(one_more() for _ in range(19))]
    assert refused() and Token.objects.count() == 20
    # One that is revoked makes room, and one that has run out.
    acts.revoke(holder(desk), tokens[1].pk)
    one_more()
    assert refused()
    on(settings, TODAY + timedelta(days=2))
    one_more()
    assert refused()
    assert acts.make(holder(desk, "li"), "同步", "read", 1)


def test_tokens_that_a_new_password_ended_make_room(desk: SimpleNamespace) -> None:
    for _ in range(20):
        acts.make(holder(desk), "同步", "read", 30)
    account_acts.set_password(SYSTEM, accounts.find("wang"), "another-qinglan-2026")  # type: ignore[arg-type]
    _, secret = acts.make(holder(desk), "同步", "read", 30)
    assert acts.use(secret) is not None


def test_nobody_makes_one_for_another(desk: SimpleNamespace) -> None:
    with pytest.raises(Refused):
        acts.make(holder(desk, "guanli"), "同步", "read", 30, account=desk.accounts["wang"])
    with pytest.raises(Refused):
        acts.make(replace(holder(desk), account=""), "同步", "read", 30)


# ---------------------------------------------------------------- the page


def test_the_page_makes_one_after_a_proof_and_shows_it_once(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    form = {"label": "同步", "scope": "read", "days": "30"}
    for proof in ("", "wrong"):
        answer = client.post("/tokens", {**form, "proof": proof})
        assert answer.status_code == 422 and not Token.objects.exists()
        assert 'value="同步"' in answer.content.decode()
    made = client.post("/tokens", {**form, "proof": PASSWORD})
    secret = made.content.decode().split('value="zeren_')[1].split('"')[0]
    assert acts.use(f"zeren_{secret}") is not None
    assert "no-store" in made["Cache-Control"]
    again = client.get("/tokens").content.decode()
    assert secret not in again and "同步" in again and "在用" in again


@pytest.mark.parametrize("days", ("0", "366", "", "²", "9" * 30, "-1", "1e2"))
def test_a_number_of_days_that_is_none_is_told_and_what_was_typed_stays(
    desk: SimpleNamespace, days: str
) -> None:
    client = desk.sign_in("wang")
    answer = client.post("/tokens", {"label": "同步", "scope": "write", "days": days, "proof": PASSWORD})
    page = answer.content.decode()
    assert answer.status_code == 422 and "有效期为 1 至 365 日" in page
    assert f'value="{days}"' in page and 'value="write" selected' in page


def test_the_page_revokes_ones_own_and_no_other(desk: SimpleNamespace) -> None:
    token, secret = acts.make(holder(desk), "同步", "read", 30)
    assert desk.sign_in("li").post(f"/tokens/{token.pk}/revoke").status_code == 404
    assert acts.use(secret) is not None
    client = desk.sign_in("wang")
    assert client.get(f"/tokens/{token.pk}/revoke").status_code == 405
    assert "“同步”已停用" in client.post(f"/tokens/{token.pk}/revoke", follow=True).content.decode()
    assert acts.use(secret) is None


def test_a_token_opens_no_page(desk: SimpleNamespace) -> None:
    _, secret = acts.make(holder(desk), "同步", "write", 30)
    answer = Client().get("/ledger", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 302 and answer["Location"].startswith("/signin")


# ---------------------------------------------------------------- the door of the interface


def test_a_wrong_token_does_not_fall_back_on_the_session(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    assert client.get("/api/v1/matters").status_code == 200
    answer = client.get("/api/v1/matters", headers={"Authorization": "Bearer zeren_wrong"})
    assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Bearer")


def test_a_locked_or_idle_session_opens_nothing(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, left = desk.sign_in("wang"), desk.sign_in("wang")
    assert locked.get("/api/v1/matters").status_code == left.get("/api/v1/matters").status_code == 200
    locked.post("/lock")
    assert locked.get("/api/v1/matters").status_code == 401
    began = gate.time.time()
    monkeypatch.setattr(gate.time, "time", lambda: began + gate.IDLE_MINUTES * 60 - 1)
    assert left.get("/api/v1/matters").status_code == 200
    monkeypatch.setattr(gate.time, "time", lambda: began + 2 * gate.IDLE_MINUTES * 60)
    assert left.get("/api/v1/matters").status_code == 401


def test_the_session_writes_only_with_its_form_token(desk: SimpleNamespace, late: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.accounts["wang"], backend=BACKEND)
    url, body = f"/api/v1/matters/{late.pk}/entries", {"type": "noticed", "at": "2026-09-29"}
    assert client.post(url, body, content_type="application/json").status_code == 403
    client.get("/")
    token = client.cookies["csrftoken"].value
    sent = client.post(url, body, content_type="application/json", headers={"X-CSRFToken": token})
    assert sent.status_code == 201


def test_so_many_requests_a_minute_and_no_more(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "MOST", 3)
    client = desk.sign_in("wang")
    answers = [client.get("/api/v1/regulations") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60" and answers[-1].json()["problems"]
    assert desk.sign_in("li").get("/api/v1/regulations").status_code == 200
