"""The calendar feed: each day with how many, and not a word of what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from zeren.access import limits
from zeren.access.accounts import queries as accounts
from zeren.access.tokens import acts
from zeren.records.actor import SYSTEM
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation, Want

TODAY = date(2026, 10, 13)


@pytest.fixture
def owed(desk: SimpleNamespace) -> Matter:
    """A matter that ``wang`` handles."""
    matter: Matter = desk.open("某局长失职案", ("heard", date(2026, 9, 28)))
    return matter


def due(matter: Matter, *offsets: int) -> None:
    """Instead of what the case owes: rows as an evaluation writes them, due so many days from today."""
    row = Obligation.objects.filter(matter=matter).first()
    assert row is not None and row.handler_id == matter.handler_id
    Obligation.objects.filter(matter=matter).delete()
    for place, offset in enumerate(offsets):
        row.pk, row.want, row.due, row.key = None, Want.DO, TODAY + timedelta(days=offset), f"k{place}"
        row.save(force_insert=True)


def subscribed(desk: SimpleNamespace, name: str = "wang", scope: str = "calendar") -> str:
    _, secret = acts.make(accounts.actor_of(desk.accounts[name]), "手机日历", scope, 30)
    return secret


def fetched(secret: str) -> Any:
    return Client().get(f"/calendar/{secret}.ics")


def events(secret: str) -> dict[date, str]:
    answer = fetched(secret)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    read = Calendar.from_ical(answer.content)
    return {one["dtstart"].dt: str(one["summary"]) for one in read.walk("VEVENT")}


def test_each_day_says_how_many_fall_due_and_what_is_past_stands_on_today(
    desk: SimpleNamespace, owed: Matter
) -> None:
    due(owed, -1, 0, 7, 7, 366, 367)
    found = events(subscribed(desk))
    assert found == {
        TODAY: "责任：到期（已过期） 1 项，到期 1 项",
        TODAY + timedelta(days=7): "责任：到期 2 项",
        TODAY + timedelta(days=366): "责任：到期 1 项",
    }


def test_not_a_word_of_what_it_is_goes_out(desk: SimpleNamespace, owed: Matter) -> None:
    due(owed, 3)
    body = fetched(subscribed(desk)).content.decode().replace("\r\n ", "")
    for word in (
        "失职",
        owed.number,
        "wang",
        desk.people["wang"].name,
        desk.people["zhao"].name,
        "问责",
        "条",
    ):
        assert word not in body, word
    assert "CLASS:PRIVATE" in body and "/matters/" not in body


def test_the_token_of_a_calendar_opens_the_feed_alone_and_no_other_opens_it(
    desk: SimpleNamespace, owed: Matter
) -> None:
    secret = subscribed(desk)
    asked = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert Client().get("/api/v1/matters", **asked).status_code == 401
    assert fetched(subscribed(desk, scope="read")).status_code == 404
    assert fetched(subscribed(desk, scope="write")).status_code == 404
    assert fetched("zeren_" + "x" * 43).status_code == 404 and fetched("x").status_code == 404
    assert "sessionid" not in fetched(secret).cookies


def test_it_ends_when_revoked_when_past_its_day_and_with_a_new_password(
    desk: SimpleNamespace, owed: Matter, settings: Any
) -> None:
    from zeren.access.accounts import acts as account_acts

    wang = accounts.actor_of(desk.accounts["wang"])
    token, secret = acts.make(wang, "一", "calendar", 30)
    acts.revoke(wang, token.pk)
    assert fetched(secret).status_code == 404
    secret = subscribed(desk)
    settings.ZEREN = replace(settings.ZEREN, today=TODAY + timedelta(days=30))
    assert fetched(secret).status_code == 200
    settings.ZEREN = replace(settings.ZEREN, today=TODAY + timedelta(days=31))
    assert fetched(secret).status_code == 404
    secret = subscribed(desk)
    account_acts.set_password(SYSTEM, desk.accounts["wang"], "另一个口令-2026")
    assert fetched(secret).status_code == 404


def test_of_what_one_does_not_see_nothing_is_counted(desk: SimpleNamespace, owed: Matter) -> None:
    due(owed, 3)
    assert events(subscribed(desk, "li")) == {}


def test_who_fetches_without_end_is_told_to_wait(desk: SimpleNamespace, owed: Matter) -> None:
    limits.forget()
    secret = subscribed(desk)
    answers = [fetched(secret).status_code for _ in range(61)]
    assert answers[:60] == [200] * 60 and answers[60] == 429


def test_a_token_in_an_address_is_not_logged(desk: SimpleNamespace, owed: Matter, caplog: Any) -> None:
    secret = subscribed(desk, scope="read")
    assert fetched(secret).status_code == 404
    assert "/calendar/zeren_….ics" in caplog.text and secret not in caplog.text


def test_the_page_shows_the_address_once(desk: SimpleNamespace, owed: Matter) -> None:
    from desk.conftest import PASSWORD

    client = desk.sign_in("wang")
    given = {"label": "手机日历", "scope": "calendar", "days": "90", "proof": PASSWORD}
    page = client.post("/tokens", given).content.decode()
    assert "订阅网址" in page and "/calendar/zeren_" in page and ".ics" in page
    assert "/calendar/zeren_" not in client.get("/tokens").content.decode()
