"""In a real browser: a whole round of inspection, from the year's plan to the publication, by the pages that every
matter has; the unit on its own desk, the three lists on both sides. In two halves: the second begins where the first
ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from zeren.records import packs
from zeren.records.actor import SYSTEM, Role
from zeren.records.matters.models import Draft, Matter

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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


# ---------------------------------------------------------------- the round, as far as the feedback

YEAR = {"year": "2026"}
PLAN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("annual_plan_drafted", "2026-01-12", {**YEAR, "time": "三月至五月", "units": "县住建局"}),
    ("annual_plan_examined", "2026-01-19", YEAR),
    ("annual_plan_agreed", "2026-01-26", YEAR),
    ("round_started", "2026-03-02", YEAR),
)
STEPS: tuple[tuple[str, tuple[tuple[str, str, str, dict[str, Any]], ...]], ...] = (
    ("2026-03-13", (
        ("yue", "assigned", "2026-03-03", {"municipal": "1", "county": "6", "townships": "0"}),
        ("yue", "unit_named", "2026-03-03", {"target": "target-county-department"}),
        ("yue", "team_drawn", "2026-03-04", {"heads": "1", "deputies": "1", "inspectors": "3", "head_rank": "county_deputy", "head_qualified": "yes", "from_pool": "yes", "random": "yes", "authorised": "yes"}),
        ("yue", "work_meeting_held", "2026-03-05", {}),
        ("yue", "team_trained", "2026-03-06", {"topics": ("tasks", "steps", "methods", "arrangements", "discipline")}),
        ("feng", "information_gathered", "2026-03-09", {"from": ("discipline", "audit")}),
        ("feng", "team_plan_filed", "2026-03-11", {}),
        ("yue", "notice_issued", "2026-03-13", {}),
    )),
    ("2026-05-12", (
        ("feng", "entered", "2026-03-16", {}),
        ("feng", "mobilised", "2026-03-16", {"announced": ("arrangements", "address", "contact", "hotline", "mailbox"), "appraisal": "yes", "questionnaire": "yes"}),
        ("feng", "reports_heard", "2026-03-17", {"on": ("main", "supervisory")}),
        ("feng", "meeting_attended", "2026-03-20", {"as": "observer"}),
        ("feng", "talks_held", "2026-03-25", {"with": ("cadres", "residents")}),
        ("feng", "symposium_held", "2026-04-01", {"with": ("subordinates", "office_heads", "residents")}),
        ("feng", "visited", "2026-04-08", {"households": "12"}),
        ("feng", "records_consulted", "2026-04-10", {"material": ("accounts", "minutes"), "copied": "yes"}),
        ("feng", "opinions_sought", "2026-04-20", {"from": ("county_committee", "county_government", "leader_in_charge", "superior_department")}),
        ("feng", "onsite_ended", "2026-05-12", {}),
    )),
    ("2026-06-09", (
        ("feng", "report_formed", "2026-05-20", {"parts": ("basics", "evaluation", "clues", "suggestions"), "problems": ("content-3", "content-5")}),
        ("feng", "reported_to_group", "2026-05-25", {}),
        ("feng", "reported_to_five", "2026-06-01", {}),
        ("yue", "province_informed", "2026-06-03", {"papers": ("meeting_record", "secretary_speech")}),
        ("feng", "feedback_formed", "2026-06-05", {}),
        ("yue", "feedback_consented", "2026-06-08", {}),
        ("feng", "feedback_given", "2026-06-09", {"to": ("leading_group", "members"), "parts": ("situation", "problems", "suggestions")}),
    )),
)  # fmt: skip
"""By the day on which they are recorded: who, the step, its own day, its fields. The first half goes through the
pages; the second begins where it ended."""


def test_from_the_years_plan_to_the_feedback(world: Any) -> None:
    tabs = {name: world.at_desk(name) for name in ("yue", "feng")}
    office = tabs["yue"]
    office.goto(f"{world.url}/matters/new")
    office.click("text=巡察统筹")
    office.wait_for_url("**/inspection-programme")
    programme = opened(office, "2026年巡察统筹", "县住建局", "市巡统", "2026-01-05")
    for step, day, fields in PLAN:
        record(office, programme, step, day, **fields)
    # From the programme's 覆盖 to 启动一案: the round is joined to it.
    office.click("nav.tabs >> text=覆盖")
    office.click("text=启动一轮")
    office.wait_for_url("**/matters/new/**")
    assert "2026年巡察统筹" in office.inner_text("main")
    facts = {"s-subordinates": "yes"}
    matter = opened(office, "2026年第一轮巡察（第一组）", "县住建局", "市巡一", "2026-03-03", **facts)
    for today, steps in STEPS:
        world.on(today)
        for who, step, day, fields in steps:
            record(tabs[who], matter, step, day, **fields)
    nothing_wanted(office, matter)
    assert taken(office, programme)[3:7] == ["03-16", "05-20", "06-09", "—"]


def nothing_wanted(office: Any, matter: str) -> None:
    """The matter's page asks for no explanation, and no draft was left behind."""
    office.goto(matter)
    assert office.locator("article.finding").count() == 0
    counts = office.inner_text("nav.tabs")
    assert "符合" in counts and "待说明" not in counts and "待查明" not in counts
    assert not Draft.objects.exists()


def taken(office: Any, programme: str) -> list[str]:
    """The unit's row on the programme's 覆盖."""
    office.goto(f"{programme}coverage")
    cells: list[str] = office.locator("tr.row td").all_inner_texts()
    assert cells[0] == "县住建局" and "已巡察" in cells[1]
    return cells


# ---------------------------------------------------------------- from the feedback to the publication


def entered(world: Any) -> tuple[str, str]:
    """The first half through the acts; answers the addresses of the programme and of the round."""
    from zeren.records.matters import acts, opening
    from zeren.records.organs import queries as organs
    from zeren.records.people import queries as people

    office, unit, handler = organs.by_code("C-XC"), organs.by_code("Q-01"), people.by_code("yue")
    assert office and unit and handler

    def begun(procedure: str, title: str, mark: str, day: date, **more: Any) -> Matter:
        asked = opening.Opening("zy-2015-inspection", procedure, office.pk, title, [ref], day, mark=mark, handler=handler.pk, **more)  # fmt: skip
        return opening.open_matter(SYSTEM, asked)

    ref = f"organ:{unit.pk}"
    world.on(STEPS[-1][0])
    programme = begun("inspection-programme", "2026年巡察统筹", "市巡统", date(2026, 1, 5))
    facts = {ref: {"subordinates": "yes"}}
    parents = ((programme.pk, "joined"),)
    matter = begun("inspection", "2026年第一轮巡察（第一组）", "市巡一", date(2026, 3, 3), subject_facts=facts, parents=parents)  # fmt: skip
    for on, step, day, fields in (
        *((programme, *plan) for plan in PLAN),
        *((matter, step, day, fields) for _, steps in STEPS for _, step, day, fields in steps),
    ):
        words = packs.words(on.pack, on.version, on.procedure)
        assert words is not None
        acts.record_event(SYSTEM, on.pk, step, day, fields, by=words.procedure.steps[step].by[:1])
    return f"{world.url}/matters/{programme.pk}/", f"{world.url}/matters/{matter.pk}/"


def test_from_the_feedback_to_the_publication(world: Any) -> None:
    programme, matter = entered(world)
    own = matter.replace("/matters/", "/own/")
    unit = world.at_desk("zheng")
    received(world, unit, own)
    office = world.at_desk("yue")
    published(world, office, matter)
    team = world.at_desk("feng")
    listed(team, matter)
    planned_by_the_unit(world, unit, team, own, matter)
    filled_in(world, unit, own)
    closed(world, matter)
    reported(world, unit, office, team, own, matter)
    nothing_wanted(office, matter)
    assert taken(office, programme)[3:11] == ["03-16", "05-20", "06-09", "06-15", "2", "3", "0", "0"]


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


def listed(team: Any, matter: str) -> None:
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
    for place, task in enumerate(("1-1", "1-2", "2-1"), start=1):
        unit.goto(own)
        unit.click("text=三个清单：")
        unit.wait_for_url("**/lists")
        for key in ("j",) * place:
            unit.keyboard.press(key)
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
