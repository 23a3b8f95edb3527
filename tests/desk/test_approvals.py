"""Pages of consulting: the principal decides, the named look, everybody else finds nothing; what is sealed leaks nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.http import HttpResponseRedirect
from django.test import Client
from django.test.utils import CaptureQueriesContext

import once
from access.support_consulting import PAY, SECRET, actor, asked, enter, granted, people_of, report_pack
from records.support_packs import PACK, load_text
from zeren.access.accounts import queries as accounts
from zeren.access.consulting import acts
from zeren.access.consulting.models import ConsultDecision, ConsultLook, ConsultRequest
from zeren.access.middleware import STRONG
from zeren.desk import gate
from zeren.records import packs

pytestmark = pytest.mark.django_db
BACKEND = "zeren.access.accounts.backend.AccountBackend"
TODAY = date(2026, 3, 16)
entered = once.fixture(enter, TODAY)


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path, entered: once.Entered) -> Iterator[Any]:
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    with packs.using([load_text(PACK), report_pack()]):
        yield people_of(entered.into(tmp_path))


@pytest.fixture
def opened(world: Any) -> Any:
    """A matter of the commission about 孙局长, so that its handler sees his page."""
    from zeren.records.matters.opening import Opening, open_matter

    def open_one() -> Any:
        asked_for = Opening(
            "test-reminder", "reminder", world.organs["QJ"].pk, "提醒交通局长", [f"person:{world.people['sun'].pk}"],
            date(2026, 3, 2), mark="青纪提", facts={"kind": "ordinary"},
        )  # fmt: skip
        return open_matter(actor("zhao"), asked_for)

    return open_one


def browser(name: str, *, strong: bool = False) -> Client:
    client = Client()
    account = accounts.find(name)
    assert account is not None
    client.force_login(account, backend=BACKEND)
    if strong:
        session = client.session
        session[STRONG] = True
        session.save()
    return client


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def deciding(name: str, **differs: str) -> dict[str, str]:
    given = {"outcome": "granted", "begins": "2026-03-16", "ends": "2026-03-20", "proof": f"qinglan-{name}"}
    return {**given, **differs}


# ---------------------------------------------------------------- the approver


@pytest.mark.parametrize(("name", "url"), [("jishu", "/approvals"), ("zhao", "/consult")])
def test_thirty_requests_ask_the_database_no_oftener_than_three(world: Any, name: str, url: str) -> None:
    client, counts = browser(name), []
    for more in (3, 27):
        for _ in range(more):
            asked(world)
            granted(world)
        client.get(url)  # sessions and packs are read once
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_principal_reads_what_is_asked_and_what_was_checked(world: Any) -> None:
    request = asked(world, matter_number="青约〔2026〕11号")
    page = text(browser("jishu").get("/approvals"))
    for said in (
        request.number, "等您批 1 件", "孙局长", "核实约谈所问的一项", "赵承办、钱承办", "2025 年报告：房产", "青约〔2026〕11号",
        "您是本机关主要负责人", "干部管理权限之内", "没有登记应回避的关系", "本年批过 0 次", "第十二条第二款",
    ):  # fmt: skip
        assert said in page, said
    assert page.count('name="outcome"') == 3 and 'name="proof"' in page


def test_the_worklist_counts_it_and_leads_there(world: Any) -> None:
    asked(world)
    page = text(browser("jishu").get("/?tab=approve"))
    assert "另有查阅申请 1 件送您批" in page and 'href="/approvals"' in page
    assert '等我审批<span class="n">1</span>' in page
    assert "送您批" not in text(browser("zhao").get("/?tab=approve"))


def test_the_worklist_of_who_may_look_says_so_while_it_is_open(world: Any, settings: Any) -> None:
    granted(world, ends=TODAY)
    assert "已批准您查阅 1 件" in text(browser("zhao").get("/?tab=mine"))
    assert "已批准您查阅" not in text(browser("ganbu").get("/?tab=mine"))
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 3, 17))
    assert "已批准您查阅" not in text(browser("zhao").get("/?tab=mine"))


def test_granting_wants_the_proof_and_keeps_what_was_typed(world: Any) -> None:
    request, client = asked(world), browser("jishu")
    url = f"/approvals/{request.pk}/decide"
    for proof in ("", "wrong"):
        answer = client.post(url, deciding("jishu", ends="2026-03-18", reasons="看过", proof=proof))
        assert answer.status_code == 422
        assert 'value="2026-03-18"' in text(answer) and ">看过</textarea>" in text(answer)
    assert not ConsultDecision.objects.exists()
    assert client.post(url, deciding("jishu", ends="2026-03-18")).status_code == 302
    decision = ConsultDecision.objects.get()
    assert (decision.outcome, decision.ends) == ("granted", date(2026, 3, 18))
    page = text(client.get("/approvals"))
    assert f"{request.number} 已批准" in page and "0 次" in page and "提前收回" in page


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"outcome": "refused"}, "须写理由"),
        ({"outcome": "returned", "reasons": " "}, "须写理由"),
        ({"outcome": ""}, "请选批准、退回或者不批准"),
        ({"ends": "2026-03-21"}, "期间只能改短"),
        ({"begins": "2026-03-20", "ends": "2026-03-19"}, "止日在起日之前"),
        ({"ends": "明天"}, "不是日期"),
        ({"ends": ""}, "期间的起、止日都要写"),
    ],
)
def test_a_wrong_decision_is_told_and_not_made(world: Any, differs: dict[str, str], said: str) -> None:
    request = asked(world)
    answer = browser("jishu").post(f"/approvals/{request.pk}/decide", deciding("jishu", **differs))
    assert answer.status_code == 422 and said in text(answer)
    assert not ConsultDecision.objects.exists()


def test_sent_to_the_wrong_person_it_says_who_and_is_passed_on(world: Any) -> None:
    request = asked(world, sent_to="fu")
    client = browser("fu")
    page = text(client.get("/approvals"))
    assert "等您批 0 件，另有 1 件不归您批" in page and "应转送" in page and "转送jishu某" in page
    assert 'name="outcome"' not in page
    assert client.post(f"/approvals/{request.pk}/decide", deciding("fu")).status_code == 422
    assert client.post(f"/approvals/{request.pk}/forward", {"to": "qian"}).status_code == 422
    assert client.post(f"/approvals/{request.pk}/forward", {"to": "jishu"}).status_code == 302
    assert "等您批 1 件" in text(browser("jishu").get("/approvals"))
    assert client.get(f"/approvals/peek/{request.pk}").status_code == 404


def test_withdrawing_wants_the_proof_and_shuts_at_once(world: Any) -> None:
    request, client = granted(world), browser("jishu")
    looker = browser("zhao", strong=True)
    assert looker.get(f"/consult/{request.pk}/open").status_code == 200
    url = f"/approvals/{request.pk}/withdraw"
    assert client.get(url).status_code == 200
    assert client.post(url, {"proof": "wrong"}).status_code == 422
    assert client.post(url, {"proof": "qinglan-jishu"}).status_code == 302
    shut = looker.get(f"/consult/{request.pk}/open")
    assert shut.status_code == 404 and "已提前收回" in text(shut) and SECRET not in text(shut)
    assert browser("zhao").get(url).status_code == 403


def test_the_approver_reads_each_look_and_never_the_report(world: Any) -> None:
    request = granted(world)
    for name in ("zhao", "qian"):
        browser(name, strong=True).get(f"/consult/{request.pk}/open")
    client = browser("jishu", strong=True)
    page = text(client.get(f"/approvals/{request.pk}/looks"))
    assert "看过 2 次" in page and "赵承办" in page and "钱承办" in page
    assert "2 次" in text(client.get("/approvals"))
    assert client.get(f"/consult/{request.pk}/open").status_code == 404


# ---------------------------------------------------------------- asking


def form(world: Any, **differs: Any) -> dict[str, Any]:
    given = {
        "person": str(world.people["sun"].pk), "kind": "personal_matters_report", "years": ["2025"],
        "sections": ["real_estate"], "purpose": "performing_duties", "reason": "核实一项", "lookers": ["zhao"],
        "sent_to": "jishu", "mark": "青纪查", "begins": "2026-03-16", "ends": "2026-03-20", "matter_number": "",
    }  # fmt: skip
    return {**given, **differs}


def test_the_sealed_line_leads_to_the_form_and_the_form_to_the_principal(world: Any, opened: Any) -> None:
    opened()
    client, person = browser("zhao"), world.people["sun"].pk
    page = text(client.get(f"/cadres/{person}"))
    assert "个人有关事项报告 2 份（2024、2025 年）" in page
    assert f"/consult/new?person={person}" in page and SECRET not in page
    page = text(client.get(f"/consult/new?person={person}"))
    assert "履行职责" in page and "干部选拔任用工作" not in page and "调查核实：接到有关举报" in page
    answer = client.post("/consult/new", form(world))
    assert answer.status_code == 302
    assert "青纪查〔2026〕1号 已送jishu某批" in text(client.get("/consult"))
    assert ConsultRequest.objects.get().sent_to.signin == "jishu"


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"sections": []}, "请选要看的项目"),
        ({"years": []}, "请选哪一年的材料"),
        ({"years": ["x"]}, "没有 0 年的材料"),
        ({"purpose": "selection_and_appointment"}, "用途须在条文所列之内"),
        ({"ends": "2026-02-30"}, "止日不是日期"),
        ({"lookers": ["ganbu"]}, "不是本机关的经办人员"),
        ({"reason": ""}, "缺理由"),
    ],
)
def test_a_wrong_form_is_told_at_its_field_and_keeps_what_was_typed(
    world: Any, differs: dict[str, Any], said: str
) -> None:
    answer = browser("zhao").post("/consult/new", form(world, matter_number="青约〔2026〕11号", **differs))
    assert answer.status_code == 422 and said in text(answer) and "没有送批" in text(answer)
    assert 'value="青约〔2026〕11号"' in text(answer)
    assert not ConsultRequest.objects.exists()


def test_a_request_sent_back_is_asked_again_with_what_it_said(world: Any) -> None:
    request = asked(world)
    acts.decide(actor("jishu"), request.pk, acts.Deciding("returned", "写明核实哪一项"))
    client = browser("zhao")
    page = text(client.get("/consult"))
    assert "写明核实哪一项" in page and f"again={request.pk}" in page
    again = text(client.get(f"/consult/new?person={request.person_id}&again={request.pk}"))
    assert ">核实约谈所问的一项</textarea>" in again and 'value="real_estate" checked' in again


@pytest.mark.parametrize("name", ["jishu", "shuji", "fu", "ganbu"])
def test_who_may_not_ask_is_told_who_may(world: Any, name: str) -> None:
    answer = browser(name).get(f"/consult/new?person={world.people['sun'].pk}")
    may = name in ("fu", "ganbu")
    assert answer.status_code == (200 if may else 403)
    assert may or "可以申请查阅" in text(answer)


def test_no_material_and_no_person_look_the_same(world: Any) -> None:
    client = browser("zhao")
    for person in (world.people["qian"].pk, 10**9, "x", ""):
        assert client.get(f"/consult/new?person={person}").status_code == 404


# ---------------------------------------------------------------- looking


def test_the_named_reads_exactly_the_section_and_nothing_stays_behind(world: Any) -> None:
    request = granted(world)
    answer = browser("qian", strong=True).get(f"/consult/{request.pk}/open")
    page = text(answer)
    assert f"{SECRET}2025" in page and f"{SECRET}2024" not in page and PAY not in page
    assert answer["Cache-Control"] == "no-store, private"
    assert 'class="wm"' in page and "钱承办" in page and "xlsx" not in page and "docx" not in page
    assert "第 1 次打开" in page


def test_without_a_second_factor_it_is_asked_for_and_nothing_counts(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, asked_for = granted(world), []

    def turned(_: Any, name: str) -> HttpResponseRedirect:
        asked_for.append(name)
        return HttpResponseRedirect("/factor")

    monkeypatch.setattr(gate, "turned_away", turned)
    answer = browser("zhao").get(f"/consult/{request.pk}/open")
    assert answer.status_code == 302 and asked_for == ["desk:factor"]
    assert not ConsultLook.objects.exists()


def test_only_reading_looks(world: Any) -> None:
    request = granted(world)
    client = browser("zhao", strong=True)
    for method in (client.head, client.post, client.put):
        assert method(f"/consult/{request.pk}/open").status_code == 405
    assert not ConsultLook.objects.exists()


def test_before_and_after_the_days_a_line_says_so(world: Any, settings: Any) -> None:
    request = granted(world, begins=date(2026, 3, 17))
    client = browser("zhao", strong=True)
    for day, said in ((16, "3月17日起才打开"), (21, "3月20日已到期")):
        settings.ZEREN = replace(settings.ZEREN, today=date(2026, 3, day))
        answer = client.get(f"/consult/{request.pk}/open")
        assert answer.status_code == 404 and said in text(answer) and SECRET not in text(answer)
    assert browser("ganbu", strong=True).get(f"/consult/{request.pk}/open").status_code == 404


# ---------------------------------------------------------------- nothing leaks

PAGES = (
    "/",
    "/?tab=organ",
    "/approvals",
    "/consult",
    "/cadres",
    "/ledger",
    "/search?q={word}",
    "/search?q=孙局长",
    "/cadres/{sun}",
)


@pytest.mark.parametrize("name", ["zhao", "jishu", "shuji", "ganbu", "sun", "baizhou"])
def test_nothing_sealed_is_on_any_other_page_search_or_workbook(world: Any, opened: Any, name: str) -> None:
    opened()
    request = granted(world)
    browser("zhao", strong=True).get(f"/consult/{request.pk}/open")
    client = browser(name)
    for url in PAGES:
        page = text(client.get(url.format(word=SECRET[:6], sun=world.people["sun"].pk), follow=True))
        said = page.replace(f'value="{SECRET[:6]}"', "").replace(f"“{SECRET[:6]}”", "")
        assert SECRET[:6] not in said and PAY not in page, url
    for url in ("/cadres/export.xlsx", "/ledger/export.xlsx", "/worklist/export.xlsx?tab=organ"):
        book = openpyxl.load_workbook(BytesIO(client.get(url).content))
        cells = "".join(str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row)
        assert SECRET not in cells and PAY not in cells and request.number not in cells


@pytest.mark.parametrize("name", ["sun", "baizhou", "baishu", "ganbu", "buzhang", "shuji"])
def test_to_others_the_request_does_not_exist(world: Any, name: str) -> None:
    request = granted(world)
    client = browser(name, strong=True)
    for url in ("/approvals/peek/{}", "/approvals/{}/looks", "/approvals/{}/withdraw", "/consult/{}/open"):
        answer = client.get(url.format(request.pk))
        assert answer.status_code == 404 and request.number not in text(answer), url
    for url in ("/approvals", "/consult", "/", f"/approvals?on={request.pk}"):
        assert request.number not in text(client.get(url, follow=True)), url
    assert client.post(f"/approvals/{request.pk}/decide", deciding(name)).status_code == 404


def test_what_is_typed_is_shown_as_text(world: Any) -> None:
    asked(world, reason="<script>alert(1)</script>", matter_number="<b>1</b>")
    page = text(browser("jishu").get("/approvals"))
    assert "<script>alert" not in page and "<b>1</b>" not in page and "&lt;script&gt;" in page
