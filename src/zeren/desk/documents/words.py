"""The words and lights of documents."""

from __future__ import annotations

from zeren.desk.components import Light, Sign
from zeren.records.documents.models import State

LIGHTS = {
    State.DRAFT: Light(Sign.ELAPSED, "拟稿"),
    State.REVIEW: Light(Sign.NEAR_INTERNAL, "待审核"),
    State.SIGN: Light(Sign.NEAR_INTERNAL, "待签发"),
    State.SIGNED: Light(Sign.NEXT, "待编号印发"),
    State.RETURNED: Light(Sign.NEAR, "退回修改"),
    State.ISSUED: Light(Sign.DONE, "已印发"),
    State.VOIDED: Light(Sign.LAPSED, "已作废"),
    State.DROPPED: Light(Sign.LAPSED, "不再办理"),
}
NEXT = {
    State.DRAFT: "下一步：送审核，由拟稿人", State.RETURNED: "下一步：修改以后再送审核，由拟稿人",
    State.REVIEW: "下一步：审核，由拟稿人以外的人", State.SIGN: "下一步：签发，由本机关领导",
    State.SIGNED: "下一步：复核、编号印发", State.ISSUED: "", State.VOIDED: "", State.DROPPED: "",
}  # fmt: skip
SAID = {
    "drafted": "拟稿", "amended": "改动文字", "submitted": "送审核", "reviewed": "审核同意", "signed": "签发",
    "returned": "退回", "dropped": "不再办理", "issued": "编号印发", "voided": "作废", "corrected": "另行更正",
    "consented": "对方同意刊用", "declined": "对方不同意刊用", "recalled": "对方收回同意",
}  # fmt: skip
DONE = {
    "change": "已保存为新的一稿。", "submit": "已送审核。", "review": "已审核，送签发。", "sign": "已签发，可以编号印发。",
    "return": "已退回拟稿人。", "drop": "不再办理，记录保留。", "issue": "已编号印发。", "void": "已作废，号保留。",
    "correct": "已开始更正，另取一号。",
}  # fmt: skip
LATER = {
    State.DRAFT: ("审核", "签发", "编号印发"), State.RETURNED: ("审核", "签发", "编号印发"),
    State.REVIEW: ("签发", "编号印发"), State.SIGN: ("编号印发",),
}  # fmt: skip
NOW = {
    State.DRAFT: "拟稿", State.RETURNED: "修改", State.REVIEW: "审核", State.SIGN: "签发", State.SIGNED: "编号印发",
}  # fmt: skip
