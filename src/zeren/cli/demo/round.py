"""A round of inspection in the demonstration: two units, feedback received, rectification under way by the three lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from zeren.access.accounts import acts as accounts
from zeren.cli.demo.loading import LOGINS as USUAL
from zeren.cli.demo.loading import ROUND, Login, person_of
from zeren.norms.model import FieldText
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.lists import acts as lists
from zeren.records.lists.changes import Change, Move
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter
from zeren.records.organs import queries as organs
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people

OFFICE = "C-XC"
UNITS = ("Q-01", "Q-04")
ORGANS = [
    {
        "code": OFFICE, "name": "中共岚川市委巡察工作领导小组办公室", "short": "市委巡察办", "level": "city",
        "kind": "working_organ", "superior": "C", "committee": "C", "discipline_organ": "C-JW", "rank": "90",
    }
]  # fmt: skip
PEOPLE = [
    {"code": "X001", "name": "冯克勤", "organ": OFFICE},
    {"code": "X002", "name": "岳正平", "organ": OFFICE},
    {"code": "X003", "name": "水志清", "organ": "Q-04"},
]
LOGINS = (
    Login("zuzhang", "市委第二巡察组组长", Role.TEAM_MEMBER, OFFICE, "X001", ("team", "team_head")),
    Login("xunban", "市委巡察办", Role.CASE_HANDLER, OFFICE, "X002", ("inspection_office",)),
    Login("lianluo2", "县水务局联络员", Role.UNIT_LIAISON, "Q-04", "X003"),
)
BEGAN = 186
"""Days before today on which the round was opened: its report on rectification is due in the next days."""

ACTS: tuple[tuple[int, str, str, dict[str, FieldText]], ...] = (
    (0, "assigned", "inspection_office", {"municipal": "0", "county": "2", "townships": "0"}),
    (1, "unit_named", "inspection_office", {"target": "target-county-department"}),
    (2, "team_drawn", "inspection_office", {"heads": "1", "deputies": "1", "inspectors": "3", "head_rank": "county_deputy", "head_qualified": "yes", "from_pool": "yes", "random": "yes", "authorised": "yes"}),
    (3, "work_meeting_held", "inspection_office", {}),
    (4, "team_trained", "inspection_office", {"topics": ("tasks", "steps", "methods", "arrangements", "discipline")}),
    (5, "information_gathered", "team", {"from": ("discipline", "organization", "complaints")}),
    (6, "team_plan_filed", "team", {}),
    (8, "notice_issued", "inspection_office", {}),
    (9, "entered", "team", {}),
    (9, "mobilised", "team", {"announced": ("arrangements", "address", "contact", "hotline", "mailbox"), "appraisal": "yes", "questionnaire": "yes"}),
    (10, "reports_heard", "team", {"on": ("main", "supervisory")}),
    (22, "talks_held", "team", {"with": ("cadres", "residents")}),
    (24, "symposium_held", "team", {"with": ("subordinates", "office_heads", "residents")}),
    (30, "visited", "team", {"households": "11"}),
    (36, "records_consulted", "team", {"material": ("accounts", "minutes"), "copied": "yes"}),
    (40, "opinions_sought", "team", {"from": ("county_committee", "county_government", "leader_in_charge", "superior_department")}),
    (66, "onsite_ended", "team", {}),
    (74, "report_formed", "team", {"parts": ("basics", "evaluation", "clues", "suggestions"), "problems": ("content-3",)}),
    (80, "reported_to_group", "team", {}),
    (90, "reported_to_five", "team", {}),
    (94, "feedback_formed", "team", {}),
    (97, "feedback_consented", "steering_group", {}),
    (100, "feedback_given", "team", {"to": ("leading_group", "members"), "parts": ("situation", "problems", "suggestions")}),
    (101, "feedback_received", "inspected_unit", {"form": "written"}),
    (110, "plan_made", "inspected_unit", {"divided": "yes", "persons_named": "yes"}),
    (111, "plan_submitted", "inspected_unit", {}),
    (112, "plan_agreed", "team_head", {}),
    (126, "plan_filed", "inspected_unit", {}),
)  # fmt: skip
FEEDBACK = 101
LIAISONS = {
    "lianluo": person_of(next(login for login in USUAL if login.signin == "lianluo")),
    "lianluo2": "X003",
}


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the demonstration: who leads (place in the unit), office, day from today, what became of it."""

    text: str
    lead: int
    office: str
    due: int
    evidence: str = ""
    done: int | None = None
    end: str = ""


PROBLEMS: tuple[tuple[str, str, tuple[Task, ...]], ...] = (
    ("三年行动未按季研究", "落实决策部署", (
        Task("补开专题会，列明 4 项任务", 0, "局办公室", -28, "会议纪要〔2026〕9号", -30, "closed"),
        Task("建立按季研究制度", 0, "局办公室", -13, "青住建发〔2026〕31号", -14, "closed"),
    )),
    ("来信答复超过承诺日期 7 件", "群众身边不正之风", (
        Task("7 件逐件答复、回访", 1, "信访股", -23, "答复单 7、回访单 7", -25, "applied"),
        Task("公布承诺时限和电话", 1, "信访股", -23),
        Task("倒查 3 个环节责任", 0, "机关纪委", 17, "谈话记录 2 份"),
    )),
    ("2 名股长任职超过 8 年未交流", "选人用人", (
        Task("制定交流方案", 0, "人事股", 1, "草稿 1 份"),
        Task("完成交流", 0, "人事股", 32),
    )),
    ("项目资料费列支依据不全 12 笔", "财务管理", (
        Task("补齐依据或者退回", 2, "财务股", 1, "11 笔补齐，1 笔退回", -5, "returned"),
        Task("修订报销办法", 2, "财务股", 32, "青住建发〔2026〕34号", -9, "applied"),
    )),
    ("组织生活会记录缺 3 次", "党建责任", (
        Task("补课，不补记录", 1, "机关党总支", 17, "补课签到 1 次"),
        Task("每月检查记录本", 1, "机关党总支", 0, "8、9 月检查表", None, "long"),
    )),
    ("变更签证未经集体研究 4 项", "工程管理", (
        Task("4 项逐项说明，该追责的移交", 2, "建管股", 1),
        Task("明确变更审批权限", 2, "建管股", 32, "征求意见稿"),
    )),
    ("下乡补助重复领取 2 人", "作风建设", (
        Task("清退 1,860.00 元", 1, "财务股", -33, "缴款单 2 张", -34, "closed"),
        Task("谈话提醒 2 人", 1, "机关纪委", -33, "谈话记录 2 份", -34, "closed"),
    )),
)  # fmt: skip
OTHER: tuple[tuple[str, str, tuple[Task, ...]], ...] = (
    ("村级供水台账缺项", "落实决策部署", (Task("补齐 18 个村的台账", 0, "供水股", 20), Task("每季核对", 0, "供水股", 60))),
    ("水费收支没有公布", "群众身边不正之风", (Task("公布近三年收支", 1, "财务股", -4),)),
)  # fmt: skip
PUBLIC: dict[int, tuple[str, str]] = {
    1: ("落实三年行动部署不够有力，没有按季研究。\n已补开专题会，列明任务 4 项，逐项确定责任股室和完成时限；建立按季研究制度，第三季度已经按制度研究。", "reviewed"),
    2: ("来信答复超过承诺日期。\n群众举报的 7 件已逐件答复、回访；公布承诺时限，咨询电话 0936-8212345。", ""),
    4: ("项目资料费列支依据不全。\n已补齐依据 11 笔，退回 1 笔。", "整改还没有完成，写明正在修订报销办法"),
    7: ("下乡补助重复领取。\n已全部清退；改进发放程序，发放前由两人核对。", "reviewed"),
}  # fmt: skip
"""What the first unit wrote for the public, by problem: reviewed, waiting, or given back with what is to be changed."""

AROUND = {
    "title": "关于巡察整改情况的公布",
    "period": "2026年7月至10月",
    "opening": "根据市委巡察工作安排，市委第二巡察组对我局开展了巡察，并反馈了巡察意见。现将整改情况予以公布。",
    "closing": "整改仍在继续。欢迎干部群众对整改情况进行监督。",
    "contact": "电话：0936-8210000；地址：青县建设路 1 号；电子邮箱：qxzj@example.org",
}


def enter() -> Matter:
    """Enter the office, its people and accounts, the round and its lists, through the acts that people use."""
    for noun, rows in (("organs", ORGANS), ("people", PEOPLE)):
        report = registers.import_rows(SYSTEM, noun, rows)
        assert report.written, report.problems
    for login in LOGINS:
        enter_account(login)
    today = clock.today()
    matter = _round(today)
    units = [organ(code) for code in UNITS]
    for unit, problems, liaison in ((units[0], PROBLEMS, "lianluo"), (units[1], OTHER, "lianluo2")):
        _lists(matter, unit, problems, liaison, today)
    _public(matter, units[0])
    return matter


def organ(code: str) -> Organ:
    """The organ of that code."""
    found = organs.by_code(code)
    assert found is not None, code
    return found


def enter_account(login: Login) -> None:
    """An account with its role."""
    person = people.by_code(login.seat)
    at = organ(login.organ)
    account = accounts.make_account(
        SYSTEM,
        login.signin,
        login.password,
        person=person,
        organ=at,
        label=login.label,
        demonstration=True,
    )
    # 一次一授权: the team's authorisation ends with the round.
    end = clock.today() + ROUND if login.role is Role.TEAM_MEMBER else None
    accounts.give_role(SYSTEM, account, login.role, at, date(2024, 1, 1), end=end, functions=login.functions)


def acting(signin: str, code: str) -> Actor:
    """The system in the name of an account and its person."""
    person = people.by_code(code)
    assert person is not None
    return replace(SYSTEM, account=signin, name=person.name, person=person.pk)


def _round(today: date) -> Matter:
    began = today - timedelta(days=BEGAN)
    team = acting("zuzhang", "X001")
    refs = [f"organ:{organ(code).pk}" for code in UNITS]
    asked = opening.Opening(
        "zy-2015-inspection", "inspection", organ(OFFICE).pk, f"{today.year}年第二轮巡察（第二组）", refs, began,
        mark="市巡二", handler=team.person, subject_facts={ref: {"subordinates": "yes"} for ref in refs},
        classification="内部",
    )  # fmt: skip
    matter = opening.open_matter(team, asked)
    for day, step, by, fields in ACTS:
        acts.record_event(team, matter.pk, step, began + timedelta(days=day), fields, by=(by,))
    acts.show_to_subject(team, matter.pk, began + timedelta(days=FEEDBACK))
    return matter


def _lists(
    matter: Matter,
    unit: Organ,
    problems: tuple[tuple[str, str, tuple[Task, ...]], ...],
    liaison: str,
    today: date,
) -> None:
    found = today - timedelta(days=BEGAN - FEEDBACK)
    team, of_unit = acting("zuzhang", "X001"), acting(liaison, LIAISONS[liaison])
    members = [f"person:{pk}" for pk in sorted(_members(unit))]
    changes = []
    for number, (text, kind, tasks) in enumerate(problems, start=1):
        changes.append(Change(unit.pk, number, 0, {"text": text, "kind": kind, "found": found.isoformat()}))
        for place, task in enumerate(tasks, start=1):
            changes.append(Change(unit.pk, number, place, _said(task, members, today)))
    lists.change(team, matter.pk, changes, on=found)
    for number, (_, _, tasks) in enumerate(problems, start=1):
        for place, task in enumerate(tasks, start=1):
            for move, actor, reason, day in _moves(task, team, of_unit, today):
                lists.change(
                    actor, matter.pk, [Change(unit.pk, number, place, move=move, reason=reason)], on=day
                )


def _public(matter: Matter, unit: Organ) -> None:
    """What the unit wrote for the public, and what the office said of it."""
    of_unit, office = acting("lianluo", LIAISONS["lianluo"]), acting("xunban", "X002")
    changes = [Change(unit.pk, number, 0, {"public": text}) for number, (text, _) in PUBLIC.items()]
    lists.change(of_unit, matter.pk, [Change(unit.pk, 0, 0, AROUND), *changes])
    said = [Change(unit.pk, 0, 0, AROUND, Move.PUBLISH_REVIEW)]
    for number, (text, then) in PUBLIC.items():
        if then == "reviewed":
            said.append(Change(unit.pk, number, 0, {"public": text}, Move.PUBLISH_REVIEW))
        elif then:
            said.append(Change(unit.pk, number, move=Move.PUBLISH_RETURN, reason=then))
    lists.change(office, matter.pk, said)


def _members(unit: Organ) -> list[int]:
    from zeren.records.lists.people import people_of

    return list(people_of(unit))


def _said(task: Task, members: list[str], today: date) -> dict[str, FieldText]:
    said: dict[str, FieldText] = {
        "text": task.text,
        "office": task.office,
        "leaders": (members[task.lead % len(members)],),
    }
    if task.end == "long":
        said |= {"long_term": "yes", "stage": "1/3"}
    else:
        said["due"] = (today + timedelta(days=task.due)).isoformat()
    if task.evidence:
        said["evidence"] = task.evidence
    if task.done is not None:
        said["done"] = (today + timedelta(days=task.done)).isoformat()
    return said


def _moves(task: Task, team: Actor, unit: Actor, today: date) -> list[tuple[Move, Actor, str, date]]:
    """What became of a task after it was done: applied for, closed, returned."""
    if task.end not in ("applied", "closed", "returned") or task.done is None:
        return []
    done = today + timedelta(days=task.done)
    moves = [(Move.APPLY, unit, "", done + timedelta(days=1))]
    if task.end == "closed":
        moves.append((Move.CLOSE, team, "", done + timedelta(days=4)))
    if task.end == "returned":
        moves.append((Move.RETURN, team, "缺退款凭证", done + timedelta(days=3)))
    return moves
