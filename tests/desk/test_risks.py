"""The pages of the register of risks: what is told, what is refused, a workbook that comes back unchanged."""

from __future__ import annotations

import html
import re
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.support_workbook import whole
from zeren.records.actor import SYSTEM
from zeren.records.risks import acts
from zeren.records.risks.drafting import Given, GivenMeasure
from zeren.records.risks.models import Risk, RiskEntry

FORM = {
    "organ": "QJ", "post": "承办岗", "power": "线索处置", "point": "扩大范围", "level": "high", "basis": "会议纪要", "rows": "3",
    "text-0": "集体研究", "kind-0": "department", "owner-0": "案管室", "long-0": "yes", "kind-1": "post",
    "text-2": "双人谈话", "kind-2": "post", "owner-2": "室主任", "due-2": "2026-12-01",
}  # fmt: skip


def told(answer: Any) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


def enter(desk: SimpleNamespace, point: str = "扩大范围", **differs: Any) -> Risk:
    measure = GivenMeasure("集体研究", "department", "案管室", "long")
    given = {"post": "承办岗", "power": "线索处置", "point": point, "measures": (measure,)}
    return acts.enter(SYSTEM, desk.organs["QJ"].pk, Given(**{**given, **differs}))


def test_one_is_entered_changed_reviewed_and_lifted_and_every_version_stays(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    place = client.post("/risks/new", FORM)["Location"]
    said = told(client.get(place))
    assert (
        "已登记，待签字背书" in said
        and "集体研究" in said
        and "室主任" in said
        and "待查明：没有登记本单位的班子" in said
    )
    form = client.get(f"{place}/change").content.decode()
    assert 'value="承办岗"' in form and 'value="2026-12-01"' in form
    again = {**FORM, "version": "1", "point": "缩小范围", "number-0": "1", "number-2": "2", "drop-2": "yes"}
    assert client.post(f"{place}/change", again)["Location"] == place
    client.post(place, {"do": "review", "review": "2027-10-13", "reason": "看过"})
    client.post(place, {"do": "lift", "reason": "岗位撤销"})
    page = client.get(place).content.decode()
    assert "<del>扩大范围</del>" in page and "<ins>缩小范围</ins>" in page and "<del>双人谈话" in page
    assert "已解除" in told(client.get("/risks?look=lifted")) and RiskEntry.objects.count() == 4
    assert client.get(f"{place}/change").status_code == 404


def test_what_is_wrong_stands_at_its_field_and_the_input_is_kept(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    wrong = {**FORM, "basis": "", "owner-2": "", "due-2": ""}
    answer = client.post("/risks/new", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Risk.objects.exists()
    # The empty row between them is gone: the second measure stands second.
    assert {'href="#f-basis"', 'href="#f-owner-1"', 'href="#f-due-1"'} <= set(
        re.findall(r'href="#[^"]*"', page)
    )
    assert "双人谈话" in page and "定了等级的，写明依据" in page
    more = client.post("/risks/new", {**FORM, "more": "1"})
    assert (
        more.status_code == 200
        and more.content.decode().count('name="text-') == 4
        and not Risk.objects.exists()
    )
    stale = enter(desk)
    assert "打开以后有人改过" in told(client.post(f"/risks/{stale.pk}/change", {**FORM, "version": "9"}))
    for do, field in (("lift", "reason"), ("review", "review")):
        answer = client.post(f"/risks/{stale.pk}", {"do": do})
        assert answer.status_code == 422 and f'href="#f-{field}-{do}"' in answer.content.decode()


def test_a_name_is_asked_about_and_a_person_is_no_owner(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    place = client.post("/risks/new", {**FORM, "point": "李某某一人经手"})["Location"]
    asks = "请核对：此处像人名；风险登记的是岗位"
    assert asks in told(client.get(place)) and asks in told(client.get("/risks?look=asks"))
    client.post(place, {"do": "clear", "reason": "是岗位的称呼"})
    assert asks not in told(client.get(place)) and "没有要核对的字样" in told(client.get("/risks?look=asks"))
    answer = client.post("/risks/new", {**FORM, "kind-0": "member", "owner-0": "李某某"})
    assert answer.status_code == 422 and "责任写岗位或者部门" in told(answer)


def test_the_secretary_signs_what_the_page_showed_and_the_handler_does_not(desk: SimpleNamespace) -> None:
    risk, client = enter(desk), desk.sign_in("wang")
    assert "签字背书</button>" not in client.get(f"/risks/{risk.pk}").content.decode()
    assert client.post(f"/risks/{risk.pk}", {"do": "sign", "version": "1"}).status_code == 422
    # The secretary's account is nobody of the register: whose signature it would be is not known.
    secretary = desk.sign_in("shuji")
    assert secretary.post(f"/risks/{risk.pk}", {"do": "sign", "version": "1"}).status_code == 422
    risk.refresh_from_db()
    assert risk.state == "unsigned"


def test_the_list_is_narrowed_sorted_and_shows_the_chosen_columns(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    assert "没有登记的风险点" in told(client.get("/risks"))
    enter(desk, level="low", basis="纪要")
    enter(desk, "跑风漏气", level="high", basis="纪要", post="保密岗")
    enter(desk, "超期", review="2026-10-13", measures=())
    for query, number in (
        ("level=high", 1), ("level=none", 1), ("post=保密", 1), ("point=跑风", 1), ("owner=案管", 2), ("measure=集体", 2),
        ("organ=纪委", 3), ("organ=没有", 0), ("number=2", 1), ("number=x", 0), ("look=unsigned", 3), ("look=review", 0),
    ):  # fmt: skip
        assert f"{number} 个风险点" in told(client.get(f"/risks?{query}")), query
    rows = re.findall(r'data-id="(\d+)"', client.get("/risks?sort=level").content.decode())
    assert Risk.objects.get(pk=rows[0]).level == "high" and Risk.objects.get(pk=rows[-1]).level == ""
    assert "定级依据" in told(client.get("/risks?col=point&col=basis")) and "缺措施" in told(
        client.get("/risks")
    )
    assert "0 个风险点" in told(desk.sign_in("bai").get("/risks"))


def test_the_day_of_review_is_an_own_target_and_always_hollow(desk: SimpleNamespace, settings: Any) -> None:
    from dataclasses import replace
    from datetime import date

    enter(desk, review="2026-10-13")
    client = desk.sign_in("wang")
    assert "今日" in told(client.get("/risks"))
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 10, 14))
    page = client.get("/risks?look=review").content.decode()
    assert "已过 1 日" in page and "已过复核日 1" in page
    assert "#ah" in page and '#r"' not in page.partition("<table")[2]


def workbook(client: Any, url: str = "/risks/export.xlsx") -> bytes:
    return bytes(client.get(url).content)


def sent(client: Any, content: bytes) -> Any:
    return client.post("/registers/risks/import", {"file": SimpleUploadedFile("风险.xlsx", content)})


def test_an_export_comes_back_without_a_change_and_with_one_only_that_is_written(
    desk: SimpleNamespace,
) -> None:
    client = desk.sign_in("wang")
    client.post("/risks/new", FORM)
    enter(desk, "没有措施的", measures=())
    assert "新增 0，更新 0，没有变化 3" in told(sent(client, workbook(client)))
    assert len(whole(client, "/risks/export.xlsx")) == 4
    book = openpyxl.load_workbook(BytesIO(workbook(client)))
    head = [cell.value for cell in book.active[1]]
    book.active.cell(2, head.index("防控措施") + 1).value = "会审"
    out = BytesIO()
    book.save(out)
    assert "新增 0，更新 1，没有变化 2" in told(sent(client, out.getvalue()))
    client.post("/registers/risks/import", {"token": client.session["import"]["token"], "do": "all"})
    said = told(client.get("/risks"))
    assert "会审" in said and "廉政风险登记已写入：新增 0，更新 1" in said
    assert Risk.objects.get(number=1).version == 2 and Risk.objects.get(number=2).version == 1


@pytest.mark.parametrize("column", ["姓名", "任职人员姓名", "个人表现", "违纪情况"])
def test_a_workbook_with_a_column_about_persons_is_refused_with_the_reason(
    desk: SimpleNamespace, column: str
) -> None:
    client = desk.sign_in("wang")
    book = openpyxl.load_workbook(BytesIO(client.get("/registers/risks/template.xlsx").content))
    book.active.cell(1, book.active.max_column + 1).value = column
    out = BytesIO()
    book.save(out)
    answer = sent(client, out.getvalue())
    assert answer.status_code == 422
    assert f"“{column}”" in told(answer) and "登记的是岗位，不登记个人" in told(answer)


def test_the_template_reads_back_and_asks_for_no_person(desk: SimpleNamespace) -> None:
    from zeren.papers.excel.reading import read
    from zeren.papers.register_sheets import OF_PERSONS, RISKS

    reading = read(RISKS, desk.sign_in("wang").get("/registers/risks/template.xlsx").content)
    assert reading.rows == () and reading.not_read == ()
    titles = [title for column in RISKS.columns for title in (column.title, *column.also)]
    assert not [title for title in titles if any(word in title for word in OF_PERSONS)]


def test_merged_cells_of_a_risk_are_taken_from_above(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    book = openpyxl.Workbook()
    book.active.append(
        ("单位代码", "岗位", "行使的权力", "廉政风险点", "防控措施", "责任类别", "责任人", "时限")
    )
    book.active.append(("QJ", "甲岗", "甲权", "甲点", "一", "部门", "甲室", "长期"))
    book.active.append((None, None, None, None, "二", "部门", "乙室", "2026-12-01"))
    out = BytesIO()
    book.save(out)
    sent(client, out.getvalue())
    client.post("/registers/risks/import", {"token": client.session["import"]["token"], "do": "all"})
    assert Risk.objects.get().measures.count() == 2


def test_a_page_of_the_register_is_a_range_of_its_index(desk: SimpleNamespace) -> None:
    from django.db import connection

    from zeren.access.accounts.queries import actor_of
    from zeren.records.risks import queries

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table of no rows whole")
    rows = queries.register(actor_of(desk.accounts["shuji"]), look="standing").order_by("organ_id", "number")[
        50:100
    ]
    plan = rows.explain()
    assert "risk_a" in plan and "TEMP B-TREE" not in plan, plan
