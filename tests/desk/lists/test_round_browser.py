"""In a real browser: a whole round of inspection, from the year's plan to the publication, by the pages that every
matter has; the unit on its own desk, the three lists on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from zeren.records.actor import SYSTEM, Role
from zeren.records.matters.models import Draft, Matter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "qinglan-2026"
ORGANS = [
    {"code": "C", "name": "中共岚川市委", "short": "市委", "level": "city", "kind": "party_committee"},
    {"code": "C-XC", "name": "市委巡察工作领导小组办公室", "short": "市委巡察办", "level": "city", "kind": "working_organ", "superior": "C"},
    {"code": "Q-01", "name": "青岚县住房和城乡建设局党组", "short": "县住建局", "level": "county", "kind": "party_group", "superior": "C"},
]  # fmt: skip
PEOPLE = [
    {"code": "yue", "name": "岳正平", "organ": "C-XC"},
    {"code": "feng", "name": "冯克勤", "organ": "C-XC"},
    {"code": "qi", "name": "齐明远", "organ": "C-XC"},
    {"code": "zheng", "name": "郑海燕", "organ": "Q-01"},
    {"code": "bao", "name": "鲍长河", "organ": "Q-01"},
]
ACCOUNTS = (
    ("yue", "C-XC", Role.CASE_HANDLER, ("inspection_office",)),
    ("feng", "C-XC", Role.TEAM_MEMBER, ("team", "team_head")),
    ("qi", "C-XC", Role.TEAM_MEMBER, ("team",)),
    ("zheng", "Q-01", Role.UNIT_LIAISON, ()),
)


def enter() -> None:
    """The organs, the people, four accounts: the office, two of the team, the unit's liaison."""
    from zeren.access.accounts import acts as accounts
    from zeren.records import registers
    from zeren.records.organs import queries as organs
    from zeren.records.people import queries as people

    for noun, rows in (("organs", ORGANS), ("people", PEOPLE)):
        report = registers.import_rows(SYSTEM, noun, rows)
        assert report.written, report.problems
    for name, code, role, functions in ACCOUNTS:
        organ, person = organs.by_code(code), people.by_code(name)
        assert organ is not None
        account = accounts.make_account(SYSTEM, name, PASSWORD, person=person, organ=organ)
        end = date(2026, 12, 31) if role is Role.TEAM_MEMBER else None
        accounts.give_role(SYSTEM, account, role, organ, date(2026, 1, 1), end=end, functions=functions)


@pytest.fixture
def world(
    live_server: Any, settings: Any, tmp_path: Path, transactional_db: None, windows: Any
) -> Iterator[Any]:
    """Who takes part, each at a screen of their own; ``on``: the day it is. Any error on a page fails the test."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json")
    errors: list[str] = []

    def on(day: str) -> None:
        settings.ZEREN = replace(settings.ZEREN, today=date.fromisoformat(day))

    def at_desk(name: str) -> Any:
        tab = windows.new_context(viewport={"width": 1366, "height": 768}).new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        tab.goto(f"{live_server.url}/")
        tab.fill("#u", name)
        tab.fill("#p", PASSWORD)
        tab.keyboard.press("Enter")
        tab.wait_for_url(lambda url: "signin" not in url)
        return tab

    on("2026-03-13")
    enter()
    yield SimpleNamespace(on=on, at_desk=at_desk, url=live_server.url)
    for context in windows.contexts:
        context.close()
    assert errors == []


# ---------------------------------------------------------------- what hands do


def put(tab: Any, name: str, value: Any) -> None:
    """Fill one field in by its kind: boxes and radios are ticked, lists chosen from, everything else written."""
    field = tab.locator(f"#f-{name}")
    if field.get_attribute("role") in ("group", "radiogroup"):
        for one in (value,) if isinstance(value, str) else value:
            field.locator(f"input[value='{one}']").check()
    elif field.evaluate("e => e.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def saved(tab: Any, words: str) -> None:
    """Ctrl+S; what came of it is told, and has the focus."""
    with tab.expect_navigation():
        tab.keyboard.press("Control+s")
    assert words in tab.inner_text("main"), tab.inner_text("main")[:600]
    assert tab.evaluate("document.activeElement.className") == "result", words


def record(tab: Any, matter: str, step: str, day: str, **fields: Any) -> None:
    """Record a step: as the page offers it where it is the next one, else by the list 记录别的事项."""
    form = f"form[data-act][action$='/record/{step}']"
    if tab.url != matter:
        tab.goto(matter)
    # What another recorded in between would be told, and nothing recorded: here everybody looks first.
    if not tab.locator(form).count() or tab.input_value(f"{form} [name=head]") != head_of(matter):
        tab.goto(f"{matter}?act={step}")
    tab.fill("#f-at", day)
    for name, value in fields.items():
        put(tab, name, value)
    saved(tab, "已记录。")
    assert "内容尚缺" not in tab.inner_text("main")


def head_of(matter: str) -> str:
    """How many entries the matter has."""
    return str(Matter.objects.get(pk=matter.rstrip("/").rpartition("/")[2]).head_seq)


def opened(tab: Any, title: str, subject: str, mark: str, day: str, **fields: Any) -> str:
    """Fill in 启动一案 and open the matter; answers its address."""
    tab.fill("#f-subjects", subject)
    tab.press("#f-subjects", "Tab")
    tab.fill("#f-title", title)
    tab.fill("#f-mark", mark)
    tab.fill("#f-opened", day)
    for name, value in fields.items():
        put(tab, name, value)
    saved(tab, "已立项。")
    return str(tab.url)


# ---------------------------------------------------------------- the round


def test_a_whole_round_from_the_years_plan_to_the_publication(world: Any) -> None:
    office, team = world.at_desk("yue"), world.at_desk("feng")
    programme = planned(world, office)
    matter = begun(world, office, programme)
    prepared(world, office, team, matter)
    on_site(world, team, matter)
    told(world, office, team, matter)
    unit = world.at_desk("zheng")
    own = matter.replace("/matters/", "/own/")
    received(world, unit, own)
    published(world, office, matter)
    listed(world, team, matter)
    planned_by_the_unit(world, unit, team, own, matter)
    filled_in(world, unit, own)
    closed(world, matter)
    reported(world, unit, office, team, own, matter)
    at_the_end(world, office, programme, matter)


def planned(world: Any, office: Any) -> str:
    """The year's plan in a programme: drafted, examined, agreed, the round started."""
    office.goto(f"{world.url}/matters/new")
    office.click("text=巡察统筹")
    office.wait_for_url("**/inspection-programme")
    programme = opened(office, "2026年巡察统筹", "县住建局", "市巡统", "2026-01-05")
    year = {"year": "2026"}
    record(
        office, programme, "annual_plan_drafted", "2026-01-12", **year, time="三月至五月", units="县住建局"
    )
    record(office, programme, "annual_plan_examined", "2026-01-19", **year)
    record(office, programme, "annual_plan_agreed", "2026-01-26", **year)
    record(office, programme, "round_started", "2026-03-02", **year)
    return programme


def begun(world: Any, office: Any, programme: str) -> str:
    """From the programme's 覆盖 to 启动一案: the round is joined to it."""
    office.click("nav.tabs >> text=覆盖")
    office.click("text=启动一轮")
    office.wait_for_url("**/matters/new/**")
    assert "2026年巡察统筹" in office.inner_text("main")
    return opened(
        office, "2026年第一轮巡察（第一组）", "县住建局", "市巡一", "2026-03-03", **{"s-subordinates": "yes"}
    )


def prepared(world: Any, office: Any, team: Any, matter: str) -> None:
    """准备, each step by whoever does it."""
    record(office, matter, "assigned", "2026-03-03", municipal="1", county="6", townships="0")
    record(office, matter, "unit_named", "2026-03-03", target="target-county-department")
    record(
        office, matter, "team_drawn", "2026-03-04", heads="1", deputies="1", inspectors="3", head_rank="county_deputy",
        head_qualified="yes", from_pool="yes", random="yes", authorised="yes",
    )  # fmt: skip
    record(office, matter, "work_meeting_held", "2026-03-05")
    topics = ("tasks", "steps", "methods", "arrangements", "discipline")
    record(office, matter, "team_trained", "2026-03-06", topics=topics)
    record(team, matter, "information_gathered", "2026-03-09", **{"from": ("discipline", "audit")})
    record(team, matter, "team_plan_filed", "2026-03-11")
    record(office, matter, "notice_issued", "2026-03-13")


def on_site(world: Any, team: Any, matter: str) -> None:
    """驻点: every way of learning that the text names."""
    world.on("2026-05-12")
    record(team, matter, "entered", "2026-03-16")
    announced = ("arrangements", "address", "contact", "hotline", "mailbox")
    record(team, matter, "mobilised", "2026-03-16", announced=announced, appraisal="yes", questionnaire="yes")
    record(team, matter, "reports_heard", "2026-03-17", on=("main", "supervisory"))
    record(team, matter, "meeting_attended", "2026-03-20", **{"as": "observer"})
    record(team, matter, "talks_held", "2026-03-25", **{"with": ("cadres", "residents")})
    parts = ("subordinates", "office_heads", "residents")
    record(team, matter, "symposium_held", "2026-04-01", **{"with": parts})
    record(team, matter, "visited", "2026-04-08", households="12")
    record(team, matter, "records_consulted", "2026-04-10", material=("accounts", "minutes"), copied="yes")
    sought = ("county_committee", "county_government", "leader_in_charge", "superior_department")
    record(team, matter, "opinions_sought", "2026-04-20", **{"from": sought})
    record(team, matter, "onsite_ended", "2026-05-12")


def told(world: Any, office: Any, team: Any, matter: str) -> None:
    """报告和反馈."""
    world.on("2026-06-09")
    parts = ("basics", "evaluation", "clues", "suggestions")
    record(team, matter, "report_formed", "2026-05-20", parts=parts, problems=("content-3", "content-5"))
    record(team, matter, "reported_to_group", "2026-05-25")
    record(team, matter, "reported_to_five", "2026-06-01")
    record(office, matter, "province_informed", "2026-06-03", papers=("meeting_record", "secretary_speech"))
    record(team, matter, "feedback_formed", "2026-06-05")
    record(office, matter, "feedback_consented", "2026-06-08")
    record(
        team, matter, "feedback_given", "2026-06-09", to=("leading_group", "members"),
        parts=("situation", "problems", "suggestions"),
    )  # fmt: skip


def gives(tab: Any, own: str, title: str, text: str = "", **fields: Any) -> None:
    """What the unit does on its own desk; the receipt tells that it came in."""
    tab.goto(own)
    if not tab.locator(f"#act-title:text-is('{title}')").count():
        tab.click(f".own-others >> text={title}")
        tab.wait_for_url("**act=*")
    if text:
        tab.fill("#own-text", text)
    for name, value in fields.items():
        put(tab, name, value)
    tab.keyboard.press("Control+s")
    tab.wait_for_url("**/receipts/*")
    assert "回执编号" in tab.inner_text("main")


def received(world: Any, unit: Any, own: str) -> None:
    """The unit confirms what it was told."""
    world.on("2026-06-10")
    gives(unit, own, "确认收到反馈意见", form="written")


def published(world: Any, office: Any, matter: str) -> None:
    """公布反馈意见, with the consent of the group's head."""
    world.on("2026-06-16")
    record(office, matter, "feedback_publication_consented", "2026-06-11")
    media = ("zhangye_daily", "integrity_site")
    record(office, matter, "feedback_published", "2026-06-15", media=media, in_name_of="team")


def listed(world: Any, team: Any, matter: str) -> None:
    """Two problems and three tasks, entered one after the other."""
    lists = f"{matter}lists"
    entered = (
        ("来信答复超过承诺日期", (("逐件答复、回访", "2026-07-10"), ("公布承诺时限和电话", "2026-07-10"))),
        ("项目资料费列支依据不全", (("补齐依据或者退回", "2026-07-31"),)),
    )
    for number, (problem, tasks) in enumerate(entered, start=1):
        team.goto(lists)
        team.keyboard.press("n")
        team.wait_for_url("**/lists/new")
        put(team, "text", problem)
        put(team, "found", "2026-06-09")
        saved(team, f"第 {number} 号问题已登记")
        for place, (task, due) in enumerate(tasks, start=1):
            with team.expect_navigation():
                team.keyboard.press("n")
            put(team, "text", task)
            put(team, "due", due)
            put(team, "leaders", "鲍长河")
            put(team, "office", "信访股")
            saved(team, f"任务 {number}-{place} 已登记")
    team.goto(lists)
    assert "2 个问题，3 项任务" in team.inner_text("main")


def planned_by_the_unit(world: Any, unit: Any, team: Any, own: str, matter: str) -> None:
    """整改方案: made and sent by the unit, agreed by the head of the team, filed."""
    world.on("2026-06-18")
    gives(unit, own, "整改方案", "按问题清单逐项整改", divided="yes", persons_named="yes")
    gives(unit, own, "将整改方案送巡察组组长审核")
    world.on("2026-06-23")
    record(team, matter, "plan_agreed", "2026-06-22")
    gives(unit, own, "将整改方案报备案")


def filled_in(world: Any, unit: Any, own: str) -> None:
    """Of each task progress, evidence and the day it was done; then the unit applies."""
    world.on("2026-07-10")
    for task in ("1-1", "1-2", "2-1"):
        unit.goto(own)
        unit.click("text=三个清单：")
        unit.wait_for_url("**/lists")
        unit.focus(f"tr.row[data-id='{task}'] a.it")
        unit.keyboard.press("Enter")
        unit.wait_for_url("**/lists/*/*/*")
        put(unit, "progress", "已经办完")
        put(unit, "evidence", f"佐证 {task}")
        put(unit, "done", "2026-07-08")
        saved(unit, "已保存。")
        unit.click("button:text-is('申请销号')")
        unit.wait_for_selector(f"text=任务 {task}已申请销号")


def closed(world: Any, matter: str) -> None:
    """Another of the team examines, from one that waits to the next."""
    world.on("2026-07-20")
    examiner = world.at_desk("qi")
    examiner.goto(f"{matter}lists?state=applied")
    examiner.click("tr.row a.it >> nth=0")
    for task in ("1-1", "1-2", "2-1"):
        assert f"任务 {task}" in examiner.inner_text("h1")
        examiner.click("button:text-is('销号')")
        examiner.wait_for_selector(f"text=任务 {task}已销号")
    examiner.goto(f"{matter}lists")
    assert "销号 3" in examiner.inner_text("main")


def reported(world: Any, unit: Any, office: Any, team: Any, own: str, matter: str) -> None:
    """整改情况: reported by the unit, agreed, sent to the group, published; visited again, filed."""
    world.on("2026-08-10")
    gives(unit, own, "整改情况报告", "三项任务已经办结")
    world.on("2026-08-18")
    record(team, matter, "rectification_report_agreed", "2026-08-14")
    gives(unit, own, "将整改情况报告报领导小组", form="official_paper")
    world.on("2026-09-15")
    record(office, matter, "rectification_publication_consented", "2026-08-24")
    media = ("zhangye_daily", "integrity_site")
    record(office, matter, "rectification_published", "2026-08-28", media=media, in_name_of="inspected_unit")
    record(office, matter, "return_visited", "2026-09-10")
    for step in ("work_report_collected", "plan_collected", "rectification_report_collected"):
        record(office, matter, step, "2026-09-11")
    record(office, matter, "inspection_closed", "2026-09-15")


def at_the_end(world: Any, office: Any, programme: str, matter: str) -> None:
    """Nothing wants an explanation, nothing waits, no draft is left; the programme's 覆盖 tells the round."""
    office.goto(matter)
    assert office.locator("article.finding").count() == 0
    counts = office.inner_text("nav.tabs")
    assert "符合" in counts and "待说明" not in counts and "待查明" not in counts
    assert not Draft.objects.exists()
    office.goto(f"{programme}coverage")
    cells = office.locator("tr.row td").all_inner_texts()
    assert cells[0] == "县住建局" and "已巡察" in cells[1]
    assert cells[3:11] == ["03-16", "05-20", "06-09", "06-15", "2", "3", "0", "0"]
