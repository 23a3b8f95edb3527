"""The worklist: what is due, in order, with its provision and arithmetic; never what is out of sight."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from desk.support_workbook import whole
from zeren.records.obligations.models import Obligation


def page(client: Any, url: str = "/") -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def row(matter: Any, norm: str) -> Obligation:
    return Obligation.objects.get(matter=matter, norm=norm)


def test_what_is_past_its_day_comes_first_with_sign_words_and_provision(
    desk: SimpleNamespace, late: Any
) -> None:
    text = page(desk.sign_in())
    over, explain = text.index("已过期限"), text.index("与规定不一致，待说明")
    assert over < text.index("过期 5 日") < explain
    assert '<use href="#r"/></svg><b>过期 5 日</b>' in text
    assert "提醒办法二" in text or "提醒办法第二条" in text
    assert "过期不影响继续办理" in text


def test_an_act_out_of_order_says_what_was_missing_before_it_without_blame(
    desk: SimpleNamespace, late: Any
) -> None:
    text = page(desk.sign_in())
    assert "次序不一致" in text and "未见在先的通知" in text
    assert "违规" not in text and "失职" not in text


def test_the_near_day_is_amber_and_the_far_one_green(desk: SimpleNamespace) -> None:
    desk.open("近 提醒", ("noticed", date(2026, 10, 1)), ("heard", date(2026, 10, 6)))
    desk.open("远 提醒", ("noticed", date(2026, 10, 1)), ("heard", date(2026, 10, 12)))
    text = page(desk.sign_in())
    assert (
        '<span class="light amber"><svg class="i" aria-hidden="true"><use href="#a"/></svg><b>余 3 工作日</b>'
        in text
    )
    assert "余 9 日" in text


def test_the_chosen_row_shows_the_sum_the_calendar_and_the_other_side(
    desk: SimpleNamespace, late: Any
) -> None:
    text = page(desk.sign_in(), f"/worklist/peek/{row(late, 'report-10d').pk}")
    assert "2026年9月28日" in text and "10日" in text
    assert '<tr class="res"><td>期限届满</td><td>2026年10月8日</td></tr>' in text
    assert 'class="days" role="img" aria-label="2026年9月28日起因，2026年10月8日期满' in text
    assert "国庆" in text and "调班" in text
    assert "计数规则为推定" in text
    assert "提要，不是正式文本" not in text and "看条文" in text


def test_the_peek_of_a_row_out_of_sight_does_not_exist(desk: SimpleNamespace) -> None:
    other = desk.open("白某某 提醒", ("heard", date(2026, 9, 28)), organ="BJ", handler="bai", subject="bai")
    answer = desk.sign_in().get(f"/worklist/peek/{row(other, 'report-10d').pk}")
    assert answer.status_code == 404
    assert "青提" not in answer.content.decode()


@pytest.mark.parametrize(
    ("account", "tab", "seen"),
    [("wang", "mine", True), ("li", "mine", False), ("li", "organ", True), ("bai", "organ", False)],
)
def test_each_tab_shows_its_own(desk: SimpleNamespace, late: Any, account: str, tab: str, seen: bool) -> None:
    assert (late.number in page(desk.sign_in(account), f"/?tab={tab}")) is seen


def test_one_part_alone_says_so_and_leads_back(desk: SimpleNamespace, late: Any) -> None:
    text = page(desk.sign_in(), "/?tab=mine&part=over")
    assert "只列“已过期限”" in text and "看全部" in text
    assert "待说明　1" not in text.split("<tbody>")[1]


def test_an_empty_list_says_where_to_look(desk: SimpleNamespace) -> None:
    assert "没有您承办的待办事项" in page(desk.sign_in("bai"), "/?tab=mine")


def test_what_i_recorded_is_listed_as_done(desk: SimpleNamespace) -> None:
    assert "还没有您录入的记录" in page(desk.sign_in(), "/?tab=done")


def test_the_workbook_has_the_rows_and_says_who_took_it(desk: SimpleNamespace, late: Any) -> None:
    answer = desk.sign_in().get("/worklist/export.xlsx?tab=mine")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert rows[0][:3] == ("期限状态", "到期日", "应办事项")
    assert rows[1][0] == "过期 5 日" and rows[1][3] == late.number
    assert "王某某" in sheet.oddFooter.left.text and "内部" in sheet.oddFooter.left.text
    assert whole(desk.sign_in(), "/worklist/export.xlsx?tab=mine") == rows


def test_matters_pass_to_a_colleague_with_all_their_rows(desk: SimpleNamespace, late: Any) -> None:
    client, chosen = desk.sign_in(), row(late, "report-10d").pk
    shown = page(client, f"/worklist/handover?o={chosen}")
    assert late.number in shown and "移交 1 件案件" in shown
    taker = desk.people["li"].pk
    answer = client.post(
        "/worklist/handover", {"o": chosen, "taker": taker, "on": "2026-10-13", "reason": "出差"}
    )
    assert answer["Location"] == "/"
    late.refresh_from_db()
    assert late.handler_id == taker
    assert "已把 1 件案件移交给 李某某" in page(client)
    assert late.number in page(desk.sign_in("li"), "/?tab=mine")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"on": "2026-10-13"}, "请选定接手的同事"),
        ({"taker": "x", "on": "2026-10-13"}, "请选定接手的同事"),
        ({"on": "十月"}, "写成 2026-10-13 这样的日期"),
        ({"on": "2026-10-14"}, "没有移交，没有写入任何内容"),
    ],
)
def test_a_hand_over_that_is_not_right_is_told_and_changes_nothing(
    desk: SimpleNamespace, late: Any, given: dict[str, str], told: str
) -> None:
    if given.get("on") == "2026-10-14":
        given = given | {"taker": str(desk.people["li"].pk)}
    answer = desk.sign_in().post("/worklist/handover", {"o": row(late, "report-10d").pk, **given})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    late.refresh_from_db()
    assert late.handler_id == desk.people["wang"].pk


def test_rows_out_of_sight_cannot_be_handed_over(desk: SimpleNamespace, late: Any) -> None:
    answer = desk.sign_in("bai").post(
        "/worklist/handover",
        {"o": row(late, "report-10d").pk, "taker": desk.people["bai"].pk, "on": "2026-10-13"},
    )
    assert "没有选中事项" in answer.content.decode()
    late.refresh_from_db()
    assert late.handler_id == desk.people["wang"].pk
