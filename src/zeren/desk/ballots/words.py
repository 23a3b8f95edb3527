"""The entries of a ballot in words, as the matter's log shows them."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.norms.model import FieldText
from zeren.records.ballots.models import Ballot
from zeren.records.matters import events
from zeren.records.matters.events import Recorded

LABELS = {
    "title": "名称", "day": "评议日", "options": "选项和分值", "basis": "折算的依据（会前设定，不是条文规定）", "abstain": "弃权",
    "exact": "承办人可见准确得分", "self_out": "评议对象不领票", "voted": "评议对象", "groups": "投票人", "excluded": "不领票",
    "tellers": "监票人", "eligible": "投票人名单", "attended": "签到", "drawn": "抽走的码", "given": "发出纸票", "cast": "屏投",
    "back": "收回纸票", "void": "无效票", "valid": "有效票", "shown": "结果", "unmet": "张数不符", "reasons": "原因", "seal": "准确数字的摘要",
}  # fmt: skip
WORDS = {"yes": "是", "no": "否", **dict(Ballot.Abstain.choices)}


def lines_of(names: Mapping[str, str], entry: Recorded) -> list[tuple[str, str]]:
    """What an entry says, by term; ``names``: of the persons and organs that it names."""
    beside = {"excluded": "why", "voted": "shown"}
    fields = dict(entry.fields)
    lines = []
    for name, label in LABELS.items():
        if name not in fields or (name == "shown" and "voted" in fields):
            continue
        more = _texts(fields.get(beside.get(name, ""), ()))
        if name == "excluded" and entry.type == events.BALLOT_CLOSED:
            lines.append((label, f"{''.join(_texts(fields[name]))} 人"))
            continue
        lines.append((label, _said(names, _texts(fields[name]), more)))
    return lines


def _said(names: Mapping[str, str], texts: tuple[str, ...], more: tuple[str, ...]) -> str:
    said = [WORDS.get(text) or names.get(text, text) for text in texts]
    if more:
        return "；".join(f"{one}：{other}" for one, other in zip(said, more, strict=False))
    return "、".join(said)


def _texts(value: FieldText) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
