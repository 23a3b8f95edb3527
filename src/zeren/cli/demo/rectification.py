"""A rectification in the demonstration that the inspection office handles: the city's discipline organ and its
organization department have duties and days of their own in it."""

from __future__ import annotations

from datetime import date, timedelta

from zeren.cli.demo import round as rounds
from zeren.cli.demo.loading import Login
from zeren.norms.model import FieldText
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.lists import acts as lists
from zeren.records.lists.changes import Change
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter

UNIT = "Q-04"
PEOPLE = [
    {"code": "X004", "name": "纪平章", "organ": "C-JW"},
    {"code": "X005", "name": "组成华", "organ": "C-ZZ"},
]
LOGINS = (
    Login("shijiwei", "市纪委监督检查室", Role.SUPERVISION_OFFICER, "C-JW", "X004", ("discipline_commission",)),
    Login("shizuzhi", "市委组织部干部监督科", Role.ORGANIZATION_OFFICER, "C-ZZ", "X005", ("organization_department",)),
)  # fmt: skip
BEGAN = 182
"""Days before today on which the feedback was given: what both organs report upward is due in the next days."""

ACTS: tuple[tuple[int, str, str, dict[str, FieldText]], ...] = (
    (0, "feedback_given", "inspection_team", {"main_problems": "重大决策部署落实不够有力", "suggestions": "逐项整改，举一反三", "attended": ("discipline_commission", "organization_department")}),
    (0, "transferred", "inspection_team", {"kind": "organizational_problems", "to": "organization_department"}),
    (1, "feedback_received", "inspected_organization", {}),
    (9, "rectification_organized", "inspected_principal", {"coordinating_body": "局机关党委"}),
    (12, "plan_made", "inspected_organization", {"guided_by": ("discipline_commission", "organization_department")}),
    (14, "lists_made", "inspected_organization", {"lists": ("problems", "tasks", "responsibilities")}),
    (60, "special_meeting_held", "inspected_organization", {"parts": ("causes", "responsibility", "measures"), "attended": ("discipline_commission", "organization_department")}),
    (88, "concentrated_ended", "inspected_organization", {}),
    (90, "progress_reported", "inspected_organization", {"to": "discipline_commission", "covers": ("organization", "principal", "completed", "long_term")}),
    (90, "copied_to_department", "inspected_organization", {}),
    (90, "copied_to_office", "inspected_organization", {}),
    (110, "department_reviewed", "organization_department", {}),
    (112, "office_reviewed", "inspection_office", {}),
)  # fmt: skip


def enter() -> Matter:
    """Enter the people and accounts of both organs, and the matter, through the acts that people use."""
    report = registers.import_rows(SYSTEM, "people", PEOPLE)
    assert report.written, report.problems
    for login in LOGINS:
        rounds.enter_account(login)
    return _matter(clock.today() - timedelta(days=BEGAN))


def _matter(began: date) -> Matter:
    office = rounds.acting("xunban", "X002")
    unit = f"organ:{rounds.organ(UNIT).pk}"
    asked = opening.Opening(
        "cn-2022-inspection-rectification", "inspection-rectification", rounds.organ(rounds.OFFICE).pk,
        "县水务局党组巡视整改", [unit], began, mark="市巡整", handler=office.person, classification="内部",
    )  # fmt: skip
    matter = opening.open_matter(office, asked)
    for day, step, by, fields in ACTS:
        acts.record_event(office, matter.pk, step, began + timedelta(days=day), fields, by=(by,))
    _lists(matter, began)
    return matter


def _lists(matter: Matter, began: date) -> None:
    """What was fed back, and what the unit found itself, on days that it set itself."""
    unit, today = rounds.organ(UNIT).pk, clock.today()
    office, own = rounds.acting("xunban", "X002"), rounds.acting("lianluo2", "X003")
    for actor, number, text, found, tasks in (
        (office, 1, "重大工程推进缓慢 2 项", began, (("倒排工期，按月调度", 20), ("逐项落实责任人", 9))),
        (own, 2, "水费减免台账与账簿不符 3 笔", began + timedelta(days=50), (("逐笔核对更正", -6), ("改为双人复核", 35))),
    ):  # fmt: skip
        said = {"text": text, "found": found.isoformat()} | ({"self_found": "yes"} if number == 2 else {})
        changes = [Change(unit, number, 0, said)]
        for place, (task, due) in enumerate(tasks, start=1):
            day = (today + timedelta(days=due)).isoformat()
            changes.append(Change(unit, number, place, {"text": task, "due": day, "office": "供水股"}))
        lists.change(actor, matter.pk, changes)
