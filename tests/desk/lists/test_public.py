"""The published report: reviewed words and nothing else, for the organ and for the unit, on the page and in its files."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import docx
import lxml.html
import pytest

from desk.lists.test_pages import fields, text_of
from zeren.cli.demo.round import AROUND, PUBLIC
from zeren.desk.lists.wording import _paragraphs
from zeren.papers import public_report
from zeren.records.actor import SYSTEM
from zeren.records.lists import giveaways
from zeren.records.lists.models import ListedProblem
from zeren.records.lists.report import Report
from zeren.records.matters import acts, opening
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

REVIEWED = {number: text for number, (text, then) in PUBLIC.items() if then == "reviewed"}
HIDDEN = (
    "来信答复超过承诺日期 7 件", "群众举报", "已补齐依据 11 笔", "贺世林", "周永源", "缴款单", "会议纪要", "财务管理",
    "局办公室", "县水务局", "市巡二", "内部", "岳正平", "第二轮巡察（第二组）",
)  # fmt: skip
"""What of the same matter never stands in its report: words not reviewed, people, evidence, kinds, other units."""


def sheet(answer: Any) -> str:
    """The report on the page."""
    found = lxml.html.fromstring(answer.content.decode()).find_class("public-sheet")
    return str(found[0].text_content())


def read(answer: Any) -> str:
    """The report in its DOCX file: every part that could hold a word."""
    paper = docx.Document(io.BytesIO(answer.getvalue() if hasattr(answer, "getvalue") else answer.content))
    feet = [p.text for s in paper.sections for p in (*s.footer.paragraphs, *s.header.paragraphs)]
    about = paper.core_properties
    return "\n".join([p.text for p in paper.paragraphs] + feet + [about.title, about.author, about.comments])


def row(lists: Any, number: int) -> ListedProblem:
    """A problem of the first unit."""
    return ListedProblem.objects.get(matter=lists.matter, unit=lists.housing, number=number)


# ---------------------------------------------------------------- what stands in it


@pytest.mark.parametrize(("who", "desk"), [("zuzhang", "organ"), ("lianluo", "own")])
def test_the_report_holds_the_reviewed_words_and_nothing_else(lists: Any, who: str, desk: str) -> None:
    url = f"{getattr(lists, desk)}/public"
    client = lists.client(who)
    shown = sheet(client.get(f"{url}?unit={lists.housing}"))
    files = [client.get(f"{url}.{kind}?unit={lists.housing}") for kind in ("docx", "html")]
    assert [answer.status_code for answer in files] == [200, 200]
    for text in (shown, read(files[0]), files[1].content.decode()):
        for said in (*REVIEWED.values(), *AROUND.values()):
            assert all(line in text for line in said.split("\n")), said
        assert [word for word in HIDDEN if word in text] == []
    assert shown.index("三年行动") < shown.index("下乡补助")


def test_who_prepares_it_sees_what_is_left_out_and_why(lists: Any) -> None:
    page = lxml.html.fromstring(lists.client("zuzhang").get(f"{lists.organ}/public").content.decode())
    rows = [
        " ".join(r.text_content().split())
        for r in page.xpath("//table[contains(@class,'wordings')]/tbody/tr")
    ]
    assert rows[1] == "2来信答复超过承诺日期 7 件等待审核2 处请再看一遍"
    assert rows[2].startswith("4项目资料费列支依据不全 12 笔退回修改整改还没有完成")
    assert rows[3].endswith("没有写") and "已审核10-13 岳正平" in rows[-1]
    assert "7 个问题：已审核 2，等待审核 1，退回修改 1，没有写 3" in page.text_content()
    link = page.xpath("//table[contains(@class,'wordings')]//a/@href")[1]
    assert link == f"{lists.organ}/{lists.housing}/2/public"


def test_a_change_takes_the_words_out_of_the_report_at_once(lists: Any) -> None:
    unit, url = lists.client("lianluo"), f"{lists.own}/{lists.housing}/7/public"
    said = text_of(
        unit.post(url, {**fields(unit.get(url)), "f-public": "下乡补助重复领取，已清退。"}, follow=True)
    )
    assert "已保存。" in said and "等待审核" in said
    text = sheet(unit.get(f"{lists.own}/public"))
    assert "下乡补助" not in text and "三年行动" in text


def test_a_unit_that_wrote_nothing_has_an_empty_report_and_no_file(lists: Any) -> None:
    water = lists.client("lianluo2")
    answer = water.get(f"{lists.own}/public")
    assert "还没有审核过的文字" in sheet(answer) and "导出 DOCX" not in text_of(answer)
    refused = water.get(f"{lists.own}/public.html")
    assert refused.status_code == 409
    assert refused.content.decode() == "标题、开头、结尾还没有审核，不能导出。"


# ---------------------------------------------------------------- who reaches what


def test_a_unit_reaches_no_other_units_words(lists: Any) -> None:
    water = lists.client("lianluo2")
    asked = f"?unit={lists.housing}"
    for path in (
        f"/public{asked}",
        f"/public.docx{asked}",
        f"/{lists.housing}/1/public",
        f"/{lists.housing}/0/public",
    ):
        assert water.get(lists.own + path).status_code == 404, path
    assert water.post(f"{lists.own}/{lists.housing}/1/public", {"f-public": "改"}).status_code == 404
    assert water.get(f"{lists.organ}/public").status_code == 404
    assert row(lists, 1).public == REVIEWED[1]


@pytest.mark.parametrize(
    "path", ["/public?unit=x", "/public?unit=99999999999999999999", "/public.pdf", "/public.exe"]
)
def test_what_is_not_there_is_not_found(lists: Any, path: str) -> None:
    assert lists.client("zuzhang").get(lists.organ + path).status_code == 404


def test_a_file_that_left_is_on_the_trail(lists: Any) -> None:
    lists.client("lianluo").get(f"{lists.own}/public.html")
    entry = TrailEntry.objects.filter(act="report_exported").get()
    assert (entry.account, entry.detail) == ("lianluo", f"organ:{lists.housing} html")


@pytest.mark.parametrize(("level", "leaves"), [("公开", True), ("内部", True), ("秘密", False)])
def test_above_internal_it_does_not_leave_and_says_why(lists: Any, level: str, leaves: bool) -> None:
    from zeren.records.matters.models import Matter

    Matter.objects.filter(pk=lists.matter.pk).update(classification=level)
    client = lists.client("lianluo")
    answer = client.get(f"{lists.own}/public.docx")
    assert answer.status_code == (200 if leaves else 409)
    if not leaves:
        why = f"本事项定为{level}，高于内部的不公开；解密以后才能导出。"
        assert answer.content.decode() == why
        page = text_of(client.get(f"{lists.own}/public"))
        assert why in page and "导出 DOCX" not in page
        assert not TrailEntry.objects.filter(act="report_exported").exists()


# ---------------------------------------------------------------- by the forms


def test_the_reviewer_sees_the_marked_places_and_says_why_they_may_stay(lists: Any) -> None:
    office, url = lists.client("xunban"), f"{lists.organ}/{lists.housing}/2/public"
    page = lxml.html.fromstring(office.get(url).content.decode())
    assert [m.text for m in page.xpath("//mark[@class='ask']")] == ["举报", "0936-8212345"]
    seen = page.xpath("//input[@name='seen']/@value")[0]
    back = office.post(url, {"do": "publish_review", "seen": seen, "reason": " "})
    assert back.status_code == 422 and "有 2 处请再看一遍" in text_of(back)
    done = office.post(url, {"do": "publish_review", "seen": seen, "reason": "公开的咨询电话"}, follow=True)
    assert "第 2 号问题的公开表述已审核" in text_of(done) and row(lists, 2).reviewed_by == "xunban"
    assert "来信答复超过承诺日期" in sheet(office.get(f"{lists.organ}/public"))


def test_words_that_changed_under_the_reviewer_are_not_reviewed(lists: Any) -> None:
    office, unit = lists.client("xunban"), lists.client("lianluo")
    mine, theirs = (f"{desk}/{lists.housing}/2/public" for desk in (lists.own, lists.organ))
    seen = lxml.html.fromstring(office.get(theirs).content.decode()).xpath("//input[@name='seen']/@value")[0]
    unit.post(mine, {"f-public": "来信答复超过承诺日期。\r\n已答复。"})
    back = office.post(theirs, {"do": "publish_review", "seen": seen, "reason": "看过"})
    assert back.status_code == 422 and "文字在您打开以后改过" in text_of(back)
    back = office.post(theirs, {"do": "publish_return", "reason": "长" * 401})
    assert back.status_code == 422 and "长" * 401 in text_of(back)
    assert row(lists, 2).reviewed_on is None and row(lists, 2).public == "来信答复超过承诺日期。\n已答复。"


def test_who_wrote_finds_no_button_and_the_unit_reviews_nothing(lists: Any) -> None:
    office, url = lists.client("xunban"), f"{lists.organ}/{lists.housing}/3/public"
    office.post(url, {"f-public": "交流轮岗不够。\n已制定方案。"})
    said = office.get(url)
    assert (
        "您写过这段文字，由别人审核" in text_of(said)
        and "审核，可以公开</button>" not in said.content.decode()
    )
    unit = lists.client("lianluo")
    answer = unit.post(f"{lists.own}/{lists.housing}/3/public", {"do": "publish_return", "reason": "x"})
    assert answer.status_code == 422 and "公开表述由派出机关审核" in text_of(answer)


def test_what_was_typed_stays_when_it_is_too_long(lists: Any) -> None:
    unit, url = lists.client("lianluo"), f"{lists.own}/{lists.housing}/5/public"
    answer = unit.post(url, {"f-public": "长" * 2001})
    assert answer.status_code == 422 and "“公开表述”超过 2000 字" in text_of(answer)
    assert fields(answer)["f-public"] == "长" * 2001 and row(lists, 5).public == ""


def test_the_problems_page_leads_to_its_wording_and_tells_the_same_course(lists: Any) -> None:
    answer = lists.client("zuzhang").get(f"{lists.organ}/{lists.housing}/1")
    assert f"{lists.organ}/{lists.housing}/1/public" in answer.content.decode()
    assert "公开表述，审核" in text_of(answer)


# ---------------------------------------------------------------- whether it may be published now


def test_the_consent_that_is_missing_stands_above_with_its_provision(lists: Any) -> None:
    client = lists.client("zuzhang")
    said = text_of(client.get(f"{lists.organ}/public"))
    assert "还缺公布整改情况 应先有领导小组组长同意公布整改情况，未见在先的记录" in said
    assert "五（五）第二段" in said
    ref = f"organ:{lists.housing}"
    acts.record_event(
        SYSTEM, lists.matter.pk, "rectification_publication_consented", date(2026, 10, 12), {},
        by=("steering_group_head",), subjects=(ref,),
    )  # fmt: skip
    said = text_of(client.get(f"{lists.organ}/public?unit={lists.housing}"))
    assert "还缺" not in said and "现在办理，次序和权限未见不合规定之处；是否公开由人决定。" in said
    assert "已历 1 日" in said
    assert "还缺" in text_of(client.get(f"{lists.organ}/public?unit={lists.water}"))


def test_the_unit_is_told_who_publishes_and_nothing_of_the_consent(lists: Any) -> None:
    said = text_of(lists.client("lianluo").get(f"{lists.own}/public"))
    assert "由市委巡察办办理，不由本单位自行公布。" in said and "同意公布" not in said


def test_under_the_central_opinion_the_unit_sees_its_own_month(lists: Any) -> None:
    from zeren.records.organs import queries as organs

    sender = organs.by_code("C-XC")
    assert sender is not None
    asked = opening.Opening(
        "cn-2022-inspection-rectification", "inspection-rectification", sender.pk, "巡视整改",
        [f"organ:{lists.housing}"], date(2026, 4, 1), mark="巡改",
    )  # fmt: skip
    matter = opening.open_matter(SYSTEM, asked)
    acts.show_to_subject(SYSTEM, matter.pk, date(2026, 4, 2))
    unit, office, url = lists.client("lianluo"), lists.client("xunban"), f"{matter.pk}/lists/public"
    assert "收到了审核意见以后办理。" in text_of(unit.get(f"/own/{url}"))
    assert "未见在先的记录" in text_of(office.get(f"/matters/{url}"))
    acts.record_event(
        SYSTEM,
        matter.pk,
        "review_sent",
        date(2026, 9, 28),
        {"form": "written"},
        by=("discipline_commission",),
    )
    acts.record_event(
        SYSTEM, matter.pk, "review_received", date(2026, 9, 29), {}, by=("inspected_organization",)
    )
    for answer in (unit.get(f"/own/{url}"), office.get(f"/matters/{url}")):
        said = text_of(answer)
        assert "向党内通报整改情况" in said and "向社会公开整改情况" in said and "余 " in said
    assert "10月29日（含当日）以前办理。" in text_of(unit.get(f"/own/{url}"))


# ---------------------------------------------------------------- the files

MADE = Report(
    unit="某局党组", title="关于<整改>的公布", period="", opening=("现公布。",),
    problems=(("问题甲。", "已改。", "已建制度。"), ("问题乙。",), ("问题丙。", "整改情况：已改。")),
    closing=(), contact=("电话 0",),
)  # fmt: skip


def test_the_file_for_the_website_stands_alone() -> None:
    text = public_report.page(MADE)
    page = lxml.html.fromstring(text)
    assert page.get("lang") == "zh-CN" and page.findtext(".//title") == "关于<整改>的公布"
    assert not page.xpath("//script|//link|//img|//@src|//@href|//@onclick|//iframe")
    assert not re.search(r"url\(|@import|https?:", text)
    assert [h.text for h in page.xpath("//h2")] == ["一、问题甲。", "三、问题丙。"]
    said = [p.text for p in page.xpath("//section/p")]
    assert said == ["整改情况：已改。", "已建制度。", "二、问题乙。", "整改情况：已改。"]


def test_the_document_is_laid_out_as_the_other_papers() -> None:
    made = public_report.document(MADE)
    assert [(p.level, p.text) for p in made.body][1:4] == [
        ("1", "一、问题甲。"), ("text", "整改情况：已改。"), ("text", "已建制度。"),
    ]  # fmt: skip
    assert (made.watermark, made.footer, made.number, made.classification, made.dated) == (None,) * 5
    assert made.signed_by == "某局党组" and not made.draft


def test_marked_places_leave_the_text_as_it_is() -> None:
    text = "群众举报后\n由 13800001234 联系\n\n完"
    said = _paragraphs(text, giveaways.places(text, []))
    assert ["".join(p.text for p in pieces) for pieces in said] == ["群众举报后", "由 13800001234 联系", "完"]
    assert [p.text for pieces in said for p in pieces if p.kind] == ["举报", "13800001234"]
