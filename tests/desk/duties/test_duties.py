"""The pages of duties: how each stands and why, entering in a minute, correcting, signing, and who sees what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
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

from records.duties.test_terms import TERMS
from zeren.law.packs.loading import load_pack_text
from zeren.records import packs
from zeren.records.actor import SYSTEM
from zeren.records.duties import acts
from zeren.records.duties.models import Activity, ActivityFile, Duty, DutyList
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


def test_breaking_down_needs_a_reason_and_keeps_what_was_typed(desk: SimpleNamespace) -> None:
    client, number = desk.sign_in("office"), duty("research", "wang").number
    answer = client.post(desk.url(str(number)), {"task": "调研招投标", "reason": ""})
    assert answer.status_code == 422
    assert "写明变更的理由" in body(answer) and "调研招投标" in body(answer)
    client.post(desk.url(str(number)), {"task": "调研招投标", "due": "2026-09-30", "reason": "题目改变"})
    assert duty("research", "wang").task == "调研招投标"
    assert "理由：题目改变" in body(client.get(desk.url("changes")))


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
    assert "县交通局廉政会议" in body(client.post(url, sent, follow=True))
    page = body(client.get(desk.url() + f"?duty={duty('attends', 'feng').number}"))
    assert "0 / 1 次" in page
    client.post(
        desk.url("new", "activities"),
        filled(kind="attendance", holder=[holder("feng")], occasion="1", day="2026-03-02"),
    )
    assert "1 / 1 次" in body(client.get(desk.url()))


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


@pytest.mark.parametrize("typed", ["²", "①", "-1", "9" * 40, "x"])
def test_a_number_in_an_address_that_is_none_is_passed_over(desk: Any, typed: str) -> None:
    """A superscript counts as a digit in Python and is no number."""
    client = desk.sign_in("wang")
    for url in (
        desk.url() + f"?duty={typed}",
        desk.url("new", "activities") + f"?duty={typed}",
        desk.url("", "activities").rstrip("/") + f"?holder={typed}",
    ):
        assert client.get(url).status_code == 200, url
