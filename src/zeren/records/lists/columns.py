"""The columns that may be set of a problem and of a task: one description for forms, workbooks, checks and replay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "day", "yes_no", "people", "papers"]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its word on pages and in workbooks, its kind, how long a text may be."""

    name: str
    label: str
    kind: Kind = "text"
    longest: int = 1000
    required: bool = False


PROBLEM = {
    column.name: column
    for column in (
        ListColumn("text", "问题", required=True),
        ListColumn("self_found", "自查", "yes_no"),
        ListColumn("kind", "问题类型", longest=60),
        ListColumn("provision", "涉及条款", longest=120),
        ListColumn("severity", "严重程度", longest=60),
        ListColumn("page", "反馈原文页码", longest=60),
        ListColumn("basis", "问题佐证"),
        ListColumn("found", "发现日", "day"),
    )
}
TASK = {
    column.name: column
    for column in (
        ListColumn("text", "任务", required=True),
        ListColumn("leaders", "牵头领导", "people"),
        ListColumn("handlers", "承办人", "people"),
        ListColumn("office", "承办股室", longest=60),
        ListColumn("partners", "配合单位", longest=200),
        ListColumn("due", "完成时限", "day"),
        ListColumn("long_term", "长期坚持", "yes_no"),
        ListColumn("stage", "阶段", longest=20),
        ListColumn("progress", "进展"),
        ListColumn("evidence", "佐证"),
        ListColumn("done", "完成日", "day"),
        ListColumn("papers", "佐证材料", "papers"),
    )
}

PUBLIC = {"public": ListColumn("public", "公开表述", longest=2000)}
"""What is published of a problem and of how it was put right: for the public alone, no column of forms and tables."""

PART = {
    column.name: column
    for column in (
        ListColumn("title", "标题", longest=120),
        ListColumn("period", "整改时段", longest=60),
        ListColumn("opening", "开头", longest=2000),
        ListColumn("closing", "结尾"),
        ListColumn("contact", "联系方式", longest=400),
    )
}
"""The words of a unit's public report that belong to no problem; kept at the number 0."""


def columns_of(task: int) -> dict[str, ListColumn]:
    """The columns of a problem (``task`` 0) or of a task."""
    return TASK if task else PROBLEM


def settable(problem: int, task: int) -> dict[str, ListColumn]:
    """Everything that a change may set of a task, of a problem, or of the report's own words (``problem`` 0)."""
    if task:
        return TASK
    return {**PROBLEM, **PUBLIC} if problem else PART
