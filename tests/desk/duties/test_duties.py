"""The pages of duties: how each stands and why, entering in a minute, correcting, signing, and who sees what."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from django.conf import settings
from django.test import Client

from desk.support_duties import body, duty, filled, holder
from zeren.records.actor import SYSTEM
from zeren.records.duties.models import Activity, Duty, DutyList
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- the list


def test_the_list_shows_every_body_and_what_is_owed(desk: SimpleNamespace) -> None:
    page = body(desk.sign_in("office").get(desk.url()))
    for words in (
        "领导班子",
        "主要负责人",
        "班子其他成员",
        "专题调研：党风廉政建设",
        "每季 1 次",
        "每半年 2 次",
        "常态",
        "待签",
    ):
        assert words in page
    assert "02-10 到任，此前不作要求" in page  # 陈常委 came in February


def test_a_missed_quarter_is_red_and_says_which_provision_asks_for_it(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    page = body(client.get(desk.url() + f"?day=2026-07-01&duty={duty('research', 'wang').number}"))
    assert "二季度未达到" in page or "一季度、二季度未达到" in page
    assert "履责规定（测试）二" in page


def test_what_does_not_count_is_listed_with_its_reason(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    client.post(desk.url("new", "activities"), filled(topics=["petitions"], title="春耕调研"))
    client.post(desk.url("new", "activities"), filled(in_person=[], title="教育系统调研"))
    page = body(client.get(desk.url() + f"?duty={duty('research', 'wang').number}"))
    assert "事项是信访工作，不是党风廉政建设" in page
    assert "由别人代为，须本人" in page


def test_the_home_leads_to_the_own_organ_and_offers_to_draw_up_a_list(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    assert client.get("/duties").headers["Location"] == desk.url()
    beside = desk.sign_in("beside")
    own = f"/duties/{desk.organs['B'].pk}/2026"
    assert "还没有责任清单" in body(beside.get(own))
    assert beside.post(f"{own}/generate").status_code == 302
    assert DutyList.objects.filter(organ=desk.organs["B"]).exists()


def test_who_sees_no_list_is_told_so_and_led_to_no_missing_page(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wei")
    for page in ("/duties", "/gauge"):
        answer = client.get(page, follow=True)
        assert answer.status_code == 200 and "没有您能看到的责任清单" in body(answer)


def test_who_may_not_draw_up_is_led_to_the_latest_list_in_the_new_year(
    desk: SimpleNamespace, settings: Any
) -> None:
    settings.ZEREN = replace(settings.ZEREN, today=date(2027, 1, 4))
    chen = desk.sign_in("chen")
    assert chen.get("/duties").headers["Location"] == desk.url()
    assert chen.get("/gauge").headers["Location"] == desk.url(noun="gauge")
    organ = desk.organs["Q"].pk
    assert desk.sign_in("office").get("/duties").headers["Location"] == f"/duties/{organ}/2027"


def test_who_stands_on_a_list_finds_it_from_the_own_desk_alone(desk: SimpleNamespace) -> None:
    page = body(desk.sign_in("chen").get("/own/"))
    assert "我的责任清单" in page
    assert "我的责任清单" not in body(desk.sign_in("wei").get("/own/"))
    chen = desk.sign_in("chen")
    own = body(chen.get(desk.url()))
    assert "陈常委" in own and "王书记" not in own
    for url in set(re.findall(r'href="(/(?:duties|activities|gauge)[^"]*)"', own)):
        assert chen.get(unescape(url)).status_code in (200, 302), url


def test_a_day_to_come_is_looked_at_as_such(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    today = settings.ZEREN.today
    assert "还没有到" not in body(client.get(desk.url() + f"?day={today.isoformat()}"))
    assert "还没有到" in body(client.get(desk.url() + f"?day={(today + timedelta(days=1)).isoformat()}"))


def test_everything_that_is_wrong_with_an_activity_is_told_at_once(desk: SimpleNamespace) -> None:
    """What can't be read and what is false, of a form that is filled in as wrongly as may be."""
    client = desk.sign_in("office")
    wrong = {"targets": "无此人", "times": "-3", "title": "", "holder": [], "kind": "无此方式"}
    page = body(client.post(desk.url("new", "activities"), filled(**wrong, day="2026-12-30")))
    for said in (
        "登记中没有“无此人”",
        "人次应为正整数",
        "写明做了什么",
        "写明由谁做",
        "没有“无此方式”",
        "晚于今日",
    ):
        assert said in page
    page = body(client.post(desk.url("new", "activities"), filled(title="", day="二月")))
    assert "不是日期" in page and "写明做了什么" in page and "晚于今日" not in page


def test_numbers_that_are_none_in_an_address_break_nothing(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    for number in ("²", "x", "-1", "9" * 30):
        assert client.get(desk.url(), {"duty": number, "day": number}).status_code == 200
        assert client.get(desk.url("new", "activities"), {"duty": number}).status_code == 200
        assert client.get(desk.url("", "activities"), {"holder": number}).status_code == 200
        wrong = client.post(desk.url("new", "activities"), filled(holder=[number], times=number))
        assert wrong.status_code == 422
        assert client.post(desk.url("sign"), {"number": number}).status_code in (302, 404)


def test_a_list_that_is_behind_the_registers_says_so_to_who_draws_it_up(desk: SimpleNamespace) -> None:
    from zeren.records import registers

    client, said = desk.sign_in("office"), "人员登记或者法规有变化"
    assert said not in body(client.get(desk.url()))
    rows = [{"person": "li", "post": "QC", "start": "2026-03-10"}]
    assert registers.import_rows(SYSTEM, "appointments", rows).written
    page = body(client.get(desk.url()))
    assert said in page and "责任主体 1 个、责任 4 条还没有列入" in page
    assert said not in body(desk.sign_in("chen").get(desk.url()))
    assert said not in body(client.post(desk.url("generate"), follow=True))


def test_breaking_down_needs_a_reason_and_keeps_what_was_typed(desk: SimpleNamespace) -> None:
    client, number = desk.sign_in("office"), duty("research", "wang").number
    answer = client.post(desk.url(str(number)), {"task": "调研招投标", "reason": ""})
    assert answer.status_code == 422
    assert "写明变更的理由" in body(answer) and "调研招投标" in body(answer)
    client.post(desk.url(str(number)), {"task": "调研招投标", "due": "2026-09-30", "reason": "题目改变"})
    assert duty("research", "wang").task == "调研招投标"
    assert "理由：题目改变" in body(client.get(desk.url("changes")))


def test_a_holder_sees_what_was_changed_of_the_own_duties_alone(desk: SimpleNamespace) -> None:
    office, chen, wang = (
        desk.sign_in("office"),
        duty("research", "chen").number,
        duty("research", "wang").number,
    )
    office.post(desk.url(str(wang)), {"task": "调研招投标", "reason": "别人的题目"})
    office.post(desk.url(str(chen)), {"task": "调研农田", "reason": "自己的题目"})
    desk.sign_in("wang").post(desk.url("sign"), {"number": wang})
    page = body(desk.sign_in("chen").get(desk.url("changes")))
    assert "自己的题目" in page and f"第 {chen} 条" in page
    assert "别人的题目" not in page and f"第 {wang} 条" not in page and "签字背书</td>" not in page
    assert "责任主体 1 个" in page  # drawn up: of the whole list the own part
    assert page.count('<td class="nw">2026-') == 2
    whole = body(office.get(desk.url("changes")))
    assert "别人的题目" in whole and "自己的题目" in whole and "签字背书</td>" in whole


def test_a_duty_taken_off_by_mistake_is_put_back_with_a_reason(desk: SimpleNamespace) -> None:
    client, one = desk.sign_in("office"), duty("research", "wang")
    desk.sign_in("wang").post(desk.url("sign"), {"number": one.number})
    assert "恢复删去的条目" not in body(client.get(desk.url("changes")))
    client.post(desk.url(str(one.number)), {"drop": "yes", "reason": "误删"})
    assert duty("research", "wang").dropped is not None
    client.post(desk.url("generate"))
    assert duty("research", "wang").dropped is not None  # drawing up again does not bring it back
    page = body(client.get(desk.url("changes")))
    assert "恢复删去的条目" in page and f"第 {one.number} 条　王书记　专题调研" in page
    again = desk.url("restored")
    assert "写明恢复的理由" in body(client.post(again, {"number": one.number, "reason": ""}, follow=True))
    assert "没有删去的第 0 条" in body(client.post(again, {"number": "²", "reason": "理由"}, follow=True))
    assert desk.sign_in("beside").post(again, {"number": one.number, "reason": "无权"}).status_code == 404
    assert desk.sign_in("chen").post(again, {"number": one.number, "reason": "无权"}).status_code == 404
    page = body(client.post(again, {"number": one.number, "reason": "误删，恢复"}, follow=True))
    assert f"恢复第 {one.number} 条；理由：误删，恢复" in page
    back = duty("research", "wang")
    assert (back.number, back.dropped, back.signed) == (one.number, None, None)
    assert "没有删去的" in body(client.post(again, {"number": one.number, "reason": "再来"}, follow=True))


def test_a_due_day_of_its_own_is_set_and_taken_off_again(desk: SimpleNamespace) -> None:
    client, number = desk.sign_in("office"), duty("research", "wang").number
    client.post(desk.url(str(number)), {"due": "2027-12-31", "reason": "定时限"})
    assert duty("research", "wang").due == date(2027, 12, 31)
    late = client.post(desk.url(str(number)), {"due": "2028-01-01", "reason": "定时限"})
    assert late.status_code == 422 and "时限应在 2026 年或者 2027 年" in body(late)
    client.post(desk.url(str(number)), {"due": "", "reason": "不另定时限"})
    assert duty("research", "wang").due is None
    assert "没有差别" in body(client.post(desk.url(str(number)), {"due": "", "reason": "再来"}, follow=True))


def test_what_owes_nothing_here_is_not_taken_up(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    assert "增列责任主体" not in body(
        client.get(desk.url("changes"))
    )  # the small regulation lays nothing on others
    said = body(client.post(desk.url("bodies"), {"capacity": "court_group", "reason": "理由"}, follow=True))
    assert "没有增列" in said and "现行法规没有写它的责任" in said
    assert desk.sign_in("beside").post(desk.url("bodies"), {"capacity": "court_group"}).status_code == 404


def test_the_secretary_signs_item_by_item(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    page = body(client.get(desk.url("sign")))
    assert "领导班子" in page
    numbers = [d.number for d in Duty.objects.filter(holder__person__code="wang")]
    client.post(desk.url("sign"), {"number": numbers})
    assert not Duty.objects.filter(holder__person__code="wang", signed__isnull=True).exists()
    other = duty("hears", "feng").number
    refused = client.post(desk.url("sign"), {"number": [other]}, follow=True)
    assert f"第 {other} 条不由您签字" in body(refused)


def test_the_chart_has_no_record_and_its_publication_a_place(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    client.post(desk.url("new", "activities"), filled(), follow=True)
    page = body(client.get(desk.url("chart")))
    assert "城关镇作风调研" not in page and "达到" not in page
    assert client.post(desk.url("chart"), {"on": "2026-03-16", "where": ""}).status_code == 422
    client.post(desk.url("chart"), {"on": "2026-03-16", "where": "县政府网站"})
    assert "03-16 公布于县政府网站" in body(client.get(desk.url()))


def test_the_chart_as_a_paper_holds_what_is_published_and_is_a_draft_until_then(
    desk: SimpleNamespace,
) -> None:
    client = desk.sign_in("office")
    client.post(desk.url("new", "activities"), filled(), follow=True)
    answer = client.get(desk.url("chart.docx"))
    (table,) = docx.Document(BytesIO(answer.content)).tables
    assert [cell.text for cell in table.rows[0].cells] == [
        "条",
        "责任主体",
        "责任",
        "任务和措施",
        "时限",
        "依据",
    ]
    assert len(table.rows) == 1 + Duty.objects.filter(dropped__isnull=True).count()
    words = "".join(cell.text for row in table.rows for cell in row.cells)
    assert "专题调研：党风廉政建设" in words and "城关镇作风调研" not in words
    assert unquote(answer["Content-Disposition"]).endswith("责任图表（稿）.docx")
    client.post(desk.url("chart"), {"on": "2026-03-16", "where": "县政府网站"})
    printed = client.get(desk.url("chart.pdf"))
    assert printed.content.startswith(b"%PDF-") and "稿" not in unquote(printed["Content-Disposition"])
    assert client.get(desk.url("chart.exe")).status_code == 404
    assert TrailEntry.objects.filter(act="exported", detail="duty chart pdf").count() == 1


def test_the_workbook_has_a_row_for_each_duty(desk: SimpleNamespace) -> None:
    answer = desk.sign_in("office").get(desk.url("export.xlsx"))
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    titles = [row[3] for row in rows]
    assert titles.count("专题调研：党风廉政建设") == 3


# ---------------------------------------------------------------- occasions, the report


def test_an_occasion_asks_the_member_and_a_false_one_is_told(desk: SimpleNamespace) -> None:
    client, url = desk.sign_in("office"), desk.url("occasions")
    sent = {
        "event": "t-2020-duties#meeting_called",
        "at": "2026-03-02",
        "title": "县交通局廉政会议",
        "unit": "青县交通局",
    }
    wrong = client.post(url, sent | {"unit": "没有这个单位", "title": ""})
    assert wrong.status_code == 422
    assert "登记中没有“没有这个单位”" in body(wrong)
    assert "（履责规定（测试）六）</option>" in body(wrong)
    assert "县交通局廉政会议" in body(client.post(url, sent, follow=True))
    page = body(client.get(desk.url() + f"?duty={duty('attends', 'feng').number}"))
    assert "0 / 1 次" in page
    client.post(
        desk.url("new", "activities"),
        filled(kind="attendance", holder=[holder("feng")], occasion="1", day="2026-03-02"),
    )
    assert "1 / 1 次" in body(client.get(desk.url()))


def test_an_occasion_entered_by_mistake_is_taken_off_with_a_reason_and_stays_on_record(
    desk: SimpleNamespace,
) -> None:
    client, url = desk.sign_in("office"), desk.url("occasions")
    sent = {
        "event": "t-2020-duties#meeting_called",
        "at": "2026-03-02",
        "title": "误登的会议",
        "unit": "青县交通局",
    }
    client.post(url, sent)
    client.post(
        desk.url("new", "activities"),
        filled(kind="attendance", holder=[holder("feng")], occasion="1", day="2026-03-02"),
    )
    assert "写明撤销的理由" in body(client.post(url, {"withdraw": "1", "reason": " "}, follow=True))
    assert "1 / 1 次" in body(client.get(desk.url()))
    page = body(client.post(url, {"withdraw": "1", "reason": "不是廉政会议"}, follow=True))
    assert "撤销的事由" in page and "误登的会议" in page and "不是廉政会议" in page
    assert "1 / 1 次" not in body(client.get(desk.url()))
    assert Activity.objects.get(kind="attendance").occasion is None  # what was done stays
    client.post(url, sent | {"title": "第二次会议"})
    assert list(DutyList.objects.get(year=2026).occasions.values_list("number", flat=True)) == [3]
    for number in ("1", "²", "99999999999999999999"):
        assert client.post(url, {"withdraw": number, "reason": "再撤"}).status_code == 404
    assert desk.sign_in("wei").post(url, {"withdraw": "3", "reason": "无权"}).status_code == 404


def test_an_occasion_without_a_unit_is_shown(desk: SimpleNamespace) -> None:
    client, url = desk.sign_in("office"), desk.url("occasions")
    sent = {"event": "t-2020-duties#meeting_called", "at": "2026-03-02", "title": "全县会议"}
    answer = client.post(url, sent, follow=True)
    assert answer.status_code == 200 and "全县会议" in body(answer)


def test_an_occasion_of_a_day_to_come_is_refused(desk: SimpleNamespace) -> None:
    client, url = desk.sign_in("office"), desk.url("occasions")
    sent = {"event": "t-2020-duties#meeting_called", "title": "会议", "unit": "青县交通局"}
    today = settings.ZEREN.today
    assert client.post(url, sent | {"at": (today + timedelta(days=1)).isoformat()}).status_code == 422
    assert client.post(url, sent | {"at": today.isoformat()}).status_code == 302


def test_the_report_is_drafted_from_the_ledger_and_names_what_was_missed(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    client.post(desk.url("new", "activities"), filled())
    page = body(client.get(desk.url("report/half")))
    assert "上半年履行党风廉政建设责任情况的报告" in page
    assert f"holder={holder('wang')}" in page  # the figure leads to its records
    paper = docx.Document(BytesIO(client.get(desk.url("report/half.docx")).content))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "专题调研：党风廉政建设" in text and "存在的问题和下一步打算" in text
    assert client.get(desk.url("report/quarter")).status_code == 404


def test_an_explanation_stands_beside_the_state_in_the_workbook_and_in_the_report(
    desk: SimpleNamespace, settings: Any
) -> None:
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 7, 2))
    wang, number = desk.sign_in("wang"), duty("research", "wang").number
    assert "说明情况" in body(wang.get(desk.url() + f"?duty={number}"))
    assert "说明情况</a>" not in body(desk.sign_in("office").get(desk.url() + f"?duty={number}"))
    form = desk.url(f"{number}/explain")
    assert "二季度　未达到" in body(wang.get(form))
    sent = {"period": "2026-Q2", "words": "汛期值守", "on": "2026-07-02", "due": "2026-07-20"}
    wrong = wang.post(form, sent | {"words": "", "due": "2026-07-01"})
    assert wrong.status_code == 422 and "写明情况" in body(wrong) and "早于说明的日期" in body(wrong)
    page = body(wang.post(form, sent, follow=True))
    assert "状态不因说明改变" in page and "汛期值守；新定 07-20 前补办" in page and "二季度未达到" in page
    report = body(wang.get(desk.url("report/half")))
    assert "说明：汛期值守" in report and "截至2026年6月30日" in report and "三季度" not in report
    out = openpyxl.load_workbook(BytesIO(wang.get(desk.url("export.xlsx")).content)).active
    assert any("汛期值守" in str(cell) for row in out.iter_rows(values_only=True) for cell in row)
    assert desk.sign_in("feng").get(form).status_code == 404


# ---------------------------------------------------------------- who


def test_who_sees_what(desk: SimpleNamespace) -> None:
    desk.sign_in("office").post(desk.url("new", "activities"), filled())
    beside, audit = desk.sign_in("beside"), desk.sign_in("audit")
    for page in ("", "changes", "chart", "sign", "export.xlsx"):
        assert beside.get(desk.url(page)).status_code == 404
    for page in ("", "new", "1", "1/correct", "export.xlsx"):
        assert beside.get(desk.url(page, "activities")).status_code == 404
    assert beside.post(desk.url("generate")).status_code == 404
    assert audit.get(desk.url()).status_code in (302, 403)
    assert Client().get(desk.url()).status_code == 302
