"""A year of duties of the county committee: lists of last year and this, charges, activities quarter by quarter.

Of every quarter something is done and something is not, so that met, missed, and at risk are all there to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from zeren.access.accounts import queries as accounts
from zeren.cli.demo import county
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM
from zeren.records.duties import activities, acts, register
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.acts import Change
from zeren.records.duties.models import DutyHolder, DutyList
from zeren.records.matters import acts as matters
from zeren.records.matters.opening import Opening, open_matter
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

ORGAN = "Q"
CHARGES = (("Q-01", "Q-02", "Q-ZZ"), ("Q-03", "Q-04", "Q-XC"), ("Q-05", "Q-06", "Q-ZF"))
"""Which units the three deputies are in charge of."""

# month, day, kind, topics, who (0 the secretary, 1 to 3 the deputies, G the group), what, in person
YEAR = (
    (1, 12, "breakdown", ("conduct_building",), "G0", "分解本年党风廉政建设任务", True),
    (1, 20, "planning", ("conduct_building",), "0", "审签本年工作要点", True),
    (1, 26, "report_made", ("main_responsibility", "first_responsibility"), "G0", "上年履行主体责任情况", True),
    (2, 9, "meeting", ("conduct_building", "corruption_cases"), "G0", "专题研究党风廉政建设", True),
    (2, 26, "research", ("conduct_building",), "0", "城关镇作风调研", True),
    (3, 5, "report_heard", ("conduct_building", "coordination_group"), "G0", "听取反腐败协调小组和县纪委汇报", True),
    (3, 11, "report_heard", ("conduct_building",), "1", "听取县住建局廉政情况汇报", True),
    (3, 12, "research", ("conduct_building",), "1", "工程招投标廉政风险调研", True),
    (3, 18, "report_heard", ("conduct_building",), "2", "听取县水务局廉政情况汇报", True),
    (4, 14, "study", ("conduct_building",), "G", "中心组学习廉洁自律准则", None),
    (5, 14, "research", ("mass_interests",), "0", "春耕生产调研", True),
    (5, 19, "supervision", ("main_responsibility",), "G", "督导检查下级党组织", None),
    (6, 3, "research", ("conduct_building",), "0", "教育系统调研", False),
    (6, 11, "meeting", ("conduct_building",), "G0", "二季度专题会议", True),
    (6, 12, "report_heard", ("conduct_building",), "1", "听取县自然资源局汇报", True),
    (6, 25, "lecture", ("conduct_building",), "0", "讲廉政党课", True),
    (6, 30, "report_made", ("dual_duty", "conduct_building"), "12", "上半年履行一岗双责情况", True),
    (7, 8, "deployment", ("conduct_building",), "0", "部署下半年工作", True),
    (7, 22, "research", ("conduct_building", "risk_control"), "0", "水务领域廉政风险", True),
    (8, 13, "meeting", ("conduct_building",), "G0", "三季度专题会议", True),
    (8, 14, "report_heard", ("conduct_building", "coordination_group"), "G", "听取协调小组汇报", None),
    (8, 20, "report_heard", ("conduct_building",), "123", "听取分管部门汇报", True),
    (9, 2, "research", ("conduct_building",), "1", "民生资金监管", True),
    (9, 17, "oversight", ("rectification",), "0", "督办巡察反馈问题整改", True),
    (10, 15, "approval", ("corruption_cases",), "0", "签批县纪委专题报告", True),
    (10, 21, "report_heard", ("conduct_building",), "1", "听取县委组织部汇报", True),
    (11, 5, "supervision", ("main_responsibility",), "G", "下半年督导检查", None),
    (11, 12, "rule_built", ("risk_control",), "G", "印发廉政风险防控办法", None),
    (12, 10, "meeting", ("conduct_building",), "G0", "四季度专题会议", True),
)  # fmt: skip
GROUPS, HEADS, MEMBERS = (
    ("leading_group", "discipline_group"),
    ("principal", "discipline_head"),
    ("member", "discipline_member"),
)
TALKED = 14
"""So many of the lower principals are talked with, one every three weeks."""


def enter() -> None:
    """Enter the charges, then the two years, through the acts that people use."""
    account = accounts.find("shuji")
    assert account is not None
    secretary, office = accounts.actor_of(account), SYSTEM
    organ = organs.by_code(ORGAN)
    assert organ is not None
    _charges()
    for year in (clock.today().year - 1, clock.today().year):
        lst = acts.generate(office, organ.pk, year)
        acts.change(office, lst.pk, list(_tasks(lst)), "按本年重点工作分解")
        activities.record(office, lst.pk, list(_doings(lst)))
        acts.sign(secretary, lst.pk, sorted(acts.signable(secretary, lst)))
        acts.publish(office, lst.pk, min(date(year, 1, 22), clock.today()), "县政府门户网站")
        _occasions(lst)
        _counted(lst)
    _below(clock.today().year)


TASKS = (
    (
        "听取汇报：反腐败协调小组",
        "听取反腐败协调小组汇报，研究重点案件",
        "每季末月由县纪委准备材料，常委会听取",
        12,
        15,
    ),
    (
        "督导检查：主体责任",
        "督导检查县直部门和乡镇党组织",
        "分三组，各组由县委常委带队，结果书面反馈",
        11,
        20,
    ),
    ("专题会议：党风廉政建设", "专题研究党风廉政建设", "与经济工作同部署，形成纪要并分解", 12, 20),
)
"""Duties of the group by their title, each broken down: task, measures, month and day."""


def _tasks(lst: DutyList) -> Iterator[Change]:
    group = lst.duties.filter(holder__capacity="leading_group", standing=False).order_by("number")
    for title, task, measures, month, day in TASKS:
        duty = group.filter(title=title).first()
        if duty is not None:
            yield Change(duty.number, task, measures, date(lst.year, month, day))


OCCASIONS = (
    (3, 20, "conduct_meeting_called", "Q-01", "党风廉政建设工作会议", True),
    (9, 10, "democratic_life_called", "Q-03", "班子民主生活会", False),
)
"""Month, day, event, unit, what, and whether the deputy who is in charge of the unit came."""


def _occasions(lst: DutyList) -> None:
    """Two meetings in units that deputies are in charge of (三到会): one attended, one not."""
    charges = register.around(lst.organ).charges
    for month, day, event, code, title, came in OCCASIONS:
        on, unit = date(lst.year, month, day), organs.by_code(code)
        if unit is None or on > clock.today():
            continue
        said = f"{unit.short}{title}"
        acts.occasion(SYSTEM, lst.pk, acts.Called("zy-2015-two-responsibilities", event, on, said, unit.pk))
        people_ = {
            p for p, rows in charges.items() if any(c.organ_id == unit.pk and c.start <= on for c in rows)
        }
        holder = lst.holders.filter(person__in=people_, capacity="member").first()
        if came and holder is not None:
            doing = Doing(
                on, "attendance", f"参加{said}", (Doer(holder.number, True),), targets=(f"organ:{unit.pk}",),
                occasion=lst.occasions.count(),
            )  # fmt: skip
            activities.record(SYSTEM, lst.pk, [doing])


COUNTED = (
    (2, 11, "case_filed", "discipline_commission", ""), (5, 6, "unit_inspected", "party_committee", "Q-01"),
    (6, 8, "case_filed", "discipline_commission", ""), (7, 30, "problem_closed", "party_committee", ""),
    (8, 18, "problem_closed", "party_committee", ""), (9, 22, "case_filed", "discipline_commission", ""),
    (10, 12, "unit_inspected", "party_committee", "Q-03"), (11, 20, "problem_closed", "party_committee", ""),
)  # fmt: skip
"""What the gauge counts and no matter here tells: month, day, step, by whom, the unit that was toured."""


def _counted(lst: DutyList) -> None:
    past = [(date(lst.year, row[0], row[1]), *row[2:]) for row in COUNTED]
    past = [row for row in past if row[0] <= clock.today()]
    if not past:
        return
    asked = Opening(
        "gs-2016-866-gauge", "gauge-records", lst.organ_id, f"{lst.year} 年标尺来源记录", [f"organ:{lst.organ_id}"],
        past[0][0], mark="青标",
    )  # fmt: skip
    matter = open_matter(SYSTEM, asked)
    for on, step, by, code in past:
        unit = organs.by_code(code)
        fields = {"inspected": f"organ:{unit.pk}", "tour": "local"} if unit is not None else {}
        matters.record_event(SYSTEM, matter.pk, step, on, fields, by=(by,))


BELOW = (
    ("Q-02", ((2, 10, "meeting", ("conduct_building",), "G0", "专题研究党风廉政建设", True), (5, 20, "lecture", ("conduct_building",), "0", "讲廉政党课", True))),
    ("Q-03", ((1, 15, "breakdown", ("conduct_building",), "G0", "分解本年任务", True), (3, 9, "research", ("conduct_building",), "0", "作风调研", True))),
    ("Q-ZZ", ()),
    ("Q-JW", ((1, 16, "planning", ("conduct_building",), "G0", "协助县委分解全年任务", True), (4, 22, "supervision", ("supervisory_responsibility",), "G0", "监督检查县直部门党组履责", True), (7, 14, "report_made", ("supervisory_responsibility",), "G0", "上半年履行监督责任情况", True), (9, 16, "lecture", ("conduct_building",), "0", "讲廉政党课", True))),
)  # fmt: skip
"""Organs below that have a list of this year, with what they did, so that the committee has something to look over."""


def _below(year: int) -> None:
    for code, done in BELOW:
        organ = organs.by_code(code)
        if organ is not None:
            lst = acts.generate(SYSTEM, organ.pk, year)
            activities.record(SYSTEM, lst.pk, list(_of(lst, done)))


def _charges() -> None:
    deputies = [s for s in county.seats() if s.unit.code == ORGAN and s.part == "member"]
    rows = [
        {"person": seat.person, "organ": unit, "start": seat.since.isoformat(), "source": "青委发〔2025〕2号"}
        for seat, units in zip(deputies, CHARGES, strict=False)
        for unit in units
    ]
    report = registers.import_rows(SYSTEM, "charges", rows)
    assert report.written, report.problems[:3]


def _doings(lst: DutyList) -> Iterator[Doing]:
    """What of the year has come by today; last year's list lacks nothing but what the table leaves out."""
    yield from _of(lst, YEAR)
    yield from _talks(lst, list(lst.holders.select_related("person")))


def _of(lst: DutyList, done: tuple[Any, ...]) -> Iterator[Doing]:
    """The rows of a table that have come by today and whose doers are on the list."""
    holders = list(lst.holders.select_related("person"))
    for month, day, kind, topics, who, title, own in done:
        on = date(lst.year, month, day)
        doers = tuple(d for mark in who if (d := _doer(holders, mark, own, on)) is not None)
        if on <= clock.today() and doers:
            form = "written" if kind == "report_made" else ""
            yield Doing(
                on, kind, title, doers, topics, form=form, evidence="会议记录、签到" if "G" in who else ""
            )


def _doer(holders: list[DutyHolder], mark: str, own: bool | None, on: date) -> Doer | None:
    if mark == "G":
        return next((Doer(h.number) for h in holders if h.capacity in GROUPS), None)
    there = [h for h in holders if h.capacity in (HEADS if mark == "0" else MEMBERS)]
    place = 0 if mark == "0" else int(mark) - 1
    if place >= len(there) or (there[place].starts or on) > on:
        return None
    return Doer(there[place].number, own, own)


def _talks(lst: DutyList, holders: list[DutyHolder]) -> Iterator[Doing]:
    """The secretary's interviews with the principals below, one after the other."""
    secretary = next((h for h in holders if h.capacity == "principal"), None)
    below = [s for s in county.seats() if s.part == "principal" and s.unit.superior in (ORGAN, "Q-XF")][
        :TALKED
    ]
    for place, seat in enumerate(below):
        on, person = date(lst.year, 1 + place * 3 // 4, 5 + place), people.by_code(seat.person)
        if secretary and person and on <= clock.today() and seat.since <= on:
            doer = Doer(secretary.number, True, True)
            yield Doing(
                on, "interview", f"约谈{seat.unit.short}主要负责人", (doer,), ("main_responsibility", "supervisory_responsibility"),
                (f"person:{person.pk}",), person_times=1, evidence="谈话记录",
            )  # fmt: skip
