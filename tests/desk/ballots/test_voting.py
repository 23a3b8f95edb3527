"""The voting page: no sign-in, no cookie, no log, no receipt; a code is good once; wrong ones lock nobody else out."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from desk.support_ballot import cast, opened, text_of
from zeren.access import limits
from zeren.desk.ballots import tries
from zeren.records.ballots.models import BallotCode, BallotPaper
from zeren.records.trail.models import TrailEntry


@pytest.fixture
def there(place: Any) -> Any:
    """Opened, with six codes."""
    return opened(place, 6)


def door(code: str = "", client: Client | None = None, **more: str) -> Any:
    """Give a code."""
    return (client or Client()).post("/vote/", {"do": "code", "code1": code[:4], "code2": code[4:], **more})


def test_the_code_opens_the_slip_and_nothing_is_chosen_on_it(there: Any) -> None:
    first = Client().get("/vote/")
    assert first.status_code == 200 and "请输入投票码" in text_of(first)
    # Who is voted on is not told to somebody without a code.
    assert "赵某某" not in first.content.decode()
    answer = door(there.codes[0])
    page = answer.content.decode()
    assert "两位同志的评议，选好再投" in page and "第二次述职评议" in page
    assert page.index("赵某某") < page.index("孙某某") and "交通局局长" in page
    assert page.count('type="radio"') == 10 and "checked" not in page
    assert 'href="/library' not in page
    assert re.search(r'<div class="say care" data-blank hidden', page)


def test_a_slip_is_cast_once_and_leaves_no_receipt(there: Any) -> None:
    answer = cast(there.codes[0], "1", "2", sure=False)
    assert (answer.status_code, answer["Location"]) == (302, "/vote/done")
    done = Client().get("/vote/done")
    assert "已投出" in text_of(done) and "赵某某" not in done.content.decode()
    again = cast(there.codes[0], "1", "2")
    assert again.status_code == 422 and "这个码已经投过，不能再用" in text_of(again)
    assert there.codes[0] not in again.content.decode()
    assert BallotPaper.objects.count() == 1


def test_what_is_not_chosen_is_told_once_and_then_counts_as_abstaining(there: Any) -> None:
    told = cast(there.codes[0], "1", "", sure=False)
    page = told.content.decode()
    assert told.status_code == 200 and "就这样投出，按弃权计" in page and 'name="sure" value="yes"' in page
    assert re.search(r'name="v1" value="1" checked', page) and "孙某某</b> 还没有选" in page
    assert not BallotPaper.objects.exists() and not BallotCode.objects.filter(used=True)
    assert cast(there.codes[0], "1", "").status_code == 302
    # Whoever chooses to abstain is asked nothing; a slip with nothing at all is told to be void.
    assert cast(there.codes[1], "1", "0", sure=False).status_code == 302
    for nothing in (("", ""), ("0", "0")):
        void = cast(there.codes[2], *nothing, sure=False)
        assert void.status_code == 200 and re.search(r"<span data-void>", void.content.decode())
    assert cast(there.codes[2], "0", "0").status_code == 302
    assert BallotPaper.objects.count() == 3


def test_all_anew_gives_an_empty_slip_with_the_same_code(there: Any) -> None:
    page = door(there.codes[0], v1="1", v2="2").content.decode()
    assert "checked" not in page and f'value="{there.codes[0][:4]}"' in page


@pytest.mark.parametrize("choice", ["9", "x", "-1", "１", "1" * 40])
def test_a_choice_that_is_none_casts_nothing(there: Any, choice: str) -> None:
    answer = cast(there.codes[0], choice, "1")
    assert answer.status_code == 422 and "选票不完整，没有投出" in text_of(answer)
    assert not BallotPaper.objects.exists()
    assert cast(there.codes[0], "1", "1").status_code == 302


def test_no_cookie_no_session_no_trail_and_nothing_kept_by_the_browser(there: Any) -> None:
    sessions, trail = Session.objects.count(), TrailEntry.objects.count()
    client = Client()
    answers = [
        client.get("/vote/"), door(there.codes[0], client), cast(there.codes[0], "1", "1", client=client),
        client.get("/vote/done"), door("AAAA2222", client), cast(there.codes[0], "1", "1", client=client),
    ]  # fmt: skip
    for answer in answers:
        assert not answer.cookies and "Set-Cookie" not in answer
        assert answer["Cache-Control"] == "no-store" and answer["X-Robots-Tag"] == "noindex"
        assert "Cookie" not in answer.get("Vary", "") and "csrf" not in answer.content.decode()
    assert not client.cookies
    assert (Session.objects.count(), TrailEntry.objects.count()) == (sessions, trail)


def test_a_browser_in_which_somebody_is_signed_in_is_told_and_its_session_is_not_read(there: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = there.organiser.get("/vote/")
    assert "换一台机器更好" in text_of(page) and "王某某" not in page.content.decode()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert cast(there.codes[0], "1", "1", client=there.organiser).status_code == 302
    assert not [q for q in asked.captured_queries if "session" in q["sql"] or "access_account" in q["sql"]]
    assert "换一台" not in text_of(Client().get("/vote/"))


def test_nothing_of_a_vote_reaches_the_log_of_the_program(
    there: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    client = Client()
    door(there.codes[0])
    cast(there.codes[0], "1", "1")
    cast(there.codes[0], "9", "1")
    door("AAAA2222")
    client.put("/vote/")
    client.post("/vote/", {"do": "cast"}, headers={"Origin": "http://elsewhere.example"})
    said = [r.getMessage() for r in caplog.records if not r.name.startswith(("django.db", "asyncio"))]
    assert said == []

    from zeren.records.ballots import casting

    def broken(code: str, choices: Any) -> None:
        raise RuntimeError(f"{code} {choices}")

    monkeypatch.setattr(casting, "cast", broken)
    answer = cast(there.codes[1], "1", "2")
    assert answer.status_code == 500 and "没有计票，码还可以用" in text_of(answer)
    (said,) = [r.getMessage() for r in caplog.records if r.name == "zeren.desk"]
    assert said.endswith("RuntimeError") and there.codes[1] not in caplog.text and "(1, 2)" not in caplog.text


def test_a_form_from_elsewhere_or_of_another_size_casts_nothing(there: Any) -> None:
    data = {"do": "cast", "code1": there.codes[0][:4], "code2": there.codes[0][4:], "v1": "1", "v2": "1"}
    for headers in ({"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = Client().post("/vote/", data, headers=headers)
        assert answer.status_code == 403 and "从别的网站送来" in text_of(answer)
    assert Client().post("/vote/", {**data, "more": "x" * 70_000}).status_code == 400
    assert Client().post("/vote/", {**data, "v1": "1\0"}).status_code == 400
    assert {Client().generic(how, "/vote/").status_code for how in ("PUT", "DELETE", "OPTIONS")} == {405}
    assert not BallotPaper.objects.exists()
    assert Client(enforce_csrf_checks=True).post("/vote/", data).status_code == 302


def test_wrong_codes_are_told_and_limited_at_one_machine_and_lock_out_no_other(there: Any) -> None:
    wrong = door("AAAA2222")
    page = text_of(wrong)
    assert wrong.status_code == 422 and "投票码不对，请照小条再输一次" in page and "没有打开" in page
    assert 'aria-invalid="true"' in wrong.content.decode()
    for _ in range(tries.WRONG - 1):
        door("AAAA2222")
    stopped = door(there.codes[0])
    assert stopped.status_code == 429 and "试错太多" in text_of(stopped) and "纸票" in text_of(stopped)
    other = Client(REMOTE_ADDR="10.0.0.7")
    assert door(there.codes[0], other).status_code == 200
    assert cast(there.codes[0], "1", "1", client=other).status_code == 302
    # Of the machines that tried nothing wrong nothing is kept, and of the other no address.
    assert len(limits._buckets) == 1 and "127.0.0.1" not in repr(limits._buckets)


def test_right_codes_are_never_counted_however_many_come_from_one_machine(there: Any) -> None:
    for _ in range(tries.WRONG + 5):
        assert door(there.codes[0]).status_code == 200
    assert not limits._buckets


def test_the_page_has_its_frame_and_says_what_is_kept_and_what_not(there: Any) -> None:
    for page in (Client().get("/vote/"), door(there.codes[0])):
        text = page.content.decode()
        assert '<html lang="zh-CN">' in text and text.count("<h1") == 1 and 'href="#main"' in text
        assert all(
            words in text for words in ("留下的", "不留的", "我们管不到的", "不登录 · 不记名", "可领纸票")
        )
        assert 'class="wm"' not in text and "/signin" not in text and 'class="find"' not in text
    assert Client().get("/vote").status_code == 301
