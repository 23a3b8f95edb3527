"""What is assigned to a subordinate, as a sheet: one assignment a row."""

from __future__ import annotations

from zeren.papers.excel.columns import Column, Sheet

ASSIGNMENTS = Sheet(
    "交办事项",
    (
        Column("key", "编号", required=True, width=22, example="市交〔2026〕1号", also=("交办编号",)),
        Column(
            "organ", "机关代码", required=True, width=14, help="对方登记的机关代码", also=("承办机关代码",)
        ),
        Column("title", "标题", required=True, width=34, heads=True, also=("事项",)),
        Column("text", "内容", required=True, width=60, also=("交办内容", "要求")),
        Column("due", "期限", "date", width=14, help="没有的不填", also=("办理期限", "完成时限")),
        Column("cites", "依据", width=34, help="几条的用顿号隔开", also=("条款",)),
    ),
    key=("key",),
)
