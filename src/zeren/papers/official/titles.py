"""Where a title breaks: lines of about the same length, no word torn (GB/T 9704-2012, 7.3.1)."""

from __future__ import annotations

from math import ceil

from zeren.papers.official.model import width_of

ROOM = 20
"""Characters of the second size in a line of 156 mm."""
NOT_FIRST, NOT_LAST = "的了等和与及、，：）》〉”", "（《〈“"
COUNTED = "年月日号个名件次届"
WORDS = (
    "党风廉政建设", "组织处理", "责任追究", "专项", "检查", "监督", "整改", "落实", "巡察", "巡视", "考核", "反馈", "意见", "情况", "决定",
    "通知", "通报", "报告", "问题", "领导", "干部", "有关", "事项", "工作", "责任", "处理", "作风", "建议", "关于", "职务", "配备", "评议", "结果",
)  # fmt: skip


def title_lines(title: str) -> tuple[str, ...]:
    """The lines of a title; one that fits stays whole."""
    rest, lines = title, []
    for left in range(ceil(width_of(title) / ROOM), 1, -1):
        place = min(range(1, len(rest)), key=lambda at: _cost(rest, at, left))
        lines.append(rest[:place])
        rest = rest[place:]
    return (*lines, rest)


def _cost(text: str, at: int, left: int) -> float:
    """How badly ``text`` breaks at a place, where ``left`` lines are still to come."""
    width = width_of(text[:at])
    uneven = abs(width - width_of(text) / left)
    bad = text[at] in NOT_FIRST or text[at - 1] in NOT_LAST
    return (
        uneven
        + 4 * bad
        + 2 * _torn(text, at)
        + 100 * (width > ROOM or width_of(text[at:]) > ROOM * (left - 1))
    )


def _torn(text: str, at: int) -> bool:
    """Whether a word lies across the place; figures, with what they count, and Latin letters are words too."""
    if text[at - 1].isascii() and (text[at].isascii() or text[at] in COUNTED):
        return True
    return any(word in text[max(0, at - len(word) + 1) : at + len(word) - 1] for word in WORDS)
