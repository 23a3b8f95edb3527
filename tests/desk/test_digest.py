"""The daily digest: only to who wrote down an address, how many and nothing of what, once a day, again where it failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from desk.test_feed import due
from support_smtp import Box, running
from zeren.access.accounts import queries as accounts
from zeren.access.accounts.models import Account
from zeren.access.digest import acts
from zeren.env import Mail, SettingError, read
from zeren.records.errors import Refused
from zeren.records.matters.models import Matter
from zeren.records.trail.models import TrailEntry

ADDRESS = "wang@example.cn"


@pytest.fixture
def box(settings: Any, desk: SimpleNamespace) -> Iterator[Box]:
    """A mail server, and an installation that uses it."""
    with running() as found:
        mail = Mail("127.0.0.1", found.port, "zeren@example.cn", "https://zeren.example.cn")
        settings.ZEREN = replace(settings.ZEREN, mail=mail)
        yield found


@pytest.fixture
def case(desk: SimpleNamespace) -> Matter:
    """A matter that ``wang`` handles."""
    matter: Matter = desk.open("某局长失职案", ("heard", date(2026, 9, 28)))
    return matter


def asked(desk: SimpleNamespace, name: str = "wang", address: str = ADDRESS) -> None:
    acts.set_address(accounts.actor_of(desk.accounts[name]), address)


def states() -> dict[str, str]:
    return {one.account: one.state for one in acts.send()}


def test_it_says_how_many_by_when_and_not_a_word_of_what(
    desk: SimpleNamespace,
    case: Matter,
    box: Box,
) -> None:
    due(case, -1, 0, 0, 3, 30)
    asked(desk)
    assert states() == {"wang": "sent"}
    (mail,) = box.came
    assert (mail["To"], mail["From"]) == (ADDRESS, "zeren@example.cn")
    assert mail["Subject"].strip() == "责任：已过期 1 项，今日到期 2 项，三个工作日内到期 1 项"
    body = mail.get_content()
    assert "https://zeren.example.cn/" in body
    for word in (case.number, case.title, desk.people["wang"].name, desk.people["zhao"].name, "条"):
        assert word not in body and word not in mail["Subject"], word


def test_once_a_day_and_again_the_next(desk: SimpleNamespace, case: Matter, box: Box, settings: Any) -> None:
    due(case, 0)
    asked(desk)
    assert (states(), states()) == ({"wang": "sent"}, {})
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 10, 14))
    assert states() == {"wang": "sent"} and len(box.came) == 2


def test_nothing_on_a_day_off_nothing_where_nothing_waits_and_to_nobody_who_did_not_ask(
    desk: SimpleNamespace,
    case: Matter,
    box: Box,
    settings: Any,
) -> None:
    due(case, 30)
    assert states() == {}, "nobody wrote down an address"
    asked(desk)
    assert states() == {"wang": "nothing"}
    due_again = Account.objects.get(signin="wang")
    assert due_again.mailed is None
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 10, 17))
    assert states() == {}, "a Saturday"
    assert box.came == []


def test_what_fails_stays_due_and_the_others_get_theirs(
    desk: SimpleNamespace, case: Matter, box: Box
) -> None:
    due(case, 0)
    asked(desk)
    box.refuses.add(ADDRESS)
    (failed,) = list(acts.send())
    assert failed.state == "failed" and "550" in failed.why
    box.refuses.clear()
    assert states() == {"wang": "sent"}
    sent = TrailEntry.objects.filter(act="digest_sent")
    assert sent.count() == 1, "what was sent is on the trail, and nothing else"


def test_a_server_that_does_not_answer_is_told(desk: SimpleNamespace, case: Matter, settings: Any) -> None:
    due(case, 0)
    asked(desk)
    settings.ZEREN = replace(settings.ZEREN, mail=Mail("127.0.0.1", 1, "zeren@example.cn"))
    (failed,) = list(acts.send())
    assert failed.state == "failed" and "ConnectionRefused" in failed.why
    settings.ZEREN = replace(settings.ZEREN, mail=None)
    with pytest.raises(Refused, match="ZEREN_MAIL"):
        list(acts.send())


@pytest.mark.parametrize(
    "wrong", ["wang", "wang@", "@example.cn", "a b@example.cn", "x@example.cn\nBcc: y@example.cn"]
)
def test_what_is_no_address_is_refused(desk: SimpleNamespace, wrong: str) -> None:
    with pytest.raises(Refused, match="mail"):
        asked(desk, address=wrong)
    assert Account.objects.get(signin="wang").mail == ""


def test_the_holder_writes_it_down_and_ends_it_on_the_page(desk: SimpleNamespace, box: Box) -> None:
    client = desk.sign_in("wang")
    assert "邮件提醒" in client.get("/tokens").content.decode()
    wrong = client.post("/tokens/mail", {"mail": "wang"})
    assert wrong.status_code == 422 and "不是邮箱地址" in wrong.content.decode()
    client.post("/tokens/mail", {"mail": ADDRESS})
    assert ADDRESS in client.get("/tokens").content.decode()
    assert Account.objects.get(signin="wang").mail == ADDRESS
    client.post("/tokens/mail", {"mail": ""})
    assert Account.objects.get(signin="wang").mail == ""
    done = list(TrailEntry.objects.filter(act__startswith="digest_address").values_list("act", flat=True))
    assert sorted(done) == ["digest_address_cleared", "digest_address_set"]


def test_without_a_mail_server_nothing_of_it_is_there(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    assert "邮件提醒" not in client.get("/tokens").content.decode()
    assert client.post("/tokens/mail", {"mail": ADDRESS}).status_code == 404


def test_the_setting_is_read_and_a_wrong_one_is_told() -> None:
    given = {"ZEREN_MAIL_FROM": "zeren@example.cn", "ZEREN_SITE": "https://zeren.example.cn/"}
    assert read({**given, "ZEREN_MAIL": "smtp://mail"}).mail == Mail(
        "mail", 25, "zeren@example.cn", "https://zeren.example.cn"
    )
    kept = read({**given, "ZEREN_MAIL": "smtps://u%40x:p%2F@mail:4650"}).mail
    assert kept and (kept.user, kept.password, kept.port, kept.tls) == ("u@x", "p/", 4650, True)
    for wrong in ("mail", "http://mail", "smtp://", "smtp://mail:x"):
        with pytest.raises(SettingError, match="ZEREN_MAIL"):
            read({**given, "ZEREN_MAIL": wrong})
    with pytest.raises(SettingError, match="ZEREN_MAIL_FROM"):
        read({"ZEREN_MAIL": "smtp://mail"})
