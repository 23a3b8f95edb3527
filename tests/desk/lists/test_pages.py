"""The three lists on the desk: what is told first, who reaches what, how a task comes to be closed by its forms."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.support_workbook import whole
from zeren.records.lists.models import ListedTask, Standing, TaskPaper

pytestmark = pytest.mark.django_db


def task(lists: Any, unit: int, problem: int, number: int) -> ListedTask:
    """One task as it stands."""
    return ListedTask.objects.get(unit=unit, problem__number=problem, number=number)


def text_of(answer: Any) -> str:
    """The page as it is read."""
    return " ".join(lxml.html.fromstring(answer.content.decode()).text_content().split())


def fields(answer: Any) -> dict[str, str]:
    """The form of a problem or task as the page has it."""
    form = lxml.html.fromstring(answer.content.decode()).get_element_by_id("act")
    return {name: value or "" for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def filled(client: Any, url: str, **said: str) -> Any:
    """The form filled in and sent, what is not named as it was."""
    given = {**fields(client.get(url)), **{f"f-{name}": text for name, text in said.items()}}
    return client.post(url, {name: text for name, text in given.items() if name != "file"}, follow=True)


def test_the_page_says_which_day_comes_next_and_how_many_are_past_theirs(lists: Any) -> None:
    said = text_of(lists.client("zuzhang").get(lists.organ))
    assert "向巡察组报整改情况报告 10-14 到期" in said
    assert "9 个问题，18 项任务" in said and "已完成 6 过期 2" in said
    assert "销号 4，待审 2，退回 1" in said


def test_a_problem_spans_its_tasks_and_names_who_answers(lists: Any) -> None:
    page = lxml.html.fromstring(lists.client("zuzhang").get(lists.organ).content.decode())
    cell = page.xpath("//td[@rowspan='3']")[-1]
    assert "来信答复超过承诺日期 7 件" in cell.text_content()
    assert "退回重做" in page.text_content() and "缺退款凭证" in page.text_content()


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("?problem=来信", "来信答复", "三年行动"),
        ("?state=over", "公布承诺时限和电话", "倒查 3 个环节责任"),
        ("?until=2026-09-30", "建立按季研究制度", "完成交流"),
        ("?office=财务股", "修订报销办法", "制定交流方案"),
        ("?evidence=缴款单", "清退", "公布近三年收支"),
        ("?view=tasks&state=applied", "修订报销办法", "完成交流"),
        ("?view=people", "公布近三年收支", "没有牵头领导"),
        ("?view=problems", "村级供水台账缺项", "补齐 18 个村的台账"),
    ],
)
def test_each_filter_and_view_narrows_to_what_it_says(lists: Any, query: str, there: str, gone: str) -> None:
    said = text_of(lists.client("zuzhang").get(lists.organ + query))
    assert there in said and gone not in said


def test_a_filter_that_nothing_fits_says_so_and_leads_back(lists: Any) -> None:
    answer = lists.client("zuzhang").get(f"{lists.organ}?problem=没有的")
    assert "没有符合筛选的任务" in text_of(answer) and f'href="{lists.organ}"' in answer.content.decode()


# ---------------------------------------------------------------- who reaches what


def test_a_unit_reaches_its_own_part_by_no_way_another_units(lists: Any) -> None:
    water = lists.client("lianluo2")
    said = text_of(water.get(lists.own))
    assert "村级供水台账缺项" in said and "来信答复" not in said and "住建" not in said
    paths = ("", "/new", "/1", "/2")
    got = {path: water.get(f"{lists.own}/{lists.housing}/2{path}").status_code for path in paths}
    assert got == dict.fromkeys(paths, 404)
    for path in ("/2", "/2/2", "/2/new"):
        assert water.post(f"{lists.own}/{lists.housing}{path}", {"f-text": "改"}).status_code == 404
    assert "来信答复" not in text_of(water.get(f"{lists.own}?unit={lists.housing}"))
    assert water.get(lists.organ).status_code == 404
    assert water.get(f"{lists.own}/papers/1").status_code == 404


def test_the_export_of_a_unit_holds_its_own_rows_alone(lists: Any) -> None:
    import io

    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(lists.client("lianluo2").get(f"{lists.own}/export.xlsx").content)
    )
    rows = list(book.active.iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == {"县水务局"} and len(rows) == 3


def test_the_ledger_of_tasks_and_the_overview_go_out_whole(lists: Any) -> None:
    team = lists.client("zuzhang")
    rows = whole(team, "/lists/export.xlsx?col=task&col=unit&col=who&col=stand")
    assert len(rows) > 3 and any(row[2] for row in rows[1:])
    assert len(whole(team, "/lists/overview/export.xlsx")) == 3


def test_an_evidence_paper_opens_for_the_unit_and_the_organ_and_for_nobody_else(lists: Any) -> None:
    unit, url = lists.client("lianluo"), f"{lists.own}/{lists.housing}/3/1"
    given = {name: text for name, text in fields(unit.get(url)).items() if name != "file"}
    unit.post(url, {**given, "file": SimpleUploadedFile("方案.txt", "交流方案".encode())})
    paper = TaskPaper.objects.get().attachment_id
    assert unit.get(f"{lists.own}/papers/{paper}").content.decode() == "交流方案"
    assert lists.client("zuzhang").get(f"{lists.organ}/papers/{paper}").status_code == 200
    assert lists.client("lianluo2").get(f"{lists.own}/papers/{paper}").status_code == 404
    assert lists.client("chengban").get(f"{lists.organ}/papers/{paper}").status_code == 404


# ---------------------------------------------------------------- by the forms


def test_from_progress_to_closing_by_the_forms_of_both_sides(lists: Any) -> None:
    unit, team = lists.client("lianluo"), lists.client("zuzhang")
    mine, theirs = f"{lists.own}/{lists.housing}/3/1", f"{lists.organ}/{lists.housing}/3/1"
    assert "缺完成日，补上以后才能申请" in text_of(unit.get(mine))
    saved = filled(unit, mine, progress="已印发", done="2026-10-12")
    assert "已保存" in text_of(saved) and task(lists, lists.housing, 3, 1).done is not None
    applied = unit.post(mine, {"do": "apply"}, follow=True)
    assert "任务 3-1已申请销号" in text_of(applied)
    assert unit.post(mine, {"do": "close"}).status_code == 422
    back = team.post(theirs, {"do": "return", "reason": ""})
    assert back.status_code == 422 and "请写明缺什么" in text_of(back)
    team.post(theirs, {"do": "return", "reason": "缺会议纪要"})
    assert "退回重做 缺会议纪要" in text_of(unit.get(mine))
    filled(unit, mine, done="2026-10-13", evidence="会议纪要")
    unit.post(mine, {"do": "apply"})
    closed = team.post(theirs, {"do": "close"}, follow=True)
    assert task(lists, lists.housing, 3, 1).standing == Standing.CLOSED
    assert "任务 3-1已销号" in text_of(closed) and "任务 4-2" in text_of(closed)
    team.post(theirs, {"do": "reopen", "reason": "没有执行"})
    said = text_of(unit.get(mine))
    assert "重开 1 次" in said and "回访后重开" in said


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(lists: Any) -> None:
    team, url = lists.client("zuzhang"), f"{lists.organ}/{lists.housing}/3/2"
    answer = filled(team, url, due="2026-01-01", leaders="水志清", progress="已商量")
    assert answer.status_code == 422
    said = text_of(answer)
    assert "“水志清”不是整改单位的人员" in said and "已商量" in said
    answer = filled(team, url, due="2026-01-01")
    assert "“完成时限”2026-01-01 早于问题的发现日" in text_of(answer)
    answer = filled(team, url, due="2026-12-01")
    assert "完成时限由 2026-11-14 延至 2026-12-01，须写明理由" in text_of(answer)


def test_a_bad_file_stops_the_whole_form(lists: Any) -> None:
    unit, url = lists.client("lianluo"), f"{lists.own}/{lists.housing}/3/1"
    given = {name: text for name, text in fields(unit.get(url)).items() if name != "file"}
    given |= {"f-progress": "已印发", "file": SimpleUploadedFile("方案.exe", b"MZ")}
    assert unit.post(url, given).status_code == 422
    assert task(lists, lists.housing, 3, 1).progress == "" and not TaskPaper.objects.exists()


def test_a_problem_is_entered_broken_down_and_voided(lists: Any) -> None:
    team = lists.client("zuzhang")
    entered = filled(team, f"{lists.organ}/new", text="公章管理不严", found="2026-07-16")
    assert "第 8 号问题已登记" in text_of(entered)
    problem = f"{lists.organ}/{lists.housing}/8"
    assert filled(team, f"{problem}/new").status_code == 422
    assert "任务 8-1 已登记" in text_of(filled(team, f"{problem}/new", text="清点公章", due="2026-11-01"))
    assert team.post(problem, {"do": "void", "reason": ""}).status_code == 422
    team.post(problem, {"do": "void", "reason": "重复登记"})
    assert team.get(problem).status_code == 404
    assert "公章管理不严" not in text_of(team.get(lists.organ))


def test_the_units_page_of_the_matter_tells_its_own_clock(lists: Any) -> None:
    said = text_of(lists.client("lianluo").get(f"/own/{lists.matter.pk}/"))
    assert "10月14日（含当日）以前应当向巡察组报整改情况报告" in said
    assert "访谈" not in said and "走访" not in said and "个别谈话" not in said


def test_the_ledger_of_all_tasks_leads_to_each(lists: Any) -> None:
    team = lists.client("zuzhang")
    answer = team.get("/lists?light=over")
    said = text_of(answer)
    assert "公布承诺时限和电话" in said and "公布近三年收支" in said and "完成交流" not in said
    assert f"{lists.organ}/{lists.housing}/2/2" in answer.content.decode()
    assert "没有符合筛选的任务" in text_of(team.get("/lists?unit=没有"))
    assert "还没有整改任务" in text_of(lists.client("chengban").get("/lists"))


def test_the_overview_counts_and_every_figure_leads_to_its_records(lists: Any) -> None:
    team = lists.client("zuzhang")
    answer = team.get("/lists/overview")
    said = text_of(answer)
    assert "问题 9：已销号 2，未到期 5" in said and "按机构序排列，不排名" in said
    page = lxml.html.fromstring(answer.content.decode())
    links = [a.get("href") for a in page.xpath("//td[contains(@class, 'num')]//a")]
    assert len(links) > 12
    for link in links:
        shown = team.get(link)
        assert shown.status_code == 200 and "没有符合筛选" not in text_of(shown), link
    over = team.get(f"{lists.organ}?unit={lists.housing}&stand=over")
    assert "来信答复" in text_of(over) and "三年行动" not in text_of(over)


def test_who_sees_no_matter_with_lists_gets_an_empty_overview(lists: Any) -> None:
    assert "还没有登记问题" in text_of(lists.client("chengban").get("/lists/overview"))


def test_what_a_check_asks_about_is_answered_on_the_page(lists: Any) -> None:
    from zeren.records.actor import SYSTEM
    from zeren.records.lists import acts
    from zeren.records.lists.changes import Change

    both = [Change(lists.housing, 3, 1, {"evidence": "答复单 7、回访单 7", "done": "2026-10-12"})]
    acts.change(SYSTEM, lists.matter.pk, both)
    lists.client("lianluo").post(f"{lists.own}/{lists.housing}/3/1", {"do": "apply"})
    team = lists.client("zuzhang")
    page = team.get("/lists/checks")
    assert "同一佐证用于几个问题" in text_of(page) and "不作结论" in text_of(page)
    form = lxml.html.fromstring(page.content.decode()).forms[-1]
    ids = [value for name, value in form.form_values() if name == "t"]
    assert len(ids) == 2
    refused = team.post("/lists/checks", {"t": ids, "reason": ""})
    assert refused.status_code == 422 and "请写明核看的情况" in text_of(refused)
    assert "现在没有需要核看的" in text_of(
        team.post("/lists/checks", {"t": ids, "reason": "看过原件"}, follow=True)
    )
    assert "核看" in text_of(team.get(f"{lists.organ}/{lists.housing}/3/1"))


def test_a_clue_is_handed_over_in_a_matter_opened_from_the_round(lists: Any) -> None:
    team = lists.client("zuzhang")
    page = lxml.html.fromstring(team.get(f"/matters/{lists.matter.pk}/manage").content.decode())
    links = {a.text_content(): a.get("href") for a in page.xpath("//a[contains(@class, 'btn')]")}
    assert {"巡察问题线索移送", "整改不力的处理"} <= set(links)
    start = team.get(links["巡察问题线索移送"])
    assert start.status_code == 200 and lists.matter.number in text_of(start)


def test_on_the_list_of_responsibility_a_former_leaders_tasks_pass_to_another(lists: Any) -> None:
    unit = lists.client("lianluo")
    page = lxml.html.fromstring(unit.get(f"{lists.own}?view=people").content.decode())
    form = next(f for f in page.forms if (f.get("id") or "").startswith("pass-"))
    names = [o.get("value") for o in page.xpath("//datalist[@id='people-known']/option")]
    given = {"giver": form.fields["giver"], "taker": names[-1], "reason": ""}
    assert "没有交接" in text_of(unit.post(form.action, given, follow=True))
    assert "请写一名接手的人" in text_of(unit.post(form.action, {**given, "taker": ""}, follow=True))
    said = text_of(unit.post(form.action, {**given, "reason": "青委任〔2026〕3号"}, follow=True))
    assert "项任务已交接" in said and names[-1] in said


def test_the_tree_of_units_leads_down_and_its_figures_to_their_tasks(lists: Any) -> None:
    from zeren.records.organs import queries as organs

    team, city = lists.client("zuzhang"), organs.by_code("C")
    assert city is not None
    top = lxml.html.fromstring(team.get(f"/lists/overview?under={city.pk}").content.decode())
    row = next(r for r in top.xpath("//table[caption='单位，按隶属']/tbody/tr") if "县委" in r.text_content())
    down = row.xpath("./td[1]/a/@href")[0]
    said = text_of(team.get(down))
    assert "县政府党组" in said and "问题 9" in said
    tasks = text_of(team.get(row.xpath("./td[contains(@class, 'num')]/a/@href")[0]))
    assert "18 项任务" in tasks
    other = organs.by_code("Q-02")
    assert other is not None
    assert "还没有登记问题" in text_of(team.get(f"/lists/overview?under={other.pk}"))
    assert "问题 9" in text_of(team.get("/lists/overview?under=x"))
