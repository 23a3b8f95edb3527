"""Activities: entered, corrected, countersigned, by form and by Excel; each says which duties it serves."""

from __future__ import annotations

import re
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.support_duties import body, duty, filled, holder
from desk.support_workbook import whole
from records.duties.test_terms import TERMS
from zeren.law.packs.loading import load_pack_text
from zeren.records import packs
from zeren.records.actor import SYSTEM
from zeren.records.duties import acts
from zeren.records.duties.models import Activity, ActivityFile, Duty, DutyList
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


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


def test_the_history_of_number_one_is_not_that_of_ten(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    for place in range(10):
        client.post(desk.url("new", "activities"), filled(title=f"第{place + 1}次调研"))
    page = body(client.get(desk.url("1", "activities")))
    assert page.count("登记　") == 1
