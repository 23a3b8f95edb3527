"""The pages of duties: how each stands and why, entering in a minute, correcting, signing, and who sees what."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk.support_workbook import whole
from records.duties.test_terms import TERMS
from zeren.law.packs.loading import load_pack_text
from zeren.records import packs
from zeren.records.actor import SYSTEM
from zeren.records.duties import activities, acts
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.models import Activity, ActivityFile, Duty, DutyList
from zeren.records.matters import acts as matters
from zeren.records.matters.opening import Opening, open_matter
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


def body(answer: Any) -> str:
    """The words of a page."""
    return answer.content.decode()


def duty(norm: str, code: str) -> Duty:
    """A duty of somebody."""
    return Duty.objects.get(norm=norm, holder__person__code=code)


def holder(code: str) -> str:
    """The number of a holder."""
    return str(DutyList.objects.get(year=2026, organ__code="Q").holders.get(person__code=code).number)


def filled(**more: Any) -> dict[str, Any]:
    """A form of the secretary's research, as it is sent."""
    return {
        "day": "2026-02-26", "kind": "research", "title": "城关镇作风调研", "topics": ["conduct_building"],
        "holder": [holder("wang")], "in_person": [holder("wang")],
    } | more  # fmt: skip


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


# ---------------------------------------------------------------- activities


def test_an_activity_is_entered_and_says_which_duties_it_serves(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    answer = client.post(desk.url("new", "activities"), filled(), follow=True)
    number = duty("research", "wang").number
    assert f"第 {number} 条　专题调研：党风廉政建设" in body(answer)
    assert "城关镇作风调研" in body(client.get(desk.url(noun="activities")))


def test_the_form_of_a_duty_is_filled_in_ahead(desk: SimpleNamespace) -> None:
    page = body(
        desk.sign_in("wang").get(desk.url(f"new?duty={duty('research', 'wang').number}", "activities"))
    )
    assert '<option value="research" selected>' in page
    assert 'name="topics" value="conduct_building" checked' in page
    assert f'name="holder" value="{holder("wang")}" checked' in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "2026-03-17"}, "晚于今日"),
        ({"day": "2026-13-40"}, "不是日期"),
        ({"title": ""}, "写明做了什么"),
        ({"holder": []}, "写明由谁做"),
        ({"targets": "没有这个人"}, "登记中没有“没有这个人”"),
        ({"times": "三"}, "人次应为正整数"),
        ({"kind": "dancing"}, "没有“dancing”这一项"),
    ],
)
def test_what_is_false_is_told_at_its_field_and_what_was_typed_stays(
    desk: SimpleNamespace, wrong: dict[str, Any], said: str
) -> None:
    sent = filled(**{"evidence": "会议纪要〔2026〕3号", **wrong})
    answer = desk.sign_in("office").post(desk.url("new", "activities"), sent)
    assert answer.status_code == 422
    assert said in body(answer) and "会议纪要〔2026〕3号" in body(answer)
    assert not Activity.objects.exists()


def test_a_correction_needs_its_reason_and_the_old_stays_to_be_read(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    client.post(desk.url("new", "activities"), filled(title="城关镇调研"))
    form = body(client.get(desk.url("1/correct", "activities")))
    assert 'value="城关镇调研"' in form
    assert client.post(desk.url("1/correct", "activities"), filled()).status_code == 422
    page = body(client.post(desk.url("1/correct", "activities"), filled(reason="题目写错"), follow=True))
    assert "城关镇作风调研" in page and "2026-02-26 城关镇调研" in page and "理由：题目写错" in page


def test_voiding_and_countersigning(desk: SimpleNamespace) -> None:
    office, feng = desk.sign_in("office"), desk.sign_in("feng")
    office.post(desk.url("new", "activities"), filled())
    assert "冯副书记" in body(feng.post(desk.url("1/countersign", "activities"), follow=True))
    assert "写明理由" in body(office.post(desk.url("1/void", "activities"), {"reason": ""}, follow=True))
    office.post(desk.url("1/void", "activities"), {"reason": "重复"})
    assert office.get(desk.url("1", "activities")).status_code == 404


def test_where_the_list_demands_it_page_and_form_say_that_it_must_be_countersigned(
    desk: SimpleNamespace,
) -> None:
    office, feng, number = desk.sign_in("office"), desk.sign_in("feng"), duty("research", "wang").number
    office.post(desk.url(str(number)), {"countersign": "yes", "reason": "对账销号"})
    assert "须会签：由清单上的别人会签" in body(office.get(desk.url() + f"?duty={number}"))
    assert "须会签：由清单上的别人会签" in body(office.get(desk.url(f"new?duty={number}", "activities")))
    other = duty("research", "feng").number
    assert "须会签：由清单上的别人会签" not in body(office.get(desk.url(f"new?duty={other}", "activities")))
    assert "会签以后计入" in body(office.post(desk.url("new", "activities"), filled(), follow=True))
    assert "没有会签；由清单上的别人会签即计入" in body(office.get(desk.url() + f"?duty={number}"))
    assert "城关镇作风调研" in body(office.get(desk.url(noun="activities") + "?signed=no"))
    page = body(feng.post(desk.url("1/countersign", "activities"), follow=True))
    assert "会签以后计入" not in page and f"第 {number} 条" in page
    assert "城关镇作风调研" not in body(office.get(desk.url(noun="activities") + "?signed=no"))
    assert office.post(desk.url("1/other", "activities")).status_code == 404


def test_a_photo_goes_with_the_activity_and_comes_out_with_a_line_on_the_trail(desk: SimpleNamespace) -> None:
    office, url = desk.sign_in("office"), desk.url("new", "activities")

    def paper(name: str, content: bytes = b"x") -> SimpleUploadedFile:
        return SimpleUploadedFile(name, content)

    wrong = office.post(url, filled(files=[paper("纪要.txt"), paper("宏.exe")]))
    assert wrong.status_code == 422 and "不在可收之列" in body(wrong) and "城关镇作风调研" in body(wrong)
    assert not Activity.objects.exists() and not ActivityFile.objects.exists()
    page = body(office.post(url, filled(files=[paper("纪要.txt", "会议纪要".encode())]), follow=True))
    assert "纪要.txt" in page and "附上佐证材料" in page
    refused = body(
        office.post(desk.url("1/files", "activities"), {"files": [paper("空.pdf", b"")]}, follow=True)
    )
    assert "没有附上" in refused and "是空文件" in refused
    office.post(desk.url("1/files", "activities"), {"files": [paper("签到.txt")]})
    first, second = ActivityFile.objects.order_by("pk")
    out = desk.sign_in("wang").get(desk.url(f"1/files/{first.pk}", "activities"))
    assert out.content.decode() == "会议纪要" and "attachment" in out["Content-Disposition"]
    (read,) = TrailEntry.objects.filter(act="activity_file_read")
    assert read.detail == f"1 {first.pk}"
    for name in ("beside", "audit"):
        other = desk.sign_in(name)
        assert other.get(desk.url(f"1/files/{first.pk}", "activities")).status_code in (302, 403, 404)
        answer = other.post(desk.url("1/files", "activities"), {"files": [paper("甲.txt")]})
        assert answer.status_code in (302, 403, 404) and ActivityFile.objects.count() == 2
    assert office.get(desk.url(f"2/files/{first.pk}", "activities")).status_code == 404


def test_what_is_odd_is_asked_about_and_not_refused(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    client.post(desk.url("new", "activities"), filled(day="2026-01-05", holder=[holder("chen")]))
    assert "陈常委不在这一职务" in body(client.get(desk.url(noun="activities")))


def test_the_ledger_narrows_and_goes_out_alike(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    client.post(desk.url("new", "activities"), filled())
    client.post(desk.url("new", "activities"), filled(kind="meeting", title="专题会议"))
    only = f"?kind=meeting&since=2026-01-01&holder={holder('wang')}"
    page = body(client.get(desk.url(noun="activities") + only))
    assert "专题会议" in page and "城关镇作风调研" not in page
    out = client.get(desk.url("export.xlsx", "activities") + only)
    assert len(whole(client, desk.url("export.xlsx", "activities"))) == 3
    cells = [
        c
        for row in openpyxl.load_workbook(BytesIO(out.content)).active.iter_rows(values_only=True)
        for c in row
    ]
    assert "专题会议" in cells and "城关镇作风调研" not in cells


def test_a_duty_of_each_term_shows_what_was_done_in_its_other_years(desk: SimpleNamespace) -> None:
    shared = packs.installed().shared
    once = load_pack_text(TERMS.encode(), "t-2019-terms.yaml", shared)
    with packs.using([*packs.installed().packs, once], shared):
        for year in (2025, 2026):
            acts.generate(SYSTEM, desk.organs["Q"].pk, year)
        client, number = desk.sign_in("wang"), Duty.objects.get(norm="states", list__year=2026).number
        page = body(client.get(desk.url() + f"?duty={number}"))
        assert "每届 1 次" in page and "任期 2024-03-01 起" in page
        earlier = f"/activities/{desk.organs['Q'].pk}/2025"
        own = DutyList.objects.get(year=2025).holders.get(person__code="wang").number
        said = filled(
            kind="report_made", title="述职", topics=["three_statements"], holder=[own], in_person=[own]
        )
        client.post(
            f"{earlier}/new", said | {"day": "2025-10-08", "topics": ["petitions"], "title": "信访报告"}
        )
        page = body(client.get(desk.url() + f"?duty={number}"))
        assert "事项是信访工作" in page and "2025-10-08" in page and f'href="{earlier}/1"' in page
        client.post(f"{earlier}/new", said | {"day": "2025-11-20"})
        page = body(client.get(desk.url() + f"?duty={number}"))
        assert f'<a href="{earlier}/2">2025-11-20 述职</a>' in page and "11-20 办" in page


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


def test_the_check_of_a_sheet_says_that_empty_cells_of_a_correction_leave_what_stands(
    desk: SimpleNamespace,
) -> None:
    office = desk.sign_in("office")
    office.post(desk.url("new", "activities"), filled(signed=[holder("wang")]))

    def checked(**more: str) -> str:
        book = openpyxl.load_workbook(BytesIO(office.get("/registers/activities/template.xlsx").content))
        page = book.worksheets[0]
        heads = {str(c.value).rstrip("*"): c.column for row in page.iter_rows() for c in row if c.value}
        row = next(c.row for line in page.iter_rows() for c in line if c.value == "编号") + 1
        given = {
            "单位代码": "Q",
            "日期": "2026-02-26",
            "方式": "专题调研",
            "做了什么": "调研",
            "由谁": "王书记",
        }
        for title, value in (given | more).items():
            page.cell(row, heads[title]).value = value
        out = BytesIO()
        book.save(out)
        file = SimpleUploadedFile("履责记录.xlsx", out.getvalue())
        return body(office.post("/registers/activities/import", {"file": file}))

    assert "更正的行空着的格照旧" not in checked()
    assert "更新 1，没有变化 0；更正的行空着的格照旧" in checked(编号="1")
    office.post("/registers/activities/import", {"token": office.session["import"]["token"], "do": "all"})
    one = Activity.objects.get()
    assert (one.title, one.topics) == ("调研", "|conduct_building|")
    assert [(d.in_person, d.signed) for d in one.doers.all()] == [(True, True)]


def test_what_was_not_recorded_is_not_made_a_no_by_a_correction(desk: SimpleNamespace) -> None:
    from zeren.records import registers

    row = {
        "organ": "Q",
        "at": "2026-02-26",
        "kind": "专题调研",
        "title": "调研",
        "doers": "王书记、冯副书记",
        "signed": "是",
    }
    assert registers.import_rows(SYSTEM, "activities", [row]).written
    both = [holder("wang"), holder("feng")]
    sent = filled(reason="题目写错", holder=both, in_person=[holder("feng")], signed=[holder("wang")])
    desk.sign_in("office").post(desk.url("1/correct", "activities"), sent)
    said = {d.holder.person.code: (d.in_person, d.signed) for d in Activity.objects.get().doers.all()}
    assert said == {"wang": (None, True), "feng": (True, False)}


def test_the_bar_says_where_the_ledger_belongs(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    for page in ("", "new"):
        shown = body(client.get(desk.url(page, "activities")))
        assert re.search(r'aria-current="page"[^>]*>尽责', shown)


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


def test_the_gauge_opens_the_records_behind_each_number(desk: SimpleNamespace) -> None:
    """On the real gauge: last year's list beside, no total, the records of a number to be counted again."""
    from zeren.law.packs.library import PackLibrary

    shared = packs.installed().shared
    library = PackLibrary.load(settings.ZEREN.packs)
    real = [pack for pack in library.packs if pack.id == "gs-2016-866-gauge"]
    with packs.using([*packs.installed().packs, *real], shared):
        acts.generate(SYSTEM, desk.organs["Q"].pk, 2025)
        acts.generate(SYSTEM, desk.organs["B"].pk, 2026)
        client = desk.sign_in("wang")
        client.post(desk.url("new", "activities"), filled(signed=[holder("wang")]))
        page = body(client.get(desk.url(noun="gauge")))
        assert "八个多少" in page and "六个亲自" in page and "六个是否" in page
        assert "合计" not in page
        number = holder("wang")
        records = body(client.get(desk.url(f"{number}/personally-research", "gauge")))
        assert "城关镇作风调研" in records
        assert "没有记录" in body(client.get(desk.url(f"{number}/personally-solve", "gauge")))
        assert client.get(desk.url("export.xlsx", "gauge")).status_code == 200
        assert desk.sign_in("beside").get(desk.url(noun="gauge")).status_code == 404


@pytest.fixture
def gauge(desk: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """The county under the real gauge."""
    from zeren.law.packs.library import PackLibrary

    shared = packs.installed().shared
    library = PackLibrary.load(settings.ZEREN.packs)
    real = [pack for pack in library.packs if pack.id == "gs-2016-866-gauge"]
    with packs.using([*packs.installed().packs, *real], shared):
        yield desk


def figure(desk: SimpleNamespace, norm: str) -> str:
    """The page of the records behind a count of the committee."""
    number = DutyList.objects.get(year=2026, organ__code="Q").holders.get(capacity="leading_group").number
    return body(desk.sign_in("office").get(desk.url(f"{number}/{norm}", "gauge")))


def test_what_is_recorded_beside_the_gauge_is_counted(gauge: SimpleNamespace) -> None:
    """立案、巡察、销号、问责 that no other procedure here tells: one unit toured twice is one unit, a voided case none."""
    organ = gauge.organs["Q"]
    day = date(2026, 2, 2)
    asked = Opening(
        "gs-2016-866-gauge", "gauge-records", organ.pk, "来源记录", [f"organ:{organ.pk}"], day, mark="青标"
    )
    matter = open_matter(SYSTEM, asked).pk

    def record(step: str, by: str = "party_committee", **fields: str) -> int:
        kept = matters.record_event(SYSTEM, matter, step, day, fields, by=(by,))
        return kept.event.seq

    assert "没有记录" in figure(gauge, "how-many-cases")
    record("case_filed", "discipline_commission")
    wrong = record("case_filed", "discipline_commission")
    unit = {"inspected": f"organ:{gauge.organs['B'].pk}", "tour": "local"}
    record("unit_inspected", **unit)
    record("unit_inspected", **unit)
    record("problem_closed")
    record("pursuit_decided", "deciding_organ")
    page = figure(gauge, "how-many-cases")
    assert "查处案件　2 件" in page and "立案　来源记录" in page
    matters.void_event(SYSTEM, matter, wrong, reason="重复登记")
    for norm, said in (
        ("how-many-cases", "查处案件　1 件"), ("how-many-inspected", "巡视单位　1 个"),
        ("how-many-rectified", "整改问题　1 个"), ("how-many-pursuits", "追究责任　1 起"),
    ):  # fmt: skip
        assert said in figure(gauge, norm)


def talk(desk: SimpleNamespace, **more: Any) -> dict[str, Any]:
    """A form of a talk of the deputy's."""
    return filled(
        kind="talk", title="谈话", topics=["cadre_talks"], holder=[holder("feng")], in_person=[], **more
    )


def test_person_times_are_those_written_or_the_persons_named_else_unknown(gauge: SimpleNamespace) -> None:
    client, url = gauge.sign_in("office"), gauge.url("new", "activities")
    client.post(url, talk(gauge, targets="卫局长、李科长"))
    assert "谈话　2 人次" in figure(gauge, "how-many-talks")
    client.post(url, talk(gauge, times="5"))
    client.post(url, talk(gauge, targets="李科长、青县交通局") | {"kind": "admonition"})
    page = body(client.get(gauge.url(noun="gauge")))
    assert "谈话　8 人次" in figure(gauge, "how-many-talks")
    assert '<td class="num dim">8</td>' in page  # the quarter adds up to the same
    client.post(url, talk(gauge))  # nobody named, no number
    assert "待查明" in body(client.get(gauge.url(noun="gauge")))
    assert "谈话　8 人次" not in figure(gauge, "how-many-talks")


def test_in_person_that_is_not_recorded_is_no_answer(gauge: SimpleNamespace) -> None:
    """亲自 is neither yes nor no where the record does not say who did it (from Excel, with the column left empty)."""
    lst = DutyList.objects.get(year=2026, organ__code="Q")
    who = Doer(int(holder("wang")), None, None)
    activities.record(SYSTEM, lst.pk, [Doing(date(2026, 2, 2), "research", "调研", (who,))])
    page = body(gauge.sign_in("office").get(gauge.url(noun="gauge")))
    assert page.count("待查明") == 1 and page.count('<span class="dim">没有记录</span>') == 5


def test_of_two_principals_of_a_year_each_has_the_six(gauge: SimpleNamespace) -> None:
    """王书记 leaves in February, 李书记 comes in March: what the first did in person is not lost."""
    from zeren.records import registers

    client = gauge.sign_in("wang")
    client.post(gauge.url("new", "activities"), filled(day="2026-02-02", signed=[holder("wang")]))
    rows = [
        {"person": "wang", "post": "QS", "start": "2024-03-01", "end": "2026-02-28", "source": "免"},
        {"person": "li", "post": "QS", "start": "2026-03-01", "source": "任"},
    ]
    registers.import_rows(SYSTEM, "people", [{"code": "li", "name": "李书记", "organ": "Q"}])
    assert registers.import_rows(SYSTEM, "appointments", rows).written
    acts.generate(SYSTEM, gauge.organs["Q"].pk, 2026)
    page = body(gauge.sign_in("office").get(gauge.url(noun="gauge")))
    assert page.count("六个亲自</h2>") == 2
    assert "王书记，县委书记（02-28 离任）" in page and "李书记，县委书记（03-01 任）" in page


def test_each_sees_the_own_six_on_the_gauge_and_nobody_elses(gauge: SimpleNamespace) -> None:
    chen = gauge.sign_in("chen")
    page = body(chen.get(gauge.url(noun="gauge")))
    assert "陈常委" in page and "冯副书记" not in page
    assert "八个多少" not in page and "六个亲自" not in page
    assert chen.get(gauge.url(f"{holder('chen')}/whether-researched", "gauge")).status_code == 200
    assert chen.get(gauge.url(f"{holder('feng')}/whether-researched", "gauge")).status_code == 404
    assert chen.get(gauge.url(f"{holder('wang')}/personally-plan", "gauge")).status_code == 404
    book = openpyxl.load_workbook(BytesIO(chen.get(gauge.url("export.xlsx", "gauge")).content))
    words = {str(cell) for row in book.active.iter_rows(values_only=True) for cell in row}
    assert "六个是否" in words and not words & {"八个多少", "六个亲自"}


def test_the_history_of_number_one_is_not_that_of_ten(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    for place in range(10):
        client.post(desk.url("new", "activities"), filled(title=f"第{place + 1}次调研"))
    page = body(client.get(desk.url("1", "activities")))
    assert page.count("登记　") == 1
