"""The own desk in the browser of the person concerned: nothing but theirs on any page, drafts, receipts, wrong input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import once
from desk.conftest import BACKEND, TODAY, enter, find
from records import support_packs
from zeren.records import packs
from zeren.records.actor import SYSTEM, Role

ANNOUNCED, RECEIVED = date(2026, 9, 16), date(2026, 9, 18)


@pytest.fixture
def real(home: Path) -> Iterator[packs.Installed]:
    """The packs as they are delivered."""
    with support_packs.delivered() as found:
        yield found


def enter_person() -> int:
    """The county and the person concerned, whose account's only role was bound to a post that has ended; their matter."""
    from zeren.access.accounts import acts as accounts

    enter()
    county = find()
    zhao, unit = county.people["zhao"], county.organs["QT"]
    account = accounts.make_account(SYSTEM, "zhao", "qinglan-2026", person=zhao, organ=unit, label="本人")
    accounts.give_role(SYSTEM, account, Role.SUBJECT, unit, date(2020, 1, 1), end=date(2026, 9, 1))
    with support_packs.delivered():
        return matter(county).pk


entered = once.fixture(enter_person, TODAY)


@pytest.fixture
def county(db: None, home: Path, real: Any, entered: once.Entered) -> SimpleNamespace:
    return with_person(entered.into(home))


def with_person(matter: int) -> SimpleNamespace:
    """The county with the account of the person concerned and their matter."""
    from zeren.access.accounts import queries as accounts
    from zeren.records.matters.models import Matter

    county = find()
    county.accounts["zhao"] = accounts.find("zhao")
    county.matter = Matter.objects.get(pk=matter)
    return county


def matter(county: SimpleNamespace) -> Any:
    """A case about 赵某某 and 孙某某, every text of it marked."""
    from zeren.records.matters import opening

    refs = [f"person:{county.people[code].pk}" for code in ("zhao", "sun")]
    asked = opening.Opening(
        "cn-2019-accountability", "accountability", county.organs["QJ"].pk, "密题 问责", refs, date(2026, 8, 3),
        mark="青纪问", handler=county.people["wang"].pk, facts={"organ": "discipline_commission"},
        subject_facts={ref: {"subject_kind": "cadre"} for ref in refs},
    )  # fmt: skip
    return opening.open_matter(SYSTEM, asked)


def about(
    county: SimpleNamespace, who: str, type: str, at: date, papers: tuple[str, ...] = (), **fields: Any
) -> Any:
    from zeren.records.matters import acts, files

    words = packs.words(county.matter.pack, county.matter.version, county.matter.procedure)
    step = words and words.step(type)
    assert step is not None
    ids = [files.add_attachment(SYSTEM, county.matter.pk, name, name.encode()).pk for name in papers]
    ref = f"person:{county.people[who].pk}"
    return acts.record_event(
        SYSTEM, county.matter.pk, type, at, fields, subjects=[ref], by=step.by[:1], attachments=ids
    ).event


def told(county: SimpleNamespace) -> None:
    """Facts shown, heard, decided, announced."""
    about(county, "zhao", "discovered", date(2026, 8, 3), ("密信.txt",), outline="密线索")
    about(county, "zhao", "facts_established", date(2026, 8, 10), facts="密内部事实", evidence="密证据")
    about(county, "zhao", "facts_shown", date(2026, 8, 25), ("明材料.txt",), in_person="yes")
    about(
        county, "sun", "statement_recorded", date(2026, 8, 25), ("密他人陈述.txt",), transcript="密他人的话"
    )
    about(
        county, "zhao", "statement_considered", date(2026, 8, 31), reasonable="no", reasons="明不采纳的理由"
    )
    about(county, "zhao", "opinion_noted", date(2026, 8, 31), note="密注明")
    about(
        county, "zhao", "report_adopted", date(2026, 9, 1), ("密报告.txt",), parts=("facts",), report="密报告"
    )
    about(county, "zhao", "decided", date(2026, 9, 15), ("密会议.txt",), outcome="accountable",
          measure=("m-cadre-admonish",), reasons="明决定的理由", minutes="密会议记录", authority_rule="密依据")  # fmt: skip
    about(county, "sun", "decided", date(2026, 9, 15), outcome="accountable", reasons="密他人决定")
    about(county, "zhao", "announced", ANNOUNCED, ("明决定书.txt",), to=("subject",))


def browser(county: SimpleNamespace, name: str = "zhao") -> Client:
    client = Client()
    client.force_login(county.accounts[name], backend=BACKEND)
    return client


def give(client: Client, county: SimpleNamespace, step: str, **data: Any) -> Any:
    return client.post(f"/own/{county.matter.pk}/do/{step}", data)


def test_no_page_answer_or_file_of_theirs_holds_a_word_that_is_not_theirs(county: SimpleNamespace) -> None:
    from zeren.records.matters.models import Attachment

    told(county)
    client, pk = browser(county), county.matter.pk
    answer = give(client, county, "decision_received", token="a")
    pages = [
        "/", "/own/", "/own/materials", "/own/submitted", "/own/help", f"/own/{pk}/", f"/own/{pk}/?act=appeal_filed",
        f"/own/{pk}/do/appeal_filed", answer["Location"], "/ledger", "/matters/", "/search?q=密题", "/library/cn-2019-accountability?tab=cases",
        f"/cadres/{county.people['zhao'].pk}", "/ledger/export.xlsx", "/cadres/export.xlsx", "/worklist/export.xlsx?tab=organ", f"/matters/{pk}/rights",
    ]  # fmt: skip
    said = b"".join(client.get(url, follow=True).content for url in pages).decode(errors="replace")
    said = said.replace("“密题”", "").replace('value="密题"', "")
    assert "明不采纳的理由" in said and "明决定的理由" in said and "明材料.txt" in said
    assert set(re.findall(r"密(?!级).{0,6}", said)) == set()
    assert "孙某某" not in said
    got = {row.name: client.get(f"/own/{pk}/papers/{row.pk}").status_code for row in Attachment.objects.all()}
    assert {name for name, status in got.items() if status == 200} == {"明材料.txt", "明决定书.txt"}
    assert set(got.values()) == {200, 404}


def test_the_file_of_the_matter_is_not_there_for_the_person(county: SimpleNamespace) -> None:
    told(county)
    client, pk = browser(county), county.matter.pk
    for page in (
        "records",
        "findings",
        "materials",
        "manage",
        "receipt",
        "record/decided",
        "papers/decision.pdf",
    ):
        assert client.get(f"/matters/{pk}/{page}").status_code in (404, 405), page
    assert client.get(f"/matters/{pk}/")["Location"] == f"/own/{pk}/"


def test_both_clocks_stand_beside_each_other_with_their_sums(county: SimpleNamespace) -> None:
    told(county)
    client = browser(county)
    about(county, "zhao", "decision_received", RECEIVED)
    page = client.get(f"/own/{county.matter.pk}/").content.decode()
    assert "您收到了决定，10月19日（含当日）以前可以申诉" in page
    assert "还有 6 日" in page and "10月19日（星期一）止" in page and "还没有开始" in page
    assert "例：今日提交并收到，组织最迟11月13日作出申诉处理决定。" in page
    assert "6 日" in client.get("/own/").content.decode()


def test_an_appeal_is_given_in_with_a_receipt_and_marked_in_the_organ_s_file(county: SimpleNamespace) -> None:
    told(county)
    about(county, "zhao", "decision_received", RECEIVED)
    client, upload = browser(county), SimpleUploadedFile("签到表.txt", "签到".encode())
    answer = give(client, county, "appeal_filed", text="事实第三项有误", files=upload, token="k")
    receipt = client.get(answer["Location"]).content.decode()
    assert answer.status_code == 302 and "回执编号" in receipt and "签到表.txt" in receipt
    assert re.search(r"记录摘要 [0-9a-f]{64}", receipt)
    again = give(client, county, "appeal_filed", text="事实第三项有误", token="k")
    assert again["Location"] == answer["Location"]
    assert "本人提交" in browser(county, "wang").get(f"/matters/{county.matter.pk}/records").content.decode()
    page = client.get(f"/own/{county.matter.pk}/").content.decode()
    assert "签到表.txt" in page and 'do/appeal_filed"' not in page


def test_wrong_input_keeps_what_was_typed_and_says_where(county: SimpleNamespace) -> None:
    told(county)
    client = browser(county)
    answer = give(
        client, county, "statement_submitted", text="留下的话", files=SimpleUploadedFile("a.exe", b"MZ")
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "没有提交" in page and "留下的话" in page
    assert 'href="#own-files"' in page and "类型不在可收之列" in page
    empty = give(client, county, "statement_submitted", text=" ")
    assert empty.status_code == 422 and "请写明意见和理由，或者附上文件" in empty.content.decode()
    hostile = give(
        client,
        county,
        "statement_submitted",
        text="<script>甲</script>",
        files=SimpleUploadedFile("a.exe", b"MZ"),
    )
    assert "<script>甲" not in hostile.content.decode()


def test_a_draft_comes_back_to_its_own_account_and_is_on_no_page_of_the_organ(
    county: SimpleNamespace,
) -> None:
    told(county)
    client, pk = browser(county), county.matter.pk
    assert client.post(f"/own/{pk}/draft/appeal_filed", {"text": "草稿甲"}).status_code == 200
    assert "草稿甲" in client.get(f"/own/{pk}/?act=appeal_filed").content.decode()
    assert "草稿甲" in client.get(f"/own/{pk}/do/appeal_filed").content.decode()
    handler = browser(county, "wang")
    for page in ("", "?act=appeal_filed", "records", "materials"):
        assert "草稿甲" not in handler.get(f"/matters/{pk}/{page}").content.decode()


def test_the_handler_is_told_what_the_act_puts_before_the_person(county: SimpleNamespace) -> None:
    about(county, "zhao", "facts_written", date(2026, 8, 20), ("事实材料.txt",), material="甲")
    page = browser(county, "wang").get(f"/matters/{county.matter.pk}/?act=facts_shown").content.decode()
    assert "记录后向本人出示和所选附件" in page and "事实材料.txt" in page


def test_thirty_entries_take_as_many_queries_as_three(county: SimpleNamespace) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from zeren.records.matters import files

    client = browser(county)
    about(county, "zhao", "facts_shown", date(2026, 8, 25), ("明材料.txt",), in_person="yes")

    def recorded(times: int) -> None:
        for _ in range(times):
            paper = files.add_attachment(SYSTEM, county.matter.pk, "笔录.txt", b"x").pk
            about(county, "zhao", "statement_recorded", date(2026, 8, 26), transcript=f"attachment:{paper}")

    def asked() -> dict[str, int]:
        found = {}
        for place in (f"/own/{county.matter.pk}/", "/own/materials"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(place).status_code == 200
            found[place] = len(queries)
        return found

    recorded(3)
    asked()
    few = asked()
    recorded(27)
    assert asked() == few


def test_nothing_shown_is_said_and_not_hinted_at(county: SimpleNamespace) -> None:
    about(county, "zhao", "discovered", date(2026, 8, 3), outline="密线索")
    client = browser(county)
    page = client.get("/own/").content.decode()
    assert "现在没有向您出示的事项" in page and "仅本人可见" in page and 'role="search"' not in page
    for place in ("/own/", "/own/materials", "/own/submitted"):
        page = client.get(place).content.decode()
        for hint in (county.matter.number, "密题", "密线索", "王某某", "孙某某", f"/own/{county.matter.pk}/"):
            assert hint not in page, (place, hint)
    gone = client.get(f"/own/{county.matter.pk + 1}/")
    there = client.get(f"/own/{county.matter.pk}/")
    assert (there.status_code, gone.status_code) == (404, 404), "the two are not told apart"


def test_after_the_day_it_is_still_taken(county: SimpleNamespace, settings: Any) -> None:
    told(county)
    about(county, "zhao", "decision_received", RECEIVED)
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 10, 20))
    client = browser(county)
    page = client.get(f"/own/{county.matter.pk}/").content.decode()
    assert "过了这一天仍可反映" in page and "第二十一条第一款" in page
    assert give(client, county, "appeal_filed", text="不服").status_code == 302


def test_the_person_asks_that_the_handler_keep_away_and_is_told_what_came_of_it(
    county: SimpleNamespace,
) -> None:
    from zeren.records.recusals.models import Recusal

    told(county)
    client, url = browser(county), f"/own/{county.matter.pk}/challenge"
    wrong = client.post(url, {"reason": "长" * 2001})
    assert wrong.status_code == 422 and "理由超过 2000 字" in wrong.content.decode()
    assert "长" * 2001 in wrong.content.decode(), "what was typed stays"
    assert client.post(url, {"reason": "与本人有过纠纷"}).status_code == 302
    page = client.get(f"/own/{county.matter.pk}/").content.decode()
    assert "等组织决定" in page and "王某某：与本人有过纠纷" in page
    head, recusal = browser(county, "shuji"), Recusal.objects.get()
    decided = {"recusal": str(recusal.pk), "decision": "refused", "reason": "查无此事"}
    assert head.post(f"/matters/{county.matter.pk}/guard/decide", decided).status_code == 302
    page = client.get(f"/own/{county.matter.pk}/").content.decode()
    assert "没有同意" in page and "组织的理由：查无此事" in page
    assert browser(county, "bai").post(url, {"reason": "别人"}).status_code == 404
    assert client.post(url, {"reason": "又有新的情况"}).status_code == 302
    page = client.get(f"/own/{county.matter.pk}/").content.decode()
    assert page.count("查无此事") == 1, "what answered the first request answers no later one"
    again = {"recusal": str(Recusal.objects.latest("pk").pk), "decision": "granted", "reason": "情况属实"}
    assert head.post(f"/matters/{county.matter.pk}/guard/decide", again).status_code == 302
    page = client.get(f"/own/{county.matter.pk}/").content.decode()
    assert "组织的理由：查无此事" in page and "组织的理由：情况属实" in page
