"""The words and lights of a periodical."""

from __future__ import annotations

from zeren.desk.components import Light, Sign
from zeren.desk.documents import words
from zeren.records.documents.models import State

ISSUE = words.LIGHTS | {
    State.DRAFT: Light(Sign.ELAPSED, "编排"), State.SIGNED: Light(Sign.NEXT, "待付印"),
    State.ISSUED: Light(Sign.DONE, "已发行"), State.VOIDED: Light(Sign.LAPSED, "已收回"),
}  # fmt: skip
NEXT = {
    State.DRAFT: "下一步：稿件逐篇审定以后送审核", State.RETURNED: "下一步：修改以后再送审核",
    State.REVIEW: "下一步：审核，由编排人以外的人", State.SIGN: "下一步：签发，由本机关领导",
    State.SIGNED: "下一步：编期号、付印", State.ISSUED: "", State.VOIDED: "", State.DROPPED: "",
}  # fmt: skip
SAID = words.SAID | {"drafted": "编排", "issued": "编期号付印", "voided": "收回", "corrected": "另发更正说明"}
LATER = {
    State.DRAFT: ("审核", "签发", "付印"), State.RETURNED: ("审核", "签发", "付印"),
    State.REVIEW: ("签发", "付印"), State.SIGN: ("付印",),
}  # fmt: skip
NOW = words.NOW | {State.DRAFT: "逐篇审定，送审核", State.SIGNED: "付印"}

PIECE = {
    State.DRAFT: Light(Sign.ELAPSED, "在写"), State.REVIEW: Light(Sign.NEAR_INTERNAL, "待另一人核"),
    State.RETURNED: Light(Sign.NEAR, "退回修改"), State.SIGNED: Light(Sign.DONE, "已审定"),
    State.DROPPED: Light(Sign.LAPSED, "不用"),
}  # fmt: skip
PIECE_SAID = words.SAID | {"drafted": "编写", "submitted": "送核", "reviewed": "审定", "dropped": "不用"}
PIECE_NOW = {State.DRAFT: "写完，送另一人核", State.RETURNED: "修改", State.REVIEW: "核对、审定"}
PIECE_LATER = {State.DRAFT: ("核对、审定",), State.RETURNED: ("核对、审定",)}

DONE = {
    "describe": "已保存。", "move": "次序已调整。", "submit": "已送审核，稿件不再改动。", "review": "已审核，送签发。",
    "sign": "已签发，可以付印。", "return": "已退回，稿件可以再改。", "publish": "已编期号付印，可以学习。",
    "drop": "不再编印，记录保留。", "withdraw": "已收回，期号和内容保留。", "correct": "已起草更正说明，经审核、签发、编号以后与本期并列。",
    "study": "已记入尽责台账。", "meeting": "集体学习已记入尽责台账。",
}  # fmt: skip
PIECE_DONE = {
    "write": "已保存。", "hand_on": "已送另一人核。", "approve": "已审定，可以进本期。", "return": "已退回。", "out": "不用，记录保留。",
}  # fmt: skip

ANSWERED = {
    "": "待对方答复",
    "consented": "对方同意刊用",
    "declined": "对方不同意",
    "recalled": "对方已收回同意",
}
ISSUE_LETTER = "还没有印发，对方看不到"
RECEIVED = {
    "": Light(Sign.NEAR_INTERNAL, "待答复"), "consented": Light(Sign.DONE, "已同意"),
    "declined": Light(Sign.LAPSED, "没有同意"), "recalled": Light(Sign.LAPSED, "已收回同意"),
}  # fmt: skip
ANSWER_DONE = {
    "consent": "已同意刊用，对方可以据此写稿。", "decline": "已答复不同意，理由对方看得到。",
    "recall": "已收回同意，没有发行的稿件不能再用。",
}  # fmt: skip
