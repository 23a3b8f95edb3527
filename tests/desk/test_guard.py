"""密级、回避: the page, its forms, and what they carry into files."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zeren.records import clock
from zeren.records.matters import files, secrecy
from zeren.records.matters.models import Attachment, Matter
from zeren.records.recusals.models import Recusal

pytestmark = pytest.mark.django_db


def name_of(answer: Any) -> str:
    return unquote(answer["Content-Disposition"])


def classified(client: Any, pk: int, **given: str) -> Any:
    return client.post(f"/matters/{pk}/guard/classify", {"level": "机密", "reason": "涉及线索", **given})


def test_the_level_is_carried_into_head_files_and_lists(desk: Any, late: Any) -> None:
    client = desk.sign_in("wang")
    paper = files.add_attachment(_actor(desk), late.pk, "笔录.txt", "内容".encode())
    assert "笔录.txt" in name_of(client.get(f"/matters/{late.pk}/materials/{paper.pk}"))
    answer = classified(client, late.pk, restricted="1", circle="李某某", until="2030-06-01")
    assert answer.status_code == 302 and answer["Location"].endswith("guard#classify")
    page = client.get(f"/matters/{late.pk}/").content.decode()
    assert "机密★至2030年6月1日，限定知悉范围" in page
    assert "〔机密〕笔录.txt" in name_of(client.get(f"/matters/{late.pk}/materials/{paper.pk}"))
    assert "〔机密〕核对凭据" in name_of(client.get(f"/matters/{late.pk}/receipt"))
    for url in ("/ledger/export.xlsx", "/worklist/export.xlsx?tab=organ"):
        export = client.get(url)
        assert "〔机密〕" in name_of(export), url
        sheet = openpyxl.load_workbook(BytesIO(export.content)).worksheets[0]
        assert "机密　王某某" in str(sheet.oddFooter.left.text), url
    assert "〔" not in name_of(desk.sign_in("bai").get("/ledger/export.xlsx"))


def _actor(desk: Any) -> Any:
    from zeren.access.accounts import queries

    return queries.actor_of(desk.accounts["wang"])


def test_outside_the_circle_every_page_of_the_matter_is_not_there(desk: Any, late: Any) -> None:
    li = desk.sign_in("li")
    assert li.get(f"/matters/{late.pk}/").status_code == 200
    classified(desk.sign_in("wang"), late.pk, restricted="1")
    for tail in ("", "findings", "records", "materials", "rights", "manage", "guard", "receipt"):
        assert li.get(f"/matters/{late.pk}/{tail}").status_code == 404, tail
    for url in ("/", "/?tab=organ", "/ledger", f"/search?q={late.number}", "/cadres"):
        assert late.number not in li.get(url).content.decode().replace(f'value="{late.number}"', "").replace(
            f"“{late.number}”", ""
        ), url
    assert desk.sign_in("shuji").get(f"/matters/{late.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"level": "机密"}, "机密应当限定知悉范围"),
        ({"level": "", "restricted": "1"}, "没有“”这一密级"),
        ({"until": "2026-13-01", "restricted": "1"}, "“2026-13-01”不是日期"),
        ({"until": "2026-10-13", "restricted": "1"}, "保密期限应当晚于今日"),
        ({"restricted": "1", "circle": "李某某、无此人"}, "登记中没有，或者同名不止一人：无此人"),
        ({"restricted": "1", "reason": ""}, "请写明理由"),
    ],
)
def test_a_level_that_is_not_right_keeps_what_was_typed(desk: Any, late: Any, given: Any, told: str) -> None:
    answer = classified(desk.sign_in("wang"), late.pk, **{"reason": "涉及线索二", **given})
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page
    assert given.get("reason", "涉及线索二") in page
    assert Matter.objects.get(pk=late.pk).classification == ""


def test_who_declares_oneself_is_led_away_and_the_principal_hands_over(desk: Any, late: Any) -> None:
    wang, shuji = desk.sign_in("wang"), desk.sign_in("shuji")
    given = {"person": "王某某", "relation": "kin", "reason": "对象是本人亲属"}
    answer = wang.post(f"/matters/{late.pk}/guard/declare", given)
    assert answer["Location"] == "/recusals"
    said = wang.get("/recusals").content.decode()
    assert "已记明回避" in said and late.number in said
    assert wang.get(f"/matters/{late.pk}/").status_code == 404
    page = shuji.get(f"/matters/{late.pk}/guard").content.decode()
    assert "对象是本人亲属" in page and "亲属关系" in page and "解除回避" in page
    taken = shuji.post(f"/matters/{late.pk}/manage/handover", {"taker": "王某某"})
    assert taken.status_code == 422 and "接手的人应当回避本案" in taken.content.decode()
    assert shuji.post(f"/matters/{late.pk}/manage/handover", {"taker": "李某某"}).status_code == 302


def test_a_challenge_is_decided_with_reasons_by_the_principal(desk: Any, late: Any) -> None:
    li, shuji = desk.sign_in("li"), desk.sign_in("shuji")
    li.post(f"/matters/{late.pk}/guard/challenge", {"person": "王某某", "reason": "本人称有过节"})
    recusal = Recusal.objects.get()
    assert "待决定" in li.get(f"/matters/{late.pk}/guard").content.decode()
    decided = {"recusal": str(recusal.pk), "decision": "granted", "reason": "属实"}
    refused = li.post(f"/matters/{late.pk}/guard/decide", decided)
    assert refused.status_code == 422 and "由承办机关主要负责人决定" in refused.content.decode()
    assert shuji.post(f"/matters/{late.pk}/guard/decide", {**decided, "reason": ""}).status_code == 422
    assert shuji.post(f"/matters/{late.pk}/guard/decide", decided).status_code == 302
    assert desk.sign_in("wang").get(f"/matters/{late.pk}/").status_code == 404
    records = shuji.get(f"/matters/{late.pk}/records").content.decode()
    assert "决定回避" in records and "王某某" in records and "person:" not in records
    assert shuji.post(f"/matters/{late.pk}/guard/decide", {**decided, "recusal": "9" * 30}).status_code == 404


def test_taking_part_all_the_same_stands_first_on_the_matter(desk: Any, late: Any, settings: Any) -> None:
    from dataclasses import replace

    from zeren.records.actor import SYSTEM
    from zeren.records.matters import acts
    from zeren.records.recusals import acts as recusals

    recusals.declare(SYSTEM, late.pk, desk.people["li"].pk, "interest", "有利害关系")
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 10, 15))
    ref = f"person:{desk.people['li'].pk}"
    acts.record_event(SYSTEM, late.pk, "heard", clock.today(), by=[ref])
    for tail in ("", "findings", "guard"):
        page = desk.sign_in("wang").get(f"/matters/{late.pk}/{tail}").content.decode()
        assert "李某某应当回避而参与了" in page, tail


def test_one_declaration_for_all_matters_of_a_person(desk: Any, late: Any) -> None:
    client = desk.sign_in("wang")
    assert "您没有申报过回避" in client.get("/recusals").content.decode()
    wrong = client.post("/recusals", {"person": "无此人", "relation": "kin"})
    assert wrong.status_code == 422 and "登记中没有“无此人”" in wrong.content.decode()
    assert 'value="无此人"' in wrong.content.decode()
    assert (
        client.post("/recusals", {"person": "赵某某", "relation": "kin", "source": "申报表 3 号"}).status_code
        == 302
    )
    page = client.get("/recusals").content.decode()
    assert "赵某某的全部事项" in page and "申报表 3 号" in page
    assert client.get(f"/matters/{late.pk}/").status_code == 404
    pk = Recusal.objects.get().pk
    assert desk.sign_in("li").post(f"/recusals/{pk}/end").status_code == 404
    assert client.post(f"/recusals/{pk}/end").status_code == 302
    assert client.get(f"/matters/{late.pk}/").status_code == 404, "the last day still counts"
    page = client.get("/recusals").content.decode()
    assert "已撤回" in page and "2026-10-13 至 2026-10-13" in page and f"/recusals/{pk}/end" not in page


def test_what_was_taken_back_is_not_taken_back_again_and_its_last_day_stays(
    desk: Any, late: Any, settings: Any
) -> None:
    from dataclasses import replace

    client = desk.sign_in("wang")
    client.post("/recusals", {"person": "赵某某", "relation": "kin"})
    declared = Recusal.objects.get()
    assert client.post(f"/recusals/{declared.pk}/end").status_code == 302
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 10, 20))
    assert client.post(f"/recusals/{declared.pk}/end").status_code == 404
    declared.refresh_from_db()
    assert declared.until == date(2026, 10, 13)
    assert client.get(f"/matters/{late.pk}/").status_code == 200


def test_of_a_request_that_was_refused_no_days_are_told(desk: Any, late: Any) -> None:
    li, shuji = desk.sign_in("li"), desk.sign_in("shuji")
    li.post(f"/matters/{late.pk}/guard/challenge", {"person": "王某某", "reason": "本人称有过节"})
    url = f"/matters/{late.pk}/guard"
    assert "2026-10-13 起" not in shuji.get(url).content.decode(), "asked for, it holds from no day"
    refused = {"recusal": str(Recusal.objects.get().pk), "decision": "refused", "reason": "查无此事"}
    shuji.post(f"{url}/decide", refused)
    for page in (shuji.get(url), desk.sign_in("wang").get("/recusals")):
        text = page.content.decode()
        assert "不予回避" in text and "2026-10-13 起" not in text


def test_a_paper_may_have_a_level_of_its_own(desk: Any, late: Any) -> None:
    client = desk.sign_in("wang")
    upload = SimpleUploadedFile("笔录.txt", "内容".encode())
    client.post(f"/matters/{late.pk}/materials", {"file": upload, "level": "秘密"})
    paper = Attachment.objects.get()
    assert (paper.classification, secrecy.name_of(paper)) == ("秘密", "〔秘密〕笔录.txt")
    assert "〔秘密〕笔录.txt" in name_of(client.get(f"/matters/{late.pk}/materials/{paper.pk}"))
    classified(client, late.pk, restricted="1")
    assert "〔机密〕笔录.txt" in name_of(client.get(f"/matters/{late.pk}/materials/{paper.pk}"))
    wrong = SimpleUploadedFile("b.txt", b"b")
    client.post(f"/matters/{late.pk}/materials", {"file": wrong, "level": "最密"})
    assert Attachment.objects.count() == 1
    assert "没有“最密”这一密级" in client.get(f"/matters/{late.pk}/materials").content.decode()
