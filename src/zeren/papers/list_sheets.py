"""The three lists as a table: a problem with one of its tasks a row, as units send it and as it is exported.

The headings beside each column's own are those that units write over it; the keys are those of
``zeren.records.lists.importing``.
"""

from __future__ import annotations

from zeren.papers.excel.columns import Column, Sheet
from zeren.records.lists.columns import PROBLEM, TASK

ALSO = {
    "problem_text": ("具体问题", "存在问题", "存在的问题", "反馈问题", "主要问题", "问题清单"),
    "problem_kind": ("类型", "问题类别", "类别"),
    "problem_provision": ("违反条款", "依据"),
    "problem_self_found": ("是否自查", "自查问题"),
    "problem_page": ("页码",),
    "problem_found": ("问题发现日", "发现时间"),
    "task_text": ("整改任务", "整改措施", "具体措施", "任务清单"),
    "task_leaders": ("牵头领导", "责任领导", "牵头人", "分管领导"),
    "task_handlers": ("责任人", "具体责任人", "直接责任人"),
    "task_office": ("责任科室", "责任股室", "承办科室", "承办部门", "责任部门"),
    "task_partners": ("协办单位", "配合部门"),
    "task_due": ("整改时限", "完成时间", "完成期限", "整改期限", "计划完成时间"),
    "task_progress": ("整改进展", "进展情况", "整改情况", "完成情况"),
    "task_evidence": ("佐证材料", "佐证资料", "印证材料"),
    "task_done": ("实际完成时间", "实际完成日"),
}
LONG_TERM = (("长期坚持", "long"), ("长期", "long"), ("持续推进", "long"), ("持续整改", "long"))
"""What units write in place of a day."""

KINDS = {"day": "date", "yes_no": "yes_no"}
SELF = (("自查", "yes"), ("自查发现", "yes"))
"""What units write of a problem that they found themselves."""

VALUES = {"task_due": LONG_TERM, "problem_self_found": SELF}

WIDE = {"text": 34, "progress": 30, "evidence": 26, "basis": 24}
HELP = {
    "problem_self_found": "本单位自查发现的写“是”，登记以后不改；反馈的不填",
    "task_leaders": "整改单位的人员，多人用顿号隔开；同名的写成“姓名（人员代码）”",
    "task_handlers": "同上",
    "task_long_term": "长期坚持的按阶段记，不申请销号",
    "task_due": "年-月-日；长期坚持的写“长期坚持”",
    "task_stage": "如 1/3",
}


def _columns() -> tuple[Column, ...]:
    numbers = {
        "problem": Column("problem_number", "序号", "integer", help="导出的号不要改；新的问题不填", width=6, also=("问题序号",)),
        "task": Column("task_number", "任务号", "integer", help="导出的号不要改；新的任务不填", width=7, also=("任务序号",)),
    }  # fmt: skip
    unit = Column(
        "unit", "整改单位", help="本事项只有一个单位的不填", width=18, also=("单位", "责任单位", "被巡察单位")
    )
    reason = Column("reason", "延期理由", help="完成时限改晚的须写明", width=18)
    found = [unit]
    for prefix, declared in (("problem", PROBLEM), ("task", TASK)):
        found.append(numbers[prefix])
        found += [
            Column(
                key := f"{prefix}_{column.name}",
                column.label,
                KINDS.get(column.kind, "text"),  # type: ignore[arg-type]
                help=HELP.get(key, ""),
                values=VALUES.get(key, ()),
                width=WIDE.get(column.name, 12),
                also=ALSO.get(key, ()),
                heads=column.required,
            )
            for column in declared.values()
            if column.kind != "papers"
        ]
    return (*found, reason)


LISTS = Sheet(
    "三个清单",
    _columns(),
    note="一行一项任务；同一问题的几项任务，问题各栏可以合并或者只填第一行。已有的号按更新处理，只改有变化的格。",
    carried=("unit", "problem_number", *(f"problem_{name}" for name in PROBLEM)),
    word=True,
)
