"""A condition of a norm in Chinese, as people would say it; what has no word in the pack keeps its id."""

from __future__ import annotations

from zeren.desk.wording import PackWords
from zeren.law.packs.form import (
    All,
    AnyOf,
    Barred,
    Compare,
    Condition,
    Const,
    CountValue,
    Define,
    ElapsedValue,
    FieldValue,
    GradeValue,
    Happened,
    LastingValue,
    NormStatus,
    Not,
    Path,
    Period,
    Right,
    ScoreValue,
    ShareValue,
    SumValue,
    Term,
    TermValue,
    Value,
)

OPS = {
    "is": "是",
    "in": "是",
    "includes": "含",
    "at_least": "不低于",
    "at_most": "不高于",
    "more_than": "高于",
    "less_than": "低于",
    "filled": "已填",
    "before": "早于",
    "after": "晚于",
    "on_or_before": "不晚于",
}
UNITS = {"days": "日", "working_days": "个工作日", "months": "个月", "years": "年", "hours": "小时"}
DEEPEST = 3


def condition_words(
    condition: Condition, words: PackWords, depth: int = 0, acts: tuple[str, ...] = ()
) -> str:
    """The condition in one phrase; ``acts``: the acts whose fields ``this`` means."""
    match condition:
        case All(parts):
            return "，且".join(_inner(part, words, depth, acts) for part in parts)
        case AnyOf(parts):
            return "，或者".join(_inner(part, words, depth, acts) for part in parts)
        case Not(part):
            return f"不属于（{condition_words(part, words, depth + 1, acts)}）"
        case Compare():
            return _compare(condition, words, acts)
        case Happened(event):
            return f"已{words.act(event)}"
        case Term(term):
            return _term(term, words, depth, acts)
        case Barred(act):
            return f"在不得{words.act(act)}的期间"
        case NormStatus(norm, status):
            return _norm_status(norm, status, words)
    return ""


def _inner(part: Condition, words: PackWords, depth: int, acts: tuple[str, ...]) -> str:
    text = condition_words(part, words, depth + 1, acts)
    return f"（{text}）" if isinstance(part, AnyOf) or (depth and isinstance(part, All)) else text


STATES = {
    "met": "符合",
    "pending": "未到期",
    "breached": "不符或者过期",
    "lapsed": "期满未行使",
    "not_triggered": "没有发生",
    "undetermined": "待查明",
}


def _norm_status(norm: str, status: tuple[str, ...], words: PackWords) -> str:
    """Another norm by what it asks, and the results that are meant."""
    found = next((n for n in words.pack.norms if n.id == norm), None)
    acts = getattr(getattr(found.body, "act", None), "names", None) if found else None
    what = words.acts(acts) if acts else words.provision(found.cite[0]) if found else norm
    return f"“{what}”{'或者'.join(STATES.get(name, name) for name in status)}"


def _term(term: str, words: PackWords, depth: int, acts: tuple[str, ...]) -> str:
    """A defined term says its own condition, unless that goes too deep."""
    for norm in words.pack.norms:
        if isinstance(norm.body, Define) and norm.body.term == term and norm.body.that is not None:
            return (
                condition_words(norm.body.that, words, depth + 1, acts)
                if depth < DEEPEST
                else "另有定义的情形"
            )
    return "另有定义的情形"


def _compare(condition: Compare, words: PackWords, acts: tuple[str, ...]) -> str:
    left, right = value_words(condition.value, words, acts), _right(condition.right, words)
    if condition.op == "filled":
        return f"填明{left}" if right == "是" else f"未填{left}"
    if condition.op == "is" and right in ("是", "否"):
        return left if right == "是" else f"不{left}" if left.startswith("属于") else f"{left}：否"
    return f"{left}{OPS[condition.op]}{right}"


def value_words(value: Value, words: PackWords, acts: tuple[str, ...] = ()) -> str:
    """The left side of a comparison."""
    match value:
        case FieldValue(path):
            return _path(path, words, acts)
        case CountValue(event):
            return f"{words.act(event)}的次数"
        case SumValue(_, name):
            return f"{words.label_of_field(name)}合计"
        case ShareValue(parts, of):
            return f"{'、'.join(_path(p, words) for p in parts)}占{_path(of, words)}的比例"
        case ElapsedValue(start, end):
            return f"{_path(start, words)}至{_path(end, words)}"
        case LastingValue(fact):
            return f"{_path(fact, words)}的年限"
        case ScoreValue() | GradeValue():
            return "得分"
        case TermValue():
            return "所定数额"
    return ""


def _path(path: Path, words: PackWords, acts: tuple[str, ...] = ()) -> str:
    heads = {"subject": "对象的", "opener": "起因中的", "actor": "办理人的", "unit": "单位的"}
    if path.head in ("this", "matter", "param"):
        return words.label_of_field(path.name, acts)
    if path.head in heads:
        label = words.label_of_field(path.name)
        return label if label.startswith(heads[path.head][:2]) else heads[path.head] + label
    return f"{words.act(path.head)}的{words.label_of_field(path.name, (path.head,))}"


def _right(right: Right, words: PackWords) -> str:
    if isinstance(right, Const):
        return words.value(right.text)
    if isinstance(right, Period):
        return f" {right.amount} {UNITS[right.unit]}"
    if isinstance(right, Path):
        return _path(right, words)
    return "或者".join(_right(part, words) for part in right)
