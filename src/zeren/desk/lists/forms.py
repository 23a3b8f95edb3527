"""The fields of a problem and of a task, and what a form says of them as changes of the lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zeren.desk.lists.door import Seen
from zeren.desk.matters.form import PREFIX, FormField, Option, Widget
from zeren.norms.model import FieldText
from zeren.records.errors import Problem
from zeren.records.lists import queries
from zeren.records.lists.columns import ListColumn, columns_of
from zeren.records.lists.models import ListedProblem, ListedTask
from zeren.records.lists.people import Names
from zeren.records.lists.queries import Who

WIDGETS: dict[str, Widget] = {"day": "day", "yes_no": "select", "people": "person"}
LONG_TEXTS = ("text", "progress", "evidence", "basis")
HINTS = {
    "leaders": "整改单位的人员；几个人用顿号隔开",
    "handlers": "整改单位的人员；几个人用顿号隔开",
    "stage": "长期坚持的写现在的阶段，如 1/3",
    "done": "完成以后填写；申请销号须有完成日和佐证",
    "evidence": "文号、名称；文件在下面附上",
    "self_found": "整改单位自查发现的选“是”；登记以后不改",
    "found": "反馈、移交或者自查发现的日期",
}
WEEKLY = ("progress", "evidence", "done")
YES_NO = (("", "否"), ("yes", "是"))


def values_of(row: ListedProblem | ListedTask | None, names: Names, who: Who) -> dict[str, str]:
    """What stands in the row, as the form shows it."""
    if row is None:
        return {}
    found = {
        name: _text(getattr(row, name))
        for name, column in columns_of(isinstance(row, ListedTask)).items()
        if column.kind not in ("people", "papers")
    }
    return found | {"leaders": names.written(who.leaders), "handlers": names.written(who.handlers)}


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "yes" if value is True else value.isoformat() if hasattr(value, "isoformat") else str(value)


def fields_of(
    task: bool,
    values: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    *,
    there: bool = False,
    own: bool = False,
) -> tuple[FormField, ...]:
    """The form's lines, each with what is wrong with it. Whether a unit found a problem itself is asked once, and of
    the unit (``own``) never: what it enters it found itself."""
    wrong = {problem.field: problem.zh for problem in problems}
    fixed = ("self_found",) if there or own else ()
    if own and not there:
        # What the unit found itself stands on no page of a feedback.
        fixed = (*fixed, "page")
    shown = [c for c in columns_of(task).values() if c.kind != "papers" and c.name not in fixed]
    if there and task:
        # What is filled in from week to week comes first.
        shown.sort(key=lambda column: column.name not in WEEKLY)
    return tuple(_field(column, values.get(column.name, ""), wrong.get(column.name, "")) for column in shown)


def _field(column: ListColumn, value: str, error: str) -> FormField:
    widget = WIDGETS.get(column.kind) or ("text" if column.name in LONG_TEXTS else "line")
    options = (
        tuple(Option(v, word, on=v == value) for v, word in YES_NO if v) if column.kind == "yes_no" else ()
    )
    return FormField(
        column.name, column.label, widget, value, options,
        required=column.required, hint=HINTS.get(column.name, ""), error=error,
    )  # fmt: skip


def given_of(task: bool, post: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, by column."""
    return {
        name: str(post.get(PREFIX + name, "")).strip()
        for name, column in columns_of(task).items()
        # What stands in no form is not emptied by it.
        if column.kind != "papers" and (name != "self_found" or PREFIX + name in post)
    }


def changed(
    task: bool, given: Mapping[str, str], before: Mapping[str, str], names: Names
) -> tuple[dict[str, FieldText], tuple[Problem, ...]]:
    """The columns that differ from what stands there, and the names that can't be found."""
    found: dict[str, FieldText] = {}
    wrong: list[Problem] = []
    for name, text in given.items():
        if text == before.get(name, ""):
            continue
        if columns_of(task)[name].kind == "people":
            found[name], missing = names.read(text)
            wrong += [Problem(name, word, f"'{text}': somebody can't be found") for word in missing]
        else:
            found[name] = text
    return found, tuple(wrong)


def who_of(task: ListedTask | None) -> Who:
    """Who answers for a task that is there."""
    return queries.who_of([task]).get(task.pk, Who()) if task else Who()


def people_offered(seen: Seen, unit: int) -> tuple[str, ...]:
    """Whom the unit's tasks may name."""
    return tuple(seen.names(unit).offered)
