"""The pages on which a reporter is opened: proof and second factor, who is told, what the lists cost."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.complaints.conftest import PASSWORD, actor
from desk.complaints.test_unsealing import asked, grant
from zeren.access.unsealing import acts, queries
from zeren.access.unsealing.models import UnsealingDecision
from zeren.access.unsealing.queries import State
from zeren.records import clock
from zeren.records.complaints import acts as complaints


def test_by_the_pages_with_proof_and_second_factor(county: SimpleNamespace, named: Any) -> None:
    officer = county.browser("shouli")
    page = officer.get(f"/complaints/{named.pk}").content.decode()
    assert "封存：举报人身份 1 份，须两人批准" in page and "佟晓禾" not in page and "东街三号" not in page
    answer = officer.post(
        f"/complaints/{named.pk}/unsealing", {"purpose": "protect", "ground": "遇报复", "looker": "shouli"}
    )
    assert answer.status_code == 302
    url = answer["Location"]
    for name in ("buzhang", "fubuzhang"):
        client = county.browser(name)
        assert "请您批什么" in client.get("/unsealings").content.decode()
        sent = {"verdict": "granted", "reason": "同意"}
        assert client.post(url, sent).status_code == 422  # no proof
        wrong = client.post(url, {**sent, "proof": "x"})
        assert wrong.status_code == 422 and "同意" in wrong.content.decode()
        weak = county.browser(name, strong=False).post(url, {**sent, "proof": PASSWORD})
        # To the second factor first; nothing is decided on the way.
        assert weak.status_code == 302 and weak["Location"].startswith("/factor")
        assert not UnsealingDecision.objects.filter(account=name).exists()
        assert client.post(url, {**sent, "proof": PASSWORD}).status_code == 302
    assert "佟晓禾" not in officer.get(url).content.decode()
    assert officer.post(f"{url}/look", {}).status_code == 422
    opened = officer.post(f"{url}/look", {"proof": PASSWORD})
    assert opened.status_code == 200 and "佟晓禾" in opened.content.decode()
    assert opened["Cache-Control"] == "no-store"
    seen = county.browser("buzhang").get(url).content.decode()
    assert "shouli某" in seen and "佟晓禾" not in seen


@pytest.mark.exhaustive
def test_thirty_requests_and_entries_ask_the_database_no_oftener_than_three(
    county: SimpleNamespace, named: Any
) -> None:
    client, counts = county.browser("shouli"), []
    for more in (3, 27):
        for _ in range(more):
            row = asked(named)
            grant(row, "buzhang", "fubuzhang")
            acts.take_back(actor("shouli"), row.pk, "不用了")
            complaints.record(actor("shouli"), named.pk, "verified", clock.today(), "核实的话")
        for url in ("/unsealings", f"/complaints/{named.pk}"):
            client.get(url)  # sessions and packs are read once
            with CaptureQueriesContext(connection) as done:
                assert client.get(url).status_code == 200
            counts.append((url, len(done)))
    assert counts[:2] == counts[2:]


def test_in_another_year_the_lists_say_of_which_year_a_day_is(
    county: SimpleNamespace, named: Any, settings: Any
) -> None:
    from dataclasses import replace

    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 12, 31))
    row = asked(named)
    complaints.record(actor("shouli"), named.pk, "reprisal", clock.today(), "被调离")
    settings.ZEREN = replace(settings.ZEREN, today=date(2027, 1, 2))
    for name, url in (
        ("buzhang", "/unsealings"), ("buzhang", "/approvals"), ("shouli", f"/unsealings/{row.pk}"),
        ("shouli", f"/complaints/{named.pk}"),
    ):  # fmt: skip
        page = county.browser(name).get(url).content.decode()
        assert "2026-12-31" in page and ">12-31" not in page, url
    assert "2026-12-31 举报人反映受到打击报复" in page


def test_taking_back_asks_who_it_is_and_keeps_what_was_typed_in_its_own_form(
    county: SimpleNamespace, named: Any
) -> None:
    row = asked(named)
    grant(row, "buzhang", "fubuzhang")
    client, url = county.browser("shouli"), f"/unsealings/{row.pk}"
    sent = {"verdict": "withdrawn", "reason": "本人已说明"}
    answer = client.post(url, {**sent, "proof": "wrong"})
    page = answer.content.decode()
    looking, taking = (
        part.split("</form>")[0] for part in page.split("<form")[1:] if f'action="{url}' in part[:200]
    )
    assert answer.status_code == 422 and 'id="w-proof"' in taking and 'id="l-proof"' in looking
    assert "不对，没有办理" in taking and ">本人已说明</textarea>" in taking
    assert "不对，没有办理" not in looking
    assert "理由”还没有写" in client.post(url, {**sent, "reason": "", "proof": PASSWORD}).content.decode()
    assert queries.state_of(row) is State.GRANTED
    assert client.post(url, sent).status_code == 302
    assert queries.state_of(row) is State.WITHDRAWN


def test_the_second_factor_comes_before_deciding_and_looking(county: SimpleNamespace, named: Any) -> None:
    row = asked(named)
    for name, url in (("buzhang", f"/unsealings/{row.pk}"), ("shouli", f"/unsealings/{row.pk}/look")):
        answer = county.browser(name, strong=False).post(url, {"verdict": "granted", "reason": "x"})
        assert answer.status_code == 302 and answer["Location"].startswith("/factor"), name
    assert not UnsealingDecision.objects.exists()


def test_the_opened_page_names_both_who_granted_even_where_a_reason_was_altered(
    county: SimpleNamespace, named: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = asked(named)
    grant(row, "buzhang", "fubuzhang")

    def closed(*_: Any) -> str:
        raise AssertionError("no reason has to be opened for it")

    monkeypatch.setattr(acts, "words_of", closed)
    answer = county.browser("shouli").post(f"/unsealings/{row.pk}/look", {"proof": PASSWORD})
    assert answer.status_code == 200 and "buzhang某、fubuzhang某" in answer.content.decode()


def test_who_decides_is_told_on_the_worklist_in_its_tab_and_on_the_page_of_approvals(
    county: SimpleNamespace, named: Any
) -> None:
    row, tab = asked(named), '等我审批<span class="n">{}</span>'
    for name in ("buzhang", "jiandu"):
        client = county.browser(name)
        page = client.get("/?tab=approve").content.decode()
        assert "另有打开举报人身份 1 件送您批" in page and tab.format(1) in page
        assert tab.format(1) in client.get("/?tab=organ").content.decode()
        page = client.get("/approvals").content.decode()
        assert tab.format(1) in page and "等您批 1 件" in page and f"/unsealings/{row.pk}" in page
    grant(row, "buzhang")
    page = county.browser("buzhang").get("/?tab=approve").content.decode()
    # What one decided before stands on that page alone: the way there is always shown.
    assert tab.format(0) in page and "送您批" not in page and '<a href="/approvals">' in page
    assert "打开举报人身份" not in county.browser("juzhang").get("/?tab=organ").content.decode()


def test_above_a_thousand_the_count_says_so(
    county: SimpleNamespace, named: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.records.obligations import worklist

    asked(named)
    monkeypatch.setattr(worklist, "count", lambda *_: 999)
    assert ">1000</span>" in county.browser("buzhang").get("/approvals").content.decode()
    monkeypatch.setattr(worklist, "count", lambda *_: 1000)
    page = county.browser("buzhang").get("/approvals").content.decode()
    assert ">1000 以上</span>" in page and "等您批 1000 件以上" in page
