"""How a task stands, as light and words: the day it is due is the unit's own target, drawn hollow until it is past;
of what the unit found itself (自查) also then.
"""

from __future__ import annotations

from datetime import date

from zeren.desk import days
from zeren.desk.components import Light, Sign
from zeren.desk.ledger.columns import procedures
from zeren.norms.calendar import Calendar
from zeren.records.lists import queries
from zeren.records.lists.models import ListedTask, Standing

STATES = (
    ("over", "已过期"),
    ("near", "三个工作日内"),
    ("running", "未到期"),
    ("returned", "退回重做"),
    ("done", "已完成，未申请"),
    ("applied", "等待审核"),
    ("long", "长期坚持"),
    ("closed", "已销号"),
)
MORE = (*STATES, ("going", "在办，没有过期"))
"""With what other pages lead to: the states of a task that lie between."""
FINISHED = (Standing.DONE, Standing.APPLIED, Standing.CLOSED)


def sources() -> tuple[tuple[str, str], ...]:
    """Where problems come from: the procedures, and what units found themselves."""
    return (*procedures(), (queries.SELF, "自查"))


def light(task: ListedTask, today: date, calendar: Calendar) -> Light:
    """The state of a task's day."""
    if task.standing in FINISHED:
        return Light(Sign.DONE, "已完成")
    if task.standing == Standing.LONG:
        return Light(Sign.ELAPSED, f"阶段 {task.stage}" if task.stage else "长期坚持")
    if task.due is None:
        return Light(Sign.UNKNOWN, "待查明：缺完成时限")
    if task.problem.self_found and task.due < today:
        # The unit set the day itself: no period of a regulation is past.
        return Light(Sign.NEAR_INTERNAL, f"过自定日 {(today - task.due).days} 日")
    return days.due_light(task.due, today, calendar, internal=True)


def closing(task: ListedTask, today: date) -> tuple[str, str]:
    """对账销号: how far it is, and what goes with it (the day, what is missing)."""
    if task.standing == Standing.CLOSED:
        return "已销号", days.in_cell(task.closed_on, today)
    if task.standing == Standing.APPLIED:
        return "等待审核", f"{days.in_cell(task.applied_on, today)} 申请"
    if task.standing == Standing.RETURNED:
        return "退回重做", task.note
    if task.standing == Standing.LONG:
        return "不销号，按阶段", ""
    reopened = f"回访后重开：{task.note}" if task.reopened and task.note else ""
    return "未申请", reopened


def changes(task: ListedTask) -> str:
    """How often its day was put off, how often it was opened again."""
    said = (("延期", task.extended), ("重开", task.reopened))
    return "，".join(f"{word} {number} 次" for word, number in said if number)


def day_word(task: ListedTask, today: date) -> str:
    """The day in its cell."""
    return "长期" if task.long_term else days.in_cell(task.due, today)
