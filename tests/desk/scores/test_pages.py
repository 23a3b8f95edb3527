"""The tree, a sheet filled in by two scorers, settled, and the sheets of a programme, as people meet them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from desk.scores.conftest import marks
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts as matters

DAY = date(2026, 3, 10)


def text_of(answer: Any) -> str:
    """What a page says, without its tags."""
    body = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def record(place: Any, step: str, subject: str = "", **fields: Any) -> None:
    matters.record_event(
        SYSTEM, place.unit, step, DAY, fields, subjects=[subject or place.group], by=("assessment_team",)
    )


def scored(place: Any) -> None:
    """Everything that a group's score is made of."""
    record(place, "daily_scored", value="91.2")
    record(place, "public_scored", value="88.5")
    record(place, "onsite_scored", responsibility="89.5", key_work="87.75", rules="细则")
    record(
        place,
        "ballot",
        secret="yes",
        valid="180",
        excellent="78",
        good="42",
        average="54",
        poor="6",
        points="87",
        conversion="优秀 100；依据 甲办〔2026〕1号",
    )
    record(place, "talks_scored", points="89.2", conversion="年度方案第九项")
    record(
        place,
        "honoured",
        level="municipal",
        issuer="city_discipline",
        form="commended",
        year="2025",
        work="基地建设",
    )
    record(
        place, "honoured", level="ministry", issuer="other", form="commended", year="2025", work="政务公开"
    )


def test_the_tree_shows_every_number_with_its_arithmetic_provision_and_record(place: Any) -> None:
    scored(place)
    answer = place.sign_in().get(place.tree)
    said = text_of(answer)
    for words in (
        "综合得分 89.9924，较好", "定等次以前不进位", "否决与等次分别记载，互不改变", "89.9924 较好，距 90 差 0.0076",
        "折算（机关设定）：优秀 100；依据 甲办〔2026〕1号", "每项 1，封顶 2", "市级 市纪委", "计入，缺文件", "所列六家以外，不加分", "不计",
    ):  # fmt: skip
        assert words in said, words
    rows = re.findall(
        r'<tr class="(l\d|lsum|tot)"><th scope="row">(.*?)</th>(.*?)</tr>', answer.content.decode(), re.S
    )
    assert [label for _, label, _ in rows] == [
        "日常监督评价", "公众评价", "集中考核", "落实“两个责任”", "推进重点工作", "民主测评", "会议测评", "个别谈话", "小计",
        "加分　中央级", "加分　省级", "加分　市级", "综合得分",
    ]  # fmt: skip
    assert all("/library/zy-2015-assessment" in rest or level == "lsum" for level, _, rest in rows)
    leaves = [rest for level, label, rest in rows if label in ("日常监督评价", "推进重点工作", "会议测评")]
    assert all(f"/matters/{place.unit}/records?at=" in rest for rest in leaves)
    assert "style=" not in answer.content.decode().partition("<main")[2]


def test_what_lacks_is_said_with_who_supplies_it_and_no_score_is_shown(place: Any) -> None:
    record(place, "daily_scored", value="91.2")
    said = text_of(place.sign_in().get(place.tree))
    assert "缺 5 项，见右" in said and "缺的不当作零分" in said
    assert "公众评价：得分 由市纪委党风政风监督室登记" in said
    assert "集中考核评分：落实两个责任 由考核组登记" in said
    assert "综合得分 9" not in said


def test_a_cadre_has_a_tree_of_his_own_and_stands_in_the_order_of_the_list(place: Any) -> None:
    record(place, "daily_scored", place.li, value="95")
    answer = place.sign_in().get(f"{place.tree}?of={place.li.replace(':', '-')}")
    said = text_of(answer)
    assert "李科长" in said and said.index("孙局长") < said.index("按名单次序，不按得分排列")
    assert re.search(r'aria-current="true"><b>李科长', answer.content.decode())
    assert "加分　" not in answer.content.decode()


def test_two_scorers_fill_a_sheet_and_a_third_look_settles_it(place: Any) -> None:
    zhao, qian = place.sign_in("zhao"), place.sign_in("qian")
    assert zhao.post(f"{place.sheet}/save", marks("38", "", "", "")).status_code == 302
    assert 'value="38"' in zhao.get(place.sheet).content.decode()
    assert 'value="38"' not in qian.get(place.sheet).content.decode()
    assert zhao.post(f"{place.sheet}/deliver", marks("38", "60", "55.5", "44.5")).status_code == 302
    hidden = text_of(qian.get(place.sheet))
    assert "已有 1 人交了终稿" in hidden and "各评分人" not in hidden
    assert qian.post(f"{place.sheet}/deliver", marks("35.25", "60", "55.5", "44.5")).status_code == 302
    both = qian.get(place.sheet)
    assert "2.75" in text_of(both) and both.content.decode().count(" apart") == 1
    wrong = qian.post(f"{place.sheet}/settle", {"p-1.1": "36.5", "n-1.1": ""})
    assert wrong.status_code == 422 and "定为 36.5 的理由请写明" in text_of(wrong)
    assert 'value="36.5"' in wrong.content.decode()
    assert qian.post(f"{place.sheet}/settle", {"p-1.1": "36.5", "n-1.1": "按材料"}).status_code == 302
    done = text_of(qian.get(place.sheet))
    assert "已定分" in done and "按材料" in done and "交终稿" not in done
    tree = text_of(qian.get(place.tree))
    assert "96.5" in tree and "评分表，终稿 2 份，1 项有差异，由人定" in tree


def test_a_second_final_and_points_above_the_mark_are_refused_with_where_what_and_what_was_expected(
    place: Any,
) -> None:
    zhao = place.sign_in()
    above = zhao.post(f"{place.sheet}/deliver", marks("40.01", "60", "55.5", "44.5"))
    assert above.status_code == 422
    assert '<a href="#f-1-1">1.1 研究部署：得分 40.01 超过满分 40</a>' in above.content.decode()
    assert 'id="f-1-1"' in above.content.decode()
    assert zhao.post(f"{place.sheet}/deliver", marks("40", "60", "55.5", "44.5")).status_code == 302
    second = zhao.post(f"{place.sheet}/deliver", marks("39", "60", "55.5", "44.5"))
    assert second.status_code == 422 and "一人一份；要改，先写明理由撤回" in text_of(second)
    assert zhao.post(f"{place.sheet}/withdraw", {"reason": ""}).status_code == 422
    assert zhao.post(f"{place.sheet}/withdraw", {"reason": "看错了"}).status_code == 302
    assert "撤回过的：赵承办" in text_of(zhao.get(place.sheet))


def test_the_log_tells_who_delivered_and_not_what_until_it_is_settled(place: Any) -> None:
    zhao, qian = place.sign_in("zhao"), place.sign_in("qian")
    zhao.post(f"{place.sheet}/deliver", marks("38", "60", "55.5", "44.5"))
    said = text_of(qian.get(f"/matters/{place.unit}/records"))
    assert "交评分终稿" in said and "赵承办" in said and "55.5" not in said


# ---------------------------------------------------------------- sheets of a programme

ITEMS = "1｜落实两个责任｜100｜responsibility\n1.1｜研究部署｜40\n1.2｜监督检查｜59.99\n2｜推进重点工作｜100｜key_work"
FORM = {
    "title": "县区评分细则", "use": "group.onsite_scored", "year": "2025", "kind": "county", "scorers": "2", "basis": "考核办〔2026〕1号",
    "mean": "", "lines": ITEMS,
}  # fmt: skip


def test_a_sheet_that_does_not_add_up_is_refused_at_its_row_with_what_was_typed(place: Any) -> None:
    client = place.sign_in()
    wrong = client.post(place.sheets, FORM)
    assert wrong.status_code == 422
    assert "第 1 行：1 落实两个责任满分 100，下面 2 项合计 99.99，应当相等" in text_of(wrong)
    assert "59.99" in wrong.content.decode()
    assert client.post(place.sheets, {**FORM, "lines": ITEMS.replace("59.99", "60")}).status_code == 302
    listed = text_of(client.get(place.sheets))
    assert "县区评分细则" in listed and "2025 年度 县区 领导班子" in listed and "还没有用" in listed


def test_the_next_version_is_laid_beside_the_first_and_one_in_use_offers_no_form(place: Any) -> None:
    client = place.sign_in()
    one = f"{place.sheets}/1"
    from desk.scores.conftest import of_scores
    from zeren.desk.scores import typed
    from zeren.records.scores import queries

    (sheet,) = queries.versions_at([place.programme])
    assert client.post(one, {**typed.of(sheet), "scorers": "1"}).status_code == 302
    assert "第 2 版" in text_of(client.get(one)) and "终稿 2 份" in text_of(client.get(f"{one}?version=1"))
    client.post(f"{place.sheet}/deliver", marks("40", "60", "55.5", "44.5"))
    used = client.get(one)
    assert "改这一细则" not in text_of(used) and "终稿 1 份" in text_of(used)
    refused = client.post(one, {**typed.of(sheet), "scorers": "3"})
    assert refused.status_code == 422 and "已在使用" in text_of(refused)
    assert of_scores.BASIS in text_of(used)


CONVERSION = {
    "points_excellent": "100", "points_good": "85", "points_average": "65", "points_poor": "40", "source": "考核办〔2026〕1号", "since": "2026-01-04",
}  # fmt: skip


def test_the_conversion_is_a_setting_with_its_basis_and_is_offered_at_the_ballot(place: Any) -> None:
    client = place.sign_in()
    url = f"{place.sheets}/conversion"
    assert "还没有设定：测评没有得分，等次待查明" in text_of(client.get(place.sheets))
    wrong = client.post(url, {**CONVERSION, "points_good": "100.5", "source": ""})
    assert wrong.status_code == 422
    assert "“良好”的分值“100.5”应为 0 至 100" in text_of(wrong) and "请写明谁定的、文号" in text_of(wrong)
    assert client.post(url, CONVERSION).status_code == 302
    assert "优秀 100、良好 85、一般 65、较差 40；依据 考核办〔2026〕1号" in text_of(client.get(place.sheets))
    ballot = client.get(f"/matters/{place.unit}/ballots").content.decode()
    assert "优秀 100\n良好 85\n一般 65\n较差 40" in ballot and 'value="考核办〔2026〕1号"' in ballot


def test_after_the_meeting_the_conversion_is_not_set_any_more(place: Any) -> None:
    client = place.sign_in()
    record(place, "ballot", secret="yes", valid="10")
    url = f"{place.sheets}/conversion"
    late = client.post(url, {**CONVERSION, "since": DAY.isoformat()})
    assert late.status_code == 422 and "会后不能再定" in text_of(late)
    assert client.post(url, {**CONVERSION, "since": "2026-03-11"}).status_code == 302


# ---------------------------------------------------------------- who sees what


@pytest.mark.parametrize(("name", "status"), [("zhao", 200), ("look", 200), ("zhou", 404)])
def test_who_sees_the_pages(place: Any, name: str, status: int) -> None:
    client = place.sign_in(name)
    for url in (place.tree, place.sheet, place.sheets, f"{place.sheets}/1", f"{place.tree}/workbook.xlsx"):
        assert client.get(url).status_code == status, url


def test_of_a_unit_that_is_kept_from_one_a_sheet_tells_no_more_than_that_it_is_in_use(place: Any) -> None:
    from zeren.access.accounts import queries as accounts
    from zeren.records.recusals import acts as recusals

    place.sign_in("zhao").post(f"{place.sheet}/deliver", marks("40", "60", "55.5", "44.5"))
    assert "县交通局 2025 年度考核" in text_of(place.sign_in("qian").get(f"{place.sheets}/1"))
    actor = accounts.actor_of(accounts.find("qian"))  # type: ignore[arg-type]
    recusals.declare_about(actor, place.people["li"].pk, "kin")
    assert place.sign_in("qian").get(place.tree).status_code == 404
    said = text_of(place.sign_in("qian").get(f"{place.sheets}/1"))
    assert "在用，1 个单位，终稿 1 份" in said and "县交通局 2025 年度考核" not in said and "不能改" in said


def test_who_only_looks_changes_nothing(place: Any) -> None:
    client = place.sign_in("look")
    assert "我的评分" not in text_of(client.get(place.sheet))
    assert client.post(f"{place.sheet}/deliver", marks("40", "60", "55.5", "44.5")).status_code == 422
    assert client.post(place.sheets, FORM).status_code == 422
    assert client.get(f"{place.tree}/points.xlsx").status_code == 404


def test_a_sheet_that_serves_another_and_an_act_that_is_none_are_not_there(place: Any) -> None:
    client = place.sign_in()
    assert client.get(place.sheet.rpartition("/")[0] + "/" + place.li.replace(":", "-")).status_code == 404
    assert client.get(place.sheet.replace("s1", "s9")).status_code == 404
    assert client.post(f"{place.sheet}/average").status_code == 404
    assert client.get(f"/matters/{place.programme}/scores").status_code == 404


def test_the_list_of_units_is_in_no_order_of_points(place: Any) -> None:
    said = text_of(place.sign_in().get("/scores"))
    assert "县交通局 2025 年度考核" in said and "不按得分排列" in said
    assert "没有您看得到的考核" in text_of(place.sign_in("zhou").get("/scores"))
